"""Times that are typed are looked at before they are kept: what moves with them, what clashes, whom it tells."""

from html import unescape
from urllib.parse import urlencode

from challenge.kernel.actor import Role
from challenge.schedule.editing import cancel_milestone, depend_milestone
from tests.flow.schedule.test_dragging import BASE, fields
from tests.flow.schedule.test_milestones import milestone
from tests.flow.schedule.test_shifting import at_noon, times
from tests.house import TestHouse

TALK = {"starts": "2027-05-24T14:00", "ends": "2027-05-24T15:00", "due": "", "version": "1"}


def test_typed_times_are_shown_with_what_follows_and_kept_only_when_confirmed(house: TestHouse) -> None:
    edition = at_noon(house)
    by, desk = house.house_in(edition.id), house.person(edition.id, Role.ORGANISER)
    talk, work = (milestone(house, edition, code) for code in ("empathy-talk", "empathise"))
    house.perform(by, depend_milestone, work.id, opens_after=talk.id, locks_after=None, version=work.version)
    own, before = f"{BASE}/{talk.public_id}", times(house, edition)
    asked = unescape(desk.get(own).text)
    looked = desk.get(f"{own}/times?{urlencode(TALK)}")
    untouched = times(house, edition)
    answer = desk.post(own, fields(looked.text))
    after = times(house, edition)

    assert (f'method="get" action="{own}/times"' in asked, f'method="post" action="{own}"' in asked) == (True, False)
    assert fields(looked.text)["starts"] == "2027-05-24T14:00:00"
    assert unescape(looked.text).count("<li><strong>") == 2
    assert "1 personne" in unescape(looked.text)
    assert (untouched, answer.status_code) == (before, 303)
    assert {code for code in before if before[code] != after[code]} == {"empathy-talk", "empathise"}


def test_a_moment_that_comes_in_and_one_in_the_past_are_said(sqlite_house: TestHouse) -> None:
    """The opening is over at noon; the talk begins at 13:30 and has no deadline."""
    edition = at_noon(sqlite_house)
    desk = sqlite_house.person(edition.id, Role.ORGANISER)
    own = f"{BASE}/{milestone(sqlite_house, edition, 'empathy-talk').public_id}/times"
    early = {**TALK, "starts": "2027-05-24T11:00", "due": "2027-05-24T14:30"}
    text = unescape(desk.get(f"{own}?{urlencode(early)}").text)
    same = desk.get(f"{own}?starts=2027-05-24T13:30&ends=2027-05-24T14:00&version=1").text

    assert "«\u00a0début\u00a0» serait déjà passé" in text
    assert "«\u00a0échéance\u00a0» serait" not in text
    assert "échéance –" in " ".join(text.split())
    assert "Ce sont déjà ses heures" in unescape(same)
    assert 'name="csrf_token"' not in same.split("<main")[1]


def test_what_cannot_be_is_shown_again_as_it_was_typed(sqlite_house: TestHouse) -> None:
    edition = at_noon(sqlite_house)
    desk = sqlite_house.person(edition.id, Role.ORGANISER)
    row = milestone(sqlite_house, edition, "empathy-talk")
    own = f"{BASE}/{row.public_id}/times"
    wrong = [{"ends": "2027-05-24T13:00"}, {"starts": "noon"}, {"version": "7"}]
    answers = [desk.get(f"{own}?{urlencode({**TALK, **one})}") for one in wrong]
    sqlite_house.perform(sqlite_house.house_in(edition.id), cancel_milestone, row.id, version=1)
    gone = desk.get(f"{own}?{urlencode({**TALK, 'version': '2'})}")

    assert [answer.status_code for answer in (*answers, gone)] == [422, 422, 409, 409]
    assert 'value="2027-05-24T13:00"' in answers[0].text
