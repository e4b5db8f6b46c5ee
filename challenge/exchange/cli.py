"""The command `challenge import`: the difference first, changes only when asked for."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import BinaryIO

import click
from sqlalchemy import text
from sqlalchemy.orm import Session

from challenge.exchange.actions import Upload, cautious_choices, difference_of, read_upload, reading_of
from challenge.exchange.choices import Choices, chosen
from challenge.exchange.columns import DROP, KEEP, heading
from challenge.exchange.deciding import apply_sent
from challenge.exchange.difference import Difference
from challenge.exchange.exporting import export_edition
from challenge.exchange.importing import Importer, importer_of
from challenge.exchange.keeping import Sent, remember_meanings
from challenge.exchange.parts import lacks_many
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
    "errors": "to correct",
}
_MEANINGS = {"keep": KEEP, "drop": DROP}


@click.command("import")
@click.argument("kind", metavar="roster|organisations|problems|wishes|staff|jurors")
@click.argument("edition")
@click.argument("file", type=click.File("rb"))
@click.option("--apply", "is_meant", is_flag=True, help="Change the edition; without it the difference is only shown.")
@click.option("--partial", is_flag=True, help="The file is not the whole list: rows it lacks stay.")
@click.option("--map", "said", multiple=True, metavar="HEADER=FIELD", help="What a column means: a field, keep, drop.")
@click.option("--same", "same", multiple=True, metavar="NEW", help="The possible double of this number is one person.")
@click.option("--two", "two", multiple=True, metavar="NEW", help="The possible double of this number is another.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.pass_obj
def import_table(
    opened: Opened,
    kind: str,
    edition: str,
    file: BinaryIO,
    is_meant: bool,
    partial: bool,
    said: Sequence[str],
    same: Sequence[str],
    two: Sequence[str],
    as_json: bool,
) -> None:
    """Show what FILE ("-" for standard input) would change in EDITION, and change it with --apply.

    What columns were said to mean is remembered with --apply. Who may be somebody known already waits until --same or
    --two says so, and what persons wrote themselves is never replaced from here.
    """
    importer = importer_of(kind)
    meanings = _meanings(said)
    with opened.database.read() as session:
        edition_id = _edition(session, edition)
        reading = reading_of(session, edition_id, importer, {heading(title): to for title, to in meanings.items()})
    _tell("Reading")
    data = file.read()
    upload = read_upload(importer, data, partial=partial, reading=reading, note=_progress)
    _tell("Comparing")
    with opened.database.read() as session:
        difference = difference_of(session, edition_id, upload)
    accepted = chosen(difference, _choices(difference, same, two))
    refused = bool(difference.findings)
    if is_meant and not refused:
        _tell("Applying")
        by = replace(HOUSE, edition_id=edition_id)
        if meanings:
            opened.works.perform(by, remember_meanings, importer.kind, meanings)
        name = Path(str(getattr(file, "name", "-"))).name
        sent = Sent(importer.kind, upload.sha256, len(data), partial, "command", file_name=name)
        opened.works.perform(by, apply_sent, sent, upload, _answers(same, two))
    _clear()
    result = _Result(importer, edition, upload, difference, accepted, is_meant and not refused)
    if as_json:
        click.echo(json.dumps(result.as_json(), indent=1))
    else:
        _show(result)
    if refused:
        raise Rejected("exchange.refused", list(difference.findings))
    if not as_json:
        click.echo("Applied." if is_meant else "Nothing was changed; add --apply to apply it.")


@dataclass(frozen=True, slots=True)
class _Result:
    """What there is to tell."""

    importer: Importer
    edition: str
    upload: Upload
    difference: Difference
    accepted: Difference
    is_applied: bool

    def as_json(self) -> dict[str, object]:
        """Return it for programs."""
        sheet = self.upload.sheet
        told = {"kind": self.importer.kind, "edition": self.edition, "applied": self.is_applied}
        held = [one.key for one in self.accepted.suspects]
        columns = {"dropped": sheet.dropped, "custom": sheet.custom, "unknown": [one.title for one in sheet.unknown]}
        return {**told, **self.difference.as_json(), **columns, "held": held}


def _answers(same: Sequence[str], two: Sequence[str]) -> dict[str, str]:
    return {**dict.fromkeys(two, "two"), **dict.fromkeys(same, "same")}


def _choices(difference: Difference, same: Sequence[str], two: Sequence[str]) -> Choices:
    cautious = cautious_choices(difference)
    return replace(cautious, answers={**cautious.answers, **_answers(same, two)})


def _meanings(said: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in said:
        title, equals, meaning = one.rpartition("=")
        if not equals or not title.strip() or not meaning.strip():
            raise click.BadParameter(f"{one!r}: write a header, =, and a field, keep or drop", param_hint="--map")
        found[title.strip()] = _MEANINGS.get(meaning.strip(), meaning.strip())
    return found


def _edition(session: Session, slug: str) -> int:
    # The edition's own room lies above this one; its number is all that is needed here.
    found = session.execute(text("SELECT id FROM edition WHERE slug = :slug"), {"slug": slug}).scalar()
    if not isinstance(found, int):
        raise NotFound("exchange.edition", "edition", edition=slug)
    return found


def _tell(step: str) -> None:
    """Show a step on a terminal; a pipe stays silent."""
    if sys.stderr.isatty():
        click.echo(f"\r\033[K{step} ...", err=True, nl=False)


def _progress(share: float) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r\033[KReading ... {share:.0%}", err=True, nl=False)


def _clear() -> None:
    if sys.stderr.isatty():
        click.echo("\r\033[K", err=True, nl=False)


def _show(result: _Result) -> None:
    difference, sheet, counts = result.difference, result.upload.sheet, result.difference.counts()
    click.echo(", ".join(f"{counts[name]} {word}" for name, word in _WORDS.items() if counts[name]) or "No rows.")
    if sheet.custom:
        click.echo(f"Kept as custom fields: {', '.join(sheet.custom)}")
    if sheet.unknown and not sheet.rows:
        titles = ", ".join(f"{one.title} ({one.guess}?)" if one.guess else one.title for one in sheet.unknown)
        click.echo(f"Columns that nobody knows: {titles}. Say what they mean: --map HEADER=FIELD.")
    if sheet.dropped:
        click.echo(f"Not kept: {', '.join(sheet.dropped)}")
    if lacks_many(counts):
        click.echo(f"{counts['leavers']} who are known are not in this file: is it the whole list? Else say --partial.")
    held = {one.key for one in result.accepted.suspects}
    lines = [f"+ {one.label}" for one in difference.arrivals[:SHOWN]]
    lines += [f"+ ... and {counts['arrivals'] - SHOWN} more"] * (counts["arrivals"] > SHOWN)
    for change in difference.changes:
        parts = "; ".join(
            f"{part.name}: {_said(part.old)} -> {_said(part.new)}{' (their own word stands)' if part.contested else ''}"
            for part in change.fields
        )
        lines.append(f"~ {change.label}: {parts}")
    lines += [f"- {one.label}" for one in difference.leavers]
    for one in difference.suspects:
        waits = f" (waits: --same {one.key} or --two {one.key})" if one.key in held else ""
        lines.append(f"? line {one.line}: {one.label} looks like {one.other}{waits}")
    for line in lines:
        click.echo(line)


def _said(value: object) -> str:
    return ";".join(map(str, value)) if isinstance(value, tuple) else str(value if value is not None else "")


@click.command("export")
@click.argument("edition")
@click.option("--zip", "file", type=click.Path(dir_okay=False, path_type=Path), help="One file instead of a folder.")
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), help="Which folder; else export-EDITION.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.pass_context
def export_edition_command(
    ctx: click.Context, edition: str, file: Path | None, folder: Path | None, as_json: bool
) -> None:
    """Write everything of EDITION: each table as CSV and JSON, stored files, a manifest with SHA-256.

    Secrets, ways in and ballots stay in the house. Personal columns are named in the manifest with their purpose.
    """
    if file and folder:
        raise click.UsageError("Either --zip or --folder.")
    target = file or folder or Path(f"export-{edition}")
    with ctx.obj.database.read() as session:
        edition_id = _edition(session, edition)
    done = export_edition(ctx.obj, (edition_id, edition), target, lambda _count: None, is_zip=file is not None)
    if as_json:
        click.echo(json.dumps(asdict(done), indent=1))
    else:
        click.echo(f"{done.place}: {done.tables} tables, {done.rows:,} rows, {done.files} files")
    for key in done.missing:
        click.echo(f"challenge: a row names the file {key}, which is not on the disk", err=True)
    if done.missing:
        ctx.exit(1)


COMMANDS = (import_table, export_edition_command)
