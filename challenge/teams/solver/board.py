"""The instance as numbers: units against problems, with costs, counts and limits in arrays.

Features are what a team counts: size, sum of levels, seniors, minority members, one per department, one per ability
that some problem requires. A unit's features add up to its team's.
"""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from challenge.teams.solver.eligibility import Flags, eligibility
from challenge.teams.solver.model import SENIOR_LEVEL, Instance, Problem, Student, Weights
from challenge.teams.solver.units import Ties, Unit, ties

Ints = NDArray[np.int64]

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


@dataclass(frozen=True, slots=True)
class Board:
    """The whole puzzle.

    `allowed` and `cost` have one row per unit and one column per problem; `cost` is the wish cost of all members.
    `counts` has one row per unit and one column per feature. `mean_level` is in tenths, rounded half up.
    `unmatched_wanted` are wanted departments that no student has, a cost that every team pays.
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
    limits: tuple[Limits, ...]
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


def board_of(instance: Instance) -> Board:
    """Compile an instance; contradictions show as rows of `allowed` without any true value."""
    people = tuple(s for s in instance.students if s.present)
    bound_by = ties(instance)
    depts = sorted({s.department for s in people})
    abilities = sorted({skill for p in instance.problems for skill in p.required_skills})
    features = ("size", "level", "seniors", "minority", *depts, *abilities)
    dept_of = {d: FIRST_DEPT + k for k, d in enumerate(depts)}
    ability_of = {a: FIRST_DEPT + len(depts) + k for k, a in enumerate(abilities)}
    counts = _person_counts(people, dept_of, ability_of)
    apart: list[set[int]] = [set() for _ in bound_by.units]
    for a, b in bound_by.apart:
        apart[a].add(b)
        apart[b].add(a)
    levels, n = sum(s.level for s in people), len(people)
    return Board(
        instance=instance,
        people=people,
        units=bound_by.units,
        bound_by=bound_by,
        allowed=_allowed(people, instance.problems, bound_by),
        cost=_sum_rows(_wish_costs(instance, people), bound_by.units),
        counts=_sum_rows(counts, bound_by.units),
        features=features,
        dept_count=len(depts),
        limits=tuple(_limits(p, dept_of, ability_of) for p in instance.problems),
        unmatched_wanted=tuple(len(p.wanted_depts - set(depts)) for p in instance.problems),
        apart=tuple(tuple(sorted(others)) for others in apart),
        mean_level=(20 * levels + n) // (2 * n) if n else 0,
    )


def _limits(problem: Problem, dept_of: dict[str, int], ability_of: dict[str, int]) -> Limits:
    return Limits(
        problem.min_teams,
        problem.max_teams,
        problem.min_size,
        problem.max_size,
        problem.dept_cap,
        problem.min_depts,
        problem.min_seniors,
        tuple(sorted(ability_of[a] for a in problem.required_skills)),
        tuple(sorted(dept_of[d] for d in problem.wanted_depts if d in dept_of)),
    )


def _person_counts(people: tuple[Student, ...], dept_of: dict[str, int], ability_of: dict[str, int]) -> Ints:
    counts = np.zeros((len(people), FIRST_DEPT + len(dept_of) + len(ability_of)), dtype=np.int64)
    for i, s in enumerate(people):
        counts[i, :FIRST_DEPT] = (1, s.level, s.level >= SENIOR_LEVEL, s.minority)
        counts[i, dept_of[s.department]] = 1
        for ability in s.abilities:
            if ability in ability_of:
                counts[i, ability_of[ability]] = 1
    return counts


def _sum_rows(rows: Ints, units: tuple[Unit, ...]) -> Ints:
    first = rows[[u.members[0] for u in units]] if units else rows[:0]
    for k, unit in enumerate(units):
        for member in unit.members[1:]:
            first[k] += rows[member]
    return first


def _allowed(people: tuple[Student, ...], problems: tuple[Problem, ...], bound_by: Ties) -> Flags:
    single = eligibility(people, problems)
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


def _wish_costs(instance: Instance, people: tuple[Student, ...]) -> Ints:
    """Cost of each present student on each problem: zero without wishes, else that of the smallest matching rank."""
    column_of = {p.problem_id: j for j, p in enumerate(instance.problems)}
    theme_of: dict[str, list[int]] = defaultdict(list)
    for j, p in enumerate(instance.problems):
        theme_of[p.theme].append(j)
    row_of = {s.student_id: i for i, s in enumerate(people)}
    weights, ranks = instance.weights, len(instance.weights.rank_cost)
    costs = np.zeros((len(people), len(instance.problems)), dtype=np.int64)
    wishes = [w for w in instance.wishes if w.student_id in row_of]
    costs[sorted({row_of[w.student_id] for w in wishes})] = weights.unwished
    # Worst rank first, so that the smallest matching rank is what remains.
    for wish in sorted(wishes, key=lambda w: -w.rank):
        if wish.kind == "theme":
            columns = theme_of.get(wish.target, [])
        else:
            columns = [column_of[wish.target]] if wish.target in column_of else []
        costs[row_of[wish.student_id], columns] = weights.rank_cost[min(wish.rank, ranks) - 1]
    return costs
