"""The organiser's control room: the big numbers, what needs attention, the hall, and the lists behind them."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.control.access import DESK, ORGANISER
from challenge.control.actions import set_silence
from challenge.control.forms import SilenceForm
from challenge.control.queries import Table, numbers, tables
from challenge.control.rules import Look, silent_hours, silent_since
from challenge.editions.attention import Scope, concerns
from challenge.gallery.queries import coverage
from challenge.kernel.access import EDITION
from challenge.kernel.actor import Role
from challenge.live.feed import heads
from challenge.live.topics import edition_topic
from challenge.schedule.queries import lines, now_and_next
from challenge.submissions.queries import progress
from challenge.web.api import write
from challenge.web.context import Here, here
from challenge.web.forms import parsed
from challenge.web.render import page, tell
from challenge.web.shell import Pages

pages = Pages("control", __name__)


@pages.get("/e/<slug>/desk/", policy=DESK)
def overview(slug: str) -> Response:
    """Show where the edition stands, each number opening the list behind it."""
    topic = edition_topic(slug, "staff")
    seq = heads(here().session, [topic])[topic]
    return page("control/overview.html", topic=topic, seq=seq, **_overview())


@pages.get("/e/<slug>/desk/overview", policy=DESK)
def overview_board(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show the board alone, for the island."""
    return page("control/_overview.html", **_overview())


def _overview() -> dict[str, Any]:
    at = here()
    edition_id = at.in_edition().id
    scope = _scope(at)
    rows = lines(at.session, edition_id)
    under_way, ahead = now_and_next(rows, at.now, ahead=5)
    asked = progress(at.session, edition_id)
    return {
        "numbers": numbers(at.session, edition_id),
        "concerns": concerns(at.session, scope),
        "zones": _zones(at, tables(at.session, edition_id, at.now, scope.silent_since)),
        "under_way": under_way,
        "ahead": ahead,
        "asked": next((line for line in asked if line.due > at.now), asked[-1] if asked else None),
        "visits": coverage(at.session, edition_id),
        "is_empty": not rows,
    }


def _scope(at: Here) -> Scope:
    """Return what is asked about; what only staff attends is no reason to be awake."""
    edition = at.in_edition()
    rows = lines(at.session, edition.id)
    spans = [(line.starts_at, line.ends_at) for line in rows if "staff" not in line.audience]
    since = silent_since(at.now, silent_hours(edition.settings), spans, edition.time_zone)
    return Scope(edition.id, at.now, since, drafts=at.actor.has(Role.ORGANISER, Role.ADMINISTRATOR))


# The shapes of the hall's map: every state differs by shape and word, not by colour alone.
_SHAPES = {Look.HELP: "help", Look.MISSING: "missing", Look.SILENT: "late", Look.DONE: "done", Look.NONE: "open"}


def hall_zones(found: Sequence[Table], base: str = "") -> list[dict[str, Any]]:
    """Return tables by zone as the map wants them; `base` is the address before a team's code, "" for no links."""
    return [
        {
            "name": zone,
            "tables": [
                {
                    "table": one.table_no,
                    "team": one.code,
                    "state": _SHAPES[one.state],
                    "href": base + one.code if base else "",
                }
                for one in own
            ],
        }
        for zone, own in groupby(found, key=lambda one: one.zone)
    ]


def _zones(at: Here, found: list[Table]) -> list[dict[str, Any]]:
    return hall_zones(found, f"/e/{at.in_edition().slug}/teams/")


@pages.get("/e/<slug>/desk/hall", policy=DESK)
def hall(slug: str) -> Response:
    """Show the map of the hall and the teams on it; `?state=` and `?zone=` narrow both."""
    topic = edition_topic(slug, "staff")
    seq = heads(here().session, [topic])[topic]
    return page("control/hall.html", topic=topic, seq=seq, **_hall(here()))


@pages.get("/e/<slug>/desk/hall/list", policy=DESK)
def hall_list(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show map and list alone, for the island."""
    return page("control/_hall.html", **_hall(here()))


def _hall(at: Here) -> dict[str, Any]:
    edition = at.in_edition()
    found = tables(at.session, edition.id, at.now, _scope(at).silent_since)
    zones = sorted({one.zone for one in found})
    asked = request.args.get("state", "")
    state = Look(asked) if asked in set(Look) else None
    zone = request.args.get("zone", "") if request.args.get("zone", "") in zones else ""
    shown = [one for one in found if (state is None or one.has(state)) and zone in ("", one.zone)]
    return {
        "rows": shown,
        "zones": _zones(at, shown),
        "zone_names": zones,
        "states": list(Look),
        "state": state.value if state else "",
        "zone": zone,
        "counts": {one.value: sum(row.has(one) for row in found if zone in ("", row.zone)) for one in Look},
        "query": urlencode({"state": state.value if state else "", "zone": zone}),
        "hours": silent_hours(edition.settings),
        "may_set": ORGANISER.allows(at.actor, EDITION),
    }


@pages.post("/e/<slug>/desk/hall/silence", policy=ORGANISER)
def post_silence(slug: str) -> Response:
    """Set after how many working hours without a sign a team is called silent."""
    write(set_silence, parsed(SilenceForm).hours)
    tell("Kept.")
    return redirect(url_for("control.hall", slug=slug, state=Look.SILENT.value), 303)
