"""What is held on a person is handed over whole, in two forms that say the same, and as nothing but text."""

import io
import json
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook
from sqlalchemy import insert, select, update

from chassis import aliases, database, holdings, services
from chassis.commands.personal import export_person
from chassis.events.tables import AuditRow
from chassis.ids import new_id
from contracts.roles import RESIDENT
from services.employment.models import Wish
from services.grievances.models import Case
from services.notifications.models import Message
from services.residents.models import Person, Visit, VisitedPerson
from tests.access.things import a_thing
from tests.apps import app_of
from tests.callers import bearer, client_for
from tests.migrated import migrate

FORMULA = '=HYPERLINK("http://x","看")'
ALL = ("employment", "grievances", "notifications", "residents")


@pytest.fixture(params=["sqlite", "postgresql"])
def person(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> UUID:
    """Somebody of whom every service holds something, with words that begin like formulas."""
    for name in ALL:
        if request.param == "postgresql":
            new_postgres: Callable[[], str] = request.getfixturevalue("new_postgres")
            monkeypatch.setenv(f"DOORSTEP_{name.upper()}_DATABASE_URL", new_postgres())
            database.of.cache_clear()
        migrate(database.of(name))
    things = {name: a_thing(name) for name in ALL}
    who = things["residents"].person
    for service, change in (
        ("residents", update(Person).where(Person.id == who).values(name=FORMULA)),
        ("residents", insert(VisitedPerson).values(visit_id=things["residents"].visit, person_id=who)),
        ("residents", update(Visit).values(situation="+1", difficulties="-1", demands="@x", action=FORMULA)),
        ("grievances", update(Case).values(reporter_id=who, description=FORMULA)),
        ("employment", update(Wish).values(person_id=who)),
        ("notifications", update(Message).values(person_id=who)),
    ):
        with database.of(service).transaction() as session:
            session.execute(change)
    return who


def sheets(content: bytes) -> Iterator[tuple[str, list[str], list[list[Any]]]]:
    """Title, headings and rows of each sheet; what is no text is refused."""
    for sheet in load_workbook(io.BytesIO(content)):
        cells = [list(row) for row in sheet.iter_rows()]
        assert {cell.data_type for row in cells for cell in row if cell.value is not None} == {"s"}
        headings, *rows = [["" if cell.value is None else cell.value for cell in row] for row in cells]
        yield sheet.title, headings, rows


def as_text(value: Any) -> str:
    """As a cell says what JSON says."""
    return "" if value is None else "是" if value is True else "否" if value is False else str(value)


def as_sheets(service: str, told: list[dict[str, Any]]) -> list[tuple[str, list[str], list[list[str]]]]:
    """What the sheets have to say if JSON says this."""
    headings = {each.zh: each.shows for each in holdings.holdings_of(service)}
    return [
        (
            each["zh"],
            list(headings[each["zh"]].values()),
            [[as_text(row[column.key]) for column in headings[each["zh"]]] for row in each["rows"]],
        )
        for each in told
    ]


def on_record(service: str) -> list[tuple[str, str, str]]:
    with database.of(service).reading() as session:
        rows = session.scalars(select(AuditRow).where(AuditRow.action == "person.exported"))
        return [(row.about, row.reason, row.role) for row in rows.all()]


def ordered(*words: object) -> Result:
    """Run `doorstep export-person`."""
    return CliRunner().invoke(export_person, [str(each) for each in words], catch_exceptions=False)


@pytest.mark.parametrize("service", ALL)
def test_a_workbook_says_what_json_says_and_nothing_in_it_is_a_formula(person: UUID, service: str):
    client = client_for(app_of(service))
    asked = f"/people/{person}/export"

    told = client.post(asked, json={"reason": "本人查阅"}).get_json()
    handed = client.post(asked, json={"reason": "本人查阅", "form": "xlsx"})

    assert told
    (_, _, about), *found = sheets(handed.data)
    expected = as_sheets(service, told)
    assert [(row[0].split()[0], row[2], row[3]) for row in about] == [
        (each["zh"], each["article"], str(len(each["rows"]))) for each in told
    ]
    assert [each[1:] for each in found] == [each[1:] for each in expected]
    # Two sheets cannot have one title: the second has a number behind it.
    assert all(has.startswith(wanted) for (has, *_), (wanted, *_) in zip(found, expected, strict=True))
    assert [about for about, _, _ in on_record(service)] == [str(person)] * 2


def test_formulas_are_among_what_is_handed_over(person: UUID):
    found: set[str] = set()
    for service in ALL:
        handed = client_for(app_of(service)).post(
            f"/people/{person}/export", json={"reason": "本人查阅", "form": "xlsx"}
        )
        found |= {cell for _, _, rows in sheets(handed.data) for row in rows for cell in row}

    assert {FORMULA, "+1", "-1", "@x"} <= found


@pytest.mark.parametrize("service", ALL)
def test_a_person_gets_their_own_under_every_id_of_theirs(person: UUID, service: str):
    other, stranger, why = new_id(), new_id(), {"reason": "本人查阅"}
    # The register has merged a record into this one, which cannot be merged itself then.
    merged, kept = (other, person) if service == "residents" else (person, other)
    client = app_of(service).test_client()

    def asked(caller: UUID, about: UUID) -> Any:
        mine = bearer(RESIDENT, subject=caller)
        answer = client.post(f"/people/{about}/export", json=why, headers=mine)
        return answer.get_json() if answer.status_code == 200 else answer.status_code

    whole = asked(person, person)
    with database.of(service).transaction() as session:
        aliases.keep(session, [{"merged_id": merged, "kept_id": kept, "version": 99}])
    assert isinstance(whole, list)
    assert whole
    assert [asked(caller, about) for caller in (merged, kept) for about in (merged, kept)] == [whole] * 4
    assert (asked(person, stranger), asked(stranger, person)) == (404, 404)


def test_of_somebody_unknown_a_workbook_says_that_there_is_nothing(person: UUID):
    del person
    handed = client_for(app_of("grievances")).post(
        f"/people/{new_id()}/export", json={"reason": "本人查阅", "form": "xlsx"}
    )

    assert list(sheets(handed.data)) == [("无记录", ["没有保存此人的信息"], [])]


def test_the_command_writes_all_that_every_service_holds_in_either_form(person: UUID, tmp_path: Path):
    as_json, as_xlsx = tmp_path / "person.json", tmp_path / "person.xlsx"

    said = [ordered(person, file, "--reason", "本人申请查阅").output for file in (as_json, as_xlsx)]

    told = json.loads(as_json.read_text(encoding="utf-8"))
    expected = [each for service, sections in told.items() for each in as_sheets(service, sections)]
    (_, _, about), *written = sheets(as_xlsx.read_bytes())
    assert len(about) == len(written)
    assert list(told) == list(services.names()) == list(ALL)
    assert all(told.values())
    assert [(heads, rows) for _, heads, rows in written] == [(heads, rows) for _, heads, rows in expected]
    assert len({title for title, _, _ in written}) == len(written)
    total = sum(len(rows) for _, _, rows in expected)
    assert [each.split()[0] for each in said] == [str(total)] * 2
    for file in (as_json, as_xlsx):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    for service in ALL:
        assert on_record(service) == [(str(person), "本人申请查阅", "command_line")] * 2


@pytest.mark.parametrize(
    ("file", "reason", "status"), [("person.pdf", "本人申请查阅", 2), ("person.json", None, 2)]
)
def test_an_export_in_no_form_or_for_no_reason_is_refused(
    person: UUID, tmp_path: Path, file: str, reason: str | None, status: int
):
    refused = ordered(person, tmp_path / file, *(["--reason", reason] if reason else []))

    assert (refused.exit_code, (tmp_path / file).exists()) == (status, False)
    assert on_record("residents") == []


def test_of_somebody_unknown_the_command_writes_and_records_nothing(person: UUID, tmp_path: Path):
    del person
    refused = ordered(new_id(), tmp_path / "person.json", "--reason", "本人申请查阅")

    assert (refused.exit_code, "Nothing is held" in refused.output) == (1, True)
    assert (list(tmp_path.glob("person.*")), [row for each in ALL for row in on_record(each)]) == ([], [])
