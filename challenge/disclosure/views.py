"""What a problem's teams read within: texts and files up to the level that is open to them, each opening recorded."""

import io
from datetime import datetime
from importlib import import_module
from zoneinfo import ZoneInfo

from flask import Response

from challenge.disclosure.access import FILE, WITHIN, Disclosed, find_file, find_within
from challenge.disclosure.rules import can_mark, is_recorded
from challenge.kernel.actor import Actor
from challenge.kernel.turns import waiting
from challenge.live.topics import user_topic
from challenge.problems.attaching import files_of
from challenge.problems.openings import Opening, reader_code, record_opening
from challenge.problems.rules import Level
from challenge.web.context import Here, here
from challenge.web.render import attachment as as_download
from challenge.web.render import page
from challenge.web.shell import Pages

pages = Pages("disclosure", __name__)

MARKING = "challenge.disclosure.marking"
"""Three libraries that most processes never need: loaded with the first file that carries a mark."""


def _record(at: Here, found: Disclosed, level: Level) -> None:
    """Record an opening; it is durable before anything is given."""
    file_id = found.file.id if found.file else None
    if is_recorded(found.problem.confidentiality, level):
        opening = Opening(found.problem.id, level, found.reader.role, file_id, found.reader.team)
        at.house.works.perform(at.actor, record_opening, opening)


@pages.get("/e/<slug>/problems/<problem>/text", policy=WITHIN, thing=find_within)
def text(slug: str, problem: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Show what is open of a problem to its teams, its organisation and the organisers, with the files of that."""
    at = here()
    found = at.the(Disclosed)
    files = [file for file in files_of(at.session, found.problem.id) if Level(file.level) in found.levels]
    level = found.levels[-1]
    _record(at, found, level)
    shown = {"files": files, "is_full": level is Level.FULL}
    recorded = is_recorded(found.problem.confidentiality, level)
    topic = user_topic(at.actor.public_id)
    return page("disclosure/text.html", problem=found.problem, now=at.now, recorded=recorded, topic=topic, **shown)


@pages.get("/e/<slug>/attachments/<attachment>", policy=FILE, thing=find_file)
def file(slug: str, attachment: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Give a file as a download; a restricted picture or PDF carries the name of who opened it, and when.

    Its organisation and the organisers get what they keep as it is.
    """
    at = here()
    found = at.the(Disclosed)
    assert found.file is not None
    row, level = found.file, Level(found.file.level)
    path = at.house.files.path(row.file_key)
    if found.reader.is_keeper or not (is_recorded(found.problem.confidentiality, level) and can_mark(row.media_type)):
        _record(at, found, level)
        return as_download(path, row.file_name, row.media_type)
    with waiting():
        body: bytes = import_module(MARKING).marked(
            path, row.media_type, _mark(at.actor, at.now, at.in_edition().time_zone)
        )
    _record(at, found, level)
    return as_download(io.BytesIO(body), row.file_name, row.media_type)


def _mark(reader: Actor, now: datetime, zone: str) -> str:
    """Return who, by name and by the code of the report (two people may share a name), and when."""
    return (
        f"{reader.name} [{reader_code(reader.public_id)}], {now.astimezone(ZoneInfo(zone)).strftime('%Y-%m-%d %H:%M')}"
    )
