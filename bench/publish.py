"""How fast events leave: outbox to broker, beside a bare publisher and beside nameko's own."""

import os
import time
from urllib.parse import urlsplit

import amqp

from bench import parts
from bench.messages import BATCH, message_of, moves
from chassis import database, settings, topology
from chassis.events.message import Message
from chassis.events.outbox import announce_all
from chassis.events.relay import Relay

EVENTS = 30_000
NAMEKO_EVENTS = 2_000


def measure() -> list[parts.Figure]:
    """Publish the same events three ways to the same exchange and queues."""
    with parts.community("residents", "grievances", "employment", "notifications"):
        _fill_outbox()
        messages = [message_of(*each) for each in moves(EVENTS)]
        # By turns, and the better of two each: the broker's disk is not always equally fast.
        bare, ours = _bare(messages), _relay(EVENTS // 2)
        bare, ours = max(bare, _bare(messages)), max(ours, _relay(EVENTS // 2))
        nameko = _nameko(messages[:NAMEKO_EVENTS])
    return [
        parts.Figure("publish", ours, "events/s", "bare py-amqp, batches confirmed together", bare, ours / bare,
                     "≥ 0.75 ×", ours >= 0.75 * bare),
        parts.Figure("publish", ours, "events/s", "nameko's own publisher, with confirms", nameko, ours / nameko,
                     "≥ 8 ×", ours >= 8 * nameko),
    ]  # fmt: skip


def _fill_outbox() -> None:
    events = list(moves(EVENTS))
    for start in range(0, EVENTS, BATCH):
        with database.of("residents").transaction() as session:
            announce_all(session, events[start : start + BATCH])


def _relay(events: int) -> float:
    relay = Relay(database.of("residents"), topology.broker(), settings.current())
    relay.step()
    began, carried = time.perf_counter(), 0
    while carried < events - BATCH and (step := relay.step()):
        carried += step
    seconds = time.perf_counter() - began
    relay.close()
    return carried / seconds


def _bare(messages: list[Message]) -> float:
    url = urlsplit(os.environ["DOORSTEP_BROKER_URL"])
    wire = amqp.Connection(
        f"{url.hostname}:{url.port}", userid=url.username, password=url.password, virtual_host=url.path[1:]
    )
    wire.connect()
    channel = wire.channel()
    channel.confirm_select()
    confirmed = 0

    def note(tag: int, multiple: bool) -> None:  # noqa: FBT001 - the library's signature
        nonlocal confirmed
        confirmed = tag if multiple else confirmed + 1

    channel.events["basic_ack"].add(note)
    write = wire.transport.write
    frames: list[bytes] = []
    began = time.perf_counter()
    for start in range(0, len(messages), BATCH):
        batch = messages[start : start + BATCH]
        # Many frames in one write is what makes a bare publisher fast; py-amqp writes each frame by itself.
        wire.frame_writer = wire.frame_writer_cls(wire, _Collecting(frames))
        for each in batch:
            channel.basic_publish(
                amqp.Message(
                    each.body, content_type="application/json", delivery_mode=2, message_id=each.id,
                    application_headers=dict(each.headers),
                ),
                each.exchange, each.routing_key, mandatory=True,
            )  # fmt: skip
        write(b"".join(frames))
        frames.clear()
        target = start + len(batch)
        while confirmed < target:
            wire.drain_events(timeout=30)
    seconds = time.perf_counter() - began
    wire.frame_writer = wire.frame_writer_cls(wire, wire.transport)
    wire.close()
    return len(messages) / seconds


class _Collecting:
    """Stands where py-amqp writes frames, and keeps them."""

    def __init__(self, frames: list[bytes]) -> None:
        self._frames = frames

    def write(self, frame: memoryview) -> None:
        """Keep one frame; its buffer will be used again."""
        self._frames.append(bytes(frame))


def _nameko(messages: list[Message]) -> float:
    from nameko.standalone.events import event_dispatcher  # noqa: PLC0415 - brings eventlet along

    config = {"AMQP_URI": os.environ["DOORSTEP_BROKER_URL"]}
    dispatch = event_dispatcher(config)
    began = time.perf_counter()
    for each in messages:
        dispatch("residents", each.routing_key, each.body.decode())
    return len(messages) / (time.perf_counter() - began)
