"""A partner invites colleagues: a link that works once, a seat that bounds what they change, and its end."""

from typing import Any

import pytest
from sqlalchemy import select

from challenge.accounts.queries import account_by_email
from challenge.call.colleagues import seats
from challenge.judging.assessments import ask_panel
from challenge.kernel.actor import Actor, Role, Seat
from challenge.problems.models import Problem
from challenge.problems.rules import Status
from challenge.questions.models import Question
from tests.flow.call.test_first_contact import Newcomer, mails
from tests.house import Person, TestHouse
from tests.make.organisations import make_organisation, make_partner
from tests.make.problems import make_problem
from tests.make.teams import Composed, make_composed, member_of, reveal

PATH = "/e/crunch/partner/colleagues"


def invited(house: TestHouse, by: Person, seat: str, email: str = "lea@frigotech.example") -> Newcomer:
    """Invite somebody and let them follow their link; returns their browser."""
    assert by.post(PATH, {"name": "Lea", "email": email, "seat": seat}).status_code == 303
    newcomer = Newcomer(house)
    newcomer.follow(mails(house)[-1].path)
    return newcomer


def prepared(house: TestHouse) -> tuple[Composed, Person, str]:
    """Return an edition revealed, a contact of its organisation, and a problem of it."""
    made = make_composed(house)
    reveal(house, made)
    problem = house.read(lambda session: session.get_one(Problem, made.teams[0].problem_id).public_id)
    return made, make_partner(house, made.edition.id, made.organisation_id), problem


def tries(newcomer: Newcomer, problem: str) -> dict[str, int]:
    """Return what somebody is answered when they read, confirm, follow and invite."""
    browser, found = newcomer.browser, {}
    for path in ("partner/", f"partner/problems/{problem}", "partner/questions", "partner/export.zip"):
        with browser.get(f"/e/crunch/{path}") as answer:
            found[path.replace(problem, "*")] = answer.status_code
    said: dict[str, dict[str, str]] = {
        "partner/interests/A01": {"wish": "incubate", "note": "N"},
        "partner/colleagues": {"name": "X", "email": "x@frigotech.example", "seat": "contact"},
    }
    for path, data in said.items():
        found[f"POST {path}"] = newcomer.post(path, data, "partner/").status_code
    return found


@pytest.mark.parametrize(("seat", "writes"), [("contact", 303), ("evaluator", 404), ("reader", 404)])
def test_a_seat_bounds_what_a_colleague_changes(house: TestHouse, seat: str, writes: int) -> None:
    _, contact, problem = prepared(house)
    newcomer = invited(house, contact, seat)
    found = tries(newcomer, problem)

    assert {path: status for path, status in found.items() if not path.startswith("POST")} == {
        "partner/": 200,
        "partner/problems/*": 200,
        "partner/questions": 200,
        "partner/export.zip": 200,
    }
    assert {status for path, status in found.items() if path.startswith("POST")} == {writes}


def test_readers_are_offered_nothing_that_would_be_refused(sqlite_house: TestHouse) -> None:
    made, contact, _ = prepared(sqlite_house)
    edition_id = made.edition.id
    own = make_problem(sqlite_house, edition_id, made.organisation_id, status=Status.SUBMITTED).public_id
    reader = invited(sqlite_house, contact, "reader").browser
    member_of(sqlite_house, made).post("/e/crunch/teams/A01/questions", {"question": "How cold?"})
    asked = sqlite_house.read(lambda session: session.execute(select(Question.public_id)).scalar_one())
    organiser = sqlite_house.person(edition_id, Role.ORGANISER)
    organiser.post(f"/e/crunch/desk/questions/{asked}/forward", {"question": "How cold?"})
    paths = (f"/e/crunch/partner/problems/{own}", "/e/crunch/partner/questions")
    ways = (f'href="{paths[0]}/edit"', f'action="{paths[1]}/{asked}"')
    offered = [
        [way in get(path).text for path, way in zip(paths, ways, strict=True)] for get in (contact.get, reader.get)
    ]

    assert offered == [[True, True], [False, False]]
    assert "How cold?" in reader.get(paths[1]).text


def test_evaluators_are_asked_for_sheets_and_readers_are_not(sqlite_house: TestHouse) -> None:
    house = sqlite_house
    made, contact, _ = prepared(house)
    pages: dict[str, Any] = {}
    people = {seat: invited(house, contact, seat, f"{seat}@frigotech.example") for seat in ("evaluator", "reader")}
    house.perform(house.house_in(made.edition.id), ask_panel, "partner")
    for seat, person in people.items():
        pages[seat] = person.browser.get("/e/crunch/assess/partner").get_data(as_text=True)

    assert ("A01" in pages["evaluator"], "A01" in pages["reader"]) == (True, False)


def test_a_link_works_once_and_an_end_is_an_end(house: TestHouse) -> None:
    made, contact, _ = prepared(house)
    newcomer = invited(house, contact, "reader")
    again = Newcomer(house).browser.get(mails(house)[-1].path).status_code
    account = house.read(account_by_email, "lea@frigotech.example")
    assert account is not None
    ended = contact.post(f"{PATH}/revoke", {"person": account.public_id})
    own = contact.post(f"{PATH}/revoke", {"person": contact.actor.public_id})

    assert (again, ended.status_code, own.status_code) == (404, 303, 409)
    assert newcomer.browser.get("/e/crunch/partner/").status_code in {302, 303, 404}
    assert [one.person for one in house.read(seats, made.edition.id)] == [contact.actor.public_id]


def test_an_organiser_ends_an_invitation_before_it_is_taken(sqlite_house: TestHouse) -> None:
    house = sqlite_house
    made, contact, _ = prepared(house)
    organiser = house.person(made.edition.id, Role.ORGANISER)
    contact.post(PATH, {"name": "Lea", "email": "lea@frigotech.example", "seat": "contact"})
    link = mails(house)[-1].path
    line = next(one for one in house.read(seats, made.edition.id) if one.is_invited)
    shown = organiser.get("/e/crunch/desk/call").text
    ended = organiser.post(
        "/e/crunch/desk/colleagues/revoke", {"person": line.person, "organisation": line.organisation}
    )

    assert "lea@frigotech.example" in shown
    assert line.name == "Lea"
    assert ended.status_code == 303
    assert Newcomer(house).browser.get(link).status_code == 404


def test_ten_invitations_a_day_and_none_for_others(sqlite_house: TestHouse) -> None:
    house = sqlite_house
    made, contact, _ = prepared(house)
    rival = make_partner(house, made.edition.id, make_organisation(house, made.edition.id, "Rail & Co"))
    answered = [
        contact.post(PATH, {"name": "L", "email": f"l{n}@frigotech.example", "seat": "reader"}).status_code
        for n in range(11)
    ]
    line = house.read(seats, made.edition.id, {made.organisation_id})[0]
    foreign = [
        rival.post(f"{PATH}/revoke", {"person": contact.actor.public_id, "organisation": line.organisation}),
        rival.post(PATH, {"name": "R", "email": "r@r.example", "seat": "contact", "organisation": line.organisation}),
    ]

    assert answered == [303] * 10 + [503]
    assert [one.status_code for one in foreign] == [404, 404]
    assert "frigotech.example" not in rival.get(PATH).text


def test_who_only_reads_for_one_organisation_still_writes_for_another() -> None:
    actor = Actor(
        roles=frozenset({Role.PARTNER, Role.STUDENT}),
        organisation_ids=frozenset({1, 2}),
        seats=frozenset({(1, Seat.READER)}),
    )

    assert actor.for_writing(Seat.CONTACT).organisation_ids == {2}
    assert actor.for_writing(Seat.READER) == actor
    alone = Actor(roles=actor.roles, organisation_ids=frozenset({1}), seats=actor.seats).for_writing(Seat.EVALUATOR)
    assert (alone.organisation_ids, alone.roles) == (frozenset(), frozenset({Role.STUDENT}))
