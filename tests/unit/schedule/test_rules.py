"""Moments, states, and the template read onto a first day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenge.kernel.clock import instant
from challenge.kernel.errors import Invalid
from challenge.schedule import rules
from challenge.schedule.actions import TEMPLATES
from challenge.schedule.rules import Moments, State, Transition
from tests.make.schedule import later

MONDAY = date(2027, 5, 24)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2027, 5, 24, hour, minute, tzinfo=UTC)


DELIVERABLE = Moments(at(17, 15), at(17, 15), announced=at(16, 15), due=at(17, 15), lock=at(17, 30))


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (at(16), State.AHEAD),
        (at(16, 15), State.OPEN),
        (at(17, 14), State.OPEN),
        (at(17, 15), State.GRACE),
        (at(17, 29), State.GRACE),
        (at(17, 30), State.OVER),
    ],
)
def test_deliverable_is_open_from_its_announcement_and_late_until_the_lock(now: datetime, state: State) -> None:
    assert DELIVERABLE.state(now) == state


def test_transitions_come_in_the_order_of_a_milestones_life() -> None:
    assert DELIVERABLE.transitions() == [
        (Transition.ANNOUNCED, at(16, 15)),
        (Transition.OPENED, at(17, 15)),
        (Transition.DUE, at(17, 15)),
        (Transition.LOCKED, at(17, 30)),
    ]


def test_template_places_every_line_of_the_five_days() -> None:
    planned = rules.read_template(TEMPLATES["five-days"].read_text(encoding="utf-8"), MONDAY)
    by_code = {line.code: line for line in planned}

    assert len(planned) == len(by_code) == 47
    # How many are in the final is chosen; a title of the template would say it otherwise to everybody.
    assert (by_code["finalists"].title_en, by_code["finalists"].title_fr) == (
        "Finalists announced",
        "Annonce des finalistes",
    )
    assert by_code["D1"].moments == Moments(
        datetime(2027, 5, 24, 17, 15),
        datetime(2027, 5, 24, 17, 15),
        announced=datetime(2027, 5, 24, 16, 15),
        due=datetime(2027, 5, 24, 17, 15),
        lock=datetime(2027, 5, 24, 17, 30),
    )
    assert by_code["round-1"].tracks == {"en": "Jury", "fr": "Jury"}
    assert by_code["checkin"].tracks == {"en": "Logistics", "fr": "Logistique"}
    assert by_code["partner-pack"].moments.starts == datetime(2027, 6, 2, 9)
    assert by_code["partner-pack"].moments.due == datetime(2027, 6, 12, 9)
    assert by_code["follow-365"].moments.starts == datetime(2028, 5, 27, 9)


def test_template_names_the_line_it_cannot_read() -> None:
    text = "day,start,end,kind,code,title_en,title_fr,audience,announced,due,lock,notes\n1,25:00,,work,a,A,A,all,,,,\n"

    with pytest.raises(Invalid) as refused:
        rules.read_template(text, MONDAY)

    assert (refused.value.code, refused.value.place) == ("schedule.template", "line 2")


@pytest.mark.parametrize(
    ("moments", "field"),
    [
        (Moments(at(10), at(9)), "ends"),
        (Moments(at(10), at(10), announced=at(10), due=at(9)), "due"),
        (Moments(at(10), at(10), due=at(10), lock=at(9)), "lock"),
    ],
)
def test_impossible_moments_are_refused_at_their_field(moments: Moments, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        rules.check(moments)

    assert (refused.value.code, refused.value.place) == ("schedule.order", field)


@given(st.integers(-5000, 5000), st.integers(0, 60 * 24))
def test_shifting_moments_shifts_their_states(minutes: int, probe: int) -> None:
    by = timedelta(minutes=minutes)
    now = at(0) + timedelta(minutes=probe)

    assert later(DELIVERABLE, by).state(now + by) == DELIVERABLE.state(now)


@given(st.integers(0, 60 * 30))
def test_state_never_goes_back(minutes: int) -> None:
    order = list(State)
    now = at(0) + timedelta(minutes=minutes)

    assert order.index(DELIVERABLE.state(now)) <= order.index(DELIVERABLE.state(now + timedelta(minutes=7)))


@pytest.mark.parametrize(
    ("wall", "utc"),
    [
        (datetime(2027, 3, 28, 2, 30), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),  # does not exist: moves on by the gap
        (datetime(2027, 10, 31, 2, 30), datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),  # exists twice: the first
        (datetime(2028, 2, 29, 12, 0), datetime(2028, 2, 29, 11, 0, tzinfo=UTC)),
    ],
)
def test_wall_times_at_the_change_of_summer_time_mean_one_instant(wall: datetime, utc: datetime) -> None:
    assert instant(wall, "Europe/Paris") == utc


@pytest.mark.parametrize("year", [1, 1970, 9001, 9999])
def test_wall_time_of_an_impossible_year_is_refused(year: int) -> None:
    with pytest.raises(Invalid, match=r"clock\.wall"):
        instant(datetime(year, 1, 1), "America/New_York")
