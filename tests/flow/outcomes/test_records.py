"""A team writes its record: versions with receipts, late ones marked, the later of two told, one contact who agrees."""

from typing import Any

import pytest
from sqlalchemy import select

from challenge.kernel.actor import Role
from challenge.outcomes.models import OutcomeContact
from challenge.outcomes.queries import contact_of, latest_records, versions
from challenge.teams.models import TeamMember
from challenge.web.shell import LOCALE_COOKIE
from tests.house import Person, TestHouse
from tests.make.organisations import make_partner
from tests.make.teams import Composed, make_composed, member_of, reveal, set_time

PAGE = "/e/crunch/teams/A01/outcome"
SAID = {"made": "A box that calls for help", "stage": "tested", "wishes": ["incubate", "internship"], "version": "0"}


@pytest.fixture
def composed(house: TestHouse) -> Composed:
    """Give two teams at half past four on the last afternoon: the survey is open."""
    made = make_composed(house)
    reveal(house, made)
    set_time(house, made, 5, 14, 30)
    return made


def mate_of(house: TestHouse, made: Composed, place: int) -> Person:
    """Return a member of the first team by their place in it."""
    wanted = select(TeamMember.account_id).where(TeamMember.team_id == made.teams[0].id).order_by(TeamMember.person_id)
    found = house.read(lambda session: list(session.execute(wanted).scalars()))
    return house.log_in(found[place] or 0, made.edition.id)


def english(person: Person) -> Person:
    person.browser.set_cookie(LOCALE_COOKIE, "en")
    return person


def close(house: TestHouse, made: Composed) -> None:
    """Let an organiser close the records."""
    house.person(made.edition.id, Role.ORGANISER).post("/e/crunch/desk/outcomes/closing", {"closed": "1"})


def kept(house: TestHouse, made: Composed) -> list[tuple[Any, ...]]:
    rows = house.read(versions, made.teams[0].id)
    return [(row.number, row.made, row.stage, row.wishes, row.late) for row in rows]


def test_any_member_writes_it_and_has_a_receipt(house: TestHouse, composed: Composed) -> None:
    member = english(member_of(house, composed))
    link = f'href="{PAGE}"'
    answer = member.post(PAGE, {**SAID, "lesson": "Ask **first**"})
    page = english(mate_of(house, composed, 1)).get(PAGE).text
    record = house.read(versions, composed.teams[0].id)[0]

    assert link in member.get("/e/crunch/teams/A01").text
    assert (answer.status_code, kept(house, composed)) == (
        303,
        [(1, SAID["made"], "tested", ("internship", "incubate"), False)],
    )
    assert [text in page for text in (record.sha256, "Ask <strong>first</strong>", 'value="1"')] == [True] * 3


def test_the_way_leads_to_ones_own_team(house: TestHouse, composed: Composed) -> None:
    assert member_of(house, composed).get("/e/crunch/outcome").headers["Location"] == PAGE
    assert (
        house.person(composed.edition.id, Role.STUDENT).get("/e/crunch/outcome").headers["Location"] == "/e/crunch/team"
    )


def test_the_later_of_two_members_is_told_and_may_follow(house: TestHouse, composed: Composed) -> None:
    first, second = member_of(house, composed), english(mate_of(house, composed, 1))
    first.post(PAGE, SAID)
    late = {**SAID, "made": "Another box", "wishes": ["stop"]}
    refused = second.post(PAGE, late)
    nothing_lost = kept(house, composed)
    second.post(PAGE, {**late, "version": "1"})

    assert (refused.status_code, "A teammate has handed in a version meanwhile" in refused.text) == (409, True)
    assert ('value="Another box"' in refused.text, 'name="version" value="1"' in refused.text) == (True, True)
    assert [number for number, *_ in nothing_lost] == [1]
    assert [one[:2] for one in kept(house, composed)] == [(2, "Another box"), (1, SAID["made"])]


def test_late_stays_visible_and_closed_is_said(house: TestHouse, composed: Composed) -> None:
    member, organiser = english(member_of(house, composed)), house.person(composed.edition.id, Role.ORGANISER)
    set_time(house, composed, 5, 14, 0)
    early = member.post(PAGE, SAID)
    set_time(house, composed, 5, 16, 0)
    late = member.post(PAGE, SAID)
    closing = organiser.post("/e/crunch/desk/outcomes/closing", {"closed": "1"})
    closed = member.post(PAGE, {**SAID, "version": "1"})
    organiser.post("/e/crunch/desk/outcomes/closing")
    again = member.post(PAGE, {**SAID, "version": "1"})

    assert [one.status_code for one in (early, late, closing, closed, again)] == [422, 303, 303, 409, 303]
    assert "Outcome records are not taken yet" in early.text
    assert "have closed the outcome records" in closed.text
    assert [one[-1] for one in kept(house, composed)] == [True, True]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"wishes": ["stop", "project"]}, "do not fit together"),
        ({"wishes": []}, "Say what you want next"),
        ({"made": ""}, "A field"),
    ],
)
def test_what_does_not_fit_is_said_and_kept(sqlite_house: TestHouse, changed: dict[str, Any], says: str) -> None:
    made = make_composed(sqlite_house)
    reveal(sqlite_house, made)
    set_time(sqlite_house, made, 5, 14, 30)
    answer = english(member_of(sqlite_house, made)).post(PAGE, {**SAID, "lesson": "Typed already", **changed})

    assert (answer.status_code, "Typed already" in answer.text) == (422, True)
    assert kept(sqlite_house, made) == []
    if says != "A field":
        assert says in answer.text


def test_an_organiser_writes_for_a_team_its_coach_and_partner_do_not(house: TestHouse, composed: Composed) -> None:
    edition_id = composed.edition.id
    partner = make_partner(house, edition_id, composed.organisation_id)
    others = [partner, house.person(edition_id, Role.COACH), member_of(house, composed, 1)]
    refused = [one.post(PAGE, SAID).status_code for one in others] + [one.get(PAGE).status_code for one in others]
    answer = house.person(edition_id, Role.ORGANISER).post(PAGE, SAID)

    assert refused == [404] * 6
    assert (answer.status_code, len(kept(house, composed))) == (303, 1)


def test_one_member_agrees_to_be_the_contact_and_takes_it_back(house: TestHouse, composed: Composed) -> None:
    first, second = english(member_of(house, composed)), english(mate_of(house, composed, 1))
    given = {"address": "me@home.example", "agrees": "1"}
    unasked = first.post(f"{PAGE}/contact", {"address": "me@home.example"})
    first.post(f"{PAGE}/contact", given)
    taken = second.post(f"{PAGE}/contact", {**given, "address": "other@home.example"})
    second.post(f"{PAGE}/contact/withdraw")
    found = house.read(contact_of, composed.teams[0].id)
    first.post(f"{PAGE}/contact/withdraw")

    assert (unasked.status_code, "nobody is named without it" in unasked.text) == (422, True)
    assert (taken.status_code, "contact already" in taken.text) == (409, True)
    assert found is not None
    assert (found.account_id, found.address) == (first.actor.account_id, "me@home.example")
    assert house.read(lambda session: list(session.execute(select(OutcomeContact)).scalars())) == []


def test_the_contact_can_be_taken_back_after_the_records_are_closed(house: TestHouse, composed: Composed) -> None:
    member = member_of(house, composed)
    member.post(f"{PAGE}/contact", {"address": "me@home.example", "agrees": "1"})
    close(house, composed)
    member.post(f"{PAGE}/contact/withdraw")

    assert house.read(contact_of, composed.teams[0].id) is None


def test_the_desk_sees_how_many_and_each_record(house: TestHouse, composed: Composed) -> None:
    member_of(house, composed).post(PAGE, {**SAID, "made": "=HYPERLINK(1)"})
    member_of(house, composed).post(f"{PAGE}/contact", {"address": "me@home.example", "agrees": "1"})
    organiser = english(house.person(composed.edition.id, Role.ORGANISER))
    shown = {
        name: organiser.get(f"/e/crunch/desk/outcomes/list?show={name}").text for name in ("", "missing", "written")
    }
    file = organiser.get("/e/crunch/desk/outcomes.csv").get_data(as_text=True).splitlines()
    latest = house.read(latest_records, composed.edition.id)

    places = {
        name: [f'href="/e/crunch/teams/{code}/outcome"' in text for code in ("A01", "B01")]
        for name, text in shown.items()
    }
    assert places == {"": [True, True], "missing": [False, True], "written": [True, False]}
    assert "me@home.example" in shown["written"]
    assert (len(file), "'=HYPERLINK(1)" in file[1], "incubate" in file[1], file[2].startswith("B01")) == (
        3,
        True,
        True,
        True,
    )
    assert [one.contact != "" for one in latest.values()] == [True]
