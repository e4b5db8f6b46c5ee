"""Every partner leaves with a decision request (R20): asked, reminded, decided, and told to the team by choice."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from challenge.accounts.models import Account, RoleGrant
from challenge.editions.actions import set_clock
from challenge.editions.attention import Scope, concerns
from challenge.inbox.models import Notice, NoticeCopy
from challenge.incubation.decisions import versions
from challenge.incubation.events import DecisionMade, DecisionsAsked
from challenge.incubation.notices import ask_partners
from challenge.incubation.queries import prospects
from challenge.kernel import log
from challenge.kernel.actor import Role, Seat
from challenge.kernel.work import Work
from challenge.live import feed
from challenge.notifications.models import OutboxMessage
from challenge.schedule.actions import reach_milestone
from challenge.schedule.coming import coming
from challenge.schedule.events import MilestoneReached
from challenge.schedule.rules import Transition
from challenge.web.shell import LOCALE_COOKIE
from tests.flow.schedule.test_milestones import milestone
from tests.house import Person, TestHouse
from tests.make.organisations import make_organisation, make_partner
from tests.make.teams import Composed, make_composed, member_of, reveal

CANARY, WORDS = "tasman-canary-4471", "Call **Anna** on Monday"
LIST, PAGE, LEARNED = "/e/crunch/partner/decisions", "/e/crunch/decisions/A01", "/e/crunch/teams/A01/decision"
DECIDES = {"choice": "incubate", "note": CANARY, "version": "0"}
OPEN, LATE = datetime(2027, 6, 2, 8, tzinfo=UTC), datetime(2027, 6, 12, 8, tzinfo=UTC)


def set_day(house: TestHouse, made: Composed, now: datetime) -> None:
    house.perform(house.house_in(made.edition.id), set_clock, edition_now=now, speed=1, reason="test")


@pytest.fixture
def composed(house: TestHouse) -> Composed:
    """Give two teams on the problems of one organisation, an hour after partners are asked."""
    made = make_composed(house)
    reveal(house, made)
    set_day(house, made, OPEN)
    return made


def partner_of(house: TestHouse, made: Composed, name: str = "Paula Partner") -> Person:
    person = make_partner(house, made.edition.id, made.organisation_id, name=name)
    person.browser.set_cookie(LOCALE_COOKIE, "en")
    return person


def reach(house: TestHouse, made: Composed, transition: Transition) -> None:
    row = milestone(house, made.edition, "partner-pack")
    house.perform(house.house_in(made.edition.id), reach_milestone, row.id, transition, row.version)
    house.deliver()


def notices(house: TestHouse) -> list[tuple[str, str, str, set[int]]]:
    """Return what was told of decisions: the key's last part, path, English title, to whom."""
    wanted = select(Notice, NoticeCopy.account_id).join(NoticeCopy, NoticeCopy.notice_id == Notice.id)
    found: dict[int, tuple[str, str, str, set[int]]] = {}
    for row, account_id in house.read(
        lambda session: session.execute(wanted.where(Notice.key.startswith("decisions:")).order_by(Notice.id)).all()
    ):
        people: set[int] = set()
        about = (row.key.split(":")[1 if "told" in row.key else 2], row.path, row.texts["en"][0], people)
        found.setdefault(row.id, about)[3].add(account_id)
    return list(found.values())


def give_address(work: Work, account_id: int) -> None:
    work.session.get_one(Account, account_id).email = "paula@firm.example"


def facts(house: TestHouse, made: Composed, kind: type) -> list[Any]:
    found, _ = house.read(log.facts_after, made.edition.id, 0, limit=10_000)
    return [one for one in found if isinstance(one.event, kind)]


def test_partners_are_asked_once_and_reminded_until_they_have_decided(house: TestHouse, composed: Composed) -> None:
    partner, idle = partner_of(house, composed), make_organisation(house, composed.edition.id, "Without a team")
    bystander = make_partner(house, composed.edition.id, idle, name="Ida Idle")
    promised = [
        (one.transition, effect.code, effect.values["teams"], effect.people)
        for one in house.read(coming, composed.edition.id, datetime(2027, 5, 30, tzinfo=UTC))
        for effect in one.effects
        if one.line.code == "partner-pack"
    ]
    house.perform(house.house_in(composed.edition.id), give_address, partner.actor.account_id)
    reach(house, composed, Transition.OPENED)
    opened = [one for one in facts(house, composed, MilestoneReached) if one.event.code == "partner-pack"]
    mails = house.read(lambda session: list(session.execute(select(OutboxMessage.key)).scalars()))

    def again(work: Work) -> None:
        ask_partners(work, opened[0])

    house.perform(house.house_in(composed.edition.id), again)
    assert 'href="/e/crunch/partner/decisions"' in partner.get("/e/crunch/partner/").text
    assert "2 teams wait for your decision" in partner.get("/e/crunch/partner/expected").text
    assert partner.post(PAGE, {**DECIDES, "note": ""}).status_code == 303
    set_day(house, composed, LATE)
    reach(house, composed, Transition.DUE)
    partner.post(PAGE.replace("A01", "B01"), {**DECIDES, "note": ""})

    me = {partner.actor.account_id}
    assert promised == [
        (Transition.OPENED, "decisions_asked", 2, 1),
        (Transition.DUE, "decisions_reminded", 2, 1),
    ]
    assert notices(house) == [
        ("asked", LIST, "Decide what becomes of your teams' projects", me),
        ("reminded", LIST, "Your decision on your teams' projects is missing", me),
    ]
    assert [(one.event.organisations, one.event.teams) for one in facts(house, composed, DecisionsAsked)] == [
        (1, 2),
        (1, 1),
    ]
    assert [key.split(":")[2:] for key in mails if key.startswith("decisions:")] == [
        ["asked", str(partner.actor.account_id)]
    ]
    assert bystander.get(PAGE).status_code == 404


def test_a_decision_has_versions_the_later_of_two_is_told_and_late_is_marked(
    house: TestHouse, composed: Composed
) -> None:
    first, second = partner_of(house, composed), partner_of(house, composed, "Pascal Partner")
    organiser = house.person(composed.edition.id, Role.ORGANISER)
    organiser.browser.set_cookie(LOCALE_COOKIE, "en")
    first.post("/e/crunch/partner/interests/A01", {"wish": "research"})
    proposed = first.get(PAGE).text
    set_day(house, composed, OPEN.replace(hour=6))
    early = first.post(PAGE, DECIDES)
    set_day(house, composed, OPEN)
    twice = [first.post(PAGE, {**DECIDES, "idempotency_key": "once"}).status_code for _ in range(2)]
    refused = second.post(PAGE, {**DECIDES, "choice": "stop", "note": "My own words"})
    set_day(house, composed, LATE)
    followed = second.post(PAGE, {**DECIDES, "choice": "internship", "version": "1"})
    written = organiser.post(PAGE.replace("A01", "B01"), {**DECIDES, "choice": "project"})
    kept = [(one.number, one.choice, one.late) for one in house.read(versions, composed.teams[0].id)]
    desk = {name: organiser.get(f"/e/crunch/desk/decisions/list?show={name}").text for name in ("", "missing", "late")}
    file = organiser.get("/e/crunch/desk/decisions.csv").get_data(as_text=True).splitlines()

    assert 'value="research" checked' in proposed
    assert (early.status_code, "Decisions are not taken yet" in early.text) == (422, True)
    assert twice == [303, 303]
    assert (refused.status_code, "Somebody else has decided meanwhile" in refused.text) == (409, True)
    assert ("My own words" in refused.text, 'name="version" value="1"' in refused.text) == (True, True)
    assert (followed.status_code, written.status_code) == (303, 303)
    assert kept == [(2, "internship", True), (1, "incubate", False)]
    assert len(facts(house, composed, DecisionMade)) == 3
    assert {name: [f"/decisions/{code}" in text for code in ("A01", "B01")] for name, text in desk.items()} == {
        "": [True, True],
        "missing": [False, False],
        "late": [True, True],
    }
    assert (len(file), "internship" in file[1], "Pascal Partner" in file[1]) == (3, True, True)


def test_a_team_learns_it_when_its_partner_tells_it_and_not_before(house: TestHouse, composed: Composed) -> None:
    partner, member = partner_of(house, composed), member_of(house, composed)
    member.browser.set_cookie(LOCALE_COOKIE, "en")
    nothing = partner.post(f"{PAGE}/tell", {"version": "1"})
    partner.post(PAGE, DECIDES)
    before = member.get(LEARNED).text
    stale = partner.post(f"{PAGE}/tell", {"version": "2", "words": WORDS})
    told = [partner.post(f"{PAGE}/tell", {"version": "1", "words": WORDS}).status_code for _ in range(2)]
    house.deliver()
    partner.post(PAGE, {"choice": "stop", "note": CANARY, "version": "1"})
    house.deliver()
    after = member.get(LEARNED).text
    page = partner.get(PAGE).text

    member.post("/e/crunch/teams/A01/outcome", {"made": "A box", "stage": "mockup", "wishes": ["stop"], "version": "0"})
    ways = (member.get("/e/crunch/teams/A01/outcome").text, partner.get("/e/crunch/partner/interests/A01").text)

    assert [f'href="{where}"' in text for where, text in zip((LEARNED, PAGE), ways, strict=True)] == [True, True]
    assert [nothing.status_code, stale.status_code, *told] == [409, 409, 303, 303]
    assert "Nothing is told yet" in before
    assert [text in after for text in ("Incubation", "Call <strong>Anna</strong>", CANARY)] == [True, True, False]
    assert [(name, path, len(people)) for name, path, _, people in notices(house)] == [("told", LEARNED, 4)]
    assert "It does not know the latest decision" in page
    assert [member_of(house, composed, 1).get(LEARNED).status_code, partner.get(LEARNED).status_code] == [404, 404]


def test_the_decision_speaks_in_the_marks_place_for_those_who_incubate(house: TestHouse, composed: Composed) -> None:
    edition_id = composed.edition.id
    partner = partner_of(house, composed)
    other = make_partner(house, edition_id, make_organisation(house, edition_id, "Second firm"), name="Sam Second")
    for person, code in ((partner, "A01"), (partner, "B01"), (other, "B01")):
        person.post(f"/e/crunch/partner/interests/{code}", {"wish": "internship"})
    partner.post(PAGE, DECIDES)
    partner.post(PAGE.replace("A01", "B01"), {"choice": "stop", "note": "No market", "version": "0"})
    found = house.read(prospects, edition_id)
    page = house.person(edition_id, Role.INCUBATOR).get("/e/crunch/incubation").text

    assert [(one.code, one.decision is not None, [mark.organisation for mark in one.marks]) for one in found] == [
        ("A01", True, []),
        ("B01", False, ["Second firm"]),
    ]
    assert (CANARY in page, "No market" in page) == (True, False)


def test_nobody_else_reads_it_by_any_page_or_push(sqlite_house: TestHouse) -> None:
    house = sqlite_house
    made = make_composed(house)
    reveal(house, made)
    set_day(house, made, OPEN)
    edition_id = made.edition.id
    partner_of(house, made).post(PAGE, DECIDES)
    house.deliver()
    other = make_partner(house, edition_id, make_organisation(house, edition_id, "Other"), name="Other")
    roles = (Role.COACH, Role.EXPERT, Role.JUROR, Role.CHAIR, Role.VIEWER, Role.STUDENT)
    people = [*(house.person(edition_id, role) for role in roles), other, member_of(house, made)]
    paths = ["", "teams/A01", "teams/A01/decision", "teams/A01/outcome", "decisions/A01", "partner/decisions", "team"]
    paths += [
        "partner/",
        "incubation",
        "desk/decisions",
        "desk/decisions/list",
        "desk/decisions.csv",
        "inbox",
        "results",
    ]
    seen = [
        (person.actor.roles, path)
        for person in people
        for path in paths
        if CANARY in person.get(f"/e/crunch/{path}", follow_redirects=True).text
    ]
    with house.database.read() as session:
        pushed = [push for push in feed.tail(session.connection(), 0, limit=1000) if "incubate" in str(push.body)]

    assert (seen, pushed) == ([], [])


def test_who_only_reads_for_an_organisation_decides_nothing(sqlite_house: TestHouse) -> None:
    made = make_composed(sqlite_house)
    reveal(sqlite_house, made)
    set_day(sqlite_house, made, OPEN)
    reader = partner_of(sqlite_house, made)

    def sit(work: Work) -> None:
        wanted = select(RoleGrant).where(RoleGrant.account_id == reader.actor.account_id)
        work.session.execute(wanted).scalar_one().seat = Seat.READER.value

    sqlite_house.perform(sqlite_house.house_in(made.edition.id), sit)
    page = reader.get(PAGE)

    assert (page.status_code, "<form" in page.text.partition("<main")[2].partition("</main")[0]) == (200, False)
    assert (reader.post(PAGE, DECIDES).status_code, reader.post(f"{PAGE}/tell", {"version": "1"}).status_code) == (
        404,
        404,
    )


def test_missing_decisions_need_attention_once_they_are_due(sqlite_house: TestHouse) -> None:
    made = make_composed(sqlite_house)
    reveal(sqlite_house, made)

    def counted(day: int) -> list[tuple[int, str]]:
        scope = Scope(made.edition.id, datetime(2027, 6, day, 8, tzinfo=UTC), None, drafts=True)
        found = sqlite_house.read(concerns, scope)
        return [(one.count, one.path) for one in found if one.code == "incubation.undecided"]

    assert (counted(11), counted(12)) == ([], [(2, "desk/decisions?show=missing")])
