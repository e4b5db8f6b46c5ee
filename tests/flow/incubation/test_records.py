"""A team's record reaches its own partner and the incubators once every place is open, and nobody else outside."""

import pytest
from sqlalchemy import select, update

from challenge.judging.models import Reveal
from challenge.judging.rules.reveal import Step
from challenge.kernel.actor import Role
from challenge.kernel.work import Work
from challenge.problems.models import Problem
from tests.house import Person, TestHouse
from tests.make.organisations import make_organisation, make_partner
from tests.make.teams import Composed, make_composed, member_of, reveal, set_time

CANARY, ADDRESS = "tasmania-canary-8823", "tasmania-contact@home.example"
TEAM = "/e/crunch/teams/A01/outcome"
MARK, PROSPECTS = "/e/crunch/partner/interests/A01", "/e/crunch/incubation"


@pytest.fixture
def written(house: TestHouse) -> Composed:
    """Give two teams, the first with a record, a contact and its partner's mark."""
    made = make_composed(house)
    reveal(house, made)
    set_time(house, made, 5, 14, 30)
    member = member_of(house, made)
    member.post(TEAM, {"made": CANARY, "stage": "mockup", "wishes": ["project"], "version": "0"})
    member.post(f"{TEAM}/contact", {"address": ADDRESS, "agrees": "1"})
    partner_of(house, made).post(MARK, {"wish": "project"})
    return made


def partner_of(house: TestHouse, made: Composed) -> Person:
    return make_partner(house, made.edition.id, made.organisation_id)


def publish(house: TestHouse, made: Composed, step: Step) -> None:
    def put(work: Work) -> None:
        row = work.session.execute(select(Reveal).where(Reveal.edition_id == work.edition_id)).scalar_one_or_none()
        row = row or work.add(Reveal(edition_id=work.edition_id, finalists=[], checked=[]))
        row.step, row.public_at = step.value, work.now

    house.perform(house.house_in(made.edition.id), put)


def readers(house: TestHouse, made: Composed) -> list[bool]:
    """Say for the own partner and an incubator whether they read the record and the contact."""
    people = ((partner_of(house, made), MARK), (house.person(made.edition.id, Role.INCUBATOR), PROSPECTS))
    pages = [person.get(path).text for person, path in people]
    assert [(CANARY in page) == (ADDRESS in page) for page in pages] == [True, True]
    return [CANARY in page for page in pages]


def test_partner_and_incubators_read_it_once_every_place_is_open(house: TestHouse, written: Composed) -> None:
    found = [readers(house, written)]
    for step in (Step.FIRST, Step.ALL):
        publish(house, written, step)
        found.append(readers(house, written))

    assert found == [[False, False], [False, False], [True, True]]


def test_of_a_confidential_problem_its_partner_alone_reads_it(house: TestHouse, written: Composed) -> None:
    def hide(work: Work) -> None:
        work.session.execute(
            update(Problem).where(Problem.id == written.teams[0].problem_id).values(confidentiality="confidential")
        )

    house.perform(house.house_in(written.edition.id), hide)
    publish(house, written, Step.ALL)

    assert readers(house, written) == [True, False]


def test_nobody_else_reads_it_by_any_page_or_push(sqlite_house: TestHouse) -> None:
    house = sqlite_house
    made = make_composed(house)
    reveal(house, made)
    set_time(house, made, 5, 14, 30)
    member = member_of(house, made)
    member.post(TEAM, {"made": CANARY, "stage": "mockup", "wishes": ["project"], "version": "0"})
    member.post(f"{TEAM}/contact", {"address": ADDRESS, "agrees": "1"})
    publish(house, made, Step.ALL)
    house.deliver()
    edition_id = made.edition.id
    other = make_partner(house, edition_id, make_organisation(house, edition_id, "Other"), name="Other")
    roles = (Role.COACH, Role.EXPERT, Role.JUROR, Role.CHAIR, Role.VIEWER, Role.STUDENT)
    people = [*(house.person(edition_id, role) for role in roles), other, member_of(house, made, 1)]
    paths = ["", "teams", "teams/A01", "teams/A01/outcome", "results", "partner/interests/A01", "incubation", "team"]
    paths += ["desk/outcomes", "desk/outcomes/list", "desk/outcomes.csv", "outcome", "coach/", "wall"]
    seen = [
        (person.actor.roles, path)
        for person in people
        for path in paths
        for page in [person.get(f"/e/crunch/{path}", follow_redirects=True).text]
        if CANARY in page or ADDRESS in page
    ]

    assert seen == []
