"""Rosters: arrivals with accounts, leavers who stay in the table, all or nothing, twice is once."""

import pytest
from sqlalchemy import func, select

from challenge.accounts.models import Account
from challenge.accounts.queries import account_by_email, holders
from challenge.exchange.actions import apply_upload, difference_of, read_upload
from challenge.exchange.importing import importer_of
from challenge.kernel import log
from challenge.kernel.actor import Role
from challenge.kernel.errors import Conflict, Rejected
from challenge.people.queries import roster, staff
from tests.house import TestHouse
from tests.make.editions import make_edition
from tests.make.people import apply_file, make_people

HEAD = "numéro;prénom;nom;courriel;département;niveau;langues;présent;Taille\n"
LINES = HEAD + (
    'S1;  Élise ;NOËL;elise@school.example;INFO;3;"fr;en";oui;L\n'
    "S2;Jun;Wei;jun@school.example;ENERGY;4;en;1;M\n"
    "S2;jun;WEI;jun@school.example;ENERGY;4;en;oui;M\n"
    "S3;Omar;Diallo;;DESIGN;;fr;non;\n"
)


def test_roster_gives_people_and_accounts_and_a_second_import_changes_nothing(house: TestHouse) -> None:
    edition = make_edition(house)
    first = apply_file(house, edition.id, "roster", LINES)
    facts = house.read(log.heads)
    again = apply_file(house, edition.id, "roster", LINES)
    elise, jun, omar = house.read(roster, edition.id)

    assert (first["arrivals"], first["repeats"]) == (3, 1)
    assert (again["arrivals"], again["changes"], again["leavers"], again["unchanged"]) == (0, 0, 0, 3)
    assert house.read(log.heads) == facts
    assert (elise.name, elise.email, elise.level, elise.languages, elise.custom) == (
        "Élise NOËL",
        "elise@school.example",
        3,
        ["fr", "en"],
        {"Taille": "L"},
    )
    assert (omar.email, omar.level, omar.present) == (None, 0, False)
    assert {one.name for one in house.read(holders, edition.id, Role.STUDENT)} == {
        "Élise NOËL",
        "Jun Wei",
        "Omar Diallo",
    }
    assert {elise.account_id, jun.account_id, omar.account_id} == {
        one.id for one in house.read(holders, edition.id, Role.STUDENT)
    }


def test_update_notes_leavers_arrivals_and_changes_and_lets_people_return(house: TestHouse) -> None:
    edition = make_edition(house)
    apply_file(house, edition.id, "roster", LINES)
    update = (
        HEAD + "S1;Elise;Noel;elise@school.example;DESIGN;3;en;oui;L\nS4;Mei;Ling;mei@school.example;INFO;3;en;1;S\n"
    )
    update += "S3;Omar;Diallo;;DESIGN;;fr;non;\n"
    counts = apply_file(house, edition.id, "roster", update)
    here, everybody = house.read(roster, edition.id), house.read(roster, edition.id, with_left=True)
    back = apply_file(house, edition.id, "roster", LINES, partial=True)

    assert (counts["arrivals"], counts["changes"], counts["leavers"], counts["unchanged"]) == (1, 1, 1, 1)
    assert [(one.ref, one.department) for one in here] == [("S1", "DESIGN"), ("S3", "DESIGN"), ("S4", "INFO")]
    assert [one.ref for one in everybody if one.left_at] == ["S2"]
    assert (back["arrivals"], back["changes"], back["leavers"]) == (0, 2, 0)
    assert [one.ref for one in house.read(roster, edition.id)] == ["S1", "S2", "S3", "S4"]


def test_leaver_loses_the_role_and_gets_it_back_on_return(house: TestHouse) -> None:
    edition = make_edition(house)
    apply_file(house, edition.id, "roster", LINES)
    apply_file(house, edition.id, "roster", HEAD + "S1;Élise;NOËL;elise@school.example;INFO;3;fr;oui;L\n")
    left = [one.email for one in house.read(holders, edition.id, Role.STUDENT)]
    apply_file(house, edition.id, "roster", LINES)

    assert left == ["elise@school.example"]
    assert len(house.read(holders, edition.id, Role.STUDENT)) == 3


def test_errors_are_told_line_by_line_and_nothing_is_applied(house: TestHouse) -> None:
    edition = make_edition(house)
    wrong = "student_id,email,level\nS1,elise@school.example,3\nS2,nonsense,9\nS1,elise@school.example,4\n"
    with pytest.raises(Rejected) as cells:
        apply_file(house, edition.id, "roster", wrong)
    shared = "student_id,email\nS1,elise@school.example\nS2,ELISE@school.example\n"
    with pytest.raises(Rejected) as addresses:
        apply_file(house, edition.id, "roster", shared)

    assert [(one.place, one.code) for one in cells.value.findings] == [
        ("3:email", "accounts.email"),
        ("3:level", "exchange.cell_number"),
        ("4:student_id", "exchange.line_twice"),
    ]
    assert [(one.place, one.code) for one in addresses.value.findings] == [("3:email", "people.email_shared")]
    assert house.read(roster, edition.id) == []
    assert house.read(lambda session: session.execute(select(func.count(Account.id))).scalar_one()) == 0


def test_apply_refuses_when_the_data_changed_after_the_difference_was_seen(house: TestHouse) -> None:
    edition = make_edition(house)
    upload = read_upload(importer_of("roster"), LINES.encode(), partial=False)
    seen = house.read(difference_of, edition.id, upload).fingerprint()
    make_people(house, edition.id, 2)

    with pytest.raises(Conflict, match=r"exchange\.changed"):
        house.perform(house.house_in(edition.id), apply_upload, upload, seen)
    assert len(house.read(roster, edition.id)) == 2


def test_changed_address_gives_another_account_and_never_renames_one(house: TestHouse) -> None:
    edition = make_edition(house)
    apply_file(house, edition.id, "roster", "student_id,email\nS1,old@school.example\n")
    apply_file(house, edition.id, "roster", "student_id,email\nS1,new@school.example\n")
    (person,) = house.read(roster, edition.id)
    old = house.read(account_by_email, "old@school.example")

    assert old is not None
    assert person.account_id != old.id
    assert [one.email for one in house.read(holders, edition.id, Role.STUDENT)] == ["new@school.example"]


def test_nationality_is_not_kept(house: TestHouse) -> None:
    edition = make_edition(house)
    apply_file(house, edition.id, "roster", "student_id,nationalité,employer\nS1,canary,Frigotech\n")
    (person,) = house.read(roster, edition.id)

    assert person.custom == {"employer": "Frigotech"}


def test_staff_get_profile_and_role_and_one_person_may_have_two(house: TestHouse) -> None:
    edition = make_edition(house)
    text = "email,prénom,nom,fonction,domaines,langues,zone,capacité\n"
    text += "zoe@staff.example,Zoé,Roux,coach,,fr;en,A,2\nzoe@staff.example,Zoé,Roux,expert,law;ai,fr,,4\n"
    first = apply_file(house, edition.id, "staff", text)
    again = apply_file(house, edition.id, "staff", text.replace(",A,2", ",B,2"))
    rows = house.read(staff, edition.id)

    assert (first["arrivals"], again["changes"], again["unchanged"]) == (2, 1, 1)
    assert [(one.role, one.zone, one.capacity, one.domains) for one, _ in rows] == [
        ("coach", "B", 2, []),
        ("expert", "", 4, ["law", "ai"]),
    ]
    assert [one.email for one in house.read(holders, edition.id, Role.COACH)] == ["zoe@staff.example"]
    assert [one.email for one in house.read(holders, edition.id, Role.EXPERT)] == ["zoe@staff.example"]
