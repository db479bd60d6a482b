"""`doorstep events`: look at what was announced, what failed and why; decide what becomes of it."""

import click

from chassis.commands.events.comparing import drift, resync
from chassis.commands.events.documents import catalogue
from chassis.commands.events.failed_events import discard, failed, retry, show
from chassis.commands.events.log import tail
from chassis.commands.events.pruning import prune
from chassis.commands.events.replaying import replay
from chassis.commands.events.state import status


@click.group()
def events() -> None:
    """See how events travel, what failed and why, and decide what becomes of it.

    \b
      doorstep events status           is everything flowing?
      doorstep events tail -f          what is being announced right now?
      doorstep events failed           what could not be applied, and why?
      doorstep events show residents 7 one of them, with all there is to know
      doorstep events retry residents --all
      doorstep events discard residents 7
      doorstep events replay --from residents --to employment
      doorstep events drift            does every copy say what its owner has?
      doorstep events resync --from residents --to employment
      doorstep events prune --dry-run  how much is old enough to go?

    An event that a handler could not apply is kept and tried again after 1 s, 10 s, 1 min, 10 min and 1 h
    (DOORSTEP_RETRY_DELAYS). After that it is dead: it waits for a person to mend the cause and `retry`, or to
    `discard` it. Personal data are never shown: they are sealed in every event.
    """


for command in (status, tail, failed, show, retry, discard, replay, drift, resync, prune, catalogue):
    events.add_command(command)


commands = (events,)
