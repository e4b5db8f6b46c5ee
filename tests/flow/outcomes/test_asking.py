"""The last survey asks every team without a record once, and reminds who still has none."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from challenge.editions.attention import Scope, concerns
from challenge.inbox.models import Notice, NoticeCopy
from challenge.kernel import log
from challenge.kernel.work import Work
from challenge.outcomes.events import OutcomesAsked
from challenge.outcomes.notices import ask_teams
from challenge.schedule.actions import reach_milestone
from challenge.schedule.coming import coming
from challenge.schedule.events import MilestoneReached
from challenge.schedule.rules import Transition
from tests.flow.outcomes.test_records import PAGE, SAID, close
from tests.flow.schedule.test_milestones import milestone
from tests.house import TestHouse
from tests.make.teams import Composed, make_composed, member_of, reveal, set_time


@pytest.fixture
def composed(house: TestHouse) -> Composed:
    made = make_composed(house)
    reveal(house, made)
    set_time(house, made, 5, 14, 21)
    return made


def reach(house: TestHouse, made: Composed, transition: Transition) -> None:
    row = milestone(house, made.edition, "closing")
    house.perform(house.house_in(made.edition.id), reach_milestone, row.id, transition, row.version)
    house.deliver()


def told(house: TestHouse) -> list[tuple[str, str, str, set[int]]]:
    """Return what was told about records: key without the milestone, path, English title, to whom."""
    wanted = select(Notice, NoticeCopy.account_id).join(NoticeCopy, NoticeCopy.notice_id == Notice.id)
    rows = house.read(lambda session: session.execute(wanted.where(Notice.key.startswith("outcomes:"))).all())
    found: dict[int, tuple[str, str, str, set[int]]] = {}
    for notice, account_id in rows:
        people: set[int] = set()
        about = (notice.key.split(":")[-1], notice.path, notice.texts["en"][0], people)
        found.setdefault(notice.id, about)[3].add(account_id)
    return list(found.values())


def facts(house: TestHouse, made: Composed, kind: type) -> list[Any]:
    found, _ = house.read(log.facts_after, made.edition.id, 0, limit=10_000)
    return [one for one in found if isinstance(one.event, kind)]


def test_members_of_every_team_are_asked_once_however_often_the_fact_comes(
    house: TestHouse, composed: Composed
) -> None:
    reach(house, composed, Transition.OPENED)
    once = told(house)
    opened = [one for one in facts(house, composed, MilestoneReached) if one.event.code == "closing"]

    def again(work: Work) -> None:
        ask_teams(work, opened[0])

    house.perform(house.house_in(composed.edition.id), again)
    house.deliver()

    assert [(name, path, title, len(people)) for name, path, title, people in once] == [
        ("asked", "/e/crunch/outcome", "Write your team's outcome record", 8)
    ]
    assert told(house) == once
    assert [
        (one.event.teams, one.event.people, one.event.is_reminder) for one in facts(house, composed, OutcomesAsked)
    ] == [(2, 8, False)]


def test_who_has_none_when_it_is_due_is_reminded_alone(house: TestHouse, composed: Composed) -> None:
    reach(house, composed, Transition.OPENED)
    member, other = member_of(house, composed), member_of(house, composed, 1)
    member.post(PAGE, SAID)
    set_time(house, composed, 5, 15, 1)
    reach(house, composed, Transition.DUE)
    reminded = [people for name, _, _, people in told(house) if name == "reminded"]

    assert [(len(people), other.actor.account_id in people) for people in reminded] == [(4, True)]
    assert member.actor.account_id not in reminded[0]


def test_nobody_is_asked_once_everybody_has_one_or_the_records_are_closed(house: TestHouse, composed: Composed) -> None:
    member_of(house, composed).post(PAGE, SAID)
    member_of(house, composed, 1).post(PAGE.replace("A01", "B01"), SAID)
    reach(house, composed, Transition.OPENED)
    first = told(house)
    close(house, composed)
    set_time(house, composed, 5, 15, 1)
    reach(house, composed, Transition.DUE)

    assert (first, told(house)) == ([], [])


def test_the_dry_run_says_how_many_teams_and_people(house: TestHouse, composed: Composed) -> None:
    member_of(house, composed).post(PAGE, SAID)
    said = [
        (one.transition, effect.code, effect.values["teams"], effect.people)
        for one in house.read(coming, composed.edition.id, datetime(2027, 5, 28, tzinfo=UTC))
        for effect in one.effects
        if one.line.code == "closing"
    ]

    assert said == [(Transition.OPENED, "outcomes_asked", 1, 4), (Transition.DUE, "outcomes_reminded", 1, 4)]


def test_missing_records_need_attention_once_the_survey_has_locked(house: TestHouse, composed: Composed) -> None:
    member_of(house, composed).post(PAGE, SAID)

    def counted(hour: int, minute: int) -> list[tuple[int, str]]:
        scope = Scope(composed.edition.id, datetime(2027, 5, 28, hour, minute, tzinfo=UTC), None, drafts=True)
        found = house.read(concerns, scope)
        return [(one.count, one.path) for one in found if one.code == "outcomes.missing"]

    before, after = counted(15, 29), counted(15, 30)
    close(house, composed)

    assert (before, after, counted(15, 31)) == ([], [(1, "desk/outcomes?show=missing")], [])
