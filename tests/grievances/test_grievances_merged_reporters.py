"""A case brought under one of two merged ids is that one person's, and can be asked about wherever they live."""

from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from chassis.access import Reach
from chassis.database import Database
from chassis.events.message import Received
from chassis.ids import new_id
from contracts.residents import PeopleMerged, PeopleUnmerged
from services.grievances import queries
from services.grievances.errors import ReporterUnknown
from services.grievances.models import Case
from services.grievances.usecases.filing import file_cases
from tests.grievances.cases import (
    PERSON,
    SHANGHAI,
    a_grievance,
    announced,
    file,
    hear,
    keys,
    moved_in,
    moved_out,
    read,
    received,
    registered,
    story,
    worker_filled,
)

OTHER = new_id()


def merged(sequence: int = 10, kept: UUID = PERSON) -> Received[Any]:
    return received(PeopleMerged(merged_id=OTHER, kept_id=kept), sequence)


def unmerged(sequence: int = 11) -> Received[Any]:
    return received(PeopleUnmerged(merged_id=OTHER, kept_id=PERSON), sequence)


def other(event: Received[Any]) -> Received[Any]:
    """The same of the other record."""
    return received(type(event.data)(**{**vars(event.data), "person_id": OTHER}), event.sequence)


def contact(own: Database, case: Case) -> str:
    return read(own, case).reporter_contact


def test_a_reporter_who_left_under_one_id_and_lives_here_under_the_other_can_be_asked(own: Database):
    hear(own, registered(), moved_in(1), other(moved_in(1)))
    case = file(own, reporter_id=OTHER)
    hear(own, other(moved_out(2)))
    assert contact(own, case) == "moved_out"

    hear(own, merged())
    assert contact(own, case) == "reachable"
    hear(own, unmerged())

    assert contact(own, case) == "moved_out"
    assert story(own, case) == ["filed", "reporter_left", "reporter_back", "reporter_left"]
    assert keys(announced(own, case)) == ["case_filed.v1", "case_reporter_left.v1", "case_reporter_left.v1"]


def test_set_apart_without_saying_from_whom_leaves_both_where_they_are(own: Database):
    """As `resync` and `drift --repair` tell it, when the news itself was lost."""
    hear(own, registered(), moved_in(1), moved_out(2), other(moved_in(1)), merged())
    cases = [file(own, reporter_id=each) for each in (PERSON, OTHER)]
    assert [contact(own, each) for each in cases] == ["reachable"] * 2

    hear(own, received(PeopleUnmerged(merged_id=OTHER, kept_id=OTHER), 11))

    assert [contact(own, each) for each in cases] == ["moved_out", "reachable"]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_whatever_order_the_news_come_in_a_case_says_where_the_person_is(
    own: Database, order: tuple[int, ...]
):
    hear(own, registered(), moved_in(1), other(moved_in(1)))
    cases = [file(own, reporter_id=each) for each in (PERSON, OTHER)]
    news = [moved_out(2), merged(), other(moved_out(2))]

    for each in order:
        hear(own, news[each])

    assert [contact(own, each) for each in cases] == ["moved_out"] * 2


def test_a_departure_under_one_id_leaves_the_person_who_lives_here_under_the_other(own: Database):
    hear(own, registered(), moved_in(1), other(moved_in(1)), merged())
    cases = [file(own, reporter_id=each) for each in (PERSON, OTHER)]

    hear(own, moved_out(2))

    assert [contact(own, each) for each in cases] == ["reachable"] * 2


def test_a_person_never_seen_here_under_this_id_can_bring_a_case(own: Database):
    hear(own, registered(), other(moved_in(1)))
    with pytest.raises(ReporterUnknown):
        file(own, reporter_id=PERSON)

    hear(own, merged())

    assert contact(own, file(own, reporter_id=PERSON)) == "reachable"


@pytest.mark.parametrize("owner", [PERSON, OTHER])
def test_a_resident_finds_and_brings_cases_under_either_id(own: Database, owner: UUID):
    hear(own, registered(), moved_in(1), other(moved_in(1)), merged())
    reach = Reach(owner=owner)

    with own.transaction() as session:
        mine = file_cases(
            session, [a_grievance(reporter_id=each) for each in (PERSON, OTHER)], zone=SHANGHAI, reach=reach
        )
    file(own)

    with own.reading() as session:
        found = session.scalars(queries.cases(state=None, area=None, assignee_id=None, reach=reach)).all()
    assert {each.id for each in found} == {each.id for each in mine}


def test_nobody_brings_a_case_under_the_name_of_a_record_that_is_not_theirs(own: Database):
    hear(own, registered(), moved_in(1), other(moved_in(1)))

    with own.transaction() as session, pytest.raises(ReporterUnknown):
        file_cases(session, [a_grievance(reporter_id=PERSON)], zone=SHANGHAI, reach=Reach(owner=OTHER))


def test_cases_in_hand_are_found_under_either_id(own: Database):
    hear(own, registered(), worker_filled())
    case = file(own)
    worker = case.assignee_id
    assert worker is not None
    hear(own, merged(kept=worker))

    with own.reading() as session:
        wanted = queries.cases(state=None, area=None, assignee_id=OTHER, reach=Reach(area="/"))
        assert [each.id for each in session.scalars(wanted)] == [case.id]
