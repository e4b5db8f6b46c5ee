"""Texts and files of a problem open level by level, each opening on record, marked with who opened it."""

import io
from html import unescape

import pytest
from PIL import Image
from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import update

from challenge.kernel.actor import Role
from challenge.kernel.work import Work
from challenge.problems.attaching import Sent, add_file, files_of
from challenge.problems.models import Problem
from challenge.problems.openings import who_saw_what
from challenge.problems.rules import Level
from tests.house import Person, TestHouse
from tests.make.agreements import members, publish, sign_all
from tests.make.organisations import make_organisation, make_partner
from tests.make.teams import Composed, make_composed, reveal


def close(work: Work, problem_id: int, confidentiality: str) -> None:
    texts = {"title": "Canarytitle", "summary": "Canarysummary", "full_text": "Canaryfull"}
    work.session.execute(
        update(Problem).where(Problem.id == problem_id).values(confidentiality=confidentiality, **texts)
    )


def pdf() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    for page in (1, 2):
        canvas.drawString(100, 700, f"Canarypage{page}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (400, 300), "white").save(out, "PNG")
    return out.getvalue()


def attach(house: TestHouse, composed: Composed, body: bytes, name: str, level: Level) -> str:
    """Put a file beside the first team's problem; returns its outside name."""
    stored = house.ground.files.keep(io.BytesIO(body), name, most=1_000_000)
    problem_id = composed.teams[0].problem_id
    house.perform(house.house_in(composed.edition.id), add_file, problem_id, Sent(stored, name, level))
    return house.read(files_of, problem_id)[-1].public_id


def prepared(house: TestHouse, confidentiality: str = "secret") -> tuple[Composed, str]:
    """Return a composed edition whose first team has a problem of that kind, and the address of its text."""
    composed = make_composed(house)
    house.perform(house.house_in(composed.edition.id), close, composed.teams[0].problem_id, confidentiality)
    publish(house, composed.edition.id)
    name = house.read(lambda session: session.get_one(Problem, composed.teams[0].problem_id).public_id)
    return composed, f"/e/crunch/problems/{name}/text"


def make_rival(house: TestHouse, composed: Composed) -> Person:
    """Return somebody who speaks for another organisation."""
    return make_partner(house, composed.edition.id, make_organisation(house, composed.edition.id, "Rail & Co"))


def member(house: TestHouse, composed: Composed, place: int = 0) -> Person:
    return house.log_in(members(house, composed.teams[place].id)[0][1], composed.edition.id)


def sign_team(house: TestHouse, composed: Composed) -> None:
    for person, account in members(house, composed.teams[0].id):
        sign_all(house, composed.edition.id, person, account)
    house.deliver()


def test_a_text_opens_after_signing_and_reveal_and_is_on_record(house: TestHouse) -> None:
    composed, address = prepared(house)
    student, other = member(house, composed), member(house, composed, 1)
    early = student.get(address).status_code
    reveal(house, composed)
    unsigned = student.get(address).status_code
    sign_team(house, composed)
    house.deliver()
    text = unescape(student.get(address).text)
    strangers = [one.get(address).status_code for one in (other, house.person(composed.edition.id, Role.JUROR))]
    seen = house.read(who_saw_what, composed.teams[0].problem_id)

    assert (early, unsigned) == (404, 404)
    assert ("Canarysummary" in text, "Canaryfull" in text) == (True, True)
    assert strangers == [404, 404]
    assert [(one.who, one.role, one.team, one.level, one.file) for one in seen] == [
        (student.actor.name, "student", "A01", "full", "")
    ]


def test_files_open_by_level_and_carry_who_opened_them(house: TestHouse) -> None:
    composed, _ = prepared(house, "restricted")
    paper = attach(house, composed, pdf(), "plan.pdf", Level.FULL)
    shot = attach(house, composed, picture(), "shot.png", Level.TEASER)
    student, other = member(house, composed), member(house, composed, 1)
    reveal(house, composed)
    early = [one.get(f"/e/crunch/attachments/{name}").status_code for one in (student, other) for name in (paper, shot)]
    sign_team(house, composed)
    house.deliver()
    with student.get(f"/e/crunch/attachments/{paper}") as answer:
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(answer.get_data())).pages]
        kept = answer.headers["Content-Disposition"], answer.headers["Content-Security-Policy"]
    with student.get(f"/e/crunch/attachments/{shot}") as answer:
        drawn = Image.open(io.BytesIO(answer.get_data())).convert("L")
    seen = [(one.who, one.level, one.file) for one in house.read(who_saw_what, composed.teams[0].problem_id)]

    assert early == [404, 200, 404, 200]
    assert ["Canarypage1" in pages[0], "Canarypage2" in pages[1]] == [True, True]
    code = house.read(who_saw_what, composed.teams[0].problem_id)[0].code
    assert [f"{student.actor.name} [{code}]" in text for text in pages] == [True, True]
    assert "plan.pdf" in kept[0]
    assert "sandbox" in kept[1]
    assert drawn.size == (400, 300)
    assert min(drawn.tobytes()) < 200
    assert seen[:2] == [(student.actor.name, "teaser", "shot.png"), (student.actor.name, "full", "plan.pdf")]
    assert len(seen) == 4


def test_its_organisation_gets_its_file_as_it_is_and_is_on_record(sqlite_house: TestHouse) -> None:
    composed, _ = prepared(sqlite_house)
    paper = attach(sqlite_house, composed, pdf(), "plan.pdf", Level.FULL)
    partner = make_partner(sqlite_house, composed.edition.id, composed.organisation_id)
    organiser = sqlite_house.person(composed.edition.id, Role.ORGANISER)
    bodies = []
    for one in (partner, organiser):
        with one.get(f"/e/crunch/attachments/{paper}") as answer:
            bodies.append(answer.get_data())
    seen = sqlite_house.read(who_saw_what, composed.teams[0].problem_id)

    assert bodies[0] == bodies[1]
    assert "Camille" not in PdfReader(io.BytesIO(bodies[0])).pages[0].extract_text()
    assert [one.role for one in seen] == ["organiser", "partner"]


def test_a_file_that_cannot_be_marked_is_not_given(sqlite_house: TestHouse) -> None:
    composed, _ = prepared(sqlite_house)
    paper = attach(sqlite_house, composed, pdf()[:300] + b"broken", "plan.pdf", Level.FULL)
    reveal(sqlite_house, composed)
    sign_team(sqlite_house, composed)
    answer = member(sqlite_house, composed).get(f"/e/crunch/attachments/{paper}")

    assert answer.status_code == 422
    assert sqlite_house.read(who_saw_what, composed.teams[0].problem_id) == []


def test_the_report_is_for_its_partner_and_the_organisers(sqlite_house: TestHouse) -> None:
    composed, address = prepared(sqlite_house)
    reveal(sqlite_house, composed)
    sign_team(sqlite_house, composed)
    student = member(sqlite_house, composed)
    student.get(address)
    partner = make_partner(sqlite_house, composed.edition.id, composed.organisation_id)
    rival = make_rival(sqlite_house, composed)
    organiser = sqlite_house.person(composed.edition.id, Role.ORGANISER)
    own = address.replace("/problems/", "/partner/problems/").replace("/text", "/openings")
    desk = address.replace("/problems/", "/desk/problems/").replace("/text", "/openings")
    organiser.get(desk.replace("/openings", ""))

    for who, page in ((partner, own), (organiser, desk)):
        assert student.actor.name in unescape(who.get(page).text)
        assert student.actor.name in who.get(f"{page}?format=csv").data.decode()
    assert ",organiser," in organiser.get(f"{desk}?format=csv").data.decode()
    for who, page in ((rival, own), (rival, desk), (student, own), (student, desk), (partner, desk)):
        assert who.get(page).status_code == 404


def test_organisers_set_what_a_level_needs(house: TestHouse) -> None:
    composed, _ = prepared(house, "restricted")
    shot = attach(house, composed, picture(), "shot.png", Level.TEASER)
    other = member(house, composed, 1)
    organiser = house.person(composed.edition.id, Role.ORGANISER)
    with other.get(f"/e/crunch/attachments/{shot}") as given:
        before = given.status_code
    boxes = [f"{kind}:{level}:team" for kind in ("restricted", "secret") for level in Level]
    refused = organiser.post("/e/crunch/desk/disclosure", {"need": ["secret:full:love"]})
    kept = organiser.post("/e/crunch/desk/disclosure", {"need": boxes, "milestone": ["secret:full:reveal"]})
    page = organiser.get("/e/crunch/desk/disclosure").text

    assert (before, refused.status_code, kept.status_code) == (200, 422, 303)
    assert other.get(f"/e/crunch/attachments/{shot}").status_code == 404
    assert 'value="restricted:teaser:team" checked' in page


@pytest.mark.parametrize("kind", ["restricted", "secret"])
def test_what_lies_within_is_in_no_answer_for_rivals(sqlite_house: TestHouse, kind: str) -> None:
    composed, address = prepared(sqlite_house, kind)
    paper = attach(sqlite_house, composed, b"Canaryfile", "Canaryname.txt", Level.TEASER)
    reveal(sqlite_house, composed)
    sign_team(sqlite_house, composed)
    sqlite_house.deliver()
    rival = make_rival(sqlite_house, composed)
    absent = "/e/crunch/attachments/zzzzzzzzzzzzzzzz"
    answers = [rival.get(one) for one in (address, f"/e/crunch/attachments/{paper}", absent)]

    assert [one.status_code for one in answers] == [404, 404, 404]
    assert all("anary" not in one.get_data(as_text=True) for one in answers)
