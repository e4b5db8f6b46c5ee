"""Whom an audience means: zones and teams without a deliverable, once people know where they belong."""

import io
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from challenge.accounts.actions import create_account
from challenge.accounts.models import Account
from challenge.accounts.queries import account_actor
from challenge.announcements.audiences import recipients, zones_of
from challenge.announcements.rules import Audience
from challenge.editions.actions import set_clock
from challenge.kernel.actor import Role
from challenge.kernel.work import Work
from challenge.submissions.actions import Handed, submit_work
from challenge.submissions.models import Deliverable
from challenge.teams.models import Team
from tests.house import TestHouse
from tests.make.judging import Hall, make_hall, make_member

MORNING = datetime(2027, 5, 24, 8, 30, tzinfo=UTC)
TEAMS = 4


class Place:
    """A hall of four teams in zones A and B, one member each, one coach for all of A."""

    def __init__(self, house: TestHouse) -> None:
        """Seat them; nothing is published yet."""
        self.hall: Hall = make_hall(house, TEAMS)
        self.house = house
        house.deliver()
        by = house.house_in(self.hall.edition.id)
        house.perform(by, set_clock, edition_now=MORNING, speed=1, reason="test")
        self.coach = house.person(self.hall.edition.id, Role.COACH).actor.account_id
        self.members = [house.perform(by, create_account, name=f"Member of {team.code}").id for team in self.hall.teams]
        self.hall.act(self._seat)

    def _seat(self, work: Work) -> None:
        for team, account_id in zip(self.hall.teams, self.members, strict=True):
            make_member(work, team.id, account_id)
        work.session.execute(update(Team).where(Team.zone == "A").values(coach_id=self.coach))

    def publish(self, *, students: bool = True) -> None:
        """Let the staff know the teams, and students as well unless told otherwise."""

        def put(work: Work) -> None:
            now = work.now if students else None
            work.session.execute(update(Team).values(staff_at=work.now, published_at=now))

        self.hall.act(put)

    def hand_in(self, place: int) -> None:
        """Hand in the first deliverable of the team at a place."""
        wanted = select(Deliverable).where(Deliverable.code == "roles")
        asked = self.house.read(lambda session: session.execute(wanted).scalar_one())
        stored = self.house.ground.files.keep(io.BytesIO(b"# Roles"), "roles.md", most=1000)
        by = self.house.read(account_actor, self.members[place], self.hall.edition.id)
        handed = Handed(stored, "roles.md", "", "")
        self.house.perform(by, submit_work, self.hall.teams[place].id, asked.id, handed, received_at=MORNING)

    def told(self, audience: Audience) -> set[int]:
        """Return whom an audience means."""
        return set(self.house.read(recipients, self.hall.edition.id, audience))


@pytest.fixture
def place(house: TestHouse) -> Place:
    """Give the hall."""
    return Place(house)


def test_zone_means_its_members_and_coaches_once_they_know_it(place: Place) -> None:
    zone = Audience(False, zones=("A",))
    assert place.told(zone) == set()
    assert place.house.read(zones_of, place.hall.edition.id) == []
    place.publish(students=False)
    assert place.told(zone) == set()
    place.publish()
    assert place.told(zone) == {*place.members[:2], place.coach}
    assert place.told(Audience(False, zones=("A", "B"))) == {*place.members, place.coach}
    assert place.house.read(zones_of, place.hall.edition.id) == ["A", "B"]


def test_teams_without_a_deliverable_are_told_until_it_is_there(place: Place) -> None:
    place.publish()
    missing = Audience(False, missing=("roles",))
    assert place.told(missing) == {*place.members, place.coach}
    place.hand_in(0)
    assert place.told(missing) == {*place.members[1:], place.coach}
    place.hand_in(1)
    assert place.told(missing) == set(place.members[2:])


def test_who_is_meant_twice_is_told_once_and_who_left_is_not(place: Place) -> None:
    place.publish()
    both = Audience(False, zones=("A",), missing=("roles",))
    rows = place.house.read(recipients, place.hall.edition.id, both)
    assert len(rows) == len(set(rows)) == TEAMS + 1

    def leave(work: Work) -> None:
        work.session.execute(update(Account).where(Account.id == place.members[0]).values(disabled_at=work.real))

    place.hall.act(leave)
    assert place.members[0] not in place.told(both)
