"""What the employment service does on its own."""

from datetime import datetime

from sqlalchemy.orm import Session

from chassis import retention, settings
from chassis.copies import Copy
from chassis.events.entrypoints import every, subscribe
from chassis.events.message import Received
from chassis.events.tables import Alias
from contracts.residents import (
    MOVES,
    ConsentGiven,
    ConsentWithdrawn,
    Move,
    PeopleMerged,
    PeopleUnmerged,
    PersonErased,
)
from services.employment.models import JobConsent, Resident
from services.employment.usecases import consents, forgetting, postings, residents


class EmploymentWorker:
    """Knows who lives here, ends the wishes of leavers, and lets postings expire."""

    name = "employment"

    @subscribe(*MOVES, keeps=Copy(model=Resident))
    def keep_residents(self, session: Session, events: list[Received[Move]]) -> None:
        """Note who lives here and end the wishes of those who left."""
        residents.keep_residents(session, events)

    @subscribe(ConsentGiven, ConsentWithdrawn, keeps=Copy(model=JobConsent))
    def keep_consents(self, session: Session, events: list[Received[consents.Change]]) -> None:
        """Note who agrees to be matched, and withdraw the wishes of those who no longer do."""
        consents.keep_consents(session, events)

    @subscribe(PersonErased)
    def forget_people(self, session: Session, events: list[Received[PersonErased]]) -> None:
        """Erase what is held on people."""
        forgetting.forget_people(session, events)

    @subscribe(PeopleMerged, PeopleUnmerged, keeps=Copy(model=Alias))
    def keep_aliases(self, session: Session, events: list[Received[residents.Merger]]) -> None:
        """Note which records count as one person."""
        residents.keep_aliases(session, events)

    @every(minutes=10)
    def expire_postings(self, session: Session, due: datetime) -> None:
        """End postings whose last day in the community has passed."""
        postings.expire_postings(session, today=due.astimezone(settings.current().timezone).date())

    @every(hours=24)
    def forget_in_time(self, session: Session, due: datetime) -> None:
        """Throw away what is kept no longer than its purpose needs."""
        retention.run(session, self.name, due.astimezone(settings.current().timezone).date())
