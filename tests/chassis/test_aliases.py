"""Aliases: two records of one person are one, in whatever order the news comes."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations
from uuid import UUID

import pytest
from sqlalchemy import select

from chassis import aliases, clock
from chassis.database import Database
from chassis.events.message import Received
from chassis.events.tables import Base
from chassis.ids import new_id

KEPT, FIRST, SECOND, STRANGER = (UUID(int=each) for each in range(1, 5))


@dataclass(frozen=True)
class Fact:
    """Of a record, as which other it counts."""

    merged_id: UUID
    counts_as: UUID | None


@pytest.fixture
def own(database_url: str) -> Iterator[Database]:
    made = Database("lamps", database_url)
    Base.metadata.create_all(made.engine)
    yield made
    made.engine.dispose()


def hear(own: Database, *facts: tuple[UUID, UUID | None, int]) -> None:
    with own.transaction() as session:
        aliases.follow(
            session,
            [
                Received(id=new_id(), sequence=version, time=clock.now(), data=Fact(merged, into))  # type: ignore[type-var]
                for merged, into, version in facts
            ],
        )


def ids_of(own: Database, person: UUID) -> set[UUID]:
    with own.reading() as session:
        found = list(session.scalars(aliases.all_ids(person)))
        assert len(found) == len(set(found))
        return set(found)


def test_every_id_of_a_person_is_found_under_each_of_them(own: Database):
    hear(own, (FIRST, KEPT, 2), (SECOND, KEPT, 5))

    assert [ids_of(own, each) for each in (KEPT, FIRST, SECOND)] == [{KEPT, FIRST, SECOND}] * 3
    assert ids_of(own, STRANGER) == {STRANGER}


@pytest.mark.parametrize("asked", [[KEPT], [FIRST], [SECOND, STRANGER], [KEPT, FIRST, SECOND]])
def test_people_are_told_by_the_record_that_is_kept(own: Database, asked: list[UUID]):
    hear(own, (FIRST, KEPT, 2), (SECOND, KEPT, 5))

    with own.reading() as session:
        people = aliases.people_of(session, asked)

    assert people == {KEPT: KEPT, FIRST: KEPT, SECOND: KEPT} | (
        {STRANGER: STRANGER} if STRANGER in asked else {}
    )


def test_a_column_is_followed_to_every_id(own: Database):
    hear(own, (FIRST, KEPT, 2), (SECOND, KEPT, 5))
    rows = aliases.Alias

    same = aliases.all_ids(rows.merged_id, of=rows).subquery()
    with own.reading() as session:
        found = session.scalars(
            select(rows.merged_id)
            .where(select(same.c.id).where(same.c.id == KEPT).exists())
            .order_by(rows.merged_id)
        ).all()

    assert found == [FIRST, SECOND]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_newest_news_of_a_record_counts_in_whatever_order_they_come(
    own: Database, order: tuple[int, ...]
):
    news = [(FIRST, KEPT, 2), (FIRST, None, 3), (FIRST, SECOND, 4)]

    for each in order:
        hear(own, news[each], news[each])

    assert ids_of(own, FIRST) == {FIRST, SECOND}
    assert ids_of(own, KEPT) == {KEPT}


def test_a_record_that_was_set_apart_stands_for_itself(own: Database):
    hear(own, (FIRST, KEPT, 2), (SECOND, KEPT, 2))
    hear(own, (FIRST, None, 3))

    with own.reading() as session:
        assert aliases.kept_id(session, FIRST) == FIRST
        assert aliases.people_of(session, [KEPT]) == {KEPT: KEPT, SECOND: KEPT}
    assert (ids_of(own, FIRST), ids_of(own, KEPT)) == ({FIRST}, {KEPT, SECOND})
