"""The command `challenge`: it knows every command by name and loads a command's module when it is asked for.

Composing from files, ranking or starting a process needs no page and no database: what a command does not use is not
loaded for it, so that an answer which takes milliseconds does not wait a second and a half for pages.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType

import click

import config as configuration
from challenge.kernel.errors import ChallengeError, Rejected
from challenge.runtime import logs
from challenge.runtime.loading import for_good


@dataclass(frozen=True, slots=True)
class Place:
    """Where a command is: a module with `COMMANDS`.

    Fields:
        module: loaded when the command is asked for.
        on_ground: whether it works on the database, the files and the bells, and so needs every room's tables.
    """

    module: str
    on_ground: bool = True


COMMANDS: Mapping[str, Place] = {
    "serve": Place("challenge.runtime.serving", on_ground=False),
    "web": Place("challenge.runtime.starting", on_ground=False),
    "live": Place("challenge.runtime.starting", on_ground=False),
    "worker": Place("challenge.running"),
    "migrate": Place("challenge.runtime.cli"),
    "routes": Place("challenge.routes"),
    "doctor": Place("challenge.runtime.cli"),
    "backup": Place("challenge.runtime.cli"),
    "restore": Place("challenge.runtime.cli"),
    "user": Place("challenge.accounts.cli"),
    "token": Place("challenge.accounts.cli"),
    "edition": Place("challenge.schedule.cli"),
    "schedule": Place("challenge.schedule.cli"),
    "import": Place("challenge.exchange.cli"),
    "export": Place("challenge.exchange.cli"),
    "demo": Place("challenge.rehearsal.cli"),
    "rehearse": Place("challenge.rehearsal.cli"),
    "assign": Place("challenge.teams.cli", on_ground=False),
    "rank": Place("challenge.judging.cli", on_ground=False),
    "allocate": Place("challenge.judging.cli", on_ground=False),
    "timetable": Place("challenge.judging.cli", on_ground=False),
}


class Main(click.Group):
    """Finds commands by the table; says expected refusals in one line, without a traceback, exit status 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names, in order."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Load the command of a name; None when there is none."""
        place = COMMANDS.get(cmd_name)
        return None if place is None else command_in(loaded(place), cmd_name)

    def invoke(self, ctx: click.Context) -> object:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except ChallengeError as problem:
            # By name, as below: the catalogues are read by those alone who are refused.
            sentence = import_module("challenge.web.terminal").sentence
            for part in problem.findings if isinstance(problem, Rejected) else ():
                click.echo(f"{part.place or ''}: {sentence(part)} [{part.code}]", err=True)
            click.echo(f"challenge: {sentence(problem)} [{problem}]", err=True)
            ctx.exit(1)
        except BrokenPipeError:
            raise  # click ends quietly when the reader of a pipe has gone
        except OSError as problem:
            click.echo(f"challenge: {problem.filename or ''}: {problem.strerror or problem}", err=True)
            ctx.exit(1)
        except _database_errors() as problem:
            said = getattr(problem, "orig", problem)
            click.echo(f"challenge: the database: {said} (a new one needs `challenge migrate`)", err=True)
            ctx.exit(1)


def loaded(place: Place) -> ModuleType:
    """Load a command's module; before one that works on the database every room, whose tables and lists it needs."""
    with for_good():
        if place.on_ground:
            import_module("challenge.rooms")
        return import_module(place.module)


def command_in(module: ModuleType, name: str) -> click.Command:
    """Return a command of a module.

    Raises:
        KeyError: the module has none of that name; a fault of the table.
    """
    found: dict[str, click.Command] = {command.name: command for command in module.COMMANDS}
    return found[name]


def _database_errors() -> tuple[type[Exception], ...]:
    """Return what a database refuses with; nothing when no command has loaded one."""
    known = sys.modules.get("sqlalchemy.exc")
    return (known.OperationalError, known.ProgrammingError) if known else ()


@click.group(cls=Main)
@click.pass_context
def main(ctx: click.Context) -> None:
    """Run a multi-day student innovation challenge."""
    settings = configuration.load()
    logs.begin(settings.log_format, settings.log_level)
    place = COMMANDS.get(ctx.invoked_subcommand or "")
    if place is not None and place.on_ground:
        ctx.obj = import_module("challenge.runtime.opening").opened(settings)
        ctx.call_on_close(ctx.obj.close)


if __name__ == "__main__":
    sys.exit(main())
