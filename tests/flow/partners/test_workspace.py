"""A partner's one page, its calendar files and its archive; what a rival does changes none of them."""

import csv
import io
import json
import zipfile
from datetime import UTC, date, datetime
from typing import Any

import vobject
from sqlalchemy import select

from challenge.dues.actions import Paid, record_payment, set_dues
from challenge.dues.buyers import Buyer, set_buyer
from challenge.dues.papers import issue_invoice, set_seller
from challenge.dues.settings import DuesSettings, Seller
from challenge.incubation.models import Interest
from challenge.judging.assessments import ask_panel
from challenge.kernel.actor import Role
from challenge.kernel.work import Work
from challenge.partners.models import SlotConfirmation
from challenge.problems.attaching import Sent, add_file
from challenge.problems.models import Problem
from challenge.problems.rules import Level, Status
from challenge.questions.actions import answer_question, ask_question, forward_question
from challenge.questions.models import Question
from tests.flow.gallery.test_pages import statements
from tests.flow.problems.test_rival_worlds import answers
from tests.flow.questions.test_asking import CANARY, hall
from tests.house import Person, TestHouse
from tests.make.organisations import make_organisation, make_partner
from tests.make.problems import make_problem
from tests.make.teams import Composed, member_of

SLOTS = {"launch": ["2027-05-26", "09:00", "10:30"], "final": ["2027-05-28", "14:00", "17:00"]}


def set_slots(work: Work, problem_id: int, slots: dict[str, list[str]]) -> str:
    """Say when a partner can be there."""
    row = work.session.get_one(Problem, problem_id)
    row.details = {**row.details, "availability": slots}
    return row.public_id


def prepared(house: TestHouse) -> tuple[Composed, Person, str]:
    """Return the hall of A01, B01 (own) and C01 (a rival's), a partner of the first, and the problem's name."""
    made = hall(house)
    name = house.perform(house.house_in(made.edition.id), set_slots, made.teams[0].problem_id, SLOTS)
    return made, make_partner(house, made.edition.id, made.organisation_id), name


def ask(house: TestHouse, made: Composed, place: int, words: str) -> int:
    """Pass a team's question on to its partner; returns its inside name."""
    by = house.house_in(made.edition.id)
    house.perform(by, ask_question, made.teams[place].id, words)
    wanted = select(Question.id).order_by(Question.id.desc())
    row = house.read(lambda session: session.execute(wanted).scalars().first())
    assert row is not None
    house.perform(by, forward_question, row, "")
    return row


def rival_of(house: TestHouse, made: Composed) -> int:
    """Return the organisation of C01's problem."""
    found = house.read(lambda session: session.get_one(Problem, made.teams[2].problem_id).organisation_id)
    assert found is not None
    return found


def test_one_page_says_what_is_expected_and_when(house: TestHouse) -> None:
    made, partner, name = prepared(house)
    by = house.house_in(made.edition.id)
    contacts = {"backup_email": ""}
    new = make_problem(house, made.edition.id, made.organisation_id, status=Status.DRAFT, contacts=contacts)
    ask(house, made, 0, "Which temperatures?")
    house.perform(by, ask_panel, "partner")
    text = partner.get("/e/crunch/partner/").text
    part = partner.get("/e/crunch/partner/expected").text

    for words in ("1 question d’équipe attend votre réponse", "2 présences à confirmer", "2 équipes à évaluer"):
        assert words in text
        assert words in part
    assert f'href="/e/crunch/partner/problems/{new.public_id}"><b class="num">{new.ref}</b> Il manque un second' in part
    assert "À reprendre et à renvoyer" in part
    assert ("A01" in text, "B01" in text, "C01" in text) == (True, True, False)
    assert text.index("Ce qu’on attend de vous") < text.index("Vos sujets") < text.index("Vos équipes")
    assert f"/partner/problems/{name}/slots/launch.ics" in text


def test_a_moment_is_a_calendar_file_with_a_name_that_stays_and_a_whole_zone(house: TestHouse) -> None:
    made, partner, name = prepared(house)
    path = f"/e/crunch/partner/problems/{name}/slots/launch.ics"
    answer = partner.get(path)
    event = vobject.readOne(answer.text).vevent
    later = {**SLOTS, "launch": ["2027-05-27", "08:00", "09:00"]}
    house.perform(house.house_in(made.edition.id), set_slots, made.teams[0].problem_id, later)
    moved = vobject.readOne(partner.get(path).text).vevent

    assert answer.mimetype == "text/calendar"
    assert event.dtstart.value == datetime(2027, 5, 26, 7, tzinfo=UTC)
    assert event.dtend.value == datetime(2027, 5, 26, 8, 30, tzinfo=UTC)
    assert moved.dtstart.value == datetime(2027, 5, 27, 6, tzinfo=UTC)
    assert moved.uid.value == event.uid.value == f"{name}.launch.slot@challenge"
    assert "BEGIN:VTIMEZONE" in answer.text
    assert partner.get(path.replace("launch", "midway")).status_code == 404
    assert make_partner(house, made.edition.id, rival_of(house, made)).get(path).status_code == 404


def test_a_confirmation_counts_for_the_time_that_was_read(house: TestHouse) -> None:
    made, partner, name = prepared(house)
    address = f"/e/crunch/partner/problems/{name}/slots/launch"
    slot = {"slot": "2027-05-26 09:00 10:30"}
    told = [partner.post(address, slot).status_code for _ in range(2)]
    once = house.read(lambda session: len(session.execute(select(SlotConfirmation)).all()))
    left = partner.get("/e/crunch/partner/expected").text
    later = {**SLOTS, "launch": ["2027-05-27", "08:00", "09:00"]}
    house.perform(house.house_in(made.edition.id), set_slots, made.teams[0].problem_id, later)
    again = partner.get("/e/crunch/partner/expected").text

    assert (told, once) == ([303, 303], 1)
    assert ("1 présence à confirmer" in left, "2 présences à confirmer" in again) == (True, True)
    assert partner.post(address, slot).status_code == 409


def archive(person: Person) -> dict[str, bytes]:
    """Return the files of a partner's archive by name."""
    with person.get("/e/crunch/partner/export.zip") as answer:
        body = answer.data
    with zipfile.ZipFile(io.BytesIO(body)) as opened:
        return {one: opened.read(one) for one in opened.namelist()}


def test_the_archive_holds_all_that_is_ones_own_and_nothing_of_others(sqlite_house: TestHouse) -> None:
    house = sqlite_house
    made, partner, _ = prepared(house)
    by, rival = house.house_in(made.edition.id), rival_of(house, made)
    house.perform(by, answer_question, ask(house, made, 0, "Own question"), "Own answer")
    house.perform(by, answer_question, ask(house, made, 2, f"{CANARY} question"), f"{CANARY} answer")
    for place, organisation, words in ((0, made.organisation_id, "own"), (2, rival, CANARY)):
        stored = house.ground.files.keep(io.BytesIO(words.encode()), f"{words}.txt", most=1000)
        house.perform(by, add_file, made.teams[place].problem_id, Sent(stored, f"{words}.txt", Level.FULL))
        other = make_partner(house, made.edition.id, organisation, name=f"{words} note")
        other.post(f"/e/crunch/partner/interests/{'ABC'[place]}01", {"wish": "incubate", "note": f"{words} note"})
    house.perform(by, set_dues, DuesSettings(prices_on=True))
    house.perform(by, set_seller, Seller(name="School", address="Belfort"))
    for organisation, words in ((made.organisation_id, "Own SA"), (rival, CANARY)):
        house.perform(by, set_buyer, organisation, Buyer(name=words))
        house.perform(
            by,
            record_payment,
            organisation,
            Paid(amount_cents=5000, paid_on=date(2027, 5, 1), way="order", reference=words),
        )
        house.perform(by, issue_invoice, organisation, "en")
    found = archive(partner)
    whole = b"\n".join([*(one.encode() for one in found), *found.values()])

    assert CANARY.encode() not in whole
    assert (b"Own answer" in found["questions.json"], found["files/001"]) == (True, b"own")
    assert b"A01" not in found["questions.json"]
    assert [row["gross"] for row in json.loads(found["papers.json"])] == [1000.0]
    assert [(row["amount"], row["reference"]) for row in json.loads(found["payments.json"])] == [(50.0, "Own SA")]
    assert [row["name"] for row in json.loads(found["made-out-to.json"])] == ["Own SA"]
    assert {row["name"] for row in json.loads(found["colleagues.json"])} >= {"own note"}
    assert b"own note" in found["interests.csv"]
    lines = list(csv.DictReader(io.StringIO(found["problems.csv"].decode("utf-8-sig"))))
    assert [line["status"] for line in lines] == ["confirmed"] * 2
    assert {name.partition(".")[2] for name in found if "/" not in name} == {"json", "csv"}
    assert json.loads(found["versions.json"])
    theirs = b"".join(archive(make_partner(house, made.edition.id, rival)).values())
    assert (CANARY.encode() in theirs, b"Own answer" in theirs) == (True, False)


def test_a_rival_sees_the_same_workspace_whatever_a_partner_does(sqlite_house: TestHouse) -> None:
    house = sqlite_house
    made, partner, name = prepared(house)
    rival = make_partner(house, made.edition.id, rival_of(house, made))
    asked = [f"/e/crunch/partner/{path}" for path in ("", "expected", "questions", "teams/A01", "teams/C01")]
    asked += [f"/e/crunch/partner/problems/{name}/slots/{one}.ics" for one in ("launch", "midway")]
    before, archived = answers(rival.browser, asked), archive(rival)
    ask(house, made, 0, CANARY)
    partner.post(f"/e/crunch/partner/problems/{name}/slots/launch", {"slot": "2027-05-26 09:00 10:30"})
    partner.post("/e/crunch/partner/interests/A01", {"wish": "incubate", "note": CANARY})
    make_problem(house, made.edition.id, made.organisation_id, title=CANARY, status=Status.SUBMITTED)
    house.deliver()

    assert answers(rival.browser, asked) == before
    assert archive(rival) == archived
    assert house.read(lambda session: len(session.execute(select(Interest)).all())) == 1


def test_who_asked_for_help_is_never_on_the_page(sqlite_house: TestHouse) -> None:
    made, partner, _ = prepared(sqlite_house)
    before = answers(partner.browser, ["/e/crunch/partner/", "/e/crunch/partner/teams/A01"])
    member_of(sqlite_house, made).post("/e/crunch/teams/A01/help", {"kind": "coach", "need": CANARY})
    sqlite_house.deliver()

    assert answers(partner.browser, ["/e/crunch/partner/", "/e/crunch/partner/teams/A01"]) == before


def test_the_page_takes_as_many_statements_whatever_there_is(sqlite_house: TestHouse) -> None:
    house = sqlite_house
    made, partner, _ = prepared(house)

    def counted() -> int:
        partner.get("/e/crunch/partner/")
        with statements() as seen:
            assert partner.get("/e/crunch/partner/").status_code == 200
        return len(seen)

    few = counted()
    assert few <= 8
    for number in range(5):
        make_problem(house, made.edition.id, made.organisation_id, title=f"More {number}")
        ask(house, made, number % 2, f"Number {number}?")

    assert counted() == few


def test_without_an_organisation_there_is_the_draft_alone(sqlite_house: TestHouse) -> None:
    made = hall(sqlite_house)
    newcomer: Any = sqlite_house.person(made.edition.id, Role.PARTNER)
    make_organisation(sqlite_house, made.edition.id, "Somebody else")
    text = newcomer.get("/e/crunch/partner/").text

    assert "export.zip" not in text
    assert set(archive(newcomer)) >= {"problems.json", "questions.csv"}
