"""How judging went in a rehearsal: what was seen, by how many, and the forecast of its end against the plan."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.editions.models import Edition
from challenge.judging.control import room_ways
from challenge.judging.models import CONFLICT, DONE, EVERYBODY, JURY, PLANNED, ROOMS, SKIPPED, Juror, Round, Visit
from challenge.judging.rules.forecast import Progress, forecast
from challenge.judging.snapshots import LEAST_VISITS
from challenge.kernel.clock import zone
from challenge.rehearsal.troubles import Trouble
from challenge.schedule.queries import milestone_by_code
from challenge.teams.models import Team

NAMED = 8


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a round of the jury.

    Fields:
        left: visits that nobody made; skipped: visits that found nobody.
        unjudged: codes of teams that should have been seen and were not.
        few: how many teams were seen, and fewer than three times.
        last: when the last sheet came; ends: when the schedule freezes the round.
        expected: when the last of all planned visits would be made at the speed measured until `ends`: `last` when
            all are; None of a round that did not begin.
        wall: `ends` and `expected` as the clock of the hall shows them.
        jurors, wanted: how many marked, and how many would be through by `ends` at that speed.
    """

    code: str
    done: int
    skipped: int
    left: int
    unjudged: Sequence[str]
    few: int
    last: datetime | None
    ends: datetime | None
    expected: datetime | None = None
    wall: tuple[str, str] = ("", "")
    jurors: int = 0
    wanted: int = 0


def judged(session: Session, edition_id: int) -> list[Judged]:
    """Return how each round of the jury went, in their order."""
    wanted = select(Round).where(Round.edition_id == edition_id, Round.panel == JURY).order_by(Round.place)
    codes = {row.id: row.code for row in session.execute(select(Team).where(Team.edition_id == edition_id)).scalars()}
    zone_name = session.get_one(Edition, edition_id).time_zone
    return [_round(session, turn, codes, zone_name) for turn in session.execute(wanted).scalars().all()]


def _round(session: Session, turn: Round, codes: Mapping[int, str], zone_name: str) -> Judged:
    rows = session.execute(
        select(Juror.ref, Visit.team_id, Visit.state, Visit.scored_at)
        .join(Juror, Juror.id == Visit.juror_id)
        .where(Visit.round_id == turn.id)
        .order_by(Juror.ref, Visit.place)
    )
    visits = [(ref, team, state, at) for ref, team, state, at in rows]
    states = Counter(state for _, _, state, _ in visits)
    seen = Counter(team for _, team, state, _ in visits if state == DONE)
    due = set(codes) if turn.teams == EVERYBODY else {team for _, team, _, _ in visits}
    last = max((at for _, _, state, at in visits if state == DONE and at), default=None)
    ends = _planned_end(session, turn)
    ways = _ways(session, turn, visits)
    expected, pace = _forecast(ways, turn.opened_at, ends, last)
    jurors = len({ref for ref, _, state, _ in visits if state == DONE})
    return Judged(
        code=turn.code,
        done=states[DONE],
        skipped=states[SKIPPED],
        left=states[PLANNED],
        unjudged=sorted(codes[team] for team in due if not seen[team]),
        few=sum(0 < seen[team] < LEAST_VISITS for team in due),
        last=last,
        ends=ends,
        expected=expected,
        wall=(_wall(ends, zone_name), _wall(expected, zone_name)),
        jurors=jurors,
        wanted=_wanted(wanted_jurors(_asked(ways), pace, turn.opened_at, ends), jurors, len(ways), turn.mode),
    )


def _wanted(ways: int, jurors: int, rooms: int, mode: str) -> int:
    """Return how many jurors go so many ways: each their own, or those of a room together, in rooms as they are."""
    return -(-ways * jurors // max(1, rooms)) if mode == ROOMS else ways


def _asked(ways: Sequence[Progress]) -> int:
    return sum(len(way.done_at) + way.left for way in ways)


def _planned_end(session: Session, turn: Round) -> datetime | None:
    """Return when the schedule ends the round: the freeze, or the end of the judging that freezes it."""
    milestone = milestone_by_code(session, turn.edition_id, turn.freezes_by)
    if milestone is None:
        return None
    end: datetime = milestone.ends_at if milestone.kind == "judging" else milestone.starts_at
    return end


def _forecast(
    ways: Sequence[Progress],
    opened: datetime | None,
    ends: datetime | None,
    last: datetime | None,
) -> tuple[datetime | None, float]:
    """Return when the last visit would be made, and the minutes from visit to visit; 0 when nobody marked."""
    if opened is None or last is None:
        return None, 0.0
    now = max(last, ends or last)
    planned = max(1.0, _minutes(now - opened) / max(len(way.done_at) + way.left for way in ways))
    found = forecast(ways, _minutes(now - opened), planned)
    is_over = not any(way.left for way in ways)
    return (last if is_over else opened + timedelta(minutes=found.end)), found.pace


def _ways(session: Session, turn: Round, visits: Sequence[tuple[str, int, str, datetime | None]]) -> Sequence[Progress]:
    """Return how far each juror is, or each room where teams come to rooms; nobody before the opening."""
    if turn.opened_at is None:
        return []
    return room_ways(session, turn, turn.opened_at) if turn.mode == ROOMS else _juror_ways(visits, turn.opened_at)


def _juror_ways(visits: Sequence[tuple[str, int, str, datetime | None]], opened: datetime) -> list[Progress]:
    done: dict[str, list[float]] = {}
    left = Counter[str]()
    for ref, _, state, at in visits:
        if state == CONFLICT:
            continue
        own = done.setdefault(ref, [])
        if state == DONE and at is not None:
            own.append(max(0.0, _minutes(at - opened)))
        left[ref] += state == PLANNED
    return [Progress(ref, tuple(own), left[ref]) for ref, own in done.items()]


def wanted_jurors(visits: int, pace_min: float, opened: datetime | None, ends: datetime | None) -> int:
    """Return how many jurors make so many visits from the opening to the end at a pace; 0 when one is not known."""
    if opened is None or ends is None or pace_min <= 0 or ends <= opened:
        return 0
    each = max(1, int(_minutes(ends - opened) / pace_min))
    return -(-visits // each)


def _minutes(span: timedelta) -> float:
    return span.total_seconds() / 60


def _wall(at: datetime | None, zone_name: str) -> str:
    return f"{at.astimezone(zone(zone_name)):%H:%M}" if at else ""


def judging_troubles(rounds: Sequence[Judged]) -> Iterator[Trouble]:
    """Give what judging shows to go wrong; each leads to the page of its desk."""
    for one in rounds:
        if one.unjudged:
            named = ", ".join(one.unjudged[:NAMED]) + (", …" if len(one.unjudged) > NAMED else "")
            yield Trouble("unjudged", {"round": one.code, "count": len(one.unjudged), "named": named}, "desk/judging")
        if one.few:
            yield Trouble("few", {"round": one.code, "count": one.few, "least": LEAST_VISITS}, "desk/judging")
        if one.left:
            yield Trouble("left", {"round": one.code, "count": one.left}, "desk/judging")
        yield from _end_troubles(one)


def _end_troubles(one: Judged) -> Iterator[Trouble]:
    if one.ends is None:
        return
    if one.last and one.last > one.ends:
        minutes = max(1, round(_minutes(one.last - one.ends)))
        yield Trouble("after_end", {"round": one.code, "minutes": minutes}, "desk/judging")
    elif one.expected and one.expected > one.ends:
        minutes = max(1, round(_minutes(one.expected - one.ends)))
        values = {"round": one.code, "minutes": minutes, "ends": one.wall[0], "expected": one.wall[1]}
        # Where there were enough of them, some have stopped or are slow, and their visits were given to nobody.
        code = "overrun" if one.wanted > one.jurors else "overrun_some"
        yield Trouble(code, {**values, "wanted": one.wanted, "jurors": one.jurors}, "desk/judging")
