"""`challenge rehearse` as an organiser runs it: on a copy, through the pages, with a report."""

from sqlalchemy import func, select

from challenge.judging.models import Visit
from challenge.kernel.log import EventLog
from challenge.people.models import Person
from challenge.rehearsal.actions import request_rehearsal
from challenge.rehearsal.models import Rehearsal
from challenge.rehearsal.rehearsing import rehearse_one
from tests.pages.small import SLUG, Small

# Slow enough that acts come, too fast for a busy machine to bring all of them in time: some are refused then.
DAY_IN_S = 20


def test_last_day_is_played_on_a_copy_and_reported(small: Small) -> None:
    """The small hall stands on the morning of its fifth day: that day alone is played, and the original stays."""
    house = small.house
    before = house.read(lambda session: session.execute(select(func.max(EventLog.seq))).scalar_one())
    made = house.read(lambda session: session.execute(select(Visit.public_id, Visit.state)).all())
    speed = 24 * 3600 / DAY_IN_S
    house.perform(small.by, request_rehearsal, speed=speed, seed=1)

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
