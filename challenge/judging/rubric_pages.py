"""The rubric as the desk writes it, and what a team reads of its marks afterwards."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.judging import rubrics
from challenge.judging.access import DESK, FEEDBACK
from challenge.judging.feedback import feedback_of
from challenge.judging.forms import RubricForm
from challenge.judging.rules.step_words import as_typed
from challenge.kernel.actor import Role
from challenge.kernel.errors import ChallengeError, NotFound
from challenge.teams.access import find_team
from challenge.teams.queries import TeamFace
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import findings, page, sentence, tell
from challenge.web.shell import Pages

pages = Pages("judging_rubric", __name__)

_FIELDS = ("code", *rubrics.TEXTS, *rubrics.NUMBERS, "visibility", *rubrics.STEPS)
_FREE_ROWS = 2


@pages.get("/e/<slug>/desk/judging/rubrics/<code>", policy=DESK)
def rubric(slug: str, code: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show the criteria of a round, with two empty lines."""
    return _rubric(code)


def _rubric(code: str, problem: ChallengeError | None = None) -> Response:
    at = here()
    face = rubrics.rubric_face(at.session, at.in_edition().id, code)
    if face is None:
        raise NotFound("web.absent")
    rows: list[dict[str, str]] = _typed() if problem else [_row(line) for line in face.lines]
    if not problem:
        rows += [dict.fromkeys(_FIELDS, "") for _ in range(_FREE_ROWS)]
    shown: dict[str, Any] = {
        "face": face,
        "code": code,
        "codes": rubrics.round_codes(at.session, at.in_edition().id),
        "rows": rows,
        "errors": {found["place"]: found["sentence"] for found in findings(problem)} if problem else {},
        "problem": sentence(at, problem) if problem else None,
    }
    return page("judging/rubric.html", problem.status if problem else 200, **shown)


def _row(line: rubrics.RubricCriterion) -> dict[str, str]:
    return {name: _written(getattr(line, name)) for name in _FIELDS}


def _written(value: object) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return as_typed(value) if isinstance(value, Mapping) else str(value)


def _typed() -> list[dict[str, str]]:
    """Return the rows of the form in their order; each field comes once per row."""
    columns: dict[str, Sequence[str]] = {name: request.form.getlist(name) for name in _FIELDS}
    count = min(max(map(len, columns.values()), default=0), 2 * rubrics.MOST_CRITERIA)
    return [
        {name: values[row] if row < len(values) else "" for name, values in columns.items()} for row in range(count)
    ]


@pages.post("/e/<slug>/desk/judging/rubrics/<code>", policy=DESK)
def post_rubric(slug: str, code: str) -> Response:
    """Change the criteria of a round."""
    try:
        form = parsed(RubricForm)
        saved = write(rubrics.save_rubric, code, rubrics.read_criteria(_typed()), form.version)
    except ChallengeError as problem:
        if problem.status == 404:
            raise
        return _rubric(code, problem)
    tell("The rubric is saved; it is version %(version)s.", version=saved["version"])
    return redirect(url_for("judging_rubric.rubric", slug=slug, code=code), 303)


@pages.get("/e/<slug>/teams/<code>/feedback", policy=FEEDBACK, thing=find_team)
def feedback(slug: str, code: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Show what the jury gave a team on average, once all places are open; never who gave what."""
    at = here()
    team = at.the(TeamFace).team
    is_desk = at.actor.has(Role.ORGANISER, Role.CHAIR, Role.ADMINISTRATOR)
    is_partner = at.actor.has(Role.PARTNER) and not at.the(TeamFace).is_member
    found = feedback_of(at.session, team, for_partner=is_partner, for_desk=is_desk)
    return page("judging/feedback.html", team=team, feedback=found)
