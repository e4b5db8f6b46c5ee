"""The way in: which edition, and where in it."""

from flask import redirect
from werkzeug.wrappers import Response

from challenge.accounts.queries import editions_of
from challenge.editions import queries, rules
from challenge.kernel.access import PUBLIC
from challenge.web.context import here
from challenge.web.render import page
from challenge.web.shell import Pages

pages = Pages("editions", __name__)


@pages.get("/", policy=PUBLIC)
def start() -> Response:
    """Bring people to their own page of their only edition; show the editions to everybody else."""
    at = here()
    cards = queries.editions(at.session)
    own = editions_of(at.session, at.actor) if at.actor.is_signed_in else {}
    mine = [card for card in cards if card.id in own] or (cards if at.actor.is_signed_in else [])
    if mine and len(mine) == 1:
        actor = at.house.ports.identify(at.session, at.token, mine[0].id)
        return redirect(f"/e/{mine[0].slug}/{rules.landing(actor)}", 303)
    return page("editions/start.html", editions=cards, own=own)
