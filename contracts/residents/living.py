"""Facts about who lives where."""

from datetime import date
from uuid import UUID

from chassis.contracts import Event, contract
from contracts.residents.values import Area, Reason


@contract(name="resident_moved_in", version=1, subject="person_id")
class ResidentMovedIn(Event):
    """A person has begun to live in a dwelling: alone, with a household, or by joining one."""

    person_id: UUID
    household_id: UUID
    stay_id: UUID
    dwelling_id: UUID
    area: Area
    grid: Area
    since: date


@contract(name="resident_moved_out", version=1, subject="person_id")
class ResidentMovedOut(Event):
    """A person no longer lives in the dwelling of this stay, nor elsewhere in the community."""

    person_id: UUID
    household_id: UUID
    stay_id: UUID
    dwelling_id: UUID
    area: Area
    grid: Area
    since: date
    until: date
    reason: Reason


@contract(name="resident_exchanged_dwelling", version=1, subject="person_id")
class ResidentExchangedDwelling(Event):
    """A person has changed dwelling inside the estate together with the household (换租)."""

    person_id: UUID
    household_id: UUID
    from_stay_id: UUID
    from_dwelling_id: UUID
    from_area: Area
    from_grid: Area
    from_since: date
    stay_id: UUID
    dwelling_id: UUID
    area: Area
    grid: Area
    since: date


@contract(name="resident_changed_household", version=1, subject="person_id")
class ResidentChangedHousehold(Event):
    """A person has gone over to another household of the community, because one was split or two were joined."""

    person_id: UUID
    from_household_id: UUID
    from_stay_id: UUID
    from_dwelling_id: UUID
    from_area: Area
    from_grid: Area
    from_since: date
    household_id: UUID
    stay_id: UUID
    dwelling_id: UUID
    area: Area
    grid: Area
    since: date


@contract(name="resident_move_out_undone", version=1, subject="person_id")
class ResidentMoveOutUndone(Event):
    """A move-out was recorded by mistake: the person has lived here all along, and all it led to is undone.

    It undoes whatever was announced before it about the end of this stay, also what arrives after it.
    """

    person_id: UUID
    household_id: UUID
    stay_id: UUID
    dwelling_id: UUID
    area: Area
    grid: Area
    since: date
    until: date
    reason: Reason


@contract(name="resident_regrouped", version=1, subject="person_id")
class ResidentRegrouped(Event):
    """Where a person lives, or lived last, lies in another leaf grid from a day on; nobody has moved."""

    person_id: UUID
    household_id: UUID
    stay_id: UUID
    dwelling_id: UUID
    area: Area
    from_grid: Area
    grid: Area
    since: date
    until: date | None
    on: date


Move = (
    ResidentMovedIn
    | ResidentMovedOut
    | ResidentExchangedDwelling
    | ResidentChangedHousehold
    | ResidentMoveOutUndone
    | ResidentRegrouped
)
"""Whatever changes where a person lives or who looks after it; each says by itself where that is now."""

MOVES = (
    ResidentMovedIn,
    ResidentMovedOut,
    ResidentExchangedDwelling,
    ResidentChangedHousehold,
    ResidentMoveOutUndone,
    ResidentRegrouped,
)


def left_on(move: Move) -> date | None:
    """The day on which a person left the community, by what a move says; None for one who lives here."""
    return move.until if isinstance(move, ResidentMovedOut | ResidentRegrouped) else None
