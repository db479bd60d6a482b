"""Ending the wishes of those who leave, and taking them up again when a departure is undone.

What is open follows from all that is known of a person's departures, so that the order of the news cannot matter: a
wish is ended by the first departure after it was recorded that was not undone later.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.bulk import insert_rows
from chassis.copies import move_forward
from chassis.events.message import Received
from chassis.events.outbox import announce_all
from contracts.residents import Move, ResidentMovedOut, ResidentMoveOutUndone
from services.employment import queries
from services.employment.models import MOVED_OUT, Departure, UndoneDeparture
from services.employment.usecases.wishes import as_ended, as_recorded, write_ends


def follow_departures(session: Session, events: Sequence[Received[Move]]) -> None:
    """End and take up wishes as these departures and undone departures have it."""
    news = {
        each.id: each for each in events if isinstance(each.data, ResidentMovedOut | ResidentMoveOutUndone)
    }
    if not news:
        return
    _note(session, list(news.values()))
    people = {each.data.person_id for each in news.values()}
    departures = queries.departures_of(session, people)
    _end(session, people, departures, news)
    undone = {
        each.data.person_id: each for each in news.values() if isinstance(each.data, ResidentMoveOutUndone)
    }
    _take_up_again(session, undone, departures)


def _note(session: Session, news: Sequence[Received[Move]]) -> None:
    left = [
        {"person_id": each.data.person_id, "move": each.sequence, "stay_id": each.data.stay_id,
         "until": each.data.until, "event_id": each.id}
        for each in news if isinstance(each.data, ResidentMovedOut)
    ]  # fmt: skip
    insert_rows(session, Departure, left, on_conflict="skip")
    undone = [
        {"person_id": each.data.person_id, "stay_id": each.data.stay_id, "version": each.sequence}
        for each in news if isinstance(each.data, ResidentMoveOutUndone)
    ]  # fmt: skip
    move_forward(session, UndoneDeparture, undone)


def _end(
    session: Session,
    people: set[UUID],
    departures: dict[UUID, list[queries.Left]],
    news: dict[UUID, Received[Move]],
) -> None:
    ended_by, days = defaultdict[UUID, list[queries.OpenWish]](list), dict[UUID, date]()
    for wish in queries.open_wishes(session, people):
        first = _first(departures[wish.person_id], wish.known_moves, undone=False)
        if first is not None:
            ended_by[first.event_id].append(wish)
            days[first.event_id] = first.until
    write_ends(session, days, ended_by, MOVED_OUT)
    for event_id, wishes in ended_by.items():
        ended = [(as_ended(each, days[event_id], MOVED_OUT), each.version + 1) for each in wishes]
        announce_all(session, ended, cause=news.get(event_id))


def _take_up_again(
    session: Session, undone: dict[UUID, Received[Move]], departures: dict[UUID, list[queries.Left]]
) -> None:
    for wish in queries.wishes_ended_by_moving(session, undone):
        theirs = departures[wish.person_id]
        void = _first(theirs, wish.known_moves, undone=True)
        valid = _first(theirs, wish.known_moves, undone=False)
        if void is not None and valid is None:
            wish.take_up_again()
            announce_all(session, [(as_recorded(wish), wish.version)], cause=undone[wish.person_id])


def _first(departures: list[queries.Left], after: int, *, undone: bool) -> queries.Left | None:
    return next((each for each in departures if each.move > after and each.undone is undone), None)
