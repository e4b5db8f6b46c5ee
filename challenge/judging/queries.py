"""Reads for jurors' phones, and what acts need to know of a round."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, func, select
from sqlalchemy.orm import Session

from challenge.accounts.models import Account
from challenge.judging.models import (
    DONE,
    JURY,
    OPEN,
    PARTNERS,
    PLANNED,
    Criterion,
    Juror,
    JuryRoom,
    Mark,
    Reveal,
    Round,
    Rubric,
    Visit,
    VisitEdit,
)
from challenge.judging.publishing import Published as Published
from challenge.judging.publishing import published as published
from challenge.judging.rules import scoring
from challenge.judging.slots import slot_time
from challenge.problems.models import Problem
from challenge.teams.models import Team


@dataclass(frozen=True, slots=True)
class VisitFace:
    """A visit with whose it is, where it is (`room`: None at the table), and the round it belongs to."""

    id: int
    public_id: str
    state: str
    version: int
    comment: str
    reason: str
    set_aside: bool
    place: int
    juror_id: int
    account_id: int
    round_id: int
    round_code: str
    panel: str
    round_state: str
    rubric_id: int
    rubric_version: int
    team_id: int
    code: str
    name: str
    zone: str
    table_no: int
    room: str | None

    @property
    def rubric(self) -> str:
        """Return which rubric a sheet shown now is made from."""
        return rubric_mark(self.rubric_id, self.rubric_version)


@dataclass(frozen=True, slots=True)
class VisitLine:
    """A visit in its juror's own list; `room` is where the team comes to, None when the juror goes to its table."""

    public_id: str
    state: str
    version: int
    place: int
    round_code: str
    round_state: str
    rubric_id: int
    rubric_version: int
    code: str
    name: str
    zone: str
    table_no: int
    slot: int
    slot_min: int | None
    opened_at: datetime | None
    set_aside: bool
    room: str | None

    @property
    def rubric(self) -> str:
        """Return which rubric a sheet shown now is made from."""
        return rubric_mark(self.rubric_id, self.rubric_version)

    @property
    def at(self) -> datetime | None:
        """Return when its slot begins; None in a round without pace or before its opening."""
        return slot_time(self.opened_at, self.slot_min, self.slot)


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A criterion with what was given on it; None when nothing was."""

    id: int
    code: str
    label_en: str
    label_fr: str
    question_en: str
    question_fr: str
    weight: float
    low: float
    high: float
    step: float
    visibility: str
    steps_en: Mapping[str, str]
    steps_fr: Mapping[str, str]
    value: float | None

    def label(self, locale: str) -> str:
        """Return its name in a language."""
        return self.label_fr if locale == "fr" else self.label_en

    def question(self, locale: str) -> str:
        """Return what it asks in a language."""
        return self.question_fr if locale == "fr" else self.question_en

    def steps(self, locale: str) -> Mapping[str, str]:
        """Return what marks mean in words of a language, by mark as `sheets.scale` writes it; empty without words."""
        return self.steps_fr if locale == "fr" else self.steps_en

    def rule(self) -> scoring.Criterion:
        """Return the criterion as the rules know it."""
        return scoring.Criterion(self.code, self.weight, self.low, self.high)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a round is: visits with a sheet, of those that are to be made (conflicts do not count)."""

    panel: str
    code: str
    state: str
    done: int
    total: int


# Built once: two hundred jurors ask at the same moment, and building it would cost more than running it.
_FACE = (
    select(
        *(Visit.id, Visit.public_id, Visit.state, Visit.version, Visit.comment, Visit.reason),
        *(Visit.set_aside, Visit.place),
        *(Juror.id, Juror.account_id, Round.id, Round.code, Round.panel, Round.state, Round.rubric_id),
        *(Rubric.version, Team.id, Team.code, Team.name, Team.zone, Team.table_no, JuryRoom.name),
    )
    .join(Juror, Juror.id == Visit.juror_id)
    .join(Round, Round.id == Visit.round_id)
    .join(Rubric, Rubric.id == Round.rubric_id)
    .join(Team, Team.id == Visit.team_id)
    .outerjoin(JuryRoom, JuryRoom.id == Visit.jury_room_id)
    .where(Visit.public_id == bindparam("visit"), Visit.edition_id == bindparam("edition_id"))
)


def rubric_mark(rubric_id: int, version: int) -> str:
    """Return what a sheet says about the rubric it was made from: its id and version, such as "3.1"."""
    return f"{rubric_id}.{version}"


def visit_face(session: Session, edition_id: int, public_id: str) -> VisitFace | None:
    """Return a visit of this edition by its outside name; one statement."""
    asked = {"visit": public_id, "edition_id": edition_id}
    row: Row[*tuple[Any, ...]] | None = session.execute(_FACE, asked).one_or_none()
    return VisitFace(*row) if row else None


def own_visits(
    session: Session, edition_id: int, account_id: int, panel: str = JURY, organisations: Collection[int] = ()
) -> list[VisitLine]:
    """Return somebody's visits in a panel by round and place.

    Of a partner only those to teams on problems of `organisations`, for which they speak now.
    """
    wanted = (
        select(
            *(Visit.public_id, Visit.state, Visit.version, Visit.place, Round.code, Round.state, Round.rubric_id),
            *(Rubric.version, Team.code, Team.name, Team.zone, Team.table_no),
            *(Visit.slot, Round.slot_min, Round.opened_at, Visit.set_aside, JuryRoom.name),
        )
        .join(Juror, Juror.id == Visit.juror_id)
        .join(Round, Round.id == Visit.round_id)
        .join(Rubric, Rubric.id == Round.rubric_id)
        .join(Team, Team.id == Visit.team_id)
        .outerjoin(JuryRoom, JuryRoom.id == Visit.jury_room_id)
        .where(Juror.edition_id == edition_id, Juror.account_id == account_id, Round.panel == panel)
        .order_by(Round.place, Visit.place)
    )
    if panel == PARTNERS:
        theirs = select(Problem.id).where(Problem.organisation_id.in_(organisations))
        wanted = wanted.where(Team.problem_id.in_(theirs))
    rows: Sequence[Row[*tuple[Any, ...]]] = session.execute(wanted).all()
    return [VisitLine(*row) for row in rows]


def visits_of_now(lines: Sequence[VisitLine]) -> list[VisitLine]:
    """Return those of the round that concerns their juror now: the open one, else the first planned, else the last."""
    current = _current([(line.round_code, line.round_state) for line in lines])
    return [line for line in lines if line.round_code == current]


def _current(rounds: Sequence[tuple[str, str]]) -> str:
    for state in (OPEN, PLANNED):
        for code, found in rounds:
            if found == state:
                return code
    return rounds[-1][0] if rounds else ""


def next_visit(lines: Sequence[VisitLine], after: str) -> VisitLine | None:
    """Return the next visit still to be made after another one, else the first such, else None."""
    places = {line.public_id: line.place for line in lines}
    waiting = [line for line in lines if line.state == PLANNED and line.public_id != after]
    later = [line for line in waiting if line.place > places.get(after, 0)]
    return next(iter(later or waiting), None)


def sheet_lines(session: Session, rubric_id: int, visit_id: int) -> list[SheetLine]:
    """Return a rubric's criteria in their order, with the marks of a visit."""
    wanted = (
        select(
            *(Criterion.id, Criterion.code, Criterion.label_en, Criterion.label_fr),
            *(Criterion.question_en, Criterion.question_fr, Criterion.weight),
            *(Criterion.low, Criterion.high, Criterion.step, Criterion.visibility),
            *(Criterion.steps_en, Criterion.steps_fr, Mark.value),
        )
        .outerjoin(Mark, and_(Mark.criterion_id == Criterion.id, Mark.visit_id == visit_id))
        .where(Criterion.rubric_id == rubric_id)
        .order_by(Criterion.place)
    )
    rows: Sequence[Row[*tuple[Any, ...]]] = session.execute(wanted).all()
    return [SheetLine(*row) for row in rows]


def rubric_of(session: Session, rubric_id: int) -> list[scoring.Criterion]:
    """Return a rubric as the rules know it."""
    return [line.rule() for line in sheet_lines(session, rubric_id, 0)]


def edits(session: Session, visit_id: int) -> list[tuple[VisitEdit, str]]:
    """Return a sheet's earlier forms, the latest first, each with the name of who changed it."""
    wanted = (
        select(VisitEdit, Account.name)
        .outerjoin(Account, Account.id == VisitEdit.edited_by)
        .where(VisitEdit.visit_id == visit_id)
        .order_by(VisitEdit.version.desc())
    )
    return [(row[0], row[1] or "") for row in session.execute(wanted)]


def rounds(session: Session, edition_id: int) -> list[Round]:
    """Return the rounds of an edition's jury in their order."""
    wanted = select(Round).where(Round.edition_id == edition_id, Round.panel == JURY).order_by(Round.place)
    return list(session.execute(wanted).scalars())


def juror_by_public_id(session: Session, edition_id: int, public_id: str) -> Juror | None:
    """Return a juror of this edition by their outside name; nobody of the other panels."""
    wanted = select(Juror).where(Juror.edition_id == edition_id, Juror.panel == JURY, Juror.public_id == public_id)
    return session.execute(wanted).scalar_one_or_none()


def jurors(session: Session, edition_id: int) -> list[Juror]:
    """Return an edition's jurors by their number; nobody of the other panels."""
    wanted = select(Juror).where(Juror.edition_id == edition_id, Juror.panel == JURY).order_by(Juror.ref)
    return list(session.execute(wanted).scalars())


def organisation_of_team(session: Session, team_id: int) -> int | None:
    """Return the organisation on whose problem a team works; None when the problem has none."""
    wanted = select(Problem.organisation_id).join(Team, Team.problem_id == Problem.id).where(Team.id == team_id)
    return session.execute(wanted).scalar_one_or_none()


def reveal_of(session: Session, edition_id: int) -> Reveal | None:
    """Return how far the results of an edition are known; None when judging has not begun."""
    return session.execute(select(Reveal).where(Reveal.edition_id == edition_id)).scalar_one_or_none()


def progress_of(session: Session, round_id: int) -> Progress:
    """Return how far one round is; two statements."""
    row = session.execute(select(Round.panel, Round.code, Round.state).where(Round.id == round_id)).one()
    counted = select(Visit.state, func.count()).where(Visit.round_id == round_id).group_by(Visit.state)
    counts = Counter({found[0]: found[1] for found in session.execute(counted)})
    return Progress(row.panel, row.code, row.state, counts[DONE], counts.total() - counts["conflict"])
