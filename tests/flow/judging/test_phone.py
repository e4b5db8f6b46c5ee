"""The juror's phone over HTTP: own visits, forms without script, the same with it, and nobody else's."""

import json
import re

from challenge.judging import actions
from challenge.judging.deliberating import set_places
from challenge.judging.models import Visit
from challenge.kernel.actor import Role
from tests.house import TestHouse
from tests.make.judging import MARKS, make_hall, one, opened_hall


def test_list_shows_own_visits_in_order_with_the_count(sqlite_house: TestHouse) -> None:
    hall = opened_hall(sqlite_house)
    own = hall.visits_of(0)
    juror = hall.juror(0)
    juror.post(f"/e/crunch/jury/visits/{own[0].public_id}", {**MARKS, "version": "1", "comment": ""})
    page = juror.get("/e/crunch/jury/").get_data(as_text=True)
    places = [page.index(visit.public_id) for visit in own]

    assert places == sorted(places)
    assert f"<b data-done>1</b> sur {len(own)}" in page
    assert [visit.public_id in page for visit in hall.visits_of(1)] == [False] * len(hall.visits_of(1))


def test_form_without_script_goes_on_to_the_next_visit(sqlite_house: TestHouse) -> None:
    hall = opened_hall(sqlite_house)
    first, second = hall.visits_of(0)[:2]
    juror = hall.juror(0)
    shown = juror.get(f"/e/crunch/jury/visits/{first.public_id}").get_data(as_text=True)
    answer = juror.post(f"/e/crunch/jury/visits/{first.public_id}", {**MARKS, "version": "1", "comment": "good"})

    assert shown.count('type="radio"') == 25
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/e/crunch/jury/visits/{second.public_id}")


def test_missing_mark_is_said_at_its_card_and_the_rest_is_kept(sqlite_house: TestHouse) -> None:
    hall = opened_hall(sqlite_house)
    visit = hall.visits_of(0)[0]
    sent = {name: value for name, value in MARKS.items() if name != "mark-idea"}
    answer = hall.juror(0).post(
        f"/e/crunch/jury/visits/{visit.public_id}", {**sent, "version": "1", "comment": "kept word"}
    )
    page = answer.get_data(as_text=True)

    assert answer.status_code == 422
    assert page.count("field-error") == 1
    assert 'id="c-mark-idea-error"' in page
    assert page.count(" checked") == 4
    assert "kept word" in page


def test_phone_with_script_gets_json_and_the_same_answer_again(sqlite_house: TestHouse) -> None:
    hall = opened_hall(sqlite_house)
    visit, following = hall.visits_of(0)[:2]
    juror = hall.juror(0)
    path = f"/e/crunch/jury/visits/{visit.public_id}"
    form = {**MARKS, "version": "1", "comment": "", "idempotency_key": "k1"}
    answers = [juror.post(path, form, headers={"Accept": "application/json"}) for _ in range(2)]
    stale = juror.post(
        path, {**form, "mark-need": "1", "idempotency_key": "k2"}, headers={"Accept": "application/json"}
    )
    expected = {"visit": visit.public_id, "state": "done", "version": 2}

    assert [answer.get_json() for answer in answers] == [
        {**expected, "next": f"/e/crunch/jury/visits/{following.public_id}"}
    ] * 2
    assert (stale.status_code, stale.get_json()["code"]) == (409, "judging.changed")


def test_program_reads_the_own_visits_and_sends_a_sheet(sqlite_house: TestHouse) -> None:
    hall = opened_hall(sqlite_house)
    juror = hall.juror(0)
    listed = juror.get("/api/v1/editions/crunch/jury/visits").get_json()
    first = listed["visits"][0]
    body = {"version": first["version"], "marks": {one["code"]: 3 for one in listed["criteria"]}}
    answer = juror.browser.post(
        f"/api/v1/editions/crunch/jury/visits/{first['visit']}",
        data=json.dumps(body),
        content_type="application/json",
        headers={"X-CSRF-Token": juror.csrf, "Idempotency-Key": "p1"},
    )

    assert len(listed["visits"]) == len(hall.visits_of(0))
    assert answer.get_json() == {"visit": first["visit"], "state": "done", "version": 2}
    assert sqlite_house.read(one, Visit, hall.visits_of(0)[0].id).total == 12.0


def test_phone_that_comes_back_to_the_network_sends_its_acts_in_order(sqlite_house: TestHouse) -> None:
    """What was done without network: a sheet, its undo, then a word why the team is skipped; each sent twice."""
    hall = opened_hall(sqlite_house)
    first = hall.visits_of(0)[0]
    juror = hall.juror(0)
    base = f"/api/v1/editions/crunch/jury/visits/{first.public_id}"
    marks = {name.removeprefix("mark-"): value for name, value in MARKS.items()}
    queue = [
        ("", {"version": 1, "marks": marks, "comment": "kept"}),
        ("/undo", {"version": 2}),
        ("/skip", {"version": 3, "reason": "nobody there"}),
        ("/conflict", {"version": 4, "reason": "a cousin"}),
    ]
    answers = [
        juror.browser.post(
            base + end,
            data=json.dumps(body),
            content_type="application/json",
            headers={"X-CSRF-Token": juror.csrf, "Idempotency-Key": f"queued{end}"},
        ).get_json()
        for end, body in queue
        for _ in range(2)
    ]
    read = juror.get(base).get_json()

    assert [(answer["state"], answer["version"]) for answer in answers[::2]] == [
        *(("done", 2), ("planned", 3)),
        *(("skipped", 4), ("conflict", 5)),
    ]
    assert answers[::2] == answers[1::2]
    assert (read["state"], read["version"], read["marks"], read["reason"]) == ("conflict", 5, {}, "a cousin")


def test_skip_needs_a_reason_and_conflict_takes_the_visit_off(sqlite_house: TestHouse) -> None:
    hall = opened_hall(sqlite_house)
    first, second = hall.visits_of(0)[:2]
    juror = hall.juror(0)
    base = "/e/crunch/jury/visits/"
    empty = juror.post(f"{base}{first.public_id}/skip", {"version": "1", "reason": ""})
    skipped = juror.post(f"{base}{first.public_id}/skip", {"version": "1", "reason": "Nobody"})
    barred = juror.post(f"{base}{second.public_id}/conflict", {"version": "1", "reason": "cousin"})
    back = juror.post(f"{base}{first.public_id}/undo", {"version": "2"})

    assert [answer.status_code for answer in (empty, skipped, barred, back)] == [422, 303, 303, 303]
    assert [sqlite_house.read(one, Visit, row.id).state for row in (first, second)] == ["planned", "conflict"]


def test_others_get_404_on_every_visit_page_whether_it_exists_or_not(sqlite_house: TestHouse) -> None:
    """Roles by {own, same edition, other edition, absent}: only the own juror reaches a visit."""
    hall = opened_hall(sqlite_house)
    visit = hall.visits_of(0)[0]
    elsewhere = make_hall(sqlite_house, 2, 2, slug="other")
    elsewhere.act(actions.plan_round, "round-1", 1)
    foreign = elsewhere.visits()[0]
    roles = [role for role in Role if role is not Role.ADMINISTRATOR]
    people = [hall.juror(1), *(sqlite_house.person(hall.edition.id, role) for role in roles)]
    paths = [f"/e/crunch/jury/visits/{name}" for name in (visit.public_id, foreign.public_id, "absentabsent2345")]
    reads = {person.get(path).status_code for person in people for path in paths}
    writes = {
        person.post(path + end, {**MARKS, "version": "1", "reason": "x"}).status_code
        for person in people
        for path in paths
        for end in ("", "/skip", "/conflict", "/undo")
    }
    own = hall.juror(0)

    assert (reads, writes) == ({404}, {404})
    assert own.get(paths[0]).status_code == 200
    assert [own.get(path).status_code for path in paths[1:]] == [404, 404]


def test_desk_is_for_organisers_and_the_chair_alone(sqlite_house: TestHouse) -> None:
    hall = opened_hall(sqlite_house)
    visit = hall.visits_of(0)[0]
    base = "/e/crunch/desk/judging"
    paths = [base, f"{base}/coverage", f"{base}/jurors", f"{base}/ranking", f"{base}/visits/{visit.public_id}"]
    allowed = {Role.ORGANISER, Role.CHAIR, Role.ADMINISTRATOR}
    found = {
        role: {sqlite_house.person(hall.edition.id, role).get(path).status_code for path in paths} for role in Role
    }

    assert found == {role: {200} if role in allowed else {404} for role in Role}


def test_entry_sheet_lets_a_juror_in_and_ends_the_one_before(sqlite_house: TestHouse) -> None:
    hall = opened_hall(sqlite_house)
    organiser = sqlite_house.person(hall.edition.id, Role.ORGANISER)

    def printed() -> str:
        sheet = organiser.post("/e/crunch/desk/judging/entry", {"juror": hall.jurors[0].public_id})
        text: str = sheet.get_data(as_text=True)
        assert (sheet.headers["Cache-Control"], text.count("data:image/svg+xml")) == ("no-store", 1)
        return text.split("/j/")[1].split("<")[0]

    first, second = printed(), printed()
    phone = sqlite_house.visitor()
    statuses = [sqlite_house.visitor().get(f"/j/{first}").status_code, phone.get(f"/j/{second}").status_code]

    assert statuses == [404, 303]
    assert phone.get("/e/crunch/jury/").status_code == 200


def test_number_beyond_every_column_is_refused_not_broken(sqlite_house: TestHouse) -> None:
    hall = opened_hall(sqlite_house)
    visit = hall.visits_of(0)[0]
    juror = hall.juror(0)
    path = f"/e/crunch/jury/visits/{visit.public_id}"
    huge = [
        juror.post(f"{path}{act}", {**MARKS, "version": str(version), "reason": "x"}).status_code
        for act in ("", "/skip", "/conflict", "/undo")
        for version in (2**31 - 1, 2**70, -1)
    ]
    largest = juror.post(path, {**MARKS, "version": str(2**31 - 2)}).status_code

    assert huge == [422] * 12
    assert largest == 409


def test_half_of_a_surrogate_pair_is_refused_in_a_mark(sqlite_house: TestHouse) -> None:
    hall = opened_hall(sqlite_house)
    visit = hall.visits_of(0)[0]
    juror = hall.juror(0)
    path = f"/api/v1/editions/crunch/jury/visits/{visit.public_id}"
    bodies = ['{"version": 1, "marks": {"\\ud800": 3}}', '{"version": 1, "marks": {"need": "\\udfff"}}']
    answers = [
        juror.browser.post(path, data=body, content_type="application/json", headers={"X-CSRF-Token": juror.csrf})
        for body in bodies
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert [answer.get_json()["code"] for answer in answers] == ["form.json"] * 2


def test_juror_reads_the_own_sheets_after_the_freeze_and_in_later_rounds(sqlite_house: TestHouse) -> None:
    hall = opened_hall(sqlite_house, 4, 4)
    visit = hall.visits_of(0)[0]
    hall.juror(0).post(
        f"/e/crunch/jury/visits/{visit.public_id}",
        {**MARKS, "mark-idea": "2,5", "version": "1", "comment": "well told"},
    )
    hall.act(actions.freeze_round, "round-1")
    frozen = hall.juror(0).get(f"/e/crunch/jury/visits/{visit.public_id}").get_data(as_text=True)
    hall.act(set_places, 3, 0)
    hall.act(actions.set_finalists)
    pages = [hall.juror(number).get("/e/crunch/jury/").get_data(as_text=True) for number in (0, 1)]
    finals = {one.public_id for one in hall.visits_of(0, "finals")}

    assert re.findall(r'<b class="num">([\d,]+)</b></li>', frozen) == ["4", "2,5", "5", "2", "4"]
    assert ("well told" in frozen, "radio" in frozen) == (True, False)
    assert f"sur {len(hall.visits_of(0))}" in frozen
    assert [("1 fiche d’un tour précédent" in page, visit.public_id in page) for page in pages] == [
        (True, True),
        (False, False),
    ]
    assert all(name in pages[0] for name in finals)
