"""`challenge rehearse` as an organiser runs it: on a copy, through the pages, with a report."""

from sqlalchemy import func, select

from challenge.editions.queries import edition_by_id
from challenge.judging.models import Visit
from challenge.kernel.log import EventLog
from challenge.people.models import Person
from challenge.rehearsal.rehearse import rehearse
from tests.pages.small import Small

DAY_IN_S = 10


def test_last_day_is_played_on_a_copy_and_reported(small: Small) -> None:
    """The small hall stands on the morning of its fifth day: that day alone is played, and the original stays."""
    house = small.house
    before = house.read(lambda session: session.execute(select(func.max(EventLog.seq))).scalar_one())
    made = house.read(lambda session: session.execute(select(Visit.public_id, Visit.state)).all())
    card = house.read(edition_by_id, small.edition_id)
    assert card is not None
    said: list[str] = []

    report = rehearse(house.ground, card, speed=24 * 3600 / DAY_IN_S, seed=1, say=said.append)

    assert report.fired >= 10
    first = next(one for one in report.judged if one.code == "round-1")
    assert first.done + first.skipped + first.left == len(made)
    assert first.done > sum(state == "done" for _, state in made)
    assert report.acts["visit"] > 0
    assert sum(line.in_time + line.late + line.missing for line in report.handed) > 0
    assert report.mails == 0 or not list((house.config.instance / "rehearsals" / card.slug / "mail").glob("*"))
    assert any("the copy is served" in words for words in said)
    assert house.read(lambda session: session.execute(select(func.max(EventLog.seq))).scalar_one()) == before
    assert house.read(lambda session: session.execute(select(Visit.public_id, Visit.state)).all()) == made
    names = house.read(lambda session: session.execute(select(Person.ref)).scalars().all())
    copied = (house.config.instance / "rehearsals" / card.slug / "challenge.sqlite").read_bytes()
    assert not [ref for ref in names if ref.encode() in copied]
    house.close()
