"""What school, partners, jury and audience say of each team, side by side; no reader here adds one to another (R15)."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from challenge.judging.audience import counts
from challenge.judging.models import CONFLICT, DONE, SCHOOL, Criterion, Juror, Round, Visit
from challenge.judging.rules.scoring import Criterion as Rule
from challenge.judging.rules.scoring import points_range
from challenge.teams.models import Team


@dataclass(frozen=True, slots=True)
class Column:
    """A round of one panel: its state, its own scale in points, its sheets made of those asked for."""

    round_id: int
    code: str
    panel: str
    state: str
    low: float
    high: float
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the sheets of a round say of a team: how many count, their raw mean, how far they lie apart.

    `spread` is the standard deviation in points, None of a single sheet.
    """

    sheets: int
    mean: float
    spread: float | None


@dataclass(frozen=True, slots=True)
class OpinionLine:
    """A team with an opinion per column, None where there is none, and its votes of the audience."""

    code: str
    name: str
    zone: str
    table_no: int
    opinions: tuple[Opinion | None, ...]
    votes: int | None


@dataclass(frozen=True, slots=True)
class SideBySide:
    """All results of an edition, each for itself; teams by code, for an order by points would be a ranking."""

    columns: tuple[Column, ...]
    lines: tuple[OpinionLine, ...]


@dataclass(frozen=True, slots=True)
class Awaited:
    """A sheet of the school or a partner that is asked for and not made; `ref` numbers whoever is to make it."""

    public_id: str
    version: int
    panel: str
    ref: str
    name: str
    code: str
    state: str


def unasked(session: Session, edition_id: int) -> list[str]:
    """Return the codes of the teams about which nobody is asked to mark for the school; one statement."""
    asked = select(Visit.team_id).join(Round, Round.id == Visit.round_id)
    asked = asked.where(Round.edition_id == edition_id, Round.panel == SCHOOL, Visit.state != CONFLICT)
    wanted = select(Team.code).where(Team.edition_id == edition_id, Team.id.not_in(asked))
    return list(session.execute(wanted.order_by(Team.code)).scalars())


def side_by_side(session: Session, edition_id: int) -> SideBySide:
    """Return every round's raw results per team; five statements. What is set aside does not count."""
    columns = panel_columns(session, edition_id)
    points = _points(session, edition_id)
    votes = {one.code: one.votes for one in counts(session, edition_id)}
    wanted = select(Team.id, Team.code, Team.name, Team.zone, Team.table_no).where(Team.edition_id == edition_id)
    lines = (
        OpinionLine(*row[1:], tuple(_opinion(points[one.round_id, row[0]]) for one in columns), votes.get(row[1]))
        for row in session.execute(wanted.order_by(Team.code))
    )
    return SideBySide(columns, tuple(lines))


def panel_columns(session: Session, edition_id: int, panels: Collection[str] = ()) -> tuple[Column, ...]:
    """Return the rounds of an edition in which anything is asked, or those of some panels; two statements."""
    made = func.coalesce(func.sum(case((Visit.state == DONE, 1), else_=0)), 0)
    wanted = (
        select(Round.id, Round.code, Round.panel, Round.state, Round.rubric_id, made, func.count(Visit.id))
        .outerjoin(Visit, (Visit.round_id == Round.id) & (Visit.state != CONFLICT))
        .where(Round.edition_id == edition_id)
        .group_by(Round.id)
        .order_by(Round.place)
    )
    rows = session.execute(wanted.where(Round.panel.in_(panels)) if panels else wanted).all()
    scales = _scales(session, {row[4] for row in rows})
    return tuple(
        Column(row[0], row[1], row[2], row[3], *scales[row[4]], done=row[5], total=row[6])
        for row in rows
        if row[6] or panels
    )


def _scales(session: Session, rubric_ids: Collection[int]) -> dict[int, tuple[float, float]]:
    wanted = select(Criterion.rubric_id, Criterion.code, Criterion.weight, Criterion.low, Criterion.high)
    rules = defaultdict[int, list[Rule]](list)
    for row in session.execute(wanted.where(Criterion.rubric_id.in_(rubric_ids))):
        rules[row[0]].append(Rule(*row[1:]))
    return {rubric_id: points_range(found) for rubric_id, found in rules.items()}


def _points(session: Session, edition_id: int) -> dict[tuple[int, int], list[float]]:
    """Return the totals that count, by round and team."""
    wanted = (
        select(Visit.round_id, Visit.team_id, Visit.total)
        .join(Juror, Juror.id == Visit.juror_id)
        .where(
            Visit.edition_id == edition_id, Visit.state == DONE, Juror.set_aside.is_(False), Visit.set_aside.is_(False)
        )
        .order_by(Visit.id)
    )
    found = defaultdict[tuple[int, int], list[float]](list)
    for round_id, team_id, total in session.execute(wanted):
        found[round_id, team_id].append(total or 0.0)
    return found


def _opinion(totals: Sequence[float]) -> Opinion | None:
    if not totals:
        return None
    return Opinion(len(totals), fmean(totals), stdev(totals) if len(totals) > 1 else None)


def awaited(session: Session, edition_id: int, panels: Collection[str]) -> list[Awaited]:
    """Return the sheets of these panels that are not made, by panel and person; those of closed rounds too."""
    wanted = (
        select(*(Visit.public_id, Visit.version, Round.panel, Juror.ref, Juror.first_name, Team.code, Visit.state))
        .join(Juror, Juror.id == Visit.juror_id)
        .join(Round, Round.id == Visit.round_id)
        .join(Team, Team.id == Visit.team_id)
        .where(Visit.edition_id == edition_id, Round.panel.in_(panels), Visit.state != DONE)
        .order_by(Round.place, Juror.id, Visit.place)
    )
    return [Awaited(*row) for row in session.execute(wanted)]
