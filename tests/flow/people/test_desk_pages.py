"""The organisers' lists of people and organisations: counts, filters in the address, pages that never skip anybody."""

import re

from challenge.kernel.actor import Role
from challenge.people.queries import PeopleFilter, people_counts, people_page
from tests.house import TestHouse
from tests.make.editions import make_edition
from tests.make.organisations import make_organisation
from tests.make.people import apply_file, make_people


def test_pages_bring_everybody_once_in_the_order_of_names(house: TestHouse) -> None:
    edition = make_edition(house)
    make_people(house, edition.id, 25)
    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        found = house.read(people_page, edition.id, PeopleFilter(), after=after, size=10)
        seen += [line.ref for line in found.rows]
        after = found.after

    assert seen == [f"S{n:03d}" for n in range(1, 26)]


def test_filters_and_counts_agree(house: TestHouse) -> None:
    edition = make_edition(house)
    make_people(house, edition.id, 40)
    wanted = PeopleFilter(department="INFO", level=1, text="LAST first")
    counts = house.read(people_counts, edition.id, wanted)
    found = house.read(people_page, edition.id, wanted)

    assert (counts.here, counts.shown, len(found.rows)) == (40, 2, 2)
    assert counts.departments == (("DESIGN", 10), ("ENERGY", 10), ("INFO", 10), ("MECHANICS", 10))
    assert {(line.department, line.level) for line in found.rows} == {("INFO", 1)}


def test_search_knows_no_accents_case_or_wild_cards(house: TestHouse) -> None:
    edition = make_edition(house)
    apply_file(house, edition.id, "roster", "student_id,nom,prénom\nS1,Lefèvre,Élise\nS2,Roux,Zoé\n")

    def found(text: str) -> list[str]:
        return [line.ref for line in house.read(people_page, edition.id, PeopleFilter(text=text)).rows]

    assert [found("elise LEFEVRE"), found("s2"), found("%"), found("_")] == [["S1"], ["S2"], [], []]


def test_people_page_is_for_organisers_and_holds_no_name_in_its_addresses(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    make_people(sqlite_house, edition.id, 60)
    organiser = sqlite_house.person(edition.id, Role.ORGANISER)
    page = organiser.get("/e/crunch/desk/people?department=INFO").get_data(as_text=True)
    whole = organiser.get("/e/crunch/desk/people").get_data(as_text=True)
    (following,) = re.findall(r'rel="next" href="([^"]+)"', whole)
    rest = organiser.get(following.replace("&amp;", "&")).get_data(as_text=True)

    assert len(re.findall(r"<tr><th scope=\"row\">", page)) == 15
    assert "last" not in following.lower()
    assert len(re.findall(r"<tr><th scope=\"row\">", rest)) == 10
    assert sqlite_house.person(edition.id, Role.COACH).get("/e/crunch/desk/people").status_code == 404


def test_staff_page_lists_roles_and_capacity(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    text = "email,prénom,nom,fonction,capacité\nzoe@staff.example,Zoé,Roux,coach,2\n"
    apply_file(sqlite_house, edition.id, "staff", text)
    page = sqlite_house.person(edition.id, Role.ORGANISER).get("/e/crunch/desk/people/staff").get_data(as_text=True)

    assert re.findall(r"Roux Zoé <small class=\"faint\">([^<]+)", page) == ["zoe@staff.example"]


def test_organisations_page_filters_by_kind_and_word(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    make_organisation(sqlite_house, edition.id, "Apicultéa", conflict_group="rivals")
    apply_file(sqlite_house, edition.id, "organisations", "nom,type\nBelfort,collectivité\n")
    organiser = sqlite_house.person(edition.id, Role.ORGANISER)

    def names(query: str) -> list[str]:
        page = organiser.get(f"/e/crunch/desk/organisations{query}").get_data(as_text=True)
        return re.findall(r"<tr><th scope=\"row\"><a [^>]+>([^<]+)", page)

    assert [names(""), names("?kind=public"), names("?q=APICULTEA"), names("?q=zzz")] == [
        ["Apicultéa", "Belfort"],
        ["Belfort"],
        ["Apicultéa"],
        [],
    ]
