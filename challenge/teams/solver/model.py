"""What the solver takes and gives: students, problems, wishes, constraints, weights; a plan with its parts.

All lists keep the order of the input; no result depends on that order except through ties.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

SENIOR_LEVEL = 4
"""A student of this level or above counts as a senior."""

REMOTE = "REM"
"""The site of students who take part from afar; they need a problem with `remote_ok`."""

ANY_SITE = "ANY"

SOFTENING: Mapping[str, str] = {
    **{rule: rule for rule in ("department_cap", "school_cap", "min_depts", "seniors", "required_skill")},
    **{rule: rule for rule in ("language", "site", "together", "apart")},
    "remote": "site",
    "nationality": "barred",
    "employer": "barred",
}
"""Rules that may be soft, and the name under which `Instance.soft` holds their weight."""


@dataclass(frozen=True, slots=True)
class Student:
    """One person; absent ones (`present` false) take no seat and bind nobody.

    `level` is 1..5. `minority` marks a protected attribute: one such person alone in a team costs a little.
    An empty `employer` is excluded by nobody.
    """

    student_id: str
    department: str
    level: int
    school: str = ""
    nationality: str = ""
    employer: str = ""
    languages: frozenset[str] = frozenset()
    site: str = ""
    skills: frozenset[str] = frozenset()
    minority: bool = False
    present: bool = True

    @property
    def abilities(self) -> frozenset[str]:
        """Skills, and each language as `lang:xx`: what `required_skills` of a problem may name."""
        return self.skills | {f"lang:{language}" for language in self.languages}


@dataclass(frozen=True, slots=True)
class Problem:
    """What a partner asks; between `min_teams` and `max_teams` teams work on it.

    Sizes, `dept_cap` (most members of one department), `school_cap` (of one school; 0 for any number), `min_depts`,
    `min_seniors` and `required_skills` (at least one holder each) bind every team. An empty `language` binds nobody.
    `owner_id` may work on no other problem. `skill_weights` says how many times the price of a missing skill one of
    them costs while that rule is soft, 1 unless named.
    """

    problem_id: str
    theme: str
    min_teams: int
    max_teams: int
    min_size: int
    max_size: int
    dept_cap: int
    min_depts: int = 0
    min_seniors: int = 0
    company: str = ""
    required_skills: frozenset[str] = frozenset()
    wanted_depts: frozenset[str] = frozenset()
    language: str = ""
    site: str = ANY_SITE
    remote_ok: bool = False
    excluded_nationalities: frozenset[str] = frozenset()
    excluded_employers: frozenset[str] = frozenset()
    owner_id: str = ""
    school_cap: int = 0
    skill_weights: Mapping[str, int] = field(default_factory=dict)

    def skill_weight(self, skill: str) -> int:
        """Return how many times the price of a missing skill this one costs."""
        return self.skill_weights.get(skill, 1)


@dataclass(frozen=True, slots=True)
class Wish:
    """A student would like a problem or a theme; `rank` 1 is first. The smallest matching rank counts.

    A target that is not offered matches nothing.
    """

    student_id: str
    rank: int
    kind: Literal["problem", "theme"]
    target: str


@dataclass(frozen=True, slots=True)
class Constraint:
    """`together` and `apart` join two students a, b; `lock` ties student a to problem b, and to `team_no` if given."""

    kind: Literal["together", "apart", "lock"]
    a: str
    b: str
    team_no: int | None = None


@dataclass(frozen=True, slots=True)
class Weights:
    """Costs in tenths of a point.

    `rank_cost[k]` is the cost of rank k + 1; the last entry also stands for every later rank. The level part charges
    `level_dev_per_tenth` for each tenth of a level beyond `level_tolerance_tenths` per member.
    """

    rank_cost: tuple[int, ...]
    unwished: int
    wanted_dept_missing: int
    isolated_minority: int
    level_dev_per_tenth: int
    level_tolerance_tenths: int


@dataclass(frozen=True, slots=True)
class Instance:
    """Everything one composition needs; identifiers are unique, references of constraints exist.

    `soft` names rules that may be broken at a price, in tenths of a point each time: for each person above a cap, each
    department or senior missing, each skill without a holder as often as it weighs, each person on a problem whose
    language or site does not fit or from which they are barred, each pair. Names are the values of `SOFTENING`; all
    other rules bind always.
    """

    students: tuple[Student, ...]
    problems: tuple[Problem, ...]
    wishes: tuple[Wish, ...]
    constraints: tuple[Constraint, ...]
    weights: Weights
    soft: Mapping[str, int] = field(default_factory=dict)

    def price_of(self, rule: str) -> int | None:
        """Return what breaking a rule once costs, in tenths of a point; None when it binds always."""
        name = SOFTENING.get(rule)
        return None if name is None else self.soft.get(name)


@dataclass(frozen=True, slots=True, order=True)
class Placement:
    """A student sits in team `team_no` (from 1) of a problem."""

    student_id: str
    problem_id: str
    team_no: int


@dataclass(frozen=True, slots=True)
class Parts:
    """The objective of a plan, taken apart; each part in tenths of a point; `broken` is the price of soft rules."""

    wish: int = 0
    wanted_dept: int = 0
    isolated: int = 0
    level: int = 0
    broken: int = 0

    @property
    def total(self) -> int:
        """The objective; lower is better."""
        return self.wish + self.wanted_dept + self.isolated + self.level + self.broken

    def __add__(self, other: "Parts") -> "Parts":
        return Parts(
            self.wish + other.wish,
            self.wanted_dept + other.wanted_dept,
            self.isolated + other.isolated,
            self.level + other.level,
            self.broken + other.broken,
        )

    def __sub__(self, other: "Parts") -> "Parts":
        return Parts(
            self.wish - other.wish,
            self.wanted_dept - other.wanted_dept,
            self.isolated - other.isolated,
            self.level - other.level,
            self.broken - other.broken,
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """Placements in the order of student, their objective and a proven lower bound on any plan's objective.

    Of a repaired plan, `moves` counts the students who left their older team, and `moves_bound` says how many have to
    in any repair; None otherwise.
    """

    placements: tuple[Placement, ...]
    objective: int
    bound: int
    parts: Parts
    moves: int | None = None
    moves_bound: int | None = None

    @property
    def gap_share(self) -> float:
        """How far the objective may still be from the best possible, 0..1 of the objective; 0 means proven best."""
        return (self.objective - self.bound) / self.objective if self.objective > self.bound else 0.0


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that a plan breaks, and whom it concerns (students, problem, team number as text).

    `amount` counts persons above or below a limit, missing departments or seniors, says what a missing skill weighs;
    1 where nothing is counted.
    """

    rule: str
    objects: tuple[str, ...]
    amount: int = 1


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a composition is; `objective` is None until a plan without violation exists."""

    objective: int | None
    bound: int
    done_share: float

    @property
    def gap_share(self) -> float | None:
        """Proven distance to the best possible, 0..1 of the objective; None while there is no plan."""
        if self.objective is None:
            return None
        return max(0, self.objective - self.bound) / self.objective if self.objective else 0.0


def never() -> bool:
    """Say that there is no deadline."""
    return False


PROPOSALS_PER_SECOND = 7_000_000
"""Calibrated low, so that a budget counted in proposals ends before the seconds it was asked for."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How much work a composition may do, in proposals of the search, so that a seed gives the same plan anywhere.

    `out_of_time` is asked now and then; once true, the best plan so far is returned (the safety stop: only then may
    two runs differ).
    """

    proposals: int
    out_of_time: Callable[[], bool] = field(default=never, compare=False)

    @classmethod
    def of_seconds(cls, seconds: float, out_of_time: Callable[[], bool] = never) -> "Effort":
        """Choose a budget that normally fits into `seconds`; at least a small one even for zero."""
        return cls(max(200_000, int(seconds * PROPOSALS_PER_SECOND)), out_of_time)

    @property
    def seconds(self) -> float:
        """The time that the budget was calibrated for."""
        return self.proposals / PROPOSALS_PER_SECOND
