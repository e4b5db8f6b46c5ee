"""What a team's page shows alike to all its readers is drawn once, and never older than the team or the hour."""

import re
import time
from typing import Any

import pytest
from sqlalchemy import event, select

from challenge.accounts.models import Account
from challenge.kernel.actor import HOUSE, Role
from challenge.kernel.work import Work
from challenge.problems.models import Problem
from challenge.teams.models import TeamMember
from challenge.web.shell import LOCALE_COOKIE
from tests.flow.submissions.test_handing_in import PDF, hand_in
from tests.house import Person, TestHouse
from tests.make.teams import Composed, make_composed, member_of, reveal, set_time

PAGE, OTHERS = "/e/crunch/teams/A01", "/e/crunch/teams/B01"
FORM = 'action="/e/crunch/teams/A01/deliverables/D1"'


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


def badge(page: str) -> str:
    """Return how the first deliverable stands."""
    card = page[page.index('id="D1"') :]
    return str(re.findall("</svg>([^<]+)</span>", card)[0])


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


@pytest.mark.parametrize(("hour", "states"), [(14, ("To do", "Open")), (15, ("Open", "Late"))])
def test_badge_changes_with_the_hour_though_nobody_commits(
    sqlite_house: TestHouse, hour: int, states: tuple[str, str]
) -> None:
    made = make_composed(sqlite_house)
    set_time(sqlite_house, made, 1, hour, 14, 58)
    member = member_of(sqlite_house, made)
    member.browser.set_cookie(LOCALE_COOKIE, "en")
    before, end = badge(text(member)), time.monotonic() + 10
    while (after := badge(text(member))) == before and time.monotonic() < end:
        time.sleep(0.1)

    assert (before, after) == states


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
        page = text(member)
        titles.append(
            {word for word in ("Members", "Membres", "Read the problem", "Lire le sujet") if f">{word}<" in page}
        )

    assert ["/e/crunch/team/why" in page for page in pages] == [True, False, True]
    french = {"Membres", "Lire le sujet"}
    assert titles == [french, {"Members", "Read the problem"}, french]


def test_two_teams_read_their_own_problems(house: TestHouse, composed: Composed) -> None:
    def name(work: Work) -> None:
        for team in composed.teams:
            row = work.session.get_one(Problem, team.problem_id)
            row.title, row.summary, row.confidentiality = f"Title of {team.code}", f"Text of {team.code}", "open"

    house.perform(house.house_in(composed.edition.id), name)
    codes = [team.code for team in composed.teams]
    readers = [member_of(house, composed, place) for place in range(len(codes))]
    pages = [text(reader, f"/e/crunch/teams/{code}") for reader, code in zip(readers, codes, strict=True)]

    assert [[f"Title of {code}" in page for code in codes] for page in pages] == [[True, False], [False, True]]
    assert [[f"Text of {code}" in page for code in codes] for page in pages] == [[True, False], [False, True]]


def test_teams_of_one_code_in_two_editions_are_two_teams(house: TestHouse, composed: Composed) -> None:
    other = make_composed(house, "second")
    readers = [member_of(house, one) for one in (composed, other)]
    pages = [text(one, f"/e/{slug}/teams/A01") for one, slug in zip(readers, ("crunch", "second"), strict=True)]
    topics = [set(re.findall('data-live-topic="(team:[^"]+)"', page)) for page in pages]

    assert topics == [{f"team:{one.teams[0].public_id}"} for one in (composed, other)]


def test_each_reader_reads_hours_of_their_own_zone(house: TestHouse, composed: Composed) -> None:
    member, colleague = member_of(house, composed), colleague_of(house, composed)

    def move(work: Work) -> None:
        work.session.get_one(Account, colleague.actor.account_id).time_zone = "Asia/Tokyo"

    house.perform(HOUSE, move)
    pages = [text(one) for one in (member, colleague, member)]

    assert [" JST" in page for page in pages] == [False, True, False]
