"""People choose the shortlist: against the ranking with a reason, draft by draft, until it is announced."""

from typing import Any

import pytest
from sqlalchemy import select

from challenge.judging import actions
from challenge.judging.deliberating import decide_team, drop_note, note_deliberation, set_places, take_up_draft
from challenge.judging.deliberation import choice_of, note_by_public_id, note_lines
from challenge.judging.queries import reveal_of
from challenge.judging.reports import deliberation_sheet
from challenge.judging.withdrawing import withdraw_team
from challenge.kernel.actor import Role
from challenge.kernel.errors import ChallengeError
from challenge.kernel.log import EventLog
from challenge.kernel.work import Work
from challenge.schedule.events import MilestoneReached
from challenge.web.shell import LOCALE_COOKIE
from tests.house import Person, TestHouse
from tests.make.judging import Hall, opened_hall, score

BASE = "/e/crunch/desk/judging"
AHEAD = 6


def judged(house: TestHouse) -> Hall:
    """Return a hall of twelve teams in which the first six are clearly ahead of the others, and those alike."""
    hall = opened_hall(house, 12, 6)
    first = {team.id for team in hall.teams[:AHEAD]}
    for visit in hall.visits():
        score(hall, visit, 5 if visit.team_id in first else 2)
    return hall


def finalists(hall: Hall) -> list[str]:
    reveal = hall.house.read(reveal_of, hall.edition.id)
    assert reveal is not None
    return [team.code for team in hall.teams if team.id in reveal.finalists]


def refused(hall: Hall, act: Any, *args: Any) -> str:
    with pytest.raises(ChallengeError) as problem:
        hall.act(act, *args)
    return problem.value.code


def test_finalists_are_those_that_people_chose(house: TestHouse) -> None:
    hall = judged(house)
    hall.act(set_places, 6, 0)
    hall.act(decide_team, "b06", "on", "the jury asked for it", 1)
    hall.act(decide_team, "A01", "off", "wants no finals", 2)

    def say(work: Work) -> None:
        moment = {"milestone_id": 1, "milestone_version": 1, "at_ms": 0}
        work.emit(MilestoneReached(code="finalists", kind="announcement", transition="opened", **moment))

    hall.act(say)
    hall.house.deliver()

    assert finalists(hall) == [*(team.code for team in hall.teams[1:AHEAD]), "B06"]
    assert {visit.team_id for visit in hall.visits("finals")} == {
        team.id for team in hall.teams if team.code in finalists(hall)
    }


def test_place_of_a_team_that_gives_up_goes_to_the_next(house: TestHouse) -> None:
    hall = judged(house)
    hall.act(set_places, 4, 0)
    hall.act(decide_team, "B06", "on", "bold", 1)
    hall.act(withdraw_team, "B06", "left")
    hall.act(actions.set_finalists, 2)

    assert len(finalists(hall)) == 4
    assert "B06" not in finalists(hall)
    assert refused(hall, decide_team, "B06", "on", "bold", 2) == "judging.finalists_announced"


def test_team_that_is_out_takes_nobodys_place(sqlite_house: TestHouse) -> None:
    hall = judged(sqlite_house)
    hall.act(set_places, 3, 0)
    for version, code in enumerate(("A01", "A02", "A03"), 1):
        hall.act(decide_team, code, "on", "sure", version)
    full = refused(hall, decide_team, "B01", "on", "sure", 4)
    hall.act(withdraw_team, "A01", "left")
    hall.act(decide_team, "B01", "on", "sure", 4)
    hall.act(decide_team, "A01", "free", "", 5)
    hall.act(actions.set_finalists)

    assert full == "judging.shortlist_full"
    assert finalists(hall) == ["A02", "A03", "B01"]


def test_later_of_two_editors_is_told_and_nothing_is_lost(house: TestHouse) -> None:
    hall = judged(house)
    hall.act(decide_team, "A02", "off", "first", 0)
    assert refused(hall, decide_team, "A03", "off", "second", 0) == "judging.changed"
    assert refused(hall, actions.set_finalists, 0) == "judging.changed"
    hall.act(decide_team, "A03", "off", "second", 1)
    hall.act(set_places, 5, 2)
    hall.act(take_up_draft, 1, 3)
    one = house.read(choice_of, hall.edition.id)
    hall.act(take_up_draft, 0, 4)
    none = house.read(choice_of, hall.edition.id)

    assert (one.version, one.places, one.taken_off) == (4, 8, frozenset({"A02"}))
    assert (none.version, none.places, none.taken_off) == (5, 8, frozenset())


def test_what_is_no_decision_is_refused(house: TestHouse) -> None:
    hall = judged(house)
    found = [
        refused(hall, decide_team, "A02", "on", "  ", 0),
        refused(hall, decide_team, "A02", "up", "why", 0),
        refused(hall, decide_team, "Z99", "on", "why", 0),
        refused(hall, set_places, 2, 0),
        refused(hall, take_up_draft, 7, 0),
    ]
    for version, code in enumerate(("A01", "A02", "A03", "A04")):
        hall.act(decide_team, code, "on", "sure", version)
    full = refused(hall, set_places, 3, 4)
    hall.act(actions.freeze_round, "round-1")
    hall.act(actions.set_finalists)
    fixed = [refused(hall, act, *args, 4) for act, args in ((set_places, (9,)), (take_up_draft, (1,)))]

    assert found == [
        "judging.reason_missing",
        "form.choice",
        "judging.team",
        "judging.shortlist_places",
        "judging.shortlist_draft",
    ]
    assert full == "judging.shortlist_full"
    assert fixed == ["judging.finalists_announced"] * 2


def test_files_say_who_chose_what_and_why_and_the_log_no_word_of_it(house: TestHouse) -> None:
    hall = judged(house)
    chair = house.person(hall.edition.id, Role.CHAIR, name="Cha Ir")
    house.perform(chair.actor, decide_team, "B06", "on", "bold", 0)
    house.perform(chair.actor, set_places, 5, 1)
    house.perform(chair.actor, take_up_draft, 1, 2)
    note = house.perform(chair.actor, note_deliberation, "B06", "They asked twice.")
    rows = [row[:6] + row[7:] for row in house.read(deliberation_sheet, hall.edition.id).rows]
    wanted = select(EventLog.body).where(EventLog.name.in_(["judging.shortlist_changed", "judging.deliberation_noted"]))
    wanted = wanted.order_by(EventLog.seq)
    bodies = house.read(lambda session: [set(body) for body in session.execute(wanted).scalars()])
    row = house.read(note_by_public_id, hall.edition.id, note["note"])
    assert row is not None
    house.perform(chair.actor, drop_note, row.id)

    assert rows == [
        (1, "on", "B06", None, "bold", "Cha Ir", "B06", ""),
        (2, "places", "", 5, "", "Cha Ir", "B06", ""),
        (3, "back", "", 1, "", "Cha Ir", "B06", ""),
        (None, "note", "B06", None, "They asked twice.", "Cha Ir", "", ""),
    ]
    assert bodies == [{"draft_id", "draft_version"}] * 3 + [{"note_id", "is_dropped"}]
    assert house.read(note_lines, hall.edition.id) == []


def page(person: Person, path: str = "") -> str:
    return str(person.get(f"{BASE}/deliberation{path}").text)


def test_page_says_where_the_cut_parts_a_group_and_keeps_what_was_typed(sqlite_house: TestHouse) -> None:
    hall = judged(sqlite_house)
    chair = sqlite_house.person(hall.edition.id, Role.CHAIR)
    chair.browser.set_cookie(LOCALE_COOKIE, "en")
    split = page(chair)
    chair.post(f"{BASE}/deliberation/places", {"places": str(AHEAD), "version": "0"})
    clean = page(chair)
    sent = {"team": "B06", "what": "on", "reason": "bold & new", "version": "0"}
    stale = chair.post(f"{BASE}/deliberation/teams", sent)
    chair.post(f"{BASE}/deliberation/teams", {**sent, "version": "1"})
    chair.post(f"{BASE}/deliberation/notes", {"team": "B06", "words": "asked twice"})
    decided = page(chair, "?team=B06")
    hall.act(actions.freeze_round, "round-1")
    chair.post(f"{BASE}/rounds/round-1", {"act": "finalists", "version": "2"})
    fixed = page(chair, "?team=B06")

    assert "The 8th and the 9th cannot be separated" in split
    assert "cannot be separated" not in clean
    assert (stale.status_code, 'value="bold &amp; new"' in stale.text) == (409, True)
    assert ("bold &amp; new" in decided, "asked twice" in decided) == (True, True)
    assert ("deliberation/teams" in fixed, "The finalists are announced" in fixed) == (False, True)
    assert "B06" in finalists(hall)


def test_nobody_but_the_desk_deliberates(sqlite_house: TestHouse) -> None:
    hall = opened_hall(sqlite_house, 4, 3)
    sent = {"team": "A01", "what": "on", "reason": "mine", "version": "0"}
    for person in (hall.juror(0), sqlite_house.person(hall.edition.id, Role.COACH)):
        assert person.get(f"{BASE}/deliberation").status_code == 404
        assert person.post(f"{BASE}/deliberation/teams", sent).status_code == 404
