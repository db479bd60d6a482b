"""The lease roster as the city's housing system would export it."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from services.residents.changes import RELATION_NAMES
from services.residents.demo.buildings import DemoDwelling
from services.residents.demo.households import DemoHousehold, DemoMember

RosterRow = dict[str, str | float | date | None]
"""One person by Chinese heading; a number stands where a sheet would hold a number cell."""

SERIAL: Final = "序号"
ADDRESS: Final = "房屋地址"
CONTRACT: Final = "合同编号"
NAME: Final = "姓名"
ID_NUMBER: Final = "证件号码"
RELATION: Final = "与承租人关系"
PHONE: Final = "联系电话"
SINCE: Final = "起租日期"
ENDS: Final = "到期日期"
HEADINGS: Final = (SERIAL, ADDRESS, CONTRACT, NAME, ID_NUMBER, RELATION, PHONE, SINCE, ENDS)

_TITLE: Final = "民安华福公租房承租人及同住人花名册"
_WIDTHS: Final = (8, 24, 16, 12, 22, 14, 16, 13, 13)


def written_address(dwelling: DemoDwelling) -> str:
    """`A区18栋1单元5-3`."""
    return f"{dwelling.zone}区{dwelling.building}栋{dwelling.unit}单元{dwelling.floor}-{dwelling.room}"


def roster_rows(households: Iterable[DemoHousehold]) -> Iterator[RosterRow]:
    """Everybody, household by household in the order of the doors, tenants first."""
    return numbered(row for block in roster_blocks(households) for row in block)


def roster_blocks(households: Iterable[DemoHousehold]) -> Iterator[list[RosterRow]]:
    """The rows of each household, without serial numbers."""
    for household in sorted(households, key=_door):
        yield [member_row(household, member) for member in household.members]


def member_row(household: DemoHousehold, member: DemoMember) -> RosterRow:
    """The row of one person."""
    person = member.person
    return {
        SERIAL: None,
        ADDRESS: written_address(household.dwelling),
        CONTRACT: household.contract_number,
        NAME: person.name,
        ID_NUMBER: person.id_number,
        RELATION: RELATION_NAMES[member.relation],
        PHONE: person.phone,
        SINCE: household.since,
        ENDS: household.lease_ends,
    }


def numbered(rows: Iterable[RosterRow]) -> Iterator[RosterRow]:
    """The rows with serial numbers from 1."""
    for serial, row in enumerate(rows, 1):
        row[SERIAL] = serial
        yield row


def write_roster_workbook(
    rows: Iterable[RosterRow],
    target: Path | BinaryIO,
    *,
    as_of: date | None = None,
    remark: str | None = None,
) -> None:
    """Write a roster as `.xlsx`: a title, the headings, a row of explanation if given, then the rows.

    Texts become text cells whatever they begin with, dates date cells, numbers number cells.
    """
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet("花名册")
    for place, width in enumerate(_WIDTHS):
        sheet.column_dimensions["ABCDEFGHI"[place]].width = width
    sheet.append([f"{_TITLE}（截至{as_of:%Y年%m月%d日}）" if as_of else _TITLE])
    sheet.append(list(HEADINGS))
    if remark:
        sheet.append([remark])
    texts, days = _cells(sheet, "@"), _cells(sheet, "yyyy-mm-dd")
    for row in rows:
        sheet.append([_cell(texts[heading], days[heading], row[heading]) for heading in HEADINGS])
    book.save(target)


def _cells(sheet: Any, number_format: str) -> dict[str, Any]:
    """A cell for each column, filled anew for every row: giving each its own style takes half the time."""
    cells = {heading: WriteOnlyCell(sheet) for heading in HEADINGS}
    for cell in cells.values():
        cell.number_format = number_format
    return cells


def _cell(text: Any, day: Any, value: str | float | date | None) -> Any:
    if isinstance(value, str):
        text.value = value
        text.data_type = "s"
        return text
    if isinstance(value, date):
        day.value = value
        return day
    return value


def _door(household: DemoHousehold) -> tuple[int, int, int, int, int]:
    home = household.dwelling
    return home.cluster, home.building, home.unit, home.floor, home.room
