"""What shows somebody in clear is not kept under an idempotency key: it is shown anew, to who may see it then."""

import io
import threading
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import select

from chassis.events.tables import Answered
from chassis.ids import new_id
from contracts.roles import GRID_WORKER
from services.residents.imports import leases
from tests.callers import bearer
from tests.residents.mergers import client as client  # noqa: PLC0414
from tests.residents.mergers import register as register  # noqa: PLC0414
from tests.residents.mergers import someone
from tests.residents.registers import Register
from tests.residents.rosters import a_file, an_id

KEY = {"Idempotency-Key": "k-1"}
WHY = {"reason": "办理换租，核对身份证"}
HOME = ("A区1栋1单元1-1", "HT1", "王建国", an_id(), "承租人", "13800138000", "2022-05-16", "2027-05-15")
NEXT_DOOR = ("A区1栋1单元1-2", "HT2", "李素芳", an_id("51021219850101125"), *HOME[4:])


def unmask(client: FlaskClient, person: str, **headers: str) -> Any:
    return client.post(f"/people/{person}/unmasking", json=WHY, headers=KEY | headers)


def kept(register: Register) -> list[str]:
    with register.own.reading() as session:
        return [each.body for each in session.scalars(select(Answered))]


def test_who_was_erased_is_not_shown_again(client: FlaskClient, register: Register):
    person = someone(register, 1, id_number=an_id())
    assert unmask(client, person).get_json()["id_number"] == an_id()
    client.post(f"/people/{person}/erasure", json={"on": "2026-06-01", "reason": "本人申请"})

    assert unmask(client, person).status_code == 404
    assert kept(register) == [""]


def test_a_key_opens_nothing_to_one_who_has_another_area_by_now(client: FlaskClient, register: Register):
    _, (wang,) = register.settle("A-1-1-0101", "王小红")
    subject = new_id()
    here, there = (bearer(GRID_WORKER, f"/huafu/c1/b{number}/", subject) for number in (1, 2))

    assert unmask(client, str(wang), **here).status_code == 200
    assert unmask(client, str(wang), **there).status_code == 404


def test_searches_and_exports_are_not_kept(client: FlaskClient, register: Register):
    someone(register, 1, id_number=an_id())
    client.post("/people/searches", json={"id_number": an_id(), **WHY}, headers=KEY)
    client.post(f"/people/{UUID(int=1)}/export", json=WHY, headers={"Idempotency-Key": "k-2"})

    assert kept(register) == ["", ""]


def roster(*rows: Any) -> dict[str, Any]:
    return {"data": {"file": (a_file(*rows), "roster.xlsx")}, "headers": KEY}


def test_two_rosters_at_once_under_one_key_never_get_each_others_answer(
    client: FlaskClient, register: Register
):
    start, answers = threading.Barrier(2), {}
    files = {"full": a_file(HOME).getvalue(), "next door": a_file(NEXT_DOOR).getvalue()}

    def sent(name: str) -> dict[str, Any]:
        """The very same bytes each time: a workbook made again bears another moment."""
        return {"data": {"file": (io.BytesIO(files[name]), "roster.xlsx")}, "headers": KEY}

    def send(name: str) -> None:
        request = sent(name)
        start.wait()
        answers[name] = client.post("/lease-imports?dry_run=true", **request)

    senders = [threading.Thread(target=send, args=[name]) for name in files]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()

    assert sorted(each.status_code for each in answers.values()) == [201, 422]
    (done,) = (name for name, each in answers.items() if each.status_code == 201)
    again = client.post("/lease-imports?dry_run=true", **sent(done))
    assert (again.headers["Idempotency-Replayed"], again.get_json()) == ("true", answers[done].get_json())


def test_a_refused_roster_leaves_its_key_free(client: FlaskClient, register: Register, monkeypatch: Any):
    monkeypatch.setattr(leases, "_MASS_LEAST", 0)
    client.post("/lease-imports?as_of=2026-05-01", **(roster(HOME) | {"headers": {}}))

    refused = client.post("/lease-imports", **roster(NEXT_DOOR))
    mended = client.post("/lease-imports", **roster(HOME))

    assert (refused.get_json()["code"], mended.status_code) == ("mass-move-out", 201)


def test_two_files_where_one_is_asked_for_are_refused(client: FlaskClient, register: Register):
    files = [(io.BytesIO(b"a"), "one.xlsx"), (io.BytesIO(b"b"), "two.xlsx")]

    refused = client.post("/lease-imports", data={"file": files}, headers=KEY)

    assert [each["field"] for each in refused.get_json()["errors"]] == ["files.file"]
