"""The partner's watch list, and the list for incubators and organisers."""

from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.incubation import actions
from challenge.incubation.access import MARK, PROSPECTS
from challenge.incubation.forms import InterestForm
from challenge.incubation.queries import candidate, candidates, prospects, shared_records
from challenge.incubation.rules import Wish
from challenge.kernel.access import EDITION
from challenge.kernel.errors import NotFound
from challenge.live.feed import heads
from challenge.live.topics import edition_topic
from challenge.outcomes.access import DESK
from challenge.web.api import write
from challenge.web.context import Here, here
from challenge.web.forms import parsed
from challenge.web.render import page, tell
from challenge.web.shell import Pages

pages = Pages("incubation", __name__)


@pages.get("/e/<slug>/partner/interests", policy=MARK)
def interests(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show the teams a partner may follow, own problems first; `?marked=1` only those marked."""
    at = here()
    rows = candidates(at.session, at.in_edition().id, at.actor.organisation_ids)
    marked = request.args.get("marked") == "1"
    shown = [row for row in rows if row.wish] if marked else rows
    counts = {"all": len(rows), "marked": sum(bool(row.wish) for row in rows)}
    return page("incubation/interests.html", candidates=shown, marked=marked, counts=counts)


@pages.get("/e/<slug>/partner/interests/<code>", policy=MARK)
def interest(slug: str, code: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show one team with the partner's own mark."""
    at = here()
    found = candidate(at.session, at.in_edition().id, at.actor.organisation_ids, code)
    if found is None:
        raise NotFound("web.absent")
    # Of others' problems a partner reads what everybody reads.
    shared = shared_records(at.session, at.in_edition().id, [found.team_id]) if found.is_own else {}
    return page("incubation/interest.html", candidate=found, wishes=list(Wish), record=shared.get(found.team_id))


@pages.post("/e/<slug>/partner/interests/<code>", policy=MARK)
def post_interest(slug: str, code: str) -> Response:
    """Mark a team; nobody but organisers and incubators learns of it."""
    form = parsed(InterestForm)
    write(actions.mark_interest, _organisation(form.organisation), code, wish=form.wish, note=form.note)
    tell("Kept. Only you, the organisers and the incubators see it.")
    return redirect(url_for("incubation.interests", slug=slug), 303)


@pages.post("/e/<slug>/partner/interests/<code>/withdraw", policy=MARK)
def post_withdraw(slug: str, code: str) -> Response:
    """Take the mark back."""
    write(actions.withdraw_interest, _organisation(0), code)
    tell("Your mark is taken back.")
    return redirect(url_for("incubation.interests", slug=slug), 303)


def _organisation(asked: int) -> int:
    """Return the organisation that is spoken for: the one asked for, else the actor's first."""
    own = here().actor.organisation_ids
    if asked in own:
        return asked
    if not own:
        raise NotFound("web.absent")
    return min(own)


@pages.get("/e/<slug>/incubation", policy=PROSPECTS)
def prospect_list(slug: str) -> Response:
    """Show every marked project, the most wanted first."""
    at = here()
    topic = edition_topic(slug, "prospects")
    seq = heads(at.session, [topic])[topic]
    return page("incubation/prospects.html", topic=topic, seq=seq, **_prospects(at))


@pages.get("/e/<slug>/incubation/list", policy=PROSPECTS)
def prospect_rows(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show the list alone, for the island."""
    at = here()
    return page("incubation/_prospects.html", **_prospects(at))


def _prospects(at: Here) -> dict[str, Any]:
    """Return the marked projects, and the records of those whose problem is no secret."""
    edition_id = at.in_edition().id
    found = prospects(at.session, edition_id)
    readable = [one.team_id for one in found if not one.is_confidential]
    is_desk = DESK.allows(at.actor, EDITION)
    return {"prospects": found, "records": shared_records(at.session, edition_id, readable), "is_desk": is_desk}
