"""Whose data may be kept only: nothing of them is read back, and nothing new is done with them (PIPL art. 47)."""

import io
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from chassis.ids import new_id
from tests.residents.checking import TODAY, app, client, days_ago, register  # noqa: F401
from tests.residents.looking_after import home_of, plan, visit
from tests.residents.mergers import WHY, code, merge
from tests.residents.registers import Register

STEP = {"on": str(TODAY), "reason": "本人申请"}
WORDS = ("situation", "difficulties", "demands", "action")


def restrict(client: FlaskClient, person: UUID | str) -> None:
    assert client.post(f"/people/{person}/restriction", json=STEP).status_code == 204


def lift(client: FlaskClient, person: UUID | str) -> None:
    assert client.post(f"/people/{person}/restriction/lifting", json=STEP).status_code == 204


def read_back(client: FlaskClient, visit_id: str) -> list[Any]:
    """All that can be read of what was said on a visit, wherever it is shown."""
    shown = client.get(f"/visits/{visit_id}").get_json()
    listed = client.get("/follow-ups").get_json()["items"]
    book = load_workbook(io.BytesIO(client.post("/visits/diary", json={"reason": "月度检查"}).data))
    told = [shown[each] for each in WORDS] + [each["text"] for each in shown["addenda"]]
    told += [each["what"] for each in (*shown["follow_ups"], *listed)]
    told += [cell.value for cell in book.active[2][2:]]
    return [each for each in told if each is not None]


def test_what_was_said_on_a_visit_is_withheld_from_all_while_one_who_was_met_is_restricted(
    client: FlaskClient, register: Register
):
    household, (person, other) = home_of(register)
    promise = {"what": "送药", "due_on": days_ago(-3)}
    made = visit(client, household, person, other, situation="病情加重", follow_ups=[promise]).get_json()[
        "id"
    ]
    client.post(f"/visits/{made}/addenda", json={"text": "已住院"})
    before = read_back(client, made)

    restrict(client, person)

    assert set(before) >= {"病情加重", "楼道灯坏了", "已住院", "送药"}
    assert set(read_back(client, made)) == {"（当事人信息已限制处理）"}
    (line,) = client.get("/visits").get_json()["items"]
    (promised,) = client.get("/follow-ups").get_json()["items"]
    assert [each["withheld"] for each in (line, promised, client.get(f"/visits/{made}").get_json())] == [
        True
    ] * 3
    assert code(client.post(f"/visits/{made}/addenda", json={"text": "又"})) == "use-restricted"
    lift(client, person)
    assert read_back(client, made) == before
    assert client.get("/visits").get_json()["items"][0]["withheld"] is False


def test_visits_to_others_are_read_as_before(client: FlaskClient, register: Register):
    household, (person, other) = home_of(register)
    made = visit(client, household, other).get_json()["id"]

    restrict(client, person)

    assert "楼道灯坏了" in read_back(client, made)


def test_a_visit_is_withheld_by_a_restriction_of_the_record_merged_into_who_was_met(
    client: FlaskClient, register: Register
):
    household, (person, _) = home_of(register)
    made = visit(client, household, person).get_json()["id"]
    twin = client.post("/people", json={"name": "张三"}).get_json()["id"]
    restrict(client, twin)

    merge(client, twin, str(person))
    together = read_back(client, made)
    client.post(f"/people/{twin}/unmerge", json=WHY)

    assert (set(together), "楼道灯坏了" in read_back(client, made)) == ({"（当事人信息已限制处理）"}, True)


def test_whose_use_is_restricted_is_shown_with_a_remark_until_it_is_lifted(
    client: FlaskClient, register: Register
):
    _, (person, other) = home_of(register)
    restrict(client, person)

    remarks = [
        [each["code"] for each in client.get(f"/people/{who}").get_json()["remarks"]]
        for who in (person, other)
    ]
    lift(client, person)

    assert remarks == [["use-restricted"], []]
    assert client.get(f"/people/{person}").get_json()["remarks"] == []


def test_who_is_restricted_is_not_named_in_a_visit(client: FlaskClient, register: Register):
    household, (person, other) = home_of(register)
    restrict(client, person)

    refused = visit(client, household, person, other)

    assert code(refused) == "use-restricted"
    assert client.get("/visits").get_json()["items"] == []
    assert visit(client, household, other).status_code == 201


def test_groups_and_notes_of_care_are_not_read_back(client: FlaskClient, register: Register):
    _, (person, _) = home_of(register)
    tag = {"group": "disabled", "source": "department", "since": days_ago(9)}
    assert client.post(f"/people/{person}/care-tags", json=tag).status_code == 201
    made = plan(client, person).get_json()
    close = {"step": "close", "on": str(TODAY), "reason": "declined", "hand_over": "需人陪同就医"}
    assert client.post(f"/care-plans/{made['id']}/steps", json=close).status_code == 200

    def notes() -> list[str | None]:
        return [each["hand_over"] for each in client.get("/care-plans?state=closed").get_json()["items"]]

    before = notes()
    restrict(client, person)

    assert (before, notes()) == (["需人陪同就医"], [None])
    assert code(client.get(f"/people/{person}/care-tags")) == "use-restricted"


def a_post(client: FlaskClient) -> str:
    made = client.post("/posts", json={"kind": "grid_worker", "area": "/huafu/g1/g1/"})
    found: str = made.get_json()["id"]
    return found


@pytest.mark.parametrize("use", ["post", "dwelling", "guardian"])
def test_who_is_restricted_is_given_nothing_new_until_it_is_lifted(
    client: FlaskClient, register: Register, use: str
):
    _, (person, ward) = home_of(register)
    put, path, given = {
        "post": (
            client.put,
            f"/posts/{a_post(client)}/appointment",
            {"person_id": str(person), "since": days_ago(9)},
        ),
        "dwelling": (
            client.post,
            "/tenancies",
            {
                "dwelling_id": str(register.dwellings["A-2-1-0101"]),
                "tenant_id": str(person),
                "on": str(TODAY),
            },
        ),
        "guardian": (client.put, f"/people/{ward}/guardian", {"guardian_id": str(person)}),
    }[use]
    restrict(client, person)

    refused = put(path, json=given)
    lift(client, person)

    assert (code(refused), put(path, json=given).status_code // 100) == ("use-restricted", 2)


def test_of_whom_nothing_is_known_nobody_is_told_that_they_are_restricted(
    client: FlaskClient, register: Register
):
    del register

    assert code(client.get(f"/people/{new_id()}/care-tags")) == "person-unknown"
