"""How many teams worked for an organisation, per edition: for its page in the directory."""

from collections.abc import Iterator

from sqlalchemy import Select, func, select

from challenge.problems.models import Problem
from challenge.teams.models import Team


def record(organisation_id: int) -> Iterator[tuple[str, Select[int, int]]]:
    """Give the teams on its problems."""
    yield (
        "teams",
        (
            select(Team.edition_id, func.count(Team.id))
            .join(Problem, Problem.id == Team.problem_id)
            .where(Problem.organisation_id == organisation_id)
            .group_by(Team.edition_id)
        ),
    )
