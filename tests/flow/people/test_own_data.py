"""Persons correct their own data; a later list contradicts it in sight; sensitive fields need a purpose."""

import io
import re
from typing import Any

import pytest

from challenge.exchange.actions import apply_upload, difference_of, read_upload, reading_of
from challenge.exchange.choices import Choices
from challenge.exchange.importing import importer_of
from challenge.kernel.actor import Role
from challenge.kernel.errors import Invalid
from challenge.people.corrections import rule_field
from challenge.people.models import Person as Student
from challenge.people.queries import roster
from challenge.people.rules import FieldRules
from tests.house import Person, TestHouse
from tests.make.editions import make_edition
from tests.make.people import apply_file

HEAD = "student_id,first_name,last_name,languages,skills,besoins,sexe\n"
LINE = "S1,Elisabeth,Noël,fr,cad,ramp,F\n"
ME = "/e/crunch/me"
FIELDS = "/e/crunch/desk/people/fields"
PURPOSE = "Places with a ramp are assigned by it."


def student(house: TestHouse, edition_id: int) -> Person:
    (row,) = house.read(roster, edition_id)
    assert row.account_id is not None
    return house.log_in(row.account_id, edition_id)


def one(house: TestHouse, edition_id: int) -> Student:
    (row,) = house.read(roster, edition_id)
    return row


def import_by_rules(house: TestHouse, edition_id: int, text: str) -> dict[str, Any]:
    importer = importer_of("roster")
    reading = house.read(reading_of, edition_id, importer)
    upload = read_upload(importer, text.encode(), partial=False, reading=reading)
    return house.perform(house.house_in(edition_id), apply_upload, upload)


def test_own_words_survive_the_next_list_and_a_new_word_of_the_school_is_a_question(house: TestHouse) -> None:
    edition = make_edition(house)
    apply_file(house, edition.id, "roster", HEAD + LINE)
    me = student(house, edition.id)
    done = me.post(ME, {"first_name": "Élise", "languages": "français, Chinese", "skills": "cad", "consents": "photo"})
    same = apply_file(house, edition.id, "roster", HEAD + LINE)
    upload = read_upload(importer_of("roster"), (HEAD + LINE.replace("Elis", "Lis")).encode(), partial=False)
    found = house.read(difference_of, edition.id, upload)
    held = house.perform(house.house_in(edition.id), apply_upload, upload)
    kept = one(house, edition.id)
    again = house.read(difference_of, edition.id, upload)

    assert (done.status_code, same["changes"], held["changes"]) == (303, 0, 0)
    assert [(part.name, part.old, part.new, part.contested) for part in found.changes[0].fields] == [
        ("first_name", "Élise", "Lisabeth", True)
    ]
    assert (kept.first_name, kept.languages, kept.consents) == ("Élise", ["fr", "zh"], ["photo"])
    assert again.changes == ()


def test_organiser_may_prefer_the_school_and_that_ends_the_correction(house: TestHouse) -> None:
    edition = make_edition(house)
    apply_file(house, edition.id, "roster", HEAD + LINE)
    student(house, edition.id).post(ME, {"first_name": "Élise", "languages": "fr", "skills": "cad"})
    upload = read_upload(importer_of("roster"), (HEAD + LINE.replace("Elis", "Lis")).encode(), partial=False)
    house.perform(house.house_in(edition.id), apply_upload, upload, "", Choices())
    later = apply_file(house, edition.id, "roster", HEAD + LINE)

    assert (one(house, edition.id).first_name, later["changes"]) == ("Elisabeth", 1)


def test_wrong_language_is_told_at_its_field_and_nothing_is_kept(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    apply_file(sqlite_house, edition.id, "roster", HEAD + LINE)
    answer = student(sqlite_house, edition.id).post(ME, {"first_name": "Élise", "languages": "klingon"})

    assert (answer.status_code, one(sqlite_house, edition.id).first_name) == (422, "Elisabeth")
    assert re.findall(r'href="#f-(\w+)"', answer.get_data(as_text=True)) == ["languages"]


def test_a_field_beyond_its_length_keeps_what_was_typed(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    apply_file(sqlite_house, edition.id, "roster", HEAD + LINE)
    me = student(sqlite_house, edition.id)
    answer = me.post(
        ME, {"first_name": "É" * 121, "languages": "fr, chinese", "skills": "cad, weaving", "consents": "photo"}
    )

    assert answer.status_code == 422
    assert ("É" * 121 in answer.text, "fr, chinese" in answer.text, "cad, weaving" in answer.text) == (True,) * 3
    assert re.search(r'value="photo"[^>]*checked', answer.text)
    assert re.findall(r'href="#f-(\w+)"', answer.text) == ["first_name"]


def test_page_says_what_is_stored_and_why(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    apply_file(sqlite_house, edition.id, "roster", HEAD + LINE)
    page = student(sqlite_house, edition.id).get(ME, headers={"Accept-Language": "en"}).get_data(as_text=True)
    rows = re.findall(r'<tr><th scope="row">([^<]+)</th><td[^>]*><span class="wrap">([^<]+)', page)

    assert [value for _, value in rows] == ["S1", "Elisabeth", "Noël", "fr", "cad"]
    assert "retrouver la personne dans la liste" in page


def test_fixed_field_is_not_the_persons_to_change(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    apply_file(sqlite_house, edition.id, "roster", HEAD + LINE)
    organiser = sqlite_house.person(edition.id, Role.ORGANISER)
    organiser.post(FIELDS, {"field": "first_name", "collected": "1"})
    me = student(sqlite_house, edition.id)
    page = me.get(ME).get_data(as_text=True)
    me.post(ME, {"first_name": "Élise", "languages": "fr"})

    assert 'name="first_name"' not in page
    assert one(sqlite_house, edition.id).first_name == "Elisabeth"


def test_sensitive_fields_need_a_purpose_and_are_erased_when_turned_off(house: TestHouse) -> None:
    edition = make_edition(house)
    organiser = house.person(edition.id, Role.ORGANISER)
    import_by_rules(house, edition.id, HEAD + LINE)
    off = one(house, edition.id)
    short = organiser.post(FIELDS, {"field": "needs", "collected": "1", "purpose": "because"})
    for field in ("needs", "gender"):
        organiser.post(FIELDS, {"field": field, "collected": "1", "by_person": "1", "purpose": PURPOSE})
    import_by_rules(house, edition.id, HEAD + LINE)
    on = one(house, edition.id)
    page = student(house, edition.id).get(ME).get_data(as_text=True)
    for field in ("needs", "gender"):
        organiser.post(FIELDS, {"field": field, "collected": "0"})
    erased = one(house, edition.id)

    assert (off.needs, off.private, short.status_code) == ("", {}, 422)
    assert (on.needs, on.private) == ("ramp", {"gender": "F"})
    assert page.count(PURPOSE) == 2
    assert (erased.needs, erased.private) == ("", {})


def test_file_with_sensitive_columns_is_read_without_them_and_says_so(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    organiser = sqlite_house.person(edition.id, Role.ORGANISER)
    data = {"kind": "roster", "file": (io.BytesIO((HEAD + LINE).encode()), "list.csv")}
    answer = organiser.post("/e/crunch/desk/import", data, content_type="multipart/form-data")
    page = organiser.get(answer.headers["Location"]).get_data(as_text=True)

    assert "besoins, sexe" in page
    assert "ramp" not in page


def test_nobody_is_kept_from_taking_a_consent_back(house: TestHouse) -> None:
    edition = make_edition(house)
    by = house.house_in(edition.id)
    with pytest.raises(Invalid, match=r"people\.no_such_field"):
        house.perform(by, rule_field, "consents", collected=True, by_person=False, purpose="")

    assert FieldRules({}, frozenset({"consents", "skills"})).correctable == ("first_name", "languages", "consents")
