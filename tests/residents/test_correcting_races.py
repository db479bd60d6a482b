"""Corrections in the same second: no two people get one number, and nobody is overwritten unseen."""

import threading
from collections import Counter
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from tests.callers import client_for
from tests.residents.rosters import an_id
from tests.residents.test_races import app, at_once  # noqa: F401 - the fixture

CLERKS = 20
WHY = {"reason": "核对身份证原件"}


def recorded(app: Flask, count: int) -> list[str]:
    client = client_for(app)
    return [client.post("/people", json={"name": f"张{at}"}).get_json()["id"] for at in range(count)]


def test_one_number_is_given_to_one_of_many(app: Flask):
    people = recorded(app, CLERKS)

    answers = at_once(
        app, [(f"/people/{each}/corrections", {"id_number": an_id(), **WHY}) for each in people]
    )

    assert answers == {200: 1, 409: CLERKS - 1}


def test_of_many_who_become_namesakes_one_does_so_unasked(app: Flask):
    born = {"name": "王小红", "birth_date": "1990-02-03", **WHY}

    answers = at_once(app, [(f"/people/{each}/corrections", born) for each in recorded(app, CLERKS)])

    assert answers == {200: 1, 409: CLERKS - 1}


def test_recording_and_correcting_to_one_person_at_once_leaves_one(app: Flask):
    born = {"name": "王小红", "birth_date": "1990-02-03"}
    half = recorded(app, CLERKS // 2)
    asks = [(f"/people/{each}/corrections", {**born, **WHY}) for each in half]

    answers = at_once(app, [*asks, *[("/people", born)] * (CLERKS // 2)])

    assert answers[200] + answers[201] == 1
    assert answers[409] == CLERKS - 1


def test_of_many_who_saw_the_same_one_corrects_it(app: Flask):
    (person,) = recorded(app, 1)
    seen = client_for(app).get(f"/people/{person}").headers["ETag"]
    start, answers = threading.Barrier(CLERKS), list[int]()

    def ask(client: FlaskClient, body: dict[str, Any]) -> None:
        start.wait()
        answer = client.post(f"/people/{person}/corrections", json=body, headers={"If-Match": seen})
        answers.append(answer.status_code)

    asking = [
        threading.Thread(target=ask, args=(client_for(app), {"name": f"王{at}", **WHY}))
        for at in range(CLERKS)
    ]
    for each in asking:
        each.start()
    for each in asking:
        each.join()

    assert Counter(answers) == {200: 1, 412: CLERKS - 1}
