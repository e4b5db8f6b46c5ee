"""What came too long ago waits for the desk's word: held once, fired in order at its true time, skipped, never lost."""

import re
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from challenge.announcements.actions import Draft, write_announcement
from challenge.editions.actions import set_clock
from challenge.editions.models import Edition
from challenge.inbox.queries import unread
from challenge.kernel import log
from challenge.kernel.actor import Role
from challenge.kernel.errors import Conflict
from challenge.kernel.text import Words
from challenge.schedule.actions import move_milestone, pause, reach_milestone, resume
from challenge.schedule.alarms import alarms
from challenge.schedule.cloning import clone_edition
from challenge.schedule.editing import word_milestone
from challenge.schedule.events import MilestoneReached, MilestonesHeld, MomentSkipped
from challenge.schedule.holding import fire_moment, fire_waiting, hold_late, set_limit, skip_moment
from challenge.schedule.models import MilestoneFiring
from challenge.schedule.rules import Moments, Transition, Wording
from challenge.schedule.stepping import note_step
from challenge.schedule.unfired import pending
from challenge.schedule.waiting import limit_minutes, waiting, waiting_mark
from tests.flow.schedule.test_milestones import milestone, reached
from tests.house import TestHouse
from tests.make.schedule import AFTER, go_on, stood_still, wake

# What the hall was to have seen since half past seven, but for a talk that began a quarter of an hour ago.
LATE = [
    *(("staff-call", "opened"), ("checkin", "opened"), ("staff-call", "closed"), ("absences", "opened")),
    *(("checkin", "closed"), ("absences", "closed"), ("opening", "opened"), ("opening", "closed")),
    *(("reveal", "opened"), ("roles", "opened"), ("reveal", "closed"), ("partner-1", "opened")),
    *(("roles", "due"), ("roles", "closed"), ("roles", "locked"), ("partner-1", "closed")),
]
SOON = [("empathy-talk", "opened")]


def waits(house: TestHouse, edition: Edition) -> list[tuple[str, str]]:
    return [(one.line.code, one.transition.value) for one in house.read(waiting, edition.id)]


def mark(house: TestHouse, edition: Edition) -> str:
    return waiting_mark(house.read(waiting, edition.id))


def facts(house: TestHouse, edition: Edition, kind: type[Any]) -> list[Any]:
    return [one.event for one in house.read(log.facts_after, edition.id, 0)[0] if isinstance(one.event, kind)]


def test_what_is_late_waits_and_what_is_not_fires(house: TestHouse) -> None:
    edition = stood_still(house)
    wake(house)
    wake(house)

    assert sorted(waits(house, edition)) == sorted(LATE)
    assert reached(house, edition) == SOON
    assert facts(house, edition, MilestonesHeld) == [MilestonesHeld(moments=len(LATE), limit_min=120)]
    assert house.read(pending, datetime.now(UTC)) == []


def test_contending_workers_let_it_wait_once(house: TestHouse) -> None:
    edition = stood_still(house)
    counts: list[int] = []
    threads = [
        threading.Thread(target=lambda: counts.append(house.perform(house.house_in(edition.id), hold_late)))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(counts) == [0] * 5 + [len(LATE)]
    assert len(facts(house, edition, MilestonesHeld)) == 1


def test_the_word_fires_everything_in_order_at_its_true_time_once(house: TestHouse) -> None:
    edition = stood_still(house)
    wake(house)
    expected = [(one.line.code, one.transition.value, one.at) for one in house.read(waiting, edition.id)]
    seen, by = mark(house, edition), house.house_in(edition.id)
    answers: list[Any] = []

    def say() -> None:
        try:
            answers.append(house.perform(by, fire_waiting, seen=seen)["moments"])
        except Conflict as refused:
            answers.append(refused.code)

    threads = [threading.Thread(target=say) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = [
        (fact.code, fact.transition, datetime.fromtimestamp(fact.at_ms / 1000, UTC))
        for fact in facts(house, edition, MilestoneReached)
    ]

    assert sorted(answers, key=str) == [len(LATE), *["schedule.waiting"] * 3]
    assert told[1:] == expected
    assert [at for _, _, at in expected] == sorted(at for _, _, at in expected)
    assert waits(house, edition) == []


def test_one_fires_one_is_skipped_and_none_before_its_turn(house: TestHouse) -> None:
    edition = stood_still(house)
    wake(house)
    by, row = house.house_in(edition.id), milestone(house, edition, "opening")
    with pytest.raises(Conflict, match=r"schedule\.waiting_order"):
        house.perform(by, fire_moment, row.id, Transition.CLOSED, row.version)
    house.perform(by, fire_moment, row.id, Transition.OPENED, row.version)
    house.perform(by, skip_moment, row.id, Transition.CLOSED, row.version)
    for act in (fire_moment, skip_moment):
        with pytest.raises(Conflict, match=r"schedule\.waiting$"):
            house.perform(by, act, row.id, Transition.CLOSED, row.version)
    firings = select(MilestoneFiring.transition, MilestoneFiring.skipped).where(MilestoneFiring.milestone_id == row.id)
    kept = house.read(lambda session: sorted(tuple(one) for one in session.execute(firings)))

    assert kept == [("closed", True), ("opened", False)]
    assert reached(house, edition) == [*SOON, ("opening", "opened")]
    assert [fact.code for fact in facts(house, edition, MomentSkipped)] == ["opening"]
    assert ("opening", "closed") not in waits(house, edition)


def test_no_alarm_and_no_other_worker_fires_what_waits(house: TestHouse) -> None:
    edition = stood_still(house)
    wake(house)
    by, row = house.house_in(edition.id), milestone(house, edition, "partner-1")

    assert [
        house.perform(by, reach_milestone, row.id, one, row.version) for one in (Transition.OPENED, Transition.CLOSED)
    ] == [
        False,
        False,
    ]
    assert [alarm.key for alarm in alarms(house.works) if "hold" in alarm.key] == []


def test_other_words_leave_it_waiting_and_a_later_time_fires_by_itself(house: TestHouse) -> None:
    edition = stood_still(house)
    wake(house)
    by, row = house.house_in(edition.id), milestone(house, edition, "opening")
    house.perform(by, skip_moment, milestone(house, edition, "reveal").id, Transition.OPENED, 1)
    house.perform(by, word_milestone, row.id, Wording("Welcome", "Bienvenue", ("all",)), version=1)
    still = [one for one in waits(house, edition) if one[0] == "opening"]
    later = Moments(datetime(2027, 5, 24, 13, 50), datetime(2027, 5, 24, 14, 30))
    house.perform(by, move_milestone, row.id, later, version=2)
    ahead = [one for one in house.read(pending, datetime.now(UTC) + timedelta(hours=2)) if one.milestone_id == row.id]

    assert still == [("opening", "opened"), ("opening", "closed")]
    assert [one for one in waits(house, edition) if one[0] == "opening"] == []
    assert [(one.transition, one.is_behind) for one in ahead] == [
        (Transition.OPENED, False),
        (Transition.CLOSED, False),
    ]


def test_a_skipped_moment_stays_skipped_when_its_milestone_changes(house: TestHouse) -> None:
    edition = stood_still(house)
    wake(house)
    by, row = house.house_in(edition.id), milestone(house, edition, "reveal")
    for transition in (Transition.OPENED, Transition.CLOSED):
        house.perform(by, skip_moment, row.id, transition, 1)
    house.perform(by, word_milestone, row.id, Wording("Shown", "Montré", ("all",)), version=1)
    wake(house)

    assert [one for one in waits(house, edition) + reached(house, edition) if one[0] == "reveal"] == []


def test_neither_a_clock_set_ahead_nor_a_pause_nor_a_rehearsal_lets_anything_wait(house: TestHouse) -> None:
    edition = stood_still(house, speed=60)
    wake(house)
    played = len(reached(house, edition))
    house.perform(house.house_in(edition.id), set_clock, edition_now=AFTER + timedelta(days=2), speed=1, reason="test")
    wake(house)

    assert played == len(LATE) + len(SOON)
    assert len(reached(house, edition)) > 2 * played
    assert waits(house, edition) == []


def test_a_clock_that_goes_on_after_a_pause_forgets_no_lateness(house: TestHouse) -> None:
    """The worker is still down when the desk pauses and goes on: the clock has a new beginning then."""
    edition = stood_still(house)
    by = house.house_in(edition.id)
    house.perform(by, pause)
    house.perform(by, resume)
    wake(house)

    assert sorted(waits(house, edition)) == sorted(LATE)
    assert reached(house, edition) == SOON


def test_an_edition_has_its_own_limit_and_its_clone_takes_it_over(house: TestHouse) -> None:
    edition = stood_still(house)
    by = house.house_in(edition.id)
    house.perform(by, set_limit, 600)
    wake(house)
    made = house.perform(by, clone_edition, "next", name="Next", starts_on=edition.starts_on + timedelta(weeks=52))

    assert waits(house, edition) == []
    assert len(reached(house, edition)) == len(LATE) + len(SOON)
    taken = select(Edition.id).where(Edition.slug == made["slug"])
    assert house.read(limit_minutes, house.read(lambda session: session.execute(taken).scalar_one())) == 600


def test_organisers_are_told_once_and_nobody_else(house: TestHouse) -> None:
    edition = stood_still(house)
    organiser, coach = house.person(edition.id, Role.ORGANISER), house.person(edition.id, Role.COACH)
    wake(house)
    house.deliver()
    wake(house)
    house.deliver()

    assert [house.read(unread, one.actor) for one in (organiser, coach)] == [1, 0]
    assert f"{len(LATE)}" in organiser.get("/e/crunch/inbox").text


@pytest.mark.parametrize(("seconds", "words"), [(-3600, "a reculé de 60 min"), (7200, "a avancé de 120 min")])
def test_organisers_hear_that_the_servers_clock_was_set(house: TestHouse, seconds: float, words: str) -> None:
    edition = stood_still(house)
    organiser, coach = house.person(edition.id, Role.ORGANISER), house.person(edition.id, Role.COACH)
    note_step(house.works, seconds)
    house.deliver()
    house.deliver()

    assert [house.read(unread, one.actor) for one in (organiser, coach)] == [1, 0]
    assert words in organiser.get("/e/crunch/inbox").text


def test_the_desk_sees_what_would_happen_to_whom_and_says_its_word(sqlite_house: TestHouse) -> None:
    house = sqlite_house
    edition = stood_still(house, now=datetime(2027, 5, 24, 5, tzinfo=UTC))
    by, row = house.house_in(edition.id), milestone(house, edition, "opening")
    words = Words("Bienvenue à tous", "Welcome everybody", "Entrez.", "Come in.")
    draft = Draft(words=words, audience=["everybody"], milestone_id=row.id, transition="opened")
    house.perform(by, write_announcement, draft)
    organiser = house.person(edition.id, Role.ORGANISER)
    desk = "/e/crunch/desk/schedule"
    quiet = organiser.get(desk).text
    house.perform(by, go_on, timedelta(hours=7))
    wake(house)
    shown = organiser.get(desk).text
    fragment, overview = organiser.get(f"{desk}/waiting").text, organiser.get("/e/crunch/desk/").text
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', shown)
    assert seen is not None
    stale = organiser.post(f"{desk}/waiting", {"seen": "0" * 16}, follow_redirects=True).text
    one = organiser.post(
        f"{desk}/{row.public_id}/word", {"word": "skip", "transition": "opened", "version": "1"}, follow_redirects=True
    ).text
    again = re.search(r'name="seen" value="([0-9a-f]+)"', one)
    assert again is not None
    done = organiser.post(f"{desk}/waiting", {"seen": again[1]}, follow_redirects=True).text

    assert ('id="waiting"' in quiet, 'id="waiting"' in shown, 'id="waiting"' in done) == (False, True, False)
    assert "Envoie l’annonce «\u00a0Bienvenue à tous\u00a0»" in shown
    assert "Révèle les sujets" in fragment
    assert "Ouvre le dépôt de «\u00a0Rôles dans l’équipe\u00a0»" in fragment
    assert "moments attendent votre accord" in overview
    assert "a changé entre-temps" in stale
    assert "est passé." in one
    assert "Moments déclenchés, dans l’ordre" in done
    assert ("opening", "opened") not in reached(house, edition)


def test_desk_sets_the_limit_and_says_what_is_possible(sqlite_house: TestHouse) -> None:
    edition = stood_still(sqlite_house)
    organiser = sqlite_house.person(edition.id, Role.ORGANISER)
    path = "/e/crunch/desk/schedule"
    wrong = organiser.post(f"{path}/limit", {"minutes": "2"}, follow_redirects=True).text
    right = organiser.post(f"{path}/limit", {"minutes": "45"}, follow_redirects=True).text

    assert "La limite va de 5 minutes" in wrong
    assert 'name="minutes" type="number" value="45"' in right
    assert sqlite_house.read(limit_minutes, edition.id) == 45


def test_no_finalist_is_named_while_the_freeze_waits(house: TestHouse) -> None:
    """The house comes back at ten past two: the freeze is too late, the announcement of the finalists is not."""
    edition = stood_still(house, now=datetime(2027, 5, 28, 12, 10, tzinfo=UTC))
    wake(house)
    fired, held = reached(house, edition), waits(house, edition)

    assert [one for one in fired if one[0] in ("freeze-1", "finalists", "finals")] == []
    assert ("calibration", "opened") in fired
    assert held[-4:] == [("freeze-1", "opened"), ("finalists", "opened"), ("finalists", "closed"), ("finals", "opened")]
