"""What has served its purpose is thrown away on its day and not before, by hand as by itself, and on record."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from chassis import clock, database, migrations, retention, services, settings
from chassis.commands.personal import keep_no_longer
from chassis.events.tables import AuditRow
from tests.access.outlived import OUTLIVED, Outlived
from tests.migrated import migrate

TODAY = date(2037, 6, 1)
LONG_OVER = datetime(2010, 1, 1, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def estate(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every service on a database of each kind."""
    for name in services.names():
        if request.param == "postgresql":
            new_postgres: Callable[[], str] = request.getfixturevalue("new_postgres")
            monkeypatch.setenv(f"DOORSTEP_{name.upper()}_DATABASE_URL", new_postgres())
            database.of.cache_clear()
        migrate(database.of(name))
    monkeypatch.setenv("COLUMNS", "200")


def ordered(*words: str) -> list[str]:
    """What `doorstep retention` says, line by line."""
    done = CliRunner().invoke(keep_no_longer, words, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output.splitlines()


def counts(said: list[str]) -> dict[str, int]:
    """How many by each rule, by its words."""
    cells = [[cell.strip() for cell in line.split("│")[1:-1]] for line in said if line.startswith("│")]
    return {cell[1]: int(cell[4].replace(",", "")) for cell in cells if cell[4]}


def everything() -> list[Any]:
    """All rows of all services."""
    found: list[Any] = []
    for name in services.names():
        with database.of(name).reading() as session:
            for metadata in migrations.metadata_of(name):
                for table in metadata.sorted_tables:
                    rows = session.execute(select(table)).all()
                    found.append((name, table.name, sorted(map(repr, rows))))
    return found


def on_record(service: str) -> list[tuple[str, str]]:
    with database.of(service).reading() as session:
        rows = session.scalars(select(AuditRow).order_by(AuditRow.number)).all()
        return [(row.action, row.reason) for row in rows if row.action.startswith("retention.")]


def words_of(service: str) -> list[str]:
    return [rule.zh for rule in retention.rules_of(service)]


def test_every_rule_of_every_service_is_tried_here():
    rules = {rule.name for name in services.names() for rule in retention.rules_of(name)}

    assert rules == {each.rule for each in OUTLIVED.values()}


@pytest.mark.usefixtures("estate")
@pytest.mark.parametrize("of", OUTLIVED.values(), ids=OUTLIVED)
def test_what_is_over_goes_after_its_last_day_and_not_on_it(of: Outlived):
    rule = of.the_rule()
    zone = settings.current().timezone
    last_day = datetime.combine(TODAY - timedelta(days=rule.days), time.min, zone)
    kept, gone = of.ended(last_day), of.ended(last_day - timedelta(microseconds=1))

    with database.of(of.service).transaction() as session:
        counted, done, again = rule.count(session, TODAY), rule.run(session, TODAY), rule.run(session, TODAY)

    assert (counted, done, again, of.left(kept, gone)) == (1, 1, 0, [True, False])
    assert on_record(of.service) == [(f"retention.{rule.name}", f"1 from before {last_day.date()}")]


@pytest.mark.usefixtures("estate")
def test_a_dry_run_tells_what_a_real_one_does_and_changes_nothing():
    made = {of: of.ended(LONG_OVER) for of in OUTLIVED.values()}
    before = everything()

    told = counts(ordered("--dry-run"))
    untouched = everything() == before
    done = counts(ordered())

    assert untouched
    assert (
        told
        == done
        == {each: 1 + each.startswith("已办结诉求") for name in services.names() for each in words_of(name)}
    )
    assert [of.rule for of, each in made.items() if of.left(each) != [False]] == []
    assert set(counts(ordered()).values()) == {0}


@pytest.mark.usefixtures("estate")
def test_a_run_throws_away_all_that_is_over_some_at_a_time_and_puts_each_on_record(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    of = OUTLIVED["old_messages"]
    made = [of.ended(LONG_OVER) for _ in range(5)]

    said = ordered("notifications")

    assert (counts(said), of.left(*made)) == ({of.the_rule().zh: 5}, [False] * 5)
    before = clock.today() - timedelta(days=of.the_rule().days)
    assert on_record("notifications") == [
        ("retention.old_messages", f"{number} from before {before}") for number in (2, 2, 1)
    ]
