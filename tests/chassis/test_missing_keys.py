"""Who lacks the key of what is in the database reads nothing, and must not write on under another one."""

from collections.abc import Callable

import pytest
from click.testing import CliRunner

from chassis import audit, commands, database, rekeying, settings
from chassis.commands.processes import api
from chassis.database import Database
from chassis.keys import new_data_keys
from chassis.personal import CannotOpen
from chassis.web.app import create_app
from contracts.roles import AUDITOR
from tests.callers import bearer, client_for
from tests.migrated import migrate

KEYS = "DOORSTEP_PERSONAL_DATA_KEYS"


@pytest.fixture(params=["sqlite", "postgresql"])
def own(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A register with something encrypted in it."""
    if request.param == "postgresql":
        new_postgres: Callable[[], str] = request.getfixturevalue("new_postgres")
        monkeypatch.setenv("DOORSTEP_RESIDENTS_DATABASE_URL", new_postgres())
    made = migrate(database.of("residents"))
    with made.transaction() as session:
        audit.record(session, "person.unmasked", reason="核对身份")
    return made


def use(monkeypatch: pytest.MonkeyPatch, *keys: str) -> None:
    monkeypatch.setenv(KEYS, ",".join(keys))
    settings.current.cache_clear()


def another() -> str:
    return new_data_keys()["personal_data_keys"]


def test_the_key_may_be_any_of_those_that_are_configured(own: Database, monkeypatch: pytest.MonkeyPatch):
    use(monkeypatch, another(), settings.current().personal_data_keys[0])

    rekeying.require_keys(own)


@pytest.mark.parametrize("first", [True, False])
def test_a_key_that_is_missing_is_found_at_either_end(
    own: Database,
    monkeypatch: pytest.MonkeyPatch,
    first: bool,  # noqa: FBT001
):
    old, new = settings.current().personal_data_keys[0], another()
    use(monkeypatch, new, old)
    with own.transaction() as session:
        audit.record(session, "person.unmasked", reason="核对身份")
    use(monkeypatch, new if first else old)

    with pytest.raises(CannotOpen) as missing:
        rekeying.require_keys(own)

    assert KEYS in str(missing.value)


def test_no_api_is_served_without_the_key(own: Database, monkeypatch: pytest.MonkeyPatch):
    del own
    monkeypatch.setattr("os.execvp", lambda *_: pytest.fail("it is served"))
    use(monkeypatch, another())

    refused = CliRunner().invoke(api, ["residents"])

    assert isinstance(refused.exception, CannotOpen)


def test_commands_say_it_in_one_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    def fail() -> None:
        raise CannotOpen("the key is not configured")

    monkeypatch.setattr(commands, "doorstep", fail)

    with pytest.raises(SystemExit) as ended:
        commands.main()

    assert (ended.value.code, capsys.readouterr().err) == (2, "the key is not configured\n")


def test_an_api_is_not_ready_and_tells_its_callers(own: Database, monkeypatch: pytest.MonkeyPatch):
    del own
    client = client_for(create_app("residents"))
    before = client.get("/readyz").status_code
    use(monkeypatch, another())

    ready, asked = client.get("/readyz"), client.get("/audit", headers=bearer(AUDITOR))

    assert (before, ready.status_code, KEYS in ready.get_json()["status"]) == (200, 503, True)
    assert (asked.status_code, asked.get_json()["code"]) == (503, "key-missing")
