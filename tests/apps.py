"""APIs, made once a process: making one takes longer than most tests, and it keeps nothing between two."""

from functools import cache

from flask import Flask

from chassis.web.app import create_app


@cache
def app_of(service: str) -> Flask:
    """The API of a service, on whatever database the present test has."""
    return create_app(service)
