"""What gunicorn serves: one service at the root, or all of them side by side."""

import gc
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask
from sqlalchemy.orm import configure_mappers
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from chassis import logs, services, settings
from chassis.web import problems
from chassis.web.app import create_app

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def one(service: str) -> Wsgi:
    """One service under its own name: `/residents/…`."""
    return _serving((service,))


def everything() -> Wsgi:
    """All services, each under its own name, and a page that leads to them."""
    return _serving(services.names())


def _serving(names: tuple[str, ...]) -> Wsgi:
    logs.configure(settings.current())
    app = DispatcherMiddleware(_front(names), {f"/{name}": create_app(name) for name in names})
    configure_mappers()
    # What is there by now never becomes garbage: each search through it would keep somebody waiting for 100 ms.
    gc.collect()
    gc.freeze()
    return app


def _front(names: tuple[str, ...]) -> Flask:
    app = Flask("doorstep", static_folder=None)
    app.json.ensure_ascii = False
    problems.install(app)

    @app.get("/")
    def index() -> str:
        links = "".join(
            f'<li><a href="/{name}/docs">{name}</a> · <a href="/{name}/openapi.json">OpenAPI</a> · '
            f'<a href="/{name}/readyz">ready?</a> · <a href="/{name}/metrics">metrics</a></li>'
            for name in names
        )
        return (
            '<!doctype html><html lang="zh"><meta charset="utf-8"><title>Doorstep 家门口</title>'
            "<style>body{font:18px/1.7 system-ui;max-width:40rem;margin:3rem auto;padding:0 1rem}</style>"
            f"<h1>家门口 Doorstep</h1><p>接口文档 · API documentation</p><ul>{links}</ul></html>"
        )

    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    return app
