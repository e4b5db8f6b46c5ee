"""What an organiser sets for a composition, and what the roster and the call mean for it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from challenge.kernel.errors import Invalid
from challenge.teams.solver.model import Weights

MUST, OFF = "must", "off"
STRENGTHS: dict[str, int | None] = {MUST: None, "strong": 300, "medium": 100, "weak": 30, OFF: 0}
"""How much a rule binds: always, or the cost in tenths of a point of breaking it once; `off` does not count."""

BENDABLE = (
    *("department_cap", "school_cap", "min_depts", "seniors", "required_skill"),
    *("language", "site", "together", "apart", "barred"),
)
"""The rules whose strength an organiser chooses; sizes, locks and owners always bind."""

POLICIES = ("weighted", "generous", "rank_maximal")
"""How wishes are weighed: by cost, worst rank first, or as many first wishes as possible."""

SIZE_MOST = 60


@dataclass(frozen=True, slots=True)
class CompositionRules:
    """The rules of one composition.

    Fields:
        min_size, max_size: persons in a team.
        dept_cap: most members of one department; school_cap: of one school, 0 for as many as there are (R4).
        min_depts, min_seniors: departments and students of level 4 or 5 that a team has at least.
        all_teams: every problem gets as many teams as it takes; else one is enough.
        with_wishes: wishes count; policy: how, see `POLICIES`.
        strengths: of the rules in `BENDABLE` that do not bind always.
        exceptions: per problem's ref: `max_size`, `min_size`, `dept_cap`, `school_cap`, `min_depts`, `min_seniors` of
            its teams; `dropped`, requirements of the problem that do not count (a skill, `language` or `site`);
            `excluded`, tags of students who may not work on it.
    """

    min_size: int
    max_size: int
    dept_cap: int
    min_depts: int
    min_seniors: int
    all_teams: bool = True
    school_cap: int = 0
    with_wishes: bool = True
    policy: str = "weighted"
    strengths: Mapping[str, str] = field(default_factory=dict)
    exceptions: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def snapshot(self) -> dict[str, Any]:
        """Return the rules as they are stored."""
        return asdict(self)

    def strength(self, rule: str) -> str:
        """Return how much a rule binds."""
        return self.strengths.get(rule, MUST)

    def of_problem(self, ref: str) -> Mapping[str, Any]:
        """Return the exceptions for one problem's teams."""
        return self.exceptions.get(ref, {})

    def excepting(self, ref: str, **values: Any) -> "CompositionRules":  # noqa: ANN401 - numbers and lists
        """Return the rules with other values for one problem's teams."""
        own = {**self.of_problem(ref), **values}
        return replace(self, exceptions={**self.exceptions, ref: own})

    def without(self, ref: str, field_name: str) -> "CompositionRules":
        """Return the rules without one exception."""
        own = {name: value for name, value in self.of_problem(ref).items() if name != field_name}
        others = {name: value for name, value in self.exceptions.items() if name != ref}
        return replace(self, exceptions={**others, ref: own} if own else others)


NUMBERS = ("min_size", "max_size", "dept_cap", "school_cap", "min_depts", "min_seniors")
LISTS = ("dropped", "excluded")
"""What an exception for one problem may set: a number of `NUMBERS`, or words of `LISTS`."""

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
        Invalid("teams.strength"), Invalid("teams.policy"): a word that is none.
        Invalid("teams.exception_sizes"): an exception contradicts the sizes; names the problem.
    """
    if not 1 <= rules.min_size <= rules.max_size:
        raise Invalid("teams.sizes", "max_size", least=rules.min_size, most=rules.max_size)
    if max(rules.min_depts, rules.min_seniors) > rules.min_size:
        raise Invalid("teams.mix", "min_depts", size=rules.min_size)
    for rule, strength in rules.strengths.items():
        if rule not in BENDABLE or strength not in STRENGTHS:
            raise Invalid("teams.strength", f"strength_{rule}")
    if rules.policy not in POLICIES:
        raise Invalid("teams.policy", "policy")
    for ref, own in rules.exceptions.items():
        least, most = own.get("min_size", rules.min_size), own.get("max_size", rules.max_size)
        if not 1 <= least <= most:
            raise Invalid("teams.exception_sizes", "value", problem=ref, least=least, most=most)
    return rules


def suggested(students: int, teams: int) -> CompositionRules:
    """Return rules that fit the numbers: sizes around the mean, at most half of one department.

    With no teams or students yet the normal shape of 160 teams is suggested.
    """
    mean = students / teams if students and teams else 10.5
    smallest, largest = max(2, int(mean - 1)), max(3, int(mean + 1.999))
    return CompositionRules(smallest, largest, max(2, (largest + 1) // 2), min(4, smallest // 2), 1)


def stored(snapshot: Mapping[str, Any]) -> CompositionRules:
    """Return rules from their snapshot; fields of later versions are passed over, absent ones take their default."""
    known = {name: value for name, value in snapshot.items() if name in CompositionRules.__dataclass_fields__}
    return CompositionRules(**known)


def changed_fields(before: CompositionRules, after: CompositionRules) -> dict[str, tuple[Any, Any]]:
    """Return what differs, by field: before and after."""
    old, new = before.snapshot(), after.snapshot()
    return {name: (old[name], new[name]) for name in new if old[name] != new[name]}
