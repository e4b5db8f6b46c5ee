"""The command `challenge`: processes here, everything else from the rooms."""

import json
import os
import sys

import click
from sqlalchemy.exc import OperationalError, ProgrammingError

import config as configuration
from challenge.app import create_app
from challenge.kernel.errors import ChallengeError, Rejected
from challenge.kernel.relay import Relay
from challenge.live.server import SOCKET_POLICIES
from challenge.rooms import all_alarms, all_commands, all_duties, all_listeners
from challenge.runtime import cli as runtime_cli
from challenge.runtime import logs, schema, serve
from challenge.runtime.alarms import Alarms
from challenge.runtime.opening import Opened, bells_folder, opened
from challenge.runtime.options import SPEED
from challenge.runtime.starting import COMMANDS as STARTING
from challenge.runtime.starting import PORT
from challenge.runtime.worker import Worker
from challenge.topics import TOPICS
from challenge.web.shell import declarations
from challenge.web.terminal import sentence
from config import ROOT


class Main(click.Group):
    """Says expected refusals in one line, without a traceback; exit status 1."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except ChallengeError as problem:
            for part in problem.findings if isinstance(problem, Rejected) else ():
                click.echo(f"{part.place or ''}: {sentence(part)} [{part.code}]", err=True)
            click.echo(f"challenge: {sentence(problem)} [{problem}]", err=True)
            ctx.exit(1)
        except BrokenPipeError:
            raise  # click ends quietly when the reader of a pipe has gone
        except OSError as problem:
            click.echo(f"challenge: {problem.filename or ''}: {problem.strerror or problem}", err=True)
            ctx.exit(1)
        except (OperationalError, ProgrammingError) as problem:
            click.echo(f"challenge: the database: {problem.orig} (a new one needs `challenge migrate`)", err=True)
            ctx.exit(1)


@click.group(cls=Main)
@click.pass_context
def main(ctx: click.Context) -> None:
    """Run a multi-day student innovation challenge."""
    settings = configuration.load()
    logs.begin(settings.log_format)
    ctx.obj = opened(settings)
    ctx.call_on_close(ctx.obj.close)


@main.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=PORT, default=8000, show_default=True)
@click.option("--live-port", type=PORT, default=8001, show_default=True)
@click.option(
    "--play", type=click.Choice(["demo"]), default=None, help="Make the demonstration if need be and play it."
)
@click.option("--speed", type=SPEED, default=1440.0, show_default=True, help="With --play: edition seconds per second.")
@click.pass_obj
def serve_all(ground: Opened, host: str, port: int, live_port: int, play: str | None, speed: float) -> None:
    """Run web, live and worker; migrate first if needed."""
    schema.upgrade(ROOT, ground.database)
    threads = ground.config.web_threads
    ground.close()
    os.environ.setdefault("CHALLENGE_LIVE_URL", f":{live_port}")
    children = [
        serve.Child("web", serve.web_command(host, port, threads=threads, processes=1)),
        serve.Child("live", serve.live_command(host, live_port)),
        serve.Child("worker", serve.worker_command()),
    ]
    if play:
        children.append(serve.Child("player", serve.player_command(f"http://{host}:{port}", speed), once=True))
    click.echo(f"Challenge: http://{host}:{port}/  (live on port {live_port}; stop with Ctrl-C)")
    # The supervisor goes on in a process image of its own: it needs none of the rooms in memory.
    command = serve.supervisor_command(children)
    os.execv(command[0], command)


@main.command()
@click.pass_obj
def worker(ground: Opened) -> None:
    """Run relay, milestones and long jobs alone."""
    relay = Relay(ground.works, all_listeners())
    alarms = Alarms(lambda: all_alarms(ground.works))
    Worker(relay, alarms, all_duties(ground), bells_folder(ground.config)).run()


@main.command()
@click.pass_obj
def migrate(ground: Opened) -> None:
    """Bring the database to this release's shape."""
    schema.upgrade(ROOT, ground.database)
    click.echo("The database has this release's shape.")


@main.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.pass_obj
def routes(ground: Opened, as_json: bool) -> None:
    """List every HTTP route, socket event and live topic with its declared policy."""
    app = create_app(ground.config, ground)
    declared = declarations(app)
    found = [
        {
            "kind": "http",
            "address": rule.rule,
            "methods": sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}),
            "endpoint": rule.endpoint,
            "policy": declared[rule.endpoint].policy.name if rule.endpoint in declared else "static files",
        }
        for rule in app.url_map.iter_rules()
    ]
    found += [{"kind": "socket", "address": name, "policy": policy.name} for name, policy in SOCKET_POLICIES.items()]
    found += [{"kind": "topic", "address": kind.pattern, "policy": kind.policy.name} for kind in TOPICS]
    if as_json:
        click.echo(json.dumps(found, indent=1))
        return
    for entry in found:
        click.echo(f"{entry['kind']:7} {entry['address']:55} {entry['policy']}")


for command in (*STARTING, *all_commands(), *runtime_cli.COMMANDS):
    main.add_command(command)


if __name__ == "__main__":
    sys.exit(main())
