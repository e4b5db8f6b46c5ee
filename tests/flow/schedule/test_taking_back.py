"""A milestone moved, typed or dragged, is taken back with what followed it; refused when something is against it."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest

from challenge.editions.actions import set_clock
from challenge.editions.models import Edition
from challenge.kernel import log
from challenge.kernel.actor import Role
from challenge.kernel.errors import Conflict
from challenge.schedule import editing
from challenge.schedule.actions import reach_milestone
from challenge.schedule.changes import undo_change
from challenge.schedule.events import ScheduleShifted
from challenge.schedule.queries import last_changes
from challenge.schedule.rules import Moments, Transition, Wording
from challenge.schedule.unfired import pending
from tests.flow.schedule.test_depending import TALK_ENDS_AT_THREE, depend, move
from tests.flow.schedule.test_dragging import fields
from tests.flow.schedule.test_milestones import milestone
from tests.flow.schedule.test_shifting import NOON, at_noon, times
from tests.house import TestHouse

BASE = "/e/crunch/desk/schedule"
PROMISE = "Vous pouvez l’annuler parmi les derniers changements"


def newest(house: TestHouse, edition: Edition) -> int:
    return int(house.read(last_changes, edition.id)[0].id)


def undo(house: TestHouse, edition: Edition) -> Any:
    return house.perform(house.house_in(edition.id), undo_change, newest(house, edition))


def moved_with_followers(house: TestHouse) -> Edition:
    """Return an edition whose talk was moved by an hour: teams' work and their hand-in have followed."""
    edition = at_noon(house)
    depend(house, edition, "empathise", opens="empathy-talk")
    depend(house, edition, "D1", locks="empathise")
    move(house, edition, "empathy-talk", TALK_ENDS_AT_THREE)
    return edition


def test_a_move_and_what_followed_it_are_taken_back_once(house: TestHouse) -> None:
    edition = at_noon(house)
    depend(house, edition, "empathise", opens="empathy-talk")
    depend(house, edition, "D1", locks="empathise")
    before = times(house, edition)
    move(house, edition, "empathy-talk", TALK_ENDS_AT_THREE)
    after = times(house, edition)
    done = undo(house, edition)
    facts = [one.event for one in house.read(log.facts_after, edition.id, 0)[0]]
    told = [(one.minutes, one.milestones, one.is_undone) for one in facts if isinstance(one, ScheduleShifted)]
    with pytest.raises(Conflict, match=r"schedule\.undone"):
        undo(house, edition)

    assert {code for code in before if before[code] != after[code]} == {"empathy-talk", "empathise", "D1"}
    assert (done["milestones"], told) == (3, [(0, 3, False), (0, 3, True)])
    assert times(house, edition) == before


def test_what_has_fired_at_the_new_time_fires_again_at_the_old_one_that_lies_ahead(house: TestHouse) -> None:
    edition = at_noon(house)
    by = house.house_in(edition.id)
    talk = milestone(house, edition, "empathy-talk")
    move(house, edition, "empathy-talk", Moments(datetime(2027, 5, 24, 12, 5), datetime(2027, 5, 24, 14)))
    house.perform(by, set_clock, edition_now=NOON + timedelta(minutes=10), speed=1, reason="test")
    house.perform(by, reach_milestone, talk.id, Transition.OPENED, talk.version + 1)
    undo(house, edition)
    waits = house.read(pending, datetime(2100, 1, 1, tzinfo=UTC))

    assert [(one.transition, one.at) for one in waits if one.milestone_id == talk.id] == [
        (Transition.OPENED, talk.starts_at),
        (Transition.CLOSED, talk.ends_at),
    ]


def test_a_move_is_not_taken_back_once_one_of_its_old_times_lies_behind(house: TestHouse) -> None:
    edition = moved_with_followers(house)
    after = times(house, edition)
    late = datetime(2027, 5, 24, 12, 30, tzinfo=UTC)  # 14:30: work was to begin at 14:00 and now begins at 15:00
    house.perform(house.house_in(edition.id), set_clock, edition_now=late, speed=1, reason="test")
    with pytest.raises(Conflict, match=r"schedule\.undo_past"):
        undo(house, edition)

    assert times(house, edition) == after


def test_a_move_is_not_taken_back_over_what_somebody_changed_since(house: TestHouse) -> None:
    edition = moved_with_followers(house)
    follower = milestone(house, edition, "empathise")
    words = Wording("Empathise", "Empathie", ("teams",))
    by = house.house_in(edition.id)
    house.perform(by, editing.word_milestone, follower.id, words, version=follower.version)
    after = times(house, edition)
    with pytest.raises(Conflict, match=r"schedule\.changed"):
        undo(house, edition)
    house.perform(by, editing.depend_milestone, follower.id, opens_after=None, locks_after=None, version=4)
    depend(house, edition, "D1")
    house.perform(by, editing.cancel_milestone, follower.id, version=5)
    with pytest.raises(Conflict, match=r"schedule\.cancelled"):
        undo(house, edition)

    assert {code: after[code] for code in after if code != "empathise"} == times(house, edition)


def test_what_moves_nothing_or_nobody_sees_is_no_change(sqlite_house: TestHouse) -> None:
    edition = at_noon(sqlite_house)
    row = milestone(sqlite_house, edition, "empathy-talk")
    same = Moments(datetime(2027, 5, 24, 13, 30), datetime(2027, 5, 24, 14))
    move(sqlite_house, edition, "empathy-talk", same)
    by = sqlite_house.house_in(edition.id)
    sqlite_house.perform(by, editing.cancel_milestone, row.id, version=2)
    desk = sqlite_house.person(edition.id, Role.ORGANISER)
    form = {"starts": "2027-05-24T15:00", "ends": "2027-05-24T15:30", "version": "3"}
    answer = desk.post(f"{BASE}/{row.public_id}", form)
    shown = unescape(desk.get(f"{BASE}/{row.public_id}").text)

    assert (answer.status_code, PROMISE in shown) == (303, False)
    assert sqlite_house.read(last_changes, edition.id) == []


def test_an_organiser_drags_and_takes_it_back_at_the_desk(house: TestHouse) -> None:
    edition = at_noon(house)
    first, second = milestone(house, edition, "diverge"), milestone(house, edition, "half-4")
    by, desk = house.house_in(edition.id), house.person(edition.id, Role.ORGANISER)
    house.perform(by, editing.depend_milestone, second.id, opens_after=first.id, locks_after=None, version=1)
    before = times(house, edition)
    looked = desk.get(f"{BASE}/{first.public_id}/move?minutes=240").text
    done = desk.post(f"{BASE}/{first.public_id}", fields(looked), follow_redirects=True).text
    found = re.findall(r'action="([^"]+/undo)"', done)
    back = unescape(desk.post(found[0], follow_redirects=True).text)

    assert (PROMISE in unescape(looked), len(found)) == (True, 1)
    assert "Fiches idées\u00a0: autres heures\u00a0; jalons\u00a0: 2" in unescape(done)
    assert "2 jalons sont revenus à leur place" in back
    assert ("/undo" in back, times(house, edition)) == (False, before)


def test_pages_promise_to_take_back_only_what_can_be(sqlite_house: TestHouse) -> None:
    edition = at_noon(sqlite_house)
    desk = sqlite_house.person(edition.id, Role.ORGANISER)
    own = f"{BASE}/{milestone(sqlite_house, edition, 'D2').public_id}"
    shift = f"{BASE}/shift?since=2027-05-24T12:00&minutes=15&scope=day"
    paths = (own, f"{own}/move?minutes=15", shift, f"{own}/words", f"{BASE}/new")
    texts = [unescape(desk.get(path).text) for path in paths]

    assert [PROMISE in text for text in texts] == [True, True, True, False, False]
    assert "Vous pouvez l’annuler tant qu’il n’a pas commencé." in texts[-1]


def test_one_milestone_is_counted_as_one_in_english(sqlite_house: TestHouse) -> None:
    edition = at_noon(sqlite_house)
    desk = sqlite_house.person(edition.id, Role.ORGANISER)
    form = {"starts": "2027-05-24T15:00", "ends": "2027-05-24T15:30", "version": "1"}
    row = milestone(sqlite_house, edition, "empathy-talk")
    done = desk.post(f"{BASE}/{row.public_id}", form, follow_redirects=True).text
    found = re.search(r'action="([^"]+/undo)"', done)
    assert found is not None
    desk.get("/locale/en")
    assert "1 milestone is where it was before." in desk.post(found[1], follow_redirects=True).text
