import json

import pytest

from chassis import database, settings, topology
from chassis.events import failures
from tests.chassis.asking import announced, cells, failed, run, state_of
from tests.chassis.asking import system as system  # noqa: PLC0414
from tests.chassis.asking import wide as wide  # noqa: PLC0414
from tests.chassis.moves import a_departure

pytestmark = pytest.mark.usefixtures("system")


def test_nothing_failed_is_said_in_words():
    assert run("failed").output == "Nothing has failed.\n"


def test_failed_events_are_listed_with_handler_state_and_cause(wide):
    number = failed(dead=True)

    row = cells(run("failed").output, "notifications")

    assert row[:7] == ["notifications", str(number), "keep_recipients", "residents.resident_moved_out.v1",
                       "dead", "1", "KeyError in f:7"]  # fmt: skip


def test_failed_events_can_be_chosen_by_service_and_state(wide):
    failed(service="residents")
    failed(service="residents", dead=True)
    failed(service="notifications", dead=True)

    output = run("failed", "residents", "--state", "dead").output

    assert cells(output, "residents")[4] == "dead"
    assert "notifications" not in output


def test_discarded_events_are_listed_on_request_only():
    run("discard", "notifications", str(failed()), "--yes")

    assert "Nothing has failed" in run("failed").output
    assert "discarded" in run("failed", "--state", "discarded").output


def test_a_long_list_says_how_much_it_leaves_out(monkeypatch):
    monkeypatch.setattr("chassis.commands.events.failed_events._SHOWN", 2)
    for _ in range(5):
        failed()

    assert "… and 3 more" in run("failed").output


def test_a_strange_type_cannot_dress_up_the_list(wide):
    failed(headers={"type": "[/red]\x1b[31m"}, handler=failures.NO_HANDLER, dead=True)

    row = cells(run("failed").output, "notifications")

    assert row[3] == "[/red]·[31m"


def test_showing_a_failed_event_tells_its_headers_data_and_attempts(wide):
    number = failed()

    output = run("show", "notifications", str(number)).output

    assert '"subject": ' in output
    assert '"area": "/huafu/c1/b18/u1/0503/"' in output
    assert "KeyError in f:7" in output
    assert "keep_recipients" in output
    assert "tries" in output


def test_showing_what_could_not_be_read_shows_it_as_it_came(wide):
    number = failed(body=b"\xff\x00 no json", handler=failures.NO_HANDLER)

    output = run("show", "notifications", str(number)).output

    assert r"This is no JSON: b'\xff\x00 no json'" in output
    assert "none: it could not be read" in output


@pytest.mark.parametrize("command", [["show"], ["retry"], ["discard", "--yes"]])
def test_an_unknown_id_is_refused_in_words(command):
    result = run(command[0], "notifications", "41", *command[1:])

    assert result.exit_code == 1
    assert "notifications has no failed event 41; nothing was done." in result.output


@pytest.mark.parametrize("command", [["retry"], ["discard", "--yes"]])
def test_one_unknown_id_among_known_ones_keeps_all_as_they_are(command):
    number = failed(dead=True)

    result = run(command[0], "notifications", str(number), "41", *command[1:])

    assert result.exit_code == 1
    assert state_of(number) == failures.DEAD


def test_retrying_by_id_makes_a_dead_event_due():
    number = failed(dead=True)
    other = failed(dead=True)

    result = run("retry", "notifications", str(number))

    assert result.output == "1 event of notifications will be tried again now.\n"
    assert state_of(other) == failures.DEAD
    with database.of("notifications").reading() as session:
        assert failures.next_due(session).id == number


def test_retrying_by_handler_leaves_other_handlers_alone():
    number, other = failed(dead=True), failed(handler="keep_contacts", dead=True)

    run("retry", "notifications", "--handler", "keep_recipients")

    assert (state_of(number), state_of(other)) == (failures.WAITING, failures.DEAD)


def test_retrying_an_unknown_handler_names_those_that_failed():
    failed()

    result = run("retry", "notifications", "--handler", "keep_everything")

    assert result.exit_code == 1
    assert "Something has in: keep_recipients." in result.output


def test_retrying_all_takes_everything_but_the_discarded():
    failed()
    failed(dead=True)
    gone = failed()
    run("discard", "notifications", str(gone), "--yes")

    result = run("retry", "notifications", "--all")

    assert result.output == "2 events of notifications will be tried again now.\n"
    assert state_of(gone) == failures.DISCARDED


@pytest.mark.parametrize("words", [[], ["1", "--all"], ["--handler", "keep_contacts", "--all"]])
def test_retrying_needs_exactly_one_way_to_say_which(words):
    result = run("retry", "notifications", *words)

    assert result.exit_code == 2
    assert "Say which" in result.output


def test_discarding_lists_and_asks_first():
    number = failed()

    refused = run("discard", "notifications", str(number), input="n\n")
    kept = state_of(number)
    agreed = run("discard", "notifications", str(number), input="y\n")

    assert "Shall 1 event never take effect in notifications?" in refused.output
    assert "keep_recipients" in refused.output
    assert (refused.exit_code, kept) == (1, failures.WAITING)
    assert agreed.output.endswith("1 event of notifications discarded.\n")
    assert state_of(number) == failures.DISCARDED


def test_a_discarded_event_cannot_be_decided_about_again():
    number = str(failed())
    run("discard", "notifications", number, "--yes")

    again = run("retry", "notifications", number)

    assert again.exit_code == 1
    assert f"{number} was discarded before; nothing was done." in again.output


def test_the_commands_work_on_postgresql(monkeypatch, new_postgres, wide):
    monkeypatch.setenv("DOORSTEP_NOTIFICATIONS_DATABASE_URL", new_postgres())
    settings.current.cache_clear()
    database.of.cache_clear()
    topology.set_up(print)
    announced(a_departure(), service="notifications")
    number, other = failed(dead=True), failed(dead=True)

    outputs = [
        run("tail", "notifications", "--type", "moved_out", "--since", "1h").output,
        run("failed", "notifications").output,
        run("show", "notifications", str(number)).output,
        run("retry", "notifications", str(number)).output,
        run("discard", "notifications", str(other), "--yes").output,
        run("status").output,
    ]

    database.of("notifications").engine.dispose()
    assert all("notifications" in each or json.dumps(number) in each for each in outputs[1:])
    assert outputs[0].count("moved_out") == 1
    assert cells(outputs[-1], "notifications")[-2:] == ["1", "0"]
