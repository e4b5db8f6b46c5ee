"""What projectors show: each screen a page kept by the head of the topic `wall`, with its board as an island."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from flask import render_template, url_for
from werkzeug.wrappers import Response

from challenge.gallery.queries import TeamCard
from challenge.kernel.access import PUBLIC
from challenge.live.pages import page_by_heads
from challenge.live.topics import edition_topic
from challenge.wall.access import find_screen
from challenge.wall.queries import board, latest_news
from challenge.wall.rules import MAIN, Screen, wall_of
from challenge.web.context import here
from challenge.web.shell import Pages

pages = Pages("wall", __name__)


@pages.get("/e/<slug>/wall", policy=PUBLIC)
def wall(slug: str) -> Response:
    """Show the first screen, which is always there."""
    return _screen_page(slug, _main(), url_for("wall.wall_board", slug=slug))


@pages.get("/e/<slug>/wall/board", policy=PUBLIC)
def wall_board(slug: str) -> Response:
    """Show the first screen's board alone, for the island."""
    return _board_page(slug, _main())


@pages.get("/e/<slug>/wall/news", policy=PUBLIC)
def wall_news(slug: str) -> Response:
    """Show the latest public announcement alone, for the island at the foot of every screen."""

    def build(_heads: dict[str, int]) -> str:
        at = here()
        return render_template("wall/_news.html", news=latest_news(at.session, at.in_edition().id))

    return page_by_heads([edition_topic(slug, "wall")], build)


@pages.get("/e/<slug>/wall/<screen>", policy=PUBLIC, thing=find_screen)
def screen(slug: str, screen: str) -> Response:
    """Show another screen."""
    return _screen_page(slug, here().the(Screen), url_for("wall.screen_board", slug=slug, screen=screen))


@pages.get("/e/<slug>/wall/<screen>/board", policy=PUBLIC, thing=find_screen)
def screen_board(slug: str, screen: str) -> Response:  # noqa: ARG001 - the shell has found it
    """Show another screen's board alone, for the island."""
    return _board_page(slug, here().the(Screen))


def _main() -> Screen:
    return wall_of(here().in_edition().settings).held(MAIN)


def _screen_page(slug: str, shown: Screen, fragment: str) -> Response:
    topic = edition_topic(slug, "wall")

    def build(heads: dict[str, int]) -> str:
        seen = {"topic": topic, "seq": heads[topic], "fragment": fragment, "zone": shown.name}
        return render_template("wall/wall.html", **seen, **_shown(shown))

    return page_by_heads([topic], build)


def _board_page(slug: str, shown: Screen) -> Response:
    return page_by_heads([edition_topic(slug, "wall")], lambda _: render_template("wall/_board.html", **_shown(shown)))


def _shown(shown: Screen) -> dict[str, Any]:
    at = here()
    edition = at.in_edition()
    found = board(at.session, edition.id, wall_of(edition.settings), shown, at.now)
    return {"board": found, "zones": _hall(found.cards)}


def _hall(cards: Sequence[TeamCard]) -> list[dict[str, Any]]:
    return [
        {
            "name": zone,
            "tables": [{"table": card.table_no, "team": card.code, "state": card.state} for card in found],
        }
        for zone, found in groupby(cards, key=lambda card: card.zone)
    ]
