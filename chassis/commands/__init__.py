"""The `doorstep` command: everything an operator does, in one place."""

import sys

import click
from sqlalchemy.exc import SQLAlchemyError

from chassis import context, logs, services, settings
from chassis.commands import access, audit, demo, events, keys, personal, processes
from chassis.errors import Refusal
from chassis.events.broker import BrokerAway, WrongTopology
from chassis.events.trouble import database_away
from chassis.ids import new_id


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="doorstep")
@click.pass_context
def doorstep(ctx: click.Context) -> None:
    """Doorstep (家门口): run a large public-rental community.

    Start with `doorstep run`: it sets up everything, loads a demo community the first time and serves all APIs
    on http://127.0.0.1:8000. Every setting is an environment variable: `doorstep settings` lists them.
    """
    # Those two are what one turns to when a setting is wrong.
    if ctx.invoked_subcommand not in {"settings", "keys"}:
        logs.configure(settings.current())


def main() -> None:
    """Run the command; what a person can mend is told in one sentence, without a traceback."""
    _add_commands()
    try:
        # What one command leads to can be followed by this id, as after an HTTP request.
        context.correlation_id.set(str(new_id()))
        doorstep()
    except (settings.WrongSetting, BrokerAway, WrongTopology) as wrong:
        click.secho(str(wrong), fg="red", err=True)
        sys.exit(2)
    except SQLAlchemyError as error:
        if not database_away(error):
            raise
        click.secho(
            "A database cannot be reached: check DOORSTEP_<SERVICE>_DATABASE_URL.", fg="red", err=True
        )
        sys.exit(2)
    except Refusal as refusal:
        click.secho(f"{refusal.sentence('zh')} / {refusal.sentence('en')}", fg="red", err=True)
        sys.exit(1)


def _add_commands() -> None:
    for command in (
        *processes.commands,
        *access.commands,
        *audit.commands,
        *keys.commands,
        *personal.commands,
        demo.demo,
        events.events,
    ):
        doorstep.add_command(command)
    for service in services.names():
        module = services.optional_part(service, "commands")
        for command in module.commands if module else ():
            doorstep.add_command(command)
