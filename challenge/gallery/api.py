"""What is public of an edition, for programs: the same rows as the pages, with tags and pages of their own."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from flask import request
from werkzeug.wrappers import Response

from challenge.editions.queries import EditionCard, editions
from challenge.gallery.hackathon import described
from challenge.gallery.milestones import due_codes, public_milestones
from challenge.gallery.queries import figures, team_cards
from challenge.judging.publishing import Known, Published, known
from challenge.judging.rules.ranking import RankedProject
from challenge.judging.rules.reveal import Step
from challenge.kernel.access import PUBLIC
from challenge.kernel.actor import VISITOR
from challenge.live.pages import answer_by_heads
from challenge.live.topics import edition_topic
from challenge.problems.queries import ProblemCard, public_problems
from challenge.problems.rules import standing
from challenge.schedule.queries import MilestoneLine
from challenge.web.api import answer
from challenge.web.context import here
from challenge.web.shell import Pages

pages = Pages("gallery_api", __name__)

LIMIT, LIMIT_MOST = 100, 500
T = TypeVar("T")


@pages.get("/api/v1/editions", policy=PUBLIC)
def edition_list() -> Response:
    """Return every edition, the latest first."""
    return answer({"editions": [_edition(card) for card in editions(here().session)]})


@pages.get("/api/v1/editions/<slug>", policy=PUBLIC)
def edition(slug: str) -> Response:
    """Return an edition and its big numbers."""

    def build() -> dict[str, Any]:
        card = here().in_edition()
        assert isinstance(card, EditionCard)
        numbers = figures(here().session, card.id)
        counts = {name: getattr(numbers, name) for name in ("problems", "students", "teams", "submissions")}
        return {**_edition(card), "figures": counts}

    return _public(slug, build)


@pages.get("/api/v1/editions/<slug>/schedule", policy=PUBLIC)
def schedule(slug: str) -> Response:
    """Return the milestones that everybody sees, in order of time; instants with their offset."""

    def build() -> dict[str, Any]:
        rows = public_milestones(here().session, here().in_edition().id)
        return {"milestones": [_milestone(row) for row in rows]}

    return _public(slug, build)


@pages.get("/api/v1/editions/<slug>/problems", policy=PUBLIC)
def problems(slug: str) -> Response:
    """Return the confirmed problems as a visitor reads them, masked where they are; `?after=` and `?limit=`."""

    def build() -> dict[str, Any]:
        cards = public_problems(here().session, here().in_edition().id, standing(VISITOR))
        return _paged("problems", cards, lambda card: card.public_id, _problem)

    return _public(slug, build)


@pages.get("/api/v1/editions/<slug>/teams", policy=PUBLIC)
def teams(slug: str) -> Response:
    """Return the published teams by place, with what they have handed in; `?after=` and `?limit=`."""

    def build() -> dict[str, Any]:
        at = here()
        edition_id = at.in_edition().id
        cards = team_cards(at.session, edition_id, due_codes(public_milestones(at.session, edition_id), at.now))
        names = ("code", "zone", "size", "title", "theme", "received", "asked")
        return _paged(
            "teams",
            cards,
            lambda card: card.code,
            lambda card: {**{name: getattr(card, name) for name in names}, "table": card.table_no},
        )

    return _public(slug, build)


@pages.get("/api/v1/editions/<slug>/results", policy=PUBLIC)
def results(slug: str) -> Response:
    """Return the results as far as they are public: finalists, then the places that are open; never a score.

    With rounds between the first and the finals also who goes on, and the round that gave each place.
    """

    def build() -> dict[str, Any]:
        found = known(here().session, here().in_edition().id)
        finalists = [{"team": one.code, "name": one.called} for one in found.finalists]
        if found.published is None:
            return {"public": False, "finalists": finalists, "places": []} | _shortlist(found)
        public = found.published
        named = {"code": "team"}
        places = [{named.get(key, key): row[key] for key in row} for row in public.podium_rows]
        if public.step is Step.ALL:
            ranked = [line for line in public.places if line.rank > len(places) and line.visits]
            places += [_place(public, one) for one in ranked]
        shown = [place for place in places if place["team"]]
        return {"public": True, "finalists": finalists, "places": shown}

    return _public(slug, build)


def _shortlist(found: Known) -> dict[str, Any]:
    if found.shortlist is None:
        return {}
    teams = [{"team": one.code, "name": one.called} for one in found.shortlist.teams]
    return {"shortlist": {"round": found.shortlist.round, "teams": teams}}


def _place(public: Published, line: RankedProject) -> dict[str, Any]:
    turn = public.round_of(line.rank)
    place = {"rank": line.rank, "team": line.project, "name": public.called(line.project)}
    return place | {"round": turn} if turn else place


@pages.get("/e/<slug>/hackathon.json", policy=PUBLIC)
def hackathon(slug: str) -> Response:
    """Return the edition as schema.org describes a hackathon, for catalogues of events."""

    def build() -> dict[str, Any]:
        at = here()
        card = at.in_edition()
        assert isinstance(card, EditionCard)
        rows = public_milestones(at.session, card.id)
        return described(card, rows, at.house.config.base_url or request.host_url)

    return _public(slug, build, mimetype="application/ld+json")


def _public(slug: str, build: Callable[[], dict[str, Any]], *, mimetype: str = "application/json") -> Response:
    return answer_by_heads([edition_topic(slug, "public")], build, mimetype=mimetype)


def _edition(card: EditionCard) -> dict[str, Any]:
    shown = {"slug": card.slug, "name": card.name, "starts_on": card.starts_on.isoformat()}
    return {**shown, "time_zone": card.time_zone, "locale": card.locale}


def _milestone(row: MilestoneLine) -> dict[str, Any]:
    named = {"code": row.code, "kind": row.kind, "title_fr": row.title_fr, "title_en": row.title_en}
    named |= {"track": row.track, "hall_zone": row.hall_zone}
    instants = {"starts_at": row.starts_at, "due_at": row.due_at, "ends_at": row.ends_at}
    return named | {name: at.isoformat() if at else None for name, at in instants.items()}


def _problem(card: ProblemCard) -> dict[str, Any]:
    names = ("ref", "title", "theme", "language", "organisation", "category")
    return {"id": card.public_id, "is_masked": card.is_masked, **{name: getattr(card, name) for name in names}}


def _paged(
    name: str, rows: Sequence[T], key: Callable[[T], str], show: Callable[[T], dict[str, Any]]
) -> dict[str, Any]:
    """Return a page of rows after `?after=`, and under `next` where the page after it begins, None at the end.

    A name that is not there any more begins from the start: better twice than never.
    """
    after, limit = request.args.get("after", "")[:40], max(1, min(request.args.get("limit", LIMIT, int), LIMIT_MOST))
    place = next((number for number, row in enumerate(rows, 1) if key(row) == after), 0) if after else 0
    page = rows[place : place + limit]
    more = page and place + limit < len(rows)
    return {name: [show(row) for row in page], "total": len(rows), "next": key(page[-1]) if more else None}
