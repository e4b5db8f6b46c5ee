"""Sheets of paper: what is printed for a juror, how a short mark names a visit, and keying a sheet in for the juror."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from challenge.judging.models import CONFLICT, DONE, FROZEN, OPEN, PLANNED, Juror, JuryRoom, Reveal, Round, Visit
from challenge.judging.queries import VisitFace
from challenge.judging.visits import record_visit
from challenge.kernel.errors import ChallengeError, Conflict, NotFound
from challenge.kernel.work import Work
from challenge.teams.models import Team

FROM_PAPER = "from paper"
"""The reason under which a sheet is keyed in; it is kept with the visit and counts what was keyed."""

_URGENT = (OPEN, FROZEN, PLANNED)


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A visit on its juror's paper; `mark` is what one types to find it: the juror's number and the team's code."""

    public_id: str
    juror_id: int
    ref: str
    state: str
    place: int
    round_code: str
    round_state: str
    code: str
    name: str
    zone: str
    table_no: int
    room: str | None

    @property
    def mark(self) -> str:
        """Return the short mark as it is printed."""
        return f"{self.ref} {self.code}"


def paper_lines(session: Session, edition_id: int, round_id: int, juror_ids: Collection[int]) -> list[PaperLine]:
    """Return the visits of some jurors in one round, by juror's number and walking order; called off ones left out."""
    own = (Visit.round_id == round_id, Visit.juror_id.in_(juror_ids), Visit.state != CONFLICT)
    return _lines(session, edition_id, *own)


def _lines(session: Session, edition_id: int, *those: Any) -> list[PaperLine]:  # noqa: ANN401 - conditions of SQLAlchemy
    wanted = (
        select(
            *(Visit.public_id, Visit.juror_id, Juror.ref, Visit.state, Visit.place, Round.code, Round.state),
            *(Team.code, Team.name, Team.zone, Team.table_no, JuryRoom.name),
        )
        .join(Juror, Juror.id == Visit.juror_id)
        .join(Round, Round.id == Visit.round_id)
        .join(Team, Team.id == Visit.team_id)
        .outerjoin(JuryRoom, JuryRoom.id == Visit.jury_room_id)
        .where(Visit.edition_id == edition_id, *those)
        .order_by(Juror.ref, Round.place, Visit.place)
    )
    rows: Sequence[Row[*tuple[Any, ...]]] = session.execute(wanted).all()
    return [PaperLine(*row) for row in rows]


def marked_visits(session: Session, edition_id: int, typed: str, ref: str = "") -> list[PaperLine]:
    """Return the visits that a short mark means, those of the open round first; several when rounds share it.

    Args:
        session: reads.
        edition_id: the edition.
        typed: "J001 A05" with any signs or none between, small letters too; or the address of a scanned code; or the
            team's code alone when `ref` is given.
        ref: number of the juror whose sheet lies on the table; "" when none.
    """
    address = re.fullmatch(r"https?://\S+/([a-z0-9]{16})/?", typed.strip())
    if address:
        return _lines(session, edition_id, Visit.public_id == address[1])
    key = _bare(typed)
    refs = session.execute(select(Juror.id, Juror.ref).where(Juror.edition_id == edition_id)).all()
    whose = [row.id for row in refs if key.startswith(_bare(row.ref)) or row.ref == ref]
    lines = _lines(session, edition_id, Visit.juror_id.in_(whose)) if key and whose else []
    found = [line for line in lines if _bare(line.mark) == key]
    found = found or [line for line in lines if line.ref == ref and _bare(line.code) == key]
    return sorted(found, key=lambda line: _URGENT.index(line.round_state))


def _bare(text: str) -> str:
    return re.sub(r"[\W_]", "", text).upper()


def keyed_count(session: Session, edition_id: int) -> int:
    """Return how many of an edition's sheets came from paper; one statement."""
    keyed = (Visit.edition_id == edition_id, Visit.state == DONE, Visit.reason == FROM_PAPER)
    return session.execute(select(func.count()).select_from(Visit).where(*keyed)).scalar_one()


def refusal(session: Session, edition_id: int, face: VisitFace) -> ChallengeError | None:
    """Return why no sheet can be keyed for a visit now, None when one can: the same words that the act would give."""
    if face.round_state == PLANNED:
        return Conflict("judging.not_open")
    if face.state == CONFLICT:
        return Conflict("judging.conflict")
    public = select(Reveal.public_at).where(Reveal.edition_id == edition_id)
    if face.round_state == FROZEN and session.execute(public).scalar_one_or_none() is not None:
        return Conflict("judging.public")
    if face.set_aside:
        return Conflict("judging.keyed_aside")
    return None


def key_sheet(  # noqa: PLR0913 - a sheet, and what it was made under
    work: Work,
    visit_id: int,
    marks: Mapping[str, object],
    comment: str,
    version: int,
    *,
    overwrite: bool,
    rubric: str = "",
) -> dict[str, Any]:
    """Keep a sheet of paper as the visit's sheet.

    Args:
        work: by an organiser or chair.
        visit_id: the visit.
        marks: by code of criterion, as typed.
        comment: the juror's words, "" for none.
        version: of the visit, as it was shown.
        overwrite: whether a sheet that is there may be replaced; it is kept as history.
        rubric: which the fields were made from, see `record_visit`.

    Raises:
        NotFound("judging.visit"): no visit of this edition.
        Conflict("judging.sheet_there"): the visit has a sheet and `overwrite` is not said.
        And the codes of `record_visit`.
    """
    own = select(Visit.state).where(Visit.id == visit_id, Visit.edition_id == work.edition_id)
    state = work.session.execute(own).scalar_one_or_none()
    if state is None:
        raise NotFound("judging.visit")
    if state == DONE and not overwrite:
        raise Conflict("judging.sheet_there", "overwrite")
    return record_visit(work, visit_id, marks, comment, version, reason=FROM_PAPER, rubric=rubric)


def left_of(lines: Sequence[PaperLine]) -> list[PaperLine]:
    """Return the visits without a sheet, in their order."""
    return [line for line in lines if line.state != DONE]
