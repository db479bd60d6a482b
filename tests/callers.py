"""Callers: tokens as people of the community carry them."""

from datetime import timedelta
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient

from chassis import clock, tokens
from chassis.access import Caller
from chassis.ids import new_id
from contracts.roles import COMMUNITY_STAFF


def token(role: str = COMMUNITY_STAFF, area: str = "/", subject: UUID | None = None) -> str:
    """Sign a token with this environment's key; somebody of the office with all of the community by default."""
    who = Caller(subject=subject or new_id(), role=role, area=area)
    return tokens.issue(who, now=clock.now(), lasts=timedelta(hours=1))


def bearer(role: str = COMMUNITY_STAFF, area: str = "/", subject: UUID | None = None) -> dict[str, str]:
    """The header that carries a token."""
    return {"Authorization": f"Bearer {token(role, area, subject)}"}


def client_for(
    app: Flask, role: str = COMMUNITY_STAFF, area: str = "/", subject: UUID | None = None
) -> FlaskClient:
    """A client that sends such a token with every request."""
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token(role, area, subject)}"
    return client
