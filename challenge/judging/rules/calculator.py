"""The planner's arithmetic: teams, visits, minutes, jurors, rounds and the end; any one of them from the others."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from challenge.judging.rules.sittings import LINKS
from challenge.kernel.errors import Conflict, Invalid

_MOST = 100_000  # beyond it nobody plans a day


@dataclass(frozen=True, slots=True)
class Day:
    """A day of judging; exactly one of the first six fields may be None: the one to find.

    Attributes:
        teams: to be seen.
        visits_per_team: by different jurors.
        minutes: length of a visit, marking included.
        window: minutes from the first visit to the end of the last.
        jurors: who come; those expected to stay away already taken off, see `invitations`.
        rounds: waves of visits with a new plan between them; every wave ends before the next begins.
        walking: minutes from one visit to the next.
        pause: minutes between two rounds, the walk to the next visit included.
        linked: jurors do not come from one crowd, but are rooms; see `calculate_rooms`.
    """

    teams: int | None = None
    visits_per_team: int | None = None
    minutes: float | None = None
    window: float | None = None
    jurors: int | None = None
    rounds: int | None = 1
    walking: float = 0.0
    pause: float = 0.0
    linked: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A day that works out.

    Attributes:
        day: complete; the field that was None now has the answer.
        visits: in all.
        visits_per_juror: most visits of one juror.
        slots: moments in which visits take place at the same time, over all rounds.
        end: minutes from the first visit to the end of the last.
        spare: minutes of the window that are left; negative, when a complete day was asked about that does not fit.
    """

    day: Day
    visits: int
    visits_per_juror: int
    slots: int
    end: float
    spare: float


def calculate(day: Day) -> Answer:
    """Find the one number that is missing, or check a complete day.

    Counts that are cheap to give are found as small as possible (jurors, window), those that are wanted as large as
    possible (teams, visits, minutes, rounds). Visits are shared out evenly, nobody is twice in a slot, and a round
    needs `max(visits of a juror, visits of a team)` slots, which is enough (König).

    Raises:
        Invalid: `judging.day_incomplete` when more than one number is missing; `judging.day_number` for one that is not
            above zero, `judging.day_minutes` for a walk or pause below it.
        Conflict: `judging.day_impossible` when no answer exists, for example because one visit is longer than the
            window, or there are fewer jurors than visits per team.
    """
    _check(day)
    missing = [name for name in _FINDERS if getattr(day, name) is None]
    if len(missing) > 1:
        raise Invalid("judging.day_incomplete", missing=", ".join(missing))
    if not missing:
        return _worked_out(day)
    return _worked_out(_with(day, missing[0], _FINDERS[missing[0]](day)))


@dataclass(frozen=True, slots=True)
class RoomAnswer:
    """A day on which teams come to rooms.

    Attributes:
        answer: as of jurors, each room counting as one; `answer.day.jurors` is the number of rooms.
        rooms: in which jurors sit.
        jurors: who sit in them, so many in each.
        linked: teams that come before a second room so that rooms can be compared; 0 with two sittings each or more.
    """

    answer: Answer
    rooms: int
    jurors: int
    linked: int


def calculate_rooms(day: Day, per_room: int | None) -> RoomAnswer:
    """Find the number that is missing of a day on which jurors sit in rooms, so many in each, and teams come to them.

    Args:
        day: `jurors` are people; those that do not fill a room are left over.
        per_room: jurors in a room.

    Raises:
        Invalid: `judging.day_number` when nobody or not even one sits in a room. And the codes of `calculate`.
        Conflict: `judging.day_impossible`, also when the jurors do not fill one room.
    """
    if not per_room or per_room < 1:
        raise Invalid("judging.day_number", "per_room", name="per_room", value=per_room or 0)
    rooms = None if day.jurors is None else day.jurors // per_room
    if rooms == 0:
        raise Conflict("judging.day_impossible")
    answer = calculate(replace(day, jurors=rooms, linked=True))
    found = answer.day.jurors or 0
    return RoomAnswer(answer, found, found * per_room, _extra(answer.day))


def _extra(day: Day) -> int:
    """Return how many teams come once more so that rooms can be compared: two of each room, as the plan has it."""
    rooms = day.jurors or 0
    if not day.linked or day.visits_per_team != 1 or rooms < 2:
        return 0
    return min(LINKS * rooms, round(_known(day.teams)))


def invitations(jurors: int, away_share: float) -> int:
    """Return how many to invite so that so many come when a share of 0 to below 1 stays away."""
    if not 0 <= away_share < 1:
        raise Invalid("judging.day_number", name="away_share", value=away_share)
    return math.ceil(jurors / (1 - away_share) - 1e-9)


def _with(day: Day, name: str, value: float) -> Day:
    """Return the day with one number changed; counts are whole."""
    return replace(day, **{name: value if name in ("minutes", "window") else round(value)})  # type: ignore[arg-type]


def _check(day: Day) -> None:
    for name in _FINDERS:
        value = getattr(day, name)
        if value is not None and not (math.isfinite(value) and value > 0):
            raise Invalid("judging.day_number", name=name, value=value)
    for name in ("walking", "pause"):
        value = getattr(day, name)
        if not (math.isfinite(value) and value >= 0):
            raise Invalid("judging.day_minutes", name=name, value=value)


def _worked_out(day: Day) -> Answer:
    """Return what a complete day comes to.

    Raises:
        Conflict: `judging.day_impossible` when it could not be done in any time.
    """
    end, slots, busiest = _end(day)
    if not math.isfinite(end):
        raise Conflict("judging.day_impossible")
    visits = round(_known(day.teams) * _known(day.visits_per_team)) + _extra(day)
    return Answer(day, visits, busiest, slots, end, _known(day.window) - end)


def _known(value: float | None) -> float:
    """Return a number that the caller has made sure of; None counts as 0."""
    return value or 0


def _end(day: Day) -> tuple[float, int, int]:
    """Return end, slots and most visits of a juror; an endless end when a team would see a juror twice."""
    teams, each, jurors = round(_known(day.teams)), round(_known(day.visits_per_team)), round(_known(day.jurors))
    rounds = round(_known(day.rounds))
    if each > jurors or rounds > each * teams:
        return math.inf, 0, 0
    slots = busiest = 0
    fewest, fuller = divmod(teams * each + _extra(day), rounds)
    for visits, turns in ((fewest, rounds - fuller), (fewest + 1, fuller)):
        busiest += turns * math.ceil(visits / jurors)
        slots += turns * max(math.ceil(visits / jurors), math.ceil(visits / teams))
    steps = _known(day.minutes) + day.walking
    return slots * steps - day.walking + (rounds - 1) * max(0.0, day.pause - day.walking), slots, busiest


def _fits(day: Day) -> bool:
    return _end(day)[0] <= _known(day.window) + 1e-9


def _smallest(day: Day, name: str) -> int:
    """Return the smallest whole number that fits, by halving: more of it never takes longer."""
    low, high = 1, _MOST
    if not _fits(_with(day, name, high)):
        raise Conflict("judging.day_impossible")
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if _fits(_with(day, name, middle)) else (middle + 1, high)
    return low


def _largest(day: Day, name: str, most: int) -> int:
    """Return the largest whole number that fits.

    Every number is tried, since less can take longer: visits that do not share out evenly over the rounds need a slot
    more than those that do. Those for which even the bare number of slots is too long are passed over at once.
    """
    steps = _known(day.minutes) + day.walking
    rounds = round(_known(day.rounds))
    fixed = (rounds - 1) * max(0.0, day.pause - day.walking) - day.walking
    slots = math.floor((_known(day.window) - fixed + 1e-6) / steps)
    if name == "teams":
        most = min(most, slots * round(_known(day.jurors)) // round(_known(day.visits_per_team)))
    else:
        most = min(most, slots, slots * round(_known(day.jurors)) // round(_known(day.teams)))
    for value in range(most, 0, -1):
        if _fits(_with(day, name, value)):
            return value
    raise Conflict("judging.day_impossible")


def _most_rounds(day: Day) -> int:
    """Return the most rounds that fit, at most a hundred; every number is tried, since five may fit worse than six."""
    for rounds in range(100, 0, -1):
        if _fits(_with(day, "rounds", rounds)):
            return rounds
    raise Conflict("judging.day_impossible")


def _longest_visit(day: Day) -> float:
    """Return the length of a visit that fills the window, in whole minutes when there is at least one."""
    bare, slots, _ = _end(replace(day, minutes=0.0))
    left = (_known(day.window) - bare) / slots if math.isfinite(bare) else 0.0
    if left <= 0:
        raise Conflict("judging.day_impossible")
    return float(math.floor(left + 1e-9)) or left


_FINDERS: dict[str, Callable[[Day], float]] = {
    "teams": lambda day: _largest(day, "teams", 10_000),
    "visits_per_team": lambda day: _largest(day, "visits_per_team", round(_known(day.jurors))),
    "minutes": _longest_visit,
    "window": lambda day: _end(day)[0],
    "jurors": lambda day: _smallest(day, "jurors"),
    "rounds": _most_rounds,
}
