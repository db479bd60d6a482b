"""`doorstep events status`: whether everything flows, at a glance."""

import time
from dataclasses import dataclass

import click
from rich.console import Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from chassis import services, settings, topology
from chassis.commands.events.parts import console, opened
from chassis.events import worker_lock
from chassis.events.broker import BrokerAway, WrongTopology
from chassis.events.embedded import EmbeddedBroker
from chassis.events.status import Status, status_of

_TOO_OLD = 60
_REFRESH_SECONDS = 2


@dataclass(frozen=True)
class _Queue:
    """What is known of a service's queue, in words for the table."""

    queued: str = "–"
    consumers: str = "–"
    reachable: bool = True


@dataclass(frozen=True)
class _Look:
    """One service as it stands."""

    status: Status
    queue: _Queue

    @property
    def alarming(self) -> bool:
        """Whether somebody should act."""
        return bool(self.status.dead) or self.status.outbox_age > _TOO_OLD or not self.queue.reachable


@click.command()
@click.option("--watch", is_flag=True, help="Look again every two seconds until Ctrl-C.")
def status(*, watch: bool) -> None:
    """Show for each service what is on its way out, waiting to come in, and failed.

    \b
    announced    events ever announced
    unpublished  not yet handed to the broker, and how long the oldest has waited
    queued       waiting in the service's queue (RabbitMQ only)
    consumers    workers that take from the queue (RabbitMQ only)
    waiting      failed events that will be tried again by themselves
    dead         failed events that wait for a person: `doorstep events failed`

    Exit status 1 when something is dead, when an event has been unpublished for more than 60 seconds, or when
    the broker cannot be reached: fit for a monitor or a cron job.
    """
    if watch:
        _watch()
        return
    looks = _look()
    console().print(_picture(looks))
    if any(each.alarming for each in looks):
        raise click.exceptions.Exit(1)


def _watch() -> None:
    with Live(_picture(_look()), console=console(), auto_refresh=False) as live:
        try:
            while True:
                time.sleep(_REFRESH_SECONDS)
                live.update(_picture(_look()), refresh=True)
        except KeyboardInterrupt:
            return


def _look() -> list[_Look]:
    queues = _queues()
    looks = []
    for service in services.names():
        with opened(service) as own:
            # The numbers of the database; an embedded broker of our own has nothing to add.
            looks.append(_Look(status_of(own, EmbeddedBroker()), queues[service]))
    return looks


def _queues() -> dict[str, _Queue]:
    if settings.current().embedded:
        return dict.fromkeys(services.names(), _Queue())
    try:
        return {service: _queue(service) for service in services.names()}
    except BrokerAway:
        return dict.fromkeys(services.names(), _Queue("broker away", reachable=False))


def _queue(service: str) -> _Queue:
    try:
        queued, consumers = topology.broker().depth(service)
    except WrongTopology:
        return _Queue("none: run `doorstep setup`", reachable=False)
    return _Queue(f"{queued:,}", str(consumers))


def _picture(looks: list[_Look]) -> Group:
    table = Table("service", "announced", "unpublished", "oldest", "queued", "consumers", "waiting", "dead")
    for column in table.columns[1:]:
        column.justify = "right"
    for each in looks:
        now = each.status
        table.add_row(
            now.service,
            f"{now.announced:,}",
            f"{now.unpublished:,}",
            Text(_age(now), style="red" if now.outbox_age > _TOO_OLD else ""),
            Text(each.queue.queued, style="" if each.queue.reachable else "red"),
            each.queue.consumers,
            f"{now.waiting:,}",
            Text(f"{now.dead:,}", style="red bold" if now.dead else ""),
        )
    return Group(table, *_remarks())


def _age(now: Status) -> str:
    return f"{now.outbox_age:,.0f} s" if now.oldest_unpublished else "–"


def _remarks() -> list[str]:
    if not settings.current().embedded:
        return []
    running = "runs" if worker_lock.is_held() else "[yellow]does not run[/]: start `doorstep run`"
    return [f"Embedded broker: events travel inside the worker process, which {running}."]
