from datetime import datetime, timedelta

import pytest

from chassis import clock
from chassis.commands.events import log
from chassis.context import correlation_id
from chassis.ids import new_id
from chassis.personal import seal
from contracts.residents import ContactChanged
from tests.chassis.asking import announced, interrupt, run
from tests.chassis.asking import system as system  # noqa: PLC0414
from tests.chassis.asking import wide as wide  # noqa: PLC0414

pytestmark = pytest.mark.usefixtures("system")


def test_the_tail_shows_one_event_a_line_with_all_that_identifies_it():
    token = correlation_id.set("request-4711")
    departure = announced(sequence=7)
    correlation_id.reset(token)

    (line,) = run("tail", "residents").output.splitlines()

    day, _, *rest = line.split()
    assert day == clock.today().isoformat()
    assert rest == ["residents.resident_moved_out.v1", departure.subject, "7", "request-4711", "waiting"]


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ({}, "waiting"),
        ({"held_until": clock.now()}, "held"),
        ({"published_at": clock.now()}, "published"),
        ({"published_at": clock.now(), "nobody_listens": True}, "unheard"),
    ],
)
def test_the_tail_says_where_an_event_is(row, word):
    announced(**row)

    assert run("tail").output.split()[-1] == word


def test_the_tail_never_shows_what_an_event_says():
    announced(ContactChanged(person_id=new_id(), phone=seal("13800138000")))

    output = run("tail").output

    assert "contact_changed" in output
    assert "gAAAA" not in output
    assert "13800138000" not in output


def test_the_tail_ends_with_the_newest_events():
    subjects = [announced().subject for _ in range(5)]

    lines = run("tail", "-n", "2").output.splitlines()

    assert [line.split()[3] for line in lines] == subjects[-2:]


def test_the_tail_of_several_services_ends_with_the_newest_of_all():
    announced(service="residents", occurred_at=clock.now() - timedelta(minutes=5))
    newest = announced(service="employment")

    (line,) = run("tail", "residents", "employment", "-n", "1").output.splitlines()

    assert line.split()[3] == newest.subject


def test_the_tail_reads_a_time_without_a_zone_on_the_community_s_clocks():
    announced(occurred_at=datetime.fromisoformat("2026-05-16T09:29+08:00"))
    later = announced(occurred_at=datetime.fromisoformat("2026-05-16T09:31+08:00"))

    output = run("tail", "--since", "2026-05-16T09:30").output

    assert [line.split()[:4:3] for line in output.splitlines()] == [["2026-05-16", later.subject]]


@pytest.mark.parametrize("since", ["10m", "600s"])
def test_the_tail_since_a_time_shows_all_from_then_on(since):
    announced(occurred_at=clock.now() - timedelta(minutes=11))
    recent = announced(occurred_at=clock.now() - timedelta(minutes=9))

    output = run("tail", "--since", since).output

    assert [line.split()[3] for line in output.splitlines()] == [recent.subject]


def test_the_tail_refuses_a_time_that_is_none():
    result = run("tail", "--since", "yesterday")

    assert result.exit_code == 2
    assert "write 30s, 10m, 2h, 7d" in result.output


def test_the_tail_shows_one_type_only():
    announced()
    announced(ContactChanged(person_id=new_id(), phone=None))

    output = run("tail", "--type", "contact").output

    assert [line.split()[2] for line in output.splitlines()] == ["residents.contact_changed.v1"]


def test_following_shows_each_new_event_once(monkeypatch):
    announced()
    coming = iter([announced, announced, interrupt])
    monkeypatch.setattr(log.time, "sleep", lambda _: next(coming)())

    result = run("tail", "-n", "0", "--follow")

    assert result.exit_code == 0
    assert len(result.output.splitlines()) == 2


def test_following_shows_an_event_that_was_committed_late(monkeypatch):
    late = announced()
    announced()
    reader = log._Reader("residents", None)
    reader.first(since=None, lines=0)
    reader._seen.discard(min(reader._seen))

    assert [row.subject for row in reader.more()] == [late.subject]
    assert list(reader.more()) == []
