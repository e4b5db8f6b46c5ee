"""Rubrics: changed until somebody marks, replaced for later rounds afterwards; feedback without names."""

from typing import Any

import pytest

from challenge.judging import actions
from challenge.judging.rubrics import rubric_face
from challenge.kernel.actor import Role
from tests.house import Person, TestHouse
from tests.make.judging import Hall, make_hall, opened_hall, score

BASE = "/e/crunch/desk/judging/rubrics"
LINE = {
    "code": "use",
    "label_en": "Use",
    "label_fr": "Usage",
    "question_en": "Who?",
    "question_fr": "Qui ?",
    "weight": "0,5",
    "low": "0",
    "high": "4",
    "step": "0.5",
    "visibility": "team",
    "steps_en": "0 absent\n4 outstanding",
    "steps_fr": "0 absent\n4 remarquable",
}


def form(version: int, *rows: dict[str, str]) -> dict[str, Any]:
    """Return the fields of the page: each once per row."""
    return {"version": str(version), **{name: [row[name] for row in rows] for name in LINE}}


def desk(hall: Hall) -> Person:
    return hall.house.person(hall.edition.id, Role.ORGANISER)


def codes(hall: Hall, code: str) -> tuple[int, list[str]]:
    face = hall.house.read(rubric_face, hall.edition.id, code)
    assert face is not None
    return face.version, [line.code for line in face.lines]


def test_rubric_without_marks_changes_for_all_who_share_it(house: TestHouse) -> None:
    hall = make_hall(house, 3, 3)
    hall.act(actions.plan_round, "round-1", 2)
    answer = desk(hall).post(f"{BASE}/round-1", form(1, LINE, {**LINE, "code": "joy", "weight": "1"}))

    assert answer.status_code == 303
    assert codes(hall, "round-1") == codes(hall, "finals") == (2, ["use", "joy"])


def test_marks_made_on_other_criteria_are_not_taken(sqlite_house: TestHouse) -> None:
    hall = opened_hall(sqlite_house, 3, 3)
    visit = hall.visits_of(0)[0]
    juror, chief = hall.juror(0), desk(hall)
    api = f"/api/v1/editions/crunch/jury/visits/{visit.public_id}"
    pages = (
        (juror, f"/e/crunch/jury/visits/{visit.public_id}"),
        (chief, f"/e/crunch/desk/judging/keying/{visit.public_id}"),
    )
    shown = [
        person.get(path).get_data(as_text=True).split('name="rubric" value="')[1].split('"')[0]
        for person, path in pages
    ]
    listed = juror.get("/api/v1/editions/crunch/jury/visits").get_json()["visits"]
    old = next(line["rubric"] for line in listed if line["visit"] == visit.public_id)
    chief.post(f"{BASE}/round-1", form(1, LINE))
    sheet = {"mark-use": "3", "version": "1", "rubric": old}
    refused = [person.post(path, sheet) for person, path in pages]
    again = refused[0].get_data(as_text=True).split('name="rubric" value="')[1].split('"')[0]
    sent = {"version": 1, "marks": {"use": 3}, "rubric": old}
    head = {"X-CSRF-Token": juror.csrf}
    refused.append(juror.browser.post(api, json=sent, headers={**head, "Idempotency-Key": "s1"}))
    now = juror.get(api).get_json()["rubric"]
    taken = juror.browser.post(api, json={**sent, "rubric": now}, headers={**head, "Idempotency-Key": "s2"})

    assert (shown, again) == ([old, old], old)
    assert [answer.status_code for answer in refused] == [409, 409, 409]
    assert refused[2].get_json()["code"] == "judging.rubric_changed"
    assert (now == old, taken.status_code) == (False, 200)


def test_words_of_marks_stand_where_jurors_mark_and_change_with_the_rubric(house: TestHouse) -> None:
    hall = opened_hall(house, 3, 3)
    chief, juror, visit = desk(hall), hall.juror(0), hall.visits_of(0)[0]
    bare = juror.get(f"/e/crunch/jury/visits/{visit.public_id}").get_data(as_text=True)
    saved = chief.post(f"{BASE}/round-1", form(1, LINE))
    pages = (
        juror.get(f"/e/crunch/jury/visits/{visit.public_id}"),
        chief.get("/e/crunch/desk/judging/sheets?round=round-1"),
        chief.get(f"/e/crunch/desk/judging/keying/{visit.public_id}"),
        chief.get(f"{BASE}/round-1"),
    )
    listed = juror.get("/api/v1/editions/crunch/jury/visits").get_json()["criteria"]
    hall.house.perform(juror.actor, actions.record_visit, visit.id, {"use": "3"}, "", 1)
    refused = chief.post(f"{BASE}/round-1", form(2, {**LINE, "steps_fr": "0 nul\n4 parfait"}))
    later = chief.post(f"{BASE}/finals", form(2, {**LINE, "steps_fr": "0 nul\n4 parfait"}))
    words = [
        face.lines[0].steps_fr["4"]
        for face in (hall.house.read(rubric_face, hall.edition.id, code) for code in ("round-1", "finals"))
        if face is not None
    ]

    assert ("marks worded" in bare, saved.status_code) == (False, 303)
    assert ["remarquable" in page.get_data(as_text=True) for page in pages] == [True] * 4
    assert listed[0]["steps"] == {"0": "absent", "4": "remarquable"}
    assert (refused.status_code, later.status_code, words) == (409, 303, ["remarquable", "parfait"])


def test_rubric_with_marks_stays_and_later_rounds_get_another(house: TestHouse) -> None:
    hall = opened_hall(house, 3, 3)
    score(hall, hall.visits_of(0)[0], 4)
    refused = desk(hall).post(f"{BASE}/round-1", form(1, LINE))
    before = codes(hall, "round-1")
    accepted = desk(hall).post(f"{BASE}/finals", form(1, LINE))

    assert (refused.status_code, accepted.status_code) == (409, 303)
    assert codes(hall, "round-1") == before
    assert codes(hall, "finals") == (2, ["use"])


def test_later_of_two_editors_is_told_and_nothing_is_overwritten(sqlite_house: TestHouse) -> None:
    hall = make_hall(sqlite_house, 3, 3)
    hall.act(actions.plan_round, "round-1", 2)
    first = desk(hall).post(f"{BASE}/round-1", form(1, LINE))
    second = desk(hall).post(f"{BASE}/round-1", form(1, {**LINE, "code": "late"}))

    assert (first.status_code, second.status_code) == (303, 409)
    assert codes(hall, "round-1")[1] == ["use"]
    assert 'value="late"' in second.get_data(as_text=True)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"code": "1st"}, "code-0"),
        ({"label_fr": ""}, "label_fr-0"),
        ({"weight": "-1"}, "weight-0"),
        ({"weight": "nan"}, "weight-0"),
        ({"weight": "1e400"}, "weight-0"),
        ({"low": "4"}, "high-0"),
        ({"step": "0"}, "step-0"),
        ({"step": "0.3"}, "step-0"),
        ({"visibility": "world"}, "visibility-0"),
        ({"steps_en": "5 beyond"}, "steps_en-0"),
        ({"steps_fr": "0 absent"}, "steps_fr-0"),
        ({"question_en": "x" * 201}, "question_en-0"),
    ],
)
def test_wrong_cell_is_named_and_everything_typed_is_kept(
    sqlite_house: TestHouse, change: dict[str, str], place: str
) -> None:
    hall = make_hall(sqlite_house, 3, 3)
    hall.act(actions.plan_round, "round-1", 2)
    before = codes(hall, "round-1")
    answer = desk(hall).post(f"{BASE}/round-1", form(1, {**LINE, **change}))
    text = answer.get_data(as_text=True)

    assert answer.status_code == 422
    assert f'id="{place}-error"' in text
    assert "Usage" in text or change.get("label_fr") == ""
    assert codes(hall, "round-1") == before


def test_empty_rubric_and_repeated_names_are_refused(sqlite_house: TestHouse) -> None:
    hall = make_hall(sqlite_house, 3, 3)
    hall.act(actions.plan_round, "round-1", 2)
    empty = dict.fromkeys(LINE, "")
    answers = [desk(hall).post(f"{BASE}/round-1", form(1, *rows)) for rows in ((empty,), (LINE, LINE))]

    assert [answer.status_code for answer in answers] == [422, 422]


def test_feedback_waits_for_all_places_and_names_nobody(sqlite_house: TestHouse) -> None:
    hall = opened_hall(sqlite_house, 3, 4, visits=4)
    for visit in hall.visits():
        score(hall, visit, 2 + visit.juror_id % 3)
    team = hall.teams[0]
    path = f"/e/crunch/teams/{team.code}/feedback"
    organiser = desk(hall)
    before = organiser.get(path).get_data(as_text=True)
    hall.act(actions.freeze_round, "round-1")
    hall.act(actions.publish_results)
    after = organiser.get(path).get_data(as_text=True)

    assert ("Besoin" in before, "Besoin" in after) == (False, True)
    assert [juror.last_name in after for juror in hall.jurors] == [False] * 4
