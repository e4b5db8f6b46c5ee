"""What organisers print of the plan: signs for tables, lists of zones, and who sits where for the entrance."""

from itertools import groupby

import segno
from flask import request
from werkzeug.wrappers import Response

from challenge.kernel.errors import Conflict
from challenge.teams.access import DESK
from challenge.teams.hall import hall_of
from challenge.teams.publishing import visibility
from challenge.teams.signs import Sign, signs, who_sits_where
from challenge.web.context import Here, here
from challenge.web.guard import own_address
from challenge.web.render import page
from challenge.web.shell import Pages

pages = Pages("teams_signs", __name__)

SIGNS_MOST = 200
"""Signs on one page of the browser: a hundred sheets, drawn in about a second."""
SCALE = 5


@pages.get("/e/<slug>/desk/teams/signs", policy=DESK)
def overview(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show what can be printed."""
    at = here()
    edition_id = at.in_edition().id
    found = signs(at.session, edition_id)
    counts = [(zone, len(list(own))) for zone, own in groupby(found, key=lambda sign: sign.zone)]
    names = {zone.code: zone.name for zone in hall_of(at.session, edition_id)}
    elsewhere = sum(sign.is_elsewhere for sign in found)
    seen = visibility(at.session, edition_id)
    return page("teams/signs.html", counts=counts, names=names, elsewhere=elsewhere, seen=seen)


@pages.get("/e/<slug>/desk/teams/signs/sheets", policy=DESK)
def sheets(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show signs, two to an A4 sheet: `?zone=`, `?moved=1` only those elsewhere, `?revealed=1` with titles."""
    at = here()
    edition_id = at.in_edition().id
    chosen = _chosen(signs(at.session, edition_id))
    first = request.args.get("from", 0, int) if request.args.get("from", "0").isdecimal() else 0
    shown = [(sign, _picture(at, sign.code)) for sign in chosen[first : first + SIGNS_MOST]]
    names = {zone.code: zone.name for zone in hall_of(at.session, edition_id)}
    with_titles = request.args.get("revealed") == "1"
    more = first + SIGNS_MOST if len(chosen) > first + SIGNS_MOST else 0
    kept = {name: value for name, value in request.args.to_dict().items() if name in ("zone", "moved", "revealed")}
    return page("teams/sign_sheets.html", cards=shown, names=names, with_titles=with_titles, more=more, kept=kept)


def _chosen(found: list[Sign]) -> list[Sign]:
    zone, moved = request.args.get("zone", "")[:8], request.args.get("moved") == "1"
    return [sign for sign in found if (not zone or sign.zone == zone) and (sign.is_elsewhere or not moved)]


def _picture(at: Here, code: str) -> str:
    """Return the QR code of a team's short address as a data address; the bare code where no address is configured."""
    try:
        content = f"{own_address(at)}/t/{code}"
    except Conflict:
        content = code
    return str(segno.make(content, error="m", micro=False).svg_data_uri(scale=SCALE, border=2, light="#fff"))


@pages.get("/e/<slug>/desk/teams/signs/list", policy=DESK)
def zone_list(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show the tables of each zone with team and coach, a page for each; `?zone=` one of them."""
    at = here()
    edition_id = at.in_edition().id
    names = {zone.code: zone.name for zone in hall_of(at.session, edition_id)}
    zones = [(zone, list(own)) for zone, own in groupby(_chosen(signs(at.session, edition_id)), lambda sign: sign.zone)]
    return page("teams/sign_list.html", zones=zones, names=names)


@pages.get("/e/<slug>/desk/teams/signs/names", policy=DESK)
def names(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show who sits where, by name, once students see their teams."""
    at = here()
    found = who_sits_where(at.session, at.in_edition().id)
    letters = [(key, list(own)) for key, own in groupby(found, key=lambda line: (line.last_name or "–")[0].upper())]
    return page("teams/sign_names.html", letters=letters, people=len(found))
