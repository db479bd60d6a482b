"""Checks and what casts doubt on them are written down late, or taken back: the days they are of decide."""

from flask.testing import FlaskClient

from tests.residents.checking import LONG_AGO, app, client, days_ago, due, observe, register, verify  # noqa: F401
from tests.residents.registers import Register


def test_a_check_that_is_written_down_late_settles_nothing_seen_since(
    client: FlaskClient, register: Register
):
    household, _ = register.settle("A-1-1-0101", "张三", since=LONG_AGO)
    for days in (5, 1, 4):
        observe(client, household, days_ago(days))

    verify(client, household, days_ago(3))
    late = due(client)
    verify(client, household, days_ago(1))

    assert (late, due(client)) == ([("A-1-1-0101", ["observed"])], [])


def test_a_check_that_is_taken_back_leaves_settled_what_another_settles(
    client: FlaskClient, register: Register
):
    household, _ = register.settle("A-1-1-0101", "张三", since=LONG_AGO)
    observe(client, household, days_ago(5))
    before, early, later = (verify(client, household, days_ago(days)).get_json()["id"] for days in (6, 4, 3))

    def take_back(check: str) -> list[tuple[str, list[str]]]:
        assert client.post(f"/verifications/{check}/withdrawal").status_code == 204
        return due(client)

    assert take_back(early) == []
    assert take_back(later) == [("A-1-1-0101", ["observed"])]
    assert take_back(before) == [("A-1-1-0101", ["observed", "never_checked"])]


def test_whom_a_check_left_in_question_is_so_no_longer_once_it_is_taken_back(
    client: FlaskClient, register: Register
):
    household, (_, second) = register.settle("A-1-1-0101", "张三", "李四", since=LONG_AGO)
    right = verify(client, household, days_ago(3)).get_json()["id"]
    wrong = verify(client, household, days_ago(2), in_question=[str(second)]).get_json()["id"]
    in_question = due(client)

    client.post(f"/verifications/{wrong}/withdrawal")
    without = due(client)
    verify(client, household, days_ago(1), in_question=[str(second)])
    client.post(f"/verifications/{right}/withdrawal")

    assert (in_question, without) == ([("A-1-1-0101", ["questioned"])], [])
    assert due(client) == [("A-1-1-0101", ["questioned", "never_checked"])]
