"""Finding records that may be one person, and judging them: pair by pair, never in chains."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from chassis import access, audit, clock
from chassis.access import UNLIMITED, Reach
from chassis.bulk import insert_rows
from chassis.ids import new_id
from chassis.versions import require_seen
from services.residents import queries
from services.residents.errors import PairMerged, PairUnknown
from services.residents.likeness import Likeness, Profile, compare, may_be_one
from services.residents.models import DISTINCT, MERGED, PROPOSED, DuplicatePair

Pair = tuple[UUID, UUID]
Progress = Callable[[int, int], None]


def find_duplicates(
    profiles: Sequence[Profile], progress: Progress = lambda *_: None
) -> dict[Pair, Likeness]:
    """The pairs of records that are alike enough, by their ids in order.

    Compared are those that share a birth date, a phone, a household, a dwelling or the sound of the name, not all
    with all. Most records carry a number that rules the others out: within a group only the few others are compared.
    """
    found: dict[Pair, Likeness] = {}
    seen: set[Pair] = set()
    groups = [each for each in _groups(profiles) if len(each) > 1]
    for done, group in enumerate(groups, start=1):
        for one, other in _candidates(group):
            pair = (min(one.id, other.id), max(one.id, other.id))
            if pair not in seen:
                seen.add(pair)
                likeness = compare(one, other)
                if likeness:
                    found[pair] = likeness
        if done % 1000 == 0 or done == len(groups):
            progress(done, len(groups))
    return found


def propose(session: Session, found: dict[Pair, Likeness], *, now: datetime) -> tuple[int, int]:
    """Write down what was found: new pairs, and no longer those that nobody judged and that are alike no more.

    What was judged stays as it was judged. Returns how many pairs were proposed, and how many wait for a judgement.
    """
    known = queries.pair_states(session)
    gone = [pair for pair, state in known.items() if state == PROPOSED and pair not in found]
    for first, second in gone:
        session.execute(
            delete(DuplicatePair).where(DuplicatePair.first_id == first, DuplicatePair.second_id == second)
        )
    new = {pair: likeness for pair, likeness in found.items() if pair not in known}
    insert_rows(session, DuplicatePair, [_row(pair, each, PROPOSED, now) for pair, each in new.items()])
    waiting = sum(state == PROPOSED for state in known.values()) - len(gone) + len(new)
    return len(new), waiting


def look_for_duplicates(session: Session, *, now: datetime) -> None:
    """Compare all records and propose who may be one person; takes seconds at full size."""
    propose(session, find_duplicates(queries.profiles(session)), now=now)


def judge_pair(
    session: Session,
    pair_id: UUID,
    verdict: str,
    *,
    reason: str,
    now: datetime,
    seen: int | None = None,
    reach: Reach = UNLIMITED,
) -> DuplicatePair:
    """Put on record that two records are two people (`distinct`), or take that back (`proposed`).

    Raises PairUnknown unless both are within reach, ChangedMeanwhile, PairMerged.
    """
    pair = queries.locked_pair(session, pair_id, reach)
    if pair is None:
        raise PairUnknown
    require_seen(pair.version, seen)
    if pair.state == MERGED:
        raise PairMerged
    pair.judge(verdict, by=_judge(), now=now)
    audit.record(session, f"pair.judged_{verdict}", about=pair.id, reason=reason)
    return pair


def set_apart(session: Session, person_id: UUID, others: Iterable[UUID]) -> None:
    """Put on record that a person is none of these others, as somebody said when recording them."""
    mark(session, [(person_id, each) for each in others], DISTINCT)


def mark(session: Session, pairs: Iterable[Pair], state: str) -> None:
    """Put on record what two records are to each other, whether or not the pair was proposed."""
    now = clock.now()
    for one, other in pairs:
        first, second = min(one, other), max(one, other)
        pair = queries.pair_of(session, first, second)
        if pair is None:
            row = _row((first, second), Likeness(0, []), state, now)
            session.add(DuplicatePair(**{**row, "judged_by": _judge(), "judged_at": now}))
        else:
            pair.judge(state, by=_judge(), now=now)


def _groups(profiles: Iterable[Profile]) -> Iterable[list[Profile]]:
    groups: defaultdict[object, list[Profile]] = defaultdict(list)
    for profile in profiles:
        for key in set(profile.keys()):
            groups[key].append(profile)
    return groups.values()


def _candidates(group: list[Profile]) -> Iterator[tuple[Profile, Profile]]:
    """Pairs within a group, each that can be one person once."""
    kinds = {each.id_type for each in group if each.has_number}
    numbered = [each for each in group if each.has_number]
    others = [each for each in group if not each.has_number]
    for at, one in enumerate(others):
        for other in (*others[at + 1 :], *numbered):
            yield one, other
    if len(kinds) > 1:
        for at, one in enumerate(numbered):
            yield from ((one, other) for other in numbered[at + 1 :] if may_be_one(one, other))


def _row(pair: Pair, likeness: Likeness, state: str, now: datetime) -> dict[str, object]:
    evidence = [each._asdict() for each in likeness.findings]
    return {
        "id": new_id(),
        "first_id": pair[0],
        "second_id": pair[1],
        "score": likeness.score,
        "evidence": json.dumps(evidence),
        "state": state,
        "found_at": now,
        "version": 1,
    }


def _judge() -> UUID | None:
    who = access.caller.get()
    return who.subject if who else None
