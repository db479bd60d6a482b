"""Privacy notices: shown to everybody, and consented to by version (PIPL arts. 14, 17)."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from chassis import clock, settings
from contracts.roles import EMPLOYER, OPERATOR, RESIDENT
from services.residents import privacy
from services.residents.privacy import PrivacyNotice, in_force, version_on
from tests.callers import bearer
from tests.residents.mergers import client as client  # noqa: PLC0414
from tests.residents.mergers import code, merge, someone
from tests.residents.mergers import register as register  # noqa: PLC0414
from tests.residents.registers import Register

TODAY = clock.today()
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def two_notices(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second notice from today on, and one that is only to come."""
    first = privacy.published()[0]
    days = {"new": TODAY, "coming": TODAY + timedelta(days=9)}
    newer = [PrivacyNotice(version=name, since=day, told=first.told) for name, day in days.items()]
    monkeypatch.setattr(privacy, "published", lambda: (first, *newer))


def consent(client: FlaskClient, person: str, on: date = TODAY, **more: Any) -> Any:
    given = {"purpose": "job_matching", "on": str(on), "channel": "paper", **more}
    return client.post(f"/people/{person}/consents", json=given)


def ledger(client: FlaskClient, person: str) -> list[tuple[str, bool]]:
    listed = client.get(f"/people/{person}/consents").get_json()
    return [(each["notice"], each["withdrawn_on"] is None) for each in listed]


@pytest.mark.parametrize("role", [RESIDENT, EMPLOYER, OPERATOR])
def test_everybody_is_told_who_uses_which_data_why_for_how_long_and_what_they_may_ask_for(
    client: FlaskClient, register: Register, role: str
):
    del register

    told = client.get("/privacy-notices/current", headers=bearer(role)).get_json()

    assert told["version"] == privacy.published()[-1].version
    assert told["handler"]
    jobs = next(each for each in told["purposes"] if each["code"] == "job_matching")
    assert (jobs["basis"], "求职意愿" in [each["zh"] for each in jobs["data"]]) == ("consent", True)
    assert any("迁出满两年" in each["zh"] for each in told["retention"])
    assert all(told[each]["zh"] and told[each]["en"] for each in ("rights", "withdrawal", "children"))


def test_a_community_says_who_answers_for_the_data(
    client: FlaskClient, register: Register, monkeypatch: pytest.MonkeyPatch
):
    del register
    monkeypatch.setenv("DOORSTEP_DATA_HANDLER", "民安华福社区居委会，023-00000000")
    settings.current.cache_clear()

    assert client.get("/privacy-notices/2026-1").get_json()["handler"] == "民安华福社区居委会，023-00000000"


@pytest.mark.usefixtures("two_notices")
def test_the_newest_notice_that_has_begun_is_in_force(client: FlaskClient, register: Register):
    del register

    assert [in_force(day).version for day in (date(2000, 1, 1), YESTERDAY, TODAY)] == [
        "2026-1",
        "2026-1",
        "new",
    ]
    assert version_on("new", YESTERDAY) is None
    assert client.get("/privacy-notices/current").get_json()["version"] == "new"
    assert client.get("/privacy-notices/2026-1").get_json()["version"] == "2026-1"
    for version in ("coming", "2019-1"):
        assert code(client.get(f"/privacy-notices/{version}")) == "notice-unknown"
    assert {each["notice"] for each in client.get("/purposes").get_json()} == {"new"}


@pytest.mark.usefixtures("two_notices")
def test_consent_to_a_newer_notice_is_an_entry_of_its_own_and_the_same_again_is_refused(
    client: FlaskClient, register: Register
):
    person = someone(register, 1)

    first, newer = consent(client, person, YESTERDAY), consent(client, person)
    again = [consent(client, person), consent(client, person, notice="2026-1")]

    assert [each.get_json()["notice"] for each in (first, newer)] == ["2026-1", "new"]
    assert [code(each) for each in again] == ["consent-given"] * 2
    assert ledger(client, person) == [("2026-1", True), ("new", True)]
    withdrawal = {"purpose": "job_matching", "on": str(TODAY)}
    assert client.post(f"/people/{person}/consents/withdrawal", json=withdrawal).status_code == 204
    assert ledger(client, person) == [("2026-1", False), ("new", False)]


@pytest.mark.usefixtures("two_notices")
@pytest.mark.parametrize(("notice", "on"), [("2019-1", TODAY), ("coming", TODAY), ("new", YESTERDAY)])
def test_nobody_consents_to_a_notice_that_was_not_there_that_day(
    client: FlaskClient, register: Register, notice: str, on: date
):
    person = someone(register, 1)

    assert code(consent(client, person, on, notice=notice)) == "notice-unknown"
    assert ledger(client, person) == []


@pytest.mark.usefixtures("two_notices")
def test_the_notice_one_record_agreed_to_is_not_asked_of_the_other(client: FlaskClient, register: Register):
    kept, merged = someone(register, 1), someone(register, 2)
    consent(client, merged)
    merge(client, merged, kept)

    assert code(consent(client, kept)) == "consent-given"
    assert consent(client, kept, notice="2026-1").status_code == 201
