"""The page of one team for the audience, with its button, and the codes on the tables that lead to it."""

import segno
from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.judging import audience
from challenge.judging.access import DESK, TEAM_VOTE, find_candidate
from challenge.judging.voters import voter_here
from challenge.kernel.errors import ChallengeError
from challenge.web.context import here
from challenge.web.guard import own_address
from challenge.web.render import page, sentence, tell
from challenge.web.shell import Pages

pages = Pages("judging_team_vote", __name__)

CARDS_MOST = 200
"""Codes on one page of the browser."""


@pages.get("/e/<slug>/teams/<code>/vote", policy=TEAM_VOTE, thing=find_candidate)
def team(slug: str, code: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Show a team to the audience: where it sits, whom this right has voted for, and the button."""
    return _team()


def _team(problem: ChallengeError | None = None) -> Response:
    at = here()
    one = at.the(audience.Candidate)
    edition_id = at.in_edition().id
    voter = voter_here(at)
    shown = {
        "one": one,
        "title": audience.public_title(at.session, one.id),
        "stand": audience.stand_of(audience.poll_of(at.session, edition_id)),
        "voter": voter,
        "is_own": voter is not None and one.id in voter.own,
        "chosen": audience.chosen(at.session, edition_id, voter.right) if voter else "",
        "problem": sentence(at, problem) if problem else None,
    }
    answer = page("judging/team_vote.html", problem.status if problem else 200, **shown)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@pages.post("/e/<slug>/teams/<code>/vote", policy=TEAM_VOTE, thing=find_candidate)
def post_team(slug: str, code: str) -> Response:  # noqa: ARG001 - the loader gives the code as it is written
    """Vote for this team; without a right the page says how one gets it."""
    one = here().the(audience.Candidate)
    try:
        voter = voter_here(here())
        if voter is None:
            return _team()
        voter.cast(one.code)
    except ChallengeError as problem:
        return _team(problem)
    tell("Your vote is kept. You can change it until the vote closes.")
    return redirect(url_for("judging_team_vote.team", slug=slug, code=one.code), 303)


@pages.get("/e/<slug>/desk/judging/audience/tables", policy=DESK)
def tables(slug: str) -> Response:
    """Show a code for each table that opens its team's page for the audience, to be printed; `?from=` goes on."""
    at = here()
    found = audience.candidates(at.session, at.in_edition().id)
    start = request.args.get("from", "0")
    first = int(start) if start.isdecimal() and len(start) < 6 else 0
    base = own_address(at)
    shown = [
        (one, str(segno.make(address, error="m", micro=False).svg_data_uri(scale=4, border=2, light="#fff")))
        for one in found[first : first + CARDS_MOST]
        for address in [base + url_for("judging_team_vote.team", slug=slug, code=one.code)]
    ]
    more = first + CARDS_MOST if len(found) > first + CARDS_MOST else 0
    return page("judging/vote_tables.html", cards=shown, more=more)
