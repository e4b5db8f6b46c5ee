"""What a composition reads from the roster and the call, and the form in which that is kept."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.dues.queries import in_hall
from challenge.kernel.actor import Role
from challenge.kernel.work import Work
from challenge.people.models import Person, StaffProfile
from challenge.people.queries import serving
from challenge.problems.models import Problem
from challenge.problems.rules import WEIGHT_USUAL
from challenge.teams.bindings import Bound, bound_in
from challenge.teams.eligible import Bars, employer_of, rival_names
from challenge.teams.models import CompositionInput
from challenge.teams.rules import OFF, STRENGTHS, WEIGHTS, CompositionRules
from challenge.teams.seats import Coach
from challenge.teams.snapshots import as_json
from challenge.teams.solver import model
from challenge.teams.wishes import wishes_in


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
    """Return the problems of the hall by their ref."""
    wanted = select(Problem.ref, Problem.id, Problem.language).where(*in_hall(session, edition_id))
    return {row.ref: ProblemRow(row.id, row.language) for row in session.execute(wanted)}


def coaches(session: Session, edition_id: int) -> list[Coach]:
    """Return the coaches by account."""
    wanted = select(StaffProfile).where(StaffProfile.edition_id == edition_id, StaffProfile.role == Role.COACH.value)
    rows = session.execute(wanted.where(serving()).order_by(StaffProfile.account_id)).scalars()
    return [Coach(row.account_id, row.zone, frozenset(row.languages), row.capacity) for row in rows]


def demand(session: Session, edition_id: int) -> tuple[int, int, int]:
    """Return how many students take part, and the fewest and most teams the confirmed problems allow."""
    students = len(placed_people(session, edition_id))
    rows = session.execute(select(Problem.min_teams, Problem.max_teams).where(*in_hall(session, edition_id))).all()
    return students, sum(row.min_teams for row in rows), sum(row.max_teams for row in rows)


def instance_of(session: Session, edition_id: int, rules: CompositionRules) -> model.Instance:
    """Return the solver's input under an organiser's rules; five statements.

    Nationality is not collected: the solver's column of that name carries who is kept out of what, see `Bars`.
    """
    people = list(
        session.execute(
            select(Person)
            .where(Person.edition_id == edition_id, Person.left_at.is_(None), Person.present.is_(True))
            .order_by(Person.ref)
        ).scalars()
    )
    problems = (
        session.execute(select(Problem).where(*in_hall(session, edition_id)).order_by(Problem.ref)).scalars().all()
    )
    weights = skill_weights(problems)
    bound = bound_in(session, edition_id)
    bars = Bars.of(people, bound if rules.strength("barred") != OFF else [])
    rivals = rival_names(session, edition_id) if rules.strength("barred") != OFF else {}
    here = {person.ref for person in people}
    wishes = wishes_in(session, edition_id) if rules.with_wishes else []
    return model.Instance(
        students=tuple(_student(person, bars) for person in people),
        problems=tuple(_problem(problem, rules, bars, rivals, weights.get(problem.ref, {})) for problem in problems),
        wishes=tuple(wish for wish in wishes if wish.student_id in here),
        constraints=tuple(_constraints(bound, rules, here)),
        weights=WEIGHTS,
        soft=_prices(rules, are_weighed=bool(weights)),
    )


def kept_input(work: Work, instance: model.Instance) -> CompositionInput:
    """Return the stored form of an instance; the same one for the same content."""
    content = as_json(instance)
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    wanted = select(CompositionInput).where(
        CompositionInput.edition_id == work.edition_id, CompositionInput.sha256 == sha256
    )
    known = work.session.execute(wanted).scalar_one_or_none()
    if known is not None:
        return known
    row = CompositionInput(edition_id=work.edition_id, sha256=sha256, content=content, taken_at=work.real)
    return work.add(row)


def skill_weights(problems: Sequence[Problem]) -> dict[str, dict[str, int]]:
    """Return by problem what partners say their required skills weigh; empty when all weigh the usual.

    Then a missing skill costs what the rule costs; else half of that for each point of its weight.
    """
    said = {problem.ref: (problem.details or {}).get("weights", {}).get("skills", {}) for problem in problems}
    found = {
        problem.ref: {skill: said[problem.ref].get(skill, WEIGHT_USUAL) for skill in problem.required_skills}
        for problem in problems
    }
    return found if any(weight != WEIGHT_USUAL for own in found.values() for weight in own.values()) else {}


def _prices(rules: CompositionRules, *, are_weighed: bool) -> dict[str, int]:
    """Return what breaking each soft rule once costs; of a skill that is weighed, each point of its weight."""
    prices = {rule: price for rule, strength in rules.strengths.items() if (price := STRENGTHS[strength])}
    if are_weighed and "required_skill" in prices:
        prices["required_skill"] //= WEIGHT_USUAL
    return prices


def _constraints(bound: Sequence[Bound], rules: CompositionRules, here: set[str]) -> Iterator[model.Constraint]:
    """Yield the rules about named persons that count, of those who are here."""
    for one in bound:
        if one.person not in here or one.kind == "barred":
            continue
        if one.kind == "lock":
            yield model.Constraint("lock", one.person, one.target, one.team_no)
        elif one.target in here and rules.strength(one.kind) != OFF:
            yield model.Constraint("together" if one.kind == "together" else "apart", one.person, one.target)


def _student(person: Person, bars: Bars) -> model.Student:
    return model.Student(
        student_id=person.ref,
        department=person.department,
        level=person.level,
        school=person.school,
        nationality=bars.kind_of(person),
        employer=employer_of(person),
        languages=frozenset(person.languages),
        site=person.site,
        skills=frozenset(person.skills),
        minority=bool(person.private.get("minority")),
    )


def _problem(
    problem: Problem,
    rules: CompositionRules,
    bars: Bars,
    rivals: Mapping[int, frozenset[str]],
    weights: Mapping[str, int],
) -> model.Problem:
    own = {**rules.snapshot(), **rules.of_problem(problem.ref)}
    dropped = {*own.get("dropped", ()), *(rule for rule in ("language", "site") if rules.strength(rule) == OFF)}
    skills = frozenset(problem.required_skills) - dropped
    return model.Problem(
        problem_id=problem.ref,
        theme=problem.theme,
        min_teams=problem.max_teams if rules.all_teams else problem.min_teams,
        max_teams=problem.max_teams,
        min_size=own["min_size"],
        max_size=own["max_size"],
        dept_cap=own["max_size"] if rules.strength("department_cap") == OFF else own["dept_cap"],
        school_cap=0 if rules.strength("school_cap") == OFF else own["school_cap"],
        min_depts=0 if rules.strength("min_depts") == OFF else own["min_depts"],
        min_seniors=0 if rules.strength("seniors") == OFF else own["min_seniors"],
        required_skills=frozenset() if rules.strength("required_skill") == OFF else skills,
        skill_weights={skill: weight for skill, weight in weights.items() if skill in skills},
        wanted_depts=frozenset(problem.wanted_depts),
        language="" if "language" in dropped else problem.language,
        site=model.ANY_SITE if "site" in dropped or not problem.site else problem.site,
        remote_ok=problem.remote_ok or "site" in dropped,
        excluded_nationalities=bars.kept_out(problem.ref, own.get("excluded", ())),
        excluded_employers=rivals.get(problem.organisation_id or 0, frozenset()),
    )
