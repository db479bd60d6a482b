"""What a copy says against what its owner has: found, named and mended, while everybody goes on working."""

import subprocess
import sys
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update

from chassis import clock, database
from chassis.events.drift import examine
from chassis.events.resync import KeptCopy, kept_copies
from chassis.events.tables import InboxRow, OutboxRow
from chassis.ids import new_id
from services.employment import models as employment
from tests.system import checkers
from tests.system.community import Community
from tests.system.copies import copies_match_owners
from tests.system.estate import a_settled_estate
from tests.system.load import Load
from tests.system.processes import ROOT
from tests.system.quiet import await_quiet, nothing_is_wrong
from tests.system.waiting import wait_until


def events(*words: str) -> subprocess.CompletedProcess[str]:
    """Run the command as an operator does."""
    command = [sys.executable, "-m", "chassis", "events", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=240)


def other(value: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, UUID):
        return new_id()
    if isinstance(value, date):
        return value + timedelta(days=1)
    return f"{value}x/"


def damage(kept: KeptCopy) -> list[str]:
    """Change a row, remove one and add one by hand; gives the keys of the three, as they are named."""
    table = kept.copy.table
    key = next(iter(table.primary_key))
    with database.of(kept.keeper).transaction() as session:
        saying = select(table) if kept.copy.only is None else select(table).where(kept.copy.only)
        rows = [dict(row) for row in session.execute(saying.order_by(key)).mappings()]
        changed, removed = rows[0], rows[1]
        names = [each.name for each in table.columns if not each.primary_key and each.name != "version"]
        name = next(each for each in names if changed[each] is not None and each != kept.copy.subject)
        session.execute(update(table).where(key == changed[key.name]).values({name: other(changed[name])}))
        session.execute(delete(table).where(key == removed[key.name]))
        added = {**removed, key.name: new_id()}
        session.execute(insert(table).values(added))
    return [str(each[key.name]) for each in (changed, removed, added)]


def test_what_was_changed_removed_or_added_by_hand_is_named_and_mended(community: Community):
    community.start_everything()
    estate = a_settled_estate()
    load = Load(community, estate, seed=31)
    load.run(40)
    with load.running():
        under_load = events("drift")
    await_quiet(community)
    damaged = {each.name: damage(each) for each in kept_copies()}

    told = events("drift")
    mended = events("drift", "--repair")
    await_quiet(community)

    assert under_load.returncode == 0, under_load.stdout + under_load.stderr
    assert told.returncode == 1, told.stderr
    assert [key for keys in damaged.values() for key in keys if key not in told.stdout] == []
    assert mended.returncode == 0, mended.stdout + mended.stderr
    nothing_is_wrong(log=load.log)


def test_a_copy_that_is_merely_behind_is_left_alone(on_servers: Community):
    community = on_servers
    community.start_apart("employment")
    estate = a_settled_estate()
    await_quiet(community)
    with community.without_worker_of("employment"):
        Load(community, estate, seed=32).run(30)
        (kept,) = [each for each in kept_copies() if each.name == "employment.residents"]
        just_now = examine(kept, database.of("residents"), database.of("employment"))

        wait_until(
            lambda: not any(each.startswith("residents") for each in checkers.unpublished()),
            within=60,
            what="all that employment has to be told is in its queue",
        )
        with database.of("residents").transaction() as session:
            session.execute(update(OutboxRow).values(published_at=clock.now() - timedelta(days=2)))
        two_days_later = examine(kept, database.of("residents"), database.of("employment"))

        assert (just_now.differences, just_now.behind > 0) == ([], True)
        assert (two_days_later.differences, two_days_later.behind > 0) == ([], True)
    await_quiet(community)

    caught_up = examine(kept, database.of("residents"), database.of("employment"))

    assert (caught_up.differences, caught_up.behind) == ([], 0)


def test_a_copy_whose_log_is_gone_is_filled_from_the_present(on_servers: Community):
    community = on_servers
    community.start_everything()
    a_settled_estate()
    await_quiet(community)
    with database.of("residents").transaction() as session:
        session.execute(delete(OutboxRow))
    with database.of("employment").transaction() as session:
        for table in (employment.Resident, InboxRow):
            session.execute(delete(table))

    filled_again = events("resync", "--from", "residents", "--to", "employment")

    assert filled_again.returncode == 0, filled_again.stderr
    missing = [each for each in copies_match_owners() if each.startswith("employment")]
    assert missing == []
    with database.of("employment").reading() as session:
        assert session.scalars(select(employment.Resident)).first() is not None


def test_what_nobody_keeps_cannot_be_told(on_servers: Community):
    refused = events("resync", "--from", "residents", "--to", "employment", "--copy", "nonsense")

    assert (refused.returncode, "keeps no nonsense of what residents has, but " in refused.stderr) == (
        2,
        True,
    )
