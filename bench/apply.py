"""How fast events take effect: the roster handler beside stock nameko and beside a bare consumer."""

from bench import parts
from bench.messages import fill_queue, message_of, moves

EVENTS = 30_000
STOCK_EVENTS = 3_000
_DONE = "SELECT count(*) FROM roster"
_ROSTER = ("-m", "bench.contenders.roster_alone")
_WORKER = ("-m", "chassis.events.process", "residents")


def measure() -> list[parts.Figure]:
    """Apply the same kind of events three ways, each on fresh parts; then with all that a move sets going."""
    # By turns, and the better of two each: a shared machine is not always equally fast.
    bare, ours = _other("bench.contenders.bare_consumer", EVENTS), _doorstep(*_ROSTER)
    bare, ours = max(bare, _other("bench.contenders.bare_consumer", EVENTS)), max(ours, _doorstep(*_ROSTER))
    stock = max(_other("bench.contenders.stock_nameko", STOCK_EVENTS) for _ in range(2))
    whole = max(_doorstep(*_WORKER), _doorstep(*_WORKER))
    return [
        parts.Figure("apply", ours, "events/s", "stock nameko, one transaction a message", stock, ours / stock,
                     "≥ 10 ×", ours >= 10 * stock),
        parts.Figure("apply", ours, "events/s", "bare py-amqp, same batches, same SQL", bare, ours / bare,
                     "≥ 0.7 ×", ours >= 0.7 * bare),
        parts.Figure("apply, rosters, posts, care and visits", whole, "events/s", "stock nameko, rosters only",
                     stock, whole / stock, "≥ 5 ×", whole >= 5 * stock),
    ]  # fmt: skip


def _doorstep(*command: str) -> float:
    with parts.community("residents", "grievances", "employment", "notifications"):
        fill_queue([message_of(*each) for each in moves(EVENTS)])
        connection = parts.connect("residents")
        with parts.process(*command) as worker:
            return parts.rate_of(connection, _DONE, EVENTS, by=worker)


def _other(module: str, events: int) -> float:
    with parts.community("residents", "grievances", "employment", "notifications"):
        connection = parts.connect("residents")
        with parts.process("-m", module, "declare") as declaring:
            declaring.wait(30)
        fill_queue([message_of(*each) for each in moves(events)])
        with parts.process("-m", module) as consumer:
            return parts.rate_of(connection, _DONE, events, by=consumer)
