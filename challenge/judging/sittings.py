"""Sittings: a team before a room, as the visits of its jurors in one slot; reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from challenge.judging.models import CONFLICT, DONE, PLANNED, Juror, JuryRoom, Round, Visit
from challenge.judging.slots import slot_time
from challenge.judging.withdrawn import withdrawn_teams
from challenge.teams.models import Team


@dataclass(frozen=True, slots=True)
class Chair:
    """A juror's visit in a sitting; `is_here` is false for whoever is absent or set aside."""

    visit_id: int
    public_id: str
    version: int
    state: str
    announced: bool
    set_aside: bool
    juror_id: int
    ref: str
    juror: str
    is_here: bool
    scored_at: datetime | None


@dataclass(frozen=True, slots=True)
class Sitting:
    """A team before a room; `at` is when its slot begins, None in a round without pace or before its opening."""

    room_id: int
    room: str
    team_id: int
    code: str
    name: str
    zone: str
    table_no: int
    slot: int
    at: datetime | None
    chairs: tuple[Chair, ...]

    @property
    def has_sheet(self) -> bool:
        """True when somebody has marked it: it stays where it is."""
        return any(one.state == DONE for one in self.chairs)

    @property
    def sheets(self) -> int:
        """How many have marked it."""
        return sum(one.state == DONE for one in self.chairs)

    @property
    def asked(self) -> int:
        """Of how many jurors a sheet is asked: those who must not judge the team are not counted."""
        return sum(one.state != CONFLICT for one in self.chairs)

    @property
    def is_off(self) -> bool:
        """True when all its jurors must not judge the team."""
        return not self.asked

    @property
    def is_missed(self) -> bool:
        """True when nobody has marked it and nobody will: all skipped it, are not here, or must not."""
        return not self.has_sheet and not any(one.state == PLANNED and one.is_here for one in self.chairs)

    @property
    def is_announced(self) -> bool:
        """True when the team knows of it; to any other somebody has to go and call it."""
        return any(one.announced for one in self.chairs)

    @property
    def door(self) -> Chair:
        """The visit by which the sitting is moved, the first one without a sheet."""
        return next((one for one in self.chairs if one.state != DONE), self.chairs[0])


def sittings(session: Session, turn: Round) -> list[Sitting]:
    """Return a round's sittings by room, slot and team, those that are off among them; one statement."""
    wanted = (
        select(
            *(JuryRoom.id, JuryRoom.name, Team.id, Team.code, Team.name, Team.zone, Team.table_no, Visit.slot),
            *(Visit.id, Visit.public_id, Visit.version, Visit.state, Visit.announced, Visit.set_aside, Juror),
            Visit.scored_at,
        )
        .join(JuryRoom, JuryRoom.id == Visit.jury_room_id)
        .join(Juror, Juror.id == Visit.juror_id)
        .join(Team, Team.id == Visit.team_id)
        .where(Visit.round_id == turn.id, Visit.edition_id == turn.edition_id)
        .order_by(JuryRoom.place, JuryRoom.id, Visit.slot, Team.code, Juror.ref)
    )
    rows: Sequence[Row[*tuple[Any, ...]]] = session.execute(wanted).all()
    found = []
    for _, group in groupby(rows, key=lambda row: (row[0], row[2])):
        own = list(group)
        room_id, room, team_id, code, name, zone, table_no, slot = own[0][:8]
        at = slot_time(turn.opened_at, turn.slot_min, slot)
        chairs = tuple(_chair(row) for row in own)
        found.append(Sitting(room_id, room, team_id, code, name, zone, table_no, slot, at, chairs))
    return found


def _chair(row: Row[*tuple[Any, ...]]) -> Chair:
    visit_id, name, version, state, announced, set_aside, juror, scored_at = row[8:16]
    who = (juror.id, juror.ref, juror.name, not (juror.absent or juror.set_aside))
    return Chair(visit_id, name, version, state, announced, set_aside, *who, scored_at)


def shown_sittings(session: Session, turn: Round) -> list[Sitting]:
    """Return a round's sittings without those of teams that are out and were not marked; two statements."""
    out = set(session.execute(withdrawn_teams(turn.edition_id)).scalars())
    return [one for one in sittings(session, turn) if one.has_sheet or one.team_id not in out]


def jury_rooms(session: Session, edition_id: int) -> list[JuryRoom]:
    """Return an edition's rooms in their order."""
    wanted = select(JuryRoom).where(JuryRoom.edition_id == edition_id).order_by(JuryRoom.place, JuryRoom.id)
    return list(session.execute(wanted).scalars())
