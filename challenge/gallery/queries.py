"""Reads for public pages: narrow rows, few statements, nothing that is not public."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, distinct, func, select, true
from sqlalchemy.orm import Session

from challenge.announcements.queries import News, public_news
from challenge.judging.audience import takes_votes
from challenge.judging.models import JURY, Round, Visit
from challenge.people.models import Person
from challenge.problems.models import Problem
from challenge.submissions.models import Deliverable, Submission
from challenge.teams.models import Team
from challenge.teams.publishing import due_at


@dataclass(frozen=True, slots=True)
class Figures:
    """The big numbers of an edition."""

    problems: int
    students: int
    teams: int
    submissions: int


@dataclass(frozen=True, slots=True)
class TeamCard:
    """A team as the public sees it; the audience can vote for it while `takes_votes`.

    The title is "" before the reveal and for confidential problems.
    """

    code: str
    zone: str
    table_no: int
    size: int
    title: str
    theme: str
    received: int
    asked: int
    takes_votes: bool

    @property
    def state(self) -> str:
        """The state of the hall's map: done, open, none."""
        if self.asked and self.received >= self.asked:
            return "done"
        return "open" if self.received else "none"


def figures(session: Session, edition_id: int) -> Figures:
    """Return the big numbers; one statement."""
    row = session.execute(select(*(count.scalar_subquery() for count in _counts(edition_id)))).one()
    return Figures(*row)


def _counts(edition_id: int) -> tuple[Select[Any], ...]:
    problems = select(func.count(Problem.id)).where(Problem.edition_id == edition_id, Problem.status == "confirmed")
    students = select(func.count(Person.id)).where(Person.edition_id == edition_id, Person.left_at.is_(None))
    teams = select(func.count(Team.id)).where(Team.edition_id == edition_id, Team.published_at.is_not(None))
    submissions = select(func.count(Submission.id)).where(Submission.edition_id == edition_id)
    return problems, students, teams, submissions


def figures_and_news(session: Session, edition_id: int) -> tuple[Figures, list[News]]:
    """Return the big numbers and the latest public announcements, at most three; one statement."""
    counts = select(*(count.scalar_subquery().label(f"n{place}") for place, count in enumerate(_counts(edition_id))))
    numbers, news = counts.subquery(), public_news(edition_id).limit(3).subquery()
    rows = session.execute(select(numbers, news).select_from(numbers.outerjoin(news, true()))).all()
    found = [News(*row[4:]) for row in rows if row.id is not None]
    return Figures(*rows[0][:4]), sorted(found, key=lambda one: (one.sent_at, one.id), reverse=True)


def team_cards(session: Session, edition_id: int, due_codes: list[str]) -> list[TeamCard]:
    """Return all published teams by place; one statement.

    Args:
        session: for reading.
        edition_id: the scope.
        due_codes: the deliverables asked so far; `received` counts those among them.
    """
    received = (
        select(Submission.team_id, func.count(distinct(Submission.deliverable_id)).label("received"))
        .join(Deliverable, Deliverable.id == Submission.deliverable_id)
        .where(Submission.edition_id == edition_id, Deliverable.code.in_(due_codes))
        .group_by(Submission.team_id)
        .subquery()
    )
    rows = session.execute(
        select(
            Team.code,
            Team.zone,
            Team.table_no,
            Team.size,
            Team.revealed_at,
            due_at().label("due_at"),
            Problem.title,
            Problem.theme,
            Problem.confidentiality,
            received.c.received,
            takes_votes(edition_id).label("takes_votes"),
        )
        .join(Problem, Problem.id == Team.problem_id)
        .outerjoin(received, received.c.team_id == Team.id)
        .where(Team.edition_id == edition_id, Team.published_at.is_not(None))
        .order_by(Team.zone, Team.table_no)
    )
    asked = len(due_codes)
    return [
        TeamCard(
            row.code,
            row.zone,
            row.table_no,
            row.size,
            row.title if row.revealed_at and row.confidentiality == "open" else "",
            row.theme if row.due_at else "",
            row.received or 0,
            asked,
            bool(row.takes_votes),
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Sheets of the jury's round that is open: done, of those to be made."""

    done: int
    total: int


def coverage(session: Session, edition_id: int) -> Coverage | None:
    """Return how far the open round is; None when none is open or nothing is planned. One statement."""
    rows = session.execute(
        select(Visit.state, func.count())
        .join(Round, Round.id == Visit.round_id)
        .where(Round.edition_id == edition_id, Round.panel == JURY, Round.state == "open", Visit.state != "conflict")
        .group_by(Visit.state)
    )
    counts = {row[0]: row[1] for row in rows}
    return Coverage(counts.get("done", 0), sum(counts.values())) if counts else None
