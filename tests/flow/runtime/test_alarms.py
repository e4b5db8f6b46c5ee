"""The alarm clock stops cleanly, also in the middle of taking its alarms anew, and goes on when the system's is set."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from functools import partial

import pytest

from challenge.kernel.clock import real_now
from challenge.runtime import alarm_clock
from challenge.runtime.alarm_clock import Alarms
from challenge.runtime.alarms import Alarm


def test_clock_stops_while_its_alarms_are_taken_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """The scheduler waits for its jobs while it holds the lock that they ask for: it once waited for ever."""
    monkeypatch.setattr(alarm_clock, "REBUILD_S", 0.05)
    entered, stopping = threading.Event(), threading.Event()
    calls = iter(range(1000))

    def source() -> list[Alarm]:
        number = next(calls)
        if number == 1:
            entered.set()
            assert stopping.wait(10)
        return [Alarm(f"{number}-{place}", real_now() + timedelta(hours=1), lambda: None) for place in range(5)]

    clock = Alarms(source)
    clock.start()
    assert entered.wait(10)
    ending = threading.Thread(target=clock.stop, daemon=True)
    ending.start()
    # Long enough for `stop` to come to where it waits; too short only makes the test easier to pass.
    ending.join(0.2)
    stopping.set()
    ending.join(10)

    assert not ending.is_alive()


class SystemClock(datetime):
    """The system's clock, which can be set."""

    ahead = timedelta()

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        """Return what it shows."""
        return datetime.now(tz) + cls.ahead


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Give a hand that sets the system's clock, as the product and the scheduler read it."""
    monkeypatch.setattr(alarm_clock, "REBUILD_S", 0.05)
    monkeypatch.setattr("challenge.kernel.clock.datetime", SystemClock)
    monkeypatch.setattr("apscheduler.schedulers.base.datetime", SystemClock)
    monkeypatch.setattr(SystemClock, "ahead", timedelta())
    return lambda ahead: monkeypatch.setattr(SystemClock, "ahead", ahead)


@pytest.mark.parametrize("hours", [-1, 2])
def test_alarms_go_on_when_the_systems_clock_is_set(set_clock: Callable[[timedelta], None], hours: int) -> None:
    """The scheduler reckons its waits from the system's clock: set back by an hour, it once slept for an hour."""
    first, second = threading.Event(), threading.Event()
    wanted = [Alarm("first", real_now(), first.set)]
    steps: list[float] = []
    clock = Alarms(lambda: wanted, steps.append)
    clock.start()
    assert first.wait(10)
    set_clock(timedelta(hours=hours))
    wanted[:] = [Alarm("second", real_now() + timedelta(seconds=0.2), second.set)]
    fired = second.wait(10)
    clock.stop()

    assert fired
    assert steps == [pytest.approx(hours * 3600, abs=30)]


def test_failed_alarm_is_armed_again_after_the_clock_was_set_back(
    set_clock: Callable[[timedelta], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alarm_clock, "AGAIN_AFTER_S", 0.1)
    tries, done = iter(range(100)), threading.Event()

    def fire() -> None:
        if next(tries) == 0:
            set_clock(timedelta(hours=-1))
            raise RuntimeError("the database is away")
        done.set()

    at = real_now() - timedelta(hours=2)
    clock = Alarms(lambda: [Alarm("one", at, fire)])
    clock.start()
    fired = done.wait(10)
    clock.stop()

    assert fired


def test_alarm_that_waits_behind_a_slow_one_goes_off_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(alarm_clock, "REBUILD_S", 0.02)
    monkeypatch.setattr(alarm_clock, "AGAIN_AFTER_S", 0.05)
    looks, go_on, told = iter(range(10_000)), threading.Event(), threading.Event()
    fired: list[str] = []
    wanted: list[Alarm] = []

    def slow() -> None:
        fired.append("slow")
        assert go_on.wait(10)
        wanted.clear()

    def quick() -> None:
        fired.append("quick")
        told.set()

    def source() -> list[Alarm]:
        # Twenty looks are many times the rest after which one that failed is armed again.
        if next(looks) == 20:
            go_on.set()
        return list(wanted)

    past = real_now()
    wanted += [Alarm("slow", past - timedelta(seconds=1), slow), Alarm("quick", past, quick)]
    clock = Alarms(source)
    clock.start()
    assert told.wait(10)
    clock.stop()

    assert fired == ["slow", "quick"]
    assert [record.getMessage() for record in caplog.records if "skipped" in record.getMessage()] == []


def test_alarms_of_one_instant_go_off_in_the_order_of_their_source() -> None:
    fired: list[str] = []
    over, past = threading.Event(), real_now()
    names = ["10", "9", "b", "a"]

    def go_off(name: str) -> None:
        fired.append(name)
        if len(fired) == len(names):
            over.set()

    wanted = [Alarm(name, past, partial(go_off, name)) for name in names]
    clock = Alarms(lambda: wanted)
    clock.start()
    assert over.wait(10)
    clock.stop()

    assert fired == names
