"""Why somebody is where they are, and what a team satisfies and lacks: pure, from a run's input and its teams."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from challenge.teams.fairness import UNWISHED, rank_of
from challenge.teams.solver.check import Seat
from challenge.teams.solver.effect import Effect, Effects
from challenge.teams.solver.eligibility import barrier
from challenge.teams.solver.model import SENIOR_LEVEL, Instance, Problem, Student, Wish

REASONS_MOST = 4
_TOLD_IN_CONFIDENCE = frozenset(
    f"breaks_{rule}" for rule in ("together", "apart", "lock", "owner", "nationality", "employer")
)


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence: `why:<code>` in the catalogues, with `params`."""

    code: str
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StudentStory:
    """Where a student is and why.

    Fields:
        seat: problem and team number; None when they have no team.
        rank: of the wish that came true, `UNWISHED` for none, None when they stated none.
        wishes: all of them, the first one first.
        denied: why each better wish did not come true, in order of rank.
        brings: what they bring that their team needs.
        bound: bindings that hold them where they are.
    """

    seat: Seat | None
    rank: int | None
    wishes: Sequence[Wish]
    denied: Sequence[Reason]
    brings: Sequence[Reason]
    bound: Sequence[Reason]


@dataclass(frozen=True, slots=True)
class TeamStory:
    """What a team satisfies, and where it is thin (one person leaving would break a rule)."""

    seat: Seat
    members: Sequence[Student]
    fits: Sequence[Reason]
    thin: Sequence[Reason]


def student_story(instance: Instance, effects: Effects, student_id: str) -> StudentStory:
    """Return why a student is where they are.

    Raises:
        KeyError: the run knows no such student.
    """
    student = effects.students[student_id]
    seat, wishes = effects.seats.get(student_id), sorted(effects.wishes.get(student_id, ()), key=lambda one: one.rank)
    rank = rank_of(wishes, effects.problems[seat[0]]) if seat and wishes else None
    better = [wish for wish in wishes if rank in (None, UNWISHED) or wish.rank < (rank or 0)]
    denied = [reason for wish in better[:REASONS_MOST] for reason in _denied(effects, student, wish)]
    brings = list(_brings(effects, student, seat)) if seat else []
    return StudentStory(seat, rank, wishes, denied, brings, list(_bound(instance, effects, student_id)))


def discreet(story: StudentStory) -> StudentStory:
    """Return a story as the student reads it: without bindings, and silent about those of others.

    That a way in "would break two kept apart" would tell whom organisers keep apart from somebody on that problem.
    """
    denied = [Reason("breaks_other", one.params) if one.code in _TOLD_IN_CONFIDENCE else one for one in story.denied]
    return replace(story, denied=denied, bound=())


def _denied(effects: Effects, student: Student, wish: Wish) -> Iterator[Reason]:
    """Yield why one wish did not come true: closed to them, at odds with a rule, or dearer for the others."""
    named = {"rank": wish.rank, "target": wish.target}
    offered = [problem for problem in effects.problems.values() if rank_of([wish], problem)]
    open_ones = [problem for problem in offered if barrier(student, problem) is None]
    if not offered:
        yield Reason("not_offered", named)
    elif not open_ones:
        yield Reason(f"closed_{barrier(student, offered[0])}", named)
    else:
        yield _dearer(effects, student, open_ones, named)


def _dearer(effects: Effects, student: Student, problems: Sequence[Problem], named: Mapping[str, Any]) -> Reason:
    """Find the cheapest way to let the student in, and say what stands against it."""
    ways = [way for problem in problems for way in _ways(effects, student.student_id, problem.problem_id)]
    allowed = [way for way in ways if way.is_allowed]
    if not ways:
        return Reason("no_team", named)
    if not allowed:
        rules = Counter(violation.rule for way in ways for violation in way.broken)
        return Reason(f"breaks_{rules.most_common(1)[0][0]}", named)
    cost = min(way.change.total for way in allowed)
    seated = [name for problem in problems for name in _seated(effects, problem.problem_id)]
    only = sum(_is_only_wish(effects, name, problems) for name in seated)
    params = {**named, "points": max(0, cost) / 10, "only": only, "seated": len(seated)}
    if cost <= 0:
        return Reason("tie", params)
    return Reason("full_of_only" if only * 2 > len(seated) else "dearer", params)


def _ways(effects: Effects, student_id: str, problem_id: str) -> Iterator[Effect]:
    """Yield what it does to move the student into each team of a problem, or to let them change places there."""
    for seat in [seat for seat in effects.teams if seat[0] == problem_id]:
        yield effects.move(student_id, *seat)
        for other in effects.teams[seat]:
            yield effects.swap(student_id, other)


def _seated(effects: Effects, problem_id: str) -> list[str]:
    return [name for seat, names in effects.teams.items() if seat[0] == problem_id for name in names]


def _is_only_wish(effects: Effects, name: str, problems: Sequence[Problem]) -> bool:
    """Say whether this is where somebody's first wish came true."""
    own = effects.seats[name]
    return any(
        own[0] == problem.problem_id and rank_of(effects.wishes.get(name, ()), problem) == 1 for problem in problems
    )


def _brings(effects: Effects, student: Student, seat: Seat) -> Iterator[Reason]:
    problem = effects.problems[seat[0]]
    others = [effects.students[name] for name in effects.teams[seat] if name != student.student_id]
    for skill in sorted(problem.required_skills & student.abilities):
        holders = sum(skill in one.abilities for one in others)
        yield Reason(
            "brings_only" if not holders else "brings", {"skill": skill.removeprefix("lang:"), "others": holders}
        )
    if student.department in problem.wanted_depts:
        yield Reason("wanted_department", {"department": student.department})
    if student.level >= SENIOR_LEVEL and problem.min_seniors:
        yield Reason("senior", {"others": sum(one.level >= SENIOR_LEVEL for one in others)})
    if all(one.department != student.department for one in others) and len(others) > 1:
        yield Reason("only_department", {"department": student.department})


def _bound(instance: Instance, effects: Effects, student_id: str) -> Iterator[Reason]:
    for rule in effects.rules.get(student_id, ()):
        other = rule.b if rule.a == student_id else rule.a
        yield Reason(f"bound_{rule.kind}", {"other": other})
    for problem in instance.problems:
        if problem.owner_id == student_id:
            yield Reason("bound_owner", {"other": problem.problem_id})


def team_story(effects: Effects, seat: Seat) -> TeamStory:
    """Return what a team satisfies and where it is thin.

    Raises:
        KeyError: the run has no such team.
    """
    problem = effects.problems[seat[0]]
    members = [effects.students[name] for name in sorted(effects.teams[seat])] if seat in effects.teams else []
    if not members:
        raise KeyError(seat)
    return TeamStory(seat, members, list(_fits(problem, members)), list(_thin(problem, members)))


def _fits(problem: Problem, members: Sequence[Student]) -> Iterator[Reason]:
    depts = Counter(one.department for one in members)
    yield Reason("size", {"size": len(members), "least": problem.min_size, "most": problem.max_size})
    yield Reason("departments", {"count": len(depts), "least": problem.min_depts, "largest": max(depts.values())})
    if problem.min_seniors:
        yield Reason("seniors", {"count": _seniors(members), "least": problem.min_seniors})
    for skill in sorted(problem.required_skills):
        yield Reason("skill", {"skill": skill.removeprefix("lang:"), "count": _holders(members, skill)})
    if problem.language:
        yield Reason("language", {"language": problem.language})
    if found := sorted(problem.wanted_depts & set(depts)):
        yield Reason("wanted", {"departments": ", ".join(found)})


def _thin(problem: Problem, members: Sequence[Student]) -> Iterator[Reason]:
    depts = Counter(one.department for one in members)
    if len(members) == problem.min_size:
        yield Reason("thin_size", {"least": problem.min_size})
    if problem.min_seniors and _seniors(members) == problem.min_seniors:
        yield Reason("thin_seniors", {"count": problem.min_seniors})
    for skill in sorted(problem.required_skills):
        if _holders(members, skill) == 1:
            holder = next(one.student_id for one in members if skill in one.abilities)
            yield Reason("thin_skill", {"skill": skill.removeprefix("lang:"), "person": holder})
    if problem.min_depts > 1 and len(depts) == problem.min_depts:
        yield Reason("thin_departments", {"count": len(depts)})
    if missing := sorted(problem.wanted_depts - set(depts)):
        yield Reason("missing_wanted", {"departments": ", ".join(missing)})


def _seniors(members: Sequence[Student]) -> int:
    return sum(one.level >= SENIOR_LEVEL for one in members)


def _holders(members: Sequence[Student], skill: str) -> int:
    return sum(skill in one.abilities for one in members)
