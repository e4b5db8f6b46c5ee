"""The command palette's one address: a page without script, a list for the palette."""

from flask import request
from werkzeug.wrappers import Response

from challenge.control.access import ORGANISER
from challenge.control.searching import WORDS_MOST, Find, found, pages_found
from challenge.web.context import Here, here
from challenge.web.render import page
from challenge.web.shell import Pages

pages = Pages("control_search", __name__)

MORE = (
    ("The hall", "desk/hall"),
    ("As it was", "desk/past"),
    ("What is promised", "desk/help"),
    ("Staff", "desk/people/staff"),
    ("Import", "desk/import"),
)
"""Pages of the desk that no menu names: (name, path below the edition)."""


@pages.get("/e/<slug>/desk/search", policy=ORGANISER)
def search(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show what `?q=` finds in this edition: pages, teams, problems, people; asked by the palette, the list alone."""
    at = here()
    words = request.args.get("q", "")[:WORDS_MOST]
    finds = [*pages_found(words, _pages(at)), *found(at.session, at.in_edition().id, words)]
    template = "control/_finds.html" if request.headers.get("X-Fragment") else "control/search.html"
    return page(template, finds=_grouped(finds), words=words)


def _pages(at: Here) -> list[tuple[str, str]]:
    base = f"/e/{at.in_edition().slug}/"
    offered = [(entry.label, entry.href.removeprefix(base)) for entry in at.house.ports.navigation(at)]
    return offered + [(at.say(label), path) for label, path in MORE]


def _grouped(finds: list[Find]) -> list[tuple[str, list[Find]]]:
    kinds = dict.fromkeys(one.kind for one in finds)
    return [(kind, [one for one in finds if one.kind == kind]) for kind in kinds]
