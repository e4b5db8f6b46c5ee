"""Public pages: kept by heads, few statements whatever the data, and an overview that opens the lists behind it."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from challenge.kernel.actor import Role
from tests.house import TestHouse
from tests.make.editions import make_edition
from tests.make.organisations import make_organisation, make_partner
from tests.make.teams import make_composed, member_of, reveal, set_time


@contextmanager
def statements() -> Iterator[list[str]]:
    """Count what is sent to the database."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@pytest.mark.parametrize(
    ("path", "most"),
    [("", 3), ("teams", 3), ("wall", 3), ("problems", 3), ("schedule", 3), ("results", 5)],
)
def test_public_page_takes_few_statements_first_and_none_afterwards(
    sqlite_house: TestHouse, path: str, most: int
) -> None:
    made = make_composed(sqlite_house, teams=3)
    reveal(sqlite_house, made)
    visitor = sqlite_house.visitor()
    with statements() as first:
        answer = visitor.get(f"/e/crunch/{path}")
    with statements() as again:
        unchanged = visitor.get(f"/e/crunch/{path}", headers={"If-None-Match": answer.headers.get("ETag", "")})

    assert answer.status_code == 200
    assert len(first) <= most
    if path != "schedule":
        assert (unchanged.status_code, len(again)) == (304, 0)


@pytest.mark.parametrize("path", ["", "teams", "problems", "wall", "results"])
def test_unchanged_page_of_somebody_with_an_account_is_not_drawn_again(sqlite_house: TestHouse, path: str) -> None:
    made = make_composed(sqlite_house)
    member, other = member_of(sqlite_house, made), sqlite_house.person(made.edition.id, Role.COACH)
    told = {"If-None-Match": member.get(f"/e/crunch/{path}").headers["ETag"]}

    assert member.get(f"/e/crunch/{path}", headers=told).status_code == 304
    assert other.get(f"/e/crunch/{path}", headers=told).status_code == 200
    assert sqlite_house.visitor().get(f"/e/crunch/{path}", headers=told).status_code == 200
    reveal(sqlite_house, made)
    assert member.get(f"/e/crunch/{path}", headers=told).status_code == 200


def test_page_of_somebody_changes_with_what_is_said_to_them_once(sqlite_house: TestHouse) -> None:
    made = make_composed(sqlite_house)
    member = member_of(sqlite_house, made)
    told = {"If-None-Match": member.get("/e/crunch/").headers["ETag"]}
    with member.browser.session_transaction() as kept:
        kept["_flashes"] = [("done", "It is done.")]
    said = member.get("/e/crunch/", headers=told)

    assert ("It is done." in said.text, "ETag" in said.headers) == (True, False)
    assert member.get("/e/crunch/", headers=told).status_code == 304


def test_problems_of_those_who_see_more_than_the_public_are_drawn_each_time(sqlite_house: TestHouse) -> None:
    made = make_composed(sqlite_house)
    organiser = sqlite_house.person(made.edition.id, Role.ORGANISER)
    partner = make_partner(sqlite_house, made.edition.id, make_organisation(sqlite_house, made.edition.id))

    assert "ETag" not in organiser.get("/e/crunch/problems").headers
    assert "ETag" not in partner.get("/e/crunch/problems").headers


def test_page_kept_for_a_forged_address_is_not_shown_to_others(sqlite_house: TestHouse) -> None:
    make_composed(sqlite_house)
    forged = sqlite_house.visitor().get("/e/crunch/", headers={"Host": "elsewhere.example"})
    honest = sqlite_house.visitor().get("/e/crunch/", headers={"If-None-Match": forged.headers["ETag"]})

    assert (honest.status_code, "elsewhere.example" in honest.text) == (200, False)


@pytest.mark.parametrize(("teams", "most"), [(2, 6), (6, 6)])
def test_team_page_takes_six_statements_whatever_the_data(sqlite_house: TestHouse, teams: int, most: int) -> None:
    made = make_composed(sqlite_house, teams=teams)
    member = member_of(sqlite_house, made)
    with statements() as seen:
        status = member.get("/e/crunch/teams/A01").status_code

    assert status == 200
    assert len(seen) <= most, "\n\n".join(seen)


def test_page_changes_as_soon_as_a_fact_was_delivered(house: TestHouse) -> None:
    made = make_composed(house)
    visitor = house.visitor()
    before = visitor.get("/e/crunch/teams")
    reveal(house, made)
    after = visitor.get("/e/crunch/teams", headers={"If-None-Match": before.headers["ETag"]})

    assert ("Problem 1" in before.text, after.status_code, "Problem 1" in after.text) == (False, 200, True)


def test_kept_page_is_the_same_for_all_visitors_and_sets_no_cookie(sqlite_house: TestHouse) -> None:
    make_composed(sqlite_house)
    first, second = (sqlite_house.visitor().get("/e/crunch/") for _ in range(2))

    assert first.data == second.data
    assert (first.headers.get("Set-Cookie"), b"csrf_token" in first.data) == (None, False)


def test_page_of_somebody_logged_in_is_not_kept_for_others(sqlite_house: TestHouse) -> None:
    made = make_composed(sqlite_house)
    organiser = sqlite_house.person(made.edition.id, Role.ORGANISER, name="Xenia Unmistakable")
    organiser.get("/e/crunch/")

    assert "Xenia" not in sqlite_house.visitor().get("/e/crunch/").text


@pytest.mark.parametrize("path", ["", "teams", "problems", "results"])
def test_second_member_reads_what_the_first_had_built_under_their_own_name(sqlite_house: TestHouse, path: str) -> None:
    made = make_composed(sqlite_house)
    one, other = (sqlite_house.person(made.edition.id, Role.STUDENT, name=name) for name in ("Ada One", "Bo Other"))
    one.get(f"/e/crunch/{path}")
    with statements() as seen:
        page = other.get(f"/e/crunch/{path}")

    assert (page.status_code, "Bo Other" in page.text, "Ada One" in page.text) == (200, True, False)
    assert len(seen) <= 2, "\n\n".join(seen)


def test_members_read_at_once_what_changed(house: TestHouse) -> None:
    made = make_composed(house)
    member = house.person(made.edition.id, Role.STUDENT)
    before = member.get("/e/crunch/teams").text
    reveal(house, made)

    assert ("Problem 1" in before, "Problem 1" in member.get("/e/crunch/teams").text) == (False, True)


def test_what_a_member_of_the_staff_may_open_is_no_link_for_others(sqlite_house: TestHouse) -> None:
    made = make_composed(sqlite_house)
    link = '<a class="team-code"'
    for role, may in ((Role.ORGANISER, True), (Role.STUDENT, False), (Role.ORGANISER, True)):
        page = sqlite_house.person(made.edition.id, role).get("/e/crunch/teams").text
        assert (link in page) is may, role


def test_zones_are_kept_apart(sqlite_house: TestHouse) -> None:
    made = make_composed(sqlite_house, teams=3)
    member = sqlite_house.person(made.edition.id, Role.STUDENT)
    whole, one, again = (member.get(f"/e/crunch/teams{asked}").text for asked in ("", "?zone=A", ""))

    assert [page.count("team-code") for page in (whole, one, again)] == [3, 1, 3]


def test_overview_of_an_empty_edition_says_what_to_do_first(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    page = sqlite_house.person(edition.id, Role.ORGANISER).get("/e/crunch/desk/")

    assert (page.status_code, "/e/crunch/desk/schedule" in page.text, "/e/crunch/desk/import" in page.text) == (
        200,
        True,
        True,
    )


def test_overview_counts_what_needs_attention(sqlite_house: TestHouse) -> None:
    made = make_composed(sqlite_house)
    set_time(sqlite_house, made, 1, 15)
    page = sqlite_house.person(made.edition.id, Role.ORGANISER).get("/e/crunch/desk/").text

    assert "/e/crunch/desk/teams" in page
    assert ">2</span>" in page
