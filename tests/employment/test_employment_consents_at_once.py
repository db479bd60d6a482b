"""What a person agrees to is heeded word by word, whether the words come one by one or all at once."""

from datetime import date
from itertools import combinations, pairwise
from typing import Any

import pytest

from chassis.database import Database
from chassis.events.message import Received
from contracts.residents import ConsentGiven, ConsentWithdrawn
from services.employment.usecases.consents import keep_consents
from tests.employment.wishes import PERSON, a_wish, announced, hear, moved_in, received, record, wish_in

ABOUT: Any = {"person_id": PERSON, "purpose": "job_matching", "on": date(2026, 5, 16)}
WITHDRAWN = received(ConsentWithdrawn(**ABOUT), 3)
GIVEN = received(ConsentGiven(**ABOUT, notice="2026-1"), 4)
WITHDRAWN_AGAIN = received(ConsentWithdrawn(**ABOUT), 5)
GIVEN_AGAIN = received(ConsentGiven(**ABOUT, notice="2026-1"), 6)
WORDS = (WITHDRAWN, GIVEN, WITHDRAWN_AGAIN, GIVEN_AGAIN)


def batches(cuts: tuple[int, ...]) -> list[list[Received[Any]]]:
    edges = [0, *cuts, len(WORDS)]
    return [list(WORDS[start:end]) for start, end in pairwise(edges)]


@pytest.mark.parametrize("cuts", [each for size in range(4) for each in combinations((1, 2, 3), size)])
@pytest.mark.parametrize("backwards", [False, True])
def test_a_withdrawal_ends_wishes_whatever_is_said_next(
    own: Database, cuts: tuple[int, ...], *, backwards: bool
):
    hear(own, moved_in(1))
    wish = a_wish()
    record(own, wish)

    for batch in batches(cuts):
        with own.transaction() as session:
            keep_consents(session, batch[::-1] if backwards else batch)

    told = announced(own, wish)[-1]
    assert wish_in(own, wish).state == "ended"
    assert (told.routing_key, told.causation_id) == ("wish_ended.v1", str(WITHDRAWN.id))
    record(own, a_wish())
