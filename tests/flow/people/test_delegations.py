"""A school's link: its own students alone, proposed and never applied by itself, revocable, limited."""

import io
import os
import re

from flask.testing import FlaskClient

from challenge.exchange.queries import past_imports
from challenge.exchange.uploads import Uploads
from challenge.kernel.actor import Role
from challenge.people import delegations
from challenge.people.queries import roster
from tests.house import Person, TestHouse
from tests.make.editions import make_edition
from tests.make.people import apply_file

DESK = "/e/crunch/desk/people/delegations"
ROSTER = "student_id,first_name,last_name,email,school\nA1,Ana,Diaz,ana@a.example,Alpha\nB1,Bo,Li,bo@b.example,Beta\n"
HEAD = "student_id,first_name,last_name,email,school\n"


def link_of(organiser: Person, school: str = "Alpha") -> str:
    page = organiser.post(DESK, {"school": school}).get_data(as_text=True)
    (path,) = re.findall(r"http://localhost(/d/\w+)", page)
    return str(path)


def holder(house: TestHouse, path: str) -> FlaskClient:
    browser = house.visitor()
    browser.get(path)
    return browser


def send(browser: FlaskClient, text: str, **more: object) -> object:
    page = browser.get("/delegation").get_data(as_text=True)
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    data = {"csrf_token": found[1] if found else "", "list": text, **more}
    return browser.post("/delegation", data=data, content_type="multipart/form-data")


def states(house: TestHouse, edition_id: int) -> list[tuple[str, str, str]]:
    return [(row.source, row.scope, row.state) for row, _ in house.read(past_imports, edition_id)]


def test_list_of_a_school_is_proposed_and_touches_nobody_else(house: TestHouse) -> None:
    edition = make_edition(house)
    organiser = house.person(edition.id, Role.ORGANISER)
    apply_file(house, edition.id, "roster", ROSTER)
    browser = holder(house, link_of(organiser))
    own = browser.get("/delegation").get_data(as_text=True)
    send(browser, HEAD + "A1,Ana,Diaz-Roux,ana@a.example,Elsewhere\nA2,Zoé,Roux,zoe@a.example,Beta\n")
    before = [(one.ref, one.last_name) for one in house.read(roster, edition.id)]
    (proposed, _), *_ = house.read(past_imports, edition.id)
    address = f"/e/crunch/desk/imports/{proposed.public_id}"
    organiser.post(f"{address}/apply", {"expected": proposed.fingerprint})

    assert ("A1,Ana" in own, "B1,Bo" in own) == (True, False)
    assert before == [("A1", "Diaz"), ("B1", "Li")]
    assert states(house, edition.id) == [("link", "Alpha", "applied")]
    assert [(one.ref, one.last_name, one.school) for one in house.read(roster, edition.id)] == [
        ("A1", "Diaz-Roux", "Alpha"),
        ("A2", "Roux", "Alpha"),
        ("B1", "Li", "Beta"),
    ]


def test_number_and_address_of_another_school_are_refused_without_a_name(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    organiser = sqlite_house.person(edition.id, Role.ORGANISER)
    apply_file(sqlite_house, edition.id, "roster", ROSTER)
    browser = holder(sqlite_house, link_of(organiser))
    send(browser, HEAD + "A1,Ana,Diaz,ana@a.example,\nB1,Mallory,X,m@x.example,\nA3,Eve,Y,bo@b.example,\n")
    page = browser.get("/delegation").get_data(as_text=True)

    assert states(sqlite_house, edition.id) == [("link", "Alpha", "wrong")]
    assert re.findall(r'<th scope="row" class="end num">(\d+)</th><td[^>]*>(\w+)', page) == [
        ("3", "student_id"),
        ("4", "email"),
    ]
    assert "B1" not in re.sub(r"B1 est celui|B1 is another", "", page)


def test_wrong_list_is_told_by_line_and_what_was_typed_stays(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    browser = holder(sqlite_house, link_of(sqlite_house.person(edition.id, Role.ORGANISER)))
    answer = send(browser, "student_id,level\nA1,5A\n")

    assert (answer.status_code, "A1,5A" in answer.get_data(as_text=True)) == (200, True)  # type: ignore[attr-defined]
    assert states(sqlite_house, edition.id) == [("link", "Alpha", "wrong")]


def test_later_list_takes_the_place_of_an_undecided_one(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    browser = holder(sqlite_house, link_of(sqlite_house.person(edition.id, Role.ORGANISER)))
    for name in ("Ana", "Zoé"):
        send(browser, f"student_id,first_name,Hobby\nA1,{name},x\n")

    assert states(sqlite_house, edition.id) == [("link", "Alpha", "ready")]


def test_revoked_replaced_and_unknown_links_open_nothing(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    organiser = sqlite_house.person(edition.id, Role.ORGANISER)
    first, second = link_of(organiser), link_of(organiser)
    entered = holder(sqlite_house, second)
    (line,) = sqlite_house.read(delegations.school_lines, edition.id)
    assert line.link is not None
    organiser.post(f"{DESK}/{line.link.public_id}/revoke")
    send(entered, "student_id\nA1\n")

    visitor = sqlite_house.visitor()
    assert [visitor.get(path).status_code for path in (first, second, "/d/nonsense")] == [404, 404, 404]
    assert 'name="list"' not in entered.get("/delegation").get_data(as_text=True)
    assert states(sqlite_house, edition.id) == []


def test_too_many_and_too_long_lists_are_refused(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    browser = holder(sqlite_house, link_of(sqlite_house.person(edition.id, Role.ORGANISER)))
    long = "student_id\n" + "".join(f"A{n}\n" for n in range(delegations.MOST_LINES + 1))
    codes = [send(browser, long).status_code, send(browser, "").status_code]  # type: ignore[attr-defined]
    for n in range(delegations.AN_HOUR + 1):
        answer = send(browser, f"student_id\nA{n}\n")

    kept = [path for path in (sqlite_house.config.instance / "imports").rglob("*") if path.is_file()]
    assert (codes, answer.status_code) == ([422, 422], 503)  # type: ignore[attr-defined]
    assert len(kept) == delegations.AN_HOUR


def test_list_sent_on_friday_can_be_applied_on_monday(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    organiser = sqlite_house.person(edition.id, Role.ORGANISER)
    send(holder(sqlite_house, link_of(organiser)), "student_id,first_name\nA1,Ana\n")
    uploads = sqlite_house.config.instance / "imports" / str(edition.id)
    for path in uploads.iterdir():
        friday = path.stat().st_mtime - 3 * 24 * 3600
        os.utime(path, (friday, friday))
    Uploads(sqlite_house.config.instance, edition.id).keep(b"another list")
    (proposed, _), *_ = sqlite_house.read(past_imports, edition.id)
    address = f"/e/crunch/desk/imports/{proposed.public_id}"
    applied = organiser.post(f"{address}/apply", {"expected": proposed.fingerprint})

    assert (applied.status_code, [one.ref for one in sqlite_house.read(roster, edition.id)]) == (303, ["A1"])


def test_file_is_taken_like_text(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    browser = holder(sqlite_house, link_of(sqlite_house.person(edition.id, Role.ORGANISER)))
    send(browser, "", file=(io.BytesIO("numéro;prénom\nA1;Zoé\n".encode("cp1252")), "liste.csv"))

    assert states(sqlite_house, edition.id) == [("link", "Alpha", "ready")]
