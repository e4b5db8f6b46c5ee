"""The import page: difference, apply by a second button, errors by line, refusal when the data changed meanwhile."""

import io
import os
import re
from pathlib import Path
from typing import Any

from challenge.exchange.uploads import Uploads
from challenge.kernel.actor import Role
from challenge.people.queries import roster
from tests.house import Person, TestHouse
from tests.make.editions import make_edition
from tests.make.people import apply_file

FILE = "student_id,first_name,last_name,level\nS1,Mei,Ling,3\nS2,Omar,Diallo,4\n"
PAGE = "/e/crunch/desk/import"


def upload(organiser: Person, text: str, kind: str = "roster", **more: str) -> Any:
    data = {"kind": kind, "file": (io.BytesIO(text.encode()), "list.csv"), **more}
    return organiser.post(PAGE, data, content_type="multipart/form-data")


def agreed(organiser: Person, address: str) -> str:
    found = re.search(r'name="expected" value="(\w+)"', organiser.get(address).get_data(as_text=True))
    assert found is not None
    return found[1]


def waiting(house: TestHouse) -> list[str]:
    return [path.name for path in (house.config.instance / "imports").rglob("*") if path.is_file()]


def test_upload_shows_the_difference_and_the_second_button_applies_it(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    organiser = sqlite_house.person(edition.id, Role.ORGANISER)
    address = upload(organiser, FILE).headers["Location"]
    before = sqlite_house.read(roster, edition.id)
    page = organiser.get(address).get_data(as_text=True)
    done = organiser.post(address, {"expected": agreed(organiser, address)})

    assert before == []
    assert re.findall(r"S\d \w+ \w+", page) == ["S1 Mei Ling", "S2 Omar Diallo"]
    assert (done.status_code, [one.ref for one in sqlite_house.read(roster, edition.id)]) == (303, ["S1", "S2"])
    assert waiting(sqlite_house) == []


def test_apply_is_refused_when_the_data_changed_meanwhile(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    organiser = sqlite_house.person(edition.id, Role.ORGANISER)
    address = upload(organiser, FILE).headers["Location"]
    expected = agreed(organiser, address)
    apply_file(sqlite_house, edition.id, "roster", "student_id\nS2\n")
    refused = organiser.post(address, {"expected": expected})
    again = organiser.post(address, {"expected": agreed(organiser, address)})

    assert (refused.status_code, again.status_code) == (409, 303)
    assert [one.name for one in sqlite_house.read(roster, edition.id)] == ["Mei Ling", "Omar Diallo"]


def test_errors_are_shown_by_line_and_cannot_be_applied(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    organiser = sqlite_house.person(edition.id, Role.ORGANISER)
    address = upload(organiser, FILE + "S3,A,B,9\n,C,D,1\n").headers["Location"]
    page = organiser.get(address).get_data(as_text=True)
    forged = organiser.post(address, {"expected": "0" * 64})

    assert re.findall(r'<th scope="row" class="end num">(\d+)</th><td[^>]*>(\w+)', page) == [
        ("4", "level"),
        ("5", "student_id"),
    ]
    assert 'name="expected"' not in page
    assert (forged.status_code, sqlite_house.read(roster, edition.id)) == (422, [])


def test_partial_list_lets_nobody_leave(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    organiser = sqlite_house.person(edition.id, Role.ORGANISER)
    apply_file(sqlite_house, edition.id, "roster", FILE)
    whole, part = (upload(organiser, "student_id\nS3\n", **more) for more in ({}, {"partial": "1"}))
    pages = [organiser.get(answer.headers["Location"]).get_data(as_text=True) for answer in (whole, part)]

    assert ['id="leavers"' in page for page in pages] == [True, False]


def test_what_is_no_table_is_refused_at_once(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    organiser = sqlite_house.person(edition.id, Role.ORGANISER)
    codes = [upload(organiser, text).status_code for text in ("", "\x00\x01", 'a,"b\n')]

    assert (codes, waiting(sqlite_house)) == ([422, 422, 422], [])


def test_waiting_file_is_for_the_organisers_of_its_edition_alone(sqlite_house: TestHouse) -> None:
    edition, other = make_edition(sqlite_house), make_edition(sqlite_house, "other")
    address = upload(sqlite_house.person(edition.id, Role.ORGANISER), FILE).headers["Location"]
    foreign = sqlite_house.person(other.id, Role.ORGANISER)
    coach = sqlite_house.person(edition.id, Role.COACH)

    assert [
        foreign.get(address).status_code,
        foreign.get(address.replace("/crunch/", "/other/")).status_code,
        coach.get(address).status_code,
        upload(coach, FILE).status_code,
    ] == [404, 404, 404, 404]


def test_waiting_files_go_after_a_day(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path, 1)
    old = uploads.keep(b"old")
    stale = tmp_path / "imports" / "1" / old
    yesterday = stale.stat().st_mtime - 90_000
    os.utime(stale, (yesterday, yesterday))
    uploads.keep(b"new")

    assert not stale.exists()
