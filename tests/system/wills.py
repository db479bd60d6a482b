"""What people have agreed to, what of theirs is left alone, and who was recorded twice."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from chassis import clock
from contracts.purposes import JOB_MATCHING
from services.residents.changes import NewPerson
from services.residents.usecases.consents import give_consent, withdraw_consent
from services.residents.usecases.merging import merge, unmerge
from services.residents.usecases.people import record_people
from services.residents.usecases.rights import lift_restriction, restrict

_JOBS, _WHY = JOB_MATCHING.code, "本人申请，已核实"


def use_rights(session: Session, people: Sequence[UUID]) -> None:
    """Let five people agree to being matched with work or not, and have their data left alone or not."""
    today = clock.today()
    for person in people[:3]:
        give_consent(session, person, _JOBS, on=today, channel="paper")
    for person in people[1:5]:
        withdraw_consent(session, person, _JOBS, on=today)
    give_consent(session, people[2], _JOBS, on=today, channel="paper")
    for person in people[:4]:
        restrict(session, person, on=today, reason=_WHY)
    lift_restriction(session, people[3], on=today, reason=_WHY)


def record_twice(session: Session, pairs: Iterable[tuple[NewPerson, UUID]]) -> None:
    """Enter second records of people and merge them into the first; the last is set apart again."""
    for again, kept in pairs:
        record_people(session, [again], today=clock.today())
        merge(session, again.id, kept, today=clock.today(), reason=_WHY)
    unmerge(session, again.id, today=clock.today(), reason=_WHY)
