"""What the grievances service does on its own."""

from datetime import datetime

from sqlalchemy.orm import Session

from chassis import retention, settings
from chassis.copies import Copy
from chassis.events.entrypoints import every, subscribe
from chassis.events.message import Received
from chassis.events.tables import Alias
from contracts.residents import (
    MOVES,
    DwellingRegistered,
    DwellingRegrouped,
    Move,
    PeopleMerged,
    PeopleUnmerged,
    PersonErased,
    PostFilled,
    PostVacated,
)
from services.grievances.models import Dwelling, Post, Resident
from services.grievances.usecases import dwellings, forgetting, posts, residents


class GrievancesWorker:
    """Knows dwellings, residents and posts, and keeps open cases in the right hands."""

    name = "grievances"

    @subscribe(DwellingRegistered, DwellingRegrouped, keeps=Copy(model=Dwelling))
    def keep_dwellings(self, session: Session, events: list[Received[dwellings.News]]) -> None:
        """Note where each dwelling lies, and let its cases follow when grids are drawn anew."""
        dwellings.keep_dwellings(session, events)

    @subscribe(*MOVES, keeps=Copy(model=Resident))
    def keep_residents(self, session: Session, events: list[Received[Move]]) -> None:
        """Note who lives where, and whose reporter has left or is back."""
        residents.keep_residents(session, events)

    @subscribe(PersonErased)
    def forget_people(self, session: Session, events: list[Received[PersonErased]]) -> None:
        """Erase what is held on people."""
        forgetting.forget_people(session, events)

    @subscribe(PeopleMerged, PeopleUnmerged, keeps=Copy(model=Alias))
    def keep_aliases(self, session: Session, events: list[Received[residents.Merger]]) -> None:
        """Note which records count as one person, and who can be asked about a case as that one."""
        residents.keep_aliases(session, events)

    @subscribe(PostFilled, PostVacated, keeps=Copy(model=Post))
    def keep_posts(self, session: Session, events: list[Received[posts.Change]]) -> None:
        """Note who holds which post, and hand open cases over."""
        posts.keep_posts(session, events)

    @every(hours=24)
    def forget_in_time(self, session: Session, due: datetime) -> None:
        """Throw away what is kept no longer than its purpose needs."""
        retention.run(session, self.name, due.astimezone(settings.current().timezone).date())
