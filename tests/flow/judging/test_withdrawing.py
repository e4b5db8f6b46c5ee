"""A team gives up: nobody goes to it any more, its sheets are kept and do not count, and it can come back."""

from collections import Counter

import pytest
from sqlalchemy import update

from challenge.judging import actions, audience
from challenge.judging.control import wave
from challenge.judging.coverage import rarely_seen
from challenge.judging.events import TeamReturned, TeamWithdrawn
from challenge.judging.itineraries import stops
from challenge.judging.models import Round, Visit
from challenge.judging.publishing import known
from challenge.judging.queries import reveal_of, rounds
from challenge.judging.reports import reasons_sheet, visits_sheet
from challenge.judging.snapshots import from_json
from challenge.judging.standings import shown_standings
from challenge.judging.withdrawing import return_team, withdraw_team
from challenge.judging.withdrawn import withdrawn_lines
from challenge.kernel import log
from challenge.kernel.actor import Role
from challenge.kernel.errors import Conflict, Invalid, NotFound
from challenge.teams.models import Team
from tests.house import TestHouse
from tests.make.editions import make_edition
from tests.make.judging import MARKS, Hall, opened_hall, score


def turn(hall: Hall, code: str = "round-1") -> Round:
    return next(row for row in hall.house.read(rounds, hall.edition.id) if row.code == code)


def ranked(hall: Hall, code: str = "round-1") -> list[str]:
    standings = hall.house.read(shown_standings, hall.edition.id, turn(hall, code))
    return [line.project for line in standings.ranking.projects]


def to(hall: Hall, team: Team, code: str = "round-1") -> list[Visit]:
    return [visit for visit in hall.visits(code) if visit.team_id == team.id]


def public_results(hall: Hall) -> str:
    hall.house.deliver()
    return hall.house.visitor().get("/e/crunch/results").text


def test_open_visits_are_off_and_sheets_are_kept_without_counting(house: TestHouse) -> None:
    hall = opened_hall(house, 6, 4)
    gone = hall.teams[1]
    before = to(hall, gone)
    others = {visit.public_id: (visit.juror_id, visit.slot) for visit in hall.visits() if visit.team_id != gone.id}
    score(hall, before[0], 5)
    done = hall.act(withdraw_team, "A02", "left for an internship")

    assert done == {"team": "A02", "visits": 2}
    assert [(visit.public_id, visit.state) for visit in to(hall, gone)] == [(before[0].public_id, "done")]
    left = {visit.public_id: (visit.juror_id, visit.slot) for visit in hall.visits() if visit.team_id != gone.id}
    assert left == others
    for number in range(4):
        assert [visit.place for visit in hall.visits_of(number)] == list(range(1, len(hall.visits_of(number)) + 1))
    assert ranked(hall) == [code for code in ranked(hall) if code != "A02"]
    assert len(ranked(hall)) == 5
    assert "A02" not in {line.code for line in hall.house.read(rarely_seen, hall.edition.id, turn(hall).id)}
    rows = hall.house.read(visits_sheet, hall.edition.id)
    counts, team = rows.header.index("counts"), rows.header.index("team")
    assert {(row[team], row[counts]) for row in rows.rows} == {(t.code, t.code != "A02") for t in hall.teams}


def test_phone_on_the_way_is_told_that_the_visit_is_off(house: TestHouse) -> None:
    hall = opened_hall(house, 6, 4)
    visit = to(hall, hall.teams[1])[0]
    number = next(n for n, juror in enumerate(hall.jurors) if juror.id == visit.juror_id)
    phone = hall.juror(number)
    hall.act(withdraw_team, "A02", "gave up")
    answer = phone.post(f"/e/crunch/jury/visits/{visit.public_id}", {**MARKS, "version": "1"})

    assert answer.status_code == 404
    assert "A02" not in phone.get("/e/crunch/jury/").text


def test_plans_and_waves_pass_a_team_by_and_send_jurors_again_when_it_returns(house: TestHouse) -> None:
    hall = opened_hall(house, 6, 6)
    hall.act(withdraw_team, "A02", "gave up")
    planned = hall.act(actions.plan_round, "round-1", 4)
    assert planned == {"visits": 5, "missing": 0}
    assert to(hall, hall.teams[1]) == []
    assert "A02" not in {team for _, team in hall.house.read(wave, turn(hall), 12)}
    added = hall.act(actions.add_visits, "round-1", [("J001", "A02")])
    assert added == {"visits": 0, "dropped": 1}

    hall.act(return_team, "A02")
    assert hall.act(actions.plan_round, "round-1", 4) == {"visits": 4, "missing": 0}
    assert len(to(hall, hall.teams[1])) == 4


def test_visit_that_had_a_sheet_once_is_passed_over_with_its_history(house: TestHouse) -> None:
    hall = opened_hall(house, 4, 4)
    visit = to(hall, hall.teams[0])[0]
    score(hall, visit, 4)
    number = next(n for n, juror in enumerate(hall.jurors) if juror.id == visit.juror_id)
    hall.house.perform(hall.juror(number).actor, actions.undo_visit, visit.id, 2)
    hall.act(withdraw_team, "A01", "gave up")

    assert [(row.public_id, row.state) for row in to(hall, hall.teams[0])] == [(visit.public_id, "skipped")]
    assert "A01" not in {stop.code for stop in hall.house.read(stops, turn(hall))}


def test_frozen_rankings_and_finalists_are_as_without_the_team_and_come_back(house: TestHouse) -> None:
    hall = opened_hall(house, 12, 6, visits=3)
    for visit in hall.visits():
        score(hall, visit, 5 if visit.team_id == hall.teams[0].id else 3)
    hall.act(actions.freeze_round, "round-1")
    hall.act(actions.set_finalists)
    first = turn(hall).ranking
    assert ranked(hall)[0] == "A01"
    assert "A01" in public_results(hall)
    hall.act(withdraw_team, "A01", "copied work")

    assert "A01" not in ranked(hall)
    found = hall.house.read(reveal_of, hall.edition.id)
    assert found is not None
    assert found.ranking is not None
    assert [line.rank for line in from_json(found.ranking).ranking.projects] == list(range(1, 12))
    assert "A01" not in {label.code for label in hall.house.read(known, hall.edition.id).finalists}
    assert to(hall, hall.teams[0], "finals") == []
    assert "A01" not in public_results(hall)
    hall.act(return_team, "A01")
    assert "A01" in public_results(hall)
    assert turn(hall).ranking == first
    assert "A01" in {label.code for label in hall.house.read(known, hall.edition.id).finalists}


def test_withdrawal_is_said_once_with_its_reason_out_of_the_log(house: TestHouse) -> None:
    hall = opened_hall(house, 4, 4)
    hall.act(withdraw_team, "A01", "Kim is ill")
    hall.act(withdraw_team, "A01", "again")
    lines = hall.house.read(withdrawn_lines, hall.edition.id)
    assert [(line.code, line.reason) for line in lines] == [("A01", "Kim is ill")]
    hall.act(return_team, "A01")
    hall.act(return_team, "A01")
    stored, _ = hall.house.read(log.facts_after, hall.edition.id, 0)
    facts = [one.event for one in stored]
    team = hall.teams[0].id

    assert [one for one in facts if isinstance(one, TeamWithdrawn | TeamReturned)] == [
        TeamWithdrawn(team_id=team),
        TeamReturned(team_id=team),
    ]
    assert "Kim" not in str(facts)
    reasons = hall.house.read(reasons_sheet, hall.edition.id)
    assert [row[:4] for row in reasons.rows] == [("team_withdrawn", "", "A01", "Kim is ill")]


def test_what_cannot_be_withdrawn_says_why(house: TestHouse) -> None:
    hall = opened_hall(house, 4, 4)
    for visit in hall.visits():
        score(hall, visit, 3)
    with pytest.raises(Invalid, match=r"judging\.reason_missing"):
        hall.act(withdraw_team, "A01", "  ")
    with pytest.raises(NotFound, match=r"judging\.team"):
        hall.act(withdraw_team, "Z99", "gave up")
    elsewhere = make_edition(house, "other")
    with pytest.raises(NotFound, match=r"judging\.team"):
        house.perform(house.house_in(elsewhere.id), withdraw_team, "A01", "gave up")
    hall.act(actions.freeze_round, "round-1")
    hall.act(actions.publish_results)
    for act, words in ((withdraw_team, ("gave up",)), (return_team, ())):
        with pytest.raises(Conflict, match=r"judging\.public"):
            hall.act(act, "A01", *words)


def test_team_that_is_out_is_in_no_result_of_the_audience(house: TestHouse) -> None:
    hall = opened_hall(house, 4, 4)
    hall.act(lambda work: work.session.execute(update(Team).values(published_at=work.now)) and None)
    hall.act(audience.move_poll, "open", 0)
    hall.act(audience.cast_vote, "a" * 64, "A01")
    hall.act(withdraw_team, "A01", "gave up")

    with pytest.raises(Invalid, match=r"judging\.vote_team"):
        hall.act(audience.cast_vote, "b" * 64, "A01")
    assert "A01" not in {line.code for line in hall.house.read(audience.counts, hall.edition.id)}


def test_desk_withdraws_and_takes_back_from_its_page(house: TestHouse) -> None:
    hall = opened_hall(house, 4, 4)
    desk = house.person(hall.edition.id, Role.ORGANISER)
    address = "/e/crunch/desk/judging/teams"
    wrong = desk.post(address, {"act": "withdraw", "team": "a01", "reason": ""})
    assert wrong.status_code == 422
    assert 'value="a01"' in wrong.text
    desk.post(address, {"act": "withdraw", "team": "a01", "reason": "gave up <b>early</b>"})
    page = desk.get("/e/crunch/desk/judging").text
    assert "gave up &lt;b&gt;early&lt;/b&gt;" in page
    desk.post(address, {"act": "return", "team": "A01"})
    assert house.read(withdrawn_lines, hall.edition.id) == []
    assert hall.juror(0).post(address, {"act": "withdraw", "team": "A01", "reason": "mine"}).status_code == 404


def test_sheets_that_are_set_aside_are_missing_visits_for_the_next_plan(house: TestHouse) -> None:
    """Whoever saw only jurors who count no more was not seen: the plan sends others."""
    hall = opened_hall(house, 6, 6)
    lost = hall.visits_of(0)
    for visit in lost:
        score(hall, visit, 1)
    hall.act(actions.change_juror, hall.jurors[0].id, "aside", "sold the prototype")
    rare = {line.code: line.planned for line in hall.house.read(rarely_seen, hall.edition.id, turn(hall).id)}
    codes = {team.id: team.code for team in hall.teams}
    assert {rare[codes[visit.team_id]] for visit in lost} == {2}
    assert hall.act(actions.plan_round, "round-1", 3) == {"visits": len(lost), "missing": 0}

    counting = Counter(visit.team_id for visit in hall.visits() if visit.juror_id != hall.jurors[0].id)
    assert set(counting.values()) == {3}
