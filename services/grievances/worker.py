"""What the grievances service does on its own."""

from sqlalchemy.orm import Session

from chassis.events.entrypoints import subscribe
from chassis.events.message import Received
from contracts.residents import (
    DwellingRegistered,
    PeopleMerged,
    PeopleUnmerged,
    PostFilled,
    PostVacated,
    ResidentExchangedDwelling,
    ResidentMovedIn,
    ResidentMovedOut,
)
from services.grievances.usecases import dwellings, posts, residents


class GrievancesWorker:
    """Knows dwellings, residents and posts, and keeps open cases in the right hands."""

    name = "grievances"

    @subscribe(DwellingRegistered)
    def keep_dwellings(self, session: Session, events: list[Received[DwellingRegistered]]) -> None:
        """Note where each dwelling lies."""
        dwellings.keep_dwellings(session, events)

    @subscribe(ResidentMovedIn, ResidentMovedOut, ResidentExchangedDwelling)
    def keep_residents(self, session: Session, events: list[Received[residents.Move]]) -> None:
        """Note who lives where, and whose reporter has left or is back."""
        residents.keep_residents(session, events)

    @subscribe(PeopleMerged, PeopleUnmerged)
    def keep_aliases(self, session: Session, events: list[Received[residents.Merger]]) -> None:
        """Note which records count as one person, and who can be asked about a case as that one."""
        residents.keep_aliases(session, events)

    @subscribe(PostFilled, PostVacated)
    def keep_posts(self, session: Session, events: list[Received[posts.Change]]) -> None:
        """Note who holds which post, and hand open cases over."""
        posts.keep_posts(session, events)
