"""`challenge rehearse` as an organiser runs it: on a copy, through the pages, with a report."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from challenge.editions.actions import pause_clock
from challenge.judging.models import Visit
from challenge.kernel.log import EventLog
from challenge.people.models import Person
from challenge.rehearsal.actions import request_rehearsal
from challenge.rehearsal.models import Rehearsal
from challenge.rehearsal.rehearsing import rehearse_one
from config import ROOT
from tests.pages.small import SLUG, Small

# No machine is as fast: the clock of the copy waits for every act.
SPEED = 100_000.0


def test_last_day_is_played_on_a_copy_and_reported(small: Small) -> None:
    """The small hall stands on the morning of its fifth day: that day alone is played, and the original stays."""
    house = small.house
    # Of an edition under way what comes after its present instant is played: that is to be one for both plays.
    house.perform(small.by, pause_clock, reason="test")
    before = house.read(lambda session: session.execute(select(func.max(EventLog.seq))).scalar_one())
    made = house.read(lambda session: session.execute(select(Visit.public_id, Visit.state)).all())
    house.perform(small.by, request_rehearsal, speed=SPEED, seed=1)

    assert rehearse_one(house.ground)

    row = house.read(lambda session: session.execute(select(Rehearsal)).scalars().one())
    assert (row.state, row.failure) == ("done", "")
    assert row.report is not None
    report = row.report
    assert report["fired"] >= 10
    assert next(one["code"] for one in report["judged"]) == "round-1"
    assert sum(count for outcome, count in report["acts"].items() if outcome.startswith("visit")) > 0
    assert sum(line["in_time"] + line["late"] + line["missing"] for line in report["handed"]) > 0
    asked = [pool["asked"] for pool in report["helped"]]
    assert 0 < report["acts"]["ask"] <= sum(asked)
    assert report["acts"]["claim"] > 0
    folder = house.config.instance / "rehearsals" / SLUG
    assert not list((folder / "mailbox").glob("*"))
    assert (folder / "log.txt").read_text().count("visit") > 0
    assert house.read(lambda session: session.execute(select(func.max(EventLog.seq))).scalar_one()) == before + len(
        ("requested", "ended")
    )
    assert house.read(lambda session: session.execute(select(Visit.public_id, Visit.state)).all()) == made
    names = house.read(lambda session: session.execute(select(Person.ref)).scalars().all())
    copied = (folder / "challenge.sqlite").read_bytes()
    assert not [ref for ref in names if ref.encode() in copied]

    facts = (folder / "facts.txt").read_text()
    again = rehearsed_by_command(house.config.instance)
    # The command plays the same day with the same seed, in other processes: the same facts at the same instants.
    assert (folder / "facts.txt").read_text() == facts
    timed = {"p50_ms", "p99_ms", "held_s", "latest_s", "busy", "log", "troubles"}
    assert {name: again[name] for name in again if name not in timed} == {
        name: report[name] for name in report if name not in timed
    }
    assert len(again["log"]) == sum(again["acts"].values())


def rehearsed_by_command(instance: Path) -> dict[str, Any]:
    """Run `challenge rehearse` as an organiser does; return the report that it prints."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("CHALLENGE_")}
    command = [sys.executable, "-m", "challenge.cli", "rehearse", SLUG, "--speed", str(SPEED), "--seed", "1", "--json"]
    ended = subprocess.run(
        command, cwd=ROOT, env=environ | {"CHALLENGE_INSTANCE": str(instance)}, capture_output=True, check=False
    )
    report: dict[str, Any] = json.loads(ended.stdout)
    # The small hall has its troubles: its finals and the partner wall ask for the same people.
    assert (ended.returncode, ended.stderr) == (1, b"")
    assert "clash" in [one["code"] for one in report["troubles"]]
    return report
