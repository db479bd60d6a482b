from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chassis import clock
from chassis.access import UNLIMITED
from services.residents import figures, queries
from services.residents.changes import Member, MoveOut, NewPerson
from services.residents.usecases.undoing import undo_move_out
from tests.residents.checking import app, client, register  # noqa: F401
from tests.residents.registers import Register, a_move_in, an_exchange

FIRST = date(2026, 1, 1)
DAYS = 120


def rows(client: FlaskClient, figure: str, **asked: Any) -> list[dict[str, Any]]:
    answer = client.get(f"/figures/{figure}", query_string=asked)
    assert answer.status_code == 200, answer.text
    assert set(answer.get_json()) == {"figure", "as_of", "definition", "parameters", "rows"}
    return answer.get_json()["rows"]


def test_who_lives_here_is_told_by_place_and_day(client: FlaskClient, register: Register):
    register.settle("A-1-1-0101", "张三", "李四", since=FIRST)
    household, _ = register.settle("A-2-1-0101", "王五", since=FIRST)
    register.apply(move_outs=[MoveOut(household_id=household, on=date(2026, 3, 1))])

    def told(on: str) -> list[tuple[str, int, int]]:
        found = rows(client, "residents", on=on, level="building")
        return [(each["area"], each["residents"], each["households"]) for each in found]

    assert told("2026-02-28") == [("/huafu/c1/b1/", 2, 1), ("/huafu/c1/b2/", 1, 1)]
    assert told("2026-03-01") == [("/huafu/c1/b1/", 2, 1)]
    assert told("2025-12-31") == []


def test_an_exchange_inside_the_estate_is_no_turnover(client: FlaskClient, register: Register):
    household, _ = register.settle("A-1-1-0101", "张三", since=FIRST)
    register.apply(exchanges=[an_exchange(household, register.dwellings["A-2-1-0101"], on=date(2026, 2, 10))])

    (january, february) = rows(client, "turnover", since="2026-01-15", months=2)

    assert (january["moved_in"], january["exchanged"]) == (1, 0)
    assert (february["moved_in"], february["moved_out"], february["exchanged"]) == (0, 0, 1)
    assert (january["turnover"], february["turnover"]) == (0.5, 0.0)


def test_a_move_out_that_was_undone_counts_nowhere(client: FlaskClient, register: Register):
    household, _ = register.settle("A-1-1-0101", "张三", since=FIRST)
    register.apply(move_outs=[MoveOut(household_id=household, on=date(2026, 2, 10))])
    with register.own.transaction() as session:
        undo_move_out(session, household, reason="误登记", now=clock.now())

    (february,) = rows(client, "turnover", since="2026-02-01", months=1)

    assert (february["moved_out"], february["mean_households"]) == (0, 1.0)


def test_of_months_to_come_no_turnover_is_told(client: FlaskClient, register: Register):
    register.settle("A-1-1-0101", "张三", since=FIRST)
    today = clock.today()

    months = [each["month"] for each in rows(client, "turnover", since=str(today), months=12)]

    assert months == [str(today.replace(day=1))]


LIVES = st.lists(
    st.tuples(st.sampled_from(range(6)), st.integers(0, DAYS - 1), st.integers(1, DAYS), st.integers(1, 3)),
    max_size=8,
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lives=LIVES, on=st.integers(0, DAYS))
def test_figures_equal_a_count_day_by_day(tmp_path: Path, lives: list[tuple[int, int, int, int]], on: int):
    register = Register(f"sqlite:///{tmp_path / f'{uuid4()}.sqlite3'}")
    doors, free = list(register.dwellings), dict.fromkeys(range(6), -1)
    kept: list[tuple[int, int, int, int]] = []
    for door, begin, length, people in sorted(lives, key=lambda each: each[1]):
        if begin > free[door]:
            kept.append((door, begin, begin + length, people))
            free[door] = begin + length
    for door, begin, end, people in kept:
        household = settle(register, doors[door], people, FIRST + timedelta(days=begin))
        register.apply(move_outs=[MoveOut(household_id=household, on=FIRST + timedelta(days=end))])
    day = FIRST + timedelta(days=on)

    with register.own.reading() as session:
        residents = queries.residents_by_unit(session, on=day, area=None, reach=UNLIMITED)
        span = {"since": FIRST, "until": FIRST.replace(year=2028), "area": None, "reach": UNLIMITED}
        came, went = queries.moves_in(session, **span), queries.moves_out(session, **span)
    register.own.engine.dispose()

    naive = Counter[str]()
    for door, begin, end, people in kept:
        if begin <= on < end:
            naive[doors[door][:3]] += people
    (told,) = figures.population(residents, {}, "community") or [figures.Population("/huafu/")]
    assert (told.residents, told.households) == (
        naive.total(), sum(begin <= on < end for _, begin, end, _ in kept)
    )  # fmt: skip
    assert months_of(came) == Counter(month(begin) for _, begin, _, _ in kept)
    assert months_of(went) == Counter(month(end) for _, _, end, _ in kept)


def settle(register: Register, address: str, count: int, since: date) -> UUID:
    people = [NewPerson(id=uuid4(), name="张三") for _ in range(count)]
    members = tuple(
        Member(person_id=each.id, relation="other" if index else "tenant")
        for index, each in enumerate(people)
    )
    move = a_move_in(register.dwellings[address], members, since=since)
    register.apply(people=people, move_ins=[move])
    return move.household_id


def month(day: int) -> tuple[int, int]:
    found = FIRST + timedelta(days=day)
    return found.year, found.month


def months_of(moves: list[queries.Moves]) -> Counter[tuple[int, int]]:
    found = Counter[tuple[int, int]]()
    for each in moves:
        found[each.year, each.month] += each.households
    return found


def test_who_is_registered_elsewhere_is_told_at_a_chosen_level(client: FlaskClient, register: Register):
    _, people = register.settle("A-1-1-0101", "张三", "李四", "王五", "赵六", since=FIRST)
    codes = ["500107105", "500112", "511523", None]
    for person, code in zip(people, codes, strict=True):
        assert client.put(f"/people/{person}/hukou", json={"hukou": code}).status_code == 204

    def told(local: str) -> tuple[int, int, int, float | None]:
        (row,) = rows(client, "non-local", on=str(FIRST), local=local)
        return row["residents"], row["known"], row["non_local"], row["share"]

    assert [told(each) for each in ("50", "500107", "500107105", "500112001")] == [
        (4, 3, 1, 1 / 3), (4, 3, 2, 2 / 3), (4, 3, 2, 2 / 3), (4, 2, 2, 1.0)
    ]  # fmt: skip
    assert rows(client, "non-local", on="2025-12-31", local="50") == []
    assert client.get(f"/people/{people[0]}").get_json()["hukou"] == "500107"


def test_a_place_of_registration_is_a_code_of_a_district_or_smaller(client: FlaskClient, register: Register):
    _, (person,) = register.settle("A-1-1-0101", "张三", since=FIRST)

    for code in ("50", "500000", "50010", "5001071", "九龙坡区", "050107"):
        answer = client.put(f"/people/{person}/hukou", json={"hukou": code})
        assert (answer.status_code, answer.get_json()["errors"][0]["field"]) == (422, "json.hukou")
    assert client.get("/figures/non-local", query_string={"local": "500"}).status_code == 422
