"""Paper: sheets to print with every visit on them, and keying them in without overwriting or losing anything."""

import pytest
from sqlalchemy import select

from challenge.judging import actions
from challenge.judging.keying import keyed_count, marked_visits
from challenge.judging.models import Mark, Visit, VisitEdit
from challenge.kernel.actor import Role
from tests.house import Person, TestHouse
from tests.make.judging import MARKS, Hall, make_hall, one, opened_hall, score

BASE = "/e/crunch/desk/judging"


def desk(hall: Hall) -> Person:
    return hall.house.person(hall.edition.id, Role.ORGANISER)


def code_of(hall: Hall, visit: Visit) -> str:
    return next(team.code for team in hall.teams if team.id == visit.team_id)


def stored(hall: Hall, visit: Visit) -> Visit:
    found = hall.house.read(one, Visit, visit.id)
    assert isinstance(found, Visit)
    return found


def marks(hall: Hall, visit: Visit) -> list[float]:
    wanted = select(Mark.value).where(Mark.visit_id == visit.id).order_by(Mark.criterion_id)
    return hall.house.read(lambda session: list(session.execute(wanted).scalars()))


def test_paper_holds_every_visit_of_a_juror_in_walking_order(sqlite_house: TestHouse) -> None:
    hall = opened_hall(sqlite_house, 6, 4)
    own = hall.visits_of(1)
    text = desk(hall).get(f"{BASE}/sheets?juror=J002").get_data(as_text=True)
    places = [text.index(f">J002 {code_of(hall, visit)}<") for visit in own]
    everybody = desk(hall).get(f"{BASE}/sheets").get_data(as_text=True)

    assert places == sorted(places)
    assert text.count('class="paper-visit"') == len(own)
    assert text.count("data:image/svg+xml") == len(own)
    assert everybody.count('class="paper-visit"') == len(hall.visits())


@pytest.mark.parametrize("form", ["{ref} {code}", "{ref}{code}", " j001-{small} ", "https://x.example/e/a/{visit}"])
def test_short_mark_and_scanned_code_open_the_visit(sqlite_house: TestHouse, form: str) -> None:
    hall = opened_hall(sqlite_house, 6, 4)
    visit = hall.visits_of(0)[0]
    code = code_of(hall, visit)
    typed = form.format(ref="J001", code=code, small=code.lower(), visit=visit.public_id)
    answer = desk(hall).get(f"{BASE}/keying?mark={typed}")

    assert (answer.status_code, answer.headers["Location"]) == (303, f"{BASE}/keying/{visit.public_id}")


def test_team_alone_is_enough_for_the_juror_on_the_table_and_nothing_is_guessed(sqlite_house: TestHouse) -> None:
    hall = opened_hall(sqlite_house, 6, 4)
    visit = hall.visits_of(0)[0]
    code = code_of(hall, visit)
    edition_id = hall.edition.id
    found = sqlite_house.read(marked_visits, edition_id, code, "J001")

    assert [line.public_id for line in found] == [visit.public_id]
    assert [sqlite_house.read(marked_visits, edition_id, typed) for typed in (code, "J001", "J001 Z99", "  ", "%")] == [
        [] for _ in range(5)
    ]
    assert desk(hall).get(f"{BASE}/keying?mark=J001+Z99").status_code == 404


def test_keyed_sheet_is_kept_with_its_reason_and_counted(house: TestHouse) -> None:
    hall = opened_hall(house)
    visit = hall.visits_of(0)[0]
    person = desk(hall)
    path = f"{BASE}/keying/{visit.public_id}"
    fields = {"version": "1", "comment": "clear", "idempotency_key": "once", **MARKS, "mark-need": "4,5"}
    answers = [person.post(path, fields) for _ in range(2)]
    row = stored(hall, visit)

    assert [(answer.status_code, answer.headers["Location"]) for answer in answers] == [
        (303, f"{BASE}/keying?juror=J001")
    ] * 2
    assert (row.state, row.reason, row.comment, row.version) == ("done", "from paper", "clear", 2)
    assert marks(hall, visit) == [4.5, 3.0, 5.0, 2.0, 4.0]
    assert house.read(keyed_count, hall.edition.id) == 1


def test_sheet_that_is_there_is_shown_and_replaced_only_on_a_yes(house: TestHouse) -> None:
    hall = opened_hall(house)
    visit = hall.visits_of(0)[0]
    score(hall, visit, 2)
    person = desk(hall)
    path = f"{BASE}/keying/{visit.public_id}"
    refused = person.post(path, {"version": "2", **MARKS})
    text = refused.get_data(as_text=True)
    kept = marks(hall, visit)
    agreed = person.post(path, {"version": "2", "overwrite": "yes", **MARKS})
    wanted = select(VisitEdit.reason, VisitEdit.total).where(VisitEdit.visit_id == visit.id)

    assert (refused.status_code, kept, agreed.status_code) == (409, [2.0] * 5, 303)
    assert ('name="mark-proof" type="text" value="5"' in text, 'name="overwrite"' in text) == (True, True)
    assert marks(hall, visit) == [4.0, 3.0, 5.0, 2.0, 4.0]
    assert [tuple(row) for row in house.read(lambda session: session.execute(wanted).all())] == [("from paper", 8.0)]


def test_sheet_that_came_meanwhile_is_not_overwritten_by_an_older_form(house: TestHouse) -> None:
    hall = opened_hall(house)
    visit = hall.visits_of(0)[0]
    score(hall, visit, 2)
    answer = desk(hall).post(f"{BASE}/keying/{visit.public_id}", {"version": "1", "overwrite": "yes", **MARKS})

    assert (answer.status_code, marks(hall, visit)) == (409, [2.0] * 5)


def test_wrong_mark_is_named_and_what_was_typed_is_kept(sqlite_house: TestHouse) -> None:
    hall = opened_hall(sqlite_house)
    visit = hall.visits_of(0)[0]
    answer = desk(hall).post(f"{BASE}/keying/{visit.public_id}", {"version": "1", **MARKS, "mark-idea": "9"})
    text = answer.get_data(as_text=True)

    assert (answer.status_code, stored(hall, visit).state) == (422, "planned")
    assert ('id="f-mark-idea-error"' in text, 'name="mark-proof" type="text" value="5"' in text) == (True, True)


def test_paper_is_refused_before_the_opening_and_after_publication_and_says_why(sqlite_house: TestHouse) -> None:
    hall = make_hall(sqlite_house, 4, 3)
    hall.act(actions.plan_round, "round-1", 3)
    visit, late = hall.visits_of(0)[:2]
    person = desk(hall)
    early = person.post(f"{BASE}/keying/{visit.public_id}", {"version": "1", **MARKS})
    shown = person.get(f"{BASE}/keying/{visit.public_id}").get_data(as_text=True)
    hall.act(actions.open_round, "round-1")
    hall.act(actions.freeze_round, "round-1")
    frozen = person.post(f"{BASE}/keying/{visit.public_id}", {"version": "1", **MARKS})
    hall.act(actions.publish_results)
    public = person.post(f"{BASE}/keying/{late.public_id}", {"version": "1", **MARKS})

    assert [answer.status_code for answer in (early, frozen, public)] == [409, 303, 409]
    assert ('role="alert"' in shown, 'name="mark-need"' in shown) == (True, False)
    assert [stored(hall, row).state for row in (visit, late)] == ["done", "planned"]
