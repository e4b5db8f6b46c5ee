"""Wishes: stated by students, read from files, weighed by the solver, explained afterwards."""

import pytest
from sqlalchemy import select

from challenge.exchange.actions import apply_upload, read_upload
from challenge.exchange.importing import importer_of
from challenge.kernel.errors import Conflict, Invalid, Rejected
from challenge.people.models import Person
from challenge.teams.models import Wish
from challenge.teams.wishes import state_wishes, wish_counts, wishes_in, wishes_of
from tests.house import TestHouse
from tests.make.editions import make_edition
from tests.make.organisations import make_organisation
from tests.make.people import make_people
from tests.make.problems import make_problem
from tests.make.teams import make_composed, member_of, reveal


def called(house: TestHouse) -> tuple[int, list[Person], list[str]]:
    """Return an edition's id, its students, and the refs of an open, another open and a secret problem."""
    edition = make_edition(house)
    organisation = make_organisation(house, edition.id)
    people = make_people(house, edition.id, 8)
    kinds = ("open", "open", "secret")
    made = [make_problem(house, edition.id, organisation, confidentiality=kind, theme="food") for kind in kinds]
    return edition.id, people, [one.ref for one in made]


def test_wishes_are_kept_in_their_order_and_replace_the_earlier_ones(house: TestHouse) -> None:
    edition_id, people, refs = called(house)
    by = house.house_in(edition_id)
    house.perform(by, state_wishes, people[0].id, [("problem", refs[0]), ("theme", "food")])
    house.perform(by, state_wishes, people[0].id, [("problem", refs[1]), ("problem", refs[1]), ("theme", "food")])
    kept = [(one.rank, one.kind, one.target) for one in house.read(wishes_of, people[0].id)]

    assert kept == [(1, "problem", refs[1]), (2, "theme", "food")]
    assert house.read(wish_counts, edition_id) == (1, 2)


def test_a_confidential_problem_cannot_be_wished_nor_found_out(sqlite_house: TestHouse) -> None:
    edition_id, people, refs = called(sqlite_house)
    by = sqlite_house.house_in(edition_id)
    codes = []
    for target in (refs[2], "P999"):
        with pytest.raises(Invalid) as refused:
            sqlite_house.perform(by, state_wishes, people[0].id, [("problem", target)])
        codes.append(refused.value.code)

    assert codes == ["teams.wish", "teams.wish"]


def test_a_file_of_wishes_is_compared_and_applied(house: TestHouse) -> None:
    edition_id, people, refs = called(house)
    by = house.house_in(edition_id)
    importer = importer_of("wishes")
    first = (
        f"étudiant;rang;voeu\n{people[0].ref};1;{refs[0]}\n{people[0].ref};2;{refs[1]}\n{people[1].ref};1;{refs[0]}\n"
    )
    later = f"étudiant;rang;voeu\n{people[0].ref};1;{refs[1]}\n{people[1].ref};1;{refs[0]}\n"
    counts = [
        house.perform(by, apply_upload, read_upload(importer, text.encode(), partial=False)) for text in (first, later)
    ]

    assert [(one["arrivals"], one["changes"], one["leavers"]) for one in counts] == [(3, 0, 0), (0, 1, 1)]
    assert [(one.student_id, one.rank, one.target) for one in house.read(wishes_in, edition_id)] == [
        (people[0].ref, 1, refs[1]),
        (people[1].ref, 1, refs[0]),
    ]


def test_wrong_lines_of_a_file_are_named_and_nothing_is_applied(sqlite_house: TestHouse) -> None:
    edition_id, people, _ = called(sqlite_house)
    text = f"student_id,rank,kind,target\nnobody,1,problem,P999\n{people[0].ref},1,theme,music\n"
    upload = read_upload(importer_of("wishes"), text.encode(), partial=False)
    with pytest.raises(Rejected) as refused:
        sqlite_house.perform(sqlite_house.house_in(edition_id), apply_upload, upload)

    assert [(one.code, one.place) for one in refused.value.findings] == [
        ("teams.person", "2:student_id"),
        ("teams.wish", "2:target"),
        ("teams.wish", "3:target"),
    ]
    assert sqlite_house.read(lambda s: s.execute(select(Wish)).all()) == []


def test_a_student_states_wishes_on_a_page_and_no_more_once_teams_are_formed(sqlite_house: TestHouse) -> None:
    edition_id, people, refs = called(sqlite_house)
    account_id = people[0].account_id
    assert account_id is not None
    student = sqlite_house.log_in(account_id, edition_id)
    answer = student.post("/e/crunch/wishes", {"wish": f"problem:{refs[0]}"})
    wrong = student.post("/e/crunch/wishes", {"wish": f"problem:{refs[2]}"})
    page = student.get("/e/crunch/wishes").text

    assert (answer.status_code, wrong.status_code) == (303, 422)
    assert (f'value="problem:{refs[0]}" selected' in page, refs[2] in page) == (True, False)


def test_formed_teams_close_the_wishes_and_explain_themselves_after_the_reveal(house: TestHouse) -> None:
    composed = make_composed(house)
    member = member_of(house, composed)
    person_id = house.read(lambda s: s.execute(select(Person.id).limit(1)).scalar_one())
    with pytest.raises(Conflict, match=r"teams\.wishes_closed"):
        house.perform(house.house_in(composed.edition.id), state_wishes, person_id, [])
    before = member.get("/e/crunch/team/why").text
    reveal(house, composed)
    after = member.get("/e/crunch/team/why").text

    assert ("Aucun vœu exprimé" in before, "Aucun vœu exprimé" in after) == (False, True)
