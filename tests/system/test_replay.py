"""A copy that is filled from the log equals one that was there all along, while everybody goes on working."""

import subprocess
import sys

import pytest
from sqlalchemy import delete, func, select

from chassis import database, services
from chassis.copies import Copy
from chassis.events.resync import kept_copies
from chassis.events.tables import InboxRow
from services.employment import models as employment
from tests.system.community import Community
from tests.system.copies import copies_match_owners
from tests.system.estate import a_settled_estate
from tests.system.load import Load
from tests.system.processes import ROOT
from tests.system.quiet import await_quiet, nothing_is_wrong

COPIES: dict[str, list[Copy]] = {
    name: [each.copy for each in kept_copies() if each.keeper == name] for name in services.names()
}
PAIRS = [
    ("residents", "residents"), ("residents", "employment"), ("residents", "grievances"),
    ("residents", "notifications"), ("employment", "notifications"),
    ("notifications", "notifications"),
]  # fmt: skip


def lose_everything(service: str) -> None:
    """Empty a service's copies, and what it remembers of having filled them."""
    with database.of(service).transaction() as session:
        for table in (*(each.table for each in COPIES[service]), InboxRow):
            session.execute(delete(table))


def rows(service: str) -> list[int]:
    """How many each of a service's copies has."""
    with database.of(service).reading() as session:
        counts = (select(func.count()).select_from(each.table) for each in COPIES[service])
        return [session.scalar(each) or 0 for each in counts]


def replay(community: Community, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the command as an operator does."""
    command = [sys.executable, "-m", "chassis", "events", "replay", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)


def test_copies_filled_from_the_log_equal_those_that_were_there_all_along(community: Community):
    community.start_everything()
    estate = a_settled_estate()
    load = Load(community, estate, seed=21)
    load.run(40)
    await_quiet(community)
    before = {service: rows(service) for service in COPIES}
    for service in COPIES:
        lose_everything(service)
    assert copies_match_owners()

    with load.running():
        for source, target in PAIRS:
            told = replay(community, "--from", source, "--to", target)
            assert told.returncode == 0, told.stderr
    await_quiet(community)

    nothing_is_wrong(log=load.log)
    for service, were in before.items():
        assert all(now >= then > 0 for now, then in zip(rows(service), were, strict=True)), (service, were)


def test_a_damaged_copy_is_mended_by_telling_it_again(community: Community):
    community.start_everything()
    a_settled_estate()
    await_quiet(community)
    with database.of("employment").transaction() as session:
        session.execute(delete(employment.Resident))

    passed_over = replay(community, "--from", "residents", "--to", "employment")
    assert (passed_over.returncode, copies_match_owners() != []) == (0, True)
    again = replay(community, "--from", "residents", "--to", "employment", "--again")

    assert (again.returncode, copies_match_owners()) == (0, [])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--from", "notifications", "--to", "residents"], "listens to nothing"),
        (
            ["--from", "residents", "--to", "employment", "--type", "residents.nonsense.v1"],
            "does not listen to residents.nonsense.v1",
        ),
        (["--from", "nobody", "--to", "employment"], "there is no service"),
    ],
)
def test_what_cannot_be_replayed_is_refused_in_words(community: Community, words: list[str], said: str):
    refused = replay(community, *words)

    assert (refused.returncode, said in refused.stderr) == (2, True), refused.stderr
