"""Rounds between the first and the finals: pages fit and keep nobody out."""

from challenge.judging import actions
from challenge.judging.arranging import RoundPlan, add_round
from challenge.kernel.actor import Role
from tests.pages.conftest import Hall
from tests.pages.small import Small
from tests.pages.test_every_page import _trouble

PAGES = (
    *(f"desk/judging/{path}" for path in ("rounds", "deliberation?round=round-2", "deliberation?round=finals")),
    *("desk/judging", "results"),
)


def add_rounds(small: Small) -> None:
    """Add quarter-finals and semi-finals, and announce who is in the former."""
    small.house.perform(small.by, add_round, RoundPlan("Quarter-finals", "Quarts de finale", 20, 5, rubric="own"))
    small.house.perform(small.by, add_round, RoundPlan("Semi-finals", "Demi-finales", 12, 5))
    small.house.perform(small.by, actions.announce_shortlist, "round-2")
    small.house.deliver()


def test_pages_of_rounds_fit_and_are_accessible(apart: Hall) -> None:
    add_rounds(apart.small)
    context = apart.inside(Role.ORGANISER, locale="fr-FR", reduced_motion="reduce")
    page = context.new_page()
    found = []
    for path in PAGES:
        page.goto(apart.address(path))
        found += [f"{path}: {trouble}" for trouble in _trouble(page)]
    context.close()

    assert found == []
