"""The `doorstep` command: everything an operator does, in one place."""

import sys
from functools import cache
from importlib import import_module
from typing import Final

import click
from sqlalchemy.exc import SQLAlchemyError

from chassis import context, logs, services, settings
from chassis.errors import Refusal
from chassis.events.broker import BrokerAway, WrongTopology
from chassis.events.trouble import database_away, table_missing
from chassis.ids import new_id
from chassis.personal import CannotOpen

_COMMANDS: Final = {
    "setup": "running", "run": "running", "api": "processes", "worker": "processes", "settings": "variables",
    "token": "access", "access": "access", "audit": "audit", "keys": "keys", "rekey": "keys",
    "export-person": "personal", "retention": "personal", "demo": "demo", "events": "events",
}  # fmt: skip
"""Where each command is; services may bring more."""


_AWAY: Final = "A database cannot be reached: check DOORSTEP_<SERVICE>_DATABASE_URL."
_NOT_SET_UP: Final = (
    "A database is not set up: run `doorstep setup`, in the folder where your data are (var) or with their "
    "DOORSTEP_<SERVICE>_DATABASE_URL."
)


class _Commands(click.Group):
    """Imports a command when it is asked for: to start a process must not cost what all others need."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is click's
        return sorted((*_COMMANDS, *_of_services()))

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - the signature is click's
        cmd_name: str,
    ) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return _of_services().get(cmd_name)
        module = import_module(f"chassis.commands.{_COMMANDS[cmd_name]}")
        found: click.Command = next(each for each in module.commands if each.name == cmd_name)
        return found


@cache
def _of_services() -> dict[str, click.Command]:
    modules = (services.optional_part(service, "commands") for service in services.names())
    return {str(command.name): command for module in modules if module for command in module.commands}


@click.group(
    cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="doorstep")
@click.pass_context
def doorstep(ctx: click.Context) -> None:
    """Doorstep (家门口): run a large public-rental community.

    Start with `doorstep run`: it sets up everything, loads a demo community the first time and serves all APIs
    on http://127.0.0.1:8000. Every setting is an environment variable: `doorstep settings` lists them.
    """
    # Two are what one turns to when a setting is wrong, and reading settings would set up what a token needs.
    if ctx.invoked_subcommand not in {"settings", "keys", "token"}:
        logs.configure(settings.current())


def main() -> None:
    """Run the command; what a person can mend is told in one sentence, without a traceback."""
    try:
        # What one command leads to can be followed by this id, as after an HTTP request.
        context.correlation_id.set(str(new_id()))
        doorstep()
    except (settings.WrongSetting, BrokerAway, WrongTopology, CannotOpen) as wrong:
        click.secho(str(wrong), fg="red", err=True)
        sys.exit(2)
    except SQLAlchemyError as error:
        if not (lacking := table_missing(error)) and not database_away(error):
            raise
        click.secho(_NOT_SET_UP if lacking else _AWAY, fg="red", err=True)
        sys.exit(2)
    except Refusal as refusal:
        click.secho(f"{refusal.sentence('zh')} / {refusal.sentence('en')}", fg="red", err=True)
        sys.exit(1)
