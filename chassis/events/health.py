"""A worker's own small HTTP side: /healthz, /readyz and /metrics for whoever watches it."""

from collections.abc import Callable, Iterable
from typing import Any

import eventlet
import eventlet.wsgi
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from chassis.events.line import EventLine


def serve(runner: Any, port: int) -> None:
    """Answer on a port in a green thread; port 0 means not at all."""
    if port:
        listener = eventlet.listen(("0.0.0.0", port), reuse_port=False)  # noqa: S104 - inside its container
        eventlet.spawn(eventlet.wsgi.server, listener, _app(runner), log_output=False)


def _app(runner: Any) -> Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]:
    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        status, body, kind = _answer(runner, environ["PATH_INFO"])
        start_response(status, [("Content-Type", kind), ("Content-Length", str(len(body)))])
        return [body]

    return app


def _answer(runner: Any, path: str) -> tuple[str, bytes, str]:
    if path == "/metrics":
        return "200 OK", generate_latest(), CONTENT_TYPE_LATEST
    if path == "/healthz":
        return "200 OK", b"ok\n", "text/plain"
    if path != "/readyz":
        return "404 Not Found", b"/healthz /readyz /metrics\n", "text/plain"
    troubles = [
        f"{container.service_name}: {trouble}"
        for container in runner.containers
        for line in container.extensions
        if isinstance(line, EventLine) and (trouble := line.trouble())
    ]
    if troubles:
        return "503 Service Unavailable", ("\n".join(troubles) + "\n").encode(), "text/plain"
    return "200 OK", b"ok\n", "text/plain"
