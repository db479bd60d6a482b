"""When a run is over, and what all checkers together say of it."""

from collections.abc import Collection

from chassis import database, services
from tests.system import checkers
from tests.system.commands import Log
from tests.system.community import Community
from tests.system.copies import copies_match_owners
from tests.system.waiting import wait_until_none

Failed = Collection[tuple[str, str]]
_LOOKS = 3


def await_quiet(community: Community, *, within: float = 120, failed: Failed = ()) -> None:
    """Wait until every announced event has been published, taken and applied, or has failed as expected."""

    def restless() -> list[str]:
        queued = [f"{count} messages wait for {name}" for name, count in community.queued().items() if count]
        return [*checkers.unpublished(), *queued, *checkers.lost_and_ghosts(failed)]

    wait_until_none(restless, within=within, what="all is quiet", looks=_LOOKS)


def nothing_is_wrong(*, log: Log = (), failed: Failed = ()) -> None:  # type: ignore[assignment]
    """C1 to C7 and C10; fails with all that is wrong."""
    troubles = [
        *checkers.commands_exist_once(log),
        *checkers.announced_once(),
        *checkers.unpublished(),
        *checkers.lost_and_ghosts(failed),
        *checkers.effects_happened_once(),
        *copies_match_owners(),
        *checkers.failed_events(failed),
        *(trouble for name in services.names() for trouble in checkers.idle_transactions(database.of(name))),
    ]
    assert not troubles, f"{len(troubles)} troubles:\n" + "\n".join(troubles[:20])
