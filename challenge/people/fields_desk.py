"""What is collected about students, as organisers decide it."""

from flask import redirect, url_for
from werkzeug.wrappers import Response

from challenge.kernel.access import ORGANISERS
from challenge.kernel.errors import ChallengeError
from challenge.people.corrections import RULED, rule_field
from challenge.people.forms import FieldForm
from challenge.people.own import rule_rows
from challenge.people.rules import CORRECTABLE, SENSITIVE
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import page, sentence, tell
from challenge.web.shell import Pages

pages = Pages("people_fields", __name__)


@pages.get("/e/<slug>/desk/people/fields", policy=ORGANISERS)
def fields(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show which sensitive fields are collected and why, and which fields persons may change."""
    return _fields()


def _fields(problem: ChallengeError | None = None, typed: FieldForm | None = None) -> Response:
    at = here()
    rows = rule_rows(at.session, at.in_edition().id)
    shown = [
        {
            "name": name,
            "sensitive": name in SENSITIVE,
            "correctable": name in CORRECTABLE,
            "collected": name not in SENSITIVE or (name in rows and rows[name].is_collected),
            "by_person": rows[name].by_person if name in rows else name in CORRECTABLE,
            "purpose": typed.purpose if typed and typed.field == name else rows[name].purpose if name in rows else "",
            "changed_at": rows[name].changed_at if name in rows else None,
            "problem": sentence(at, problem) if problem and typed and typed.field == name else "",
        }
        for name in RULED
    ]
    base = f"/e/{at.in_edition().slug}/desk/people/fields"
    return page("people/fields.html", problem.status if problem else 200, fields=shown, base=base)


@pages.post("/e/<slug>/desk/people/fields", policy=ORGANISERS)
def post_field(slug: str) -> Response:
    """Turn a field on with its purpose, or off; off erases what was collected."""
    form = parsed(FieldForm)
    try:
        write(rule_field, form.field, collected=form.collected, by_person=form.by_person, purpose=form.purpose)
    except ChallengeError as problem:
        return _fields(problem, form)
    tell("Kept. Students read it on their own page.")
    return redirect(url_for("people_fields.fields", slug=slug), 303)
