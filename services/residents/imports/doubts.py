"""What faulty rows of a roster leave open: nobody is taken for gone because of a slip of the pen."""

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Final
from uuid import UUID

from chassis.web.wording import both
from services.residents.imports.members import Numbers
from services.residents.imports.workbook import LeaseRoster, LeaseRow
from services.residents.namesakes import plain_name
from services.residents.queries import Occupancy, Occupant

Spot = tuple[str, str]
"""A contract or an address, and a name."""

SUPERSEDED: Final = "superseded"
DOUBTS: Final = {
    "faulty_row": both(
        "该户有错误行，请在原花名册中改正后重新导入整个花名册。",
        "A row of the household is faulty: correct it in the roster and import the whole roster again.",
    ),
    "contract_goes_on": both(
        "该合同仍在花名册中，但承租人不是登记的承租人：请核实后办理变更承租人，或更正合同编号。",
        "The roster has this contract with another tenant: record the change, or correct the contract number.",
    ),
    "newer_known": both(
        "登记中该户或该房屋的变动晚于花名册日期，请以较新的花名册核对。",
        "The register knows of changes after the roster's day: compare with a newer roster.",
    ),
    "not_begun": both(
        "租约尚未起租，届时请再导入花名册。",
        "The lease has not begun: import a roster again when that day is here.",
    ),
    SUPERSEDED: both(
        "已导入过日期更晚的花名册，本表与登记不一致之处未采用。",
        "A roster of a later day was taken before: what this one says otherwise was left.",
    ),
    "same_day": both(
        "花名册当日已有人工登记或更正，无法判断先后，请与住户核实后更正。",
        "Somebody said otherwise at the desk on the roster's day: ask the household, then correct it.",
    ),
    "renewal_not_open": both(
        "该租约正在办理退租或换租，不能续租，请先办结或撤回。",
        "The lease is being ended or exchanged and cannot be renewed: finish or withdraw that first.",
    ),
    "exchange_not_open": both(
        "该户正在办理退租，不能换房，请先办结或撤回。",
        "The lease is being ended and the household cannot change its dwelling: finish or withdraw that first.",
    ),
    "lease_over": both(
        "租约到期日早于该户可入住此房的日期，请核对到期日期，或办理续租后再导入。",
        "The lease ends before the household could have moved in: check its end, or import again once it is renewed.",
    ),
    "dwelling_taken": both(
        "该房屋仍登记有其他住户，请先核实其是否已迁出。",
        "Another household is on record in this dwelling: find out whether it has left.",
    ),
    "lives_elsewhere": both(
        "该户有成员仍登记在另一户，且不能自动迁出，请核实后办理。",
        "A member is on record in another household and cannot leave it by a roster: find out, then record it.",
    ),
    "awaited_elsewhere": both(
        "该户有成员在花名册中另有住处，但那一户未能办理：先处理那一户，再导入花名册。",
        "The roster has a member in another home that could not be taken over: settle that one, then import again.",
    ),
    "one_person_twice": both(
        "该户有成员与花名册另一行在登记中是同一人：请核对两行的证件号码；误合并的，请先拆分。",
        "By the register a member is the same person as another row: compare both numbers, or undo the merge.",
    ),
    "namesakes": both(
        "该户有多名同名人员，无法判断各行是谁，请补全证件号码。",
        "Several people of one name are in this household: complete their ID numbers to tell them apart.",
    ),
    "number_of_another": both(
        "该证件号码已登记在另一人名下，请核对号码；确为同一人重复登记的，请先合并两条记录。",
        "This ID number is another record's: compare it with the card; if both are one person, merge them first.",
    ),
    "birth_date_differs": both(
        "证件号码中的出生日期与登记的出生日期不一致，请核对后更正其中一项。",
        "The birth date within the ID number is not the one on record: correct one of them.",
    ),
}  # fmt: skip
"""Why a household is left as it is, and what to do about it."""


class Doubts:
    """Contracts, dwellings and people that faulty rows speak of."""

    def __init__(
        self,
        roster: LeaseRoster,
        known_people: dict[bytes, UUID],
        occupancies: Iterable[Occupancy],
        numbers: Numbers,
    ) -> None:
        self._contracts = {each.contract_number for each in roster.faults if each.contract_number}
        self._addresses = {each.address_key for each in roster.faults if each.address_key}
        self._people = {known_people.get(each.id_index) for each in roster.faults if each.id_index}
        faulty = {(each.sheet, each.row): each for each in roster.faults}.values()
        named = [each for each in faulty if each.name and not each.id_index]
        unaccounted = _unaccounted(roster, occupancies, numbers, self._contracts | self._addresses)
        self._names = set[str]()
        for each in named:
            spot = (each.address_key or each.contract_number or "", plain_name(each.name or ""))
            if unaccounted[spot] > 0:
                unaccounted[spot] -= 1
            else:
                self._names.add(spot[1])

    def about(self, household: Occupancy, tenant: LeaseRow | None = None) -> bool:
        """Whether a faulty row may be about a household or one of its members, given its tenant's row if any.

        Who has gone elsewhere has nothing to do any more with what is written of the dwelling they left.
        """
        address = tenant.address if tenant else household.address
        return (
            address in self._addresses
            or household.contract_number in self._contracts
            or (tenant is not None and tenant.contract_number in self._contracts)
            or any(member.person_id in self._people for member in household.members)
        )

    def about_anywhere(self, member: Occupant) -> bool:
        """Whether a faulty row that lacks a number, and is about nobody who lives there, may be about somebody."""
        return bool(self._names) and plain_name(member.name) in self._names

    def about_contract(self, household: Occupancy, tenant: LeaseRow) -> bool:
        """Whether faulty rows name the contract on record, and the tenant's row another one."""
        known = household.contract_number
        return known in self._contracts and tenant.contract_number != known


def _unaccounted(
    roster: LeaseRoster, occupancies: Iterable[Occupancy], numbers: Numbers, places: Collection[str]
) -> Counter[Spot]:
    """How many people of a name are in a place of whom no good row of the roster tells."""
    found = Counter(
        (place, plain_name(member.name))
        for each in occupancies
        for place in {each.contract_number, each.address}.intersection(places)
        for member in each.members
        if not numbers.on_roster(member.person_id)
    )
    for row in roster.rows:
        if numbers.holder(row) is None:
            found.subtract((place, plain_name(row.name)) for place in (row.address, row.contract_number))
    return found
