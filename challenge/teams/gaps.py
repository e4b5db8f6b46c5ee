"""What came apart since the teams were formed: who is missing, who has no team, which teams break a rule."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.people.models import Person
from challenge.problems.models import Problem
from challenge.teams.inputs import instance_of
from challenge.teams.models import Team, TeamMember
from challenge.teams.rulebook import standing_rules
from challenge.teams.snapshots import as_plan
from challenge.teams.solver.check import check
from challenge.teams.solver.model import Instance, Violation


@dataclass(frozen=True, slots=True)
class Seated:
    """Somebody's place now: ref, person, account, and the seat and code of their team."""

    ref: str
    person_id: int
    account_id: int | None
    name: str
    problem: str
    team_no: int
    team_id: int
    code: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Gaps:
    """What came apart.

    Fields:
        missing: members who are absent or have left.
        homeless: refs and names of students who are here and have no team.
        withdrawn: codes of teams whose problem is not confirmed any more.
        broken: rules that the teams break without the missing ones.
    """

    missing: Sequence[Seated]
    homeless: Sequence[tuple[str, str]]
    withdrawn: Sequence[str]
    broken: Sequence[Violation]


def seated_now(session: Session, edition_id: int) -> list[Seated]:
    """Return everybody who is in a team, by ref; one statement."""
    rows = session.execute(
        select(Person, Problem.ref, Problem.status, Team.team_no, Team.id, Team.code)
        .join(TeamMember, TeamMember.person_id == Person.id)
        .join(Team, Team.id == TeamMember.team_id)
        .join(Problem, Problem.id == Team.problem_id)
        .where(TeamMember.edition_id == edition_id)
        .order_by(Person.ref)
    )
    return [
        Seated(
            person.ref,
            person.id,
            person.account_id,
            person.name,
            ref,
            number,
            team_id,
            code,
            person.present and person.left_at is None,
        )
        for person, ref, _, number, team_id, code in rows
    ]


def placements_of(seated: Sequence[Seated]) -> list[list[str | int]]:
    """Return the present teams as placements, the missing ones included."""
    return [[one.ref, one.problem, one.team_no] for one in seated]


def gaps(session: Session, edition_id: int) -> Gaps:
    """Return what came apart, by the rules that stand."""
    seated = seated_now(session, edition_id)
    if not seated:
        return Gaps((), (), (), ())
    instance = instance_of(session, edition_id, standing_rules(session, edition_id).rules)
    placed = {one.ref for one in seated}
    offered = {problem.problem_id for problem in instance.problems}
    homeless = [one.student_id for one in instance.students if one.student_id not in placed]
    return Gaps(
        [one for one in seated if not one.is_here],
        _named(session, edition_id, homeless),
        sorted({one.code for one in seated if one.problem not in offered}),
        _broken(instance, seated, offered),
    )


def _named(session: Session, edition_id: int, refs: Sequence[str]) -> list[tuple[str, str]]:
    wanted = select(Person).where(Person.edition_id == edition_id, Person.ref.in_(refs)).order_by(Person.ref)
    return [(row.ref, row.name) for row in session.execute(wanted).scalars()]


def _broken(instance: Instance, seated: Sequence[Seated], offered: set[str]) -> list[Violation]:
    """Return the rules that those who are here break; who has no team yet is told apart."""
    here = [one for one in seated if one.is_here and one.problem in offered]
    placed = {one.ref for one in here}
    known = Instance(
        tuple(one for one in instance.students if one.student_id in placed),
        instance.problems,
        instance.wishes,
        instance.constraints,
        instance.weights,
        instance.soft,
    )
    return check(known, as_plan(placements_of(here)))
