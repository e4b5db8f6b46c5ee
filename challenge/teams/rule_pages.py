"""Where organisers set the rules of the composition and read what they mean before anything is computed."""

from dataclasses import replace
from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.kernel.errors import ChallengeError, Conflict
from challenge.teams import bindings, rulebook
from challenge.teams.access import DESK
from challenge.teams.account import account_of
from challenge.teams.fixes import Fix
from challenge.teams.forms import BindingForm, ExceptionForm, RulesForm, WayOutForm
from challenge.teams.inputs import problem_rows
from challenge.teams.rules import BENDABLE, LISTS, NUMBERS, POLICIES, STRENGTHS, CompositionRules
from challenge.teams.wishes import wish_counts
from challenge.teams.wording import count_words, relaxation_words
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import page, said, tell
from challenge.web.shell import Pages

pages = Pages("teams_rules", __name__)

WORDS = {"count_words": count_words, "relaxation_words": relaxation_words}


@pages.get("/e/<slug>/desk/teams/rules", policy=DESK)
def rules(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show the rules, what they mean, who is bound to whom, and what was changed when."""
    return _rules()


def _rules(problem: ChallengeError | None = None, typed: RulesForm | None = None, place: str = "") -> Response:
    at = here()
    edition_id = at.in_edition().id
    standing = rulebook.standing_rules(at.session, edition_id)
    shown_rules = typed.rules(standing.rules) if typed else standing.rules
    shown = {
        "values": _values(request.form.to_dict() if problem and place == "rules" else None, shown_rules),
        "version": standing.version,
        "rules": standing.rules,
        "account": account_of(at.session, edition_id, shown_rules),
        "bendable": BENDABLE,
        "strengths": list(STRENGTHS),
        "policies": POLICIES,
        "exceptional": (*NUMBERS, *LISTS),
        "wished": wish_counts(at.session, edition_id),
        "bound": bindings.binding_lines(at.session, edition_id),
        "settings": rulebook.settings(at.session, edition_id),
        "meanwhile": _meanwhile(problem),
        "typed": request.form.to_dict() if place in ("binding", "exception") else {},
        "errors": said(problem),
        "place": place,
        **WORDS,
    }
    return page("teams/rules.html", problem.status if problem else 200, **shown)


def _meanwhile(problem: ChallengeError | None) -> list[rulebook.Setting]:
    """Return what others changed since the rules that an organiser had before them, the latest first."""
    if problem is None or problem.code != "teams.rules_changed":
        return []
    at = here()
    seen = request.form.get("version", 0, int)
    return [one for one in rulebook.settings(at.session, at.in_edition().id) if one.version > seen]


def _values(typed: dict[str, str] | None, rules: CompositionRules) -> dict[str, Any]:
    """Return what stands in the form: what was typed, else the rules."""
    strengths = {f"strength_{rule}": rules.strength(rule) for rule in BENDABLE}
    return {**rules.snapshot(), **strengths, **(typed or {})}


@pages.get("/e/<slug>/desk/teams/rules/meaning", policy=DESK)
def rules_meaning(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show what other rules than the standing ones would mean, for the form while it is filled in."""
    at = here()
    edition_id = at.in_edition().id
    standing = rulebook.standing_rules(at.session, edition_id)
    form = parsed(RulesForm, request.args.to_dict())
    account = account_of(at.session, edition_id, form.rules(standing.rules))
    shown = {"account": account, "version": standing.version, **WORDS}
    return page("teams/_meaning.html", is_draft=True, **shown)


@pages.post("/e/<slug>/desk/teams/rules", policy=DESK)
def post_rules(slug: str) -> Response:
    """Let these rules stand; what was typed stays when they are refused."""
    at = here()
    try:
        form = parsed(RulesForm)
        standing = rulebook.standing_rules(at.session, at.in_edition().id)
        write(rulebook.set_rules, form.rules(standing.rules), seen=form.version)
    except ChallengeError as problem:
        return _rules(problem, place="rules")
    tell("The rules stand. Compositions computed from now on keep them.")
    return _back(slug)


@pages.post("/e/<slug>/desk/teams/rules/restore", policy=DESK)
def post_restore(slug: str) -> Response:
    """Let earlier rules stand again."""
    form = parsed(WayOutForm)
    try:
        write(rulebook.restore_rules, form.restored, seen=form.version)
    except ChallengeError as problem:
        return _rules(problem)
    tell("The earlier rules stand again.")
    return _back(slug)


@pages.post("/e/<slug>/desk/teams/rules/way-out", policy=DESK)
def post_way_out(slug: str) -> Response:
    """Take one way out of what makes the composition impossible."""
    form = parsed(WayOutForm)
    try:
        fix = _way_out(form)
        write(rulebook.take_way_out, fix.rules, fix.unbound, seen=form.version)
    except ChallengeError as problem:
        return _rules(problem)
    tell("Done. The counts below are new.")
    return _back(slug)


def _way_out(form: WayOutForm) -> Fix:
    """Find the way out that was on the page, in the account of the rules that stand now."""
    at = here()
    edition_id = at.in_edition().id
    standing = rulebook.standing_rules(at.session, edition_id)
    for obstacle in account_of(at.session, edition_id, standing.rules).obstacles:
        for fix in obstacle.fixes:
            if (obstacle.found.rule, fix.code, ",".join(fix.names)) == (form.rule, form.code, form.names):
                return fix
    raise Conflict("teams.way_out")


@pages.post("/e/<slug>/desk/teams/rules/exceptions", policy=DESK)
def post_exception(slug: str) -> Response:
    """Make, change or take away an exception for one problem."""
    at = here()
    edition_id = at.in_edition().id
    try:
        form = parsed(ExceptionForm)
        standing = rulebook.standing_rules(at.session, edition_id)
        changed = form.rules(standing.rules, problem_rows(at.session, edition_id))
        write(rulebook.set_rules, changed, seen=form.version)
    except ChallengeError as problem:
        return _rules(problem, place="exception")
    tell("The exception stands.")
    return _back(slug, "#exceptions")


@pages.post("/e/<slug>/desk/teams/rules/exceptions/clear", policy=DESK)
def post_clear_exceptions(slug: str) -> Response:
    """Take all exceptions away: the same rules hold for every problem again."""
    at = here()
    try:
        standing = rulebook.standing_rules(at.session, at.in_edition().id)
        write(rulebook.set_rules, replace(standing.rules, exceptions={}), seen=parsed(WayOutForm).version)
    except ChallengeError as problem:
        return _rules(problem, place="exception")
    tell("The same rules hold for every problem again.")
    return _back(slug, "#exceptions")


@pages.post("/e/<slug>/desk/teams/bindings", policy=DESK)
def post_binding(slug: str) -> Response:
    """Bind somebody to a person or a problem."""
    try:
        form = parsed(BindingForm)
        where = (form.kind, form.person, form.target)
        write(bindings.bind_person, *where, reason=form.reason, team_no=form.team_no)
    except ChallengeError as problem:
        return _rules(problem, place="binding")
    tell("Every later composition keeps it.")
    return _back(slug, "#named")


@pages.post("/e/<slug>/desk/teams/bindings/release", policy=DESK)
def post_release(slug: str) -> Response:
    """Take a binding away."""
    write(bindings.unbind, request.form.get("binding", "")[:16])
    tell("The binding is gone.")
    return _back(slug, "#named")


def _back(slug: str, part: str = "") -> Response:
    return redirect(url_for("teams_rules.rules", slug=slug) + part, 303)
