"""Rounds between the first and the finals: people choose at each cut, and places say which round gave them."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from challenge.editions.actions import set_clock
from challenge.judging import actions
from challenge.judging.arranging import OWN, RoundPlan, add_round, change_round, remove_round
from challenge.judging.capacity import shortages
from challenge.judging.deliberating import decide_team, note_deliberation, set_places
from challenge.judging.deliberation import choice_of, note_lines
from challenge.judging.effects import effects
from challenge.judging.events import RoundArranged, ShortlistAnnounced
from challenge.judging.models import Reveal, Round
from challenge.judging.moving import set_pace
from challenge.judging.queries import reveal_of, rounds
from challenge.judging.reports import deliberation_sheet, order_sheet, places_sheet
from challenge.judging.rubrics import rubric_face, save_rubric
from challenge.judging.snapshots import from_json
from challenge.judging.withdrawing import withdraw_team
from challenge.kernel.actor import Role
from challenge.kernel.clock import instant
from challenge.kernel.errors import ChallengeError
from challenge.kernel.log import EventLog
from challenge.kernel.work import Work
from challenge.live.models import LiveFeed
from challenge.schedule.editing import add_milestone
from challenge.schedule.events import MilestoneReached
from challenge.schedule.queries import lines
from challenge.schedule.rules import Moments, Wording
from challenge.web.shell import LOCALE_COOKIE
from tests.house import Person, TestHouse
from tests.make.judging import Hall, make_hall, opened_hall, score

BASE = "/e/crunch/desk/judging"
SEMIS = RoundPlan("Semi-finals", "Demi-finales", 6, 3)


def turn(hall: Hall, code: str) -> Round:
    return next(one for one in hall.house.read(rounds, hall.edition.id) if one.code == code)


def reveal(hall: Hall) -> Reveal:
    found = hall.house.read(reveal_of, hall.edition.id)
    assert found is not None
    return found


def codes(hall: Hall, team_ids: list[int]) -> list[str]:
    return [team.code for team in hall.teams if team.id in team_ids]


def refused(hall: Hall, act: Any, *args: Any) -> str:
    with pytest.raises(ChallengeError) as problem:
        hall.act(act, *args)
    return problem.value.code


def mark(hall: Hall, code: str, order: list[int]) -> None:
    """Let everybody mark the teams of a round, the first of an order best, the others worst."""
    place = {hall.teams[number].id: at for at, number in enumerate(order)}
    for visit in hall.visits(code):
        score(hall, visit, max(1, 5 - 0.5 * place.get(visit.team_id, 8)))


def with_semis(house: TestHouse) -> Hall:
    """Return a hall of twelve teams with semi-finals, whose first round is marked: the first seven teams lead."""
    hall = opened_hall(house, 12, 6)
    hall.act(add_round, SEMIS)
    mark(hall, "round-1", list(range(7)))
    return hall


def reach(hall: Hall, code: str, kind: str, transition: str = "opened") -> None:
    def say(work: Work) -> None:
        moment = {"milestone_id": 1, "milestone_version": 1, "at_ms": 0}
        work.emit(MilestoneReached(code=code, kind=kind, transition=transition, **moment))

    hall.act(say)
    hall.house.deliver()


def test_each_cut_is_chosen_by_people_and_each_round_ranks_alone(house: TestHouse) -> None:
    hall = with_semis(house)
    assert refused(hall, actions.open_round, "round-2") == "judging.round_waits"
    assert refused(hall, actions.announce_shortlist, "finals") == "judging.round_waits"
    hall.act(decide_team, "B06", "on", "bold", 0, "round-2")
    hall.act(withdraw_team, "A02", "left")
    assert refused(hall, actions.announce_shortlist, "round-2", 0) == "judging.changed"
    hall.act(actions.announce_shortlist, "round-2", 1)
    into_semis = reveal(hall)
    states = [one.state for one in hall.house.read(rounds, hall.edition.id)]
    planned = hall.visits("round-2")
    hall.act(actions.open_round, "round-2")
    # B06, put on by hand, wins the semi-finals; what the first round said of it counts there in nothing.
    mark(hall, "round-2", [11, 5, 4, 3, 2, 0])
    assert refused(hall, decide_team, "B05", "on", "bold", 0) == "judging.not_in_round"
    hall.act(set_places, 3, 0)
    hall.act(actions.set_finalists, 1)
    hall.act(actions.open_round, "finals")
    mark(hall, "finals", [4, 11, 5])
    hall.act(actions.freeze_round, "finals")
    sealed = reveal(hall)
    found = from_json(sealed.ranking or {})

    order = hall.house.read(order_sheet, hall.edition.id)

    assert [row[:2] + row[3:4] for row in order.rows][2:4] == [(3, "A06", "finals"), (4, "A04", "round-2")]
    assert len(order.rows) == 11
    assert codes(hall, into_semis.shortlists["round-2"]) == ["A01", "A03", "A04", "A05", "A06", "B06"]
    assert (into_semis.finalists, states) == ([], ["frozen", "planned", "planned"])
    assert {visit.team_id for visit in planned} == set(into_semis.shortlists["round-2"])
    assert len(planned) == 6 * 3
    assert codes(hall, sealed.finalists) == ["A05", "A06", "B06"]
    assert [line.project for line in found.ranking.projects][:6] == ["A05", "B06", "A06", "A04", "A03", "A01"]
    assert found.placed_by == ("finals",) * 3 + ("round-2",) * 3 + ("round-1",) * 5
    assert {len(from_json(one.ranking or {}).ranking.projects) for one in hall.house.read(rounds, hall.edition.id)} == {
        11,
        6,
        3,
    }


def test_schedule_announces_opens_and_freezes_a_round_in_between(house: TestHouse) -> None:
    hall = opened_hall(house, 12, 6)
    moments = [datetime(2027, 5, 28, 12, minute) for minute in (10, 20)]
    for at, (code, kind) in zip(moments, (("semis", "announcement"), ("semi-finals", "judging")), strict=True):
        hall.act(add_milestone, code, kind, Wording(code, code, ("all",)), Moments(at, at.replace(minute=50)))
    plan = replace(SEMIS, announced_by="semis", opens_by="semi-finals", freezes_by="semi-finals")
    hall.act(add_round, plan)
    again = refused(hall, add_round, plan)
    told = house.read(lambda session: list(effects(session, hall.edition.id, lines(session, hall.edition.id))))
    foreseen = [one.values for _, one in told if one.code == "shortlist_announced"]
    unknown = refused(hall, add_round, replace(SEMIS, opens_by="opening"))
    mark(hall, "round-1", list(range(7)))
    # Nobody knows yet who is in the semi-finals: neither do they begin, nor does anybody reach the finals.
    reach(hall, "semi-finals", "judging")
    reach(hall, "finalists", "announcement")
    waiting = turn(hall, "round-2").state, reveal(hall).finalists
    reach(hall, "semis", "announcement")
    lacking = []
    for minutes in (5, 15):
        hall.act(set_pace, "round-2", minutes)
        found = house.read(lambda session: list(shortages(session, hall.edition.id, lines(session, hall.edition.id))))
        lacking.append([one.values["minutes"] for one in found])
    reach(hall, "semi-finals", "judging")
    opened = turn(hall, "round-2").state
    mark(hall, "round-2", [5, 4, 3])
    reach(hall, "semi-finals", "judging", "closed")
    frozen = turn(hall, "round-2").state
    hall.act(set_places, 3, 0)
    reach(hall, "finalists", "announcement")

    assert (again, unknown) == ("judging.milestone_used", "judging.round_milestone")
    # Half an hour, from its opening to the end of the milestone that freezes it.
    assert lacking == [[], [30]]
    assert foreseen == [{"round": "round-2"}, {"round": "finals"}]
    assert waiting == ("planned", [])
    assert (opened, frozen) == ("open", "frozen")
    assert codes(hall, reveal(hall).finalists) == ["A04", "A05", "A06"]


def test_schedule_never_freezes_what_was_never_open_and_opens_what_waited_too_long(house: TestHouse) -> None:
    hall = opened_hall(house, 12, 6)
    at = datetime(2027, 5, 28, 12, 10)
    hall.act(add_milestone, "semi-finals", "judging", Wording("s", "s", ("all",)), Moments(at, at.replace(minute=50)))
    hall.act(add_round, replace(SEMIS, opens_by="semi-finals", freezes_by="semi-finals"))
    mark(hall, "round-1", list(range(7)))
    stale = hall.house.read(choice_of, hall.edition.id, "round-2").version
    hall.act(change_round, "round-2", replace(SEMIS, takes=5, opens_by="semi-finals", freezes_by="semi-finals"), 1)
    late = refused(hall, actions.announce_shortlist, "round-2", stale)
    # Everything of the finals comes while nobody knows who is in the semi-finals: it is not taken for done.
    for code, kind, transition in (
        ("semi-finals", "judging", "opened"),
        ("finals", "judging", "opened"),
        ("finals", "judging", "closed"),
    ):
        reach(hall, code, kind, transition)
    waiting = [turn(hall, code).state for code in ("round-2", "finals")]
    before = at.replace(minute=5), at.replace(minute=20)
    states = []
    for now in before:
        hall.act(set_clock, edition_now=instant(now, "Europe/Paris"), speed=1.0, reason="test")
        if now is before[-1]:
            hall.act(actions.announce_shortlist, "round-2")
        states.append(turn(hall, "round-2").state)

    assert (late, waiting, states) == ("judging.changed", ["planned", "planned"], ["planned", "open"])
    assert len(reveal(hall).shortlists["round-2"]) == 5


def test_round_that_was_announced_and_never_opened_is_left_to_the_desk(sqlite_house: TestHouse) -> None:
    hall = with_semis(sqlite_house)
    hall.act(actions.announce_shortlist, "round-2")
    reach(hall, "finalists", "announcement")

    assert (turn(hall, "round-2").state, reveal(hall).finalists) == ("planned", [])


def test_round_that_is_gone_parks_nothing_and_a_waiting_one_is_the_desks_own_matter(sqlite_house: TestHouse) -> None:
    hall = with_semis(sqlite_house)
    hall.house.deliver()
    hall.act(set_pace, "round-2", 5)
    hall.house.deliver()
    hall.act(set_pace, "round-2", 6)
    hall.act(remove_round, "round-2", 1)
    hall.house.deliver()
    told = sqlite_house.read(lambda session: [row.body for row in session.execute(select(LiveFeed)).scalars()])

    assert [body for body in told if "round-2" in str(body)] == []


def test_teams_that_did_not_get_in_take_no_place_of_the_next_round(sqlite_house: TestHouse) -> None:
    hall = opened_hall(sqlite_house, 12, 6)
    mark(hall, "round-1", list(range(7)))
    hall.act(set_places, 3, 0)
    for version, code in enumerate(("B04", "B05", "B06"), start=1):
        hall.act(decide_team, code, "on", "bold", version)
    hall.act(add_round, SEMIS)
    hall.act(actions.announce_shortlist, "round-2")
    hall.act(decide_team, "A01", "on", "steady", 4)

    assert sqlite_house.read(choice_of, hall.edition.id, "finals").version == 5


def test_round_changes_and_goes_while_nobody_is_in_it(house: TestHouse) -> None:
    hall = make_hall(house, 8, 4)
    hall.act(add_round, replace(SEMIS, rubric=OWN))
    hall.act(add_round, replace(SEMIS, name_en="Quarter-finals", takes=20), "round-2")
    order = [one.code for one in hall.house.read(rounds, hall.edition.id)]
    face = house.read(rubric_face, hall.edition.id, "round-2")
    assert face is not None
    hall.act(save_rubric, "round-2", face.lines[:2], face.version)
    shared = house.read(rubric_face, hall.edition.id, "finals")
    hall.act(set_places, 10, 0, "round-3")
    hall.act(note_deliberation, "A01", "asked twice", "round-3")
    hall.act(change_round, "round-2", replace(SEMIS, takes=5), 1)
    stale = refused(hall, change_round, "round-2", SEMIS, 1)
    hall.act(remove_round, "round-3", 1)
    wanted = select(EventLog.body).where(EventLog.name == RoundArranged.name).order_by(EventLog.seq)
    told = house.read(lambda session: [(one["round_code"], one["what"]) for one in session.execute(wanted).scalars()])
    again = house.read(rubric_face, hall.edition.id, "round-2")

    assert order == ["round-1", "round-3", "round-2", "finals"]
    assert face.rounds == ("round-2",)
    assert shared is not None
    assert (len(shared.lines), stale) == (5, "judging.changed")
    assert again is not None
    assert (len(again.lines), again.rounds) == (5, ("round-1", "round-2", "finals"))
    assert [one.code for one in hall.house.read(rounds, hall.edition.id)] == ["round-1", "round-2", "finals"]
    assert [one.goes_to for one in house.read(note_lines, hall.edition.id)] == ["round-2"]
    assert house.read(choice_of, hall.edition.id, "round-3").version == 0
    assert told == [("round-2", "added"), ("round-3", "added"), ("round-2", "changed"), ("round-3", "removed")]


def test_what_is_no_round_is_refused(sqlite_house: TestHouse) -> None:
    hall = with_semis(sqlite_house)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"name_fr": " "}, "text.missing"),
        ({"takes": 2}, "judging.shortlist_places"),
        ({"takes": 201}, "judging.shortlist_places"),
        ({"visits_per_team": 31}, "judging.visits_per_team"),
        ({"mode": "streets"}, "judging.mode"),
        ({"rubric": "none"}, "form.choice"),
        ({"announced_by": "finalists"}, "judging.milestone_used"),
        ({"opens_by": "round-1"}, "judging.milestone_used"),
    ]
    assert [refused(hall, add_round, replace(SEMIS, **one)) for one, _ in wrong] == [code for _, code in wrong]
    assert refused(hall, add_round, SEMIS, "round-1") == "judging.round"
    assert refused(hall, remove_round, "finals", 1) == "judging.round"
    for _ in range(5):
        hall.act(add_round, SEMIS)
    assert refused(hall, add_round, SEMIS) == "judging.rounds_full"
    hall.act(actions.announce_shortlist, "round-2")
    assert refused(hall, add_round, SEMIS, "round-2") == "judging.round_late"
    assert refused(hall, remove_round, "round-2", 1) == "judging.round_begun"
    assert refused(hall, set_places, 5, 0, "round-2") == "judging.shortlist_announced"
    assert refused(hall, note_deliberation, "A01", "bold", "round-9") == "judging.round"


def text(person: Person, path: str) -> str:
    return str(person.get(path).text)


def answer(visitor: Any) -> Any:
    return visitor.get("/api/v1/editions/crunch/results").json


def test_desk_arranges_rounds_and_pages_call_them_by_their_names(sqlite_house: TestHouse) -> None:
    hall = opened_hall(sqlite_house, 12, 6)
    chair = sqlite_house.person(hall.edition.id, Role.CHAIR)
    chair.browser.set_cookie(LOCALE_COOKIE, "en")
    sent = {"name_en": "Semi & co", "name_fr": "Demi-finales", "takes": "6", "visits_per_team": "3"}
    wrong = chair.post(f"{BASE}/rounds", {**sent, "takes": "1"})
    added = chair.post(f"{BASE}/rounds", {**sent, "rubric": "own"})
    changed = chair.post(f"{BASE}/rounds", {**sent, "name_en": "Semis", "round": "round-2", "version": "1"})
    pages = ("rounds", "", "deliberation", "ranking", "rubrics/round-2", "rooms", "sheets")
    mark(hall, "round-1", list(range(7)))
    named = [path for path in pages if "Semis" in text(chair, f"{BASE}/{path}".rstrip("/"))]
    chair.post(
        f"{BASE}/deliberation/teams",
        {"round": "round-2", "team": "B06", "what": "on", "reason": "bold", "version": "0"},
    )
    hall.act(actions.freeze_round, "round-1")
    warned = "not announced who goes on to Semis" in text(chair, BASE)
    announced = chair.post(f"{BASE}/rounds/round-2", {"act": "announce", "version": "1"})
    sqlite_house.deliver()
    visitor = sqlite_house.visitor()
    visitor.set_cookie(LOCALE_COOKIE, "en")
    board = str(visitor.get("/e/crunch/results/board").text)
    public = answer(visitor)

    assert (wrong.status_code, 'value="Semi &amp; co"' in wrong.text) == (422, True)
    assert {added.status_code, changed.status_code, announced.status_code} == {303}
    assert (warned, "not announced who goes on" in text(chair, BASE)) == (True, False)
    assert tuple(named) == pages
    assert "Who goes on: Semis" in board
    assert board.count("B06") >= 1
    assert public["shortlist"]["round"] == "round-2"
    assert "B06" in [one["team"] for one in public["shortlist"]["teams"]]
    assert public["finalists"] == []


def test_results_and_files_say_which_round_gave_a_place(house: TestHouse) -> None:
    hall = with_semis(house)
    hall.act(note_deliberation, "A01", "first", "round-2")
    hall.act(actions.announce_shortlist, "round-2")
    hall.act(actions.open_round, "round-2")
    mark(hall, "round-2", list(range(6)))
    hall.act(set_places, 3, 0)
    hall.act(actions.set_finalists)
    hall.act(actions.open_round, "finals")
    mark(hall, "finals", [0, 1, 2])
    hall.act(actions.freeze_round, "finals")
    desk = house.person(hall.edition.id, Role.ORGANISER)
    desk.browser.set_cookie(LOCALE_COOKIE, "en")
    script = text(desk, BASE)
    hall.act(actions.advance_reveal, reveal(hall).version)
    hall.act(actions.publish_results)
    house.deliver()
    visitor = house.visitor()
    visitor.set_cookie(LOCALE_COOKIE, "en")
    third = answer(visitor)
    assert refused(hall, add_round, SEMIS) == "judging.public"
    hall.act(actions.reveal_everything)
    house.deliver()
    board = str(visitor.get("/e/crunch/results/board").text)
    every = answer(visitor)
    sheet = house.read(deliberation_sheet, hall.edition.id)
    wanted = select(EventLog.body).where(EventLog.name == ShortlistAnnounced.name)
    told = house.read(lambda session: list(session.execute(wanted).scalars()))

    assert "Places 1 to 3: Finals. Places 4 to 6: Semi-finals. Places 7 to 12: First round." in " ".join(script.split())
    assert [(one["rank"], one["round"]) for one in third["places"]] == [(3, "finals")]
    assert [one["round"] for one in every["places"]] == ["finals"] * 3 + ["round-2"] * 3 + ["round-1"] * 6
    assert board.index("<h3>Semi-finals</h3>") < board.index("<h3>First round</h3>")
    assert {row[0] for row in house.read(places_sheet, hall.edition.id).rows} == {"round-1", "round-2", "finals"}
    assert (sheet.header[-1], [row[-1] for row in sheet.rows]) == ("round", ["round-2", "finals"])
    assert [set(body) for body in told] == [{"round_id", "team_ids"}]
