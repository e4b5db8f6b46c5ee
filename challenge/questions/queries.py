"""Reads of questions; every one takes the edition, the problem or the organisations it may see."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from challenge.accounts.models import Account
from challenge.kernel.waits import median_minutes
from challenge.organisations.models import Organisation
from challenge.problems.likeness import asked_words
from challenge.problems.models import Problem
from challenge.questions import rules
from challenge.questions.models import ContactOpening, Question
from challenge.questions.rules import OPEN, Promise, State
from challenge.teams.models import Team, TeamMember

SHOWN_MOST = 200


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with its answer, as every team on the problem reads it; who asked is not among it."""

    public_id: str
    question: str
    answer: str
    by_partner: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """A team's own question that no answer stands for; `reason` when it was refused."""

    public_id: str
    asked: str
    state: str
    reason: str
    asked_at: datetime
    due_at: datetime

    @property
    def is_open(self) -> bool:
        """True while an answer can still come."""
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class TeamQuestions:
    """What a team sees; `median` is the working minutes to an answer on its problem, None before the first."""

    own: list[OwnQuestion]
    answered: list[Answered]
    median: int | None


def _answered(row: Question) -> Answered:
    return Answered(row.public_id, row.question, row.answer, row.by_partner, row.ended_at or row.asked_at)


def team_questions(session: Session, team: Team, promise: Promise, zone: str) -> TeamQuestions:
    """Return a team's own questions and the answers on its problem, the latest first; one statement."""
    own = Question.team_id == team.id
    wanted = select(Question).where(Question.problem_id == team.problem_id, or_(Question.state == State.ANSWERED, own))
    rows = list(session.execute(wanted.order_by(Question.id.desc()).limit(SHOWN_MOST)).scalars())
    answered = [row for row in rows if row.state == State.ANSWERED]
    mine = [row for row in rows if row.team_id == team.id and row.state != State.ANSWERED]
    return TeamQuestions(
        [OwnQuestion(row.public_id, row.asked, row.state, row.reason, row.asked_at, row.due_at) for row in mine],
        [_answered(row) for row in answered],
        _median(answered, promise, zone),
    )


def _median(rows: Sequence[Question], promise: Promise, zone: str) -> int | None:
    return median_minutes([promise.worked(row.asked_at, row.ended_at, zone) for row in rows if row.ended_at])


def answers_of(session: Session, problem_id: int) -> list[Answered]:
    """Return the answers on a problem, the latest first; one statement."""
    wanted = select(Question).where(Question.problem_id == problem_id, Question.state == State.ANSWERED)
    rows = session.execute(wanted.order_by(Question.ended_at.desc(), Question.id.desc()).limit(SHOWN_MOST))
    return [_answered(row) for row in rows.scalars()]


def alike(session: Session, problem_id: int, said: str) -> list[Answered]:
    """Return the answered questions of a problem that are like a new one, the nearest first; three at most."""
    asked = asked_words(said)
    scored = [(rules.likeness(asked, asked_words(one.question)), one) for one in answers_of(session, problem_id)]
    near = [pair for pair in scored if pair[0] >= rules.LEAST_ALIKE]
    return [one for _, one in sorted(near, key=lambda pair: -pair[0])[: rules.ALIKE_MOST]]


def open_count(session: Session, team_id: int) -> int:
    """Return how many questions of a team are open."""
    wanted = select(func.count(Question.id)).where(Question.team_id == team_id, Question.state.in_(OPEN))
    return session.execute(wanted).scalar_one()


def question_by_public_id(session: Session, edition_id: int, public_id: str) -> tuple[Question, int | None] | None:
    """Return a question of this edition with the organisation behind its problem."""
    wanted = select(Question, Problem.organisation_id).join(Problem, Problem.id == Question.problem_id)
    row = session.execute(wanted.where(Question.edition_id == edition_id, Question.public_id == public_id)).first()
    return (row[0], row[1]) if row else None


@dataclass(frozen=True, slots=True)
class DeskLine:
    """A question as organisers see it; `organisation` "" for a start-up idea."""

    question: Question
    code: str
    problem: str
    ref: str
    title: str
    confidentiality: str
    organisation: str
    contact_open: bool


def desk_lines(session: Session, edition_id: int, states: Collection[State]) -> list[DeskLine]:
    """Return an edition's questions in some states, what is due first before the others; one statement."""
    wanted = (
        select(
            *(Question, Team.code, Problem.public_id, Problem.ref, Problem.title, Problem.confidentiality),
            *(Organisation.name, ContactOpening.problem_id),
        )
        .join(Team, Team.id == Question.team_id)
        .join(Problem, Problem.id == Question.problem_id)
        .outerjoin(Organisation, Organisation.id == Problem.organisation_id)
        .outerjoin(ContactOpening, ContactOpening.problem_id == Problem.id)
        .where(Question.edition_id == edition_id, Question.state.in_(states))
        .order_by(Question.ended_at.desc(), Question.due_at, Question.id)
        .limit(SHOWN_MOST)
    )
    return [DeskLine(*row[:6], row[6] or "", row[7] is not None) for row in session.execute(wanted)]


@dataclass(frozen=True, slots=True)
class PartnerLine:
    """A question as the partner sees it: asked by a team, whichever."""

    public_id: str
    question: str
    answer: str
    by_partner: bool
    is_waiting: bool
    due_at: datetime
    organisation_id: int | None
    problem: str
    ref: str
    title: str


def partner_lines(session: Session, edition_id: int, organisation_ids: Collection[int]) -> list[PartnerLine]:
    """Return what was passed on to some organisations and what stands for their teams; what waits first; one statement.

    What organisers have not passed on is not among it.
    """
    shown = (State.FORWARDED, State.ANSWERED)
    wanted = (
        select(Question, Problem.organisation_id, Problem.public_id, Problem.ref, Problem.title)
        .join(Problem, Problem.id == Question.problem_id)
        .where(
            Question.edition_id == edition_id,
            Question.state.in_(shown),
            Problem.organisation_id.in_(organisation_ids),
        )
        .order_by(Question.state.desc(), Question.due_at, Question.id)
        .limit(SHOWN_MOST)
    )
    return [
        PartnerLine(
            *(row.public_id, row.question, row.answer, row.by_partner, row.state == State.FORWARDED, row.due_at),
            *(organisation_id, problem, ref, title),
        )
        for row, organisation_id, problem, ref, title in session.execute(wanted)
    ]


@dataclass(frozen=True, slots=True)
class Numbers:
    """How questions stand: with whom, since when the oldest is open, working minutes to an answer in the median."""

    waiting: int
    forwarded: int
    beyond: int
    oldest_at: datetime | None
    median: int | None


def numbers(session: Session, edition_id: int, now: datetime, promise: Promise, zone: str) -> Numbers:
    """Return how an edition's questions stand; one statement."""
    wanted = select(Question).where(Question.edition_id == edition_id, Question.state.in_((*OPEN, State.ANSWERED)))
    rows = list(session.execute(wanted).scalars())
    still = [row for row in rows if row.state in OPEN]
    return Numbers(
        sum(row.state == State.WAITING for row in still),
        sum(row.state == State.FORWARDED for row in still),
        sum(row.due_at <= now for row in still),
        min((row.asked_at for row in still), default=None),
        _median([row for row in rows if row.state == State.ANSWERED], promise, zone),
    )


def contact_is_open(session: Session, problem_id: int) -> bool:
    """True when the teams on a problem see whom to call."""
    return session.get(ContactOpening, problem_id) is not None


def opened_contacts(session: Session, edition_id: int) -> list[tuple[str, str, str]]:
    """Return the problems whose contacts are open, as (outside name, ref, title); one statement."""
    wanted = (
        select(Problem.public_id, Problem.ref, Problem.title)
        .join(ContactOpening, ContactOpening.problem_id == Problem.id)
        .where(ContactOpening.edition_id == edition_id)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(wanted.order_by(Problem.ref))]


def readers_of(session: Session, problem_id: int) -> list[int]:
    """Return the accounts of the members and coaches of the teams that know a problem."""
    known = (Team.problem_id == problem_id, Team.revealed_at.is_not(None))
    members = select(TeamMember.account_id).join(Team, Team.id == TeamMember.team_id)
    members = members.where(*known, Team.published_at.is_not(None), TeamMember.account_id.is_not(None))
    coaches = select(Team.coach_id).where(*known, Team.staff_at.is_not(None), Team.coach_id.is_not(None))
    return [one for one in session.execute(members.union(coaches)).scalars() if one is not None]


def members_of(session: Session, team_id: int) -> list[int]:
    """Return the accounts of a team's members."""
    wanted = select(TeamMember.account_id).where(TeamMember.team_id == team_id, TeamMember.account_id.is_not(None))
    return [one for one in session.execute(wanted).scalars() if one is not None]


def exported(session: Session, edition_id: int) -> Sequence[Sequence[Any]]:
    """Return every question of an edition, the oldest first, in the order of `exports.COLUMNS`."""
    row = Question
    wanted = (
        select(
            *(Problem.ref, Team.code, row.state, row.asked, row.question, row.answer, row.by_partner, row.reason),
            *(Account.name, row.asked_at, row.forwarded_at, row.ended_at, row.due_at),
        )
        .join(Team, Team.id == row.team_id)
        .join(Problem, Problem.id == row.problem_id)
        .outerjoin(Account, Account.id == row.asked_by)
        .where(row.edition_id == edition_id)
    )
    return session.execute(wanted.order_by(row.asked_at, row.id)).all()
