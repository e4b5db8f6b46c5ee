"""The busiest minutes of a rehearsal, and how many jurors would have been enough."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from challenge.rehearsal.busy import Busy, busiest, busy_troubles
from challenge.rehearsal.judged import Judged, judging_troubles, wanted_jurors

EIGHT = datetime(2027, 5, 24, 8, tzinfo=UTC)


def at(seconds: float) -> datetime:
    """Return an instant after eight."""
    return EIGHT + timedelta(seconds=seconds)


def test_busiest_minute_is_the_first_with_the_most_and_knows_what_the_machine_took() -> None:
    lines = [(at(5), "log-in"), (at(59), "log-in refused 409"), (at(61), "log-in"), (at(70), "log-in")]
    lines += [(at(3), "ask"), (at(200), "plan")]
    found = busiest(lines, {at(0): 2.5, at(30): 60.0, at(60): 1.0})
    assert found == [Busy("log-in", 2, EIGHT, 62.5), Busy("ask", 1, EIGHT, 62.5)]
    assert [(one.code, one.values["seconds"]) for one in busy_troubles(found)] == [("overload", 62)] * 2
    assert list(busy_troubles([Busy("log-in", 900, EIGHT, 60.0)])) == []


def test_as_many_jurors_as_get_through_in_time_are_wanted() -> None:
    assert wanted_jurors(30, 9.0, EIGHT, EIGHT + timedelta(minutes=60)) == 5
    assert wanted_jurors(31, 9.0, EIGHT, EIGHT + timedelta(minutes=54)) == 6
    assert wanted_jurors(3, 90.0, EIGHT, EIGHT + timedelta(minutes=60)) == 3
    assert wanted_jurors(3, 0.0, EIGHT, EIGHT + timedelta(minutes=60)) == 0
    assert wanted_jurors(3, 9.0, None, EIGHT) == 0


def test_forecast_beyond_the_freeze_is_a_trouble_and_one_before_it_is_none() -> None:
    ends = EIGHT + timedelta(hours=2)
    last, end = ends - timedelta(minutes=3), ends + timedelta(minutes=25)
    late = Judged("round-1", 20, 1, 4, [], 0, last, ends, end, ("10:00", "10:25"), 4, 5)
    early = Judged("round-1", 20, 1, 0, [], 0, ends, ends, ends, ("10:00", "10:00"), 4, 4)
    assert [one.code for one in judging_troubles([late, early])] == ["left", "overrun"]
    stopped = replace(late, wanted=3)
    assert [one.code for one in judging_troubles([stopped])] == ["left", "overrun_some"]
    (told,) = [one for one in judging_troubles([late]) if one.code == "overrun"]
    assert dict(told.values) == {
        "round": "round-1",
        "minutes": 25,
        "ends": "10:00",
        "expected": "10:25",
        "wanted": 5,
        "jurors": 4,
    }
