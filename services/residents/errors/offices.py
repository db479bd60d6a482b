"""What the register refuses about posts."""

from chassis.errors import NotFound, Refusal


class PostUnknown(NotFound):
    """A post that does not exist."""

    code = "post-unknown"
    zh = "没有这个岗位。"
    en = "There is no such post."


class PostHeld(Refusal):
    """One post, one holder."""

    code = "post-held"
    zh = "该岗位已有人担任，请先免去现任。"
    en = "This post has a holder: relieve them first."


class PostHeldUntil(Refusal):
    """One term follows another."""

    code = "post-held-until"
    zh = "该岗位前任任期至 {until}，新任期不能早于这一天。"
    en = "Somebody held this post until {until}: a new term begins on that day or later."


class PostVacant(Refusal):
    """Nobody can be relieved of a vacant post."""

    code = "post-vacant"
    zh = "该岗位目前空缺。"
    en = "This post is vacant."


class KeeperMustLiveThere(Refusal):
    """Some posts are for neighbours, such as a hub household's."""

    code = "keeper-must-live-there"
    zh = "担任{kind_zh}的人必须住在 {area} 内。"
    en = "Whoever holds the post of {kind} must live in {area}."


class PostKindUnknown(NotFound):
    """A kind of post that has not been set up."""

    code = "post-kind-unknown"
    zh = "没有这个岗位类别，请先设置。"
    en = "There is no such kind of post: set it up first."


class WrongPostKindCode(Refusal):
    """Codes stand in addresses and facts."""

    code = "wrong-post-kind-code"
    status = 422
    zh = "岗位类别代码应为 1 到 40 个小写字母或下划线，如 grid_worker。"
    en = "The code of a kind of post is 1 to 40 small letters or underscores, as grid_worker."


class PostKindInUse(Refusal):
    """What a kind is for stays while there are posts of it."""

    code = "post-kind-in-use"
    zh = "已有该类别的岗位，不能改变其适用范围（地点或网格）。"
    en = "There are posts of this kind: whether they are for places or grids cannot be changed."


class AreaUnknown(NotFound):
    """A post is for a place or a grid that exists."""

    code = "area-unknown"
    zh = "没有 {area} 这个地点或网格，或已撤销。"
    en = "There is no place or grid {area}, or not any more."


class PostsEnough(Refusal):
    """Some kinds of posts are one to an area."""

    code = "posts-enough"
    zh = "{area} 已有{kind_zh} {count} 个，达到上限。"
    en = "{area} has {count} posts of {kind}, which is the most."
