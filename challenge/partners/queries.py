"""Reads of the workspace; every one takes the organisations whose affair it is."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from challenge.incubation.decisions import undecided_count
from challenge.incubation.models import Interest
from challenge.incubation.rules import Deciding, is_deciding
from challenge.judging.models import DONE, FROZEN, PARTNERS, Juror, Round, Visit
from challenge.organisations.models import Organisation
from challenge.partners.models import SlotConfirmation
from challenge.partners.rules import Duty, Slot, ordered, slots_of
from challenge.problems.models import Problem, ProblemComment, ProblemStep
from challenge.problems.rules import Status
from challenge.questions.models import Question
from challenge.questions.rules import State
from challenge.schedule.queries import MilestoneLine, lines
from challenge.submissions.queries import received_codes
from challenge.teams.queries import TeamLine, teams_of_organisations


@dataclass(frozen=True, slots=True)
class OwnProblem:
    """One of a partner's own problems; `reason`: the last words of the organisers, "" for none."""

    row: Problem
    organisation: str
    reason: str
    slots: tuple[tuple[Slot, bool], ...]

    @property
    def lacks_backup(self) -> bool:
        """True while there is nobody else to be asked, so that it cannot be confirmed."""
        return not self.row.backup_email and self.row.stands in (Status.DRAFT, Status.SUBMITTED, Status.WAITING)


@dataclass(frozen=True, slots=True)
class OwnTeam:
    """A team on one's own problem: what it handed in by code, True where late; never what help it asked for."""

    line: TeamLine
    handed: dict[str, bool]


@dataclass(frozen=True, slots=True)
class Counts:
    """What waits in other rooms; `asked_until` is when the first answer is promised, None for none."""

    questions: int
    asked_until: datetime | None
    comments: int
    sheets: int
    marked: int
    undecided: int


def own_problems(session: Session, edition_id: int, organisation_ids: Collection[int]) -> list[OwnProblem]:
    """Return the problems of some organisations with their moments and which are confirmed; one statement."""
    last = select(ProblemStep.reason).where(ProblemStep.problem_id == Problem.id, ProblemStep.reason != "")
    reason = last.order_by(ProblemStep.id.desc()).limit(1).scalar_subquery()
    wanted = (
        select(Problem, Organisation.name, reason, SlotConfirmation.occasion, SlotConfirmation.slot)
        .join(Organisation, Organisation.id == Problem.organisation_id)
        .outerjoin(SlotConfirmation, SlotConfirmation.problem_id == Problem.id)
        .where(Problem.edition_id == edition_id, Problem.organisation_id.in_(organisation_ids))
        .order_by(Problem.ref)
    )
    found: dict[int, tuple[Problem, str, str]] = {}
    confirmed: set[tuple[int, str, str]] = set()
    for row, name, why, occasion, slot in session.execute(wanted):
        found[row.id] = (row, name, why or "")
        confirmed.add((row.id, occasion, slot))
    return [OwnProblem(row, name, why, _slots(row, confirmed)) for row, name, why in found.values()]


def _slots(row: Problem, confirmed: Collection[tuple[int, str, str]]) -> tuple[tuple[Slot, bool], ...]:
    return tuple((slot, (row.id, slot.moment, slot.words) in confirmed) for slot in slots_of(row.details))


def counts(session: Session, edition_id: int, account_id: int, organisation_ids: Collection[int]) -> Counts:
    """Return what waits for a partner; one statement."""
    own = select(Problem.id).where(Problem.edition_id == edition_id, Problem.organisation_id.in_(organisation_ids))
    asked = (Question.problem_id.in_(own), Question.state == State.FORWARDED)
    said = (ProblemComment.problem_id.in_(own), ProblemComment.asks, ProblemComment.answered_at.is_(None))
    sheets = (
        select(func.count(Visit.id))
        .join(Juror, Juror.id == Visit.juror_id)
        .join(Round, Round.id == Visit.round_id)
        .where(Visit.edition_id == edition_id, Juror.account_id == account_id, Juror.panel == PARTNERS)
        .where(Round.state != FROZEN, Visit.state != DONE)
    )
    marked = select(func.count(Interest.id)).where(
        Interest.edition_id == edition_id, Interest.organisation_id.in_(organisation_ids)
    )
    parts: tuple[Any, ...] = (
        select(func.count(Question.id)).where(*asked),
        select(func.min(Question.due_at)).where(*asked),
        select(func.count(ProblemComment.id)).where(*said),
        sheets,
        marked,
        undecided_count(edition_id, organisation_ids),
    )
    return Counts(*session.execute(select(*(part.scalar_subquery() for part in parts))).one())


def own_teams(session: Session, edition_id: int, organisation_ids: Collection[int]) -> list[OwnTeam]:
    """Return the teams on some organisations' problems, once revealed, with what they handed in; two statements."""
    found = teams_of_organisations(session, edition_id, list(organisation_ids))
    handed = received_codes(session, edition_id, [one.id for one in found]) if found else {}
    return [OwnTeam(one, handed.get(one.id, {})) for one in found]


def moments_ahead(session: Session, edition_id: int, now: datetime, *, most: int = 5) -> list[MilestoneLine]:
    """Return the next moments of the schedule at which partners are expected."""
    own = [one for one in lines(session, edition_id) if "partners" in one.audience]
    return [one for one in own if (one.due_at or one.ends_at) > now][:most]


def expected(
    problems: Sequence[OwnProblem], waiting: Counts, asked: Deciding | None, now: datetime, zone: str
) -> list[Duty]:
    """Return what is expected of a partner, what is late first; `asked` is when partners decide."""
    found = [
        Duty("questions", "partner/questions", waiting.questions, waiting.asked_until),
        Duty("sheets", "assess/partner", waiting.sheets),
        Duty("comments", "partner/#problems", waiting.comments),
    ]
    if asked and is_deciding(asked, now):
        found.append(Duty("decisions", "partner/decisions", waiting.undecided, asked.due))
    for one in problems:
        path, ref = f"partner/problems/{one.row.public_id}", one.row.ref
        if one.row.stands is Status.DRAFT:
            found.append(Duty("rework", path, ref=ref))
        if one.lacks_backup:
            found.append(Duty("backup", path, ref=ref))
        if one.row.stands is Status.CONFIRMED:
            open_slots = [slot for slot, done in one.slots if not done and slot.ends_at(zone) > now]
            first = open_slots[0].instants(zone)[0] if open_slots else None
            found.append(Duty("slots", "partner/#moments", len(open_slots), first, ref))
    return ordered(found, now)
