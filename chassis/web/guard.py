"""The guard: no request passes without a token, but to what tells nothing of anybody."""

from typing import Any, Final

import structlog
from flask import Flask, request

from chassis import access, tokens
from chassis.access import Permissions

_OPEN: Final = {"swagger_ui", "healthz", "readyz", "metrics"}
"""Views anybody may call, besides the documentation."""

_MARK = "needed_permission"


class NoPermissionNamed(Exception):
    """A route does not say what calling it takes, or says it in a word that the service does not know."""


def mark(view: Any, permission: str) -> Any:
    """Note on a view what calling it takes."""
    setattr(view, _MARK, permission)
    return view


def install(app: Flask, service: str) -> None:
    """Ask every request of this app for a token and a permission.

    Raises NoPermissionNamed when a route names none.
    """
    table = access.permissions_of(service)
    _require_names(app, table)

    @app.before_request
    def guard() -> None:
        access.caller.set(None)
        access.reach.set(access.NOTHING)
        needed = permission_for(app, request.endpoint, request.method)
        if needed is None:
            return
        who = _caller()
        access.caller.set(who)
        structlog.contextvars.bind_contextvars(role=who.role, subject=str(who.subject))
        access.reach.set(access.reach_of(who, needed, table))


def permission_for(app: Flask, endpoint: str | None, method: str) -> str | None:
    """What calling a view takes; None for what is open to all and for what is not there."""
    if endpoint is None or _is_open(endpoint):
        return None
    named: str | None = getattr(view_of(app, endpoint, method), _MARK, None)
    return named


def view_of(app: Flask, endpoint: str | None, method: str) -> Any:
    """The function that answers, of a MethodView the method; None where there is none."""
    view = app.view_functions.get(endpoint or "")
    kind = getattr(view, "view_class", None)
    name = "get" if method == "HEAD" else method.lower()
    return getattr(kind, name, None) if kind else view


def _is_open(endpoint: str) -> bool:
    return endpoint in _OPEN or endpoint.startswith("api-docs.")


def _caller() -> access.Caller:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer":
        raise tokens.NotSignedIn
    return tokens.read(token.strip())


def _require_names(app: Flask, table: Permissions) -> None:
    for rule in app.url_map.iter_rules():
        if _is_open(rule.endpoint):
            continue
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            if permission_for(app, rule.endpoint, method) not in table:
                raise NoPermissionNamed(f"{method} {rule.rule}")
