"""Of several workers one goes first; the others take over at once when it dies, and in a while when it is stuck."""

import errno
import subprocess
import sys
import threading
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from challenge.kernel.clock import real_now
from challenge.runtime import alarm_clock, lead
from challenge.runtime.alarm_clock import Alarms
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
    monkeypatch.setattr(lead, "LOOKS_AFTER_S", 0.0)
    after = other.takes_turn()
    led = other.leads()
    monkeypatch.setattr(lead, "LOOKS_AFTER_S", 60.0)
    again = other.takes_turn()

    assert (before, after, led, again) == (False, True, False, False)
    assert elsewhere.takes_turn()
    for one in (stuck, other, elsewhere):
        one.close()


def test_where_files_cannot_be_locked_everybody_leads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise OSError(errno.ENOLCK, "no locks here")

    monkeypatch.setattr("challenge.runtime.lead.fcntl.flock", refused)
    one, other = Lead(tmp_path, "relay"), Lead(tmp_path, "relay")

    assert [one.leads(), other.leads(), one.takes_turn(), other.takes_turn()] == [True] * 4


def test_a_clock_that_stands_by_fires_later_than_the_one_that_leads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alarm_clock, "STAND_BY_S", 2.0)
    fired: list[str] = []
    both = threading.Event()
    at = real_now() + timedelta(seconds=0.2)

    def go_off(name: str) -> None:
        fired.append(name)
        if len(fired) == 2:
            both.set()

    clocks = [
        Alarms(lambda: [Alarm("by", at, partial(go_off, "by"))], leads=lambda: False),
        Alarms(lambda: [Alarm("first", at, partial(go_off, "first"))]),
    ]
    for clock in clocks:
        clock.start()
    assert both.wait(20)
    for clock in clocks:
        clock.stop()

    assert fired == ["first", "by"]


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
