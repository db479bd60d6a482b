"""What a roster says of a lease that goes on: renewed, written down wrongly, or somebody else's."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from chassis import clock
from chassis.events.tables import OutboxRow
from services.residents import queries
from services.residents.imports.leases import ImportResult, import_leases
from services.residents.models import Tenancy, TenancyStep
from services.residents.usecases import tenancies
from tests.residents.registers import Register
from tests.residents.rosters import a_file, an_id, changed

FIRST, NEXT = date(2026, 5, 1), date(2026, 6, 1)
HOME = ("A区1栋1单元1-1", "HT1", "王建国", an_id(), "承租人", "13800138000", "2022-05-16", "2027-05-15")


@pytest.fixture
def register(database_url: str) -> Register:
    register = Register(database_url)
    take(register, HOME, on=FIRST)
    return register


def take(register: Register, *rows: Any, on: date = NEXT) -> ImportResult:
    return import_leases(register.own, a_file(*rows), as_of=on, allow_mass_move_out=True)


def lease(register: Register) -> tuple[str, date | None, str]:
    with register.own.reading() as session:
        found = session.scalars(select(Tenancy).where(Tenancy.until.is_(None))).one()
        return found.contract_number, found.lease_ends, found.state


def steps(register: Register) -> list[tuple[str, date]]:
    with register.own.reading() as session:
        found = session.scalars(select(TenancyStep).order_by(TenancyStep.id))
        return [(each.step, each.day) for each in found]


def told(register: Register) -> list[tuple[str, int]]:
    with register.own.reading() as session:
        rows = session.scalars(select(OutboxRow).where(OutboxRow.routing_key.startswith("tenancy_")))
        return [(row.routing_key, row.sequence) for row in rows]


def test_a_later_end_is_a_renewal_and_is_announced(register: Register):
    result = take(register, changed(HOME, contract="HT2", ends="2032-05-15"))

    assert {key: count for key, count in result.changes.items() if count} == {"renewals": 1}
    assert lease(register) == ("HT2", date(2032, 5, 15), "active")
    assert steps(register)[-1] == ("renew", NEXT)
    assert told(register) == [("tenancy_renewed.v1", 2)]


def test_another_number_or_an_earlier_end_is_a_correction_and_nothing_has_happened(register: Register):
    result = take(register, changed(HOME, contract="HT1-1", ends="2027-05-14"))

    assert {key: count for key, count in result.changes.items() if count} == {"corrections": 1}
    assert lease(register) == ("HT1-1", date(2027, 5, 14), "active")
    assert (len(steps(register)), told(register)) == (1, [])
    again = take(register, changed(HOME, contract="HT1-1", ends="2027-05-14"))
    assert set(again.changes.values()) == {0}


def test_a_number_typed_in_small_letters_at_the_desk_is_the_same(register: Register):
    with register.own.transaction() as session:
        session.scalars(select(Tenancy)).one().contract_number = "ｈｔ 1"

    assert set(take(register, HOME).changes.values()) == {0}
    assert lease(register)[0] == "ｈｔ 1"


def test_a_renewal_of_who_has_given_notice_is_in_doubt(register: Register):
    with register.own.transaction() as session:
        tenancy_id = session.scalars(select(Tenancy.id)).one()
        tenancies.take_step(session, tenancy_id, step="give_notice", on=NEXT, now=clock.now())

    result = take(register, changed(HOME, ends="2032-05-15"))

    assert result.in_doubt == ["A-1-1-0101"]
    assert lease(register)[1:] == (date(2027, 5, 15), "terminating")


@pytest.mark.parametrize(("contract", "corrected"), [("HT1", 1), ("HT2", 0)])
def test_a_tenant_of_the_same_name_with_another_number_is_corrected_or_follows(
    register: Register, contract: str, corrected: int
):
    """Under the same contract a number was corrected; under another it is a successor."""
    neighbour = changed(HOME, address="A区1栋1单元1-2", contract="HT3", id_number=an_id("51021219870101127"))
    other = changed(HOME, contract=contract, id_number=an_id("51021219850101125"), since="2026-05-20")

    result = take(register, other, neighbour)

    assert (result.faults, result.in_doubt) == ([], [])
    assert (result.changes["people_corrected"], result.changes["move_outs"]) == (corrected, 1 - corrected)
    with register.own.reading() as session:
        assert len(queries.occupancies(session)) == 2
