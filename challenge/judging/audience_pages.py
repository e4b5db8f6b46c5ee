"""The audience's vote: the page one votes on, a visitor's ticket, the desk, and the result once it is public."""

from itertools import groupby
from typing import Any

import segno
from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.judging import audience
from challenge.judging.access import DESK, VOTE, VOTERS, find_ticket, find_ticket_link
from challenge.judging.audience_models import AudienceTicket
from challenge.judging.forms import PollForm, TicketsForm, VoteForm
from challenge.judging.voters import COOKIE, Voter, account_voter, ticket_voter
from challenge.kernel.access import PUBLIC
from challenge.kernel.errors import ChallengeError
from challenge.kernel.ids import public_id, signature
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.guard import own_address
from challenge.web.render import page, said, sentence, tell
from challenge.web.shell import Pages

pages = Pages("judging_audience", __name__)

HOURS_S = 12 * 3600


@pages.get("/e/<slug>/vote", policy=VOTE)
def vote(slug: str) -> Response:
    """Show the teams by zone, one's own vote marked; `?q=` searches."""
    return _account_vote(slug)


def _account_vote(slug: str, problem: ChallengeError | None = None) -> Response:
    return _vote(f"/e/{slug}/vote", account_voter(here()), problem)


def _vote(action: str, voter: Voter, problem: ChallengeError | None) -> Response:
    at = here()
    edition_id = at.in_edition().id
    search = request.args.get("q", "")[:80]
    found = audience.candidates(at.session, edition_id, voter.own, search)
    poll = audience.poll_of(at.session, edition_id)
    shown = {
        "action": action,
        "host": voter.host,
        "search": search,
        "zones": [(zone, list(teams)) for zone, teams in groupby(found, key=lambda one: one.zone)],
        "chosen": audience.chosen(at.session, edition_id, voter.right),
        "is_open": poll is not None and poll.state == audience.OPENED,
        "problem": sentence(at, problem) if problem else None,
    }
    answer = page("judging/vote.html", problem.status if problem else 200, **shown)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@pages.post("/e/<slug>/vote", policy=VOTE)
def post_vote(slug: str) -> Response:
    """Keep the vote of this account."""
    try:
        account_voter(here()).cast(parsed(VoteForm).team)
    except ChallengeError as problem:
        return _account_vote(slug, problem)
    tell("Your vote is kept. You can change it until the vote closes.")
    return redirect(url_for("judging_audience.vote", slug=slug), 303)


@pages.get("/v/<token>", policy=PUBLIC, thing=find_ticket_link)
def enter(token: str) -> Response:
    """Take the secret of a ticket out of the address bar and go to its ballot."""
    answer = redirect(url_for("judging_audience.ballot"), 303)
    secure = here().house.config.secure_cookies
    # For the whole house: the page of a team, which a table's code opens, asks for the ticket too.
    answer.set_cookie(COOKIE, token, max_age=HOURS_S, httponly=True, secure=secure, samesite="Lax")
    return answer


@pages.get("/ballot", policy=PUBLIC)
def ballot() -> Response:
    """Show the ballot of the ticket that this browser holds."""
    return _ticket_vote()


def _ticket_vote(problem: ChallengeError | None = None) -> Response:
    voter = ticket_voter(here())
    return page("judging/no_ticket.html") if voter is None else _vote("/ballot", voter, problem)


@pages.post("/ballot", policy=PUBLIC)
def post_ballot() -> Response:
    """Keep the vote of a ticket."""
    try:
        voter = ticket_voter(here())
        if voter is None:
            return page("judging/no_ticket.html")
        voter.cast(parsed(VoteForm).team)
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
