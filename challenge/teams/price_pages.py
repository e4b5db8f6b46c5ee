"""What each rule of a composition costs the whole, for organisers who wonder which rule to loosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import redirect, url_for
from werkzeug.wrappers import Response

from challenge.kernel.errors import ChallengeError
from challenge.live.feed import heads
from challenge.live.topics import edition_topic
from challenge.teams import pricing
from challenge.teams.access import DESK, find_run
from challenge.teams.models import CompositionRun, PriceList
from challenge.teams.rules import stored
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.render import page, sentence, tell
from challenge.web.shell import Pages

pages = Pages("teams_prices", __name__)

NUMBERS = {
    "department_cap": "dept_cap",
    "school_cap": "school_cap",
    "min_depts": "min_depts",
    "seniors": "min_seniors",
}
"""Rules that are a number of the run's own rules; the others are told with how many problems or pairs they concern."""


@dataclass(frozen=True, slots=True)
class PriceLine:
    """The price of one rule as a line: `n` its number or how many it concerns, `strength` how much it binds."""

    rule: str
    n: int
    strength: str
    found: int
    least: int
    most: int
    first_wishes: int


def lines_of(rules: Mapping[str, Any], prices: Sequence[Mapping[str, Any]]) -> list[PriceLine]:
    """Return stored prices as lines, the dearest rule first; of equal ones that which may cost more."""
    standing = stored(rules)
    found = [
        PriceLine(
            price["rule"],
            int(rules.get(NUMBERS[price["rule"]], 0)) if price["rule"] in NUMBERS else price["work"],
            standing.strength(price["rule"]),
            *(price[name] for name in ("found", "least", "most", "first_wishes")),
        )
        for price in prices
    ]
    return sorted(found, key=lambda one: (-one.found, -one.most, one.rule))


@pages.get("/e/<slug>/desk/teams/runs/<run>/prices", policy=DESK, thing=find_run)
def prices(slug: str, run: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Show what each rule costs, as far as it is known."""
    return _prices(slug)


def _prices(slug: str, problem: ChallengeError | None = None) -> Response:
    at = here()
    topic = edition_topic(slug, "staff")
    seq = heads(at.session, [topic])[topic]
    shown = {"problem": sentence(at, problem) if problem else None, **_known()}
    return page("teams/prices.html", problem.status if problem else 200, topic=topic, seq=seq, **shown)


@pages.get("/e/<slug>/desk/teams/runs/<run>/prices/now", policy=DESK, thing=find_run)
def prices_now(slug: str, run: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Show the prices alone, for the island."""
    return page("teams/_prices.html", **_known())


def _known() -> dict[str, Any]:
    at = here()
    run = at.the(CompositionRun)
    known: PriceList | None = pricing.price_list(at.session, run.id)
    lines = lines_of(run.rules, known.prices) if known else []
    return {"run": run, "known": known, "lines": lines, "finished": pricing.FINISHED}


@pages.post("/e/<slug>/desk/teams/runs/<run>/prices", policy=DESK, thing=find_run)
def post_prices(slug: str, run: str) -> Response:
    """Ask what each rule costs."""
    try:
        write(pricing.request_prices, here().the(CompositionRun).id)
    except ChallengeError as problem:
        return _prices(slug, problem)
    tell("The worker finds out what each rule costs. The answers appear below one after the other.")
    return redirect(url_for("teams_prices.prices", slug=slug, run=run), 303)
