"""What the catalogue is made from: the contracts, and who subscribes to them."""

import importlib
import inspect
import pkgutil
from dataclasses import dataclass

from chassis.contracts import Event, JsonDict, all_contracts, sample
from chassis.events.broker import Topology
from chassis.events.message import SPEC_VERSION

_LANGUAGE = "contracts"
"""The package of the published language. It is found by name, since the chassis knows none of its words."""


@dataclass(frozen=True)
class Entry:
    """One event as the catalogue shows it."""

    contract: type[Event]
    listeners: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What the event means: the first paragraph of its class."""
        return " ".join((inspect.getdoc(self.contract) or "").partition("\n\n")[0].split())

    @property
    def data(self) -> JsonDict:
        """A valid example of its body."""
        return sample(self.contract)

    @property
    def headers(self) -> JsonDict:
        """The headers that go with that example."""
        kind = self.contract.type()
        return {
            "specversion": SPEC_VERSION,
            "id": "01981f2e-7d3a-7c41-9b1e-5f0c2a9d4e2b",
            "source": source_of(self.contract.service),
            "type": kind,
            "subject": str(self.data[self.contract.subject_field]),
            "time": "2026-05-16T09:30:00+00:00",
            "dataschema": dataschema_of(kind),
            "sequence": 3,
            "correlationid": "01981f2e-7d39-7a02-8f6d-3c1b0e9a7755",
        }


def source_of(service: str) -> str:
    """The CloudEvents source of all that a service announces."""
    return f"/doorstep/{service}"


def dataschema_of(kind: str) -> str:
    """The CloudEvents name of the schema of a type."""
    return f"urn:doorstep:{kind}"


def entries_of(topology: Topology) -> list[Entry]:
    """Every declared event, by type, with the services that listen to it."""
    language = importlib.import_module(_LANGUAGE)
    for module in pkgutil.iter_modules(language.__path__):
        importlib.import_module(f"{_LANGUAGE}.{module.name}")
    return [
        Entry(contract, _listeners(contract, topology))
        for contract in all_contracts()
        if contract.__module__.startswith(_LANGUAGE + ".")
    ]


def _listeners(contract: type[Event], topology: Topology) -> tuple[str, ...]:
    return tuple(
        service for service in topology.services if contract.type() in topology.subscriptions.get(service, ())
    )
