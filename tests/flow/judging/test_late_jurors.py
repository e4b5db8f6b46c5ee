"""A juror who comes late: others take over, what is left waits for them, and no visit that stands is touched."""

from collections import Counter

from sqlalchemy import update

from challenge.judging import actions, moving
from challenge.judging.control import wave
from challenge.judging.models import CONFLICT, Juror, Round, Visit
from challenge.judging.queries import rounds
from challenge.kernel.work import Work
from tests.house import TestHouse
from tests.make.judging import Hall, make_hall, make_jurors, opened_hall, score


def stands(hall: Hall) -> dict[int, tuple[int, int, int, str]]:
    return {visit.id: (visit.juror_id, visit.team_id, visit.slot, visit.state) for visit in hall.visits()}


def nobody_is_twice(hall: Hall) -> bool:
    visits = hall.visits()
    jurors = Counter((visit.juror_id, visit.slot) for visit in visits)
    teams = Counter((visit.team_id, visit.slot) for visit in visits)
    return max(*jurors.values(), *teams.values()) == 1


def first_round(hall: Hall) -> Round:
    return hall.house.read(rounds, hall.edition.id)[0]


def tight_hall(house: TestHouse) -> Hall:
    """Return an open round of 18 visits by four jurors who can make five each: without one, three are missing."""
    hall = make_hall(house, 6, 4, capacity=5)
    hall.act(actions.plan_round, "round-1", 3)
    hall.act(actions.open_round, "round-1")
    return hall


def test_what_nobody_else_can_take_waits_for_the_late_juror(house: TestHouse) -> None:
    hall = tight_hall(house)
    late = hall.jurors[0]
    score(hall, hall.visits_of(1)[0], 3)
    hall.act(actions.change_juror, late.id, "absent", "train")
    without = hall.act(actions.plan_round, "round-1", 3)
    before, none_yet = stands(hall), hall.visits_of(0)
    hall.act(actions.change_juror, late.id, "present", "")
    back = hall.act(actions.plan_round, "round-1", 3)
    own = hall.visits_of(0)

    assert (without["missing"], none_yet) == (3, [])
    assert back == {"visits": 3, "missing": 0}
    assert {key: one for key, one in stands(hall).items() if key in before} == before
    assert min(visit.slot for visit in own) > max(slot for _, _, slot, state in before.values() if state == "done")
    assert [visit.place for visit in own] == [1, 2, 3]
    assert set(Counter(visit.team_id for visit in hall.visits()).values()) == {3}
    assert nobody_is_twice(hall)
    score(hall, own[0], 4)


def test_late_juror_who_is_back_before_a_new_plan_finds_their_visits(house: TestHouse) -> None:
    hall = tight_hall(house)
    before = stands(hall)
    hall.act(actions.change_juror, hall.jurors[0].id, "absent", "train")
    hall.act(actions.change_juror, hall.jurors[0].id, "present", "")

    assert hall.act(actions.plan_round, "round-1", 3) == {"visits": 0, "missing": 0}
    assert stands(hall) == before


def test_visit_that_was_made_up_for_does_not_come_back_to_the_late_juror(house: TestHouse) -> None:
    hall = tight_hall(house)
    late = hall.jurors[0]
    missed = hall.visits_of(0)[0]
    hall.act(actions.change_juror, late.id, "absent", "train")
    hall.act(moving.recover_visit, missed.id, missed.version)
    hall.act(actions.change_juror, late.id, "present", "")
    hall.act(actions.plan_round, "round-1", 3)
    by = [visit.juror_id for visit in hall.visits() if visit.team_id == missed.team_id]

    assert (len(by), late.id in by) == (3, False)
    assert nobody_is_twice(hall)


def test_juror_who_is_added_after_the_opening_gets_the_next_visits(house: TestHouse) -> None:
    hall = opened_hall(house, 6, 4)
    for number in range(4):
        for visit in hall.visits_of(number):
            score(hall, visit, 2 + (visit.team_id + number) % 3)
    before = stands(hall)
    hall.jurors = make_jurors(house, hall.edition, ["J005,j5@crunch.example,Jo5,Juror5,,food,4"])
    planned = hall.act(actions.plan_round, "round-1", 3)
    for juror in hall.jurors[:4]:
        hall.act(actions.change_juror, juror.id, "absent", "gone home")
    added = hall.act(actions.add_visits, "round-1", house.read(wave, first_round(hall), 9))
    own = hall.visits_of(4)
    phone = hall.juror(4).get("/e/crunch/jury/")

    assert planned == {"visits": 0, "missing": 0}
    assert added == {"visits": 4, "dropped": 0}
    assert {key: one for key, one in stands(hall).items() if key in before} == before
    assert len({visit.team_id for visit in own}) == 4
    assert all(team.code in phone.text for team in hall.teams if team.id in {visit.team_id for visit in own})
    score(hall, own[0], 4)


def test_visits_that_will_bring_no_sheet_do_not_count_as_seen(house: TestHouse) -> None:
    hall = make_hall(house, 12, 5)
    hall.act(actions.plan_round, "round-1", 1)
    hall.act(actions.open_round, "round-1")
    called_off, waiting, others = hall.visits_of(0)[0], hall.visits_of(1), hall.visits_of(2)

    def leave(work: Work) -> None:
        work.session.execute(update(Visit).where(Visit.id == called_off.id).values(state=CONFLICT))
        work.session.execute(update(Juror).where(Juror.id == hall.jurors[1].id).values(absent=True))

    for visit in others:
        score(hall, visit, 3)
    hall.act(leave)
    pairs = house.read(wave, first_round(hall), 6)
    codes = {team.id: team.code for team in hall.teams}
    unseen = {codes[called_off.team_id], *(codes[visit.team_id] for visit in waiting)}

    assert waiting
    assert unseen <= {team for _, team in pairs}
    assert ("J001", codes[called_off.team_id]) not in pairs
