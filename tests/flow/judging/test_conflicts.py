"""A conflict of interest: whoever declared it never meets the team, somebody else does, and no other visit moves."""

import re
from collections import Counter
from itertools import permutations

import pytest
from sqlalchemy import select, update

from challenge.editions.attention import Scope, concerns
from challenge.judging import actions, moving
from challenge.judging.conflicts import ConflictLine, conflict_lines
from challenge.judging.declaring import declare_for, lift_conflict
from challenge.judging.models import Visit
from challenge.judging.queries import progress_of
from challenge.judging.reports import reasons_sheet
from challenge.kernel.actor import Role
from challenge.kernel.errors import ChallengeError, Conflict
from challenge.kernel.log import EventLog
from challenge.kernel.work import Work
from challenge.teams.models import Team
from tests.house import Person, TestHouse
from tests.make.judging import Hall, make_hall, one, opened_hall, score

BASE = "/e/crunch/desk/judging"


def stands(hall: Hall) -> dict[int, tuple[int, int, int, str]]:
    return {visit.id: (visit.juror_id, visit.team_id, visit.slot, visit.state) for visit in hall.visits()}


def declared(hall: Hall, number: int = 0) -> Visit:
    """Return a juror's first visit, as it was before they declared a conflict on their phone."""
    visit = hall.visits_of(number)[0]
    hall.house.perform(hall.juror(number).actor, actions.declare_conflict, visit.id, "my cousin", visit.version)
    return visit


def waiting(hall: Hall) -> int:
    """Return how many visits the overview says wait for another juror."""
    now = hall.house.works.perform(hall.house.house_in(hall.edition.id), lambda work: work.now)
    found = hall.house.read(concerns, Scope(hall.edition.id, now, None, drafts=True))
    return {one.code: one.count for one in found}.get("judging.conflict", 0)


def test_visit_with_a_conflict_is_missed_and_one_button_gives_it_to_somebody_else(house: TestHouse) -> None:
    hall = opened_hall(house, 6, 5)
    before = stands(hall)
    visit = declared(hall)
    desk = house.person(hall.edition.id, Role.ORGANISER)
    shown = desk.get(f"{BASE}/itineraries").text
    seen = house.read(progress_of, visit.round_id).total
    answer = desk.post(f"{BASE}/moves/{visit.public_id}/recover", {"version": "2"})
    after = stands(hall)
    by, team_id, slot, state = after.pop(visit.id)
    places = [one.place for one in hall.visits() if one.juror_id == by]

    assert re.findall(r'<span class="soft">(J00\d) · ([^<]+)</span>', shown) == [("J001", "Conflit d’intérêts")]
    assert shown.count(f"{BASE}/moves/{visit.public_id}") == 2
    assert answer.status_code == 303
    assert after == {key: value for key, value in before.items() if key != visit.id}
    assert (by != visit.juror_id, team_id, state) == (True, visit.team_id, "planned")
    assert max(Counter((one[0], one[2]) for one in [*after.values(), (by, team_id, slot, state)]).values()) == 1
    assert places == list(range(1, len(places) + 1))
    assert [seen, house.read(progress_of, visit.round_id).total] == [17, 18]


def test_overview_counts_such_visits_until_somebody_has_them(house: TestHouse) -> None:
    hall = opened_hall(house, 6, 5)
    before = waiting(hall)
    visit = declared(hall)
    open_now = waiting(hall)
    page = house.person(hall.edition.id, Role.ORGANISER).get("/e/crunch/desk/").text
    hall.act(moving.recover_visit, visit.id, 2)

    assert [before, open_now, waiting(hall)] == [0, 1, 0]
    assert "1 passage attend un autre juré" in page


def test_juror_who_declared_a_conflict_never_gets_the_team_again(house: TestHouse) -> None:
    hall = opened_hall(house, 6, 5)
    visit = declared(hall)
    team = next(team.code for team in hall.teams if team.id == visit.team_id)
    refused = []
    for version in (2, 3):
        with pytest.raises(ChallengeError) as problem:
            hall.act(moving.move_visit, visit.id, version, "J001", 40, "asked for it")
        refused.append(problem.value.code)
        if version == 2:
            hall.act(moving.recover_visit, visit.id, 2)
    wave = hall.act(actions.add_visits, "round-1", [("J001", team)])
    for number in (1, 2, 3):
        hall.act(actions.change_juror, hall.jurors[number].id, "absent", "")
    hall.act(actions.plan_round, "round-1", 4)

    assert refused == ["judging.juror_barred"] * 2
    assert wave == {"visits": 0, "dropped": 1}
    assert visit.team_id not in {one.team_id for one in hall.visits_of(0)}


def test_nobody_free_leaves_the_visit_where_it_is(house: TestHouse) -> None:
    hall = opened_hall(house, 6, 4)
    visit = declared(hall)
    others = {one.juror_id for one in hall.visits() if one.team_id == visit.team_id}
    for juror in hall.jurors:
        if juror.id not in others:
            hall.act(actions.change_juror, juror.id, "absent", "")
    with pytest.raises(Conflict, match=r"judging\.nobody_free"):
        hall.act(moving.recover_visit, visit.id, 2)
    left = house.read(one, Visit, visit.id)
    hall.act(moving.withdraw_visit, visit.id, 2, "nobody left")

    assert (left.state, left.juror_id) == ("conflict", visit.juror_id)
    assert waiting(hall) == 0


def test_new_plan_makes_up_for_it_once(house: TestHouse) -> None:
    hall = opened_hall(house, 6, 5)
    visit = declared(hall)
    before = stands(hall)
    planned = hall.act(actions.plan_round, "round-1", 3)
    after = stands(hall)
    before.pop(visit.id)

    assert planned == {"visits": 1, "missing": 0}
    assert {key: after[key] for key in before} == before
    assert set(Counter(one.team_id for one in hall.visits()).values()) == {3}
    assert (waiting(hall), house.read(progress_of, visit.round_id).total) == (0, 18)


def test_plan_keeps_a_visit_with_a_conflict_that_had_a_sheet_once(house: TestHouse) -> None:
    hall = opened_hall(house, 6, 5)
    visit = hall.visits_of(0)[0]
    score(hall, visit, 3)
    phone = hall.juror(0).actor
    house.perform(phone, actions.undo_visit, visit.id, 2)
    house.perform(phone, actions.declare_conflict, visit.id, "my cousin", 3)
    hall.act(actions.plan_round, "round-1", 3)

    assert stands(hall)[visit.id][3] == "conflict"


def test_conflict_taken_back_on_the_phone_is_missed_no_more(house: TestHouse) -> None:
    hall = opened_hall(house, 6, 5)
    visit = declared(hall)
    house.perform(hall.juror(0).actor, actions.undo_visit, visit.id, 2)

    assert waiting(hall) == 0
    with pytest.raises(Conflict, match=r"judging\.not_missed"):
        hall.act(moving.recover_visit, visit.id, 3)


def test_juror_who_coaches_a_team_never_gets_it(house: TestHouse) -> None:
    hall = make_hall(house, 6, 4)
    team, juror = hall.teams[0], hall.jurors[0]

    def coach(work: Work) -> None:
        work.session.execute(update(Team).where(Team.id == team.id).values(coach_id=juror.account_id))

    hall.act(coach)
    hall.act(actions.plan_round, "round-1", 3)
    seen = [visit.juror_id for visit in hall.visits() if visit.team_id == team.id]
    visit = next(visit for visit in hall.visits() if visit.team_id == team.id)

    assert sorted(seen) == [one.id for one in hall.jurors[1:]]
    with pytest.raises(Conflict, match=r"judging\.juror_barred"):
        hall.act(moving.move_visit, visit.id, 1, juror.ref, 40, "no other")
    assert hall.act(actions.add_visits, "round-1", [(juror.ref, team.code)]) == {"visits": 0, "dropped": 1}
    assert hall.act(actions.plan_round, "round-1", 4)["missing"] == 1


def code_of(hall: Hall, visit: Visit) -> str:
    return next(team.code for team in hall.teams if team.id == visit.team_id)


def organiser(hall: Hall) -> Person:
    return hall.house.person(hall.edition.id, Role.ORGANISER, name="Orla")


def lines(hall: Hall) -> list[ConflictLine]:
    return hall.house.read(conflict_lines, hall.edition.id)


def facts(hall: Hall, name: str) -> list[tuple[dict[str, int], int]]:
    """Return the bodies of the facts of a name, each with whose act it was."""
    wanted = select(EventLog.body, EventLog.actor_id).where(EventLog.name == name).order_by(EventLog.seq)
    return [(body, by) for body, by in hall.house.read(lambda session: session.execute(wanted).all())]


def refusal(hall: Hall, *sent: str, act: object = declare_for) -> str:
    with pytest.raises(ChallengeError) as problem:
        hall.act(act, *sent)
    return problem.value.code


def test_desk_declares_a_conflict_and_the_visit_waits_for_somebody_else(house: TestHouse) -> None:
    hall = opened_hall(house, 6, 5)
    visit, desk = hall.visits_of(0)[0], organiser(hall)
    before, code = stands(hall), code_of(hall, visit)
    sent = {"act": "declare", "juror": "J001", "team": code.lower(), "reason": "taught <b>all</b> of them"}
    answer = desk.post(f"{BASE}/conflicts", sent)
    shown = desk.get(f"{BASE}/conflicts").text
    phone = hall.juror(0).get(f"/e/crunch/jury/visits/{visit.public_id}").text
    row = house.read(one, Visit, visit.id)
    hall.act(moving.recover_visit, visit.id, 2)
    after = stands(hall)
    (line,) = lines(hall)
    pair = {"juror_id": visit.juror_id, "team_id": visit.team_id}
    (noted,) = facts(hall, "judging.conflict_noted")
    (freed,) = facts(hall, "judging.conflict_declared")
    sheet = house.read(reasons_sheet, hall.edition.id)

    assert (answer.status_code, row.state, row.version) == (303, "conflict", 2)
    assert "taught &lt;b&gt;all&lt;/b&gt; of them · Orla" in shown
    assert "taught" not in phone
    assert (line.ref, line.code, line.by_desk, line.author, line.has_sheet) == ("J001", code, True, "Orla", False)
    assert noted == (pair, desk.actor.account_id)
    assert freed[0] == {**pair, "visit_id": visit.id, "round_id": visit.round_id}
    assert [cells[:5] for cells in sheet.rows] == [("conflict", "J001", code, sent["reason"], "Orla")]
    assert {key: after[key] for key in before if key != visit.id} == {
        key: value for key, value in before.items() if key != visit.id
    }
    assert after[visit.id][0] != visit.juror_id


def test_sheet_that_was_made_stays_and_later_rounds_keep_away(house: TestHouse) -> None:
    hall = opened_hall(house, 4, 4, visits=4)
    visit = hall.visits_of(0)[0]
    for each in hall.visits():
        score(hall, each, 3)
    code = code_of(hall, visit)
    desk = organiser(hall)
    answer = desk.post(f"{BASE}/conflicts", {"act": "declare", "juror": "J001", "team": code, "reason": "hired one"})
    said = desk.get(f"{BASE}/conflicts").text
    row = house.read(one, Visit, visit.id)
    with pytest.raises(Conflict, match=r"judging\.conflict_desk"):
        house.perform(hall.juror(0).actor, actions.undo_visit, visit.id, 2)
    hall.act(actions.set_finalists)
    seen = {each.team_id for each in hall.visits("finals") if each.juror_id == visit.juror_id}

    assert answer.status_code == 303
    assert f"J001 a déjà noté {code}" in said
    assert "a une fiche, qui compte" in said
    assert (row.state, row.version) == ("done", 2)
    assert seen == {team.id for team in hall.teams} - {visit.team_id}


def test_what_cannot_be_declared_says_why(house: TestHouse) -> None:
    hall = opened_hall(house, 6, 5)
    visit = declared(hall)
    code = code_of(hall, visit)
    found = [
        refusal(hall, "J001", "Z99", "cousin"),
        refusal(hall, "J999", code, "cousin"),
        refusal(hall, "J001", code, "  "),
        refusal(hall, "J001", code, "cousin"),
        refusal(hall, "J001", code, "said so", act=lift_conflict),
        refusal(hall, "J002", code, "no such", act=lift_conflict),
    ]
    page = organiser(hall).post(f"{BASE}/conflicts", {"act": "declare", "juror": "J002", "team": "z99", "reason": "x"})

    assert found == [
        "judging.team",
        "judging.juror_unknown",
        "judging.reason_missing",
        "judging.conflict_known",
        "judging.conflict_juror",
        "judging.conflict_gone",
    ]
    assert (page.status_code, 'value="z99"' in page.text) == (422, True)
    assert [(line.by_desk, line.reason) for line in lines(hall)] == [(False, "my cousin")]
    assert hall.juror(0).get(f"{BASE}/conflicts").status_code == 404


def test_lifted_conflict_gives_the_visit_back_unless_somebody_has_it(house: TestHouse) -> None:
    hall = opened_hall(house, 6, 5)
    kept, gone = hall.visits_of(0)[:2]
    before = stands(hall)
    for visit in (kept, gone):
        hall.act(declare_for, "J001", code_of(hall, visit), "took one for the other")
    with pytest.raises(Conflict, match=r"judging\.conflict_desk"):
        house.perform(hall.juror(0).actor, actions.undo_visit, kept.id, 2)
    hall.act(moving.recover_visit, gone.id, 2)
    by = stands(hall)[gone.id]
    sent = {"act": "lift", "juror": "J001", "team": code_of(hall, kept), "reason": "it was J002"}
    answer = organiser(hall).post(f"{BASE}/conflicts", sent)
    lifted = hall.act(lift_conflict, "J001", code_of(hall, gone), "that too")

    assert answer.status_code == 303
    assert lifted["given"] == 0
    assert stands(hall) == {**before, gone.id: by}
    assert lines(hall) == []
    assert len(facts(hall, "judging.conflict_lifted")) == 2
    score(hall, house.read(one, Visit, kept.id), 4)


def test_lifted_conflict_finds_the_slot_taken_and_takes_the_next(house: TestHouse) -> None:
    hall = opened_hall(house, 6, 5)
    busy = {(each.team_id, each.slot) for each in hall.visits()}
    pairs = permutations(hall.visits_of(0), 2)
    visit, other = next((one, two) for one, two in pairs if (two.team_id, one.slot) not in busy)
    code = code_of(hall, visit)
    hall.act(declare_for, "J001", code, "took one for the other")
    hall.act(moving.move_visit, other.id, 1, "J001", visit.slot, "early train")
    lifted = hall.act(lift_conflict, "J001", code, "it was J002")
    slots = [each.slot for each in hall.visits_of(0)]

    assert lifted == {"juror": "J001", "team": code, "given": 1}
    assert len(slots) == len(set(slots))


def test_what_a_juror_says_after_the_desk_lifted_its_word_is_the_jurors(house: TestHouse) -> None:
    hall = opened_hall(house, 6, 5)
    code = code_of(hall, hall.visits_of(0)[0])
    hall.act(declare_for, "J001", code, "cousin")
    hall.act(lift_conflict, "J001", code, "no cousin")
    visit = hall.visits_of(0)[0]
    house.perform(hall.juror(0).actor, actions.declare_conflict, visit.id, "a cousin after all", visit.version)

    assert [(line.by_desk, line.author) for line in lines(hall)] == [(False, "")]
    assert refusal(hall, "J001", code, "no", act=lift_conflict) == "judging.conflict_juror"


def test_same_declaration_sent_twice_is_one(house: TestHouse) -> None:
    hall = opened_hall(house, 6, 5)
    code = code_of(hall, hall.visits_of(0)[0])
    desk = organiser(hall)
    sent = {"act": "declare", "juror": "J001", "team": code, "reason": "cousin", "idempotency_key": "k" * 20}
    answers = [desk.post(f"{BASE}/conflicts", sent).status_code for _ in range(2)]

    assert (answers, len(lines(hall)), len(facts(hall, "judging.conflict_noted"))) == ([303, 303], 1, 1)
