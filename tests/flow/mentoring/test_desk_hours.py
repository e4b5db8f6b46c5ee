"""Experts have hours: what is asked outside them waits for the opening, of which they are told once."""

from datetime import UTC, datetime, timedelta

from challenge.kernel import log
from challenge.kernel.actor import Role
from challenge.kernel.work import Work
from challenge.mentoring.actions import Asked, ask_help
from challenge.mentoring.models import HelpRequest
from challenge.mentoring.notices import tell_experts
from challenge.mentoring.rules import Kind
from challenge.people.models import StaffProfile
from challenge.schedule.actions import reach_milestone
from challenge.schedule.events import MilestoneReached
from challenge.schedule.queries import milestone_by_code
from challenge.schedule.rules import Transition
from tests.flow.mentoring.test_queue import _requests, _told
from tests.house import TestHouse
from tests.make.teams import Composed, make_composed, member_of, set_time

# Tuesday, 10:00 to 17:30 in the hall.
OPENS = datetime(2027, 5, 25, 8, tzinfo=UTC)


def expert_of(house: TestHouse, made: Composed, skill: str = "CAD") -> int:
    """Return the account of an expert who has a skill."""
    expert = house.person(made.edition.id, Role.EXPERT, name="Eve Expert").actor.account_id

    def know(work: Work) -> None:
        names = {"first_name": "Eve", "last_name": "Expert", "zone": "", "languages": []}
        about = {"edition_id": made.edition.id, "account_id": expert, "role": "expert", "joined_at": work.real}
        work.add(StaffProfile(**names, **about, domains=[skill], capacity=8))

    house.perform(house.house_in(made.edition.id), know)
    return expert


def ask(house: TestHouse, made: Composed, kind: Kind = Kind.EXPERT) -> HelpRequest:
    member = member_of(house, made)
    asked = Asked(kind=kind, need="A gear", skill="CAD", tried="Two drawings")
    house.perform(member.actor, ask_help, made.teams[0].id, asked)
    house.deliver()
    return _requests(house)[-1]


def opens(house: TestHouse, made: Composed, code: str = "experts-2") -> None:
    row = house.read(milestone_by_code, made.edition.id, code)
    assert row is not None
    house.perform(house.house_in(made.edition.id), reach_milestone, row.id, Transition.OPENED, row.version)
    house.deliver()


def test_what_is_asked_before_the_desk_opens_waits_for_it(house: TestHouse) -> None:
    made = make_composed(house)
    expert, other = expert_of(house, made), expert_of(house, made, "Welding")
    set_time(house, made, 2, 6)
    early, coach = ask(house, made), ask(house, made, Kind.COACH)
    before = _told(house, expert)
    page = member_of(house, made).get("/e/crunch/teams/A01/help").text
    set_time(house, made, 2, 8, 1)
    opens(house, made)
    once = _told(house, expert)
    for stored in house.read(log.facts_after, made.edition.id, 0)[0]:
        if isinstance(stored.event, MilestoneReached):
            house.perform(house.house_in(made.edition.id), tell_experts, stored)
    during = ask(house, made)

    assert early.due_at == OPENS + timedelta(minutes=10)
    assert coach.due_at == coach.asked_at + timedelta(minutes=10)
    assert during.due_at == during.asked_at + timedelta(minutes=10)
    assert "Les experts reviennent à leur bureau mar. 25 mai, 10:00" in page
    assert (before, len(once)) == ([], 1)
    assert (len(_told(house, expert)), _told(house, other)) == (2, [])


def test_desk_that_nobody_waits_for_tells_nobody_and_other_desks_neither(sqlite_house: TestHouse) -> None:
    made = make_composed(sqlite_house)
    expert = expert_of(sqlite_house, made)
    set_time(sqlite_house, made, 2, 8, 1)
    opens(sqlite_house, made)
    set_time(sqlite_house, made, 2, 16)
    ask(sqlite_house, made)
    set_time(sqlite_house, made, 3, 7)
    opens(sqlite_house, made, "workshop-3")

    assert _told(sqlite_house, expert) == []


def test_after_the_last_hours_experts_are_told_at_once(sqlite_house: TestHouse) -> None:
    made = make_composed(sqlite_house)
    expert = expert_of(sqlite_house, made)
    set_time(sqlite_house, made, 5, 8)
    row = ask(sqlite_house, made)
    page = sqlite_house.log_in(expert, made.edition.id).get("/e/crunch/help").text

    assert row.due_at == row.asked_at + timedelta(minutes=10)
    assert len(_told(sqlite_house, expert)) == 1
    assert "Les dernières heures des experts sont passées" in page
