"""Closing a roll: the difference first, presence told to the composition, taken back, nothing of another edition."""

import pytest
from sqlalchemy import select

from challenge.attendance.closing import close_roll, reopen_roll
from challenge.attendance.closings import closing_difference, latest_closing
from challenge.attendance.rolls import rolls
from challenge.attendance.rules import State
from challenge.kernel.actor import Actor, Role
from challenge.kernel.errors import Conflict, NotFound
from challenge.kernel.log import facts_after
from challenge.people.events import PresenceChanged
from challenge.people.models import Person
from challenge.people.presence import set_presence
from challenge.teams.actions import confirm_assignment
from challenge.teams.queries import teams
from tests.house import TestHouse
from tests.make.attendance import codes, half_of, members, roll, scan
from tests.make.teams import Composed, copied_run, make_composed, set_time


@pytest.fixture
def composed(house: TestHouse) -> Composed:
    made = make_composed(house)
    set_time(house, made, 1, 6, 20)
    return made


@pytest.fixture
def desk(house: TestHouse, composed: Composed) -> Actor:
    return house.person(composed.edition.id, Role.ORGANISER).actor


def present(house: TestHouse, composed: Composed) -> set[str]:
    wanted = select(Person.ref).where(Person.edition_id == composed.edition.id, Person.present.is_(True))
    return set(house.read(lambda session: session.execute(wanted).scalars().all()))


def test_closing_turns_who_is_missing_and_who_came_back(house: TestHouse, composed: Composed, desk: Actor) -> None:
    half = half_of(house, composed)
    one, two, three, four = members(house, composed)
    others = set(members(house, composed, 1))
    roll(house, desk, composed, {one: State.PRESENT, two: State.ABSENT, three: State.EXCUSED, four: State.LATE})
    back = house.read(lambda session: session.execute(select(Person.id).where(Person.ref == four)).scalar_one())
    house.perform(desk, set_presence, [back], present=False)
    difference = house.read(closing_difference, composed.edition.id, half.id)

    # Nobody said anything of the second team; who is excused is expected later.
    assert (len(difference.gone), len(difference.come), difference.marked) == (5, 1, 4)
    done = house.perform(desk, close_roll, half.id)
    assert (done["gone"], done["come"]) == (5, 1)
    assert present(house, composed) == {one, three, four}
    facts, _ = house.read(facts_after, composed.edition.id, 0, limit=1000)
    told = [fact.event for fact in facts if isinstance(fact.event, PresenceChanged)]
    assert [(len(event.person_ids), event.present) for event in told] == [(1, False), (5, False), (1, True)]
    assert not present(house, composed) & others


def test_closing_is_taken_back_once(house: TestHouse, composed: Composed, desk: Actor) -> None:
    half = half_of(house, composed)
    everybody = present(house, composed)
    scan(house, desk, codes(house, composed)["S001"])
    house.perform(desk, close_roll, half.id)
    found = house.read(latest_closing, composed.edition.id)
    assert found is not None
    assert (present(house, composed), found[1]) == ({"S001"}, "Camille Martin")
    house.perform(desk, reopen_roll, found[0].id)

    assert present(house, composed) == everybody
    assert house.read(latest_closing, composed.edition.id) is None
    with pytest.raises(Conflict, match=r"attendance\.not_latest"):
        house.perform(desk, reopen_roll, found[0].id)


def test_late_arrivals_come_back_with_the_next_closing(house: TestHouse, composed: Composed, desk: Actor) -> None:
    half = half_of(house, composed)
    scan(house, desk, codes(house, composed)["S001"])
    house.perform(desk, close_roll, half.id)
    scan(house, desk, codes(house, composed)["S002"])
    again = house.perform(desk, close_roll, half.id)

    assert (again["gone"], again["come"]) == (0, 1)
    assert present(house, composed) == {"S001", "S002"}


def test_empty_roll_cannot_be_closed(house: TestHouse, composed: Composed, desk: Actor) -> None:
    with pytest.raises(Conflict, match=r"attendance\.nobody_marked"):
        house.perform(desk, close_roll, half_of(house, composed).id)


def test_closing_stays_inside_its_edition(house: TestHouse, composed: Composed, desk: Actor) -> None:
    other = make_composed(house, "lome")
    with pytest.raises(NotFound):
        house.perform(desk, close_roll, half_of(house, other).id)
    strangers = house.read(lambda session: list(session.execute(select(Person.id)).scalars()))

    assert len(house.perform(desk, set_presence, strangers, present=False)) == 8
    assert len(present(house, other)) == 8


def test_teams_that_replace_others_begin_with_no_roll_called(house: TestHouse, composed: Composed, desk: Actor) -> None:
    called = members(house, composed)
    roll(house, desk, composed, dict.fromkeys(called, State.PRESENT))
    house.perform(house.house_in(composed.edition.id), confirm_assignment, copied_run(house, composed).id)
    house.deliver()
    ids = [team.id for team in house.read(teams, composed.edition.id)]
    shown = house.read(rolls, composed.edition.id, ids, half_of(house, composed).id)

    assert [one.called_at for one in shown] == [None, None]
    assert sum(line.known == "present" for one in shown for line in one.lines) == len(called)
