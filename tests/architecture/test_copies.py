"""Copies: each is kept by a handler that says so, and told by its owner."""

import re

import pytest

from chassis import services
from chassis.events.resync import kept_copies
from chassis.present import presents_of

COPY = re.compile(r"\b[Aa] copy (fed by|of)\b")


@pytest.mark.parametrize("service", services.names())
def test_every_table_that_is_called_a_copy_is_kept_by_a_handler(service: str):
    tables = services.part(service, "models").Base.registry.mappers
    called = {each.class_ for each in tables if COPY.search(each.class_.__doc__ or "")}

    kept = {each.copy.model for each in kept_copies() if each.keeper == service}

    assert called <= kept, f"say `keeps=Copy(…)` at its handler: {called - kept}"


def test_every_present_is_told_in_facts_of_its_own_service():
    wrong = [
        f"{service}: {present.name}"
        for service in services.names()
        for present in presents_of(service)
        for kind in present.types
        if kind.service != service
    ]

    assert wrong == []


def test_every_copy_has_an_owner_that_tells_its_present():
    assert len(kept_copies()) > len(services.names())
