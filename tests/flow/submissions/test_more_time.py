"""More time for one team: given in two clicks where it is missed, kept with reason and author, told to who is away."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from challenge.inbox.models import Notice, NoticeCopy
from challenge.kernel.actor import Role
from challenge.kernel.clock import instant
from challenge.kernel.work import Work
from challenge.schedule.models import Milestone
from challenge.submissions.models import Deliverable, Extension
from challenge.submissions.queries import extensions
from challenge.teams.models import Team, TeamMember
from challenge.web.shell import LOCALE_COOKIE
from tests.house import Person, TestHouse
from tests.make.teams import Composed, make_composed, member_of, set_time

DESK = "/e/crunch/desk/submissions"
LIST = f"{DESK}?missing=D1"
MORE = f"{DESK}/more?missing=D1"
QUICK = {"team": "B01", "deliverable": "D1", "minutes": "15", "reason": "Fire alarm"}
TYPED = {"team": "B01", "deliverable": "D1", "until": "2027-05-24T18:00", "reason": "Fire alarm"}
EARLY = "2027-05-24T17:45"


@pytest.fixture
def composed(house: TestHouse) -> Composed:
    made = make_composed(house)
    set_time(house, made, 1, 15, 0)
    return made


def organiser_of(house: TestHouse, made: Composed, name: str = "Olga Organiser", locale: str = "en") -> Person:
    person = house.person(made.edition.id, Role.ORGANISER, name=name)
    person.browser.set_cookie(LOCALE_COOKIE, locale)
    return person


def until(house: TestHouse) -> list[datetime]:
    wanted = select(Extension.until).order_by(Extension.team_id, Extension.deliverable_id)
    return house.read(lambda session: list(session.execute(wanted).scalars()))


def hall(text: str) -> datetime:
    return instant(datetime.fromisoformat(text), "Europe/Paris")


def told(house: TestHouse, account_id: int) -> list[dict[str, Any]]:
    wanted = select(Notice).join(NoticeCopy, NoticeCopy.notice_id == Notice.id).order_by(Notice.id)
    wanted = wanted.where(NoticeCopy.account_id == account_id, Notice.key.startswith("extension:"))
    rows = house.read(lambda session: list(session.execute(wanted).scalars()))
    return [{"kind": row.kind, "path": row.path, "version": row.version, **row.texts} for row in rows]


def cancel_first(work: Work) -> None:
    deliverable = work.session.execute(select(Deliverable).where(Deliverable.code == "D1")).scalar_one()
    work.session.get_one(Milestone, deliverable.milestone_id).cancelled_at = work.now


def test_a_missing_team_is_given_time_on_the_list_in_two_clicks(house: TestHouse, composed: Composed) -> None:
    organiser = organiser_of(house, composed)
    page = organiser.get(LIST).text
    opened = re.search(r'<details class="confirm"><summary [^>]*team B01.*?</details>', page, re.DOTALL)
    assert opened is not None
    form = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', opened[0]))
    form["reason"] = re.findall(r'name="reason" type="text" value="([^"]+)"', opened[0])[0]
    address = re.findall(r'action="([^"]+)"', opened[0])[0]
    minutes = re.findall(r'name="minutes" value="(\d+)"', opened[0])
    answers = [organiser.post(address, {**form, "minutes": minutes[0]}) for _ in range(2)]
    again = organiser.get(LIST).text

    assert (address, minutes, form["reason"]) == (MORE, ["15", "30", "60"], "Agreed with the team")
    assert [(one.status_code, one.headers["Location"]) for one in answers] == [(303, LIST)] * 2
    assert until(house) == [hall(EARLY)]
    assert "Team B01 has until Mon 24 May, 17:45 CEST for D1 and is told." in again
    assert "until Mon 24 May, 17:45 CEST</span>" in again


def test_whoever_asks_why_finds_every_reason_also_of_what_was_replaced(house: TestHouse, composed: Composed) -> None:
    organiser = organiser_of(house, composed)
    for minutes, reason in (("15", "Fire alarm"), ("30", "No power at the table")):
        organiser.post(MORE, {**QUICK, "minutes": minutes, "reason": reason})
    told = house.read(lambda session: extensions(session, composed.edition.id))
    rows = re.findall(r"<tr><th scope=\"row\">B01</th>.*?</tr>", organiser.get(DESK).text)

    assert [(one.reason, one.counts) for one in told] == [("No power at the table", True), ("Fire alarm", False)]
    assert ["replaced" in row for row in rows] == [False, True]


def test_minutes_given_twice_add_up_and_count_from_now_once_it_is_locked(house: TestHouse, composed: Composed) -> None:
    organiser = organiser_of(house, composed)
    organiser.post(MORE, QUICK)
    organiser.post(MORE, QUICK)
    twice = until(house)
    set_time(house, composed, 1, 17, 10, 30)
    organiser.post(MORE, QUICK)

    assert twice == [hall("2027-05-24T18:00")]
    assert until(house) == [datetime(2027, 5, 24, 17, 26, tzinfo=UTC)]


def test_reason_and_author_are_kept_and_stand_before_organisers(house: TestHouse, composed: Composed) -> None:
    organiser_of(house, composed).post(MORE, QUICK)
    organiser_of(house, composed, "Otto Organiser").post(MORE, {**QUICK, "team": "a01", "reason": "<b>No power</b>"})
    page = organiser_of(house, composed).get(DESK).text
    kept = house.read(extensions, composed.edition.id)
    rows = re.findall(
        r'<tr><th scope="row">(\w+)</th><td>D1</td><td class="num">[^<]+</td><td>(.*?)</td><td>(.*?)<', page
    )

    assert [(one.team, one.reason, one.by) for one in kept] == [
        ("A01", "<b>No power</b>", "Otto Organiser"),
        ("B01", "Fire alarm", "Olga Organiser"),
    ]
    assert rows == [("A01", "&lt;b&gt;No power&lt;/b&gt;", "Otto Organiser"), ("B01", "Fire alarm", "Olga Organiser")]


def test_members_and_coach_who_are_away_find_it_in_their_inbox(house: TestHouse, composed: Composed) -> None:
    coach, other = house.person(composed.edition.id, Role.COACH), house.person(composed.edition.id, Role.COACH)

    def accompany(work: Work) -> None:
        team = work.locked(Team, composed.teams[1].id)
        team.coach_id, team.staff_at = coach.actor.account_id, work.now

    house.perform(house.house_in(composed.edition.id), accompany)
    organiser_of(house, composed).post(MORE, QUICK)
    house.deliver()
    mates = select(TeamMember.account_id).where(TeamMember.team_id == composed.teams[1].id)
    people = [one or 0 for one in house.read(lambda session: list(session.execute(mates).scalars()))]
    title = "Guiding question (1 page)"
    notice = {
        "kind": "team",
        "path": "/e/crunch/teams/B01",
        "version": 1,
        "en": [
            f"More time for “{title}”: until Mon 24 May, 17:45 CEST",
            f"Team B01 can hand in “{title}” until Mon 24 May, 17:45 CEST. What comes before then is not late.",
        ],
    }
    seen = [told(house, account_id) for account_id in [*people, coach.actor.account_id]]
    member = member_of(house, composed, 1)
    page = member.get("/e/crunch/inbox").text

    assert len(people) == 4
    assert [[{name: one[name] for name in notice} for one in own] for own in seen] == [[notice]] * 5
    assert told(house, other.actor.account_id) + told(house, member_of(house, composed).actor.account_id) == []
    assert "jusqu’au lun. 24 mai, 17:45 CEST" in page
    assert 'href="/e/crunch/teams/B01"' in page


def test_later_extension_takes_the_place_of_the_first_ones_words(house: TestHouse, composed: Composed) -> None:
    organiser, member = organiser_of(house, composed), member_of(house, composed, 1)
    organiser.post(MORE, QUICK)
    house.deliver()
    member.post("/e/crunch/inbox/read")
    organiser.post(f"{DESK}/extend", {**TYPED, "until": "2027-05-24T19:00"})
    house.deliver()
    unread = select(NoticeCopy.read_at).where(NoticeCopy.account_id == member.actor.account_id)

    assert [(one["version"], "19:00" in one["en"][0]) for one in told(house, member.actor.account_id)] == [(2, True)]
    assert house.read(lambda session: list(session.execute(unread).scalars())) == [None]


def test_nobody_is_told_of_a_team_that_is_not_published(sqlite_house: TestHouse) -> None:
    made = make_composed(sqlite_house)
    set_time(sqlite_house, made, 1, 15, 0)

    def hide(work: Work) -> None:
        team = work.locked(Team, made.teams[1].id)
        team.published_at, team.staff_at = None, None

    sqlite_house.perform(sqlite_house.house_in(made.edition.id), hide)
    organiser_of(sqlite_house, made).post(MORE, QUICK)
    sqlite_house.deliver()

    assert len(until(sqlite_house)) == 1
    assert told(sqlite_house, member_of(sqlite_house, made, 1).actor.account_id) == []


@pytest.mark.parametrize(
    ("path", "form", "en", "fr"),
    [
        ("more", {**QUICK, "team": "Z99"}, "There is no such team", "Cette équipe ou ce livrable"),
        ("more", {**QUICK, "deliverable": "D99"}, "no such team or deliverable", "Cette équipe ou ce livrable"),
        ("more", {**QUICK, "deliverable": "cancelled"}, "This deliverable is cancelled", "Ce livrable est annulé"),
        ("extend", {**TYPED, "until": "2027-05-24T17:20"}, "later than everybody’s lock", "postérieure au verrou"),
        ("extend", {**TYPED, "until": EARLY}, "That time has already passed.", "Cette heure est déjà passée."),
    ],
)
def test_what_is_wrong_is_said_in_both_languages_and_nothing_is_given(
    sqlite_house: TestHouse, path: str, form: dict[str, str], en: str, fr: str
) -> None:
    house, made = sqlite_house, make_composed(sqlite_house)
    set_time(house, made, 1, 16, 0)
    if form["deliverable"] == "cancelled":
        form = {**form, "deliverable": "D1"}
        house.perform(house.house_in(made.edition.id), cancel_first)
    answers = [organiser_of(house, made, locale=locale).post(f"{DESK}/{path}", form) for locale in ("en", "fr")]

    assert [one.status_code for one in answers] == [422, 422]
    assert [text in one.text for text, one in zip((en, fr), answers, strict=True)] == [True, True]
    assert ["Fire alarm" in one.text for one in answers] == [True, True]
    assert until(house) == []


def test_words_of_a_refused_team_stay_in_its_open_form(sqlite_house: TestHouse) -> None:
    made = make_composed(sqlite_house)
    set_time(sqlite_house, made, 1, 15, 0)
    answer = organiser_of(sqlite_house, made).post(MORE, {**QUICK, "minutes": "9999", "reason": "Power cut"})
    opened = re.findall(r'<details class="confirm" open>.*?</details>', answer.text, re.DOTALL)

    assert answer.status_code == 422
    assert [("team B01" in one, 'value="Power cut"' in one) for one in opened] == [(True, True)]


def test_organisers_come_from_a_teams_page_with_its_code_filled_in(sqlite_house: TestHouse) -> None:
    made = make_composed(sqlite_house)
    organiser, member = organiser_of(sqlite_house, made), member_of(sqlite_house, made)
    link = f"{DESK}?team=A01#more"
    page = organiser.get(link).text

    assert [link in reader.get("/e/crunch/teams/A01").text for reader in (organiser, member)] == [True, False]
    assert re.findall(r'id="f-team" name="team" type="text" value="(\w+)"', page) == ["A01"]
    assert [
        one.post(MORE, QUICK).status_code for one in (member, sqlite_house.person(made.edition.id, Role.COACH))
    ] == [
        404,
        404,
    ]
