"""Half-days follow the schedule; an instant belongs to one of them or to none."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from challenge.attendance.half_days import Gathering, Part, half_at, half_to_show, planned_halves

MONDAY = date(2027, 5, 24)


def at(hour: int, minute: int = 0, day: int = 0) -> datetime:
    return datetime.combine(MONDAY + timedelta(days=day), time(hour, minute))


@dataclass(frozen=True)
class Window:
    opens_at: datetime
    closes_at: datetime


TWO = [Window(at(7), at(12, 45)), Window(at(12, 45), at(20))]


def test_edition_without_schedule_has_ten_half_days() -> None:
    plan = planned_halves([], MONDAY)

    assert [one.number for one in plan] == list(range(1, 11))
    assert [one.part for one in plan[:3]] == [Part.MORNING, Part.AFTERNOON, Part.MORNING]
    assert (plan[0].opens, plan[0].late_from, plan[0].closes) == (at(7), at(9), at(12, 45))
    assert (plan[9].day, plan[9].late_from) == (MONDAY + timedelta(days=4), at(14, day=4))


def test_one_is_late_from_the_end_of_the_first_roll_call() -> None:
    schedule = [
        Gathering("talk", ("all",), at(9), at(9, 40)),
        Gathering("attendance", ("all",), at(8), at(8, 50)),
        Gathering("attendance", ("teams",), at(13, 30), at(13, 35)),
    ]

    assert [one.late_from for one in planned_halves(schedule, MONDAY)] == [at(8, 50), at(13, 35)]


def test_without_roll_call_the_first_gathering_for_everybody_decides() -> None:
    schedule = [
        Gathering("duty", ("staff",), at(7, 30), at(8)),
        Gathering("ceremony", ("all",), at(9), at(9, 40)),
        Gathering("judging", ("jurors", "teams"), at(14), at(16)),
    ]

    assert [one.late_from for one in planned_halves(schedule, MONDAY)] == [at(9, 5), at(14, 5)]


def test_early_gathering_opens_the_morning_earlier() -> None:
    (morning, _) = planned_halves([Gathering("work", ("teams",), at(6, 30), at(8))], MONDAY)

    assert (morning.opens, morning.late_from) == (at(5, 30), at(6, 35))


def test_follow_ups_make_no_half_days() -> None:
    schedule = [
        Gathering("work", ("teams",), at(9), at(12)),
        Gathering("followup", ("all",), at(9, day=30), at(9, day=30)),
        Gathering("export", ("staff",), at(9, day=10), at(9, day=10)),
    ]

    assert len(planned_halves(schedule, MONDAY)) == 2


def test_instant_belongs_to_the_half_day_that_is_open() -> None:
    assert half_at(TWO, at(6, 59)) is None
    assert half_at(TWO, at(12, 44)) is TWO[0]
    assert half_at(TWO, at(12, 45)) is TWO[1]
    assert half_at(TWO, at(20)) is None


def test_later_half_day_has_what_overlaps() -> None:
    overlapping = [Window(at(7), at(13)), Window(at(12), at(20))]

    assert half_at(overlapping, at(12, 30)) is overlapping[1]


def test_page_begins_with_the_present_the_last_or_the_first_half_day() -> None:
    assert half_to_show(TWO, at(5)) is TWO[0]
    assert half_to_show(TWO, at(13)) is TWO[1]
    assert half_to_show(TWO, at(22)) is TWO[1]
    assert half_to_show([], at(9)) is None
