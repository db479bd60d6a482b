"""Tokens: short-lived, signed words on who calls (JWT, RFC 7519, with Ed25519 signatures, RFC 8037)."""

import hashlib
from datetime import datetime, timedelta
from functools import cache
from typing import Final
from uuid import UUID

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from chassis import settings
from chassis.access import Caller
from chassis.areas import is_area
from chassis.errors import Refusal
from chassis.ids import new_id
from chassis.keys import ed25519_bytes

ISSUER: Final = "doorstep"
AUDIENCE: Final = "doorstep"
LONGEST: Final = timedelta(hours=12)
"""A working day: what a lost token can be misused for."""

_ALGORITHM = "EdDSA"
_CLAIMS = ["iss", "aud", "sub", "role", "area", "iat", "exp", "jti"]
_LEEWAY = timedelta(seconds=30)


class NotSignedIn(Refusal):
    """No token came along, or none that counts."""

    code = "not-signed-in"
    status = 401
    zh = "请先登录：请求缺少有效的令牌，或令牌已过期。"
    en = "Sign in first: the request carries no valid token, or its time is over."


class NoSigningKey(Exception):
    """Tokens are checked here, not issued."""


def issue(who: Caller, *, now: datetime, lasts: timedelta) -> str:
    """Sign a token. Raises NoSigningKey, ValueError for a time longer than LONGEST."""
    seed = settings.current().token_signing_key
    if not seed:
        raise NoSigningKey("DOORSTEP_TOKEN_SIGNING_KEY is not set here.")
    if not timedelta() < lasts <= LONGEST:
        raise ValueError(f"A token lasts {LONGEST} at most.")
    key = Ed25519PrivateKey.from_private_bytes(ed25519_bytes(seed))
    claims = {
        "iss": ISSUER, "aud": AUDIENCE, "sub": str(who.subject), "role": who.role, "area": who.area,
        "iat": now, "exp": now + lasts, "jti": str(new_id()),
    }  # fmt: skip
    return jwt.encode(claims, key, _ALGORITHM, headers={"kid": _key_id(key.public_key())})


def read(token: str) -> Caller:
    """Who a token says its bearer is. Raises NotSignedIn."""
    try:
        key = _keys(settings.current().token_keys)[jwt.get_unverified_header(token)["kid"]]
        claims = jwt.decode(
            token, key, [_ALGORITHM], audience=AUDIENCE, issuer=ISSUER, leeway=_LEEWAY,
            options={"require": _CLAIMS},
        )  # fmt: skip
        who = Caller(subject=UUID(claims["sub"]), role=str(claims["role"]), area=str(claims["area"]))
    except (jwt.InvalidTokenError, KeyError, ValueError, TypeError):
        raise NotSignedIn from None
    if not is_area(who.area) or claims["exp"] - claims["iat"] > LONGEST.total_seconds():
        raise NotSignedIn
    return who


@cache
def _keys(written: tuple[str, ...]) -> dict[str, Ed25519PublicKey]:
    found = (Ed25519PublicKey.from_public_bytes(ed25519_bytes(each)) for each in written)
    return {_key_id(each): each for each in found}


def _key_id(key: Ed25519PublicKey) -> str:
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]
