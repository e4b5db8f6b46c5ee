"""Handing in: receipts, versions, lateness, refusals that are kept, extensions, and whom a file is for."""

import hashlib
import io
import re
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from challenge.kernel.actor import Role
from challenge.kernel.work import Work
from challenge.live import feed
from challenge.problems.models import Problem
from challenge.schedule.models import Milestone, MilestoneFiring
from challenge.submissions.models import Deliverable, RefusedAttempt, Submission
from challenge.submissions.queries import asked_of, progress
from challenge.teams.models import Team
from tests.house import Person, TestHouse
from tests.make.organisations import make_organisation, make_partner
from tests.make.teams import Composed, make_composed, member_of, reveal, set_time

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
D1 = "/e/crunch/teams/A01/deliverables/D1"


def hand_in(who: Person, path: str = D1, content: bytes = PDF, name: str = "question.pdf", key: str = "") -> int:
    data = {"note": "Here it is", "file": (io.BytesIO(content), name), "idempotency_key": key}
    return int(who.post(path, data, content_type="multipart/form-data").status_code)


def submissions(house: TestHouse) -> list[Submission]:
    return house.read(lambda session: list(session.execute(select(Submission).order_by(Submission.id)).scalars()))


def refusals(house: TestHouse) -> list[str]:
    return house.read(lambda session: list(session.execute(select(RefusedAttempt.code)).scalars()))


def test_submission_gets_a_receipt_with_its_hash_and_is_told(house: TestHouse, composed: Composed) -> None:
    member = member_of(house, composed)
    status = hand_in(member)
    house.deliver()
    row = submissions(house)[0]
    page = member.get("/e/crunch/teams/A01").text

    assert (status, row.number, row.late) == (303, 1, False)
    assert row.sha256 == hashlib.sha256(PDF).hexdigest()
    assert row.sha256 in page
    pushes = house.read(feed.after, f"team:{composed.teams[0].public_id}", 0)
    assert [push.type for push in pushes] == ["reveal", "submission"]
    public = house.read(feed.after, "edition:crunch:public", 0)[-1]
    assert public.body == {"code": "D1", "team": "A01", "received": 1, "late": 0}


def test_second_version_keeps_the_first_and_counts_once(house: TestHouse, composed: Composed) -> None:
    member = member_of(house, composed)
    hand_in(member)
    hand_in(member, content=PDF + b"better")
    asked = house.read(asked_of, composed.edition.id, composed.teams[0].id)
    d1 = next(one for one in asked if one.code == "D1")
    line = next(one for one in house.read(progress, composed.edition.id) if one.code == "D1")

    assert [version.number for version in d1.versions] == [2, 1]
    assert (line.received, line.late) == (1, 0)


def test_double_tap_hands_in_once(house: TestHouse, composed: Composed) -> None:
    member = member_of(house, composed)
    statuses = [hand_in(member, key="tap"), hand_in(member, key="tap")]

    assert (statuses, len(submissions(house))) == ([303, 303], 1)


def test_late_submission_is_taken_and_stays_late(house: TestHouse, composed: Composed) -> None:
    set_time(house, composed, 1, 15, 16)
    status = hand_in(member_of(house, composed))

    assert (status, submissions(house)[0].late) == (303, True)


@pytest.mark.parametrize(
    ("hour", "minute", "code", "status"),
    [(13, 0, "submissions.early", 422), (15, 30, "submissions.locked", 409)],
)
def test_submission_outside_the_window_is_refused_and_kept_as_an_attempt(
    house: TestHouse, composed: Composed, hour: int, minute: int, code: str, status: int
) -> None:
    set_time(house, composed, 1, hour, minute)

    assert (hand_in(member_of(house, composed)), refusals(house), submissions(house)) == (status, [code], [])


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"MZ\x90\x00", "tool.exe", "files.kind"),
        (b"<html><script>alert(1)</script>", "report.pdf", "files.kind"),
        (b"", "empty.pdf", "files.empty"),
    ],
)
def test_file_of_the_wrong_kind_is_refused_and_leaves_no_byte(
    sqlite_house: TestHouse, content: bytes, name: str, code: str
) -> None:
    made = make_composed(sqlite_house)
    set_time(sqlite_house, made, 1, 15, 0)
    status = hand_in(member_of(sqlite_house, made), content=content, name=name)

    assert (status, refusals(sqlite_house)) == (422, [code])
    assert [path for path in sqlite_house.config.files_folder.rglob("*") if path.is_file()] == []


def test_too_large_upload_is_refused_before_it_is_read_and_kept_as_an_attempt(sqlite_house: TestHouse) -> None:
    made = make_composed(sqlite_house)
    set_time(sqlite_house, made, 1, 15, 0)
    member = member_of(sqlite_house, made)
    answer = member.browser.post(D1, environ_overrides={"CONTENT_LENGTH": "400000000"})

    assert (answer.status_code, refusals(sqlite_house)) == (413, ["files.too_large"])


def test_extension_reopens_one_team_only_and_tells_it(house: TestHouse, composed: Composed) -> None:
    set_time(house, composed, 1, 15, 40)
    organiser = house.person(composed.edition.id, Role.ORGANISER)
    form = {"team": "a01", "deliverable": "D1", "until": "2027-05-24T18:00", "reason": "Fire alarm"}
    granted = organiser.post("/e/crunch/desk/submissions/extend", form).status_code
    house.deliver()
    statuses = (hand_in(member_of(house, composed)), hand_in(member_of(house, composed, 1), D1.replace("A01", "B01")))

    assert (granted, statuses, submissions(house)[0].late) == (303, (303, 409), False)
    assert house.read(feed.after, f"team:{composed.teams[0].public_id}", 0)[-1].type == "deliverable"


def test_extension_that_extends_nothing_is_refused_with_what_was_typed(sqlite_house: TestHouse) -> None:
    made = make_composed(sqlite_house)
    organiser = sqlite_house.person(made.edition.id, Role.ORGANISER)
    form = {"team": "A01", "deliverable": "D1", "until": "2027-05-24T17:20", "reason": "Fire alarm"}
    answer = organiser.post("/e/crunch/desk/submissions/extend", form)

    assert (answer.status_code, "Fire alarm" in answer.text) == (422, True)


def test_file_is_for_the_team_its_coach_and_its_partner_only(sqlite_house: TestHouse) -> None:
    made = make_composed(sqlite_house)
    reveal(sqlite_house, made)
    set_time(sqlite_house, made, 1, 15, 0)
    member = member_of(sqlite_house, made)
    hand_in(member)
    path = f"/e/crunch/submissions/{submissions(sqlite_house)[0].public_id}"
    rival = make_organisation(sqlite_house, made.edition.id, "Other firm")
    people = [
        member,
        member_of(sqlite_house, made, 1),
        make_partner(sqlite_house, made.edition.id, made.organisation_id),
        make_partner(sqlite_house, made.edition.id, rival, name="Rita Rival"),
        sqlite_house.person(made.edition.id, Role.COACH),
        sqlite_house.person(made.edition.id, Role.ORGANISER),
        sqlite_house.person(made.edition.id, Role.JUROR),
    ]
    answer = member.get(path, buffered=True)

    assert [person.get(path, buffered=True).status_code for person in people] == [200, 404, 200, 404, 404, 200, 404]
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")


def test_missing_teams_are_listed_behind_the_number(sqlite_house: TestHouse) -> None:
    made = make_composed(sqlite_house)
    set_time(sqlite_house, made, 1, 15, 0)
    hand_in(member_of(sqlite_house, made))
    page = sqlite_house.person(made.edition.id, Role.ORGANISER).get("/e/crunch/desk/submissions?missing=D1").text

    assert re.findall(r'href="/e/crunch/teams/(\w+)"', page) == ["B01"]


@pytest.mark.parametrize("name", ["<b>x</b>.pdf", "a" * 300 + ".pdf", "r\u202etxt.pdf", "é’o k.pdf"])
def test_hostile_file_names_are_kept_harmless(sqlite_house: TestHouse, name: str) -> None:
    made = make_composed(sqlite_house)
    set_time(sqlite_house, made, 1, 15, 0)
    member = member_of(sqlite_house, made)
    status = hand_in(member, name=name)
    row = submissions(sqlite_house)[0]
    page = member.get("/e/crunch/teams/A01").text
    header = member.get(f"/e/crunch/submissions/{row.public_id}", buffered=True).headers["Content-Disposition"]

    assert (status, len(row.file_name) <= 200, "<b>x</b>" in page) == (303, True, False)
    assert header.startswith("attachment; filename")


def test_coach_does_not_hand_in_for_the_team(sqlite_house: TestHouse) -> None:
    """Also not a coach who is a student elsewhere: handing in is for the members."""
    made = make_composed(sqlite_house)
    set_time(sqlite_house, made, 1, 15, 0)
    coach = sqlite_house.person(made.edition.id, Role.COACH, Role.STUDENT)

    def accompany(work: Work) -> None:
        work.locked(Team, made.teams[0].id).coach_id = coach.actor.account_id

    sqlite_house.perform(sqlite_house.house_in(made.edition.id), accompany)

    assert (coach.get("/e/crunch/teams/A01").status_code, hand_in(coach)) == (200, 404)


def test_same_key_with_another_file_is_refused_and_leaves_no_byte(sqlite_house: TestHouse) -> None:
    made = make_composed(sqlite_house)
    set_time(sqlite_house, made, 1, 15, 0)
    member = member_of(sqlite_house, made)
    statuses = [hand_in(member, key="k"), hand_in(member, key="k"), hand_in(member, content=PDF + b"2", key="k")]
    files = [path for path in sqlite_house.config.files_folder.rglob("*") if path.is_file()]

    assert (statuses, len(submissions(sqlite_house)), len(files)) == ([303, 303, 409], 1, 1)


@pytest.mark.parametrize("role", [Role.EXPERT, Role.VIEWER, Role.CHAIR])
def test_confidential_problem_is_not_shown_to_staff_it_does_not_concern(sqlite_house: TestHouse, role: Role) -> None:
    made = make_composed(sqlite_house)
    reveal(sqlite_house, made)

    def hide(work: Work) -> None:
        work.locked(Problem, made.teams[0].problem_id).confidentiality = "secret"

    sqlite_house.perform(sqlite_house.house_in(made.edition.id), hide)
    title = sqlite_house.read(lambda session: session.get_one(Problem, made.teams[0].problem_id).title)
    readers = [sqlite_house.person(made.edition.id, role), member_of(sqlite_house, made)]

    assert [title in reader.get("/e/crunch/teams/A01").text for reader in readers] == [False, True]


def lock_first(work: Work, seen_ago: timedelta) -> None:
    """Let the lock of D1 have been fired so long ago by the system's clock; below zero: it lies ahead of it."""
    deliverable = work.session.execute(select(Deliverable).where(Deliverable.code == "D1")).scalar_one()
    row = work.session.get_one(Milestone, deliverable.milestone_id)
    last = "locked" if row.lock_at else "due" if row.due_at else "closed"
    own = MilestoneFiring.milestone_id == row.id, MilestoneFiring.transition == last
    work.session.execute(delete(MilestoneFiring).where(*own))
    fired = work.real - seen_ago
    work.add(MilestoneFiring(milestone_id=row.id, transition=last, version=row.version, at=row.ends_at, fired_at=fired))


def test_a_system_clock_that_is_set_back_opens_no_lock_again(house: TestHouse, composed: Composed) -> None:
    member = member_of(house, composed)
    house.perform(house.house_in(composed.edition.id), lock_first, -timedelta(hours=1))
    refused = hand_in(member)
    form = {"team": "A01", "deliverable": "D1", "until": "2027-05-25T18:00", "reason": "The clock was wrong"}
    house.person(composed.edition.id, Role.ORGANISER).post("/e/crunch/desk/submissions/extend", form)
    extended = hand_in(member)

    assert (refused, refusals(house)) == (409, ["submissions.locked"])
    assert (extended, len(submissions(house))) == (303, 1)


def test_an_editions_clock_that_is_set_back_on_purpose_opens_it(house: TestHouse, composed: Composed) -> None:
    house.perform(house.house_in(composed.edition.id), lock_first, timedelta(minutes=1))

    assert hand_in(member_of(house, composed)) == 303
