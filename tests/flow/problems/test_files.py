"""Files beside problems, and the full form: kept, refused with words, shown to those they are for."""

import io
import re

import pytest

from challenge.kernel.actor import Role
from challenge.problems import rules
from challenge.problems.attaching import files_of
from challenge.problems.models import Problem
from challenge.problems.queries import all_problems
from challenge.problems.rules import FILE_MOST_BYTES, Status
from tests.flow.problems.test_pages import FORM, again, text_of
from tests.house import Person, TestHouse
from tests.make.editions import make_edition
from tests.make.organisations import make_organisation, make_partner
from tests.make.problems import make_problem

FULL = {
    **FORM,
    "teaser": "A night without squeals.",
    "context": "Canarycontext",
    "question": "Why does it squeal?",
    "expected": "A model",
    "full_text": "Canaryfull",
    "materials": "Canarymaterials",
    "safety": "Canarysafety",
    "category": "research",
    "themes": ["city", "mobility"],
    "wanted_depts": "INFO:3, ENERGY",
    "required_skills": "acoustics:1",
    "languages": ["en"],
    "site": "Lyon",
    "min_teams": "1",
    "contact_name": "Canaryname",
    "contact_email": "canarycontact@rail.example",
    "backup_name": "Canarybackup",
    "backup_email": "canarysecond@rail.example",
    "midway_day": "2027-05-26",
    "midway_from": "14:00",
    "midway_to": "16:30",
}


def one_problem(house: TestHouse, edition_id: int) -> Problem:
    [(row, _)] = house.read(all_problems, edition_id)
    return row


def sent(partner: Person, path: str, content: bytes, name: str, **more: str) -> int:
    data = {"file": (io.BytesIO(content), name), "level": "full", **more}
    with partner.post(path, data, content_type="multipart/form-data") as answer:
        return int(answer.status_code)


def test_full_form_is_kept_whole_and_comes_back_into_the_form(house: TestHouse) -> None:
    edition = make_edition(house)
    own = make_organisation(house, edition.id)
    partner = make_partner(house, edition.id, own)
    posted = partner.post("/e/crunch/partner/problems", FULL)
    row = one_problem(house, edition.id)
    form = text_of(partner.get(f"/e/crunch/partner/problems/{row.public_id}/edit"))

    assert posted.status_code == 303
    assert (row.wanted_depts, row.required_skills, row.site, row.category) == (
        ["INFO", "ENERGY"],
        ["acoustics"],
        "Lyon",
        "research",
    )
    assert row.details["weights"] == {"depts": {"INFO": 3, "ENERGY": 2}, "skills": {"acoustics": 1}}
    assert (row.details["themes"], row.details["languages"]) == (["city"], ["en"])
    assert row.details["availability"] == {"midway": ["2027-05-26", "14:00", "16:30"]}
    assert row.contacts["backup_email"] == "canarysecond@rail.example"
    assert re.findall(r'value="(INFO:3, ENERGY|2027-05-26|acoustics:1)"', form) == [
        "INFO:3, ENERGY",
        "acoustics:1",
        "2027-05-26",
    ]


def test_what_lies_within_is_on_no_page_of_others_even_of_an_open_problem(sqlite_house: TestHouse) -> None:
    house = sqlite_house
    edition = make_edition(house, "within")
    own = make_organisation(house, edition.id)
    partner = make_partner(house, edition.id, own)
    partner.post("/e/within/partner/problems", FULL)
    row = one_problem(house, edition.id)
    sent(partner, f"/e/within/partner/problems/{row.public_id}/files", b"Canaryfile", "Canaryname.txt")
    [file] = house.read(files_of, row.id)
    organiser = house.person(edition.id, Role.ORGANISER)
    confirmed = organiser.post(f"/e/within/desk/problems/{row.public_id}", {"decision": "confirm", "version": "1"})
    house.deliver()
    places = ["/e/within/problems", f"/e/within/problems/{row.public_id}", f"/e/within/attachments/{file.public_id}"]
    rival = make_partner(house, edition.id, make_organisation(house, edition.id, "Rail & Co"))
    readers = (house.visitor(), house.person(edition.id, Role.STUDENT), rival)
    seen = [sorted(set(re.findall(r"Canary\w+|canary\w+", text_of(who.get(one))))) for who in readers for one in places]

    assert confirmed.status_code == 303
    assert seen == [[], ["Canarycontext"], []] * 3
    for who in (partner, organiser):
        with who.get(places[2]) as answer:
            assert answer.get_data() == b"Canaryfile"


def test_file_of_a_rival_is_answered_like_an_absent_one(sqlite_house: TestHouse) -> None:
    house = sqlite_house
    edition = make_edition(house)
    own, other = make_organisation(house, edition.id), make_organisation(house, edition.id, "Rail & Co")
    row = make_problem(house, edition.id, own, status=Status.SUBMITTED)
    partner, rival = make_partner(house, edition.id, own), make_partner(house, edition.id, other)
    sent(partner, f"/e/crunch/partner/problems/{row.public_id}/files", b"text", "plan.txt")
    [file] = house.read(files_of, row.id)

    def answers(name: str) -> list[tuple[int, str]]:
        base = f"/e/crunch/partner/attachments/{name}"
        got = [
            rival.get(f"/e/crunch/attachments/{name}"),
            rival.post(base, {"level": "teaser"}),
            rival.post(f"{base}/remove"),
        ]
        return [(one.status_code, re.sub(rf'data-now="\d+"|{name}', "", text_of(one))) for one in got]

    assert answers(file.public_id) == answers("zzzzzzzzzzzzzzzz")
    assert [status for status, _ in answers(file.public_id)] == [404, 404, 404]


@pytest.mark.parametrize(
    ("content", "name", "status"),
    [
        (b"MZ" * 200, "tool.exe", 422),
        (b"no picture", "plan.png", 422),
        (b"", "plan.txt", 422),
    ],
)
def test_wrong_files_are_refused_and_nothing_stays(
    sqlite_house: TestHouse, content: bytes, name: str, status: int
) -> None:
    edition = make_edition(sqlite_house)
    own = make_organisation(sqlite_house, edition.id)
    row = make_problem(sqlite_house, edition.id, own, status=Status.SUBMITTED)
    partner = make_partner(sqlite_house, edition.id, own)
    path = f"/e/crunch/partner/problems/{row.public_id}/files"
    page = text_of(partner.get(path))

    assert sent(partner, path, content, name) == status
    assert sqlite_house.read(files_of, row.id) == []
    # The browser knows kind and size before anything is sent.
    assert (f'data-max-bytes="{FILE_MOST_BYTES}"' in page, 'accept=".pdf,' in page) == (True, True)


def test_file_larger_than_allowed_is_refused(sqlite_house: TestHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "FILE_MOST_BYTES", 10)
    edition = make_edition(sqlite_house)
    own = make_organisation(sqlite_house, edition.id)
    row = make_problem(sqlite_house, edition.id, own, status=Status.SUBMITTED)
    path = f"/e/crunch/partner/problems/{row.public_id}/files"

    assert sent(make_partner(sqlite_house, edition.id, own), path, b"eleven byte", "plan.txt") == 413
    assert sqlite_house.read(files_of, row.id) == []


def test_file_sent_twice_under_one_key_is_one_and_changes_its_level(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    own = make_organisation(sqlite_house, edition.id)
    row = make_problem(sqlite_house, edition.id, own, status=Status.SUBMITTED)
    partner = make_partner(sqlite_house, edition.id, own)
    path = f"/e/crunch/partner/problems/{row.public_id}/files"
    answers = [sent(partner, path, b"text", "plan.txt", idempotency_key="one") for _ in range(2)]
    [file] = sqlite_house.read(files_of, row.id)
    partner.post(f"/e/crunch/partner/attachments/{file.public_id}", {"level": "teaser"})
    [changed] = sqlite_house.read(files_of, row.id)
    partner.post(f"/e/crunch/partner/attachments/{file.public_id}/remove")

    assert answers == [303, 303]
    assert (file.level, changed.level) == ("full", "teaser")
    assert sqlite_house.read(files_of, row.id) == []


def test_problem_without_backup_is_saved_and_not_confirmable_and_says_why(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    own = make_organisation(sqlite_house, edition.id)
    partner = make_partner(sqlite_house, edition.id, own)
    partner.post("/e/crunch/partner/problems", FORM)
    row = one_problem(sqlite_house, edition.id)
    organiser = sqlite_house.person(edition.id, Role.ORGANISER)
    desk = f"/e/crunch/desk/problems/{row.public_id}"
    refused = organiser.post(desk, {"decision": "confirm", "version": "1"})
    own_page = text_of(partner.get(f"/e/crunch/partner/problems/{row.public_id}"))
    edited = partner.post(
        f"/e/crunch/partner/problems/{row.public_id}", {**FORM, "version": "1", "backup_email": "second@rail.example"}
    )
    confirmed = organiser.post(desk, {"decision": "confirm", "version": "2"})

    assert (refused.status_code, edited.status_code, confirmed.status_code) == (422, 303, 303)
    assert "n’a pas de second contact" in text_of(refused)
    assert "Il manque un second contact" in own_page
    assert again(sqlite_house, row).status == "confirmed"


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ({"wanted_depts": "INFO:9"}, "wanted_depts"),
        ({"min_teams": "3", "max_teams": "2"}, "max_teams"),
        ({"final_day": "2027-05-28", "final_from": "16:00", "final_to": "15:00"}, "final_from"),
        ({"final_day": "2027-05-28"}, "final_from"),
        ({"backup_email": "nobody"}, "backup_email"),
    ],
)
def test_wrong_parts_of_the_full_form_are_named(sqlite_house: TestHouse, said: dict[str, str], place: str) -> None:
    edition = make_edition(sqlite_house)
    partner = make_partner(sqlite_house, edition.id, make_organisation(sqlite_house, edition.id))
    answer = partner.post("/e/crunch/partner/problems", {**FORM, **said})

    assert answer.status_code == 422
    assert re.findall(r'id="f-(\w+)-error"', text_of(answer)) == [place]
