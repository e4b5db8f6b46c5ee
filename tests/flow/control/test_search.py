"""The palette's search: one edition, organisers alone, and nothing of another edition by any word."""

import pytest

from challenge.control.searching import Find, found, pages_found
from challenge.kernel.actor import Role
from tests.house import TestHouse
from tests.make.teams import make_composed, member_of


@pytest.mark.parametrize(
    ("words", "kind", "label"),
    [("a0", "team", "A01"), ("problem 2", "problem", "Problem 2"), ("läst003", "person", "First003 Last003")],
)
def test_things_are_found_by_what_they_are_called(house: TestHouse, words: str, kind: str, label: str) -> None:
    made = make_composed(house)

    assert [(one.kind, one.label) for one in house.read(found, made.edition.id, words)] == [(kind, label)]


def test_staff_and_pages_are_found_too(sqlite_house: TestHouse) -> None:
    made = make_composed(sqlite_house)
    organiser = sqlite_house.person(made.edition.id, Role.ORGANISER)
    page = organiser.get("/e/crunch/desk/search?q=SUJÉT").text
    part = organiser.get("/e/crunch/desk/search?q=a01", headers={"X-Fragment": "1"}).text

    assert 'href="/e/crunch/desk/problems"' in page
    assert ("<html" in part, 'href="/e/crunch/teams/A01"' in part) == (False, True)


def test_pages_match_every_word_without_accents() -> None:
    pages = [("Équipes", "desk/teams"), ("File d’aide", "help")]

    assert pages_found("equi", pages) == [Find("page", "Équipes", "", "desk/teams")]
    assert len(pages_found("", pages)) == 2
    assert pages_found("equi aide", pages) == []


def test_wildcards_and_single_letters_find_nothing(sqlite_house: TestHouse) -> None:
    made = make_composed(sqlite_house)

    assert [sqlite_house.read(found, made.edition.id, words) for words in ("%%", "__", "a", "", "'; --")] == [[]] * 5


def test_two_worlds_one_editions_search_says_the_same_whatever_the_other_holds(sqlite_house: TestHouse) -> None:
    """The other edition has teams, problems and people of the same names, and more of them."""
    house = sqlite_house
    first = make_composed(house, "first")
    words = ("A01", "C01", "Problem", "Last", "last010", "Frigotech")
    before = [house.read(found, first.edition.id, word) for word in words]
    make_composed(house, "second", teams=4)

    assert [house.read(found, first.edition.id, word) for word in words] == before
    assert before[1] == before[4] == []


def test_nobody_but_organisers_searches(sqlite_house: TestHouse) -> None:
    house, made = sqlite_house, make_composed(sqlite_house)
    roles = [role for role in Role if role not in (Role.ORGANISER, Role.ADMINISTRATOR)]
    people = [*(house.person(made.edition.id, role) for role in roles), member_of(house, made)]
    answers = [one.get("/e/crunch/desk/search?q=Last") for one in people]

    assert {answer.status_code for answer in answers} == {404}
    assert "data-palette" not in house.person(made.edition.id, Role.VIEWER).get("/e/crunch/desk/").text
    assert "data-palette" in house.person(made.edition.id, Role.ORGANISER).get("/e/crunch/desk/").text
