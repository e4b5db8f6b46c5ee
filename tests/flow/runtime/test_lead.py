"""Of several workers one goes first; the others take over at once when it dies, and in a while when it is stuck."""

import subprocess
import sys
import threading
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from challenge.kernel.clock import real_now
from challenge.runtime import alarm_clock, lead
from challenge.runtime.alarm_clock import STAND_BY_S, Alarms
from challenge.runtime.alarms import Alarm
from challenge.runtime.lead import Lead
from config import ROOT

HOLDER = """
import sys, time
from pathlib import Path
from challenge.runtime.lead import Lead
own = Lead(Path(sys.argv[1]), "relay")
print(own.takes_turn(), flush=True)
time.sleep(60)
"""


def test_lead_of_a_killed_process_is_free_at_once(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        said = holder.stdout.readline().strip()
        own = Lead(tmp_path, "relay")
        while_it_lives = own.takes_turn()
        holder.kill()
        holder.wait()
        after = [own.takes_turn(), own.takes_turn()]
        own.close()

    assert (said, while_it_lives, after) == ("True", False, [True, True])


def test_who_stands_by_looks_now_and_then_in_case_the_other_is_stuck(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck, other, elsewhere = Lead(tmp_path, "relay"), Lead(tmp_path, "relay"), Lead(tmp_path, "alarms")
    assert stuck.takes_turn()
    before = other.takes_turn()
    monkeypatch.setattr(lead, "STANDS_BY_S", 0.0)
    after = other.takes_turn()
    monkeypatch.setattr(lead, "STANDS_BY_S", 5.0)
    again = other.takes_turn()

    assert (before, after, again) == (False, True, False)
    assert elsewhere.takes_turn()
    for one in (stuck, other, elsewhere):
        one.close()


@pytest.mark.parametrize(("leads", "least_s"), [(True, 0.0), (False, STAND_BY_S)])
def test_a_clock_that_stands_by_fires_a_little_later(leads: bool, least_s: float) -> None:
    fired: list[float] = []
    over = threading.Event()
    at = real_now() + timedelta(seconds=0.2)

    def fire() -> None:
        fired.append((real_now() - at).total_seconds())
        over.set()

    clock = Alarms(lambda: [Alarm("one", at, fire)], leads=lambda: leads)
    clock.start()
    assert over.wait(10)
    clock.stop()

    assert fired[0] >= least_s


def test_a_clock_that_stands_by_fires_what_is_long_past_without_a_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alarm_clock, "STAND_BY_S", 60.0)
    over = threading.Event()
    fired: list[str] = []

    def go_off(name: str) -> None:
        fired.append(name)
        if len(fired) == 3:
            over.set()

    past = real_now() - timedelta(minutes=2)
    clock = Alarms(lambda: [Alarm(name, past, partial(go_off, name)) for name in "abc"], leads=lambda: False)
    clock.start()
    in_time = over.wait(20)
    clock.stop()

    assert (in_time, fired) == (True, ["a", "b", "c"])
