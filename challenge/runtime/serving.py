"""The command `serve`: the three processes on one machine, with the database brought up to date before them."""

import os

import click

import config as configuration
from challenge.runtime import schema, serve
from challenge.runtime.opening import opened
from challenge.runtime.options import SPEED
from challenge.runtime.starting import PORT
from config import ROOT, Config


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=PORT, default=8000, show_default=True)
@click.option("--live-port", type=PORT, default=8001, show_default=True)
@click.option(
    "--play", type=click.Choice(["demo"]), default=None, help="Make the demonstration if need be and play it."
)
@click.option("--speed", type=SPEED, default=1440.0, show_default=True, help="With --play: edition seconds per second.")
@click.option("--with-parent", is_flag=True, help="End when the process that started it is gone.")
def serve_all(host: str, port: int, live_port: int, play: str | None, speed: float, *, with_parent: bool) -> None:
    """Run web, live and worker; migrate first if needed."""
    settings = configuration.load()
    _bring_up_to_date(settings)
    os.environ.setdefault("CHALLENGE_LIVE_URL", f":{live_port}")
    threads, connections = settings.web_threads, settings.web_connections
    children = [
        serve.Child("web", serve.web_command(host, port, threads=threads, connections=connections, processes=1)),
        serve.Child("live", serve.live_command(host, live_port)),
        serve.Child("worker", serve.worker_command()),
    ]
    if play:
        children.append(serve.Child("player", serve.player_command(f"http://{host}:{port}", speed), once=True))
    click.echo(f"Challenge: http://{host}:{port}/  (live on port {live_port}; stop with Ctrl-C)")
    # The supervisor goes on in a process image of its own: it needs nothing of this one in memory.
    command = serve.supervisor_command(children, parent=os.getppid() if with_parent else 0)
    os.execv(command[0], command)


def _bring_up_to_date(settings: Config) -> None:
    """Migrate where it is needed; migrating loads every room, looking whether it is needed loads none."""
    ground = opened(settings)
    try:
        if not schema.is_current(ROOT, ground.database):
            schema.upgrade(ROOT, ground.database)
    finally:
        ground.close()


COMMANDS = (serve_all,)
