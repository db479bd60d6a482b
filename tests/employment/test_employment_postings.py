import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.access import UNLIMITED
from chassis.database import Database
from chassis.events.tables import OutboxRow
from chassis.ids import new_id
from services.employment import queries
from services.employment.errors import (
    ClosesInThePast,
    EmployerRegistered,
    EmployerUnknown,
    PayRangeReversed,
    PostingNotDraft,
    PostingNotOpen,
    PostingUnknown,
)
from services.employment.models import Employer, Posting
from services.employment.usecases.employers import NewEmployer, register_employers
from services.employment.usecases.postings import (
    close_posting,
    draft_postings,
    expire_postings,
    publish_posting,
    publish_postings,
)
from services.employment.worker import EmploymentWorker

TODAY = date(2026, 5, 16)


def an_employer(**other: Any) -> NewEmployer:
    given = {"id": new_id(), "name": "重庆安邻物业服务有限公司", "credit_code": "91350100M000100Y43",
             "phone": "023-68430000", "registered_at": datetime(2026, 5, 1, tzinfo=UTC)}  # fmt: skip
    return NewEmployer(**given | other)


def a_posting(employer_id: UUID, **other: Any) -> Posting:
    given = {"id": new_id(), "employer_id": employer_id, "title": "保安", "occupation": "4-07-05-01",
             "form": "full_time", "hours": "shifts", "pay_from_fen": 350000, "pay_to_fen": 420000,
             "pay_per": "month", "area": "/500107/huayan/", "headcount": 3,
             "closes_on": TODAY + timedelta(days=30)}  # fmt: skip
    return Posting(**given | other)


def employer_in(session: Session) -> UUID:
    employer = an_employer()
    register_employers(session, [employer])
    return employer.id


def announced(session: Session, subject: UUID) -> list[tuple[str, int, dict[str, Any]]]:
    rows = session.scalars(select(OutboxRow).where(OutboxRow.subject == str(subject)).order_by(OutboxRow.id))
    return [(row.routing_key, row.sequence, json.loads(row.data)) for row in rows]


def test_a_credit_code_is_registered_once(own: Database):
    with own.transaction() as session:
        register_employers(session, [an_employer()])

    with pytest.raises(EmployerRegistered), own.transaction() as session:
        register_employers(session, [an_employer(name="另一家")])


def test_the_phone_of_an_employer_is_stored_unreadable(own: Database):
    with own.transaction() as session:
        employer_id = employer_in(session)

    with own.engine.connect() as connection:
        stored = connection.exec_driver_sql("SELECT phone FROM employers").scalar_one()
    with own.reading() as session:
        assert session.get_one(Employer, employer_id).phone == "023-68430000"
    assert b"68430000" not in bytes(stored)


def test_a_draft_is_announced_when_it_is_published_and_not_before(own: Database):
    with own.transaction() as session:
        posting = a_posting(employer_in(session))
        draft_postings(session, [posting], on=TODAY)
        before = announced(session, posting.id)

        publish_posting(session, posting.id, on=TODAY)

        ((key, sequence, data),) = announced(session, posting.id)
    assert before == []
    assert (key, sequence, data["title"]) == ("posting_published.v1", posting.version, "保安")


def test_postings_published_together_are_each_announced(own: Database):
    with own.transaction() as session:
        employer = employer_in(session)
        postings = [a_posting(employer) for _ in range(20)]

        publish_postings(session, postings, on=TODAY)

        assert all(len(announced(session, each.id)) == 1 for each in postings)


def test_a_posting_needs_a_registered_employer(own: Database):
    with pytest.raises(EmployerUnknown), own.transaction() as session:
        publish_postings(session, [a_posting(new_id())], on=TODAY)


def test_the_lowest_pay_is_not_above_the_highest(own: Database):
    with pytest.raises(PayRangeReversed), own.transaction() as session:
        draft_postings(session, [a_posting(employer_in(session), pay_to_fen=1)], on=TODAY)


@pytest.mark.parametrize("enter", [draft_postings, publish_postings])
def test_the_last_day_is_not_in_the_past(own: Database, enter: Any):
    with pytest.raises(ClosesInThePast), own.transaction() as session:
        enter(session, [a_posting(employer_in(session), closes_on=TODAY - timedelta(days=1))], on=TODAY)


def test_a_draft_left_lying_is_not_published_after_its_last_day(own: Database):
    with own.transaction() as session:
        posting = a_posting(employer_in(session), closes_on=TODAY)
        draft_postings(session, [posting], on=TODAY)

    with pytest.raises(ClosesInThePast), own.transaction() as session:
        publish_posting(session, posting.id, on=TODAY + timedelta(days=1))


def test_a_posting_is_published_once(own: Database):
    with own.transaction() as session:
        posting = a_posting(employer_in(session))
        publish_postings(session, [posting], on=TODAY)

    with pytest.raises(PostingNotDraft), own.transaction() as session:
        publish_posting(session, posting.id, on=TODAY)


def test_a_filled_posting_is_closed_and_announced(own: Database):
    with own.transaction() as session:
        posting = a_posting(employer_in(session))
        publish_postings(session, [posting], on=TODAY)

        close_posting(session, posting.id, reason="filled", on=TODAY)

        key, sequence, data = announced(session, posting.id)[-1]
    assert (key, sequence, data["reason"], posting.state) == ("posting_closed.v1", 2, "filled", "closed")


def test_only_an_open_posting_can_be_closed(own: Database):
    with own.transaction() as session:
        posting = a_posting(employer_in(session))
        draft_postings(session, [posting], on=TODAY)

    with pytest.raises(PostingNotOpen), own.transaction() as session:
        close_posting(session, posting.id, reason="withdrawn", on=TODAY)


def test_what_is_not_there_cannot_be_closed(own: Database):
    with pytest.raises(PostingUnknown), own.transaction() as session:
        close_posting(session, new_id(), reason="withdrawn", on=TODAY)


def test_a_posting_is_open_on_its_last_day_and_expires_after_it(own: Database):
    with own.transaction() as session:
        posting = a_posting(employer_in(session), closes_on=TODAY)
        publish_postings(session, [posting], on=TODAY)

    with own.transaction() as session:
        on_the_day = expire_postings(session, today=TODAY)
        after = expire_postings(session, today=TODAY + timedelta(days=3))
        again = expire_postings(session, today=TODAY + timedelta(days=4))
        key, sequence, data = announced(session, posting.id)[-1]

    assert (on_the_day, after, again) == (0, 1, 0)
    assert (key, sequence, data["on"]) == ("posting_expired.v1", 2, "2026-05-17")


def test_drafts_and_closed_postings_do_not_expire(own: Database):
    with own.transaction() as session:
        employer = employer_in(session)
        draft, closed = a_posting(employer), a_posting(employer)
        draft_postings(session, [draft], on=TODAY)
        publish_postings(session, [closed], on=TODAY)
        close_posting(session, closed.id, reason="filled", on=TODAY)

    with own.transaction() as session:
        assert expire_postings(session, today=TODAY + timedelta(days=99)) == 0


def test_days_end_at_midnight_in_the_community(own: Database):
    with own.transaction() as session:
        posting = a_posting(employer_in(session), closes_on=TODAY)
        publish_postings(session, [posting], on=TODAY)
    worker = EmploymentWorker()

    states = []
    for due in (datetime(2026, 5, 16, 15, 50, tzinfo=UTC), datetime(2026, 5, 16, 16, 0, tzinfo=UTC)):
        with own.transaction() as session:
            worker.expire_postings(session, due)
            states.append(session.get_one(Posting, posting.id).state)

    assert states == ["published", "expired"]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"occupation": "4-07"}, 1),
        ({"occupation": "4"}, 2),
        ({"area": "/500107/"}, 2),
        ({"area": "/500107/hua_an/"}, 0),
        ({"area": "/500107/huayan/"}, 1),
        ({"form": "piecework"}, 1),
        ({"state": "closed"}, 0),
    ],
)
def test_postings_are_found_by_class_form_and_area(own: Database, filters: dict[str, str], found: int):
    with own.transaction() as session:
        employer = employer_in(session)
        work = a_posting(employer, area="/500107/huayan2/", occupation="4-10-01-06", form="piecework")
        publish_postings(session, [a_posting(employer), work], on=TODAY)

    with own.reading() as session:
        given = dict.fromkeys(("state", "occupation", "form", "area")) | filters
        assert len(session.scalars(queries.postings(**given, manages=UNLIMITED)).all()) == found
