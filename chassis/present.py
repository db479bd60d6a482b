"""The present: what an owner would announce of its things as they are now, for copies that are new or doubted."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from chassis import services
from chassis.contracts import Event

Fact = tuple[Event, int]
"""A fact with the version of its subject that it tells of."""


@dataclass(frozen=True, kw_only=True)
class Present:
    """One kind of state of an owner, told in facts of the published language."""

    name: str
    types: tuple[type[Event], ...]
    """The facts in which it is told."""
    read: Callable[[Session, Collection[UUID] | None], Iterator[Fact]]
    """Of these subjects, or of all."""


def presents_of(service: str) -> tuple[Present, ...]:
    """The declarations in the service's `present`; most services that nobody copies have none."""
    found = services.optional_part(service, "present")
    return found.PRESENTS if found else ()
