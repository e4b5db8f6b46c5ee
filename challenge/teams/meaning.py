"""What the rules mean for this roster and this call, counted before anything is computed."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from challenge.teams.solver.eligibility import barrier
from challenge.teams.solver.model import REMOTE, SENIOR_LEVEL, Instance, Problem, Student


@dataclass(frozen=True, slots=True)
class Count:
    """One line of the account: what is asked and what there is.

    Fields:
        code: the sentence, `count:<code>` in the catalogues, with `params`.
        needed, there: the two numbers; there must be at least as many as needed.
        is_most: the other way round: `there` may be at most `needed`.
    """

    code: str
    needed: int
    there: int
    params: Mapping[str, Any]
    is_most: bool = False

    @property
    def is_short(self) -> bool:
        """True when the rule cannot hold everywhere."""
        return self.there > self.needed if self.is_most else self.there < self.needed

    @property
    def is_tight(self) -> bool:
        """True when it holds with less than a tenth to spare."""
        return not self.is_short and abs(self.there - self.needed) * 10 < max(self.needed, 1)


def meaning(instance: Instance) -> list[Count]:
    """Return the account, in the order of the rules; a rule that asks for nothing is not in it."""
    people = [student for student in instance.students if student.present]
    found: list[Count] = []
    for part in (_sizes, _seniors, _departments, _schools, _languages, _sites, _skills, _nowhere):
        found += part(instance, people)
    return found


def _sizes(instance: Instance, people: list[Student]) -> Iterator[Count]:
    least = sum(problem.min_teams * problem.min_size for problem in instance.problems)
    most = sum(problem.max_teams * problem.max_size for problem in instance.problems)
    teams = _teams(instance)
    yield Count("fill", least, len(people), {"teams": teams})
    yield Count("seats", most, len(people), {"teams": teams}, is_most=True)


def _seniors(instance: Instance, people: list[Student]) -> Iterator[Count]:
    needed = sum(problem.min_teams * problem.min_seniors for problem in instance.problems)
    if needed:
        yield Count("seniors", needed, sum(one.level >= SENIOR_LEVEL for one in people), {})


def _departments(instance: Instance, people: list[Student]) -> Iterator[Count]:
    yield from _capped(instance, Counter(one.department for one in people if one.department), "department", _dept_cap)
    wanted = max((problem.min_depts for problem in instance.problems), default=0)
    if wanted > 1:
        yield Count("departments", wanted, len({one.department for one in people}), {})


def _dept_cap(problem: Problem) -> int:
    return min(problem.dept_cap, problem.max_size)


def _schools(instance: Instance, people: list[Student]) -> Iterator[Count]:
    if any(problem.school_cap for problem in instance.problems):
        counted = Counter(one.school for one in people if one.school)
        yield from _capped(instance, counted, "school", lambda problem: problem.school_cap or problem.max_size)


def _capped(
    instance: Instance, counted: "Counter[str]", code: str, cap_of: Callable[[Problem], int]
) -> Iterator[Count]:
    """Count the largest groups against the places that their cap leaves; only those that come near it."""
    room = sum(problem.max_teams * cap_of(problem) for problem in instance.problems)
    for name, size in counted.most_common(3):
        if size * 2 > room:
            yield Count(code, room, size, {"name": name}, is_most=True)


def _languages(instance: Instance, people: list[Student]) -> Iterator[Count]:
    """Count, for each language, the seats of the problems worked in it and those who speak it."""
    needed: Counter[str] = Counter()
    problems: Counter[str] = Counter()
    for problem in instance.problems:
        if problem.language:
            needed[problem.language] += problem.min_teams * problem.min_size
            problems[problem.language] += 1
    for language, seats in sorted(needed.items()):
        there = sum(language in one.languages for one in people)
        yield Count("language", seats, there, {"name": language, "problems": problems[language]})


def _sites(instance: Instance, people: list[Student]) -> Iterator[Count]:
    remote = sum(one.site == REMOTE for one in people)
    if remote:
        room = sum(problem.max_teams * problem.max_size for problem in instance.problems if problem.remote_ok)
        yield Count("remote", room, remote, {}, is_most=True)


def _skills(instance: Instance, people: list[Student]) -> Iterator[Count]:
    """Count, for each ability that problems require, the teams that need a holder and the holders."""
    needed: Counter[str] = Counter()
    problems: Counter[str] = Counter()
    for problem in instance.problems:
        for skill in problem.required_skills:
            needed[skill] += problem.min_teams
            problems[skill] += 1
    for skill, teams in sorted(needed.items()):
        there = sum(skill in one.abilities for one in people)
        code = "speaker" if skill.startswith("lang:") else "skill"
        name = skill.removeprefix("lang:")
        yield Count(code, teams, there, {"name": name, "problems": problems[skill]})


def _nowhere(instance: Instance, people: list[Student]) -> Iterator[Count]:
    """Count those whom language, site or a bar keeps from every problem; people alike are asked about once."""
    kinds: dict[Any, list[Student]] = {}
    for one in people:
        kinds.setdefault((one.languages, one.site, one.nationality, one.employer), []).append(one)
    closed = [
        student.student_id
        for group in kinds.values()
        if all(barrier(group[0], problem) for problem in instance.problems)
        for student in group
    ]
    if closed and instance.problems:
        params = {"persons": ", ".join(sorted(closed)[:6]), "num": len(closed)}
        yield Count("nowhere", 0, len(closed), params, is_most=True)


def _teams(instance: Instance) -> int:
    return sum(problem.max_teams for problem in instance.problems)
