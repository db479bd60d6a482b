"""What the register refuses about grids."""

from chassis.errors import NotFound, Refusal


class GridUnknown(NotFound):
    """A grid that does not exist and is not to be founded either."""

    code = "grid-unknown"
    zh = "没有网格 {path}；如需新设，请同时填写名称。"
    en = "There is no grid {path}; give a name to set it up."


class GridExists(Refusal):
    """A name is for a grid that is to be set up."""

    code = "grid-exists"
    zh = "已有网格 {path}（{name}）：请不填名称，或换一个路径。"
    en = "There is a grid {path} ({name}) already: leave the name out, or take another path."


class ParentGridUnknown(NotFound):
    """A new grid lies in one that exists."""

    code = "parent-grid-unknown"
    zh = "网格 {path} 的上级 {parent} 不存在或已撤销，请先确定上级网格。"
    en = "Grid {path} would lie in {parent}, which does not exist or is gone."


class AreaWithoutDwellings(NotFound):
    """A grid is made of dwellings."""

    code = "area-without-dwellings"
    zh = "位置 {area} 下没有登记的房屋，请核对路径。"
    en = "There are no dwellings in {area}: check the path."


class AreasOverlap(Refusal):
    """One dwelling, one grid."""

    code = "areas-overlap"
    zh = "{one} 与 {other} 重叠，同一套房屋只能划入一个网格。"
    en = "{one} and {other} overlap: a dwelling can be in one grid only."


class GridNotDivided(Refusal):
    """Dwellings lie in the smallest grids."""

    code = "grid-not-divided"
    zh = "网格 {path} 下设有 {within}，房屋须全部划入最小的网格，请把 {path} 的其余房屋一并划分。"
    en = "Grid {within} lies in {path}: all dwellings of {path} have to go to grids that are not divided further."


class RedrawnSince(Refusal):
    """Grids are drawn anew in the order of days."""

    code = "redrawn-since"
    zh = "网格 {path} 自 {since} 起已有调整，不能从更早的 {on} 起再调整。"
    en = "Grid {path} was drawn anew from {since} on: it cannot be changed from {on} on."


class NothingRedrawn(Refusal):
    """Something has to change."""

    code = "nothing-redrawn"
    zh = "这些房屋已在所列网格中，没有需要调整的。"
    en = "These dwellings lie in these grids already: there is nothing to change."


class PostClosed(Refusal):
    """A post goes with its grid, or when it is not wanted any more."""

    code = "post-closed"
    zh = "该岗位已于 {on} 撤销。"
    en = "This post is closed since {on}."
