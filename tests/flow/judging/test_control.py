"""The control room: when it ends, where to go next, how a place came about, and the day worked out before."""

import math
import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from challenge.judging import actions
from challenge.judging.control import control, ending, wave
from challenge.judging.models import Round
from challenge.judging.queries import rounds
from challenge.kernel.actor import Role
from challenge.schedule.queries import milestone_by_code
from challenge.web.shell import LOCALE_COOKIE
from tests.house import Person, TestHouse
from tests.make.judging import Hall, make_hall, opened_hall, score

BASE = "/e/crunch/desk/judging"


def desk(hall: Hall) -> Person:
    return hall.house.person(hall.edition.id, Role.ORGANISER)


def first_round(hall: Hall) -> Round:
    return hall.house.read(rounds, hall.edition.id)[0]


def judged(house: TestHouse, teams: int = 12, jurors: int = 6, slug: str = "crunch") -> Hall:
    """Return an open round in which everybody marked the first three of their visits, each with an own taste."""
    hall = opened_hall(house, teams, jurors, slug=slug)
    for number in range(jurors):
        for place, visit in enumerate(hall.visits_of(number)[:3]):
            score(hall, visit, 1 + (visit.team_id + number + place) % 5)
    return hall


def test_wave_goes_to_the_unseen_first_and_never_twice_to_a_team(house: TestHouse) -> None:
    hall = make_hall(house, 8, 6)
    hall.act(actions.plan_round, "round-1", 1)
    hall.act(actions.open_round, "round-1")
    for number in range(6):
        for visit in hall.visits_of(number)[:1]:
            score(hall, visit, 3)
    turn = first_round(hall)
    before = {(visit.juror_id, visit.team_id) for visit in hall.visits()}
    pairs = house.read(wave, turn, 10)
    added = hall.act(actions.add_visits, "round-1", pairs)
    after = [(visit.juror_id, visit.team_id) for visit in hall.visits()]

    assert added == {"visits": 10, "dropped": 0}
    assert len(after) == len(set(after)) == len(before) + 10


def test_pairs_that_became_impossible_are_passed_over(house: TestHouse) -> None:
    hall = opened_hall(house, 6, 4)
    own = hall.visits_of(0)
    met = next(team.code for team in hall.teams if team.id == own[0].team_id)
    unmet = next(team.code for team in hall.teams if team.id not in {visit.team_id for visit in own})
    hall.act(actions.change_juror, hall.jurors[1].id, "absent", "")
    pairs = [("J001", met), ("J001", unmet), ("J001", unmet), ("J002", met), ("J009", met), ("J001", "Z99")]

    assert hall.act(actions.add_visits, "round-1", pairs) == {"visits": 1, "dropped": 5}


def test_forecast_ends_later_the_more_is_left(sqlite_house: TestHouse) -> None:
    hall = judged(sqlite_house)
    turn = first_round(hall)
    assert turn.opened_at is not None
    early = sqlite_house.read(ending, turn, turn.opened_at + timedelta(minutes=30))
    late = sqlite_house.read(ending, turn, turn.opened_at + timedelta(minutes=90))
    assert early is not None
    assert late is not None

    assert early.low <= early.end <= early.high
    assert early.end < late.end
    assert sqlite_house.read(ending, turn, turn.opened_at) is None


def test_control_room_says_what_stands_out_and_answers_alone_the_desk(sqlite_house: TestHouse) -> None:
    hall = judged(sqlite_house)
    turn = first_round(hall)
    assert turn.opened_at is not None
    found = sqlite_house.read(control, turn, turn.opened_at)
    page = desk(hall).get(f"{BASE}/control")
    strange = hall.juror(0).get(f"{BASE}/control")

    assert found.verdict is not None
    assert math.isfinite(found.verdict.right_in_top)
    assert (page.status_code, strange.status_code) == (200, 404)


def test_board_alone_shows_warnings_too(sqlite_house: TestHouse) -> None:
    """What the page fetches again by itself stands on its own, also when hardly anybody was seen."""
    hall = opened_hall(sqlite_house, 12, 6)
    organiser = desk(hall)
    empty = organiser.get(f"{BASE}/control/board")
    for number in range(3):
        score(hall, hall.visits_of(number)[0], 3)
    few = organiser.get(f"{BASE}/control/board")

    assert (empty.status_code, few.status_code) == (200, 200)


def english(person: Person) -> Person:
    person.browser.set_cookie(LOCALE_COOKIE, "en")
    return person


def test_board_says_who_stands_out_who_decides_and_where_to_go(sqlite_house: TestHouse) -> None:
    hall = opened_hall(sqlite_house, 12, 6)
    for number in range(6):
        for place, visit in enumerate(hall.visits_of(number)):
            score(hall, visit, 3 if number == 0 else 1 + (visit.team_id + number + place) % 5)
    board = english(desk(hall)).get(f"{BASE}/control/board").get_data(as_text=True)
    refs = [juror.ref for juror in hall.jurors]

    assert [f"<strong>{refs[0]}" in board, "gives nearly the same to everybody" in board] == [True, True]
    assert "Would enter" in board or "The first ten are the same without any single juror." in board
    assert "Visits that would teach most" in board or "no juror has room for another visit" in board
    assert re.findall(r'<th scope="row">(J\d+) [^<]*</th><td class="end">[+-]', board) != refs
    assert sorted(re.findall(r'<th scope="row">(J\d+) [^<]*</th><td class="end">[+-]', board)) == refs


def test_ranking_says_how_likely_the_first_ten_are_and_how_each_juror_marks(sqlite_house: TestHouse) -> None:
    few, many = (judged(sqlite_house, teams, 6, slug) for teams, slug in ((10, "few"), (12, "crunch")))
    pages = [
        english(desk(hall)).get(f"/e/{slug}/desk/judging/ranking").get_data(as_text=True)
        for hall, slug in ((few, "few"), (many, "crunch"))
    ]
    board = english(desk(many)).get(f"{BASE}/ranking/board?round=round-1").get_data(as_text=True)
    shares = [int(text) for text in re.findall(r'<td class="end">(\d+) %</td>', pages[1])]

    assert ["In the first ten" in page for page in pages] == [False, True]
    assert [f"{BASE}/ranking/board?round=round-1" in pages[1], board in pages[1]] == [True, True]
    assert (len(shares), abs(sum(shares) - 1000) <= 12, shares[0] > shares[-1]) == (12, True, True)
    assert not any("-0.00" in page for page in pages)
    assert sorted(set(re.findall(r'<th scope="row">(J\d+) ', pages[1]))) == [juror.ref for juror in many.jurors]


def test_wave_is_planned_from_the_page_and_a_wrong_number_is_said(sqlite_house: TestHouse) -> None:
    hall = judged(sqlite_house)
    before = len(hall.visits())
    organiser = desk(hall)
    wrong = organiser.post(f"{BASE}/waves/round-1", {"visits": "0"})
    right = organiser.post(f"{BASE}/waves/round-1", {"visits": "7"})
    absent = organiser.post(f"{BASE}/waves/round-7", {"visits": "7"})

    assert [answer.status_code for answer in (wrong, right, absent)] == [422, 303, 404]
    assert len(hall.visits()) == before + 7


def test_frozen_round_takes_no_wave(sqlite_house: TestHouse) -> None:
    hall = judged(sqlite_house)
    hall.act(actions.freeze_round, "round-1")

    assert desk(hall).post(f"{BASE}/waves/round-1", {"visits": "7"}).status_code == 409


def test_place_can_be_checked_by_hand(sqlite_house: TestHouse) -> None:
    hall = judged(sqlite_house)
    seen = next(team for team in hall.teams if team.id == hall.visits_of(0)[0].team_id)
    organiser = desk(hall)
    shown = organiser.get(f"{BASE}/ranking/{seen.code}").get_data(as_text=True)

    assert "J001" in shown
    assert [organiser.get(f"{BASE}/ranking/{path}").status_code for path in ("Z99", f"{seen.code}?round=nine")] == [
        404,
        404,
    ]


def test_first_ten_are_spoken_of_only_where_there_are_more_teams(sqlite_house: TestHouse) -> None:
    few, many = (desk(judged(sqlite_house, teams, 6, slug)) for teams, slug in ((10, "few"), (12, "crunch")))
    pages = [
        person.get(f"/e/{slug}/desk/judging/control").get_data(as_text=True)
        for person, slug in ((few, "few"), (many, "crunch"))
    ]

    assert [page.count("Dix équipes au plus sont classées") for page in pages] == [2, 0]
    assert ["Des dix premières places" in page for page in pages] == [False, True]


def test_reasons_read_as_one_sentence_and_nothing_is_minus_nothing(sqlite_house: TestHouse) -> None:
    hall = judged(sqlite_house)
    organiser = desk(hall)
    ranking = organiser.get(f"{BASE}/ranking").get_data(as_text=True)
    codes = [team.code for team in hall.teams]
    places = [organiser.get(f"{BASE}/ranking/{code}").get_data(as_text=True) for code in codes]

    assert ("vue par 1 juré" in ranking, "Vue par" in ranking) == (True, False)
    assert any("Avec 1 fiche, elle" in page for page in places)
    assert not any("-0,00" in page or "Avec 1 fiches" in page for page in places)


def test_calculator_calls_numbers_as_the_page_does(sqlite_house: TestHouse) -> None:
    organiser = desk(make_hall(sqlite_house, 4, 3))
    day = {"teams": "9", "visits_per_team": "3", "minutes": "8", "window": "180", "jurors": "", "rounds": "1"}
    wrong = ({"teams": "100001"}, {"walking": "-1"}, {"teams": "1,5"}, {"teams": "0"}, {"window": "", "teams": ""})
    said = [
        organiser.browser.get(f"{BASE}/calculator", query_string={**day, **one}).get_data(as_text=True) for one in wrong
    ]
    sentences = (
        "Équipes\u00a0: au plus 100000.",
        "Minutes de marche entre deux passages\u00a0: il faut un nombre supérieur ou égal à zéro.",
        "Équipes\u00a0: il faut un nombre entier.",
        "Équipes\u00a0: il faut un nombre supérieur à zéro.",
        "Laissez un seul nombre ouvert, pas plusieurs\u00a0: Équipes, Minutes en tout, Jurés.",
    )

    assert [text in page for text, page in zip(sentences, said, strict=True)] == [True] * 5


@pytest.mark.parametrize("away", ["x", "-5", "100", "NaN"])
def test_calculator_refuses_a_share_that_nobody_can_stay_away_by(sqlite_house: TestHouse, away: str) -> None:
    organiser = desk(make_hall(sqlite_house, 4, 3))
    day = {"teams": "9", "visits_per_team": "3", "minutes": "8", "window": "180", "jurors": "", "rounds": "1"}
    answer = organiser.browser.get(f"{BASE}/calculator", query_string={**day, "away": away})
    page = answer.get_data(as_text=True)

    assert answer.status_code == 422
    assert '<a href="#f-away">Jurés absents\u00a0: un nombre de 0 à 99.</a>' in page
    assert f'value="{away}"' in page


def test_calculator_says_when_the_round_of_the_schedule_would_end(sqlite_house: TestHouse) -> None:
    hall = make_hall(sqlite_house, 4, 3)
    begins = sqlite_house.read(milestone_by_code, hall.edition.id, "round-1")
    assert begins is not None
    day = {"teams": "1", "visits_per_team": "1", "minutes": "30", "window": "60", "jurors": "1", "rounds": "1"}
    page = desk(hall).browser.get(f"{BASE}/calculator", query_string=day).get_data(as_text=True)
    zone = ZoneInfo(hall.edition.time_zone)
    clock = [(begins.starts_at + timedelta(minutes=more)).astimezone(zone).strftime("%H:%M") for more in (0, 30)]

    assert f">{clock[1]}<" in page
    assert f"fin, pour un début à {clock[0]}" in page
    assert ("passage en tout" in page, "passages en tout" in page) == (True, False)


def test_calculator_finds_what_is_left_empty(sqlite_house: TestHouse) -> None:
    hall = make_hall(sqlite_house, 4, 3)
    organiser = desk(hall)
    day = "teams=160&visits_per_team=3&minutes=8&walking=1&window=180&rounds=1&pause=5"
    answers = [
        organiser.get(f"{BASE}/calculator?{query}")
        for query in (f"{day}&jurors=", f"{day}&jurors=24", "teams=&jurors=", f"{day}&jurors=abc", "")
    ]

    in_rooms = [organiser.get(f"{BASE}/calculator?{day}&jurors=&mode=rooms&per_room={each}") for each in ("3", "0")]

    assert [answer.status_code for answer in answers] == [200, 200, 422, 422, 200]
    assert "480" in answers[0].get_data(as_text=True)
    assert [answer.status_code for answer in in_rooms] == [200, 422]
    assert "auditions en tout" in in_rooms[0].get_data(as_text=True)
