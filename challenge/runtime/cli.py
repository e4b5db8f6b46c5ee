"""Commands for whoever keeps the house running."""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import click

from challenge.runtime import backup, doctor, schema
from challenge.runtime.opening import Opened
from config import ROOT

EVERY = 200


@click.command("doctor")
@click.option("--live-url", default="", help="Also ask the live process here, as browsers do.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.pass_context
def doctor_command(ctx: click.Context, live_url: str, as_json: bool) -> None:
    """Check configuration, database, clock, disk, files, mail and live, and say what to do."""
    found = doctor.findings(ctx.obj, ROOT, live_url)
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in found], indent=1))
    else:
        for finding in found:
            click.echo(f"{finding.state:6} {finding.subject:14} {finding.said}")
            if finding.todo:
                click.echo(f"{'':21} -> {finding.todo}")
    if any(finding.state is doctor.State.WRONG for finding in found):
        ctx.exit(1)


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.pass_context
def backup_command(ctx: click.Context, file: Path, as_json: bool) -> None:
    """Save database and files into FILE while everybody goes on working."""
    saved = backup.save(ctx.obj, file.resolve(), _told("saved"))
    if as_json:
        click.echo(json.dumps(asdict(saved), indent=1))
    else:
        click.echo(f"{file}: {saved.files} files, {saved.size:,} bytes, sha256 {saved.sha256}")
    for key in saved.missing:
        click.echo(f"challenge: a row names the file {key}, which is not on the disk", err=True)
    if saved.missing:
        ctx.exit(1)


@click.command("restore")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--sha256", default=None, help="Refuse the file unless it has this SHA-256 (as backup printed it).")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.pass_obj
def restore_command(ground: Opened, file: Path, sha256: str | None, as_json: bool) -> None:
    """Put FILE in the place of this instance's database and files; stop the processes first.

    Everything in FILE is verified before anything is replaced; what was here before is kept beside.
    """
    restored = backup.restore(ground, ROOT, file.resolve(), sha256, _told("verified"))
    if as_json:
        click.echo(json.dumps({**asdict(restored), "set_aside": [str(path) for path in restored.set_aside]}, indent=1))
        return
    click.echo(f"Restored what was saved at {restored.made_at}: the database and {restored.files} files.")
    for path in restored.set_aside:
        click.echo(f"What was here before is kept in {path}")


def _told(what: str) -> Callable[[int], None]:
    """Return a progress line for terminals; silent in a pipe."""

    def tell(count: int) -> None:
        if count % EVERY == 0 and sys.stderr.isatty():
            click.echo(f"{count} {what}", err=True)

    return tell


@click.command()
@click.pass_obj
def migrate(ground: Opened) -> None:
    """Bring the database to this release's shape."""
    schema.upgrade(ROOT, ground.database)
    click.echo("The database has this release's shape.")


COMMANDS = (doctor_command, backup_command, restore_command, migrate)
