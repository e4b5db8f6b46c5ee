"""What the control room looks at while jurors are under way: the end, what stands out, who decides, where to go."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.judging.floor import Floor, closed_pairs, floor
from challenge.judging.models import CONFLICT, DONE, PLANNED, ROOMS, SKIPPED, Juror, Round, Visit
from challenge.judging.planning import Given, given
from challenge.judging.rules.allocation import Seat, Stand, allocate
from challenge.judging.rules.flags import Flag, flags
from challenge.judging.rules.forecast import Progress, forecast
from challenge.judging.rules.influence import Influence, influences
from challenge.judging.rules.next_visits import NextVisit, next_visits
from challenge.judging.rules.ranking import TOP_PLACES, RankedJuror, Ranking
from challenge.judging.rules.ties import Verdict, verdict
from challenge.judging.rules.walking import Place
from challenge.judging.rules.waves import look_back
from challenge.judging.seating import next_sittings
from challenge.judging.sittings import sittings
from challenge.judging.standings import counted_visits, shown_standings
from challenge.schedule.queries import milestone_by_code

NEXT = 12
"""How many next visits the page proposes."""

LEAST_SHEETS = 3
"""Sheets of a round before anything is said about jurors or places."""


@dataclass(frozen=True, slots=True)
class Ending:
    """When a round is expected to be over, between which instants with nine chances in ten, and when it should be.

    Fields:
        planned: the end of the round in the schedule; None when it has none.
        stragglers: numbers of the jurors expected to end last, the last one first.
    """

    end: datetime
    low: datetime
    high: datetime
    planned: datetime | None
    stragglers: tuple[str, ...]

    @property
    def is_late(self) -> bool:
        """True when the middle of the forecast lies beyond the planned end."""
        return self.planned is not None and self.end > self.planned


@dataclass(frozen=True, slots=True)
class Control:
    """A round as the control room sees it.

    Fields:
        has_border: whether more teams are ranked than there are first places: otherwise nobody enters or leaves them.
        people: jurors with a sheet, the harshest first.
    """

    ending: Ending | None
    verdict: Verdict | None
    has_border: bool = False
    flags: tuple[Flag, ...] = ()
    influences: tuple[Influence, ...] = ()
    next_visits: tuple[NextVisit, ...] = ()
    people: tuple[RankedJuror, ...] = ()


def control(session: Session, turn: Round, now: datetime) -> Control:
    """Return what a round's sheets say now; a dozen statements, whatever the data."""
    end = ending(session, turn, now)
    visits = counted_visits(session, turn.edition_id, turn)
    if len(visits) < LEAST_SHEETS:
        return Control(end, None)
    ranking = shown_standings(session, turn.edition_id, turn).ranking
    in_rooms = turn.mode == ROOMS
    return Control(
        end,
        verdict(ranking.projects),
        len(ranking.projects) > TOP_PLACES,
        flags(ranking, visits),
        tuple(one for one in influences(ranking, visits) if one.enters or one.leaves),
        _next_sittings(floor(session, turn), ranking) if in_rooms else _next(given(session, turn), ranking),
        harshest_first(ranking),
    )


def harshest_first(ranking: Ranking) -> tuple[RankedJuror, ...]:
    """Return what the sheets say of each juror, the harshest first; ties by number."""
    return tuple(sorted(ranking.jurors, key=lambda one: (-one.severity, one.juror)))


def _next_sittings(here: Floor, ranking: Ranking) -> tuple[NextVisit, ...]:
    """Return the sittings to ask for; rooms stand in the place of jurors."""
    benches = [Seat(one.code, "", one.capacity) for one in here.benches]
    pending = {(one.room, one.code) for one in here.held if not one.has_sheet and not one.is_missed}
    return next_visits(ranking, benches, closed_pairs(here) | here.seen, NEXT, pending)


def _next(found: Given, ranking: Ranking) -> tuple[NextVisit, ...]:
    met = {(juror, team) for juror, team, _, _ in found.kept}
    pending = _promised(found, PLANNED)
    return next_visits(ranking, seats(found), found.barred | met, NEXT, pending)


def _promised(found: Given, *states: str) -> set[tuple[str, str]]:
    """Return the pairs of visits in these states whose sheet counts, or will: a planned one needs a juror who is there.

    What was called off or skipped, what waits for an absent juror and what a juror set aside marked tells nothing.
    """
    aside = {one.ref for one in found.jurors if one.set_aside}
    gone = {one.ref for one in found.jurors if one.absent}
    return {
        (juror, team)
        for juror, team, state, _ in found.kept
        if state in states
        and juror not in aside
        and (juror, team) not in found.aside
        and not (state == PLANNED and juror in gone)
    }


def seats(found: Given) -> list[Seat]:
    """Return the jurors with the visits that each can still be given; none for absent ones and those set aside."""
    used = [juror for juror, _, state, _ in found.kept if state != CONFLICT]
    return [
        Seat(one.ref, one.domain, 0 if one.absent or one.set_aside else max(0, one.capacity - used.count(one.ref)))
        for one in found.jurors
    ]


def wave(session: Session, turn: Round, visits: int) -> list[tuple[str, str]]:
    """Return the pairs (juror, team) of the next wave: where another opinion can still change the ten best.

    Teams that nobody has seen, or is about to see, come first. Conflicts and capacities are kept, nobody meets a team
    twice. Where teams come to rooms, so many sittings (name of the room, team): by the doubt about the team alone.
    """
    ranking = shown_standings(session, turn.edition_id, turn).ranking
    if turn.mode == ROOMS:
        here = floor(session, turn)
        return next_sittings(here, visits, replace(look_back(ranking, here.seen), outlooks={}))
    found = given(session, turn)
    met, counted = {(juror, team) for juror, team, _, _ in found.kept}, _promised(found, DONE, PLANNED)
    stands = [Stand(team.code, team.theme, Place(team.zone, team.table_no)) for team in found.teams]
    return allocate(stands, seats(found), found.barred | met, visits, look_back(ranking, counted))


def ending(session: Session, turn: Round, now: datetime) -> Ending | None:
    """Return the forecast of an open round; None before it opens and after it is frozen. Four statements."""
    if turn.opened_at is None or turn.frozen_at is not None or now <= turn.opened_at:
        return None
    began = turn.opened_at
    ways = _ways(session, turn, began)
    if not ways:
        return None
    planned = _planned_end(session, turn)
    most = max(len(way.done_at) + way.left for way in ways)
    window = (planned - began).total_seconds() / 60 if planned and planned > began else 0.0
    found = forecast(ways, (now - began).total_seconds() / 60, max(1.0, window / max(1, most)))
    at = [began + timedelta(minutes=minutes) for minutes in (found.end, found.low, found.high)]
    return Ending(at[0], at[1], at[2], planned, found.stragglers)


def _ways(session: Session, turn: Round, began: datetime) -> Sequence[Progress]:
    """Return how far each juror is; each room where teams come to rooms: its jurors are through a slot together."""
    return room_ways(session, turn, began) if turn.mode == ROOMS else _juror_ways(session, turn, began)


def room_ways(session: Session, turn: Round, began: datetime) -> list[Progress]:
    """Return how far each room is whose jurors sit together; a sitting that was missed is not to come any more."""
    done: dict[str, list[float]] = {}
    left: dict[str, int] = {}
    for one in sittings(session, turn):
        done.setdefault(one.room, [])
        left.setdefault(one.room, 0)
        sent = [chair.scored_at for chair in one.chairs if chair.state == DONE and chair.scored_at is not None]
        if sent:
            # The first sheet: the team is gone by then, and the slowest juror does not hold the room up.
            done[one.room].append(max(0.0, (min(sent) - began).total_seconds() / 60))
        elif not one.is_missed:
            left[one.room] += 1
    return [Progress(room, tuple(done[room]), left[room]) for room in sorted(done)]


def _juror_ways(session: Session, turn: Round, began: datetime) -> list[Progress]:
    rows = session.execute(
        select(Juror.ref, Visit.state, Visit.scored_at)
        .join(Visit, Visit.juror_id == Juror.id)
        .where(Visit.round_id == turn.id, Visit.state != CONFLICT, Juror.absent.is_(False), Juror.set_aside.is_(False))
        .order_by(Juror.ref, Visit.place)
    )
    done: dict[str, list[float]] = {}
    left: dict[str, int] = {}
    for ref, state, scored_at in rows:
        done.setdefault(ref, [])
        left.setdefault(ref, 0)
        if state == DONE and scored_at is not None:
            done[ref].append(max(0.0, (scored_at - began).total_seconds() / 60))
        elif state != SKIPPED:
            left[ref] += 1
    return [Progress(ref, tuple(done[ref]), left[ref]) for ref in done]


def _planned_end(session: Session, turn: Round) -> datetime | None:
    """Return when the schedule ends the round: the freeze, or the end of the judging that freezes it."""
    milestone = milestone_by_code(session, turn.edition_id, turn.freezes_by)
    if milestone is None:
        return None
    end: datetime = milestone.ends_at if milestone.kind == "judging" else milestone.starts_at
    return end
