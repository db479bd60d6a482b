"""Problems: every error answer is an RFC 9457 document with a stable code."""

from typing import Any, Final

import structlog
from flask import Flask, Response, jsonify, request
from marshmallow import INCLUDE, Schema, fields
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException

from chassis import context
from chassis.errors import Refusal
from chassis.events.failures import cause_of
from chassis.events.trouble import collided, database_away
from chassis.personal import CannotOpen
from chassis.web.wording import worded

MEDIA_TYPE: Final = "application/problem+json"

log = structlog.get_logger(__name__)

_TITLES = {
    400: ("bad-request", "请求有误", "Bad request"),
    404: ("not-found", "没有找到", "Not found"),
    405: ("method-not-allowed", "不支持该操作", "Method not allowed"),
    409: ("conflict", "刚被他人修改，请刷新后重试", "Somebody else was faster: look again, then retry"),
    413: ("too-large", "内容过大", "Too large"),
    415: ("unsupported-media-type", "不支持的内容格式", "Unsupported media type"),
    422: ("invalid-input", "填写的内容有误", "Invalid input"),
    500: ("internal-error", "系统出错，请稍后再试", "Something went wrong on our side"),
    503: ("unavailable", "系统暂时不可用，请稍后再试", "Unavailable, try again shortly"),
}


class KeyMissing(Refusal):
    """What is asked for was written with a key that this process does not have."""

    code = "key-missing"
    status = 503
    zh = "有个人信息的密钥未配置，请联系系统管理员。"
    en = "A key of personal data is not configured: tell whoever runs this system."


class FieldProblem(Schema):
    """What is wrong with one field."""

    field = fields.String(metadata={"example": "json.since"})
    message = fields.String(metadata={"example": "应为日期，如 2026-05-16。"})


class Problem(Schema):
    """An RFC 9457 problem document."""

    type = fields.String(metadata={"example": "urn:doorstep:problem:dwelling-occupied"})
    title = fields.String(metadata={"example": "该房屋已有在住家庭。"})
    status = fields.Integer(metadata={"example": 409})
    detail = fields.String(metadata={"example": "该房屋已有在住家庭。"})
    code = fields.String(metadata={"example": "dwelling-occupied"})
    correlation_id = fields.String(metadata={"example": "01981f2e-7d3a-7c41-9b1e-5f0c2a9d4e10"})
    errors = fields.List(fields.Nested(FieldProblem))

    class Meta:
        """Some refusals show more, which helps to mend what was asked."""

        unknown = INCLUDE


def language() -> str:
    """`zh` unless the caller asks for English."""
    return request.accept_languages.best_match(["zh", "en"], default="zh") or "zh"


def install(app: Flask) -> None:
    """Answer every error of this app with a problem document."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _broken)


def _refused(refusal: Refusal) -> Response:
    response = _answer(refusal.status, refusal.code, refusal.sentence(language()), **refusal.shown)
    if refusal.status == 401:  # noqa: PLR2004 - Unauthorized
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    code, zh, en = _TITLES.get(status, ("http-error", "请求未能完成", error.name))
    messages = getattr(error, "data", {}).get("messages")
    response = _answer(status, code, en if language() == "en" else zh, errors=_flat(messages))
    if status == 405 and getattr(error, "valid_methods", None):  # noqa: PLR2004 - Method Not Allowed
        response.headers["Allow"] = ", ".join(error.valid_methods)  # type: ignore[attr-defined]
    return response


def _unfit(error: Exception) -> bool:
    """Whether a value was of the right type but no database can hold it: a NUL, half a character, 10**30."""
    if isinstance(error, StatementError) and isinstance(error.orig, Exception):
        # What a column's own type could not turn into what the database takes.
        error = error if isinstance(error, DBAPIError) else error.orig
    if isinstance(error, DataError | OverflowError | UnicodeEncodeError):
        return True
    return isinstance(error, ValueError) and "NUL" in str(error)


def _broken(error: Exception) -> Response:
    """Tell the caller nothing but a number to ask by; the cause is in the log, without its text."""
    if _unfit(error):
        return _titled(422)
    if isinstance(error, IntegrityError) or collided(error):
        log.info("somebody else was faster", cause=cause_of(error))
        return _titled(409)
    if isinstance(error, CannotOpen):
        log.error("request failed", cause=cause_of(error))
        return _refused(KeyMissing())
    away = isinstance(error, (DBAPIError, PoolTimeoutError)) and database_away(error)
    log.error("request failed", cause=cause_of(error), database_away=away)
    response = _titled(503 if away else 500)
    if away:
        response.headers["Retry-After"] = "5"
    return response


def _titled(status: int) -> Response:
    code, zh, en = _TITLES[status]
    return _answer(status, code, en if language() == "en" else zh)


def _answer(
    status: int, code: str, sentence: str, *, errors: list[dict[str, str]] | None = None, **more: Any
) -> Response:
    document: dict[str, Any] = {
        "type": f"urn:doorstep:problem:{code}",
        "title": sentence,
        "status": status,
        "detail": sentence,
        "code": code,
    }
    if correlation_id := context.correlation_id.get():
        document["correlation_id"] = correlation_id
    if errors:
        document["errors"] = errors
    document |= more
    response = jsonify(document)
    response.status_code = status
    response.mimetype = MEDIA_TYPE
    return response


def _flat(messages: Any, path: str = "") -> list[dict[str, str]]:
    """Turn marshmallow's nested messages into pairs of field and message."""
    if not messages:
        return []
    if isinstance(messages, dict):
        return [
            each
            for key, value in messages.items()
            for each in _flat(value, f"{path}.{key}" if path else str(key))
        ]
    return [{"field": path, "message": worded(str(each), language())} for each in messages]
