"""The alarm clock stops cleanly, also in the middle of taking its alarms anew."""

import threading
from datetime import timedelta

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
