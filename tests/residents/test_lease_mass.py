"""A roster that ends many tenancies is taken only when that is meant."""

import io
from datetime import date

import pytest

from services.residents.imports.errors import MassMoveOut
from services.residents.imports.leases import ImportResult, import_leases
from tests.residents.registers import Register
from tests.residents.rosters import a_file, an_id

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
HOMES = 6


@pytest.fixture
def register(database_url: str) -> Register:
    """A small register in which every dwelling has a household."""
    made = Register(database_url)
    take(made, HOMES, as_of=MAY)
    return made


def take(register: Register, homes: int, *, as_of: date = JUNE) -> ImportResult:
    return import_leases(register.own, roster(homes), as_of=as_of)


def roster(homes: int) -> io.BytesIO:
    return a_file(*[row(building, room) for building in (1, 2) for room in (1, 2, 3)][:homes])


def row(building: int, room: int) -> tuple[str, ...]:
    home, tenant = f"A区{building}栋1单元1-{room}", an_id(f"510212198501011{building}{room}")
    return (home, f"HT{building}{room}", "张三", tenant, "承租人", "", "2022-05-16", "2031-05-15")


@pytest.mark.parametrize("stay", [1, 4])
def test_many_of_a_few_tenancies_do_not_end_unasked(register: Register, stay: int):
    file = roster(stay)

    with pytest.raises(MassMoveOut) as refused:
        import_leases(register.own, file, as_of=JUNE)

    assert len(register.at_home()) == HOMES
    assert f"{HOMES - stay} of {HOMES} tenancies: 2 or more, if over 5 %" in str(refused.value)
    file.seek(0)
    import_leases(register.own, file, as_of=JUNE, confirmation=refused.value.shown["confirmation"])
    assert len(register.at_home()) == stay


def test_one_family_leaves_a_small_register_unasked(register: Register):
    take(register, HOMES - 1)

    assert len(register.at_home()) == HOMES - 1
