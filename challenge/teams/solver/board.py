"""The instance as numbers: units against problems, with costs, counts and limits in arrays.

Features are what a team counts: size, sum of levels, seniors, minority members, one per department, one per school
where schools are capped, one per ability that some problem requires. A unit's features add up to its team's.
"""

from collections import defaultdict
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from challenge.teams.solver.eligibility import Flags, eligibility
from challenge.teams.solver.model import SENIOR_LEVEL, SOFTENING, Instance, Problem, Student, Weights
from challenge.teams.solver.units import Ties, Unit, ties

Ints = NDArray[np.int32]

Columns = dict[tuple[str, str], int]
"""Features by kind (`dept`, `school`, `ability`) and name."""

SIZE, LEVEL, SENIORS, MINORITY, FIRST_DEPT = range(5)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a team of a problem must keep; departments and abilities as feature numbers."""

    min_teams: int
    max_teams: int
    min_size: int
    max_size: int
    dept_cap: int
    min_depts: int
    min_seniors: int
    required: tuple[int, ...]
    wanted: tuple[int, ...]
    school_cap: int = 0


@dataclass(frozen=True, slots=True)
class Board:
    """The whole puzzle.

    `allowed` and `cost` have one row per unit and one column per problem; `cost` is the wish cost of all members and
    the price of soft rules between them and the problem. `counts` has one row per unit and one column per feature.
    `mean_level` is in tenths, rounded half up. `unmatched_wanted` are wanted departments that no student has, a cost
    that every team pays. `limits` are those that bind always, `asked` all of them, soft ones too.
    """

    instance: Instance
    people: tuple[Student, ...]
    units: tuple[Unit, ...]
    bound_by: Ties
    allowed: Flags
    cost: Ints
    counts: Ints
    features: tuple[str, ...]
    dept_count: int
    school_count: int
    limits: tuple[Limits, ...]
    asked: tuple[Limits, ...]
    unmatched_wanted: tuple[int, ...]
    apart: tuple[tuple[int, ...], ...]
    mean_level: int

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems, one per column."""
        return self.instance.problems

    @property
    def weights(self) -> Weights:
        """The weights of the objective."""
        return self.instance.weights

    @property
    def dept_features(self) -> range:
        """The features that count departments."""
        return range(FIRST_DEPT, FIRST_DEPT + self.dept_count)

    def capped(self, limits: Limits) -> list[tuple[int, int, str]]:
        """Return the features that have a cap in each team, with the cap and its rule."""
        depts = [(dept, limits.dept_cap, "department_cap") for dept in self.dept_features]
        first = FIRST_DEPT + self.dept_count
        schools = range(first, first + self.school_count) if limits.school_cap else ()
        return depts + [(school, limits.school_cap, "school_cap") for school in schools]


def board_of(instance: Instance) -> Board:
    """Compile an instance; contradictions show as rows of `allowed` without any true value."""
    people = tuple(s for s in instance.students if s.present)
    bound_by = ties(instance)
    depts = sorted({s.department for s in people})
    schools = sorted({s.school for s in people}) if any(p.school_cap for p in instance.problems) else []
    abilities = sorted({skill for p in instance.problems for skill in p.required_skills})
    columns = {name: FIRST_DEPT + k for k, name in enumerate(_names(depts, schools, abilities))}
    is_soft = instance.price_of("required_skill") is not None
    asked = tuple(_limits(problem, columns, weighs=is_soft) for problem in instance.problems)
    levels, n = sum(s.level for s in people), len(people)
    allowed, extra = eligibility(people, instance.problems, instance.price_of)
    return Board(
        instance=instance,
        people=people,
        units=bound_by.units,
        bound_by=bound_by,
        allowed=_allowed(allowed, bound_by),
        cost=_sum_rows(_wish_costs(instance, people, extra), bound_by.units),
        counts=_sum_rows(_person_counts(people, columns), bound_by.units),
        features=("size", "level", "seniors", "minority", *depts, *schools, *abilities),
        dept_count=len(depts),
        school_count=len(schools),
        limits=tuple(_binding(limits, instance) for limits in asked),
        asked=asked,
        unmatched_wanted=tuple(len(p.wanted_depts - set(depts)) for p in instance.problems),
        apart=_avoided(bound_by),
        mean_level=(20 * levels + n) // (2 * n) if n else 0,
    )


def _names(depts: list[str], schools: list[str], abilities: list[str]) -> list[tuple[str, str]]:
    return [*(("dept", d) for d in depts), *(("school", s) for s in schools), *(("ability", a) for a in abilities)]


def _avoided(bound_by: Ties) -> tuple[tuple[int, ...], ...]:
    apart: list[set[int]] = [set() for _ in bound_by.units]
    for a, b in bound_by.apart:
        apart[a].add(b)
        apart[b].add(a)
    return tuple(tuple(sorted(others)) for others in apart)


def _limits(problem: Problem, columns: Columns, *, weighs: bool) -> Limits:
    """Write down what a problem asks; a skill that may be missing at a price stands as often as it weighs."""
    wanted = (("dept", d) for d in problem.wanted_depts)
    times = problem.skill_weight if weighs else lambda _: 1
    return Limits(
        problem.min_teams,
        problem.max_teams,
        problem.min_size,
        problem.max_size,
        problem.dept_cap,
        problem.min_depts,
        problem.min_seniors,
        tuple(sorted(columns["ability", a] for a in problem.required_skills for _ in range(times(a)))),
        tuple(sorted(columns[name] for name in wanted if name in columns)),
        problem.school_cap,
    )


def _binding(limits: Limits, instance: Instance) -> Limits:
    """Take out what is soft."""
    soft = {rule for rule in SOFTENING if instance.price_of(rule) is not None}
    return replace(
        limits,
        dept_cap=limits.max_size if "department_cap" in soft else limits.dept_cap,
        school_cap=0 if "school_cap" in soft else limits.school_cap,
        min_depts=0 if "min_depts" in soft else limits.min_depts,
        min_seniors=0 if "seniors" in soft else limits.min_seniors,
        required=() if "required_skill" in soft else limits.required,
    )


def _person_counts(people: tuple[Student, ...], columns: Columns) -> Ints:
    counts = np.zeros((len(people), FIRST_DEPT + len(columns)), dtype=np.int32)
    for i, s in enumerate(people):
        counts[i, :FIRST_DEPT] = (1, s.level, s.level >= SENIOR_LEVEL, s.minority)
        held = (("dept", s.department), ("school", s.school), *(("ability", a) for a in s.abilities))
        counts[i, [columns[name] for name in held if name in columns]] = 1
    return counts


def _sum_rows(rows: Ints, units: tuple[Unit, ...]) -> Ints:
    first = rows[[u.members[0] for u in units]] if units else rows[:0]
    for k, unit in enumerate(units):
        for member in unit.members[1:]:
            first[k] += rows[member]
    return first


def _allowed(single: Flags, bound_by: Ties) -> Flags:
    rows = single[[u.members[0] for u in bound_by.units]] if bound_by.units else single[:0]
    for k, (unit, fixed) in enumerate(zip(bound_by.units, bound_by.fixed, strict=True)):
        for member in unit.members[1:]:
            rows[k] &= single[member]
        for problem in fixed:
            keep = rows[k, problem]
            rows[k] = False
            rows[k, problem] = keep
        if len(fixed) > 1:
            rows[k] = False
    return rows


def _wish_costs(instance: Instance, people: tuple[Student, ...], extra: Ints) -> Ints:
    """Cost of each present student on each problem: that of the smallest matching rank, if any wish, and the extra."""
    column_of = {p.problem_id: j for j, p in enumerate(instance.problems)}
    theme_of: dict[str, list[int]] = defaultdict(list)
    for j, p in enumerate(instance.problems):
        theme_of[p.theme].append(j)
    row_of = {s.student_id: i for i, s in enumerate(people)}
    weights, ranks = instance.weights, len(instance.weights.rank_cost)
    costs = np.zeros((len(people), len(instance.problems)), dtype=np.int32)
    wishes = [w for w in instance.wishes if w.student_id in row_of]
    costs[sorted({row_of[w.student_id] for w in wishes})] = weights.unwished
    # Worst rank first, so that the smallest matching rank is what remains.
    for wish in sorted(wishes, key=lambda w: -w.rank):
        if wish.kind == "theme":
            columns = theme_of.get(wish.target, [])
        else:
            columns = [column_of[wish.target]] if wish.target in column_of else []
        costs[row_of[wish.student_id], columns] = weights.rank_cost[min(wish.rank, ranks) - 1]
    costs += extra
    return costs
