"""What a composition reads from the roster and the call."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.kernel.actor import Role
from challenge.people.models import Person, StaffProfile
from challenge.problems.models import Problem
from challenge.teams.rules import WEIGHTS, CompositionRules
from challenge.teams.seats import Coach
from challenge.teams.solver import model


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """What forming a team needs of its problem."""

    id: int
    language: str


def placed_people(session: Session, edition_id: int) -> dict[str, tuple[int, int | None]]:
    """Return (person, account) of everybody who takes part, by their ref."""
    wanted = select(Person.ref, Person.id, Person.account_id).where(
        Person.edition_id == edition_id, Person.left_at.is_(None), Person.present.is_(True)
    )
    return {row.ref: (row.id, row.account_id) for row in session.execute(wanted)}


def problem_rows(session: Session, edition_id: int) -> dict[str, ProblemRow]:
    """Return the confirmed problems by their ref."""
    wanted = select(Problem.ref, Problem.id, Problem.language).where(
        Problem.edition_id == edition_id, Problem.status == "confirmed"
    )
    return {row.ref: ProblemRow(row.id, row.language) for row in session.execute(wanted)}


def coaches(session: Session, edition_id: int) -> list[Coach]:
    """Return the coaches by account."""
    wanted = select(StaffProfile).where(StaffProfile.edition_id == edition_id, StaffProfile.role == Role.COACH.value)
    rows = session.execute(wanted.order_by(StaffProfile.account_id)).scalars()
    return [Coach(row.account_id, row.zone, frozenset(row.languages), row.capacity) for row in rows]


def demand(session: Session, edition_id: int) -> tuple[int, int, int]:
    """Return how many students take part, and the fewest and most teams the confirmed problems allow."""
    students = len(placed_people(session, edition_id))
    rows = session.execute(
        select(Problem.min_teams, Problem.max_teams).where(
            Problem.edition_id == edition_id, Problem.status == "confirmed"
        )
    ).all()
    return students, sum(row.min_teams for row in rows), sum(row.max_teams for row in rows)


def instance_of(session: Session, edition_id: int, rules: CompositionRules) -> model.Instance:
    """Return the solver's input under an organiser's rules; nationality and employer are not collected."""
    people = session.execute(
        select(Person)
        .where(Person.edition_id == edition_id, Person.left_at.is_(None), Person.present.is_(True))
        .order_by(Person.ref)
    ).scalars()
    problems = session.execute(
        select(Problem).where(Problem.edition_id == edition_id, Problem.status == "confirmed").order_by(Problem.ref)
    ).scalars()
    return model.Instance(
        students=tuple(_student(person) for person in people),
        problems=tuple(_problem(problem, rules) for problem in problems),
        wishes=(),
        constraints=(),
        weights=WEIGHTS,
    )


def _student(person: Person) -> model.Student:
    return model.Student(
        student_id=person.ref,
        department=person.department,
        level=person.level,
        school=person.school,
        languages=frozenset(person.languages),
        site=person.site,
        skills=frozenset(person.skills),
    )


def _problem(problem: Problem, rules: CompositionRules) -> model.Problem:
    return model.Problem(
        problem_id=problem.ref,
        theme=problem.theme,
        min_teams=problem.max_teams if rules.all_teams else problem.min_teams,
        max_teams=problem.max_teams,
        min_size=rules.min_size,
        max_size=rules.max_size,
        dept_cap=rules.dept_cap,
        min_depts=rules.min_depts,
        min_seniors=rules.min_seniors,
        required_skills=frozenset(problem.required_skills),
        wanted_depts=frozenset(problem.wanted_depts),
        language=problem.language,
        site=problem.site or model.ANY_SITE,
        remote_ok=problem.remote_ok,
    )
