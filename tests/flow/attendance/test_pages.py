"""Pages of attendance: counts and their lists, exports, windows, one's own page, and whom they are not for."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event, select, update

from challenge.attendance.models import HalfDay
from challenge.attendance.rules import State
from challenge.kernel.actor import Role
from challenge.kernel.errors import Invalid
from challenge.kernel.work import Work
from challenge.people.models import Person as Student
from challenge.schedule.queries import milestone_by_code
from challenge.teams.models import Team
from tests.house import Person, TestHouse
from tests.make.attendance import codes, half_of, marks, members, names, roll, scan
from tests.make.people import make_people
from tests.make.teams import Composed, make_composed, member_of, set_time

BOARD = "/e/crunch/desk/attendance"


@pytest.fixture
def composed(sqlite_house: TestHouse) -> Composed:
    made = make_composed(sqlite_house)
    set_time(sqlite_house, made, 1, 6, 20)
    return made


@pytest.fixture
def organiser(sqlite_house: TestHouse, composed: Composed) -> Person:
    return sqlite_house.person(composed.edition.id, Role.ORGANISER, name="Odile Chef")


def statements(house: TestHouse, ask: Callable[[], Any]) -> int:
    count = 0

    def note(*_: Any) -> None:
        nonlocal count
        count += 1

    event.listen(house.database.reader, "before_cursor_execute", note)
    ask()
    event.remove(house.database.reader, "before_cursor_execute", note)
    return count


def rows_of(answer: Any, separator: str = ",") -> list[list[str]]:
    text = answer.data.decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=separator))


def test_board_counts_and_lists_who_is_missing(sqlite_house: TestHouse, composed: Composed, organiser: Person) -> None:
    one, two, three, four = members(sqlite_house, composed)
    roll(sqlite_house, organiser.actor, composed, {one: State.PRESENT, two: State.LATE, three: State.ABSENT})
    page = organiser.get(BOARD).text
    late = organiser.get(f"{BOARD}?half=1&by=team&state=late").text

    assert one not in page
    assert all(ref in page for ref in (three, four))
    assert (two in late, three in late) == (True, False)
    assert "Odile Chef" in late


def test_board_asks_the_same_few_statements_whatever_the_data(
    sqlite_house: TestHouse, composed: Composed, organiser: Person
) -> None:
    organiser.get(BOARD)
    few = statements(sqlite_house, lambda: organiser.get(BOARD))
    make_people(sqlite_house, composed.edition.id, 60)
    sqlite_house.deliver()
    for code in list(codes(sqlite_house, composed).values())[:30]:
        scan(sqlite_house, organiser.actor, code)
    many = statements(sqlite_house, lambda: organiser.get(BOARD))

    # One is the shell's: who is here. Another reads the edition again, for something was written meanwhile.
    assert (few, many) == (7, 8)


def test_export_of_a_school_names_states_and_who_recorded_them(
    sqlite_house: TestHouse, composed: Composed, organiser: Person
) -> None:
    scan(sqlite_house, organiser.actor, codes(sqlite_house, composed)["S001"])
    everybody = rows_of(organiser.get(f"{BOARD}/export"))
    school = organiser.get(f"{BOARD}/export?school=UTBM&separator=semicolon")
    nobody = rows_of(organiser.get(f"{BOARD}/export?school=Elsewhere"))

    assert everybody[0][:9] == [
        *("numéro", "nom", "prénom", "école", "département", "niveau", "équipe"),
        *("2027-05-24 matin", "2027-05-24 matin noté par"),
    ]
    assert (len(everybody), len(everybody[0]), len(nobody)) == (9, 27, 1)
    assert next(row for row in everybody if row[0] == "S001")[7:10] == ["présent", "Odile Chef", ""]
    assert rows_of(school, ";") == everybody
    assert school.headers["Content-Disposition"] == 'attachment; filename="attendance-crunch-utbm.csv"'


def test_export_neutralises_formulas(sqlite_house: TestHouse, composed: Composed, organiser: Person) -> None:
    def rename(work: Work) -> None:
        work.session.execute(select(Student).where(Student.ref == "S001")).scalar_one().last_name = "=cmd()"

    sqlite_house.perform(organiser.actor, rename)

    assert "'=cmd()" in {row[1] for row in rows_of(organiser.get(f"{BOARD}/export"))}


def test_moved_window_no_longer_follows_the_schedule(
    sqlite_house: TestHouse, composed: Composed, organiser: Person
) -> None:
    half = half_of(sqlite_house, composed)
    form = {"opens": "07:30", "late_from": "09:10", "closes": "12:00", "version": "1"}
    moved = organiser.post(f"{BOARD}/half-days/{half.public_id}", form)
    stale = organiser.post(f"{BOARD}/half-days/{half.public_id}", form)
    wrong = organiser.post(f"{BOARD}/half-days/{half.public_id}", {**form, "closes": "08:00", "version": "2"})
    organiser.post(f"{BOARD}/half-days")
    after = half_of(sqlite_house, composed)

    assert (moved.status_code, stale.status_code, wrong.status_code) == (303, 409, 422)
    assert (after.late_from.hour, after.late_from.minute, after.edited, after.version) == (7, 10, True, 2)


def test_half_day_follows_its_milestone(sqlite_house: TestHouse, composed: Composed, organiser: Person) -> None:
    row = sqlite_house.read(milestone_by_code, composed.edition.id, "checkin")
    assert row is not None
    form = {"title_en": "Check-in", "title_fr": "Accueil", "starts": "2027-05-24T08:00", "ends": "2027-05-24T09:05"}
    answer = organiser.post(f"/e/crunch/desk/schedule/{row.public_id}", {**form, "version": "1"})
    sqlite_house.deliver()

    assert answer.status_code == 303
    assert half_of(sqlite_house, composed).late_from.strftime("%H:%M") == "07:05"


def test_correction_by_page_is_kept_with_its_reason(
    sqlite_house: TestHouse, composed: Composed, organiser: Person
) -> None:
    name, half = names(sqlite_house, composed)["S001"], half_of(sqlite_house, composed).public_id
    path = f"{BOARD}/people/{name}"
    missing = organiser.post(path, {"half": half, "state": "late", "seen": "0", "reason": ""})
    done = organiser.post(path, {"half": half, "state": "late", "seen": "0", "reason": "Train 08:41"})
    again = organiser.post(path, {"half": half, "state": "excused", "seen": "0", "reason": "Doctor"})
    page = organiser.get(path).text

    assert (missing.status_code, done.status_code, again.status_code) == (422, 303, 303)
    assert ("Doctor" in page, "Train 08:41" in page) == (True, True)
    assert [mark[0] for mark in marks(sqlite_house).values()] == ["excused"]


def test_who_has_left_is_found_and_corrected_but_not_scanned(
    sqlite_house: TestHouse, composed: Composed, organiser: Person
) -> None:
    name, half = names(sqlite_house, composed)["S001"], half_of(sqlite_house, composed).public_id
    code = codes(sqlite_house, composed)["S001"]
    gone = update(Student).where(Student.public_id == name).values(left_at=composed.edition.created_at)
    sqlite_house.perform(sqlite_house.house_in(composed.edition.id), lambda work: work.session.execute(gone))
    path = f"{BOARD}/people/{name}"
    listed = {state: name in organiser.get(f"{BOARD}?state={state}").text for state in ("left", "missing", "unknown")}
    page = organiser.get(path).text
    done = organiser.post(path, {"half": half, "state": "excused", "seen": "0", "reason": "Left at noon"})
    with pytest.raises(Invalid, match="unknown_badge"):
        scan(sqlite_house, organiser.actor, code)

    assert listed == {"left": True, "missing": False, "unknown": False}
    assert "Parti" in page
    assert (done.status_code, [mark[0] for mark in marks(sqlite_house).values()]) == (303, ["excused"])


def test_check_in_works_without_a_script(sqlite_house: TestHouse, composed: Composed, organiser: Person) -> None:
    name = names(sqlite_house, composed)["S001"]
    found = organiser.post("/e/crunch/checkin", {"badge": "last001"}).text
    done = organiser.post("/e/crunch/checkin", {"person": name}).text
    again = organiser.post("/e/crunch/checkin", {"badge": codes(sqlite_house, composed)["S001"]}).text
    wrong = organiser.post("/e/crunch/checkin", {"badge": "zzzzzz"})

    assert name in found
    assert 'data-kind="present"' in done
    assert 'data-kind="already"' in again
    assert (wrong.status_code, 'data-kind="refused"' in wrong.text) == (422, True)


def test_scan_of_a_device_is_answered_once_per_key(
    sqlite_house: TestHouse, composed: Composed, organiser: Person
) -> None:
    path = "/api/v1/editions/crunch/attendance/scans"
    headers = {"Idempotency-Key": "one", "X-CSRF-Token": organiser.csrf}
    body = {"badge": codes(sqlite_house, composed)["S001"], "at_ms": 1, "typed": True}
    first = organiser.browser.post(path, json=body, headers=headers)
    twice = organiser.browser.post(path, json=body, headers=headers)
    other = organiser.browser.post(path, json={**body, "badge": "zzzzzz"}, headers=headers)

    answer = json.loads(first.data)
    assert (twice.data, first.status_code) == (first.data, 200)
    assert (answer["name"], answer["outcome"]) == ("First001 Last001", "recorded")
    assert (other.status_code, json.loads(other.data)["code"]) == (409, "work.key_reused")


def test_coach_calls_own_teams_and_no_other(sqlite_house: TestHouse, composed: Composed) -> None:
    coach = sqlite_house.person(composed.edition.id, Role.COACH, name="Coralie Guide")
    own, other = composed.teams
    sqlite_house.perform(coach.actor, _give, own.id, coach.actor.account_id)
    known, half = names(sqlite_house, composed), half_of(sqlite_house, composed).public_id
    mine = {f"state-{known[ref]}": "present" for ref in members(sqlite_house, composed)}
    theirs = {f"state-{known[ref]}": "present" for ref in members(sqlite_house, composed, 1)}
    page = coach.get("/e/crunch/coach/roll").text
    done = coach.post(f"/e/crunch/coach/roll/{own.code}", {"half": half, **mine})
    refused = coach.post(f"/e/crunch/coach/roll/{other.code}", {"half": half, **theirs})
    mixed = coach.post(f"/e/crunch/coach/roll/{own.code}", {"half": half, **theirs})

    assert (own.code in page, other.code in page) == (True, False)
    assert (done.status_code, refused.status_code, mixed.status_code) == (303, 404, 422)
    assert len(marks(sqlite_house)) == 4
    assert coach.get(BOARD).status_code == 404


def _give(work: Work, team_id: int, account_id: int) -> None:
    team = work.session.get_one(Team, team_id)
    team.coach_id, team.staff_at = account_id, work.now


def test_student_sees_own_half_days_and_nobody_elses(
    sqlite_house: TestHouse, composed: Composed, organiser: Person
) -> None:
    member = member_of(sqlite_house, composed)
    own, canary, *_ = members(sqlite_house, composed)
    known, every = names(sqlite_house, composed), codes(sqlite_house, composed)
    roll(sqlite_house, organiser.actor, composed, {own: State.LATE, canary: State.EXCUSED})
    page = member.get("/e/crunch/attendance").text
    shown = [code for ref, code in every.items() if f"{code[:3]}-{code[3:]}".upper() in page]

    assert shown == [every[own]]
    assert ("en retard" in page, "excusé" in page) == (True, False)
    for path in ("checkin", f"c/{every[canary]}", "coach/roll", "desk/attendance", "desk/attendance/export"):
        assert member.get(f"/e/crunch/{path}").status_code == 404
    assert member.get(f"/e/crunch/desk/attendance/people/{known[canary]}").status_code == 404
    assert member.get("/api/v1/editions/crunch/attendance/roster").status_code == 404


def test_lost_badge_is_replaced(sqlite_house: TestHouse, composed: Composed, organiser: Person) -> None:
    before = codes(sqlite_house, composed)
    organiser.post(f"{BOARD}/people/{names(sqlite_house, composed)['S001']}/badge")
    after = codes(sqlite_house, composed)

    assert before["S001"] != after["S001"]
    assert organiser.get(f"/e/crunch/c/{before['S001']}").status_code == 404
    assert {ref: code for ref, code in after.items() if ref != "S001"} == {
        ref: code for ref, code in before.items() if ref != "S001"
    }


def test_badges_are_printed_by_school(sqlite_house: TestHouse, composed: Composed, organiser: Person) -> None:
    sheet = organiser.get(f"{BOARD}/badges?school=UTBM").text

    assert sheet.count('class="name-badge"') == 8
    assert sheet.count("data:image/svg+xml") == 8


def test_edition_without_half_days_teaches_how_they_come(sqlite_house: TestHouse) -> None:
    made = make_composed(sqlite_house)
    organiser = sqlite_house.person(made.edition.id, Role.ORGANISER)
    sqlite_house.perform(organiser.actor, _without_half_days)

    assert organiser.get(BOARD).status_code == 200
    assert organiser.get("/e/crunch/checkin").status_code == 200


@pytest.mark.parametrize("number", ["Infinity", "1e400", "-Infinity", "[]", '"x"'])
def test_roll_with_a_version_that_is_no_number_is_refused(
    sqlite_house: TestHouse, composed: Composed, organiser: Person, number: str
) -> None:
    (someone, *_) = names(sqlite_house, composed).values()
    body = f'{{"half": "{half_of(sqlite_house, composed).public_id}", "seen-{someone}": {number}}}'
    headers = {"X-CSRF-Token": organiser.csrf, "Idempotency-Key": number}
    address = "/api/v1/editions/crunch/attendance/rolls/A01"
    answer = organiser.browser.post(address, data=body, content_type="application/json", headers=headers)

    assert (answer.status_code, json.loads(answer.data)["errors"][0]["code"]) == (422, "attendance.state")


@pytest.mark.parametrize("opens", ["07:00Z", "07:00+02:00", "25:00", "nine"])
def test_window_in_times_of_another_zone_is_refused(
    sqlite_house: TestHouse, composed: Composed, organiser: Person, opens: str
) -> None:
    form = {"opens": opens, "late_from": "09:10", "closes": "12:00", "version": "1"}
    half = half_of(sqlite_house, composed).public_id

    assert organiser.post(f"{BOARD}/half-days/{half}", form).status_code == 422


def _without_half_days(work: Work) -> None:
    for row in work.session.execute(select(HalfDay)).scalars():
        work.session.delete(row)
