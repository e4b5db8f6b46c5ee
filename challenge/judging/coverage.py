"""Reads for the desk: how far the jury is, who is behind, which teams were seen too rarely."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, exists, func, select
from sqlalchemy.orm import Session

from challenge.judging.models import (
    CONFLICT,
    DONE,
    FINALISTS,
    FINALS,
    FROZEN,
    JURY,
    OPEN,
    PLANNED,
    SKIPPED,
    Juror,
    Reveal,
    Round,
    Visit,
)
from challenge.judging.rules.reveal import podium
from challenge.judging.snapshots import LEAST_VISITS, from_json, placed_spans
from challenge.judging.withdrawn import withdrawn_teams
from challenge.teams.models import Team


@dataclass(frozen=True, slots=True)
class RoundLine:
    """A round with its counts; `total` leaves out visits that a conflict of interest took away.

    `visits_per_team` is what a round between the first and the finals asks for, None for the others.
    """

    id: int
    code: str
    state: str
    teams: str
    done: int
    skipped: int
    total: int
    visits_per_team: int | None = None


@dataclass(frozen=True, slots=True)
class RevealLine:
    """How far the results are known, without the results; `announced` are codes of rounds whose teams are known."""

    step: int
    version: int
    public_at: datetime | None
    has_finalists: bool
    has_ranking: bool
    announced: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class JurorLine:
    """A juror with their visits of one round; `last_at` is their last sheet, None before the first."""

    public_id: str
    ref: str
    name: str
    domain: str
    capacity: int
    absent: bool
    set_aside: bool
    done: int
    skipped: int
    total: int
    last_at: datetime | None

    @property
    def left(self) -> int:
        """How many visits are still to be made."""
        return self.total - self.done


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team with few sheets in one round."""

    code: str
    zone: str
    table_no: int
    done: int
    planned: int


def round_lines(session: Session, edition_id: int) -> list[RoundLine]:
    """Return the rounds of an edition's jury in their order with their counts; one statement."""
    # Counted apart: a grouping of the rounds themselves would carry their rankings through the sort.
    counts = (
        select(
            Visit.round_id,
            _count(DONE).label("done"),
            _count(SKIPPED).label("skipped"),
            _count(DONE, SKIPPED, PLANNED).label("total"),
        )
        .where(Visit.edition_id == edition_id)
        .group_by(Visit.round_id)
        .subquery()
    )
    numbers = (func.coalesce(column, 0) for column in (counts.c.done, counts.c.skipped, counts.c.total))
    wanted = (
        select(Round.id, Round.code, Round.state, Round.teams, *numbers, Round.visits_per_team)
        .outerjoin(counts, counts.c.round_id == Round.id)
        .where(Round.edition_id == edition_id, Round.panel == JURY)
        .order_by(Round.place)
    )
    return [RoundLine(*row) for row in session.execute(wanted)]


def reveal_line(session: Session, edition_id: int) -> RevealLine | None:
    """Return how far the results are known; None before judging was prepared. One statement."""
    wanted = select(
        *(Reveal.step, Reveal.version, Reveal.public_at, Reveal.finalists, Reveal.ranking.is_not(None)),
        Reveal.shortlists,
    )
    row = session.execute(wanted.where(Reveal.edition_id == edition_id)).one_or_none()
    if row is None:
        return None
    announced = {code for code, teams in row[5].items() if teams} | ({FINALS} if row[3] else set())
    return RevealLine(row[0], row[1], row[2], bool(row[3]), row[4], frozenset(announced))


def second_checks(session: Session, edition_id: int) -> list[tuple[str, bool]]:
    """Return the teams of the podium by code, each with whether it got its second check (R19); none without a ranking.

    By code, not by place: whoever has the checks made need not know who wins.
    """
    wanted = select(Reveal.ranking, Reveal.checked).where(Reveal.edition_id == edition_id)
    row = session.execute(wanted).one_or_none()
    if row is None or row[0] is None:
        return []
    done = checked_teams(session, edition_id, row[1])
    codes = sorted(line.project for line in podium(from_json(row[0]).ranking))
    return [(code, code in done) for code in codes]


def placed_by_rounds(session: Session, edition_id: int) -> list[tuple[str, int, int]]:
    """Return which places of the final order each round gave: its code, first and last place. One statement."""
    wanted = select(Reveal.ranking).where(Reveal.edition_id == edition_id)
    ranking = session.execute(wanted).scalar_one_or_none()
    return placed_spans(from_json(ranking)) if ranking else []


def next_announcement(lines: Sequence[RoundLine], reveal: RevealLine | None) -> tuple[RoundLine, RoundLine] | None:
    """Return the rounds between which people choose now: the one before, and the one that takes its teams.

    None when everybody knows who is in every round, or there are none.
    """
    known = reveal.announced if reveal else frozenset()
    return next((pair for pair in pairwise(lines) if pair[1].code not in known), None)


def checked_teams(session: Session, edition_id: int, noted: Sequence[int]) -> set[str]:
    """Return the codes of teams seen again: in the finals, by a sheet that counts, or noted by hand (their ids)."""
    counts = (Visit.state == DONE, Visit.set_aside.is_(False), Juror.set_aside.is_(False))
    wanted = (
        select(Team.code)
        .join(Visit, Visit.team_id == Team.id)
        .join(Juror, Juror.id == Visit.juror_id)
        .join(Round, Round.id == Visit.round_id)
        .where(Round.edition_id == edition_id, Round.teams == FINALISTS, *counts)
    )
    by_hand = select(Team.code).where(Team.edition_id == edition_id, Team.id.in_(noted))
    return {*session.execute(wanted.distinct()).scalars(), *session.execute(by_hand).scalars()}


def _count(*states: str) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((Visit.state.in_(states), 1), else_=0)), 0)


def current_round(lines: Sequence[RoundLine]) -> RoundLine | None:
    """Return the round that concerns the desk now: the open one, else the first planned with visits, else the last."""
    for line in lines:
        if line.state == OPEN:
            return line
    started = [line for line in lines if line.total or line.state == FROZEN]
    waiting = [line for line in started if line.state == PLANNED]
    return next(iter(waiting), started[-1] if started else next(iter(lines), None))


def juror_lines(session: Session, edition_id: int, round_id: int) -> list[JurorLine]:
    """Return the jurors by number with their visits of a round; one statement."""
    wanted = (
        select(
            *(Juror.public_id, Juror.ref, Juror.first_name, Juror.last_name, Juror.domain, Juror.capacity),
            *(Juror.absent, Juror.set_aside, _count(DONE), _count(SKIPPED), _count(DONE, SKIPPED, PLANNED)),
            func.max(Visit.scored_at, type_=Visit.scored_at.type),
        )
        .outerjoin(Visit, (Visit.juror_id == Juror.id) & (Visit.round_id == round_id))
        .where(Juror.edition_id == edition_id, Juror.panel == JURY)
        .group_by(Juror.id)
        .order_by(Juror.ref)
    )
    rows: Sequence[Row[*tuple[Any, ...]]] = session.execute(wanted).all()
    return [JurorLine(row[0], row[1], f"{row[2]} {row[3]}".strip() or row[1], *row[4:]) for row in rows]


def silent_jurors(edition_id: int, since: datetime) -> Select[str]:
    """Return the statement for the jurors of an open round, with visits to make, who have sent no sheet since then.

    It gives their outside names; nobody is silent in a round that was opened later.
    """
    left = exists().where(Visit.juror_id == Juror.id, Visit.round_id == Round.id, Visit.state == PLANNED)
    sent = exists().where(Visit.juror_id == Juror.id, Visit.round_id == Round.id, Visit.scored_at > since)
    return (
        select(Juror.public_id)
        .join(Round, Round.edition_id == Juror.edition_id)
        .where(Juror.edition_id == edition_id, Round.panel == JURY, Round.state == OPEN, Round.opened_at <= since)
        .where(Juror.absent.is_(False), Juror.set_aside.is_(False), left, ~sent)
        .distinct()
    )


def stragglers(lines: Sequence[JurorLine]) -> list[JurorLine]:
    """Return the present jurors with visits left, those with the most first; ties by number."""
    behind = [line for line in lines if line.left and not line.absent and not line.set_aside]
    return sorted(behind, key=lambda line: (-line.left, line.ref))


def rarely_seen(
    session: Session, edition_id: int, round_id: int, among: Collection[int] | None = None
) -> list[TeamLine]:
    """Return the teams with fewer than three counted sheets in a round, by place (R16); one statement.

    Of all teams, or of those `among` which it is. `planned` is the visits that will count when they are made, those
    with a sheet included.
    """
    kept = Juror.set_aside.is_(False) & Visit.set_aside.is_(False)
    done = func.coalesce(func.sum(case(((Visit.state == DONE) & kept, 1), else_=0)), 0)
    counting = Visit.state.not_in((CONFLICT, SKIPPED)) & kept
    planned = func.coalesce(func.sum(case((counting, 1), else_=0)), 0)
    wanted = (
        select(Team.code, Team.zone, Team.table_no, done, planned)
        .outerjoin(Visit, (Visit.team_id == Team.id) & (Visit.round_id == round_id))
        .outerjoin(Juror, Juror.id == Visit.juror_id)
        .where(Team.edition_id == edition_id, Team.id.not_in(withdrawn_teams(edition_id)))
        .group_by(Team.id)
        .having(done < LEAST_VISITS)
        .order_by(done, Team.zone, Team.table_no)
    )
    if among is not None:
        wanted = wanted.where(Team.id.in_(among))
    return [TeamLine(*row) for row in session.execute(wanted)]
