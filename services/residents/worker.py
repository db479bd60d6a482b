"""What the residents service does on its own."""

from datetime import datetime

from sqlalchemy.orm import Session

from chassis import clock, retention, settings
from chassis.copies import Copy
from chassis.events.entrypoints import every, subscribe
from chassis.events.message import Received
from contracts.residents import (
    MOVES,
    Move,
    PeopleMerged,
    PeopleUnmerged,
    PostFilled,
    PostVacated,
)
from services.residents.models import RosterEntry
from services.residents.usecases import (
    caring,
    duplicates,
    posts,
    rosters,
    tasks,
    tenancies,
    verifying,
    visiting_soon,
)


class ResidentsWorker:
    """Keeps grid rosters and posts in step with who lives here."""

    name = "residents"

    @subscribe(
        *MOVES,
        keeps=Copy(model=RosterEntry, subject="person_id", of="stays"),
    )
    def keep_rosters(self, session: Session, events: list[Received[Move]]) -> None:
        """Open and close roster lines."""
        rosters.keep_rosters(session, events)

    @subscribe(*MOVES)
    def follow_with_posts(self, session: Session, events: list[Received[Move]]) -> None:
        """Let posts for neighbours fall vacant whose holders live there no longer, or go on after all."""
        posts.follow_moves(session, [(each.data.person_id, each) for each in events])

    @subscribe(*MOVES)
    def follow_with_care(self, session: Session, events: list[Received[Move]]) -> None:
        """Let care plans follow where their people live."""
        caring.follow_moves(session, [each.data.person_id for each in events], today=clock.today())

    @subscribe(*visiting_soon.CHANGES)
    def visit_after_changes(self, session: Session, events: list[Received[visiting_soon.Change]]) -> None:
        """Let visits fall due soon after a change in the household of people who are looked after."""
        visiting_soon.visit_soon(session, events, today=clock.today())

    @subscribe(PeopleMerged, PeopleUnmerged)
    def doubt_records(self, session: Session, events: list[Received[PeopleMerged | PeopleUnmerged]]) -> None:
        """Let records be checked after those of a member were merged or set apart."""
        verifying.doubt_records_of(session, events, on=clock.today())

    @subscribe(PeopleMerged, PeopleUnmerged)
    def look_after_posts(
        self, session: Session, events: list[Received[PeopleMerged | PeopleUnmerged]]
    ) -> None:
        """Let posts for neighbours fall vacant, or go on, whose holders turned out to be two, or one."""
        both = [(person, each) for each in events for person in (each.data.merged_id, each.data.kept_id)]
        posts.follow_moves(session, both)

    @subscribe(PostFilled, PostVacated)
    def see_to_hub_households(
        self, session: Session, events: list[Received[PostFilled | PostVacated]]
    ) -> None:
        """Raise a task for a building that has lost its hub household, and let it be done."""
        tasks.see_to_hub_households(session, today=clock.today(), cause=events[-1])

    @every(hours=1)
    def mind_posts(self, session: Session, due: datetime) -> None:
        """End terms that are over, and see to buildings without a hub household."""
        today = due.astimezone(settings.current().timezone).date()
        posts.end_terms(session, today=today)
        tasks.see_to_hub_households(session, today=today)

    @every(hours=1)
    def announce_visits(self, session: Session, due: datetime) -> None:
        """Say which visits are due and which were not made in time."""
        caring.announce_due(session, today=due.astimezone(settings.current().timezone).date())

    @every(hours=24)
    def warn_of_expiring_leases(self, session: Session, due: datetime) -> None:
        """Say in time which leases end."""
        tenancies.warn_of_expiring_leases(session, today=due.astimezone(settings.current().timezone).date())

    @every(hours=24, deadline=300)
    def look_for_duplicates(self, session: Session, due: datetime) -> None:
        """Propose pairs of records that may be one person."""
        duplicates.look_for_duplicates(session, now=due)

    @every(hours=24)
    def forget_in_time(self, session: Session, due: datetime) -> None:
        """Throw away what is kept no longer than its purpose needs."""
        retention.run(session, self.name, due.astimezone(settings.current().timezone).date())
