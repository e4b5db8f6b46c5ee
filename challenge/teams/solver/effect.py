"""What a change by hand would do to a plan: the price of each part, rules broken and rules mended.

An index is built once per plan; each question then looks at the touched teams and the students in them alone.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from challenge.teams.solver.check import (
    Seat,
    broken_constraint,
    closed_places,
    mean_level,
    team_parts,
    team_rules,
    wish_cost,
)
from challenge.teams.solver.model import Constraint, Instance, Parts, Plan, Student, Violation, Wish

Moves = Mapping[str, Seat | None]
"""Where each named student goes: a problem and a team number from 1, or None for no seat."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change does.

    `change` is new minus old for each part of the objective, in tenths of a point: below zero is better. `broken`
    lists rules that are kept now and would break, `mended` those that are broken now and would hold.
    """

    change: Parts
    broken: tuple[Violation, ...]
    mended: tuple[Violation, ...]

    @property
    def is_allowed(self) -> bool:
        """Whether no rule breaks that holds now."""
        return not self.broken


class Effects:
    """Answers about one plan of one instance; it stays as it is, whatever is asked.

    Args:
        instance: the rules and persons.
        plan: a draft of any quality; placements of unknown students or problems are overlooked.
    """

    def __init__(self, instance: Instance, plan: Plan) -> None:
        self.instance, self.weights, self.mean = instance, instance.weights, mean_level(instance)
        self.students = {s.student_id: s for s in instance.students}
        self.problems = {p.problem_id: p for p in instance.problems}
        self.seats: dict[str, Seat] = {
            p.student_id: (p.problem_id, p.team_no)
            for p in plan.placements
            if p.student_id in self.students and p.problem_id in self.problems
        }
        self.teams: dict[Seat, list[str]] = defaultdict(list)
        for student_id, seat in self.seats.items():
            self.teams[seat].append(student_id)
        self.counted = Counter(problem_id for problem_id, _ in self.teams)
        self.rules: dict[str, list[Constraint]] = defaultdict(list)
        for rule in instance.constraints:
            for name in {rule.a, rule.b} & self.students.keys():
                self.rules[name].append(rule)
        self.wishes: dict[str, list[Wish]] = defaultdict(list)
        for wish in instance.wishes:
            self.wishes[wish.student_id].append(wish)
        self.owned: dict[str, list[str]] = defaultdict(list)
        for problem in instance.problems:
            self.owned[problem.owner_id].append(problem.problem_id)

    def move(self, student_id: str, problem_id: str, team_no: int) -> Effect:
        """Tell what it does to seat one student in a team, which may be a new one.

        Raises:
            KeyError: no such student or problem.
        """
        return self.of({student_id: (problem_id, team_no)})

    def swap(self, a: str, b: str) -> Effect:
        """Tell what it does to let two students change places; one of them may have none.

        Raises:
            KeyError: no such student.
        """
        return self.of({a: self.seats.get(b), b: self.seats.get(a)})

    def of(self, moves: Moves) -> Effect:
        """Tell what several moves at once do.

        Raises:
            KeyError: no such student or problem.
        """
        self._known(moves)
        touched = {seat for name in moves for seat in (self.seats.get(name), moves[name]) if seat}
        before, was = self._judge(moves, touched, {name: self.seats.get(name) for name in moves})
        after, now = self._judge(moves, touched, moves)
        return Effect(after - before, tuple((now - was).elements()), tuple((was - now).elements()))

    def apply(self, moves: Moves) -> None:
        """Carry moves out: later questions are about the plan after them.

        Raises:
            KeyError: no such student or problem.
        """
        self._known(moves)
        for student_id, seat in moves.items():
            old = self.seats.pop(student_id, None)
            if old:
                self.teams[old].remove(student_id)
            if old and not self.teams[old]:
                del self.teams[old]
            if seat:
                self.seats[student_id] = seat
                self.teams[seat].append(student_id)
        self.counted = Counter(problem_id for problem_id, _ in self.teams)

    def _known(self, moves: Moves) -> None:
        for student_id, seat in moves.items():
            if student_id not in self.students or (seat and seat[0] not in self.problems):
                raise KeyError(student_id if student_id not in self.students else seat)

    def _judge(self, names: Moves, touched: set[Seat], moves: Moves) -> tuple[Parts, Counter[Violation]]:
        """Price what the moves may change, and count the rules broken there."""
        total, broken = Parts(), Counter[Violation]()
        counted = self.counted.copy()
        for seat in touched:
            problem, members = self.problems[seat[0]], self._members(seat, moves)
            total += team_parts(self.weights, self.mean, problem, members)
            counted[seat[0]] += bool(members) - (seat in self.teams)
            if members:
                team = (seat[0], str(seat[1]))
                broken.update(Violation(rule, team, amount) for rule, amount in team_rules(problem, members))
        for problem in (self.problems[name] for name in {name for name, _ in touched}):
            if not problem.min_teams <= counted[problem.problem_id] <= problem.max_teams:
                broken[Violation("team_count", (problem.problem_id,))] += 1
        wish = sum(self._wish(name, seat) for name, seat in moves.items() if seat)
        broken.update(self._personal(names, moves))
        prices = {one: self.instance.price_of(one.rule) for one in broken}
        bent = sum((prices[one] or 0) * one.amount * times for one, times in broken.items())
        hard = Counter({one: times for one, times in broken.items() if prices[one] is None})
        return total + Parts(wish=wish, broken=bent), hard

    def _members(self, seat: Seat, moves: Moves) -> list[Student]:
        stay = [self.students[name] for name in self.teams.get(seat, ()) if name not in moves]
        return stay + [self.students[name] for name, target in moves.items() if target == seat]

    def _wish(self, student_id: str, seat: Seat) -> int:
        return wish_cost(self.weights, self.wishes.get(student_id, ()), self.problems[seat[0]])

    def _personal(self, names: Moves, moves: Moves) -> Iterator[Violation]:
        """Yield the broken rules that bind the moved students themselves."""
        rules = {rule for name in names for rule in self.rules.get(name, ())}
        concerned = {*names, *(r.a for r in rules), *(r.b for r in rules)}
        places = {name: moves[name] if name in moves else self.seats.get(name) for name in concerned}
        seats = {name: seat for name, seat in places.items() if seat}
        for rule in rules:
            yield from broken_constraint(rule, seats)
        for name in names:
            if name in seats:
                yield from closed_places(self.students, self.problems, {name: seats[name]})
                yield from self._owner(name, seats[name][0])
            elif self.students[name].present:
                yield Violation("unassigned", (name,))

    def _owner(self, name: str, problem_id: str) -> Iterator[Violation]:
        for owned in self.owned.get(name, ()):
            if owned != problem_id:
                yield Violation("owner", (name, owned))
