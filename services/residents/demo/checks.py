"""Checks of the made-up register: most households were seen in the last year, some of them long ago, some never."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.ids import new_id
from services.residents.checks import MEANS, VACANT
from services.residents.models import Stay, Term, Verification
from services.residents.usecases.observing import observe
from services.residents.usecases.verifying import note_checks

_CHECKED, _WITHIN_DAYS = 0.8, 330
_OBSERVED_EVERY = 700


def check_households(session: Session, *, seed: int, today: date, now: datetime) -> None:
    """Let staff have been at most doors, and have found a few flats empty."""
    random = Random(f"checks {seed}")  # noqa: S311
    stays = defaultdict[UUID, list[tuple[UUID, date]]](list)
    open_stays = select(Stay.household_id, Stay.id, Stay.since).where(Stay.until.is_(None))
    for household_id, stay_id, since in session.execute(open_stays.order_by(Stay.household_id, Stay.id)):
        stays[household_id].append((stay_id, since))
    staff = session.scalars(select(Term.person_id).where(Term.until.is_(None)).order_by(Term.post_id)).all()
    done = {}
    for household_id, members in stays.items():
        on = today - timedelta(days=int(random.random() ** 2 * _WITHIN_DAYS))
        there = [stay_id for stay_id, since in members if since <= on]
        if there and random.random() < _CHECKED:
            check = Verification(
                id=new_id(), household_id=household_id, on=on, means=random.choice(list(MEANS)),
                checker_id=random.choice(staff), recorded_at=now,
            )  # fmt: skip
            done[check] = there
    note_checks(session, done)
    for household_id in list(stays)[::_OBSERVED_EVERY]:
        observe(session, household_id, seen=VACANT, on=today, person_id=None, note=None,
                checker_id=random.choice(staff), now=now)  # fmt: skip
