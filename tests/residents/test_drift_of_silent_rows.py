"""Rows of a copy that say nothing are as good as none, and stand in no one's way."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from chassis import clock, database
from chassis.events import drift
from chassis.events.drift import Found, examine, repair
from chassis.events.resync import KeptCopy, kept_copies, tell
from chassis.events.tables import OutboxRow
from chassis.ids import new_id
from services.employment.models import Wish
from services.employment.retention import RULES
from services.notifications.models import Contact, JobConsent, Restriction
from services.residents.changes import NewPerson
from services.residents.usecases.consents import withdraw_consent
from services.residents.usecases.people import record_people
from services.residents.usecases.rights import restrict
from tests.migrated import migrate
from tests.residents.registers import JUNE, MAY


@pytest.fixture(autouse=True, params=["sqlite", "postgresql"])
def _services(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("residents", "employment", "notifications"):
        if request.param == "postgresql":
            new_postgres: Callable[[], str] = request.getfixturevalue("new_postgres")
            monkeypatch.setenv(f"DOORSTEP_{name.upper()}_DATABASE_URL", new_postgres())
        migrate(database.of(name))


def copy(name: str) -> KeptCopy:
    return next(each for each in kept_copies() if each.name == f"notifications.{name}")


def look(name: str) -> Found:
    kept = copy(name)
    return examine(kept, database.of(kept.owner), database.of(kept.keeper))


def fill(name: str) -> None:
    kept = copy(name)
    assert sum(tell(kept, database.of(kept.owner), database.of(kept.keeper), None))


def a_restricted_person() -> None:
    """Of whom everything was announced long ago."""
    person = NewPerson(id=new_id(), name="张三", phone="13812345678")
    with database.of("residents").transaction() as session:
        record_people(session, [person], today=MAY)
        restrict(session, person.id, on=MAY, reason="本人申请")
        session.execute(update(OutboxRow).values(published_at=clock.now() - timedelta(days=30)))


@pytest.mark.parametrize(
    ("name", "silenced"),
    [
        ("restrictions", update(Restriction).values(restricted=False)),
        ("contacts", update(Contact).values(phone=None)),
    ],
)
def test_a_row_that_was_silenced_by_hand_speaks_again(name: str, silenced: Any):
    a_restricted_person()
    fill(name)
    with database.of("notifications").transaction() as session:
        session.execute(silenced)
    found = look(name)

    repair(found, database.of("residents"), database.of("notifications"))

    assert ([each.kind for each in found.differences], look(name).differences) == (["missing"], [])


def test_a_row_stays_where_it_is_while_it_is_mended(monkeypatch: pytest.MonkeyPatch):
    """Somebody who declined is not taken for one who has said nothing, not for a moment."""
    person = NewPerson(id=new_id(), name="张三")
    with database.of("residents").transaction() as session:
        record_people(session, [person], today=MAY)
        withdraw_consent(session, person.id, "job_matching", on=MAY)
        session.execute(update(OutboxRow).values(published_at=clock.now() - timedelta(days=30)))
    fill("job_consents")
    with database.of("notifications").transaction() as session:
        session.execute(update(JobConsent).values(on=JUNE))
    found, meanwhile = look("job_consents"), []

    def seen(*args: Any) -> Iterator[int]:
        with database.of("notifications").reading() as session:
            meanwhile.append([each.given for each in session.scalars(select(JobConsent))])
        return tell(*args)

    monkeypatch.setattr(drift, "tell", seen)
    repair(found, database.of("residents"), database.of("notifications"))

    assert [each.kind for each in found.differences] == ["different"]
    assert (meanwhile, look("job_consents").differences) == ([[False]], [])


def test_wishes_that_were_kept_long_enough_are_no_drift():
    wish = Wish(id=new_id(), person_id=new_id(), recorded_at=clock.now(), known_moves=1, state="ended",
                ended_on=date(2020, 1, 1), end_reason="withdrawn", version=2)  # fmt: skip
    with database.of("employment").transaction() as session:
        session.add(wish)
    fill("interests")
    with database.of("employment").transaction() as session:
        (rule,) = RULES
        assert rule.run(session, clock.today()) == 1

    assert look("interests").differences == []
