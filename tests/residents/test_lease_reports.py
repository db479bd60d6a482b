import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from chassis import clock, database
from chassis.events.tables import AuditRow
from services.residents.demo.community import Community, build_community
from services.residents.demo.load import draw_map
from services.residents.demo.roster import CONTRACT, ID_NUMBER, NAME, PHONE, RosterRow, write_roster_workbook
from services.residents.imports.leases import import_leases
from services.residents.imports.workbook import read_lease_roster
from tests.apps import app_of
from tests.callers import client_for
from tests.migrated import migrate
from tests.residents.registers import MAY

Send = Callable[..., Any]


@pytest.fixture(scope="module")
def community() -> Community:
    return build_community(scale=0.01, seed=5, today=MAY)


@pytest.fixture
def client(community: Community) -> FlaskClient:
    own = migrate(database.of("residents"))
    with own.transaction() as session:
        draw_map(session, community)
    return client_for(app_of("residents"))


@pytest.fixture
def send(client: FlaskClient, tmp_path: Path) -> Send:
    """Give a function that sends rows as a roster of May."""

    def send_rows(rows: list[RosterRow], path: str = "/lease-imports", **asked: Any) -> Any:
        file = tmp_path / f"{len(rows)}.xlsx"
        if not file.exists():
            write_roster_workbook(rows, file)
        data = {"file": (io.BytesIO(file.read_bytes()), "roster.xlsx")}
        day = {} if path.endswith("faults") else {"as_of": str(MAY)}
        return client.post(path, data=data, query_string={**day, **asked})

    return send_rows


def households() -> int:
    with database.of("residents").engine.connect() as connection:
        return connection.exec_driver_sql("SELECT count(*) FROM tenancies WHERE until IS NULL").scalar() or 0


def test_a_dry_run_tells_what_would_change_and_changes_nothing(send: Send, community: Community):
    told = send(list(community.roster_rows()), dry_run="true").get_json()

    assert told["changes"]["move_ins"] == len(community.estate.households)
    assert households() == 0


def test_a_dry_run_is_on_record_with_how_much_was_told_and_of_nobody_what(send: Send, community: Community):
    rows = list(community.roster_rows())

    send(rows, dry_run="true")

    with database.of("residents").reading() as session:
        (tried,) = session.scalars(select(AuditRow)).all()
    told = f"[as_of={MAY} rows={len(rows)} faults=0]"
    assert (tried.action, tried.about, tried.reason) == ("leases.tried", "", told)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", ["缺少姓名", "有多个联系电话，只登记第一个。"]),
        ("en", ["The name is missing", "Of several telephone numbers the first is kept."]),
    ],
)
def test_rows_are_accused_and_noted_in_the_language_of_the_caller(
    client: FlaskClient, community: Community, tmp_path: Path, language: str, said: list[str]
):
    nameless, *rest = list(community.roster_rows())[:5]
    two_phones = {**rest[-1], PHONE: "13800138000；13900139000"}
    write_roster_workbook([{**nameless, NAME: ""}, *rest[:-1], two_phones], tmp_path / "roster.xlsx")

    told = client.post(
        "/lease-imports",
        data={"file": (io.BytesIO((tmp_path / "roster.xlsx").read_bytes()), "roster.xlsx")},
        query_string={"as_of": str(MAY), "dry_run": "true"},
        headers={"Accept-Language": language},
    ).get_json()

    fault = next(each for each in told["faults"] if each["field"] == "name")
    assert fault["problem"].startswith(said[0])
    assert [(each["field"], each["note"]) for each in told["notes"]] == [("phone", said[1])]


def test_a_roster_that_ends_many_tenancies_asks_for_a_confirmation_of_its_own(
    send: Send, client: FlaskClient, community: Community
):
    rows = list(community.roster_rows())
    send(rows)
    half, third = rows[: len(rows) // 2], rows[: len(rows) // 3]

    tried = send(half, dry_run="true")
    refused = send(half).get_json()
    another = send(third, confirmation=refused["confirmation"]).get_json()
    before = households()
    taken = send(half, confirmation=refused["confirmation"])

    assert (tried.status_code, tried.get_json()["confirmation"]) == (201, refused["confirmation"])
    assert send(rows, dry_run="true").get_json()["confirmation"] is None
    assert (refused["code"], another["code"]) == ("mass-move-out", "mass-move-out")
    assert refused["leaving"] > 20
    assert (before, taken.status_code) == (len(community.estate.households), 201)
    assert households() < before


def test_what_a_roster_found_is_kept_address_by_address_and_compared(
    send: Send, client: FlaskClient, community: Community
):
    rows = list(community.roster_rows())
    first = send(rows).get_json()
    gone = rows[0]
    family = [each for each in rows if each[CONTRACT] != gone[CONTRACT]]
    second = send(family).get_json()

    def findings(made: dict[str, Any], **asked: Any) -> list[tuple[str, str]]:
        found = client.get(f"/lease-imports/{made['id']}/findings", query_string={"limit": 500, **asked})
        return [(each["kind"], each["address"]) for each in found.get_json()["items"]]

    left = findings(second)
    assert len(findings(first, kind="moved_in")) == len(community.estate.households)
    assert [kind for kind, _ in left] == ["moved_out"]
    listed = client.get("/lease-imports").get_json()["items"]
    assert [each["id"] for each in listed] == [second["id"], first["id"]]
    compared = client.get(f"/lease-imports/{second['id']}/comparison", query_string={"with": first["id"]})
    by_kind = {each["kind"]: each for each in compared.get_json()}
    assert by_kind["moved_out"]["only_here"] == [address for _, address in left]
    assert len(by_kind["moved_in"]["only_there"]) == len(community.estate.households)


def test_an_import_that_was_cut_off_is_listed_as_such_and_compared_with_none(
    send: Send, client: FlaskClient, community: Community, tmp_path: Path
):
    rows = list(community.roster_rows())
    send(rows[:5])
    write_roster_workbook(rows, tmp_path / f"{len(rows)}.xlsx")
    with pytest.raises(KeyboardInterrupt):
        import_leases(database.of("residents"), tmp_path / f"{len(rows)}.xlsx", as_of=MAY, progress=cut_off)

    second, first = client.get("/lease-imports").get_json()["items"]
    ways = [(first["id"], second["id"]), (second["id"], first["id"])]
    answers = [
        client.get(f"/lease-imports/{one}/comparison", query_string={"with": other}) for one, other in ways
    ]

    assert (first["state"], second["state"], second["ended_at"]) == ("done", "unfinished", None)
    assert [each.get_json()["code"] for each in answers] == ["lease-import-unfinished"] * 2
    resumed = send(rows).get_json()
    assert (resumed["id"], resumed["resumed"]) == (second["id"], True)


def cut_off(stage: str, done: int, total: int | None) -> None:
    if stage == "writing":
        raise KeyboardInterrupt(done, total)


def test_faulty_rows_come_back_as_a_workbook_with_what_to_do(send: Send, community: Community):
    rows = list(community.roster_rows())[:5]

    book = load_workbook(
        io.BytesIO(send([{**rows[0], NAME: ""}, *rows[1:]], path="/lease-imports/faults").data)
    ).active

    headings = [cell.value for cell in book[1]]
    assert headings[-1] == "错误原因"
    assert "缺少姓名" in book[2][len(headings) - 1].value
    assert households() == 0
    with database.of("residents").reading() as session:
        *_, row = session.scalars(select(AuditRow).order_by(AuditRow.number))
    told = f"[as_of={clock.today()} rows=1 in_clear=True]"
    assert (row.action, row.reason) == ("lease_faults.exported", told)


def as_text(file: Path, encoding: str, delimiter: str) -> bytes:
    page = load_workbook(file).active
    target = io.StringIO()
    writer = csv.writer(target, delimiter=delimiter)
    for row in page.iter_rows(values_only=True):
        writer.writerow(["" if cell is None else cell for cell in row])
    return target.getvalue().encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_text_file_says_what_the_workbook_says(
    tmp_path: Path, community: Community, encoding: str, delimiter: str
):
    file = tmp_path / "roster.xlsx"
    write_roster_workbook(list(community.roster_rows())[:40], file)
    text = as_text(file, encoding, delimiter)

    of_text, of_book = (read_lease_roster(each, today=MAY) for each in (io.BytesIO(text), file))

    assert (of_text.rows, of_text.faults, of_text.as_of) == (of_book.rows, of_book.faults, of_book.as_of)
    assert of_text.rows


def test_a_number_that_a_spreadsheet_has_rounded_is_refused_in_text_too(tmp_path: Path, community: Community):
    file = tmp_path / "roster.xlsx"
    rows = [each for each in community.roster_rows() if each[ID_NUMBER]][:1]
    write_roster_workbook(rows, file)
    text = as_text(file, "utf-8", ",").replace(str(rows[0][ID_NUMBER]).encode(), b"5.10212E+17")

    (fault,) = read_lease_roster(io.BytesIO(text), today=MAY).faults

    assert (fault.field, "文本" in fault.problem_zh) == ("id_number", True)
