"""Access: who calls, what their role permits, and how far that reaches."""

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, false, or_, true
from sqlalchemy.orm import InstrumentedAttribute

from chassis import services
from chassis.aliases import all_ids
from chassis.areas import EVERYWHERE, within
from chassis.errors import Refusal

Column = ColumnElement[Any] | InstrumentedAttribute[Any]


class Scope(StrEnum):
    """How far a permission goes for a role."""

    ALL = "all"
    """Everything there is."""
    AREA = "area"
    """What lies in the caller's area."""
    OWN = "own"
    """What is the caller's own."""


Permissions = Mapping[str, Mapping[str, Scope]]
"""Of one service: permission → role → how far it goes; a role that is not there may not."""


class NotPermitted(Refusal):
    """The caller's role does not permit this."""

    code = "not-permitted"
    status = 403
    zh = "您的身份（{role}）没有“{permission}”权限，有该权限的身份：{roles}。"
    en = "Your role, {role}, lacks the permission “{permission}”; roles that have it: {roles}."


class EverythingNeeded(Refusal):
    """What concerns everything was asked by one who may see a part of it."""

    code = "whole-community-needed"
    status = 403
    zh = "该操作涉及整个社区，您的管理范围不够大。"
    en = "This concerns the whole community, and your area is only a part of it."


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Who calls, as their token says: subject (a person's, an employer's or a staff account's id), role, area."""

    subject: UUID
    role: str
    area: str


@dataclass(frozen=True, kw_only=True)
class Reach:
    """What one permission lets one caller see and change: an area, or only what is theirs."""

    area: str | None = None
    owner: UUID | None = None

    @property
    def everything(self) -> bool:
        """Whether nothing is kept from the caller."""
        return self.area == EVERYWHERE

    def over(self, *paths: Column, owner: Column | None = None) -> ColumnElement[bool]:
        """Whether a row is within reach, by the paths of the places and grids it lies in and by whose it is.

        What is theirs is what was written under any id of the caller, whose records may have been merged.
        """
        if self.everything:
            return true()
        if self.area is not None:
            return or_(false(), *(within(path, self.area) for path in paths))
        return false() if owner is None or self.owner is None else owner.in_(all_ids(self.owner))

    def covers(self, *paths: str, owner: UUID | None = None) -> bool:
        """Whether one thing at hand is within reach."""
        if self.area is not None:
            return self.everything or any(path.startswith(self.area) for path in paths)
        return owner is not None and owner == self.owner

    def require_everything(self) -> None:
        """Raises EverythingNeeded when something is kept from the caller."""
        if not self.everything:
            raise EverythingNeeded


UNLIMITED = Reach(area=EVERYWHERE)
"""For what the system does by itself, and for operators on the command line."""

NOTHING = Reach()
"""For those who may not."""

caller: ContextVar[Caller | None] = ContextVar("caller", default=None)
reach: ContextVar[Reach] = ContextVar("reach", default=NOTHING)
"""How far the permission of the current request goes."""


def permissions_of(service: str) -> Permissions:
    """The table in the service's `permissions`."""
    found: Permissions = services.part(service, "permissions").PERMISSIONS
    return found


def roles() -> dict[str, set[Scope]]:
    """Every role that some service knows, with the scopes of what it may."""
    found: dict[str, set[Scope]] = {}
    for service in services.names():
        for granted in permissions_of(service).values():
            for role, scope in granted.items():
                found.setdefault(role, set()).add(scope)
    return dict(sorted(found.items()))


def reach_of(who: Caller, permission: str, table: Permissions) -> Reach:
    """How far a permission goes for a caller. Raises NotPermitted."""
    scope = table[permission].get(who.role)
    if scope is None:
        raise NotPermitted(role=who.role, permission=permission, roles=", ".join(sorted(table[permission])))
    if scope is Scope.OWN:
        return Reach(owner=who.subject)
    return Reach(area=who.area if scope is Scope.AREA else EVERYWHERE)


def reach_for(service: str, permission: str) -> Reach:
    """How far another permission goes for the present caller; nowhere if they have it not."""
    who, table = caller.get(), permissions_of(service)
    return reach_of(who, permission, table) if who and who.role in table[permission] else NOTHING
