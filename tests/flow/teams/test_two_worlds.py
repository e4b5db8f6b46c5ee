"""Two worlds that differ in a composition that is not published: who may not know it is answered the same in both."""

import re
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import Update, select, update

from challenge.kernel.actor import VISITOR, Actor, Role
from challenge.kernel.work import Work
from challenge.schedule.actions import pause
from challenge.teams.models import Publication, Team, TeamMember
from tests.house import Person, TestHouse
from tests.make.teams import Composed, make_composed, member_of, set_time

# What changes from one answer to the next: wishes to write, the clock.
UNSTABLE = re.compile(r'name="idempotency_key" value="\w+"|data-(now|kept-at)="\d+"|"now_ms": \d+')
OUTSIDE = (Role.STUDENT, Role.PARTNER, Role.JUROR, Role.INCUBATOR)
STAFF = (Role.COACH, Role.EXPERT, Role.CHAIR, Role.VIEWER)


def addresses(house: TestHouse, by: Actor) -> list[str]:
    """Return every page and every answer for programs that needs no more than an edition and a team.

    Of those alone that somebody may read somewhere.
    """
    known = [rule.rule for rule in house.readable(by) if rule.arguments <= {"slug", "code"}]
    filled = [path.replace("<slug>", "crunch").replace("<code>", "A01") for path in known]
    topics = ["edition:crunch:public", "edition:crunch:wall", "edition:crunch:staff"]
    return sorted([*filled, "/t/A01", *(f"/api/v1/feed?topic={topic}" for topic in topics)])


def _execute(work: Work, statement: Update) -> None:
    work.session.execute(statement)


def answers(house: TestHouse, who: Person) -> dict[str, Any]:
    """Return what somebody can compare of every answer."""
    found = {}
    for address in addresses(house, who.actor):
        with who.get(address) as answer:
            headers = sorted((name, value) for name, value in answer.headers if name != "Set-Cookie")
            found[address] = (answer.status_code, headers, UNSTABLE.sub("", answer.get_data().decode(errors="replace")))
    return found


def hide(work: Work, *, staff: bool) -> None:
    """Let nobody see the teams, or the staff alone."""
    seen: dict[str, Any] = {"published_at": None, "staff_at": work.now if staff else None}
    work.session.execute(update(Team).values(**seen))
    row = work.session.get_one(Publication, work.edition_id)
    row.students_at, row.staff_at = None, seen["staff_at"]


def turn(work: Work) -> None:
    """Seat everybody in the other of two teams, on another problem, at another table, with no coach."""
    first, second = work.session.execute(select(Team).order_by(Team.id)).scalars()
    first.problem_id, second.problem_id = second.problem_id, first.problem_id
    first.table_no, first.zone, first.coach_id, first.size = 17, "H", None, 3
    others = {first.id: second.id, second.id: first.id}
    for member in work.session.execute(select(TeamMember)).scalars():
        member.team_id = others[member.team_id]


def callers(house: TestHouse, composed: Composed, roles: Sequence[Role]) -> dict[str, Person]:
    """Return somebody of each: the student is a member, the coach has the team, the partner its problem."""
    edition_id, found = composed.edition.id, {"visitor": Person(VISITOR, house.visitor(), "")}
    for role in roles:
        own = composed.organisation_id if role is Role.PARTNER else 0
        person = house.person(edition_id, role, organisation_id=own)
        if role is Role.STUDENT:
            person = member_of(house, composed)
        if role is Role.COACH:
            coached = update(Team).values(coach_id=person.actor.account_id)
            house.perform(house.house_in(edition_id), _execute, coached)
        found[str(role)] = person
    return found


@pytest.mark.parametrize(("staff", "roles"), [(False, (*OUTSIDE, *STAFF)), (True, OUTSIDE)], ids=["nobody", "staff"])
def test_an_unpublished_composition_shows_in_no_answer(
    sqlite_house: TestHouse, staff: bool, roles: Sequence[Role]
) -> None:
    composed = make_composed(sqlite_house)
    set_time(sqlite_house, composed, 1, 9, 30)
    by = sqlite_house.house_in(composed.edition.id)
    people = callers(sqlite_house, composed, roles)
    sqlite_house.perform(by, hide, staff=staff)
    # A page that shows an hour ago is another a second later: the clock stands still between the two looks.
    sqlite_house.perform(by, pause)
    sqlite_house.deliver()
    before = {name: answers(sqlite_house, person) for name, person in people.items()}
    sqlite_house.perform(by, turn)
    after = {name: answers(sqlite_house, person) for name, person in people.items()}
    told = [
        (name, address)
        for name, found in before.items()
        for address, answer in found.items()
        if answer != after[name][address]
    ]

    assert told == []


def test_a_published_composition_shows(sqlite_house: TestHouse) -> None:
    composed = make_composed(sqlite_house)
    member, by = member_of(sqlite_house, composed), sqlite_house.house_in(composed.edition.id)
    address = "/e/crunch/teams/A01"
    before = answers(sqlite_house, member)[address]
    sqlite_house.perform(by, turn)

    assert before != answers(sqlite_house, member)[address]
