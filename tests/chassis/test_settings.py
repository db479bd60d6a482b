"""Settings: checked before anything starts, refused in a sentence that names the variable."""

import subprocess
import sys
from pathlib import Path

import pytest

from chassis import settings
from chassis.database import Database
from chassis.settings import Settings, WrongSetting

SERVER = "postgresql://doorstep@db/residents"
PRIVATE = 0o700
KEYS = ("PERSONAL_DATA_KEYS", "EVENT_KEYS", "BLIND_INDEX_KEY", "TOKEN_KEYS")
SIGNING_KEY = "TOKEN_SIGNING_KEY"


@pytest.fixture
def without_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*KEYS, SIGNING_KEY):
        monkeypatch.delenv(f"DOORSTEP_{name}")


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("BROKER_URL", "redis://localhost"),
        ("RESIDENTS_DATABASE_URL", "nonsense"),
        ("RESIDENTS_DATABASE_URL", "mysql://localhost/x"),
        ("PORT", "many"),
        ("PORT", "0"),
        ("PORT", "70000"),
        ("WORKER_PORT", "-1"),
        ("THREADS", "0"),
        ("TIMEZONE", "Chongqing"),
        ("BATCH_SIZE", "0"),
        ("HANDLER_DEADLINE", "0"),
        ("RETRY_DELAYS", "soon"),
        ("RETRY_DELAYS", "-1"),
        ("RETRY_DELAYS", "1e300"),
        ("START_DEADLINE", "0"),
        ("STOP_DEADLINE", "a minute"),
        ("CONFIRM_TIMEOUT", "0"),
        ("MAX_EVENT_BYTES", "12"),
        ("LOG_LEVEL", "LOUD"),
        ("LOG_DAYS", "0"),
        ("LOG_DAYS", "999999"),
        ("INBOX_DAYS", "ever"),
        ("INBOX_DAYS", "99999"),
        ("LOG_FORMAT", "xml"),
        ("PERSONAL_DATA_KEYS", "short"),
        ("PERSONAL_DATA_KEYS", ","),
        ("EVENT_KEYS", "short"),
        ("BLIND_INDEX_KEY", "short"),
        ("TOKEN_KEYS", "short"),
        ("TOKEN_KEYS", " , "),
        ("TOKEN_SIGNING_KEY", "c2hvcnQ="),
    ],
)
def test_a_wrong_value_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, name: str, wrong: str):
    monkeypatch.setenv(f"DOORSTEP_{name}", wrong)

    with pytest.raises(WrongSetting, match=name):
        settings.load()


@pytest.mark.parametrize("name", ["EVENT_KEYS", "RESIDENTS_DATABASE_URL", "BROKER_URL"])
def test_a_refusal_repeats_no_secret(monkeypatch: pytest.MonkeyPatch, name: str):
    monkeypatch.setenv(f"DOORSTEP_{name}", "mysql://user:hunter2@host/x")

    with pytest.raises(WrongSetting) as refused:
        settings.load()

    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("name", KEYS)
def test_keys_must_be_set_with_a_database_server(monkeypatch: pytest.MonkeyPatch, name: str):
    monkeypatch.setenv("DOORSTEP_RESIDENTS_DATABASE_URL", SERVER)
    monkeypatch.delenv(f"DOORSTEP_{name}")

    with pytest.raises(WrongSetting, match=f"DOORSTEP_{name} must be set"):
        settings.load()


def test_keys_are_made_once_where_only_files_are_used(without_keys: None):
    first, second = settings.load(), settings.load()

    assert first.event_keys == second.event_keys


def test_keys_that_were_made_are_for_their_owner_only(without_keys: None, sandbox: Path):
    settings.load()

    assert (sandbox / "keys.json").stat().st_mode & 0o077 == 0


def test_a_database_file_lies_where_only_its_owner_looks(tmp_path: Path):
    Database("residents", f"sqlite:///{tmp_path}/data/residents.sqlite3")
    assert (tmp_path / "data").stat().st_mode & 0o777 == PRIVATE


def test_all_settings_have_a_default(monkeypatch: pytest.MonkeyPatch, sandbox: Path):
    assert settings.load().batch_size == 500


def test_the_default_delays_are_numbers_that_grow():
    assert settings.load().retry_delays == (1.0, 10.0, 60.0, 600.0, 3600.0)


def test_delays_are_read_as_numbers(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DOORSTEP_RETRY_DELAYS", "0.5,2")

    assert settings.load().retry_delays == (0.5, 2.0)


def test_an_empty_variable_means_the_default(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DOORSTEP_TIMEZONE", "")

    assert settings.load().timezone.key == "Asia/Shanghai"


def test_each_service_has_a_file_unless_it_has_a_server(monkeypatch: pytest.MonkeyPatch, sandbox: Path):
    monkeypatch.setenv("DOORSTEP_RESIDENTS_DATABASE_URL", SERVER)

    loaded = settings.load()

    assert (loaded.database_url("residents"), loaded.database_url("portal")) == (
        SERVER,
        f"sqlite:///{sandbox / 'portal.sqlite3'}",
    )


def test_every_setting_is_on_the_page():
    names = {name.removeprefix("DOORSTEP_").lower() for name, _, _ in settings.table()}

    assert names == set(Settings.__dataclass_fields__) - {"database_urls"} | {"<service>_database_url"}


def test_keys_are_made_where_a_server_asks_for_them(monkeypatch: pytest.MonkeyPatch, without_keys: None):
    monkeypatch.setenv("DOORSTEP_RESIDENTS_DATABASE_URL", SERVER)

    made = subprocess.run(
        [sys.executable, "-m", "chassis", "keys"], capture_output=True, text=True, check=True
    )

    for line in made.stdout.splitlines():
        monkeypatch.setenv(*line.split("=", 1))
    assert settings.load().database_url("residents") == SERVER
