"""The system as a whole: which broker, who listens to what, and bringing everything up to date."""

from collections.abc import Callable
from functools import cache

from chassis import database, migrations, services, settings
from chassis.events.broker import Broker, Topology
from chassis.events.embedded import EmbeddedBroker
from chassis.events.entrypoints import subscriptions_of
from chassis.events.rabbitmq import RabbitBroker
from chassis.events.relay import record_listeners


@cache
def broker() -> Broker:
    """The broker of this process, by its settings."""
    url = settings.current().broker_url
    if url:
        return RabbitBroker(url)
    embedded = EmbeddedBroker()
    embedded.declare(topology())
    return embedded


@cache
def topology() -> Topology:
    """All services and what their workers subscribe to."""
    return Topology(
        services=services.names(),
        subscriptions={
            service: tuple(each.type() for each in subscriptions_of(services.worker_of(service)))
            for service in services.names()
        },
    )


def set_up(tell: Callable[[str], None]) -> None:
    """Create or bring up to date all that the services stand on; safe to run again at any time."""
    whole = topology()
    for service in whole.services:
        own = database.of(service)
        migrations.upgrade(own)
        record_listeners(own, whole.listeners(service))
        tell(f"{service}: database ready")
    broker().declare(whole)
    tell("broker: exchanges, queues and bindings ready")
