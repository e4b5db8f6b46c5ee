"""Awards beside the places: prepared in secret at the desk, public with the last step of the reveal."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from challenge.judging.events import AwardChanged
from challenge.judging.models import Award
from challenge.judging.preparing import locked_reveal
from challenge.judging.rules.reveal import Step
from challenge.kernel.errors import Conflict, NotFound
from challenge.kernel.text import bounded, clean_line
from challenge.kernel.work import Work
from challenge.teams.models import Team


@dataclass(frozen=True, slots=True)
class AwardLine:
    """An award with the code of the team that gets it; "" while undecided."""

    id: int
    public_id: str
    name_en: str
    name_fr: str
    giver: str
    why: str
    version: int
    team: str

    def name(self, locale: str) -> str:
        """Return its name in a language."""
        return self.name_fr if locale == "fr" else self.name_en


@dataclass(frozen=True, slots=True)
class AwardText:
    """What the desk writes: names of at most 80 characters, giver 120, why 400; `team` a code, "" for undecided."""

    name_en: str
    name_fr: str
    giver: str
    why: str
    team: str


def award_lines(session: Session, edition_id: int) -> list[AwardLine]:
    """Return an edition's awards in their order, secret ones too; for the desk, and once everything is public."""
    columns = (Award.id, Award.public_id, Award.name_en, Award.name_fr, Award.giver, Award.why, Award.version)
    wanted = select(*columns, func.coalesce(Team.code, "")).outerjoin(Team, Team.id == Award.team_id)
    rows = session.execute(wanted.where(Award.edition_id == edition_id).order_by(Award.place, Award.id))
    return [AwardLine(*row) for row in rows]


def award_by_public_id(session: Session, edition_id: int, public_id: str) -> Award | None:
    """Return an award of this edition."""
    wanted = select(Award).where(Award.edition_id == edition_id, Award.public_id == public_id)
    return session.execute(wanted).scalar_one_or_none()


def add_award(work: Work, text: AwardText) -> dict[str, Any]:
    """Add an award at the end.

    Raises: the codes of `change_award`, but `judging.changed`.
    """
    _refuse_public(work)
    last = select(func.coalesce(func.max(Award.place), 0)).where(Award.edition_id == work.edition_id)
    row = Award(edition_id=work.edition_id, place=work.session.execute(last).scalar_one() + 1, version=1)
    _write(work, row, text)
    work.add(row)
    work.emit(AwardChanged(award_id=row.id))
    return {"award": row.public_id, "version": row.version}


def change_award(work: Work, award_id: int, text: AwardText, version: int) -> dict[str, Any]:
    """Change an award: its words, or who gets it.

    Raises:
        Invalid("text.missing"), Invalid("text.too_long"): a name is empty, a text too long.
        NotFound("judging.team"): no such team.
        Conflict("judging.changed"): changed since `version` was read.
        Conflict("judging.public"): everything is public.
    """
    _refuse_public(work)
    row = _held(work, award_id, version)
    _write(work, row, text)
    row.version += 1
    work.emit(AwardChanged(award_id=row.id))
    return {"award": row.public_id, "version": row.version}


def drop_award(work: Work, award_id: int, version: int) -> dict[str, Any]:
    """Take an award away; only before everything is public. Raises the codes of `change_award`."""
    _refuse_public(work)
    row = _held(work, award_id, version)
    work.session.delete(row)
    work.emit(AwardChanged(award_id=row.id))
    return {"award": row.public_id}


def _held(work: Work, award_id: int, version: int) -> Award:
    row = work.locked(Award, award_id)
    if row.version != version:
        raise Conflict("judging.changed", "version")
    return row


def _refuse_public(work: Work) -> None:
    reveal = locked_reveal(work)
    if reveal.public_at is not None and reveal.step == Step.ALL:
        raise Conflict("judging.public")


def _write(work: Work, row: Award, text: AwardText) -> None:
    row.name_en = bounded(clean_line(text.name_en), "name_en", most=80)
    row.name_fr = bounded(clean_line(text.name_fr), "name_fr", most=80)
    row.giver = bounded(clean_line(text.giver), "giver", most=120, required=False)
    row.why = bounded(clean_line(text.why), "why", most=400, required=False)
    row.team_id = _team_id(work, clean_line(text.team).upper())


def _team_id(work: Work, code: str) -> int | None:
    if not code:
        return None
    wanted = select(Team.id).where(Team.edition_id == work.edition_id, Team.code == code)
    found: int | None = work.session.execute(wanted).scalar_one_or_none()
    if found is None:
        raise NotFound("judging.team", "team")
    return found
