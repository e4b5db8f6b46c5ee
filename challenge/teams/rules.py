"""What an organiser sets for a composition, and what the roster and the call mean for it."""

from dataclasses import asdict, dataclass
from typing import Any

from challenge.kernel.errors import Invalid
from challenge.teams.solver.model import Weights


@dataclass(frozen=True, slots=True)
class CompositionRules:
    """The rules of one run.

    Fields:
        min_size, max_size: persons in a team.
        dept_cap: most members of one department.
        all_teams: every problem gets as many teams as it takes; else one is enough.
    """

    min_size: int
    max_size: int
    dept_cap: int
    min_depts: int
    min_seniors: int
    all_teams: bool = True

    def snapshot(self) -> dict[str, Any]:
        """Return the rules as they are stored with a run."""
        return asdict(self)


WEIGHTS = Weights(
    rank_cost=(0, 10, 30, 60, 100, 150, 210, 280, 360, 450),
    unwished=600,
    wanted_dept_missing=40,
    isolated_minority=50,
    level_dev_per_tenth=1,
    level_tolerance_tenths=5,
)


def checked(rules: CompositionRules) -> CompositionRules:
    """Return rules that do not contradict themselves.

    Raises:
        Invalid("teams.sizes"): the smallest size is above the largest, or below 1.
        Invalid("teams.mix"): more departments or seniors asked for than a team has members.
    """
    if not 1 <= rules.min_size <= rules.max_size:
        raise Invalid("teams.sizes", "max_size", least=rules.min_size, most=rules.max_size)
    if max(rules.min_depts, rules.min_seniors) > rules.min_size:
        raise Invalid("teams.mix", "min_depts", size=rules.min_size)
    return rules


def suggested(students: int, teams: int) -> CompositionRules:
    """Return rules that fit the numbers: sizes around the mean, at most half of one department.

    With no teams or students yet the normal shape of 160 teams is suggested.
    """
    mean = students / teams if students and teams else 10.5
    smallest, largest = max(2, int(mean - 1)), max(3, int(mean + 1.999))
    return CompositionRules(smallest, largest, max(2, (largest + 1) // 2), min(4, smallest // 2), 1)


def seats(rules: CompositionRules, min_teams: int, max_teams: int) -> tuple[int, int]:
    """Return the fewest and the most students that so many teams can take."""
    return rules.min_size * min_teams, rules.max_size * max_teams
