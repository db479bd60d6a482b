"""Recording what work residents look for, and ending it."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from chassis import forgotten
from chassis.access import UNLIMITED, Reach
from chassis.aliases import people_of
from chassis.events.message import Received
from chassis.events.outbox import announce, announce_all
from chassis.versions import require_seen
from contracts.employment import WishEnded, WishRecorded
from contracts.residents import ConsentWithdrawn
from services.employment import queries
from services.employment.errors import ConsentMissing, ResidentUnknown, TooManyWishes, WishUnknown
from services.employment.models import ENDED, Forgotten, Wish

MOST_WISHES = 10
"""Open wishes of one person."""

_WITHDRAWN = "withdrawn"


def record_wishes(session: Session, wishes: Sequence[Wish], *, reach: Reach = UNLIMITED) -> None:
    """Note what work residents look for, with a number of statements that does not grow with theirs.

    Raises ResidentUnknown for people who are not known to live here, ConsentMissing, TooManyWishes.
    """
    people = people_of(session, {each.person_id for each in wishes})
    gone = forgotten.among(session, Forgotten, people)
    # Locked until this is committed: a departure arriving now waits, and then finds the wish.
    moves = queries.last_moves(session, people, reach)
    # Of merged records one lives here: its moves are the ones that can end the wish, so it is noted under its id.
    homes = {people[each]: each for each in moves if each not in gone}
    counts = Counter[UUID]()
    for each, count in queries.open_wish_counts(session, people).items():
        counts[people[each]] += count
    declining = queries.declining(session, people)
    for wish in wishes:
        person = people[wish.person_id]
        if person not in homes:
            raise ResidentUnknown
        if person in declining:
            raise ConsentMissing
        counts[person] += 1
        if counts[person] > MOST_WISHES:
            raise TooManyWishes(most=MOST_WISHES)
        wish.person_id = homes[person]
        wish.begin(known_moves=moves[wish.person_id])
    session.add_all(wishes)
    announce_all(session, [(as_recorded(each), each.version) for each in wishes])


def withdraw_wish(
    session: Session, wish_id: UUID, *, on: date, seen: int | None = None, reach: Reach = UNLIMITED
) -> Wish:
    """Look for this work no longer. Raises WishUnknown, ChangedMeanwhile, WishEndedAlready."""
    wish = queries.locked_wish(session, wish_id, reach)
    if wish is None:
        raise WishUnknown
    require_seen(wish.version, seen)
    wish.end(_WITHDRAWN, on=on)
    ended = WishEnded(wish_id=wish.id, person_id=wish.person_id, on=on, reason=_WITHDRAWN)
    announce(session, ended, sequence=wish.version)
    return wish


def withdraw_wishes(
    session: Session, said: ConsentWithdrawn, *, until: datetime, cause: Received[Any]
) -> None:
    """End what one had asked for, under this id, until they no longer agreed to be matched.

    One that a departure has ended is not taken up again by its undoing.
    """
    # Waits for whoever records a wish for the same person.
    queries.last_moves(session, [said.person_id])
    wishes = queries.wishes_to_withdraw(session, said.person_id, until=until)
    write_ends(session, {cause.id: said.on}, {cause.id: wishes}, _WITHDRAWN)
    ended = [(as_ended(each, said.on, _WITHDRAWN), each.version + 1) for each in wishes]
    announce_all(session, ended, cause=cause)


def write_ends(
    session: Session, days: Mapping[UUID, date], ended_by: Mapping[UUID, list[queries.OpenWish]], reason: str
) -> None:
    """Close wishes; one statement for all that end on one day."""
    together: defaultdict[date, list[UUID]] = defaultdict(list)
    for cause_id, wishes in ended_by.items():
        together[days[cause_id]] += [each.id for each in wishes]
    for day, ids in together.items():
        for some in queries.in_chunks(ids):
            session.execute(
                update(Wish)
                .where(Wish.id.in_(some))
                .values(state=ENDED, ended_on=day, end_reason=reason, version=Wish.version + 1)
                .execution_options(synchronize_session=False)
            )


def as_ended(wish: queries.OpenWish, on: date, reason: str) -> WishEnded:
    """What is announced of a wish that ends."""
    return WishEnded(wish_id=wish.id, person_id=wish.person_id, on=on, reason=reason)


def as_recorded(wish: Wish) -> WishRecorded:
    """What is announced of an open wish."""
    return WishRecorded(
        wish_id=wish.id,
        person_id=wish.person_id,
        occupation=wish.occupation,
        form=wish.form,
        hours=wish.hours,
        pay_from_fen=wish.pay_from_fen,
        pay_per=wish.pay_per,
        area=wish.area,
    )
