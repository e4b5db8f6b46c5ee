"""Rehearsals at the desk: one at a time, stopped, taken by a worker, read in both languages."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from challenge.kernel.actor import HOUSE, Role
from challenge.kernel.errors import Conflict
from challenge.kernel.work import Work
from challenge.rehearsal import actions
from challenge.rehearsal.busy import Busy
from challenge.rehearsal.helped import Helped
from challenge.rehearsal.judged import Judged
from challenge.rehearsal.models import DONE, FAILED, QUEUED, RUNNING, Rehearsal
from challenge.rehearsal.report import Handed, Report, report_json
from challenge.rehearsal.troubles import Trouble
from challenge.web.shell import LOCALE_COOKIE
from tests.house import Person, TestHouse
from tests.make.editions import make_edition

TROUBLES = [
    Trouble("clash", {"first": {"en": "Finals", "fr": "Finales"}, "other": {"en": "Wall", "fr": "Mur"}}),
    Trouble("unjudged", {"round": "round-1", "count": 2, "named": "A01, B07"}),
    Trouble("capacity:tables", {"teams": 161, "tables": 160}, "desk/teams"),
]


@pytest.fixture
def desk(house: TestHouse) -> Person:
    """Give an organiser of an edition, who reads English."""
    found = house.person(make_edition(house, "crunch").id, Role.ORGANISER)
    found.browser.set_cookie(LOCALE_COOKIE, "en")
    return found


def asked(house: TestHouse, desk: Person) -> Rehearsal:
    """Ask for a rehearsal by the form and return it."""
    desk.post("/e/crunch/desk/rehearsal", {"speed": "720", "seed": "3"})
    return house.read(lambda session: session.execute(select(Rehearsal)).scalars().one())


def shown(desk: Person, path: str, language: str = "en") -> str:
    """Return a page of the desk in a language."""
    desk.browser.set_cookie(LOCALE_COOKIE, language)
    return str(desk.get(f"/e/crunch/desk/{path}").get_data(as_text=True))


def plain(report: Report) -> dict[str, Any]:
    """Return a report as the worker keeps it."""
    kept = report_json(report)
    del kept["log"]
    return kept


def test_rehearsal_is_asked_for_once_and_waits(house: TestHouse, desk: Person) -> None:
    row = asked(house, desk)
    assert (row.state, row.speed, row.seed) == (QUEUED, 720.0, 3)
    answer = desk.post("/e/crunch/desk/rehearsal", {"speed": "720", "seed": "4"})
    assert answer.status_code == 409
    assert "waits or is being played already" in answer.text
    assert 'value="4"' in answer.text
    assert len(house.read(lambda session: session.execute(select(Rehearsal)).scalars().all())) == 1


@pytest.mark.parametrize("fields", [{"speed": "99999"}, {"speed": "nan"}, {"speed": "720", "seed": "-1"}])
def test_bad_input_asks_for_nothing(house: TestHouse, desk: Person, fields: dict[str, str]) -> None:
    answer = desk.post("/e/crunch/desk/rehearsal", {"speed": "", **fields})
    assert answer.status_code == 422
    assert house.read(lambda session: session.execute(select(Rehearsal)).first()) is None


def test_worker_takes_it_hears_of_the_stop_and_keeps_the_report(house: TestHouse, desk: Person) -> None:
    row = asked(house, desk)
    by = house.house_in(row.edition_id)
    assert house.perform(HOUSE, actions.claim_rehearsal) == row.id
    assert house.perform(HOUSE, actions.claim_rehearsal) is None
    house.perform(by, actions.note_said, row.id, "D1 is due")
    assert house.perform(by, actions.beat, row.id) is False
    assert "D1 is due" in shown(desk, f"rehearsal/{row.public_id}")
    desk.post(f"/e/crunch/desk/rehearsal/{row.public_id}/stop")
    assert house.perform(by, actions.beat, row.id) is True
    queue = [Helped("expert", 40, 47, 801, 790, 2, 10, 60, 5, 38, 17)]
    figures = (3, 720.0, {"visit": 5, "visit refused 409 judging.frozen": 1}, 91, 0.4, 20, 80, 12.5, 0)
    ends = datetime(2027, 5, 28, 10, tzinfo=UTC)
    round_one = Judged("round-1", 5, 0, 4, ["A01", "B07"], 1, ends, ends, ends, ("12:00", "12:25"), 3, 6)
    busy = [Busy("log-in", 812, ends, 37.5)]
    report = Report(*figures, [Handed("D1", 4, 1, 0)], [round_one], queue, busy, 7, TROUBLES, [])
    house.perform(by, actions.end_rehearsal, row.id, plain(report))
    house.deliver()
    page = shown(desk, f"rehearsal/{row.public_id}")
    assert "“Finals” and “Wall” ask for the same people" in page
    assert "A01, B07" in page
    assert 'There are 161 teams for 160 tables. <a href="/e/crunch/desk/teams">' in page
    assert [f">{words}<" in page for words in ("12:00", "12:25", "812", "37.5", "7")] == [True] * 5
    assert [f">{number}<" in page for number in (801, 60, 38, 17, 40, 47)] == [True] * 6
    assert "«\u00a0Finales\u00a0» et «\u00a0Mur\u00a0»" in shown(desk, f"rehearsal/{row.public_id}", "fr")
    assert "3 troubles" in shown(desk, "rehearsal")


def test_rehearsal_that_was_not_played_says_why(house: TestHouse, desk: Person) -> None:
    row = asked(house, desk)
    house.perform(HOUSE, actions.claim_rehearsal)
    house.perform(house.house_in(row.edition_id), actions.end_rehearsal, row.id, None, "rehearsal.not_composed")
    ended = house.read(lambda session: session.get_one(Rehearsal, row.id))
    assert (ended.state, ended.report) == (FAILED, None)
    assert "has no teams" in shown(desk, f"rehearsal/{row.public_id}")
    assert asked_again(house, desk) == QUEUED


def asked_again(house: TestHouse, desk: Person) -> str:
    """Ask once more and return the state of the latest."""
    desk.post("/e/crunch/desk/rehearsal", {"speed": "1440", "seed": "1"})
    wanted = select(Rehearsal).order_by(Rehearsal.id.desc()).limit(1)
    return house.read(lambda session: session.execute(wanted).scalars().one()).state


def test_rehearsal_of_a_worker_that_died_is_taken_again(house: TestHouse, desk: Person) -> None:
    row = asked(house, desk)
    house.perform(HOUSE, actions.claim_rehearsal)

    def long_ago(work: Work) -> None:
        work.session.execute(update(Rehearsal).values(beat_at=work.real - actions.STALE - timedelta(seconds=1)))

    house.perform(house.house_in(row.edition_id), long_ago)
    assert house.perform(HOUSE, actions.claim_rehearsal) == row.id


def test_act_refuses_a_second_one(house: TestHouse, desk: Person) -> None:
    row = asked(house, desk)
    assert row.state not in (RUNNING, DONE)
    with pytest.raises(Conflict, match=r"rehearsal\.under_way"):
        house.perform(house.house_in(row.edition_id), actions.request_rehearsal, speed=720.0, seed=1)
