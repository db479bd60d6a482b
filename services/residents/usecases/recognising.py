"""Recognising somebody who is on record already: by their number, or by name and birth date."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.access import Reach
from chassis.aliases import people_of
from services.residents import queries
from services.residents.errors import AlreadyRecorded, PossiblyRecorded
from services.residents.masking import masked
from services.residents.models import Person


@dataclass(frozen=True, kw_only=True)
class Distinct:
    """Whom the one to record is said not to be: people by id, and namesakes beyond the caller's reach."""

    ids: frozenset[UUID] = frozenset()
    elsewhere: bool = False


def others_alike(
    session: Session,
    row: Mapping[str, Any],
    *,
    today: date,
    distinct: Distinct,
    judged: Collection[UUID] = (),
    reach: Reach,
) -> list[UUID]:
    """The namesakes within reach whom the one in a row of `people` is said not to be.

    `judged` are records that are known not to be worth the question: judged as others, or this person's own. Raises
    AlreadyRecorded for a number that is another record's, PossiblyRecorded for who has name and birth date of
    somebody on record unless `distinct` says they are another; either shows those within reach, masked.
    """
    index = row["id_number_index"]
    known = queries.people_by_id_number(session, [index] if index else [])
    if taken := [each for each in known.values() if each != row["id"]]:
        there = queries.people_within_reach(session, taken, reach)
        raise AlreadyRecorded().showing(candidates=[_shown(each, today) for each in there])
    namesakes = [
        each.id
        for each in queries.namesakes(session, row["namesake_index"])
        if each.id not in judged and _may_be(each, row)
    ]
    alike = people_of(session, namesakes)
    near = queries.people_within_reach(session, alike, reach)
    elsewhere = len(set(alike.values())) > len(near)
    unclear = [each for each in near if each.id not in distinct.ids]
    if unclear or (elsewhere and not distinct.elsewhere):
        raise PossiblyRecorded().showing(
            candidates=[_shown(each, today) for each in unclear], elsewhere=elsewhere
        )
    return [each.id for each in near]


def _may_be(known: Person, row: Mapping[str, Any]) -> bool:
    """Whether a namesake may be the one to record; two numbers of one kind of document are two people."""
    return known.id_number is None or row["id_number"] is None or known.id_type != row["id_type"]


def _shown(person: Person, today: date) -> dict[str, Any]:
    return {**masked(person, today), "id": str(person.id), "guardian_id": None}
