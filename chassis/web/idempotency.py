"""Idempotency keys: a command that is sent again, for want of an answer, is answered again and not done again."""

import hashlib
import re
from collections.abc import Callable
from io import BufferedIOBase
from typing import Any, Final, cast

from flask import Response, request
from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from chassis import access, clock
from chassis.bulk import insert_into
from chassis.database import Database
from chassis.errors import Refusal
from chassis.events.tables import Answered
from chassis.personal import blind_index

HEADER: Final = "Idempotency-Key"
REPLAYED: Final = "Idempotency-Replayed"
PARAMETER: Final = {
    "name": HEADER,
    "in": "header",
    "description": "A value of your own, for one command: sent again under it, the command is answered as the first "
    "time, with `Idempotency-Replayed: true`, and not done again. Kept for seven days.",
    "schema": {"type": "string", "pattern": r"^[\x21-\x7e]{1,255}$"},
}

_WELL_FORMED = re.compile(r"[\x21-\x7e]{1,255}")
_IN_STEPS = "commits_in_steps"
_SHOWS_SOMEBODY = "shows_somebody"
_NOT_KEPT = 0


class WrongIdempotencyKey(Refusal):
    """A key nobody would make."""

    code = "idempotency-key-wrong"
    status = 400
    zh = "Idempotency-Key 应为 1 到 255 个可见字符，例如一个 UUID。"
    en = "An Idempotency-Key has 1 to 255 visible characters: a UUID is a good one."


class IdempotencyKeyReused(Refusal):
    """One key, one command."""

    code = "idempotency-key-reused"
    status = 422
    zh = "该 Idempotency-Key 已用于另一个请求：新的请求请用新的值。"
    en = "This Idempotency-Key was used for another request: take a new one for a new request."


def in_steps(view: Any) -> Any:
    """Mark a view that commits step by step; doing its work again changes nothing."""
    setattr(view, _IN_STEPS, True)
    return view


def not_kept(view: Any) -> Any:
    """Mark a view whose answer shows somebody in clear: it is not kept but made again, for who may see it then."""
    setattr(view, _SHOWS_SOMEBODY, True)
    return view


def once(own: Database, view: Any, answer: Callable[[], Response]) -> Response:
    """Answer a request; one with the key of an earlier one is given that one's answer.

    What is noted commits together with what the request does. Two at once wait for each other. A refused request
    leaves nothing behind, so that it can be mended and sent again under its key. Raises WrongIdempotencyKey,
    IdempotencyKeyReused.
    """
    given = request.headers.get(HEADER)
    if given is None or request.method != "POST":
        return answer()
    if not _WELL_FORMED.fullmatch(given):
        raise WrongIdempotencyKey
    key, fingerprint = _key(given), _fingerprint()
    keep = not getattr(view, _SHOWS_SOMEBODY, False)
    if getattr(view, _IN_STEPS, False):
        with own.reading() as session:
            _wait_for_others(session, key)
            return _once_in_steps(own, key, fingerprint, answer, keep=keep)
    with own.joined() as session:
        if not _note(session, key, fingerprint):
            return _again(session.get_one(Answered, key), fingerprint, answer)
        response = answer()
        _keep(session, key, response, keep=keep)
    return response


def _once_in_steps(
    own: Database, key: bytes, fingerprint: bytes, answer: Callable[[], Response], *, keep: bool
) -> Response:
    """The key is claimed before the work begins; where that ended half-way, it is done once more."""
    with own.transaction() as session:
        earlier = None if _note(session, key, fingerprint) else session.get_one(Answered, key)
        session.expunge_all()
    if earlier is not None and not (keep and _cut_off(earlier, fingerprint)):
        return _again(earlier, fingerprint, answer)
    try:
        response = answer()
    except Exception:
        with own.transaction() as session:
            session.execute(delete(Answered).where(Answered.key == key))
        raise
    with own.transaction() as session:
        _keep(session, key, response, keep=keep)
    return response


def _cut_off(earlier: Answered, fingerprint: bytes) -> bool:
    """Whether this request came before and has no answer yet: who worked on it is gone, or would be waited for."""
    return earlier.status == _NOT_KEPT and earlier.fingerprint == fingerprint


def _wait_for_others(session: Session, key: bytes) -> None:
    """Let nobody else work under the same key until the end of the transaction; SQLite has one writer anyway.

    This transaction is idle for as long as the work takes, which may be longer than others may be idle.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        number = int.from_bytes(key[:8], "big", signed=True)
        session.execute(select(func.pg_advisory_xact_lock(number)))


def _key(given: str) -> bytes:
    """One caller's keys are not another's, nor those of one who has another role or area meanwhile."""
    who = access.caller.get()
    return blind_index("idempotency", f"{who.subject} {who.role} {who.area} {given}" if who else given)


def _fingerprint() -> bytes:
    """What was asked for; of a form the files, whose boundary differs each time it is sent."""
    digest = hashlib.sha256(f"{request.method} {request.full_path}".encode())
    if request.files or request.form:
        for name, value in sorted(request.form.items(multi=True)):
            digest.update(repr((name, value)).encode())
        for name, file in sorted(request.files.items(multi=True), key=lambda each: each[0]):
            digest.update(
                repr(
                    (name, hashlib.file_digest(cast(BufferedIOBase, file.stream), "sha256").digest())
                ).encode()
            )
            file.stream.seek(0)
    else:
        digest.update(request.get_data())
    return digest.digest()


def _note(session: Session, key: bytes, fingerprint: bytes) -> bool:
    """Claim a key; waits for another who does at the same time. Says whether it was free."""
    row = {
        "key": key,
        "fingerprint": fingerprint,
        "at": clock.now(),
        "status": _NOT_KEPT,
        "body": "",
        "kind": "",
        "etag": "",
    }
    claim = insert_into(session, Answered).values(row).on_conflict_do_nothing().returning(Answered.key)
    return session.scalar(claim) is not None


def _keep(session: Session, key: bytes, response: Response, *, keep: bool) -> None:
    """Keep an answer; a file is made again, for it only shows what there is."""
    if response.direct_passthrough or not keep:
        return
    noted = session.scalars(select(Answered).where(Answered.key == key)).one()
    noted.status, noted.kind = response.status_code, response.mimetype or ""
    noted.body, noted.etag = response.get_data(as_text=True), response.headers.get("ETag", "")


def _again(earlier: Answered, fingerprint: bytes, answer: Callable[[], Response]) -> Response:
    if earlier.fingerprint != fingerprint:
        raise IdempotencyKeyReused
    if earlier.status == _NOT_KEPT:
        return answer()
    headers = {REPLAYED: "true"} | ({"ETag": earlier.etag} if earlier.etag else {})
    return Response(earlier.body, earlier.status, headers, mimetype=earlier.kind)
