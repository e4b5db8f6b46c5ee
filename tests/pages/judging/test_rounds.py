"""Rounds between the first and the finals: pages fit and keep nobody out."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from challenge.judging import actions
from challenge.judging.arranging import RoundPlan, add_round
from challenge.kernel.actor import Role
from tests.pages.conftest import Hall, serve_copy
from tests.pages.small import Small
from tests.pages.test_every_page import _trouble

PAGES = (
    *(f"desk/judging/{path}" for path in ("rounds", "deliberation?round=round-2", "deliberation?round=finals")),
    *("desk/judging", "results"),
)


@pytest.fixture(scope="module")
def rounds_hall(made: Small, tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Hall]:
    """Give the small edition with quarter-finals and semi-finals; it is announced who is in the former."""
    for hall in serve_copy(made, tmp_path_factory.mktemp("rounds"), browser):
        small = hall.small
        small.house.perform(small.by, add_round, RoundPlan("Quarter-finals", "Quarts de finale", 20, 5, rubric="own"))
        small.house.perform(small.by, add_round, RoundPlan("Semi-finals", "Demi-finales", 12, 5))
        small.house.perform(small.by, actions.announce_shortlist, "round-2")
        small.house.deliver()
        yield hall


def test_pages_of_rounds_fit_and_are_accessible(rounds_hall: Hall) -> None:
    context = rounds_hall.inside(Role.ORGANISER, locale="fr-FR", reduced_motion="reduce")
    page = context.new_page()
    found = []
    for path in PAGES:
        page.goto(rounds_hall.address(path))
        found += [f"{path}: {trouble}" for trouble in _trouble(page)]
    context.close()

    assert found == []
