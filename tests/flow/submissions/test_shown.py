"""What a team's page shows alike to all its readers is drawn once, and never older than the team or the hour."""

import re
import time
from typing import Any

import pytest
from sqlalchemy import event, select

from challenge.kernel.actor import Role
from challenge.teams.models import TeamMember
from challenge.web.shell import LOCALE_COOKIE
from tests.flow.submissions.test_handing_in import PDF, hand_in
from tests.house import Person, TestHouse
from tests.make.teams import Composed, make_composed, member_of, reveal, set_time

PAGE, OTHERS = "/e/crunch/teams/A01", "/e/crunch/teams/B01"
FORM = 'action="/e/crunch/teams/A01/deliverables/D1"'


@pytest.fixture
def composed(house: TestHouse) -> Composed:
    made = make_composed(house)
    reveal(house, made)
    set_time(house, made, 1, 15, 0)
    return made


def text(who: Person, path: str = PAGE) -> str:
    answer = who.get(path)
    assert answer.status_code == 200
    return str(answer.text)


def colleague_of(house: TestHouse, composed: Composed) -> Person:
    """Return another member of the first team, logged in."""
    wanted = select(TeamMember.account_id).where(TeamMember.team_id == composed.teams[0].id)
    wanted = wanted.where(TeamMember.account_id.is_not(None)).order_by(TeamMember.person_id.desc())
    account_id = house.read(lambda session: session.execute(wanted).scalars().first())
    assert account_id not in (None, member_of(house, composed).actor.account_id)
    return house.log_in(account_id or 0, composed.edition.id)


def test_second_reader_of_a_team_costs_one_statement(sqlite_house: TestHouse) -> None:
    made = make_composed(sqlite_house)
    reveal(sqlite_house, made)
    set_time(sqlite_house, made, 1, 15, 0)
    first, second = member_of(sqlite_house, made), colleague_of(sqlite_house, made)
    shown, sent = text(first), []

    def note(_connection: Any, _cursor: Any, said: str, *_rest: Any) -> None:
        sent.append(said)

    event.listen(sqlite_house.database.reader, "before_cursor_execute", note)
    again = text(second)
    event.remove(sqlite_house.database.reader, "before_cursor_execute", note)

    assert (len(sent), "session" in sent[0]) == (1, True)
    assert set(re.findall('data-live-topic="(user:[^"]+)"', shown)).isdisjoint(
        re.findall('data-live-topic="(user:[^"]+)"', again)
    )
    assert set(re.findall('"(?:csrf_token|idempotency_key)" value="([^"]+)"', shown)).isdisjoint(
        re.findall('"(?:csrf_token|idempotency_key)" value="([^"]+)"', again)
    )


def test_form_goes_when_the_lock_passes_though_nobody_commits(house: TestHouse, composed: Composed) -> None:
    set_time(house, composed, 1, 15, 29, 58)
    member = member_of(house, composed)
    before, end = text(member), time.monotonic() + 10
    while FORM in (after := text(member)) and time.monotonic() < end:
        time.sleep(0.1)

    assert (FORM in before, FORM in after) == (True, False)


def test_extension_ends_for_its_team_alone(house: TestHouse, composed: Composed) -> None:
    organiser, member = house.person(composed.edition.id, Role.ORGANISER), member_of(house, composed)
    form = {"team": "A01", "deliverable": "D1", "until": "2027-05-24T19:00", "reason": "Fire alarm"}
    organiser.post("/e/crunch/desk/submissions/extend", form)
    set_time(house, composed, 1, 16, 59, 58)
    own, others = text(member), text(member_of(house, composed, 1), OTHERS)
    end = time.monotonic() + 10
    while FORM in (after := text(member)) and time.monotonic() < end:
        time.sleep(0.1)

    assert (FORM in own, FORM.replace("A01", "B01") in others, FORM in after) == (True, False, False)


def test_receipt_of_a_colleague_is_seen_at_once(house: TestHouse, composed: Composed) -> None:
    first, second = member_of(house, composed), colleague_of(house, composed)
    before = (text(first), text(second))
    assert hand_in(first) == 303
    after = (text(first), text(second))

    assert ["question.pdf" in page for page in (*before, *after)] == [False, False, True, True]
    assert hand_in(second, content=PDF + b"2", name="second.pdf") == 303
    assert ["second.pdf" in text(one) for one in (first, second)] == [True, True]


def test_each_reader_gets_their_own_words_and_ways(house: TestHouse, composed: Composed) -> None:
    member, organiser = member_of(house, composed), house.person(composed.edition.id, Role.ORGANISER)
    pages = [text(one) for one in (member, organiser, member)]
    titles = []
    for locale in ("fr", "en", "fr"):
        member.browser.set_cookie(LOCALE_COOKIE, locale)
        titles.append(set(re.findall("<h2>([^<]+)</h2>", text(member))) & {"Members", "Membres"})

    assert ["/e/crunch/team/why" in page for page in pages] == [True, False, True]
    assert titles == [{"Membres"}, {"Members"}, {"Membres"}]
