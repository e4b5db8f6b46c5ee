"""One visit moves, is taken off or made up for; all others stay, hard rules hold; a team never learns who comes."""

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from challenge.editions.actions import set_clock
from challenge.judging import actions, moving
from challenge.judging.models import Round, Visit
from challenge.kernel.actor import Role
from challenge.kernel.errors import ChallengeError, Conflict
from challenge.kernel.log import EventLog
from challenge.kernel.work import Work
from challenge.teams.models import Team
from tests.house import Person, TestHouse
from tests.make.judging import Hall, make_hall, make_jurors, one, opened_hall, score

BASE = "/e/crunch/desk/judging"


def desk(hall: Hall) -> Person:
    return hall.house.person(hall.edition.id, Role.ORGANISER)


def plan(hall: Hall) -> dict[int, tuple[int, int, int]]:
    return {visit.id: (visit.juror_id, visit.team_id, visit.slot) for visit in hall.visits()}


def unmet(hall: Hall, number: int) -> Visit:
    """Return a visit to a team that a juror does not meet."""
    met = {visit.team_id for visit in hall.visits_of(number)}
    return next(visit for visit in hall.visits() if visit.team_id not in met)


def refused(hall: Hall, visit: Visit, ref: str, slot: int, version: int = 1) -> str:
    with pytest.raises(ChallengeError) as problem:
        hall.act(moving.move_visit, visit.id, version, ref, slot, "asked for it")
    return problem.value.code


def test_move_changes_one_visit_and_no_other(house: TestHouse) -> None:
    hall = opened_hall(house, 8, 5)
    visit = unmet(hall, 0)
    before = plan(hall)
    answer = hall.act(moving.move_visit, visit.id, 1, "J001", 20, "train is late")
    after = plan(hall)
    own = hall.visits_of(0)
    log = select(EventLog.body).where(EventLog.name == "judging.visit_moved")
    fact = house.read(lambda session: session.execute(log).scalar_one())
    phone = hall.juror(0).get(f"/api/v1/editions/crunch/jury/visits/{visit.public_id}").get_json()

    assert own[-1].reason == "train is late"
    assert ("reason" in fact, phone["reason"]) == (False, "")
    assert answer == {"visit": visit.public_id, "juror": "J001", "slot": 20, "version": 2}
    assert after == {**before, visit.id: (hall.jurors[0].id, visit.team_id, 20)}
    assert [row.place for row in own] == list(range(1, len(own) + 1))
    assert own[-1].id == visit.id


def test_nobody_is_twice_in_a_slot_and_hard_rules_hold(house: TestHouse) -> None:
    hall = opened_hall(house, 8, 5)
    visit = unmet(hall, 0)
    busy = hall.visits_of(0)[0]
    same_team = next(row for row in hall.visits() if row.team_id == visit.team_id and row.id != visit.id)
    met = next(row for row in hall.visits() if row.team_id == busy.team_id and row.id != busy.id)
    hall.act(actions.change_juror, hall.jurors[4].id, "absent", "")
    found = [
        refused(hall, visit, "J001", busy.slot),
        refused(hall, visit, "J001", same_team.slot) if same_team.slot != busy.slot else "judging.slot_team",
        refused(hall, met, "J001", 30),
        refused(hall, visit, "J005", 30),
        refused(hall, visit, "J999", 30),
        refused(hall, visit, "J001", 0),
        refused(hall, visit, "J001", 30, version=7),
    ]

    assert found[1] in {"judging.slot_team", "judging.slot_juror"}
    assert found[:1] + found[2:] == [
        "judging.slot_juror",
        "judging.juror_met",
        "judging.juror_absent",
        "judging.juror_unknown",
        "judging.slot_number",
        "judging.changed",
    ]


def test_full_and_barred_jurors_get_no_visit(house: TestHouse) -> None:
    hall = make_hall(house, 6, 4)
    lines = [
        "J005,j5@x.example,Jo,Full,,food,0",
        "J006,j6@x.example,Jo,Own,Org0,food,9",
        "J007,j7@x.example,Jo,P,Org1,food,9",
    ]
    hall.jurors = make_jurors(house, hall.edition, lines)
    hall.act(actions.plan_round, "round-1", 2)
    visit = next(row for row in hall.visits() if row.team_id == hall.teams[0].id)

    assert refused(hall, visit, "J005", 40) == "judging.juror_full"
    assert "judging.juror_barred" in {refused_or_moved(hall, ref) for ref in ("J006", "J007")}


def refused_or_moved(hall: Hall, ref: str) -> str:
    """Move a visit of the first team to a juror; both organisations take turns, one of the two is its own."""
    visit = next(row for row in hall.visits() if row.team_id == hall.teams[0].id)
    try:
        hall.act(moving.move_visit, visit.id, visit.version, ref, 50, "try")
    except Conflict as problem:
        return problem.code
    return "moved"


def test_visit_with_a_sheet_stays_and_a_reason_is_needed(house: TestHouse) -> None:
    hall = opened_hall(house)
    visit, other = hall.visits_of(0)[:2]
    score(hall, visit, 3)
    codes = [refused(hall, visit, "J001", 30, version=2)]
    with pytest.raises(ChallengeError) as nothing:
        hall.act(moving.withdraw_visit, other.id, 1, " ")
    hall.act(moving.withdraw_visit, other.id, 1, "team has left")

    assert [*codes, nothing.value.code] == ["judging.marked", "judging.reason_missing"]
    assert other.id not in plan(hall)
    assert [row.place for row in hall.visits_of(0)] == list(range(1, len(hall.visits_of(0)) + 1))


def test_missed_visits_are_made_up_for_by_the_present_alone(house: TestHouse) -> None:
    hall = opened_hall(house, 6, 5, visits=3)
    hall.act(actions.change_juror, hall.jurors[0].id, "absent", "")
    missed = hall.visits_of(0)
    before = plan(hall)
    person = desk(hall)
    answers = [person.post(f"{BASE}/moves/{row.public_id}/recover", {"version": "1"}) for row in missed]
    after = plan(hall)
    pairs = [(juror, slot) for juror, _, slot in after.values()] + [(-team, slot) for _, team, slot in after.values()]

    assert [answer.status_code for answer in answers] == [303] * len(missed)
    assert {key: after[key] for key in before if key not in {row.id for row in missed}} == {
        key: value for key, value in before.items() if key not in {row.id for row in missed}
    }
    assert hall.visits_of(0) == []
    assert len(pairs) == len(set(pairs))


def test_missed_visit_says_whether_its_juror_is_absent_or_set_aside(sqlite_house: TestHouse) -> None:
    hall = opened_hall(sqlite_house, 6, 5)
    hall.act(actions.change_juror, hall.jurors[0].id, "absent", "")
    hall.act(actions.change_juror, hall.jurors[1].id, "aside", "sponsor")
    page = desk(hall).get(f"{BASE}/itineraries").get_data(as_text=True)
    said = re.findall(r'<span class="soft">(J00\d) · ([^<]+)</span>', page)

    assert set(said) == {("J001", "absent"), ("J002", "Écarté")}


def test_visit_that_is_not_missed_is_not_made_up_for(house: TestHouse) -> None:
    hall = opened_hall(house)
    with pytest.raises(Conflict, match=r"judging\.not_missed"):
        hall.act(moving.recover_visit, hall.visits_of(0)[0].id, 1)


def test_skipped_visit_goes_to_somebody_else_first(house: TestHouse) -> None:
    hall = opened_hall(house, 6, 5)
    visit = hall.visits_of(0)[0]
    house.perform(hall.juror(0).actor, actions.skip_visit, visit.id, "nobody there", 1)
    hall.act(moving.recover_visit, visit.id, 2)
    row = house.read(one, Visit, visit.id)

    assert (row.state, row.juror_id == hall.jurors[0].id, row.version) == ("planned", False, 3)


def assert_nobody_twice(hall: Hall) -> None:
    visits = hall.visits()
    pairs = [(row.juror_id, row.slot) for row in visits] + [(-row.team_id, row.slot) for row in visits]
    assert len(pairs) == len(set(pairs))
    for number in range(len(hall.jurors)):
        own = hall.visits_of(number)
        assert [row.place for row in own] == list(range(1, len(own) + 1))
        assert [row.slot for row in own] == sorted(row.slot for row in own)


def test_no_show_is_made_up_for_in_free_slots_by_a_new_plan(house: TestHouse) -> None:
    hall = opened_hall(house, 12, 6, visits=3)
    for number in range(1, 6):
        score(hall, hall.visits_of(number)[0], 3)
    late = hall.visits_of(1)[-1]
    hall.act(moving.move_visit, late.id, 1, "J002", 12, "train is late")
    made = {row.juror_id: row.slot for row in hall.visits() if row.state == "done"}
    hall.act(actions.change_juror, hall.jurors[0].id, "absent", "train")
    before = {
        row.id: (row.juror_id, row.team_id, row.slot) for row in hall.visits() if row.juror_id != hall.jurors[0].id
    }
    planned = hall.act(actions.plan_round, "round-1", 3)
    after = plan(hall)
    new = [row for row in hall.visits() if row.id not in before]

    assert (planned["missing"], len(new)) == (0, 36 - len(before))
    assert {key: after[key] for key in before} == before
    assert {made[row.juror_id] < row.slot <= 12 for row in new} == {True}
    assert_nobody_twice(hall)


def test_second_wave_uses_free_slots_that_have_not_begun(house: TestHouse) -> None:
    hall = opened_hall(house, 12, 6, visits=2)
    hall.act(moving.set_pace, "round-1", 10)
    before = plan(hall)
    moved = unmet(hall, 0)
    hall.act(moving.move_visit, moved.id, 1, "J001", 9, "later")
    kept = plan(hall)
    codes = {team.id: team.code for team in hall.teams}
    pairs = [(juror.ref, codes[unmet(hall, number).team_id]) for number, juror in enumerate(hall.jurors)]
    hall.act(actions.add_visits, "round-1", pairs)
    new = [row for row in hall.visits() if row.id not in before]

    assert {key: plan(hall)[key] for key in kept} == kept
    assert len(new) == len(pairs)
    assert {1 < row.slot <= 9 for row in new} == {True}
    assert_nobody_twice(hall)


def test_wave_of_a_round_that_is_open_longer_than_its_plan_follows_the_plan(sqlite_house: TestHouse) -> None:
    hall = opened_hall(sqlite_house, 8, 5, visits=2)
    hall.act(moving.set_pace, "round-1", 5)
    hall.act(set_clock, edition_now=datetime(2028, 1, 1, tzinfo=UTC), speed=1, reason="test")
    last = max(row.slot for row in hall.visits())
    codes = {team.id: team.code for team in hall.teams}
    pairs = [(juror.ref, codes[unmet(hall, number).team_id]) for number, juror in enumerate(hall.jurors)]
    hall.act(actions.add_visits, "round-1", pairs)

    assert last < max(row.slot for row in hall.visits()) <= last + len(pairs)


def test_waves_leave_nobody_twice_in_a_slot(house: TestHouse) -> None:
    hall = opened_hall(house, 8, 5, visits=2)
    codes = {team.id: team.code for team in hall.teams}
    pairs = [(juror.ref, codes[unmet(hall, number).team_id]) for number, juror in enumerate(hall.jurors)]
    hall.act(actions.add_visits, "round-1", pairs)
    at = [(row.juror_id, row.slot) for row in hall.visits()]

    assert len(at) == len(set(at))


def test_pace_gives_slots_their_hour_on_the_phone_and_for_the_team(sqlite_house: TestHouse) -> None:
    hall = opened_hall(sqlite_house, 4, 3)
    person = desk(hall)
    coach = sqlite_house.person(hall.edition.id, Role.COACH)
    team = hall.teams[0]

    def put(work: Work) -> None:
        row = work.locked(Team, team.id)
        row.coach_id, row.staff_at, row.published_at = coach.actor.account_id, row.revealed_at, row.revealed_at

    hall.act(put)
    before = hall.juror(0).get("/e/crunch/jury/").get_data(as_text=True)
    noted = person.post(f"{BASE}/pace/round-1", {"slot_min": "8"})
    wrong = person.post(f"{BASE}/pace/round-1", {"slot_min": "0"})
    after = hall.juror(0).get("/e/crunch/jury/").get_data(as_text=True)
    shown = coach.get(f"/e/crunch/teams/{team.code}/visits").get_data(as_text=True)
    strange = sqlite_house.person(hall.edition.id, Role.COACH).get(f"/e/crunch/teams/{team.code}/visits")
    turn = sqlite_house.read(one, Round, hall.visits()[0].round_id)
    assert turn.opened_at is not None

    assert (noted.status_code, wrong.status_code, turn.slot_min) == (303, 422, 8)
    assert ("créneau" in before, "créneau" in after) == (False, True)
    assert shown.count("créneau") == sum(row.team_id == team.id for row in hall.visits())
    assert [name in shown for juror in hall.jurors for name in (juror.last_name, juror.ref)] == [False] * 6
    assert strange.status_code == 404


def test_lists_name_every_visit_once_by_zone_and_by_juror(sqlite_house: TestHouse) -> None:
    hall = opened_hall(sqlite_house, 6, 4)
    person = desk(hall)
    pages = [person.get(f"{BASE}/itineraries{query}").get_data(as_text=True) for query in ("", "?by=jurors")]
    half = person.get(f"{BASE}/itineraries?zone=A").get_data(as_text=True)
    in_a = {team.id for team in hall.teams if team.zone == "A"}

    assert [text.count(f"{BASE}/moves/") for text in pages] == [len(hall.visits())] * 2
    assert half.count(f"{BASE}/moves/") == sum(visit.team_id in in_a for visit in hall.visits())


def test_sheet_that_was_sent_is_reached_from_its_visit(sqlite_house: TestHouse) -> None:
    hall = opened_hall(sqlite_house, 8, 5)
    done, planned = hall.visits_of(0)[:2]
    score(hall, done, 3)
    organiser = desk(hall)
    pages = [organiser.get(f"{BASE}/moves/{visit.public_id}").text for visit in (done, planned)]
    sheets = [f"{BASE}/visits/{visit.public_id}" for visit in (done, planned)]

    assert [sheet in page for sheet, page in zip(sheets, pages, strict=True)] == [True, False]
    assert organiser.get(sheets[0]).status_code == 200
