"""The HTTP factory: a service's blueprints become an app with documentation, health, metrics and logs."""

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import structlog
import swagger_ui_bundle
from apispec import BasePlugin
from flask import Flask, Response, g, request, send_from_directory
from flask_smorest import Api
from flask_smorest import Blueprint as SmorestBlueprint
from marshmallow import EXCLUDE, RAISE, Schema, ValidationError, fields
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram, generate_latest
from sqlalchemy import text
from webargs.flaskparser import FlaskParser
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from chassis import context, database, migrations, rekeying, services
from chassis.events.leadership import Poke
from chassis.ids import new_id
from chassis.personal import CannotOpen
from chassis.web import etags, guard, idempotency, problems
from chassis.web.wording import both

log = structlog.get_logger(__name__)
View = TypeVar("View", bound=Callable[..., Any])

MAX_BODY = 25 * 1024 * 1024
_REQUESTS = Counter("doorstep_http_requests", "HTTP requests", ["service", "method", "route", "status"])
_SECONDS = Histogram("doorstep_http_seconds", "Time to answer", ["service", "method", "route"])
_BEARER = "token"
_TWICE = both("只能填写一个值。", "Give one value only.")
_TRACEPARENT = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")


class _StrictParser(FlaskParser):
    """Refuses what it does not know, in queries as well: a misspelt filter must not mean everything."""

    DEFAULT_UNKNOWN_BY_LOCATION = {  # noqa: RUF012
        "json": RAISE, "query": RAISE, "files": RAISE, "form": RAISE, "headers": EXCLUDE,
    }  # fmt: skip

    def load_querystring(self, req: Any, schema: Any) -> Any:
        """Refuse a value given twice where one is asked for: which of them counts is anybody's guess."""
        _refuse_twice(req.args, schema)
        return super().load_querystring(req, schema)

    def load_files(self, req: Any, schema: Any) -> Any:
        """Refuse two files where one is asked for."""
        _refuse_twice(req.files, schema)
        return super().load_files(req, schema)

    def load_json(self, req: Any, schema: Any) -> Any:
        """Refuse another kind of body, which would else be taken for an empty one."""
        if req.content_length and not req.is_json:
            raise UnsupportedMediaType
        try:
            return super().load_json(req, schema)
        except (RecursionError, ValueError):
            # Nesting without end and numbers of thousands of digits are no JSON to us.
            raise BadRequest from None


def _refuse_twice(given: MultiDict[str, Any], schema: Schema) -> None:
    several = {name for name, field in schema.fields.items() if isinstance(field, fields.List)}
    twice = [name for name, values in given.lists() if len(values) > 1 and name not in several]
    if twice:
        raise ValidationError({name: [_TWICE] for name in twice})


class Blueprint(SmorestBlueprint):
    """A group of routes with strict input."""

    ARGUMENTS_PARSER = _StrictParser()

    def arguments(self, schema: Any, **how: Any) -> Callable[[View], View]:
        """Hand a view what it is given; one that is given `If-Match` is known to compare versions."""
        parse: Callable[[View], View] = super().arguments(schema, **how)
        return etags.marking(parse) if schema is etags.IfMatch else parse

    def needs(self, permission: str) -> Callable[[View], View]:
        """Name the permission that calling a view takes; the service's `permissions` say who has it."""

        def note(view: View) -> View:
            documented = self.doc(security=[{_BEARER: []}], **{"x-permission": permission})(view)
            marked: View = guard.mark(documented, permission)
            return marked

        return note


class _ProblemApi(Api):
    """flask-smorest with its own error answers replaced by problem documents."""

    ERROR_SCHEMA = problems.Problem

    def _register_error_handlers(self) -> None:
        """chassis.web.problems has them."""

    def _register_responses(self) -> None:
        """Document error answers as what they are."""
        self.DEFAULT_RESPONSE_CONTENT_TYPE = problems.MEDIA_TYPE
        super()._register_responses()
        del self.DEFAULT_RESPONSE_CONTENT_TYPE


class _KeyDocumented(BasePlugin):
    """Every command's documentation has the header that makes sending it again harmless."""

    def operation_helper(
        self, path: str | None = None, operations: dict[Any, Any] | None = None, **kwargs: Any
    ) -> None:
        """Add the header to an operation that is a command."""
        del path, kwargs
        if operations and "post" in operations:
            operations["post"].setdefault("parameters", []).append(idempotency.PARAMETER)


class _App(Flask):
    """Does a command that is sent twice under one key once, and ignores no condition."""

    def dispatch_request(self) -> Any:
        """Answer the present request."""
        view = guard.view_of(self, request.endpoint, request.method)
        if etags.HEADER in request.headers:
            etags.require_taken(view)
        own = database.of(self.config["SERVICE"])
        return idempotency.once(own, view, lambda: self.make_response(super(_App, self).dispatch_request()))


def create_app(service: str) -> Flask:
    """The HTTP side of one service."""
    module = services.part(service, "api")
    app = _App(f"services.{service}", static_folder=None)
    app.json.ensure_ascii = False
    app.json.sort_keys = False
    app.config.update(
        API_TITLE=f"Doorstep {service}",
        API_VERSION="1",
        OPENAPI_VERSION="3.0.3",
        OPENAPI_URL_PREFIX="/",
        OPENAPI_JSON_PATH="openapi.json",
        OPENAPI_SWAGGER_UI_PATH="docs",
        OPENAPI_SWAGGER_UI_URL="./swagger-ui/",
        API_SPEC_OPTIONS={"info": {"description": module.__doc__}},
        MAX_CONTENT_LENGTH=MAX_BODY,
        SERVICE=service,
    )
    problems.install(app)
    api = _ProblemApi(app, spec_kwargs={"extra_plugins": [_KeyDocumented()]})
    api.spec.components.security_scheme(_BEARER, {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"})
    for blueprint in module.blueprints:
        api.register_blueprint(blueprint)
    own = database.of(service)
    if not own.is_sqlite:
        own.after_announcement.append(Poke(own))
    _install_plumbing(app, service)
    _install_requests(app, service)
    guard.install(app, service)
    return app


def _install_plumbing(app: Flask, service: str) -> None:
    @app.get("/swagger-ui/<path:name>")
    def swagger_ui(name: str) -> Response:
        return send_from_directory(Path(swagger_ui_bundle.swagger_ui_path), name)

    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/readyz")
    def readyz() -> tuple[dict[str, str], int]:
        own = database.of(service)
        with own.reading() as session:
            session.execute(text("SELECT 1"))
        if not migrations.up_to_date(own):
            return {"status": "schema not up to date: run `doorstep setup`"}, 503
        try:
            rekeying.require_keys(own)
        except CannotOpen as missing:
            return {"status": str(missing)}, 503
        return {"status": "ok"}, 200

    @app.get("/metrics")
    def metrics() -> Response:
        return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)


def _install_requests(app: Flask, service: str) -> None:
    @app.before_request
    def begin() -> None:
        given = context.accepted(request.headers.get("X-Correlation-ID"))
        context.correlation_id.set(given or str(new_id()))
        trace = request.headers.get("traceparent", "")
        context.traceparent.set(trace if _TRACEPARENT.fullmatch(trace) else None)
        structlog.contextvars.bind_contextvars(correlation_id=context.correlation_id.get())
        g.began = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        response.headers["X-Correlation-ID"] = context.correlation_id.get() or ""
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cache-Control"] = response.headers.get("Cache-Control", "no-store")
        route = request.url_rule.rule if request.url_rule else "-"
        seconds = time.perf_counter() - g.get("began", time.perf_counter())
        _REQUESTS.labels(service, request.method, route, response.status_code).inc()
        _SECONDS.labels(service, request.method, route).observe(seconds)
        if route not in {"/healthz", "/readyz", "/metrics"}:
            log.info(
                "request",
                service=service,
                method=request.method,
                route=route,
                status=response.status_code,
                ms=round(seconds * 1000, 1),
            )
        return response

    @app.teardown_request
    def forget(error: Any) -> None:
        del error
        structlog.contextvars.clear_contextvars()
