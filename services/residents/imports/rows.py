"""One row of a lease roster: a person in a household, or what is wrong with it."""

import sys
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from contracts.addresses import Address, WrongAddress, parse_address
from services.residents.changes import Relation
from services.residents.documents import Document
from services.residents.identity import WrongIdNumber
from services.residents.imports import cells
from services.residents.imports.cells import WrongCell
from services.residents.imports.headings import Cells
from services.residents.phones import WrongPhone

_ONE_PHONE = ("有多个联系电话，只登记第一个。", "Of several telephone numbers the first is kept.")


class Place(NamedTuple):
    """Where a row stands: the title of its sheet, if there are several, and its number on it."""

    sheet: str | None
    row: int

    def zh(self) -> str:
        """In Chinese."""
        return f"工作表“{self.sheet}”第{self.row}行" if self.sheet else f"第{self.row}行"

    def en(self) -> str:
        """In English."""
        return f"row {self.row} of sheet “{self.sheet}”" if self.sheet else f"row {self.row}"


@dataclass(frozen=True, kw_only=True, slots=True)
class LeaseRow:
    """A person who lives in a dwelling under a lease; `row` is its number on `sheet`."""

    sheet: str | None
    row: int
    address: str
    building: int
    contract_number: str
    name: str
    id_type: str | None
    id_number: str | None
    id_index: bytes | None
    """The blind index of the number."""
    birth_date: date | None
    relation: Relation
    phone: str | None
    since: date
    lease_ends: date


@dataclass(frozen=True, kw_only=True, slots=True)
class RowFault:
    """One thing wrong with a row, and the remedy; nothing of the row may be taken over.

    The last four tell whose row it is as far as that could be read, so that nobody is taken for gone
    because of a slip of the pen. They are for comparing only, never for showing.
    """

    sheet: str | None
    row: int
    field: str
    problem_zh: str
    problem_en: str
    address_key: str | None
    id_index: bytes | None
    contract_number: str | None
    name: str | None


class RowNote(NamedTuple):
    """Something of a row that was taken which is not kept, and why."""

    place: Place
    field: str
    zh: str
    en: str


@dataclass(kw_only=True, slots=True)
class Draft:
    """A row while it is being judged: what could be read, what is not kept, and what is wrong so far."""

    sheet: str | None
    row: int
    values: dict[str, Any] = field(default_factory=dict)
    notes: list[RowNote] = field(default_factory=list)
    problems: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.sheet, self.row)

    def accuse(self, column: str, zh: str, en: str) -> None:
        """Note a problem in two sentences."""
        self.problems.append((column, zh, en))

    def is_wrong(self, column: str) -> bool:
        """Whether a problem with this column is noted."""
        return any(each == column for each, _, _ in self.problems)

    def accepted(self) -> LeaseRow:
        """The row as taken; only for a draft without problems."""
        values = self.values
        address: Address = values["address"]
        document: Document | None = values["id_number"]
        return LeaseRow(
            sheet=self.sheet,
            row=self.row,
            address=sys.intern(address.key),
            building=address.building,
            contract_number=sys.intern(values["contract_number"]),
            name=values["name"],
            id_type=document.kind if document else None,
            id_number=document.number if document else None,
            id_index=document.index if document else None,
            birth_date=document.birth_date if document else None,
            relation=values["relation"],
            phone=values["phone"],
            since=values["since"],
            lease_ends=values["lease_ends"],
        )

    def faults(self) -> list[RowFault]:
        """The problems, each with whatever tells whose row it is."""
        address: Address | None = self.values.get("address")
        document: Document | None = self.values.get("id_number")
        return [
            RowFault(
                sheet=self.sheet,
                row=self.row,
                field=column,
                problem_zh=zh,
                problem_en=en,
                address_key=address.key if address else None,
                id_index=document.index if document else None,
                contract_number=self.values.get("contract_number"),
                name=self.values.get("name"),
            )
            for column, zh, en in self.problems
        ]


class RowReader:
    """Reads rows by a table of columns; knows the estate as far as it was told."""

    def __init__(
        self,
        columns: Mapping[str, int],
        *,
        today: date,
        zones: Mapping[int, str] | None,
        known_addresses: Container[str] | None,
        known_buildings: Container[int] | None,
    ) -> None:
        self.columns = columns
        self._zones = zones
        self._known_addresses = known_addresses
        self._known_buildings = known_buildings
        self._addresses: dict[str, Address] = {}
        self._kind: str | None = None
        """Of the document of the row that is being read; its number is checked as one of that kind."""
        readers: dict[str, Callable[[Any], Any]] = {
            "address": self._address,
            "contract_number": cells.contract_number,
            "name": cells.name,
            "id_type": self._id_type,
            "id_number": lambda value: cells.id_number(value, self._kind, today),
            "relation": cells.relation,
            "phone": cells.phone,
            "since": cells.day,
            "lease_ends": cells.day,
        }
        self._readers = [(each, columns.get(each, sys.maxsize), read) for each, read in readers.items()]

    @property
    def written(self) -> Mapping[str, Address]:
        """The addresses it has read, by how they are written."""
        return self._addresses

    def read(self, number: int, row: Cells, *, sheet: str | None = None) -> Draft:
        """The row with every problem it has by itself."""
        draft = Draft(sheet=sheet, row=number)
        for column, place, read in self._readers:
            cell = row[place] if place < len(row) else None
            try:
                draft.values[column] = read(cell)
            except (WrongCell, WrongAddress, WrongIdNumber, WrongPhone) as wrong:
                draft.accuse(column, wrong.zh, wrong.en)
            if column == "phone" and cells.has_several_phones(cell):
                draft.notes.append(RowNote(draft.place, column, *_ONE_PHONE))
        if "address" in draft.values:
            self._look_up(draft, draft.values["address"])
        since, ends = draft.values.get("since"), draft.values.get("lease_ends")
        if since and ends and since > ends:
            draft.accuse(
                "lease_ends",
                "到期日期早于起租日期，请核对两个日期。",
                "The lease ends before it begins; check both dates.",
            )
        return draft

    def _id_type(self, value: Any) -> str | None:
        self._kind = None
        self._kind = cells.id_type(value)
        return self._kind

    def _address(self, value: Any) -> Address:
        text = cells.plain(value)
        if not text:
            raise WrongCell(
                "缺少房屋地址；如为合并单元格，请取消合并并逐行填写。",
                "The address is missing; where cells are merged, unmerge them and fill in every row.",
            )
        if text not in self._addresses:
            self._addresses[text] = parse_address(text, zones=self._zones)
        return self._addresses[text]

    def _look_up(self, draft: Draft, address: Address) -> None:
        if self._known_buildings is not None and address.building not in self._known_buildings:
            draft.accuse(
                "address",
                "本小区没有这个幢号，请核对房屋地址中的幢号。",
                "There is no such building on the estate; check the building in the address.",
            )
        elif self._known_addresses is not None and address.key not in self._known_addresses:
            draft.accuse(
                "address",
                "该幢内没有这个房号，请核对房屋地址中的单元、楼层和房号。",
                "There is no such room in this building; check unit, floor and room.",
            )
