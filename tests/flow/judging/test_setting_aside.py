"""One sheet is set aside with a reason and put back: it is kept, counts nowhere, and its juror is told."""

import re

import pytest

from challenge.judging import actions
from challenge.judging.control import wave
from challenge.judging.coverage import checked_teams, rarely_seen
from challenge.judging.events import SheetPutBack, SheetSetAside
from challenge.judging.models import Round, Visit
from challenge.judging.queries import rounds
from challenge.judging.reports import reasons_sheet, visits_sheet
from challenge.judging.setting_aside import put_sheet_back, set_sheet_aside
from challenge.judging.snapshots import from_json
from challenge.judging.standings import shown_standings
from challenge.kernel import log
from challenge.kernel.actor import Role
from challenge.kernel.errors import ChallengeError
from challenge.live.feed import heads
from tests.house import TestHouse
from tests.make.judging import MARKS, Hall, one, opened_hall, score

BASE = "/e/crunch/desk/judging"


def judged(house: TestHouse) -> tuple[Hall, Visit]:
    """Return a hall in which everybody marked, and one of the visits as it is now."""
    hall = opened_hall(house, 6, 4)
    for visit in hall.visits():
        score(hall, visit, 3 + visit.team_id % 2)
    return hall, hall.visits_of(0)[0]


def turn(hall: Hall) -> Round:
    return hall.house.read(rounds, hall.edition.id)[0]


def sheets(hall: Hall) -> dict[str, int]:
    found = hall.house.read(shown_standings, hall.edition.id, turn(hall))
    return {line.project: line.visits for line in found.ranking.projects}


def code_of(hall: Hall, visit: Visit) -> str:
    return next(team.code for team in hall.teams if team.id == visit.team_id)


def test_sheet_that_is_set_aside_counts_nowhere_until_it_is_put_back(house: TestHouse) -> None:
    hall, visit = judged(house)
    code = code_of(hall, visit)
    hall.act(set_sheet_aside, visit.id, visit.version, "marked the wrong table")
    aside, rare = sheets(hall), [line.code for line in house.read(rarely_seen, hall.edition.id, turn(hall).id)]
    planned = hall.act(actions.plan_round, "round-1", 3)
    row = house.read(one, Visit, visit.id)
    table = house.read(visits_sheet, hall.edition.id)
    rows = [dict(zip(table.header, line, strict=True)) for line in table.rows]
    told = [(line["team"], line["aside_reason"]) for line in rows if line["set_aside"] and not line["counts"]]
    hall.act(put_sheet_back, visit.id, row.version, "it was the right one")
    stored, _ = house.read(log.facts_after, hall.edition.id, 0)
    facts = [fact.event for fact in stored]

    assert (aside[code], rare) == (2, [code])
    assert planned == {"visits": 1, "missing": 0}
    assert row.total is not None
    assert told == [(code, "marked the wrong table")]
    assert set(sheets(hall).values()) == {3}
    assert [fact for fact in facts if isinstance(fact, SheetSetAside | SheetPutBack)] == [
        SheetSetAside(visit_id=visit.id, round_id=visit.round_id),
        SheetPutBack(visit_id=visit.id, round_id=visit.round_id),
    ]
    assert [line[:4] for line in house.read(reasons_sheet, hall.edition.id).rows] == [
        ("sheet_aside", "J001", code, "marked the wrong table"),
        ("sheet_back", "J001", code, "it was the right one"),
    ]


def test_ranking_that_was_taken_is_taken_again_until_all_is_public(house: TestHouse) -> None:
    hall, visit = judged(house)
    hall.act(actions.freeze_round, "round-1")
    before = turn(hall).ranking
    hall.act(set_sheet_aside, visit.id, visit.version, "sponsor of the team")
    after = turn(hall).ranking
    hall.act(put_sheet_back, visit.id, visit.version + 1, "no sponsor")
    again = turn(hall).ranking
    hall.act(actions.publish_results)
    with pytest.raises(ChallengeError, match=r"judging\.public"):
        hall.act(set_sheet_aside, visit.id, visit.version + 2, "too late")
    assert before is not None
    assert after is not None

    assert before == again
    counts = {line.project: line.visits for line in from_json(after).ranking.projects}
    assert counts == {team.code: 2 if team.id == visit.team_id else 3 for team in hall.teams}


def test_what_cannot_be_set_aside_is_refused(house: TestHouse) -> None:
    hall = opened_hall(house, 6, 4)
    visit, other = hall.visits_of(0)[:2]
    score(hall, visit, 3)
    found = []
    for visit_id, version, reason in ((visit.id, 2, " "), (visit.id, 1, "why"), (other.id, 1, "why"), (9999, 1, "why")):
        with pytest.raises(ChallengeError) as problem:
            hall.act(set_sheet_aside, visit_id, version, reason)
        found.append(problem.value.code)

    assert found == ["judging.reason_missing", "judging.changed", "judging.visit", "judging.visit"]
    assert house.read(wave, turn(hall), 1) != []


def test_juror_sees_it_and_cannot_change_it(house: TestHouse) -> None:
    hall, visit = judged(house)
    desk = house.person(hall.edition.id, Role.ORGANISER)
    address = f"{BASE}/visits/{visit.public_id}/aside"
    missing = desk.post(address, {"act": "aside", "version": str(visit.version), "reason": ""})
    desk.post(address, {"act": "aside", "version": str(visit.version), "reason": "a <b>private</b> word"})
    phone = hall.juror(0)
    own, listed = (phone.get(path).text for path in (f"/e/crunch/jury/visits/{visit.public_id}", "/e/crunch/jury/"))
    changed = phone.post(f"/e/crunch/jury/visits/{visit.public_id}", {**MARKS, "version": str(visit.version + 1)})
    undone = phone.post(f"/e/crunch/jury/visits/{visit.public_id}/undo", {"version": str(visit.version + 1)})
    shown = [desk.get(path).text for path in (f"{BASE}/visits/{visit.public_id}", f"{BASE}/itineraries")]
    back = desk.post(address, {"act": "back", "version": str(visit.version + 1), "reason": "was right"})
    open_again = phone.post(f"/e/crunch/jury/visits/{visit.public_id}", {**MARKS, "version": str(visit.version + 2)})

    assert (missing.status_code, back.status_code, open_again.status_code) == (422, 303, 303)
    assert ("ne compte pas cette fiche" in own, "private" in own, "Écarté" in listed) == (True, False, True)
    assert (changed.status_code, undone.status_code) == (409, 409)
    assert "a &lt;b&gt;private&lt;/b&gt; word" in shown[0]
    assert "Écarté" in shown[1]
    assert phone.post(address, {"act": "aside", "version": "1", "reason": "mine"}).status_code == 404


def values(page: str) -> list[str]:
    """Return the marks that a page's form holds."""
    return re.findall(r'name="mark-[^>]*value="([^"]*)"', page)


def test_refusal_to_set_aside_leaves_the_sheet_in_its_form(sqlite_house: TestHouse) -> None:
    hall, visit = judged(sqlite_house)
    desk = sqlite_house.person(hall.edition.id, Role.ORGANISER)
    address = f"{BASE}/visits/{visit.public_id}"
    held = values(desk.get(address).text)
    refused = desk.post(f"{address}/aside", {"act": "aside", "version": str(visit.version), "reason": "x" * 201})

    assert (refused.status_code, len(held), "" in held) == (422, len(MARKS), False)
    assert values(refused.text) == held
    assert refused.text.count("x" * 201) == 1


def test_screens_are_told_and_keying_says_why_not(sqlite_house: TestHouse) -> None:
    hall, visit = judged(sqlite_house)
    desk = sqlite_house.person(hall.edition.id, Role.ORGANISER)
    sqlite_house.deliver()
    topics = ["edition:crunch:jury", "edition:crunch:staff"]
    before = sqlite_house.read(heads, topics)
    hall.act(set_sheet_aside, visit.id, visit.version, "twice the same")
    sqlite_house.deliver()
    after = sqlite_house.read(heads, topics)
    keying = desk.get(f"{BASE}/keying/{visit.public_id}").text

    assert {topic: after[topic] - before[topic] for topic in topics} == dict.fromkeys(topics, 1)
    assert ("Remettez-la d’abord" in keying, values(keying)) == (True, [])


def test_sheet_that_is_set_aside_is_no_second_look(sqlite_house: TestHouse) -> None:
    hall, _ = judged(sqlite_house)
    hall.act(actions.freeze_round, "round-1")
    hall.act(actions.set_finalists)
    hall.act(actions.open_round, "finals")
    visit = hall.visits("finals")[0]
    score(hall, visit, 4)
    seen = sqlite_house.read(checked_teams, hall.edition.id, [])
    hall.act(set_sheet_aside, visit.id, visit.version + 1, "wrong table")

    assert seen == {code_of(hall, visit)}
    assert sqlite_house.read(checked_teams, hall.edition.id, []) == set()
