"""The command `challenge import`: the difference first, changes only when asked for."""

import json
from dataclasses import replace
from typing import BinaryIO

import click
from sqlalchemy import text
from sqlalchemy.orm import Session

from challenge.exchange.actions import apply_upload, difference_of, read_upload
from challenge.exchange.difference import Difference
from challenge.exchange.importing import importer_of
from challenge.kernel.actor import HOUSE
from challenge.kernel.errors import NotFound, Rejected
from challenge.runtime.opening import Opened

SHOWN = 20
_WORDS = {
    "arrivals": "new",
    "changes": "changed",
    "leavers": "leaving",
    "unchanged": "unchanged",
    "repeats": "repeated lines passed over",
    "suspects": "possible doubles",
    "errors": "errors",
}


@click.command("import")
@click.argument("kind", metavar="roster|organisations|problems|staff|jurors")
@click.argument("edition")
@click.argument("file", type=click.File("rb"))
@click.option("--apply", "is_meant", is_flag=True, help="Change the edition; without it the difference is only shown.")
@click.option("--partial", is_flag=True, help="The file is not the whole list: rows it lacks stay.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.pass_obj
def import_table(
    opened: Opened, kind: str, edition: str, file: BinaryIO, is_meant: bool, partial: bool, as_json: bool
) -> None:
    """Show what FILE ("-" for standard input) would change in EDITION, and change it with --apply."""
    upload = read_upload(importer_of(kind), file.read(), partial=partial)
    with opened.database.read() as session:
        edition_id = _edition(session, edition)
        difference = difference_of(session, edition_id, upload)
    refused = bool(difference.findings)
    if is_meant and not refused:
        opened.works.perform(replace(HOUSE, edition_id=edition_id), apply_upload, upload)
    if as_json:
        body = {"kind": kind, "edition": edition, "applied": is_meant and not refused, **difference.as_json()}
        click.echo(json.dumps({**body, "dropped": upload.sheet.dropped, "custom": upload.sheet.custom}, indent=1))
    else:
        _show(difference, upload.sheet.dropped, upload.sheet.custom)
    if refused:
        raise Rejected("exchange.refused", list(difference.findings))
    if not as_json:
        click.echo("Applied." if is_meant else "Nothing was changed; add --apply to apply it.")


def _edition(session: Session, slug: str) -> int:
    # The edition's own room lies above this one; its number is all that is needed here.
    found = session.execute(text("SELECT id FROM edition WHERE slug = :slug"), {"slug": slug}).scalar()
    if not isinstance(found, int):
        raise NotFound("exchange.edition", "edition", edition=slug)
    return found


def _show(difference: Difference, dropped: tuple[str, ...], custom: tuple[str, ...]) -> None:
    counts = difference.counts()
    click.echo(", ".join(f"{counts[name]} {word}" for name, word in _WORDS.items() if counts[name]) or "No rows.")
    if custom:
        click.echo(f"Kept as custom fields: {', '.join(custom)}")
    if dropped:
        click.echo(f"Not kept: {', '.join(dropped)}")
    lines = [f"+ {one.label}" for one in difference.arrivals[:SHOWN]]
    lines += [f"+ ... and {counts['arrivals'] - SHOWN} more"] * (counts["arrivals"] > SHOWN)
    for change in difference.changes:
        parts = "; ".join(f"{part.name}: {_said(part.old)} -> {_said(part.new)}" for part in change.fields)
        lines.append(f"~ {change.label}: {parts}")
    lines += [f"- {one.label}" for one in difference.leavers]
    lines += [f"? line {one.line}: {one.label} looks like {one.other}" for one in difference.suspects]
    for line in lines:
        click.echo(line)


def _said(value: object) -> str:
    return ";".join(map(str, value)) if isinstance(value, tuple) else str(value if value is not None else "")


COMMANDS = (import_table,)
