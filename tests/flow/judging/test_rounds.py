"""Rounds are planned without conflicts, opened and frozen by the schedule, and lead to finalists."""

from collections import Counter

import pytest
from sqlalchemy import select

from challenge.judging import actions
from challenge.judging.models import ConflictOfInterest, Juror, Reveal, Round, Visit
from challenge.judging.queries import reveal_of, rounds
from challenge.judging.snapshots import from_json
from challenge.kernel import log
from challenge.kernel.actor import Role
from challenge.kernel.errors import Conflict, Invalid, Late
from challenge.kernel.work import Work
from challenge.live import feed
from challenge.organisations.actions import add_organisation
from challenge.schedule.events import MilestoneReached
from tests.house import TestHouse
from tests.make.editions import make_edition
from tests.make.judging import Hall, make_hall, make_jurors, make_teams, opened_hall, score


def turn(hall: Hall, code: str = "round-1") -> Round:
    return next(row for row in hall.house.read(rounds, hall.edition.id) if row.code == code)


def reveal(hall: Hall) -> Reveal:
    found = hall.house.read(reveal_of, hall.edition.id)
    assert found is not None
    return found


def reach(hall: Hall, code: str, kind: str, transition: str = "opened") -> None:
    """Store the fact that a moment of the schedule came, and bring it to every listener."""
    values = {"milestone_id": 1, "milestone_version": 1, "at_ms": 0}

    def say(work: Work) -> None:
        work.emit(MilestoneReached(code=code, kind=kind, transition=transition, **values))

    hall.act(say)
    hall.house.deliver()


def test_plan_gives_every_team_its_visits_in_an_order_per_juror(house: TestHouse) -> None:
    hall = make_hall(house, 6, 4)
    planned = hall.act(actions.plan_round, "round-1", 3)
    visits = hall.visits()

    assert planned == {"visits": 18, "missing": 0}
    assert set(Counter(visit.team_id for visit in visits).values()) == {3}
    for number in range(4):
        assert [visit.place for visit in hall.visits_of(number)] == list(range(1, len(hall.visits_of(number)) + 1))


def test_plan_keeps_jurors_from_their_own_rivals_and_declared_teams(house: TestHouse) -> None:
    edition = make_edition(house)
    by = house.house_in(edition.id)
    house.perform(by, add_organisation, "Org0", place={"conflict_group": "cold"})
    house.perform(by, add_organisation, "Rival", place={"conflict_group": "cold"})
    teams = make_teams(house, edition, 6)
    jurors = make_jurors(
        house, edition, ["J1,,A,A,Org1,x,9", "J2,,B,B,Rival,x,9", "J3,,C,C,,x,9", "J4,,D,D,,x,9", "J5,,E,E,,x,9"]
    )
    hall = Hall(house, edition, teams, jurors)

    def declare(work: Work) -> None:
        work.session.add(
            ConflictOfInterest(juror_id=jurors[2].id, team_id=teams[0].id, reason="cousin", declared_at=work.now)
        )

    hall.act(declare)
    hall.act(actions.plan_round, "round-1", 3)
    seen = {juror.ref: {visit.team_id for visit in hall.visits() if visit.juror_id == juror.id} for juror in jurors}
    of_first = {team.id for team in teams if team.problem_id == teams[0].problem_id}

    assert seen["J1"] <= of_first
    assert seen["J2"].isdisjoint(of_first)
    assert teams[0].id not in seen["J3"]
    assert all(seen.values())


def test_plan_says_how_many_visits_found_no_juror(house: TestHouse) -> None:
    hall = make_hall(house, 6, 2, slug="few")

    assert hall.act(actions.plan_round, "round-1", 3) == {"visits": 12, "missing": 6}


def test_plan_refuses_what_makes_no_plan(house: TestHouse) -> None:
    hall = make_hall(house, 4, 3)
    with pytest.raises(Invalid, match=r"judging\.visits_per_team"):
        hall.act(actions.plan_round, "round-1", 0)
    with pytest.raises(Conflict, match=r"judging\.nobody"):
        hall.act(actions.plan_round, "finals", 3)
    hall.act(actions.freeze_round, "round-1")
    with pytest.raises(Late, match=r"judging\.frozen"):
        hall.act(actions.plan_round, "round-1", 3)


def test_repair_in_an_open_round_moves_only_the_visits_of_absent_jurors(house: TestHouse) -> None:
    hall = opened_hall(house, 6, 5)
    before = {visit.id for visit in hall.visits() if visit.juror_id != hall.jurors[0].id}
    done = hall.visits_of(0)[0]
    score(hall, done, 3)
    hall.act(actions.change_juror, hall.jurors[0].id, "absent", "train")
    planned = hall.act(actions.plan_round, "round-1", 3)
    after = hall.visits()

    assert planned["missing"] == 0
    assert before <= {visit.id for visit in after}
    assert [visit.id for visit in hall.visits_of(0)] == [done.id]
    assert set(Counter(visit.team_id for visit in after).values()) == {3}


def test_schedule_plans_opens_and_freezes_by_itself(house: TestHouse) -> None:
    hall = make_hall(house, 6, 4)
    reach(hall, "round-1", "judging")
    opened = turn(hall)
    for visit in hall.visits():
        score(hall, visit, 1 + visit.team_id % 4)
    reach(hall, "freeze-1", "freeze")
    frozen = turn(hall)

    assert (opened.state, frozen.state) == ("open", "frozen")
    assert len(hall.visits()) == 18
    assert frozen.ranking is not None
    assert sorted(line.project for line in from_json(frozen.ranking).ranking.projects) == sorted(
        team.code for team in hall.teams
    )


def test_finalists_are_the_best_of_the_first_round_and_get_a_finals_plan(house: TestHouse) -> None:
    hall = opened_hall(house, 12, 6)
    best = {team.id for team in hall.teams[2:10]}
    for visit in hall.visits():
        score(hall, visit, 4 if visit.team_id in best else 2)
    reach(hall, "finalists", "announcement")
    planned = hall.visits("finals")

    assert set(reveal(hall).finalists) == best
    assert turn(hall).state == "frozen"
    assert Counter(visit.team_id for visit in planned) == dict.fromkeys(best, 6)


def test_finals_decide_the_podium_and_the_awards_publish_it(house: TestHouse) -> None:
    hall = opened_hall(house, 12, 6)
    for visit in hall.visits():
        score(hall, visit, 4 if visit.team_id in {team.id for team in hall.teams[:8]} else 2)
    reach(hall, "finalists", "announcement")
    reach(hall, "finals", "judging")
    winner = hall.teams[5]
    for visit in hall.visits("finals"):
        score(hall, visit, 5 if visit.team_id == winner.id else 2)
    reach(hall, "finals", "judging", "closed")
    sealed = reveal(hall)
    reach(hall, "awards", "reveal")
    public = reveal(hall)
    assert sealed.ranking is not None
    order = [line.project for line in from_json(sealed.ranking).ranking.projects]

    assert (sealed.step, sealed.public_at) == (0, None)
    assert (public.step, public.public_at is not None) == (4, True)
    assert order[0] == winner.code
    assert set(order[8:]) == {team.code for team in hall.teams[8:]}


def test_reveal_goes_step_by_step_and_back_only_until_it_is_public(house: TestHouse) -> None:
    hall = opened_hall(house, 5, 4)
    for visit in hall.visits():
        score(hall, visit, 1 + visit.team_id % 5)
    hall.act(actions.freeze_round, "round-1")
    with pytest.raises(Conflict, match=r"judging\.finalists_unchecked"):
        hall.act(actions.advance_reveal, 1)
    for team in hall.teams:
        hall.act(actions.check_finalist, team.code)
    steps = [hall.act(actions.advance_reveal, 1), hall.act(actions.advance_reveal, 2)]
    with pytest.raises(Conflict, match=r"judging\.changed"):
        hall.act(actions.advance_reveal, 2)
    steps.append(hall.act(actions.undo_reveal, 3))
    steps.append(hall.act(actions.publish_results))
    with pytest.raises(Conflict, match=r"judging\.public"):
        hall.act(actions.undo_reveal, steps[-1]["version"])

    assert [(step["step"], step["public"]) for step in steps] == [(1, False), (2, False), (1, False), (1, True)]


def test_juror_set_aside_counts_no_more_and_can_come_back(house: TestHouse) -> None:
    hall = opened_hall(house, 4, 4)
    for visit in hall.visits():
        score(hall, visit, 5 if visit.juror_id == hall.jurors[0].id else 2)
    hall.act(actions.freeze_round, "round-1")
    first = turn(hall).ranking
    hall.act(actions.change_juror, hall.jurors[0].id, "aside", "sold the prototype")
    without = turn(hall).ranking
    hall.act(actions.change_juror, hall.jurors[0].id, "back", "a mistake")
    assert without is not None

    assert [line[0] for line in without["jurors"]] == ["J002", "J003", "J004"]
    assert turn(hall).ranking == first


def test_rounds_are_opened_frozen_and_finalists_announced_by_the_buttons_of_the_desk(house: TestHouse) -> None:
    hall = make_hall(house, 6, 4)
    hall.act(actions.plan_round, "round-1", 3)
    desk = house.person(hall.edition.id, Role.ORGANISER)
    address = "/e/crunch/desk/judging/rounds/round-1"
    assert desk.post(address, {"act": "open"}).status_code == 303
    for visit in hall.visits():
        score(hall, visit, 3)
    assert desk.post(address, {"act": "freeze"}).status_code == 303
    assert turn(hall).state == "frozen"
    assert desk.post(address, {"act": "finalists"}).status_code == 409
    assert desk.post(address, {"act": "finalists", "version": "0"}).status_code == 303
    assert len(reveal(hall).finalists) == 6
    assert desk.post(address, {"act": "finalist"}).status_code == 422


def test_facts_and_screens_of_judging_carry_counts_alone(house: TestHouse) -> None:
    hall = opened_hall(house, 4, 3)
    first, second = hall.visits_of(0)[:2]
    score(hall, first, 4)
    score(hall, second, 2)
    hall.house.deliver()
    facts, _ = house.read(log.facts_after, hall.edition.id, 0)
    scored = [fact.event for fact in facts if fact.event.name == "judging.visit_scored"]
    pushes = [push for push in house.read(feed.after, "edition:crunch:public", 0) if push.type == "visits"]

    assert [event.visit_id for event in scored] == [first.id, second.id]  # type: ignore[attr-defined]
    assert [push.body for push in pushes] == [{"round": "round-1", "done": 2, "total": 12}]


def test_import_of_jurors_is_all_or_nothing_and_repeats_nothing(house: TestHouse) -> None:
    hall = make_hall(house, 2, 3)
    again = make_jurors(house, hall.edition, ["J001,j1@crunch.example,Jo1,Juror1,,energy,7"])
    accounts = house.read(lambda session: list(session.execute(select(Juror.account_id)).scalars()))

    assert [(row.ref, row.domain, row.capacity) for row in again] == [
        ("J001", "energy", 7),
        ("J002", "food", 12),
        ("J003", "food", 12),
    ]
    assert len(set(accounts)) == 3
    with pytest.raises(Exception, match=r"exchange\.refused"):
        make_jurors(house, hall.edition, ["J009,,N,N,Nowhere Ltd,x,3"])


def test_visit_is_unique_per_round_juror_and_team(house: TestHouse) -> None:
    hall = opened_hall(house, 3, 3)
    hall.act(actions.plan_round, "round-1", 3)
    pairs = [(visit.juror_id, visit.team_id) for visit in hall.visits()]

    assert len(pairs) == len(set(pairs)) == house.read(lambda session: session.query(Visit).count())
