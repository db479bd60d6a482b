"""The catalogue: every event and who listens to it, as a page for people and a document for tools."""

from chassis.catalogue import asyncapi, markdown
from chassis.catalogue.entries import entries_of
from chassis.events.broker import Topology


def files(topology: Topology) -> dict[str, str]:
    """What belongs into the folder of documents, by file name; the same code gives the same text."""
    entries = entries_of(topology)
    return {
        "events.md": markdown.page(entries, topology.services),
        "asyncapi.yaml": asyncapi.text(asyncapi.document(entries)),
    }
