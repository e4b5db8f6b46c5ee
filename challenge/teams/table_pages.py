"""Where organisers see and change who sits where."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.kernel.errors import ChallengeError
from challenge.live.feed import heads
from challenge.live.topics import edition_topic
from challenge.teams import table_acts
from challenge.teams.access import DESK
from challenge.teams.seats import Coach, Place, Zone
from challenge.teams.table_forms import CoachForm, SeenForm, TableForm
from challenge.teams.tables import Plan, Seat, moves_of, plan_of, wishes_of
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import page, sentence, tell
from challenge.web.shell import Pages

pages = Pages("teams_tables", __name__)


@dataclass(frozen=True, slots=True)
class Tile:
    """A table on the map; `seat` is None for a free one, `is_extra` for one that the hall does not have."""

    name: str
    number: int
    seat: Seat | None
    is_accessible: bool
    is_unmet: bool
    is_extra: bool = False


@pages.get("/e/<slug>/desk/teams/tables", policy=DESK)
def tables(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show the map of tables; `?zone=`, `?coach=` and `?show=` filter it, `?team=` fills the forms."""
    return _tables()


@pages.get("/e/<slug>/desk/teams/tables/now", policy=DESK)
def tables_now(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show the map and the changes alone, for the island."""
    return page("teams/_tables_map.html", **_shown(None))


def _tables(problem: ChallengeError | None = None) -> Response:
    at = here()
    topic = edition_topic(at.in_edition().slug, "staff")
    seq = heads(at.session, [topic])[topic]
    shown = _shown(problem)
    return page("teams/tables.html", problem.status if problem else 200, topic=topic, seq=seq, **shown)


def _shown(problem: ChallengeError | None) -> dict[str, Any]:
    at = here()
    edition_id = at.in_edition().id
    plan = plan_of(at.session, edition_id)
    asked = {name: request.args.get(name, "")[:12] for name in ("zone", "coach", "show", "team")}
    typed = request.form.to_dict() if problem else {}
    load = Counter(seat.place.coach_id for seat in plan.seats)
    return {
        "plan": plan,
        "asked": asked,
        "zones": _zones(plan, asked),
        "zone_options": [(zone.code, f"{zone.code} {zone.name}".strip()) for zone in plan.hall],
        "wishes": wishes_of(plan, plan.unmet),
        "load": load,
        "coach_options": [
            ("0", at.say("No coach")),
            *((c.account_id, _coach_line(plan, c, load)) for c in plan.coaches),
        ],
        "picked": plan.by_code.get((typed.get("team") or asked["team"]).upper()),
        "moves": moves_of(at.session, edition_id),
        "typed": typed,
        "problem": sentence(at, problem) if problem else None,
    }


def _coach_line(plan: Plan, coach: Coach, load: Counter[int | None]) -> str:
    name = plan.names.get(coach.account_id, "")
    room = f"{load[coach.account_id]}/{coach.capacity}" if coach.capacity else str(load[coach.account_id])
    return f"{name} ({room}) {' '.join(sorted(coach.languages))}".strip()


def _zones(plan: Plan, asked: Mapping[str, str]) -> list[tuple[Zone, list[Tile]]]:
    """Return the map: each zone's tables, and tables that teams sit at although the hall does not have them."""
    unmet = {plan.seats[at].team_id for one in plan.unmet for at in one.teams}
    known = {zone.code for zone in plan.hall}
    lost = [Zone(code, 0) for code in sorted({seat.place.zone for seat in plan.seats} - known)]
    found = []
    for zone in (*plan.hall, *lost):
        own = {seat.place.table_no for seat in plan.seats if seat.place.zone == zone.code}
        numbers = sorted({*range(1, zone.tables + 1), *own})
        tiles = [tile for number in numbers for tile in _tiles(plan, zone, number, unmet)]
        kept = [tile for tile in tiles if _is_wanted(tile, asked)]
        if kept and asked["zone"] in ("", zone.code):
            found.append((zone, kept))
    return found


def _tiles(plan: Plan, zone: Zone, number: int, unmet: set[int]) -> list[Tile]:
    """Return a table once; once for each team where several share it, which only a repair can bring about."""
    name = Place(zone.code, number, None).code
    return [
        Tile(
            name,
            number,
            seat,
            number in zone.accessible,
            seat is not None and seat.team_id in unmet,
            number > zone.tables,
        )
        for seat in plan.at.get(name, [None])
    ]


def _is_wanted(tile: Tile, asked: Mapping[str, str]) -> bool:
    of_coach = tile.seat is not None and str(tile.seat.place.coach_id) == asked["coach"]
    shows = {"free": tile.seat is None, "unmet": tile.is_unmet, "accessible": tile.is_accessible}
    moved = tile.seat is not None and tile.seat.is_elsewhere
    return (not asked["coach"] or of_coach) and {**shows, "moved": moved}.get(asked["show"], True)


@pages.post("/e/<slug>/desk/teams/tables/move", policy=DESK)
def post_move(slug: str) -> Response:
    """Move a team to a free table, or let two change places."""
    try:
        form = parsed(TableForm)
        write(table_acts.move_team, form.team, form.table, reason=form.reason, seen=form.seen)
    except ChallengeError as problem:
        return _tables(problem)
    tell("Moved. You can take it back below.")
    return _back(slug)


@pages.post("/e/<slug>/desk/teams/tables/coach", policy=DESK)
def post_coach(slug: str) -> Response:
    """Give a team another coach."""
    try:
        form = parsed(CoachForm)
        write(table_acts.coach_team, form.team, form.coach, reason=form.reason, seen=form.seen)
    except ChallengeError as problem:
        return _tables(problem)
    tell("The team has another coach. You can take it back below.")
    return _back(slug)


@pages.post("/e/<slug>/desk/teams/tables/undo", policy=DESK)
def post_undo(slug: str) -> Response:
    """Take the last change back."""
    try:
        write(table_acts.undo_change, seen=parsed(SeenForm).seen)
    except ChallengeError as problem:
        return _tables(problem)
    tell("The last change is taken back.")
    return _back(slug)


def _back(slug: str) -> Response:
    return redirect(url_for("teams_tables.tables", slug=slug), 303)
