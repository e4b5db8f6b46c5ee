"""Problems for tests, through the real posting and review."""

from dataclasses import replace
from typing import Any

from challenge.problems.actions import Asked, review_problem, submit_problem
from challenge.problems.models import Problem
from challenge.problems.queries import problem_by_public_id
from challenge.problems.rules import Decision, Status
from tests.house import TestHouse

ASKED = Asked(
    title="Cold chain without cold",
    summary="What hurts today, for whom, and how we would notice.",
    theme="food",
    contacts={"backup_email": "backup@partner.example"},
)
_DECISIONS = {
    Status.CONFIRMED: Decision.CONFIRM,
    Status.WAITING: Decision.WAIT,
    Status.REJECTED: Decision.REJECT,
    Status.DRAFT: Decision.REWORK,
}


def make_problem(
    house: TestHouse, edition_id: int, organisation_id: int, *, status: Status = Status.CONFIRMED, **said: Any
) -> Problem:
    """Return a problem of an organisation that stands where it is wanted; `said` are fields of `Asked`."""
    by = house.house_in(edition_id)
    answer = house.perform(by, submit_problem, organisation_id, replace(ASKED, **said))
    made = house.read(problem_by_public_id, edition_id, answer["problem"])
    assert made is not None
    if status in _DECISIONS:
        house.perform(by, review_problem, made.id, _DECISIONS[status], "as the test wants", version=1)
    found = house.read(problem_by_public_id, edition_id, answer["problem"])
    assert found is not None
    return found
