"""Sixty believable days of grievances about the dwellings known here."""

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from random import Random
from uuid import UUID

from chassis import clock, database, settings
from services.grievances import queries
from services.grievances.complaints import COMPLAINTS, WEIGHTS
from services.grievances.models import Case
from services.grievances.usecases.filing import Grievance, file_cases, settle_case

Progress = Callable[[str, int, int], None]

_DAYS = 60
_A_DAY = 7
_FEWEST = 10
_AT_ONCE = 200
_NAMELESS = 0.15
_SETTLED = 0.92

Home = tuple[UUID, UUID | None]


def load(*, scale: float, seed: int, progress: Progress) -> dict[str, int]:
    """File about 420 × `scale` cases, ten at least, and settle most of them after a few days."""
    rng = Random(seed)  # noqa: S311 - made-up complaints, no secrets
    own, zone, now = database.of("grievances"), settings.current().timezone, clock.now()
    with own.reading() as session:
        homes = queries.homes(session)
    count = max(_FEWEST, round(_DAYS * _A_DAY * scale)) if homes else 0
    moments = sorted(_moment(rng, now) for _ in range(count))
    for start in range(0, count, _AT_ONCE):
        some = [_grievance(rng, rng.choice(homes), at) for at in moments[start : start + _AT_ONCE]]
        with own.transaction() as session:
            cases = file_cases(session, some, zone=zone)
            for case, at in _endings(rng, cases, now):
                settle_case(session, case.id, now=at)
        progress("cases", start + len(some), count)
    return {"cases": count}


def _moment(rng: Random, now: datetime) -> datetime:
    """Some waking hour of the last sixty days that is past."""
    day = now.astimezone(settings.current().timezone).date() - timedelta(days=rng.randrange(1, _DAYS + 1))
    hour = time(rng.choice((7, 8, 9, 10, 12, 14, 16, 18, 19, 20, 21, 22)), rng.randrange(60))
    return datetime.combine(day, hour, settings.current().timezone)


def _grievance(rng: Random, home: Home, at: datetime) -> Grievance:
    category = rng.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
    dwelling_id, resident_id = home
    return Grievance(
        dwelling=dwelling_id,
        category=category,
        description=rng.choice(COMPLAINTS[category]),
        filed_at=at,
        reporter_id=None if rng.random() < _NAMELESS else resident_id,
    )


def _endings(rng: Random, cases: Sequence[Case], now: datetime) -> list[tuple[Case, datetime]]:
    """When each case was settled, leaving out those that still are not."""
    ends = [
        (case, case.filed_at + timedelta(hours=min(300, rng.expovariate(1 / 60))))
        for case in cases
        if rng.random() < _SETTLED
    ]
    return [(case, at) for case, at in ends if at < now]
