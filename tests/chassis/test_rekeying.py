"""Keys at rest: every value says which key wrote it, and all can be written anew while people work."""

from collections.abc import Callable
from datetime import date

import pytest
from click.testing import CliRunner
from sqlalchemy import LargeBinary, select, type_coerce

from chassis import database, migrations, personal, rekeying, settings
from chassis.commands.keys import rekey
from chassis.database import Database
from chassis.ids import new_id
from chassis.keys import new_data_keys
from chassis.personal import CannotOpen, Encrypted, mark_of
from services.residents.models import Person

KEYS = "DOORSTEP_PERSONAL_DATA_KEYS"
PEOPLE = 1201
BORN = date(2019, 5, 16)


@pytest.fixture(params=["sqlite", "postgresql"])
def own(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A register with some people in it."""
    if request.param == "postgresql":
        new_postgres: Callable[[], str] = request.getfixturevalue("new_postgres")
        monkeypatch.setenv("DOORSTEP_RESIDENTS_DATABASE_URL", new_postgres())
    made = database.of("residents")
    migrations.upgrade(made)
    with made.transaction() as session:
        session.add_all(
            Person(id=new_id(), name=f"张{number}", phone=None, birth_date=BORN, recorded_on=BORN)
            for number in range(PEOPLE)
        )
    return made


def put_in_front(monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """A new key before the old one; gives both."""
    old, new = settings.current().personal_data_keys[0], new_data_keys()["personal_data_keys"]
    monkeypatch.setenv(KEYS, f"{new},{old}")
    settings.current.cache_clear()
    return new, old


def marks(own: Database) -> set[bytes]:
    with own.reading() as session:
        columns = (type_coerce(each, LargeBinary()) for each in (Person.name, Person.birth_date))
        stored = [each for column in columns for each in session.scalars(select(column)) if each]
        return {bytes(each)[:5] for each in stored}


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(rekey, words)
    return result.exit_code, result.output


def test_a_value_says_which_key_wrote_it(own: Database):
    assert marks(own) == {mark_of(settings.current().personal_data_keys[0])}


def test_what_was_written_before_keys_had_ids_can_be_read(monkeypatch: pytest.MonkeyPatch):
    old = settings.current().personal_data_keys[0]
    legacy = personal._cipher((old,)).encrypt("张三".encode())
    put_in_front(monkeypatch)

    assert Encrypted().process_result_value(legacy, None) == "张三"  # type: ignore[arg-type]


def test_all_is_written_anew_with_the_newest_key(own: Database, monkeypatch: pytest.MonkeyPatch):
    new, _ = put_in_front(monkeypatch)
    assert run("residents", "--check")[0] == 1

    code, said = run("residents")

    assert (code, said.splitlines()[-1]) == (0, "Everything is written with the newest key.")
    assert marks(own) == {mark_of(new)}
    assert run("residents", "--check")[0] == 0
    monkeypatch.setenv(KEYS, new)
    settings.current.cache_clear()
    with own.reading() as session:
        people = session.scalars(select(Person)).all()
    assert {each.name for each in people} == {f"张{n}" for n in range(PEOPLE)}
    assert {each.birth_date for each in people} == {BORN}


@pytest.mark.parametrize("own", ["postgresql"], indirect=True)
def test_a_row_somebody_is_changing_waits_for_another_run(own: Database, monkeypatch: pytest.MonkeyPatch):
    new, old = put_in_front(monkeypatch)
    with own.transaction() as session:
        somebody = session.scalars(select(Person).limit(1).with_for_update()).one()

        code, said = run("residents")

        assert (code, "1 rows were in use" in said) == (1, True)
        somebody.phone = "13800138000"

    assert marks(own) == {mark_of(new), mark_of(old)}
    assert run("residents")[0] == 0
    assert marks(own) == {mark_of(new)}


def test_stopped_half_way_it_goes_on_from_there(own: Database, monkeypatch: pytest.MonkeyPatch):
    put_in_front(monkeypatch)
    people = next(each for each in rekeying.remaining(own) if each.table.name == "people")

    first = next(rekeying.rekey(own, people))

    left = next(each.rows for each in rekeying.remaining(own) if each.table.name == "people")
    assert 0 < first < PEOPLE
    assert left == PEOPLE - first


def test_a_value_of_an_unknown_key_is_told_and_nothing_is_lost(
    own: Database, monkeypatch: pytest.MonkeyPatch
):
    before = marks(own)
    monkeypatch.setenv(KEYS, new_data_keys()["personal_data_keys"])
    settings.current.cache_clear()

    code, said = run("residents")

    assert (code, "not configured here" in said) == (1, True), said
    assert marks(own) == before
    with own.reading() as session, pytest.raises(CannotOpen):
        session.scalars(select(Person)).all()


def test_the_community_goes_on_while_keys_change(own: Database, monkeypatch: pytest.MonkeyPatch):
    new, _ = put_in_front(monkeypatch)
    people = next(each for each in rekeying.remaining(own) if each.table.name == "people")
    steps = rekeying.rekey(own, people)
    next(steps)

    with own.transaction() as session:
        session.add(Person(id=new_id(), name="新来的", phone=None, recorded_on=BORN))
        other = session.scalars(select(Person).order_by(Person.id.desc())).first()
        assert other is not None
        other.phone = "13800138000"
    for _ in steps:
        pass

    assert marks(own) == {mark_of(new)}
