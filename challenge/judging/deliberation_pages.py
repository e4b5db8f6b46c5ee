"""The deliberation: who is on the shortlist by the model, what people decide, and what was said."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.judging import deliberating
from challenge.judging.access import DESK, find_note
from challenge.judging.cuts import cuts, present_cut
from challenge.judging.deliberation import BEYOND, deliberation
from challenge.judging.deliberation_models import DeliberationNote
from challenge.judging.forms import ChoiceForm, CutForm, DraftForm, NoteForm, PlacesForm
from challenge.judging.models import FINALS, FROZEN
from challenge.judging.publishing import known_labels
from challenge.judging.rules.shortlist import FEWEST_PLACES, Parted
from challenge.kernel.errors import ChallengeError
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import findings, page, sentence, tell
from challenge.web.shell import Pages

pages = Pages("judging_deliberation", __name__)

SHOWN = 30
F = TypeVar("F", bound=CutForm)


@pages.get("/e/<slug>/desk/judging/deliberation", policy=DESK)
def room(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show the teams by place with what is not decided between them, the shortlist and its drafts; `?team=` decides.

    `?round=` is where the teams go, the cut that is next unless said.
    """
    return _room()


def _room(problem: ChallengeError | None = None) -> Response:
    at = here()
    edition_id = at.in_edition().id
    steps = cuts(at.session, edition_id)
    typed = request.form if problem else {}
    goes_to = typed.get("round", "") or request.args.get("round", "")
    step = next((one for one in steps if one.target.code == goes_to), None) or present_cut(steps)
    turn = step.source if step else None
    found = deliberation(at.session, step) if step else None
    labels = known_labels(at.session, edition_id)
    code = (typed.get("team", "") or request.args.get("team", ""))[:8].strip().upper()
    candidates = found.candidates if found else ()
    shown: dict[str, Any] = {
        "round": turn,
        "steps": steps,
        "step": step,
        "found": found,
        "cut": _cut(found.parted, at.locale) if found and found.parted else None,
        "shown": max(SHOWN, found.choice.places + BEYOND) if found and step and not step.is_last else SHOWN,
        "bounds": (FEWEST_PLACES, step.most if step else FEWEST_PLACES),
        "called": labels,
        "asked": code,
        "team": next((one for one in candidates if one.line.project == code), None),
        "is_announced": step is not None and bool(step.announced),
        "is_frozen": turn is not None and turn.state == FROZEN,
        "is_ranked": any(one.line.visits for one in candidates),
        "typed": typed,
        "errors": {found["place"]: found["sentence"] for found in findings(problem)} if problem else {},
        "problem": sentence(at, problem) if problem else None,
    }
    return page("judging/deliberation.html", problem.status if problem else 200, **shown)


def _cut(parted: Parted, locale: str) -> tuple[str, str]:
    return ordinal(parted.inside, locale), ordinal(parted.outside, locale)


def ordinal(place: int, locale: str) -> str:
    """Return a place as one says it: 8th, 21st, in French 8e, 1re."""
    if locale == "fr":
        return "1re" if place == 1 else f"{place}e"
    ending = "th" if place % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending}"


@pages.post("/e/<slug>/desk/judging/deliberation/places", policy=DESK)
def post_places(slug: str) -> Response:
    """Say how many teams are to go on."""
    act = deliberating.set_places
    return _decided(slug, PlacesForm, lambda form: write(act, form.places, form.version, form.round))


@pages.post("/e/<slug>/desk/judging/deliberation/teams", policy=DESK)
def post_team(slug: str) -> Response:
    """Put a team on the shortlist, take it off, or leave it to the ranking."""
    act = deliberating.decide_team
    return _decided(
        slug, ChoiceForm, lambda form: write(act, form.team, form.what, form.reason, form.version, form.round)
    )


@pages.post("/e/<slug>/desk/judging/deliberation/drafts", policy=DESK)
def post_draft(slug: str) -> Response:
    """Go back to an earlier draft."""
    act = deliberating.take_up_draft
    return _decided(slug, DraftForm, lambda form: write(act, form.draft, form.version, form.round))


def _decided(slug: str, kind: type[F], act: Callable[[F], object]) -> Response:
    try:
        form = parsed(kind)
        act(form)
    except ChallengeError as problem:
        return _room(problem)
    tell("The shortlist is kept; nobody but this desk sees it before the announcement.")
    return redirect(url_for("judging_deliberation.room", slug=slug, round=_asked(form.round)), 303)


def _asked(goes_to: str) -> str | None:
    """Return what an address says of a cut: nothing of the one before the finals while there is no other."""
    at = here()
    return goes_to if goes_to != FINALS or len(cuts(at.session, at.in_edition().id)) > 1 else None


@pages.post("/e/<slug>/desk/judging/deliberation/notes", policy=DESK)
def post_note(slug: str) -> Response:
    """Keep what was said about a team."""
    try:
        form = parsed(NoteForm)
        write(deliberating.note_deliberation, form.team, form.words, form.round)
    except ChallengeError as problem:
        return _room(problem)
    tell("Noted.")
    code = form.team.strip().upper()
    return redirect(url_for("judging_deliberation.room", slug=slug, team=code, round=_asked(form.round)), 303)


@pages.post("/e/<slug>/desk/judging/deliberation/notes/<note>/drop", policy=DESK, thing=find_note)
def post_drop_note(slug: str, note: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Forget what was said about a team."""
    row = here().the(DeliberationNote)
    write(deliberating.drop_note, row.id)
    tell("The note is forgotten.")
    return redirect(url_for("judging_deliberation.room", slug=slug, round=_asked(row.goes_to)), 303)
