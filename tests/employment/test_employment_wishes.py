import json

import pytest
from sqlalchemy.exc import IntegrityError

from chassis.database import Database
from chassis.ids import new_id
from services.employment.errors import ResidentUnknown, TooManyWishes, WishEndedAlready, WishUnknown
from services.employment.usecases.wishes import MOST_WISHES, withdraw_wish
from tests.employment.wishes import LEFT, a_wish, announced, hear, moved_in, moved_out, record


def test_a_wish_is_announced_with_all_it_asks_for(own: Database):
    hear(own, moved_in(1))
    wish = a_wish()

    record(own, wish)

    (row,) = announced(own, wish)
    data = json.loads(row.data)
    assert (row.routing_key, row.sequence) == ("wish_recorded.v1", 1)
    assert (data["occupation"], data["form"], data["pay_from_fen"]) == ("4-07", None, 300000)


def test_wishes_are_taken_from_known_residents_only(own: Database):
    with pytest.raises(ResidentUnknown, match="register them first"):
        record(own, a_wish())


def test_wishes_are_not_taken_from_people_who_left(own: Database):
    hear(own, moved_in(1), moved_out(2))

    with pytest.raises(ResidentUnknown):
        record(own, a_wish())


def test_a_person_has_a_handful_of_open_wishes(own: Database):
    hear(own, moved_in(1))
    record(own, *(a_wish() for _ in range(MOST_WISHES - 1)))

    with pytest.raises(TooManyWishes):
        record(own, a_wish(), a_wish())


def test_a_withdrawn_wish_makes_room_for_another(own: Database):
    hear(own, moved_in(1))
    wishes = [a_wish() for _ in range(MOST_WISHES)]
    record(own, *wishes)

    with own.transaction() as session:
        withdraw_wish(session, wishes[0].id, on=LEFT)

    record(own, a_wish())
    assert announced(own, wishes[0])[-1].routing_key == "wish_ended.v1"


def test_a_wish_ends_once(own: Database):
    hear(own, moved_in(1))
    wish = a_wish()
    record(own, wish)
    with own.transaction() as session:
        withdraw_wish(session, wish.id, on=LEFT)

    with pytest.raises(WishEndedAlready), own.transaction() as session:
        withdraw_wish(session, wish.id, on=LEFT)


def test_what_was_never_wished_cannot_be_withdrawn(own: Database):
    with pytest.raises(WishUnknown), own.transaction() as session:
        withdraw_wish(session, new_id(), on=LEFT)


def test_a_sum_without_its_unit_is_not_stored(own: Database):
    hear(own, moved_in(1))

    with pytest.raises(IntegrityError):
        record(own, a_wish(pay_per=None))
