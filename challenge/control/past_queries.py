"""Reads of the control room as it was: the fold over the log, beside rows that carry their own instants."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from challenge.control.past import NAMES, Past, fold
from challenge.control.past_concerns import Then, waiting_then
from challenge.control.past_waiting import WAITED, fold_waiting
from challenge.control.queries import Numbers, Table
from challenge.control.rules import silent_since
from challenge.editions.attention import Concern
from challenge.gallery.queries import Coverage
from challenge.judging.models import JURY, Round
from challenge.kernel.log import EventLog, facts_named
from challenge.mentoring.models import HelpRequest
from challenge.mentoring.rules import State
from challenge.schedule.models import Milestone
from challenge.schedule.queries import lines
from challenge.submissions.models import Deliverable
from challenge.submissions.queries import Progress
from challenge.teams.models import TableMove, Team, TeamMember

Asked = tuple[int, Progress]


@dataclass(frozen=True, slots=True)
class Board:
    """The control room at an instant of the past; what cannot be known any more is not in it.

    Fields:
        past: what the log alone says.
        concerns: of help, deadlines, refused uploads, silence, coaches, signatures, late jurors and what waited for a
            word; silent jurors, problems that wait and undelivered facts leave no trace that could be dated.
        are_jurors_known: late jurors are among the concerns.
    """

    past: Past
    numbers: Numbers
    visits: Coverage | None
    asked: Progress | None
    concerns: Sequence[Concern]
    tables: Sequence[Table]
    are_jurors_known: bool


def board(session: Session, edition_id: int, at: datetime, zone: str, *, drafts: bool) -> Board:
    """Return the control room as it was; eleven statements.

    Args:
        session: for reading.
        edition_id: the scope.
        at: the edition's instant. Deadlines and names are those of today.
        zone: IANA zone of the hall.
        drafts: see `Scope.drafts`.
    """
    facts = facts_named(session, edition_id, sorted({*NAMES, *WAITED}))
    past = fold([one for one in facts if one.event.name in NAMES], at)
    waited = fold_waiting([one for one in facts if one.event.name in WAITED], at)
    rows = lines(session, edition_id)
    spans = [(line.starts_at, line.ends_at) for line in rows if "staff" not in line.audience]
    since = silent_since(at, past.hours, spans, zone)
    asked = _asked(session, edition_id, past)
    seats, coaches = _seats(session, edition_id, at)
    silent = _silent(session, edition_id, (since, at), past) if since else set[int]()
    shown = [_table(team, seats, past, asked, silent, at) for team in _teams(session, edition_id, past)]
    known = [(team, table) for team, table in shown if team.staff_at and team.staff_at <= at]
    jury, late = _rounds_and_late(session, edition_id, past, at)
    done, total = past.visited(jury)
    waiting = waiting_then(session, Then(edition_id, at, past, waited), jury)
    waiting_for = [one for _, one in asked]
    return Board(
        past=past,
        numbers=Numbers(len(past.confirmed), len(past.people), len(shown), past.waiting),
        visits=Coverage(done, total) if total else None,
        asked=next((one for one in waiting_for if one.due > at), waiting_for[-1] if waiting_for else None),
        concerns=_concerns(
            shown if drafts else known, shown, coaches, {**waiting, "mentoring.beyond": late}, (past, at)
        ),
        tables=sorted((table for _, table in known), key=lambda one: (one.zone, one.table_no)),
        are_jurors_known=waited.are_jurors_known,
    )


def _asked(session: Session, edition_id: int, past: Past) -> list[Asked]:
    due = func.coalesce(Milestone.due_at, Milestone.ends_at)
    wanted = (
        select(Deliverable.id, Deliverable.code, Milestone.title_en, Milestone.title_fr, due)
        .join(Milestone, Milestone.id == Deliverable.milestone_id)
        .where(Deliverable.edition_id == edition_id, Milestone.cancelled_at.is_(None))
        .order_by(Deliverable.position)
    )
    return [
        (one[0], Progress(*one[1:], received=sum(one[0] in own for own in past.handed.values()), late=0))
        for one in session.execute(wanted)
    ]


def _teams(session: Session, edition_id: int, past: Past) -> Sequence[Team]:
    rows = session.execute(select(Team).where(Team.edition_id == edition_id)).scalars()
    return [team for team in rows if past.sizes.get(team.id, 0) > 0]


def _seats(
    session: Session, edition_id: int, at: datetime
) -> tuple[Mapping[int, tuple[str, int]], Mapping[int, int | None]]:
    """Return place and coach of each team that was ever put elsewhere, as they were."""
    wanted = select(TableMove).where(TableMove.edition_id == edition_id).order_by(TableMove.id)
    places: dict[int, tuple[str, int]] = {}
    coaches: dict[int, int | None] = {}
    for move in session.execute(wanted).scalars():
        places.setdefault(move.team_id, (move.from_zone, move.from_table))
        coaches.setdefault(move.team_id, move.from_coach)
        if move.moved_at <= at and (move.undone_at is None or move.undone_at > at):
            places[move.team_id], coaches[move.team_id] = (move.to_zone, move.to_table), move.to_coach
    return places, coaches


def _silent(session: Session, edition_id: int, span: tuple[datetime, datetime], past: Past) -> set[int]:
    """Return the teams of which no member did anything in a span; see `teams.attention.is_silent`."""
    since, at = span
    acted = select(EventLog.actor_id).where(EventLog.edition_id == edition_id, EventLog.at > since, EventLog.at <= at)
    signs = set(session.execute(acted.distinct()).scalars())
    members = select(TeamMember.team_id, TeamMember.person_id, TeamMember.account_id)
    rows = session.execute(members.where(TeamMember.edition_id == edition_id)).all()
    alive = {past.seats_then.get(person, team) for team, person, account in rows if account in signs}
    return set(past.sizes) - alive


def _table(
    team: Team,
    seats: Mapping[int, tuple[str, int]],
    past: Past,
    asked: Sequence[Asked],
    silent: set[int],
    at: datetime,
) -> tuple[Team, Table]:
    zone, number = seats.get(team.id, (team.zone, team.table_no))
    handed = past.handed.get(team.id, set())
    missed = sum(
        one.due <= at and key not in handed and past.longer.get((team.id, key), at) <= at for key, one in asked
    )
    quiet = team.id in silent and team.published_at is not None and team.published_at <= at
    asks = team.id in past.asking
    return team, Table(team.code, team.name, zone, number, past.sizes[team.id], "", asks, missed, quiet, len(handed))


def _rounds_and_late(session: Session, edition_id: int, past: Past, at: datetime) -> tuple[list[int], int]:
    """Return the jury's rounds, and how many requests for help waited longer than promised; two statements."""
    jury = select(Round.id).where(Round.edition_id == edition_id, Round.panel == JURY)
    due = select(HelpRequest.id).where(HelpRequest.edition_id == edition_id, HelpRequest.due_at <= at)
    late = set(session.execute(due).scalars())
    waiting = {key for key, (_, state) in past.helps.items() if state is State.WAITING}
    return list(session.execute(jury).scalars()), len(waiting & late)


def _concerns(
    counted: Sequence[tuple[Team, Table]],
    teams: Sequence[tuple[Team, Table]],
    coaches: Mapping[int, int | None],
    waiting: Mapping[str, int],
    then: tuple[Past, datetime],
) -> list[Concern]:
    """Return what needed attention, urgent things first; teams without a coach are counted as `drafts` allows."""
    past, at = then
    public = [one for team, one in teams if team.published_at is not None and team.published_at <= at]
    alone = sum(coaches.get(team.id, team.coach_id) is None for team, _ in counted)
    found = [
        Concern("schedule.held", "", waiting["schedule.held"], True),
        Concern("teams.silent", "", sum(one.is_silent for _, one in teams), True),
        Concern("submissions.missing", "", sum(one.missed > 0 for one in public), True),
        *(
            Concern(code, "", waiting[code], True)
            for code in ("mentoring.beyond", "announcements.held", "judging.late")
        ),
        Concern("teams.alone", "", alone, False),
        Concern("agreements.unsigned", "", waiting["agreements.unsigned"], False),
        Concern("submissions.refused", "", past.refused, False),
    ]
    return [one for one in found if one.count]
