"""How fast one posting reaches everybody: the persisted stages beside the bare writing of the same rows."""

import time
from datetime import date
from typing import Any
from uuid import uuid4

from psycopg2.extras import execute_values

from bench import parts
from chassis import database
from chassis.events.leadership import Poke
from chassis.events.outbox import announce
from contracts.employment import PostingPublished

RESIDENTS = 51_000


def measure() -> list[parts.Figure]:
    """Publish one posting that everybody wished for, to the last inbox row; then write the same rows bare."""
    with (
        parts.community("residents", "grievances", "employment", "notifications"),
        parts.workers("employment", "notifications"),
    ):
        connection = parts.connect("notifications")
        _everybody_wishes(connection)
        _publish(connection, 1)  # the first warms what every later one finds warm
        ours = min(_publish(connection, 2), _publish(connection, 3))
        bare = min(_bare(connection), _bare(connection))
    return [
        parts.Figure("fan-out to 51,000", ours, "s", "bare SQL writing the same rows", bare, ours / bare,
                     "≤ 1.5 ×", ours <= 1.5 * bare),
        parts.Figure("fan-out to 51,000", ours, "s", "promised time", 5.0, ours / 5.0, "< 5 s", ours < 5),
    ]  # fmt: skip


def _everybody_wishes(connection: Any) -> None:
    """Fill the copies as the events of a full community would."""
    people = [uuid4().hex for _ in range(RESIDENTS)]
    with connection.cursor() as cursor:
        execute_values(
            cursor, "INSERT INTO recipients (person_id, present, area, grid, version) VALUES %s",
            [(each, True, "/huafu/c1/b18/u1/0503/", "/huafu/g1/g18/", 1) for each in people],
        )  # fmt: skip
        execute_values(
            cursor,
            "INSERT INTO interests (wish_id, person_id, open, occupation, form, hours, pay_from_fen, pay_per, area,"
            " version) VALUES %s",
            [
                (uuid4().hex, each, True, "4-07", "full_time", None, 300_000, "month", None, 1)
                for each in people
            ],
        )
        cursor.execute("ANALYZE")


def _publish(connection: Any, number: int) -> float:
    own = database.of("employment")
    own.after_announcement[:] = [Poke(own)]
    posting = PostingPublished(
        posting_id=uuid4(), employer_id=uuid4(), title="保安", occupation="4-07-05", form="full_time", hours="day",
        pay_from_fen=350_000, pay_to_fen=450_000, pay_per="month", area="/500107/huayan/", headcount=5,
        closes_on=date(2030, 1, 1),
    )  # fmt: skip
    with own.transaction() as session:
        announce(session, posting, sequence=1)
    began = time.perf_counter()
    parts.wait_until(
        lambda: (
            parts.scalar(connection, "SELECT count(*) FROM notices WHERE delivered IS NOT NULL") == number
        ),
        look_every=0.01,
    )
    seconds = time.perf_counter() - began
    assert parts.scalar(connection, "SELECT count(*) FROM messages") == number * RESIDENTS
    return seconds


def _bare(connection: Any) -> float:
    """Match and deliver with two statements and nothing around them."""
    notice = uuid4().hex
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(
            "INSERT INTO matches (notice_id, person_id, reasons) SELECT %s, i.person_id, 'occupation,form,pay,'"
            " FROM interests i JOIN recipients r USING (person_id) WHERE r.present AND i.open"
            " AND i.occupation = '4-07' AND i.form = 'full_time' AND i.pay_from_fen <= 450000",
            (notice,),
        )
        cursor.execute(
            "INSERT INTO messages (notice_id, person_id, channel, reasons, sent_at)"
            " SELECT m.notice_id, m.person_id, 'inbox', m.reasons, now()"
            " FROM matches m JOIN recipients r USING (person_id) WHERE m.notice_id = %s AND r.present",
            (notice,),
        )
        cursor.execute("COMMIT")
    return time.perf_counter() - began
