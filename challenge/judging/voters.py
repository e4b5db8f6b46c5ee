"""Who holds a right of the audience's vote in a request: an account, or the ticket that the browser keeps."""

from dataclasses import dataclass, replace
from typing import Any

from flask import request

from challenge.editions.queries import edition_by_id
from challenge.judging import audience
from challenge.judging.access import VOTE
from challenge.judging.audience_models import AudienceTicket
from challenge.kernel.access import EDITION
from challenge.kernel.actor import HOUSE
from challenge.kernel.ids import signature
from challenge.web.api import intent_of_request, write
from challenge.web.context import Here, here

COOKIE = "challenge_ticket"


@dataclass(frozen=True, slots=True)
class Voter:
    """A right of the audience.

    Fields:
        right: what stands for it in the ballot box; nothing leads back from it to somebody.
        own: ids of the teams it must not be used for.
        host: code of the team that invited its holder, "" for all others.
        has_ticket: True for a ticket, which has no account.
    """

    right: str
    own: frozenset[int]
    host: str = ""
    has_ticket: bool = False

    def cast(self, team: str) -> dict[str, Any]:
        """Give or change the vote of this right, once per wish; see `audience.cast_vote`."""
        at = here()
        if not self.has_ticket:
            return write(audience.cast_vote, self.right, team, self.own)
        by = replace(HOUSE, edition_id=at.in_edition().id)
        return at.house.works.perform_once(by, intent_of_request(), audience.cast_vote, self.right, team, self.own)


def account_voter(at: Here) -> Voter:
    """Return the right of an account; without the house's secret nobody gets back to the account."""
    edition_id = at.in_edition().id
    parts = ("audience", str(edition_id), str(at.actor.account_id))
    own = audience.own_teams(at.session, edition_id, at.actor)
    return Voter(signature(at.house.config.secret_key, *parts), frozenset(own))


def ticket_voter(at: Here) -> Voter | None:
    """Return the right of the ticket that this browser holds; the request is in its edition then."""
    held = _held(at)
    if held is None:
        return None
    at.edition = edition_by_id(at.session, held.edition_id)
    return _of_ticket(at, held)


def voter_here(at: Here) -> Voter | None:
    """Return the right that somebody has in the edition of the address, an account's first; None without any."""
    if VOTE.allows(at.actor, EDITION):
        return account_voter(at)
    held = _held(at)
    return _of_ticket(at, held) if held is not None and held.edition_id == at.in_edition().id else None


def _held(at: Here) -> AudienceTicket | None:
    token = request.cookies.get(COOKIE, "")
    return audience.valid_ticket(at.session, token) if token else None


def _of_ticket(at: Here, held: AudienceTicket) -> Voter:
    host = audience.hosts(at.session, held.edition_id).get(held.team_id or 0, "")
    own = frozenset[int]() if held.team_id is None else frozenset({held.team_id})
    return Voter(held.token_hash, own, host, has_ticket=True)
