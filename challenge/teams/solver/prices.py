"""What each rule costs the whole: the same teams improved once with all rules and once without the one in question.

Three numbers in tenths of a point, for each rule:

- *found*: teams without the rule were found that are so much better than the best found with it, after equal work.
- *least*: dropping the rule wins at least this, whoever composes: the best bound with it less the teams found without.
- *most*: it cannot win more: the teams in hand less the bound of the linear relaxation without the rule.

Prices of several rules do not add up: two rules may stand in the way of the same wish.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from challenge.teams.solver.annealing import Aims
from challenge.teams.solver.board import Board, board_of
from challenge.teams.solver.check import parts_of
from challenge.teams.solver.compose import plain_bound, plan_of
from challenge.teams.solver.course import MOST_CELLS
from challenge.teams.solver.figures import Longs, figures_of
from challenge.teams.solver.linear import relax
from challenge.teams.solver.model import ANY_SITE, Effort, Instance, Plan, Problem
from challenge.teams.solver.pair import side_by_side
from challenge.teams.solver.seats import aims_of, seat_rest, slots_of, wished_places
from challenge.teams.solver.standing import Standing, Task, search

Drop = Callable[[Problem], Problem]

NEAR = 40.0
"""Reduced cost below which the relaxation would still seat somebody there."""

HOT, COLD = 16.0, 1.5
"""Temperatures of a search from good teams, in tenths of a point."""

NOBODY = frozenset[str]()

OF_PROBLEMS: Mapping[str, Drop] = {
    "department_cap": lambda one: replace(one, dept_cap=max(one.dept_cap, one.max_size)),
    "school_cap": lambda one: replace(one, school_cap=0),
    "min_depts": lambda one: replace(one, min_depts=0),
    "seniors": lambda one: replace(one, min_seniors=0),
    "required_skill": lambda one: replace(one, required_skills=NOBODY),
    "language": lambda one: replace(one, language=""),
    "site": lambda one: replace(one, site=ANY_SITE, remote_ok=True),
    "barred": lambda one: replace(one, excluded_nationalities=NOBODY, excluded_employers=NOBODY),
    "owner": lambda one: replace(one, owner_id=""),
    "sizes": lambda one: replace(one, min_size=max(1, one.min_size - 1), max_size=one.max_size + 1),
}
"""Rules that stand with the problems. `sizes` is not dropped: teams may be one smaller or larger."""

OF_PERSONS = ("together", "apart", "lock")
"""Rules about named persons."""

RULES = (*OF_PROBLEMS, *OF_PERSONS)


@dataclass(frozen=True, slots=True)
class RulePrice:
    """What one rule costs, see above; `first_wishes` more people (or fewer) have their first wish in the teams found.

    `work` counts what the rule is about: problems, or constraints between persons.
    """

    rule: str
    found: int
    least: int
    most: int
    first_wishes: int
    work: int


def without(instance: Instance, rule: str) -> Instance:
    """Return the instance as if a rule of `RULES` had not been set."""
    if rule in OF_PROBLEMS:
        return replace(instance, problems=tuple(OF_PROBLEMS[rule](one) for one in instance.problems))
    return replace(instance, constraints=tuple(one for one in instance.constraints if one.kind != rule))


def priced_rules(instance: Instance) -> dict[str, int]:
    """Return the rules that say anything here, with the number of problems or constraints that they are about."""
    found = {}
    for rule in RULES:
        other = without(instance, rule)
        if rule in OF_PROBLEMS:
            pairs = zip(instance.problems, other.problems, strict=True)
            found[rule] = sum(before != after for before, after in pairs)
        else:
            found[rule] = len(instance.constraints) - len(other.constraints)
    return {rule: count for rule, count in found.items() if count}


def first_wishes(instance: Instance, plan: Plan) -> int:
    """Return how many people work on what they wished first, a problem or a theme."""
    wished = {(one.student_id, one.kind, one.target) for one in instance.wishes if one.rank == 1}
    theme_of = {one.problem_id: one.theme for one in instance.problems}
    return sum(
        (place.student_id, "problem", place.problem_id) in wished
        or (place.student_id, "theme", theme_of[place.problem_id]) in wished
        for place in plan.placements
    )


@dataclass(slots=True)
class Trial:
    """One instance with the teams to start from; `prepare` sets board, aims and bound, `improve` the plan.

    Only while it is between the two a trial holds its board, which is large.
    """

    instance: Instance
    start: Plan
    seed: int
    board: Board | None = None
    bound: int = 0
    aims: Aims | None = None
    plan: Plan | None = None

    def prepare(self) -> None:
        """Bound the objective from below, and find out where people should sit."""
        self.board = board = board_of(self.instance)
        figures = figures_of(board)
        place_of, _ = slots_of(figures, len(board.people))
        self.bound = plain_bound(board)
        if board.allowed.size <= MOST_CELLS and board.cost.any():
            _, shares = relax(board, self.seed)
            self.bound = max(self.bound, shares.bound)
            near = [np.flatnonzero(row <= NEAR) for row in shares.reduced]
        else:
            near = wished_places(figures)
        self.aims = aims_of(near, place_of, anywhere=0.1, ring=0.3)

    def improve(self, effort: Effort) -> None:
        """Search near the teams to start from, for so much work."""
        board, aims = self.board, self.aims
        assert board is not None
        assert aims is not None
        figures = figures_of(board)
        place_of, must = slots_of(figures, len(board.people))
        choice = board.allowed.sum(axis=1).astype(np.int64)
        task = Task(board, figures, place_of, must, choice, self.seed, effort, lambda _: None)
        bench = task.bench(seats_in(task, self.start), 1, task.penalty)
        standing = Standing(self.bound, task.figures.constant)
        standing.take(bench)
        search(task, standing, bench, aims, effort.proposals, (HOT, COLD))
        if standing.team_of is None:
            self.plan = self.start
        else:
            self.plan = plan_of(board, place_of.tolist(), standing.team_of.tolist(), self.bound)
        self.board = self.aims = None


def seats_in(task: Task, plan: Plan) -> Longs:
    """Return the team of each unit as in a plan; of those who are not in it, or find no table, one where they fit."""
    board = task.board
    column = {one.problem_id: place for place, one in enumerate(board.problems)}
    free: dict[int, list[int]] = {}
    for slot in range(len(task.place_of) - 1, -1, -1):
        free.setdefault(int(task.place_of[slot]), []).append(slot)
    seat_of = {one.student_id: (column[one.problem_id], one.team_no) for one in plan.placements}
    slots: dict[tuple[int, int], int] = {}
    for place, number in sorted(set(seat_of.values())):
        if free.get(place):
            slots[place, number] = free[place].pop()
    first = [board.people[unit.members[0]].student_id for unit in board.units]
    team_of = np.array([slots.get(seat_of.get(name, (-1, 0)), -1) for name in first], dtype=np.int64)
    return seat_rest(task.figures, task.place_of, task.must, team_of, task.choice)


def rule_prices(
    instance: Instance,
    plan: Plan,
    *,
    seed: int,
    effort: Effort,
    rules: Sequence[str] | None = None,
) -> Iterator[RulePrice]:
    """Yield the price of each rule, one after the other; ends early when time is up, never with half a price.

    Args:
        instance: what was composed.
        plan: its teams, which keep every rule; its `bound` is taken for granted.
        seed: the source of chance.
        effort: work for each rule, and when to stop.
        rules: those in question; all that say anything when left out.
    """
    counts = priced_rules(instance)
    base = Trial(instance, plan, seed)
    base.prepare()
    trial = replace(base, seed=seed + 1)
    base.improve(effort)
    assert base.plan is not None
    trial.start = start = base.plan
    late = effort.out_of_time
    known: Known | None = None
    wanted = list(counts) if rules is None else list(rules)
    for rule, following in zip(("", *wanted), (*wanted, None), strict=True):
        # While one rule's teams are searched, the next one's relaxation is solved: both cores work.
        ahead = Trial(without(instance, following), start, seed + 1) if following else None
        steps: list[Callable[[], None]] = [partial(trial.improve, effort)]
        steps += [ahead.prepare] if ahead else []
        if not side_by_side(steps, late) or late():
            return
        if known is None:
            known = Known.of(instance, plan, base, trial)
        else:
            yield known.price(rule, trial, counts[rule])
        trial = ahead or trial


@dataclass(frozen=True, slots=True)
class Known:
    """What is known with all rules: the best objective found, its first wishes, the best proven bound."""

    objective: int
    first_wishes: int
    bound: int

    @classmethod
    def of(cls, instance: Instance, plan: Plan, *trials: Trial) -> "Known":
        """Take the best of the teams in hand and those of some trials."""
        plans = [plan, *(trial.plan for trial in trials if trial.plan is not None)]
        costs = [parts_of(instance, one).total for one in plans]
        best = min(range(len(plans)), key=costs.__getitem__)
        return cls(costs[best], first_wishes(instance, plans[best]), max(plan.bound, trials[0].bound))

    def price(self, rule: str, trial: Trial, work: int) -> RulePrice:
        """Compare with the teams found without a rule; those with it are still possible then, so nothing is lost."""
        assert trial.plan is not None
        other = trial.plan.objective
        found = max(0, self.objective - other)
        more = first_wishes(trial.instance, trial.plan) - self.first_wishes if found else 0
        most = max(found, self.objective - trial.bound)
        return RulePrice(rule, found, max(0, min(found, self.bound - other)), most, more, work)
