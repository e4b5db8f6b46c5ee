"""The results as everybody sees them."""

from itertools import groupby
from typing import Any

from flask import render_template
from markupsafe import Markup
from werkzeug.wrappers import Response

from challenge.judging.awards import award_lines
from challenge.judging.publishing import Known, Published, known
from challenge.judging.rules.reveal import Step
from challenge.kernel.access import PUBLIC
from challenge.live.pages import kept_by_heads, page_by_heads
from challenge.live.topics import edition_topic
from challenge.schedule.queries import milestone_by_code
from challenge.web.context import here
from challenge.web.render import part
from challenge.web.shell import Pages

pages = Pages("judging_results", __name__)


@pages.get("/e/<slug>/results", policy=PUBLIC)
def results(slug: str) -> Response:
    """Show when the results come, then the places that are open."""
    topic = edition_topic(slug, "public")

    def build(heads: dict[str, int]) -> str:
        return render_template("judging/results.html", topic=topic, seq=heads[topic], board=_board(heads))

    return page_by_heads([topic], build)


@pages.get("/e/<slug>/results/board", policy=PUBLIC)
def results_board(slug: str) -> Response:
    """Show the results alone, for the island."""
    return page_by_heads([edition_topic(slug, "public")], _board)


def _board(heads: dict[str, int]) -> Markup:
    return kept_by_heads(heads, "results", lambda: part("judging/_results.html", **_results()))


def _results() -> dict[str, Any]:
    """Return what the page shows; four statements, whatever the data. Awards come with the last step."""
    at = here()
    edition_id = at.in_edition().id
    found: Known = known(at.session, edition_id)
    shown: dict[str, Any] = {"finalists": found.finalists, "podium": [], "others": [], "prizes": [], "awards": None}
    shown |= {"shortlist": found.shortlist, "has_more": found.has_more}
    if found.published is None:
        return shown | {"awards": milestone_by_code(at.session, edition_id, "awards")}
    public = found.published
    rows = public.podium_rows
    if public.step is not Step.ALL:
        return shown | {"podium": rows}
    prizes = [(prize, public.called(prize.team)) for prize in award_lines(at.session, edition_id) if prize.team]
    return shown | {"podium": rows, "others": _others(public, len(rows)), "prizes": prizes}


def _others(public: Published, podium: int) -> list[tuple[str, list[tuple[int, str, str]]]]:
    """Return the places behind the podium by the round that gave them; all under "" where two rounds are all."""
    lines = [line for line in public.places if line.rank > podium and line.visits]
    return [
        (turn, [(line.rank, line.project, public.called(line.project)) for line in own])
        for turn, own in groupby(lines, key=lambda line: public.round_of(line.rank))
    ]
