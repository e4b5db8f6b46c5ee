"""Reads of the control room as it was: the fold over the log, beside rows that carry their own instants."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from challenge.control.past import NAMES, Past, fold
from challenge.control.past_concerns import Then, Waiting, waiting_then
from challenge.control.past_jury import JURY_FACTS, fold_jury
from challenge.control.past_jury_queries import Turns, turns_then
from challenge.control.past_waiting import WAITED, Waited, fold_waiting
from challenge.control.queries import Numbers, Table
from challenge.control.rules import silent_since
from challenge.editions.attention import Concern
from challenge.gallery.queries import Coverage
from challenge.judging.models import JURY, Round
from challenge.kernel.events import Stored
from challenge.kernel.log import EventLog, facts_named
from challenge.mentoring.models import HelpRequest
from challenge.mentoring.rules import State
from challenge.schedule.models import Milestone
from challenge.schedule.queries import lines
from challenge.submissions.models import Deliverable
from challenge.submissions.queries import Progress
from challenge.teams.models import TableMove, Team, TeamMember

Asked = tuple[int, Progress]
STUDENTS, TEAMS, ASKED, WAITING, VISITS, PROBLEMS = "students", "teams", "asked", "waiting", "visits", "problems"
"""What the lists behind the big numbers are called; those behind what needed attention have its codes."""


@dataclass(frozen=True, slots=True)
class Board:
    """The control room at an instant of the past; what cannot be known any more is not in it.

    Fields:
        past, waited: what the log alone says.
        concerns: of help, deadlines, refused uploads, silence, coaches, signatures, jurors and what waited for a word;
            problems that wait and undelivered facts leave no trace that could be dated.
        behind: inside names behind each number and concern: teams, students, requests, jurors, visits of conflicts,
            problems, milestones, announcements, numbers of facts. None behind refused uploads, which their table names.
        known: every team with its table, those that staff did not know among them; coaches: whose they were.
        waiting: what waited for a word or a signature; turns: the jury.
    """

    past: Past
    waited: Waited
    numbers: Numbers
    visits: Coverage | None
    asked: Progress | None
    concerns: Sequence[Concern]
    tables: Sequence[Table]
    behind: Mapping[str, Sequence[int]]
    known: Mapping[int, Table]
    coaches: Mapping[int, int | None]
    waiting: Waiting
    turns: Turns


def board(session: Session, edition_id: int, at: datetime, zone: str, *, drafts: bool) -> Board:
    """Return the control room as it was; twelve statements.

    Args:
        session: for reading.
        edition_id: the scope.
        at: the edition's instant. Deadlines and names are those of today.
        zone: IANA zone of the hall.
        drafts: see `Scope.drafts`.
    """
    facts = facts_named(session, edition_id, sorted({*NAMES, *WAITED, *JURY_FACTS}))
    past, waited = fold(_named(facts, NAMES), at), fold_waiting(_named(facts, WAITED), at)
    rows = lines(session, edition_id)
    spans = [(line.starts_at, line.ends_at) for line in rows if "staff" not in line.audience]
    since = silent_since(at, past.hours, spans, zone)
    asked = _asked(session, edition_id, past)
    seats, moved = _seats(session, edition_id, at)
    silent = _silent(session, edition_id, (since, at), past) if since else set[int]()
    shown = [_table(team, seats, past, asked, silent, at) for team in _teams(session, edition_id, past)]
    known = [(team, table) for team, table in shown if _is_since(team.staff_at, at)]
    jury, beyond = _rounds_and_late(session, edition_id, past, at)
    turns = turns_then(session, edition_id, fold_jury(_named(facts, JURY_FACTS), at), jury, at)
    waiting = waiting_then(session, Then(edition_id, at, past, waited))
    done, total = past.visited(jury)
    due = next((one for one in asked if one[1].due > at), asked[-1] if asked else None)
    coaches = {team.id: moved.get(team.id, team.coach_id) for team, _ in shown}
    behind = {
        STUDENTS: sorted(past.people),
        TEAMS: [team.id for team, _ in (shown if drafts else known)],
        ASKED: [team.id for team, _ in shown if due and due[0] not in past.handed.get(team.id, ())],
        WAITING: [key for key, (_, state) in past.helps.items() if state is State.WAITING],
        VISITS: sorted({one.juror_id for one in turns.visits}),
        PROBLEMS: sorted(past.confirmed),
        **_behind_teams(shown if drafts else known, shown, coaches, at),
        "mentoring.beyond": beyond,
        "schedule.held": [key for key, _, _ in waiting.moments],
        "schedule.stepped": list(waited.steps),
        "announcements.held": waiting.announcements,
        "agreements.unsigned": list(waiting.unsigned),
        "judging.silent": turns.silent,
        "judging.conflict": turns.given_up,
        "judging.late": turns.late,
    }
    return Board(
        past=past,
        waited=waited,
        numbers=Numbers(len(past.confirmed), len(past.people), len(shown), past.waiting),
        visits=Coverage(done, total) if total else None,
        asked=due[1] if due else None,
        concerns=_concerns(behind, past.refused),
        tables=sorted((table for _, table in known), key=lambda one: (one.zone, one.table_no)),
        behind=behind,
        known={team.id: table for team, table in shown},
        coaches=coaches,
        waiting=waiting,
        turns=turns,
    )


def _named(facts: Sequence[Stored], names: Sequence[str]) -> list[Stored]:
    wanted = frozenset(names)
    return [one for one in facts if one.event.name in wanted]


def _is_since(moment: datetime | None, at: datetime) -> bool:
    return moment is not None and moment <= at


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
    quiet = team.id in silent and _is_since(team.published_at, at)
    asks = team.id in past.asking
    return team, Table(team.code, team.name, zone, number, past.sizes[team.id], "", asks, missed, quiet, len(handed))


def _rounds_and_late(session: Session, edition_id: int, past: Past, at: datetime) -> tuple[list[int], list[int]]:
    """Return the jury's rounds, and the requests for help that waited longer than promised; two statements."""
    jury = select(Round.id).where(Round.edition_id == edition_id, Round.panel == JURY)
    due = select(HelpRequest.id).where(HelpRequest.edition_id == edition_id, HelpRequest.due_at <= at)
    late = set(session.execute(due).scalars())
    waiting = [key for key, (_, state) in past.helps.items() if state is State.WAITING and key in late]
    return list(session.execute(jury).scalars()), waiting


def _behind_teams(
    counted: Sequence[tuple[Team, Table]],
    shown: Sequence[tuple[Team, Table]],
    coaches: Mapping[int, int | None],
    at: datetime,
) -> dict[str, list[int]]:
    """Return the teams that needed attention; those without a coach are counted as `drafts` allows."""
    return {
        "teams.silent": [team.id for team, one in shown if one.is_silent],
        "submissions.missing": [team.id for team, one in shown if one.missed and _is_since(team.published_at, at)],
        "teams.alone": [team.id for team, _ in counted if coaches[team.id] is None],
    }


_URGENT = (
    *("schedule.held", "teams.silent", "submissions.missing", "mentoring.beyond", "announcements.held"),
    *("judging.silent", "judging.conflict", "judging.late"),
)
_OTHER = ("schedule.stepped", "teams.alone", "agreements.unsigned", "submissions.refused")


def _concerns(behind: Mapping[str, Sequence[int]], refused: int) -> list[Concern]:
    """Return what needed attention, urgent things first, in the order of the rooms."""
    counts = {**{code: len(ids) for code, ids in behind.items()}, "submissions.refused": refused}
    return [Concern(code, "", counts[code], code in _URGENT) for code in (*_URGENT, *_OTHER) if counts[code]]
