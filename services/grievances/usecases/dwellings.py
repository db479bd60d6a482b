"""Knowing the dwellings, and letting cases follow when grids are drawn anew."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from chassis.copies import move_forward
from chassis.events.message import Received
from contracts.residents import DwellingRegistered, DwellingRegrouped
from services.grievances import queries
from services.grievances.models import OPEN, Dwelling
from services.grievances.usecases.handing import hand_on

News = DwellingRegistered | DwellingRegrouped


def keep_dwellings(session: Session, events: Sequence[Received[News]]) -> None:
    """Note where each dwelling lies; its cases lie there too, and the open ones go to whoever looks after it now.

    Also when it is told where a dwelling lies because the news that it was regrouped has been lost.
    """
    queries.take_desk(session)
    news = {each.data.dwelling_id: each for each in events}
    rows = [
        {
            "dwelling_id": each.data.dwelling_id,
            "address": each.data.address,
            "area": each.data.area,
            "grid": each.data.grid,
            "version": each.sequence,
        }
        for each in events
    ]
    move_forward(session, Dwelling, rows)
    moved = []
    for case, grid in queries.cases_in_other_grids(session, news):
        case.grid = grid
        moved.append(case)
    hand_on(session, ((case, news[case.dwelling_id]) for case in moved if case.state == OPEN))
