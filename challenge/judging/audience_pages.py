"""The audience's vote: the page one votes on, a visitor's ticket, the desk, and the result once it is public."""

from dataclasses import replace
from itertools import groupby
from typing import Any

import segno
from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.editions.queries import edition_by_id
from challenge.judging import audience
from challenge.judging.access import DESK, VOTE, VOTERS, find_ticket, find_ticket_link
from challenge.judging.audience_models import AudienceTicket
from challenge.judging.forms import PollForm, TicketsForm, VoteForm
from challenge.kernel.access import PUBLIC
from challenge.kernel.actor import HOUSE
from challenge.kernel.errors import ChallengeError
from challenge.kernel.ids import public_id, signature
from challenge.web.api import intent_of_request, write
from challenge.web.context import Here, here
from challenge.web.forms import parsed
from challenge.web.guard import own_address
from challenge.web.render import page, said, sentence, tell
from challenge.web.shell import Pages

pages = Pages("judging_audience", __name__)

COOKIE = "challenge_ticket"
HOURS_S = 12 * 3600


@pages.get("/e/<slug>/vote", policy=VOTE)
def vote(slug: str) -> Response:
    """Show the teams by zone, one's own vote marked; `?q=` searches."""
    return _account_vote(slug)


def _account_vote(slug: str, problem: ChallengeError | None = None) -> Response:
    at = here()
    own = audience.own_teams(at.session, at.in_edition().id, at.actor)
    return _vote(f"/e/{slug}/vote", _right(at), own, problem)


def _right(at: Here) -> str:
    """Return what stands for this account in the ballot box; without the house's secret nobody gets back to it."""
    parts = ("audience", str(at.in_edition().id), str(at.actor.account_id))
    return signature(at.house.config.secret_key, *parts)


def _vote(action: str, right: str, own: set[int], problem: ChallengeError | None, host: str = "") -> Response:
    at = here()
    edition_id = at.in_edition().id
    search = request.args.get("q", "")[:80]
    found = audience.candidates(at.session, edition_id, own, search)
    poll = audience.poll_of(at.session, edition_id)
    shown = {
        "action": action,
        "host": host,
        "search": search,
        "zones": [(zone, list(teams)) for zone, teams in groupby(found, key=lambda one: one.zone)],
        "chosen": audience.chosen(at.session, edition_id, right),
        "is_open": poll is not None and poll.state == audience.OPENED,
        "problem": sentence(at, problem) if problem else None,
    }
    answer = page("judging/vote.html", problem.status if problem else 200, **shown)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@pages.post("/e/<slug>/vote", policy=VOTE)
def post_vote(slug: str) -> Response:
    """Keep the vote of this account."""
    at = here()
    try:
        own = audience.own_teams(at.session, at.in_edition().id, at.actor)
        write(audience.cast_vote, _right(at), parsed(VoteForm).team, own)
    except ChallengeError as problem:
        return _account_vote(slug, problem)
    tell("Your vote is kept. You can change it until the vote closes.")
    return redirect(url_for("judging_audience.vote", slug=slug), 303)


@pages.get("/v/<token>", policy=PUBLIC, thing=find_ticket_link)
def enter(token: str) -> Response:
    """Take the secret of a ticket out of the address bar and go to its ballot."""
    answer = redirect(url_for("judging_audience.ballot"), 303)
    secure, path = here().house.config.secure_cookies, url_for("judging_audience.ballot")
    answer.set_cookie(COOKIE, token, max_age=HOURS_S, httponly=True, secure=secure, samesite="Lax", path=path)
    return answer


@pages.get("/ballot", policy=PUBLIC)
def ballot() -> Response:
    """Show the ballot of the ticket that this browser holds."""
    return _ticket_vote()


def _held() -> AudienceTicket | None:
    token = request.cookies.get(COOKIE, "")
    return audience.valid_ticket(here().session, token) if token else None


def _ticket_vote(problem: ChallengeError | None = None) -> Response:
    at, held = here(), _held()
    if held is None:
        return page("judging/no_ticket.html")
    at.edition = edition_by_id(at.session, held.edition_id)
    own = _hosts(held)
    host = audience.hosts(at.session, held.edition_id).get(held.team_id or 0, "")
    return _vote("/ballot", held.token_hash, own, problem, host)


def _hosts(held: AudienceTicket) -> set[int]:
    """Return the team that invited whoever holds a ticket: not theirs to choose."""
    return set() if held.team_id is None else {held.team_id}


@pages.post("/ballot", policy=PUBLIC)
def post_ballot() -> Response:
    """Keep the vote of a ticket."""
    at, held = here(), _held()
    if held is None:
        return page("judging/no_ticket.html")
    try:
        by = replace(HOUSE, edition_id=held.edition_id)
        team = parsed(VoteForm).team
        at.house.works.perform_once(by, intent_of_request(), audience.cast_vote, held.token_hash, team, _hosts(held))
    except ChallengeError as problem:
        return _ticket_vote(problem)
    tell("Your vote is kept. You can change it until the vote closes.")
    return redirect(url_for("judging_audience.ballot"), 303)


@pages.get("/e/<slug>/audience", policy=PUBLIC)
def result(slug: str) -> Response:
    """Show the audience's result once it is public; while the vote is open the way to the ballot."""
    at = here()
    edition_id = at.in_edition().id
    poll = audience.poll_of(at.session, edition_id)
    is_public = poll is not None and poll.public_at is not None
    to_ballot = ""
    if poll is not None and poll.state == audience.OPENED:
        to_ballot = f"/e/{slug}/vote" if at.actor.has(*VOTERS) else url_for("judging_audience.ballot")
    counts = audience.counts(at.session, edition_id) if is_public else None
    return page("judging/audience.html", counts=counts, to_ballot=to_ballot)


@pages.get("/e/<slug>/desk/judging/audience", policy=DESK)
def desk(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show how the vote stands, its counts, and the tickets."""
    return _desk()


def _desk(problem: ChallengeError | None = None) -> Response:
    at = here()
    edition_id = at.in_edition().id
    found = audience.counts(at.session, edition_id)
    shown: dict[str, Any] = {
        "poll": audience.poll_of(at.session, edition_id),
        "counts": found,
        "cast": sum(one.votes for one in found),
        "tickets": audience.tickets(at.session, edition_id),
        "hosts": audience.hosts(at.session, edition_id),
        "problems": said(problem),
        "typed": request.form if problem else {},
    }
    return page("judging/audience_desk.html", problem.status if problem else 200, **shown)


@pages.post("/e/<slug>/desk/judging/audience", policy=DESK)
def post_poll(slug: str) -> Response:
    """Open, close or publish the vote."""
    try:
        form = parsed(PollForm)
        write(audience.move_poll, form.act, form.version)
    except ChallengeError as problem:
        return _desk(problem)
    tell("Noted.")
    return redirect(url_for("judging_audience.desk", slug=slug), 303)


@pages.post("/e/<slug>/desk/judging/audience/tickets", policy=DESK)
def post_tickets(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Make tickets for visitors and show them once, to be printed."""
    at = here()
    try:
        form = parsed(TicketsForm)
        count, guests_of = form.count, form.team.strip().upper()
        # From the wish itself: pressed twice, the second answer shows the very tickets that the first one made.
        wish = request.form.get("idempotency_key") or public_id()
        parts = ("ticket", str(at.in_edition().id), wish)
        tokens = [signature(at.house.config.secret_key, *parts, str(number)) for number in range(count)]
        made = write(audience.make_tickets, tokens, guests_of)
        base = own_address(at)
    except ChallengeError as problem:
        return _desk(problem)
    shown = [(made["first"] + place, *_printed(f"{base}/v/{token}")) for place, token in enumerate(tokens)]
    answer = page("judging/tickets.html", tickets=shown, host=guests_of)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _printed(address: str) -> tuple[str, str]:
    return address, str(segno.make(address, error="m", micro=False).svg_data_uri(scale=4, border=2, light="#fff"))


@pages.post("/e/<slug>/desk/judging/audience/tickets/<ticket>/revoke", policy=DESK, thing=find_ticket)
def post_revoke(slug: str, ticket: str) -> Response:  # noqa: ARG001 - the shell has found both
    """End a ticket and take its vote out."""
    try:
        write(audience.revoke_ticket, here().the(AudienceTicket).id)
    except ChallengeError as problem:
        return _desk(problem)
    tell("The ticket works no more; its vote does not count.")
    return redirect(url_for("judging_audience.desk", slug=slug), 303)
