"""Home and teams: pages kept by the heads of the topics they show."""

from typing import Any

from flask import redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from challenge.gallery.milestones import due_codes, public_milestones
from challenge.gallery.queries import figures_and_news, team_cards
from challenge.kernel.access import EDITION, PUBLIC
from challenge.live.pages import kept_by_heads, page_by_heads
from challenge.live.topics import edition_topic
from challenge.schedule.queries import now_and_next
from challenge.teams.access import TEAM
from challenge.web.context import here
from challenge.web.render import part
from challenge.web.shell import Pages

pages = Pages("gallery", __name__)


@pages.get("/e/<slug>/", policy=PUBLIC)
def home(slug: str) -> Response:
    """Show what the edition is, where it stands, and its numbers."""
    topic = edition_topic(slug, "public")

    def build(heads: dict[str, int]) -> str:
        return render_template("gallery/home.html", topic=topic, seq=heads[topic], board=_home_board(heads))

    return page_by_heads([topic], build)


@pages.get("/e/<slug>/home", policy=PUBLIC)
def home_board(slug: str) -> Response:
    """Show the numbers and what is next alone, for the island."""
    return page_by_heads([edition_topic(slug, "public")], _home_board)


def _home_board(heads: dict[str, int]) -> Markup:
    return kept_by_heads(heads, "home", lambda: part("gallery/_home.html", **_home()))


def _home() -> dict[str, Any]:
    at = here()
    edition_id = at.in_edition().id
    rows = public_milestones(at.session, edition_id)
    under_way, ahead = now_and_next(rows, at.now, ahead=4)
    numbers, news = figures_and_news(at.session, edition_id)
    return {"figures": numbers, "announced": news, "under_way": under_way, "ahead": ahead}


@pages.get("/e/<slug>/teams", policy=PUBLIC)
def teams(slug: str) -> Response:
    """Show every team; `?zone=A` one zone of the hall."""
    topic = edition_topic(slug, "public")

    def build(heads: dict[str, int]) -> str:
        return render_template("gallery/teams.html", topic=topic, seq=heads[topic], **_teams(heads))

    return page_by_heads([topic], build)


@pages.get("/e/<slug>/teams/list", policy=PUBLIC)
def team_list(slug: str) -> Response:
    """Show the list alone, for the island."""
    return page_by_heads([edition_topic(slug, "public")], lambda heads: str(_teams(heads)["board"]))


def _teams(heads: dict[str, int]) -> dict[str, Any]:
    # A link only where it leads somewhere: teams' pages are theirs and the staff's.
    may_open, zone = TEAM.allows(here().actor, EDITION), request.args.get("zone", "")
    return kept_by_heads(heads, ("teams", zone, may_open), lambda: _listed(zone, may_open=may_open))


def _listed(zone: str, *, may_open: bool) -> dict[str, Any]:
    at = here()
    edition_id = at.in_edition().id
    cards = team_cards(at.session, edition_id, due_codes(public_milestones(at.session, edition_id), at.now))
    zones = sorted({card.zone for card in cards})
    shown = [card for card in cards if card.zone == zone] if zone in zones else cards
    board = part("gallery/_teams.html", cards=shown, may_open=may_open, votes=any(card.takes_votes for card in shown))
    return {"board": board, "zones": zones, "zone": zone, "total": len(cards)}


@pages.get("/e/<slug>/gallery", policy=PUBLIC)
def gallery(slug: str) -> Response:
    """Bring visitors to the teams, which are the gallery of an edition."""
    return redirect(url_for("gallery.teams", slug=slug), 303)
