"""Who is where in which slot: for the desk by table and by juror, for a team without names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from challenge.judging.models import CONFLICT, DONE, FROZEN, JURY, PLANNED, SKIPPED, Juror, JuryRoom, Round, Visit
from challenge.judging.slots import slot_time
from challenge.judging.withdrawn import withdrawn_teams
from challenge.teams.models import Team


@dataclass(frozen=True, slots=True)
class Stop:
    """A visit in a plan; `at` is when its slot begins, None in a round without pace or before its opening."""

    public_id: str
    version: int
    state: str
    slot: int
    ref: str
    juror: str
    field: str
    is_absent: bool
    is_aside: bool
    code: str
    name: str
    zone: str
    table_no: int
    set_aside: bool
    at: datetime | None

    @property
    def is_off(self) -> bool:
        """True when a conflict of interest took it away and nobody has it yet."""
        return self.state == CONFLICT

    @property
    def is_missed(self) -> bool:
        """True when it was skipped, waits for a juror who is not here or is set aside, or must go to somebody else."""
        waits = self.state == PLANNED and (self.is_absent or self.is_aside)
        return self.is_off or self.state == SKIPPED or waits


@dataclass(frozen=True, slots=True)
class Coming:
    """A visit as the team that is visited knows it: when, and from which field somebody comes.

    Where the team goes to a room it is told its name, once for all who sit there, and no field.
    """

    round_code: str
    slot: int
    field: str
    at: datetime | None
    room: str | None = None


def stops(session: Session, turn: Round) -> list[Stop]:
    """Return the visits of a round by zone, table and slot, those that are off among them; one statement."""
    wanted = (
        select(
            *(Visit.public_id, Visit.version, Visit.state, Visit.slot, Juror.ref, Juror.first_name, Juror.last_name),
            *(Juror.domain, Juror.absent, Juror.set_aside, Team.code, Team.name, Team.zone, Team.table_no),
            Visit.set_aside,
        )
        .join(Juror, Juror.id == Visit.juror_id)
        .join(Team, Team.id == Visit.team_id)
        .where(Visit.round_id == turn.id, Visit.edition_id == turn.edition_id)
        .where(or_(Visit.state == DONE, Team.id.not_in(withdrawn_teams(turn.edition_id))))
        .order_by(Team.zone, Team.table_no, Team.code, Visit.slot, Juror.ref)
    )
    return [
        Stop(
            *row[:5],
            juror=f"{row[5]} {row[6]}".strip() or row[4],
            field=row[7],
            is_absent=row[8],
            is_aside=row[9],
            code=row[10],
            name=row[11],
            zone=row[12],
            table_no=row[13],
            set_aside=row[14],
            at=slot_time(turn.opened_at, turn.slot_min, row[3]),
        )
        for row in session.execute(wanted)
    ]


def coming(session: Session, team: Team) -> Sequence[Coming]:
    """Return who comes to a team in rounds that are not over, by slot; never whom, and nothing about sheets.

    Only visits that were planned before the opening: later waves go where places are in doubt, and would tell so.
    """
    wanted = (
        select(Round.code, Visit.slot, Juror.domain, Round.opened_at, Round.slot_min, JuryRoom.name)
        .join(Juror, Juror.id == Visit.juror_id)
        .join(Round, Round.id == Visit.round_id)
        .outerjoin(JuryRoom, JuryRoom.id == Visit.jury_room_id)
        .where(Visit.team_id == team.id, Visit.edition_id == team.edition_id, Visit.state != CONFLICT)
        .where(
            Visit.announced.is_(True),
            Round.panel == JURY,
            Round.state != FROZEN,
            Juror.absent.is_(False),
            Juror.set_aside.is_(False),
        )
        .order_by(Round.place, Visit.slot, Juror.domain)
    )
    found = [
        Coming(code, slot, "" if room else field, slot_time(opened_at, slot_min, slot), room)
        for code, slot, field, opened_at, slot_min, room in session.execute(wanted)
    ]
    # Whoever sits in the room marks the team in the same slot: that is one line.
    return [one for at, one in enumerate(found) if one.room is None or one not in found[:at]]
