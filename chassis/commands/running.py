"""Commands that set up the system and start all of it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

import click
from click.core import ParameterSource
from rich.console import Console

from chassis import database, rekeying, services, settings, topology
from chassis.commands.demo import there_is_a_community
from chassis.commands.processes import gunicorn
from chassis.events import worker_lock

console = Console(stderr=True)


@click.command()
def setup() -> None:
    """Create databases, exchanges, queues and bindings, or bring them up to date.

    Run it before the services start and after every upgrade; running it again changes nothing.
    """
    topology.set_up(lambda line: console.print(f"[green]✓[/] {line}"))


@click.command()
@click.option("--demo/--no-demo", default=True, help="Load the demo community into an empty register.")
@click.option(
    "--scale",
    type=click.FloatRange(0.001, 1.0),
    default=1.0,
    show_default=True,
    help="Size of the demo community.",
)
@click.pass_context
def run(ctx: click.Context, *, demo: bool, scale: float) -> None:
    """Set up, start all services and tell what to try. Ctrl-C stops them cleanly."""
    port = settings.current().port
    _require_free_port(settings.current().host, port)
    if settings.current().embedded and worker_lock.is_held():
        raise click.ClickException(
            f"Doorstep runs already on the data folder {settings.current().data_dir}: stop it, "
            "or set DOORSTEP_DATA_DIR= to another."
        )
    _set_up()
    to_load = demo and not there_is_a_community()
    if not to_load and ctx.get_parameter_source("scale") is ParameterSource.COMMANDLINE:
        console.print(
            f"[yellow]![/] {settings.current().data_dir} has a community already: --scale {scale} is not used."
        )
    children: list[subprocess.Popen[bytes]] = []
    signal.signal(signal.SIGTERM, _interrupt)
    quiet = {**os.environ, "DOORSTEP_LOG_LEVEL": os.environ.get("DOORSTEP_LOG_LEVEL", "WARNING")}
    console.print("starting the services …")
    try:
        children.append(_start([sys.executable, "-m", "chassis.events.process", *services.names()], quiet))
        if to_load:
            _await(worker_lock.is_held if settings.current().embedded else lambda: True, children)
            command = [sys.executable, "-m", "chassis", "demo", "--scale", str(scale)]
            if subprocess.run(command, env=quiet, check=False).returncode:  # noqa: S603 - our own command
                raise click.ClickException("The demo community could not be loaded; see above.")
        children.append(_start(gunicorn(None), quiet))
        _await(lambda: _answers(f"http://127.0.0.1:{port}/"), children)
        _tell(port)
        while all(child.poll() is None for child in children):
            time.sleep(0.3)
        raise click.ClickException("A process has ended by itself; see above.")
    except KeyboardInterrupt:
        console.print("\nStopping…")
    finally:
        _stop(children)


commands = (setup, run)


def _set_up() -> None:
    topology.set_up(lambda line: console.print(f"[green]✓[/] {line}"))
    for each in services.names():
        rekeying.require_keys(database.of(each))


def _start(command: list[str], environ: dict[str, str]) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches the parent alone, which then stops the children in order.
    return subprocess.Popen(command, env=environ, start_new_session=True)  # noqa: S603 - our own commands


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in reversed(children):
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(settings.current().stop_deadline + 5)
        except subprocess.TimeoutExpired:
            child.kill()


def _interrupt(number: int, frame: Any) -> None:
    del number, frame
    raise KeyboardInterrupt


def _require_free_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise click.ClickException(f"Port {port} is taken: stop what uses it, or set PORT=.") from None


def _await(condition: Callable[[], bool], children: list[subprocess.Popen[bytes]]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and all(child.poll() is None for child in children):
        if condition():
            return
        time.sleep(0.1)
    raise click.ClickException("The services did not start; see above.")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - our own address
            return True
    except (urllib.error.URLError, OSError):
        return False


def _tell(port: int) -> None:
    address = f"http://127.0.0.1:{port}"
    console.print(f"\n[bold green]Doorstep 家门口 is running: {address}[/]   (Ctrl-C stops it)\n")
    for title, command in services.things_to_try(address):
        console.print(f"  [dim]# {title}[/]\n  {command}\n", soft_wrap=True, highlight=False)
