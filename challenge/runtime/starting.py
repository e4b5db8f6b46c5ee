"""Commands that only start another program."""

import os

import click

import config as configuration
from challenge.runtime import serve

PORT = click.IntRange(1, 65_535)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=PORT, default=8000, show_default=True)
@click.option("--processes", default=1, show_default=True, help="Worker processes of gunicorn.")
def web(host: str, port: int, processes: int) -> None:
    """Run the pages alone."""
    settings = configuration.load()
    threads, connections = settings.web_threads, settings.web_connections
    command = serve.web_command(host, port, threads=threads, connections=connections, processes=processes)
    os.execv(command[0], command)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=PORT, default=8001, show_default=True)
def live(host: str, port: int) -> None:
    """Run the sockets alone."""
    command = serve.live_command(host, port)
    os.execv(command[0], command)


COMMANDS = (web, live)
