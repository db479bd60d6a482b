"""Tokens: only what was signed with a known key, for us, and for a short time counts."""

from datetime import timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chassis import clock, settings, tokens
from chassis.access import Caller
from chassis.ids import new_id
from chassis.keys import ed25519_bytes, new_token_keys
from tests.conftest import forget_process_state

WHO = Caller(subject=new_id(), role="grid_worker", area="/huafu/c2/")
HOUR = timedelta(hours=1)


def forged(
    key: Ed25519PrivateKey | None = None, *, header: dict[str, Any] | None = None, **changed: Any
) -> str:
    """A token signed with our key, or another, whose claims are changed; None removes one."""
    now = clock.now()
    ours = Ed25519PrivateKey.from_private_bytes(ed25519_bytes(settings.current().token_signing_key))
    issued = tokens.issue(WHO, now=now, lasts=HOUR)
    claims = jwt.decode(issued, options={"verify_signature": False}) | changed
    return jwt.encode(
        {name: value for name, value in claims.items() if value is not None},
        key or ours,
        "EdDSA",
        headers={"kid": jwt.get_unverified_header(issued)["kid"], **(header or {})},
    )


def test_a_token_says_who_calls():
    assert tokens.read(tokens.issue(WHO, now=clock.now(), lasts=HOUR)) == WHO


def test_a_token_that_is_changed_in_nothing_counts():
    assert tokens.read(forged()) == WHO


@pytest.mark.parametrize(
    "changed",
    [
        *({name: None} for name in ("iss", "aud", "sub", "role", "area", "iat", "exp", "jti")),
        {"iss": "somebody"},
        {"aud": "somewhere"},
        {"sub": "nobody"},
        {"sub": 7},
        {"area": "huafu"},
        {"area": "/huafu/c1"},
        {"area": "/huafu/%/"},
        {"exp": 1},
        {"exp": "soon"},
        {"exp": 99_999_999_999},
        {"iat": 99_999_999_999},
    ],
    ids=str,
)
def test_a_claim_that_is_missing_or_wrong_spoils_a_token(changed: dict[str, Any]):
    with pytest.raises(tokens.NotSignedIn):
        tokens.read(forged(**changed))


def test_a_token_signed_by_another_does_not_count():
    with pytest.raises(tokens.NotSignedIn):
        tokens.read(forged(Ed25519PrivateKey.generate()))


@pytest.mark.parametrize("header", [{"kid": "another"}, {"kid": None}, {"kid": ["x"]}])
def test_a_token_that_names_no_key_of_ours_does_not_count(header: dict[str, Any]):
    text = forged()
    if header["kid"] == ["x"]:
        text = "eyJhbGciOiJFZERTQSIsImtpZCI6WyJ4Il19." + text.split(".", 1)[1]
    else:
        text = forged(header=header) if header["kid"] else "eyJhbGciOiJFZERTQSJ9." + text.split(".", 1)[1]

    with pytest.raises(tokens.NotSignedIn):
        tokens.read(text)


def test_a_public_key_is_not_taken_for_a_shared_secret():
    claims = jwt.decode(tokens.issue(WHO, now=clock.now(), lasts=HOUR), options={"verify_signature": False})
    kid = jwt.get_unverified_header(tokens.issue(WHO, now=clock.now(), lasts=HOUR))["kid"]
    secret = ed25519_bytes(settings.current().token_keys[0])

    for algorithm in ("HS256", "none"):
        key = secret if algorithm == "HS256" else None
        with pytest.raises(tokens.NotSignedIn):
            tokens.read(jwt.encode(claims, key, algorithm, headers={"kid": kid}))


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "ey.ey.ey", "é.é.é", "." * 5000])
def test_what_is_no_token_is_refused(text: str):
    with pytest.raises(tokens.NotSignedIn):
        tokens.read(text)


@pytest.mark.parametrize("lasts", [timedelta(), -HOUR, tokens.LONGEST + timedelta(seconds=1)])
def test_no_token_lasts_longer_than_a_working_day(lasts: timedelta):
    with pytest.raises(ValueError, match="lasts"):
        tokens.issue(WHO, now=clock.now(), lasts=lasts)


def test_tokens_of_the_key_before_count_until_it_is_taken_away(monkeypatch: pytest.MonkeyPatch):
    old = settings.current().token_keys[0]
    issued = tokens.issue(WHO, now=clock.now(), lasts=HOUR)
    new = new_token_keys()
    monkeypatch.setenv("DOORSTEP_TOKEN_SIGNING_KEY", new["token_signing_key"])

    monkeypatch.setenv("DOORSTEP_TOKEN_KEYS", f"{new['token_keys']},{old}")
    forget_process_state()
    assert tokens.read(issued) == WHO
    assert tokens.read(tokens.issue(WHO, now=clock.now(), lasts=HOUR)) == WHO

    monkeypatch.setenv("DOORSTEP_TOKEN_KEYS", new["token_keys"])
    forget_process_state()
    with pytest.raises(tokens.NotSignedIn):
        tokens.read(issued)


def test_who_only_checks_tokens_cannot_issue_them(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("DOORSTEP_TOKEN_SIGNING_KEY")
    forget_process_state()

    with pytest.raises(tokens.NoSigningKey):
        tokens.issue(WHO, now=clock.now(), lasts=HOUR)
