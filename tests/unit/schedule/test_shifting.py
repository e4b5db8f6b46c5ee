"""What a shift moves, what it leaves, and which meetings it makes collide."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from challenge.kernel.errors import Invalid
from challenge.schedule.rules import Moments
from challenge.schedule.shifting import Shift, Why, clashes, day_end, moves, overlaps


@dataclass(frozen=True)
class Line:
    """A milestone of a test."""

    id: int
    code: str
    times: Moments
    kind: str = "meeting"
    audience: tuple[str, ...] = field(default=("teams",))
    track: str = ""
    hall_zone: str = ""

    def moments(self) -> Moments:
        return self.times


def at(hour: int, minute: int = 0, day: int = 24) -> datetime:
    return datetime(2027, 5, day, hour, minute, tzinfo=UTC)


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


MORNING = Line(1, "morning", Moments(at(9), at(10)))
UNDER_WAY = Line(2, "work", Moments(at(10), at(14)), kind="work")
HAND_IN = Line(3, "D1", Moments(at(15), at(15), announced=at(11), due=at(15), lock=at(15, 15)), kind="deliverable")
TALK = Line(4, "talk", Moments(at(15), at(16)), audience=("all",))
TOMORROW = Line(5, "tomorrow", Moments(at(9, day=25), at(10, day=25)))
ALL = (MORNING, UNDER_WAY, HAND_IN, TALK, TOMORROW)


def test_moments_from_the_instant_on_move_and_those_before_it_stay() -> None:
    found = {one.milestone.code: one.after for one in moves(ALL, Shift(at(12), minutes(15)), at(12))}
    assert found == {
        "work": Moments(at(10), at(14, 15)),
        "D1": Moments(at(15, 15), at(15, 15), announced=at(11), due=at(15, 15), lock=at(15, 30)),
        "talk": Moments(at(15, 15), at(16, 15)),
        "tomorrow": Moments(at(9, 15, day=25), at(10, 15, day=25)),
    }


def test_nothing_of_the_next_day_moves_when_the_day_is_asked_for() -> None:
    shift = Shift(at(12), minutes(15), until=day_end(at(12), "Europe/Paris"))
    assert [one.milestone.code for one in moves(ALL, shift, at(12))] == ["work", "D1", "talk"]


def test_what_has_come_already_stays_though_the_shift_begins_before_it() -> None:
    found = {one.milestone.code: one.after for one in moves(ALL, Shift(at(9), minutes(15)), at(15, 5))}
    assert found["D1"].lock == at(15, 30)
    assert found["D1"].due == at(15)
    assert (found["talk"].starts, found["talk"].ends) == (at(15), at(16, 15))
    assert "morning" not in found


def test_a_moment_at_the_instant_itself_moves() -> None:
    found = moves([TALK], Shift(at(15), minutes(5)), at(14))
    assert [one.after.starts for one in found] == [at(15, 5)]


def test_earlier_never_lands_before_now() -> None:
    assert moves([TALK], Shift(at(15), minutes(-30)), at(14, 30))[0].after.starts == at(14, 30)
    with pytest.raises(Invalid, match=r"schedule\.past"):
        moves([TALK], Shift(at(15), minutes(-30)), at(14, 31))


def test_what_would_end_before_it_starts_is_refused() -> None:
    with pytest.raises(Invalid, match=r"schedule\.order"):
        moves([UNDER_WAY], Shift(at(12), minutes(-300)), at(1))


@pytest.mark.parametrize("by", [timedelta(0), timedelta(hours=13), timedelta(hours=-13)])
def test_no_shift_and_too_long_a_shift_are_refused(by: timedelta) -> None:
    with pytest.raises(Invalid, match=r"schedule\.shift"):
        moves(ALL, Shift(at(12), by), at(8))


def test_only_fresh_overlaps_of_people_who_must_be_there_are_clashes() -> None:
    jury = Line(6, "jury", Moments(at(16), at(17)), kind="judging", audience=("jurors", "teams"))
    partners = Line(7, "partners", Moments(at(16), at(17)), audience=("partners",))
    beside = Line(8, "beside", Moments(at(15, 30), at(16, 30)), audience=("jurors",))
    lines = [HAND_IN, TALK, jury, partners, beside]
    moved = moves([TALK], Shift(at(15), minutes(20)), at(12))
    found = {(one.first.code, one.second.code) for one in clashes(lines, moved)}
    # The talk is for all; it met `beside` before, so that is no news.
    assert found == {("talk", "jury"), ("talk", "partners")}
    assert clashes(lines, []) == []


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"hall_zone": "A"}, Why.ZONE),
        ({"hall_zone": "B"}, None),
        ({"audience": ("jurors",), "track": "Jury"}, None),
        ({"track": "Jury"}, Why.TRACK),
        ({"hall_zone": "A", "track": "Jury"}, Why.ZONE),
        ({"hall_zone": "A", "kind": "deliverable"}, None),
        ({"hall_zone": "A", "times": Moments(at(15), at(15))}, None),
        ({"hall_zone": "A", "times": Moments(at(16), at(17))}, None),
    ],
)
def test_two_in_one_zone_or_for_the_same_people_in_one_track_are_in_each_others_way(
    changed: dict[str, Any], why: Why | None
) -> None:
    work = Line(6, "work", Moments(at(14), at(16)), kind="work", track="Jury", hall_zone="A")
    other = replace(Line(7, "other", Moments(at(15), at(17)), kind="work"), **changed)
    assert [one.why for one in overlaps([other, work])] == ([why] if why else [])


def test_a_day_ends_at_the_halls_midnight_also_when_the_clock_changes() -> None:
    assert day_end(at(23, 30), "Europe/Paris") == datetime(2027, 5, 25, 22, tzinfo=UTC)
    autumn = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert day_end(autumn, "Europe/Paris") == datetime(2027, 10, 31, 23, tzinfo=UTC)
