"""Somebody taken out is found nowhere, all else stays; what is kept for a time is blanked when it is over."""

import itertools
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from challenge.accounts.actions import grant_role
from challenge.accounts.models import Account
from challenge.inbox.models import Notice
from challenge.judging.models import Juror, Visit
from challenge.kernel.actor import Role
from challenge.kernel.columns import JsonText, Personal
from challenge.kernel.db import Base
from challenge.kernel.errors import Conflict
from challenge.kernel.work import Work
from challenge.people.models import Person
from challenge.privacy.erasing import erase_person
from challenge.privacy.queries import edition_end
from challenge.privacy.retention import due_sweeps, hold, sweep, sweep_one
from challenge.privacy.subjects import ABOUT, MENTIONS, OF_OTHERS, WAYS_IN
from challenge.schedule.models import Milestone
from challenge.teams.models import TeamMember
from challenge.web.language import spoken
from tests.contract.addresses import Case, routes, visited
from tests.contract.world import World
from tests.house import TestHouse
from tests.make.judging import opened_hall, score
from tests.make.teams import make_composed

FAR = datetime(2040, 1, 1, tzinfo=UTC)


def everything(house: TestHouse) -> str:
    """Return all that the database holds, as one text."""

    def read(session: Any) -> str:
        parts = []
        for table in Base.metadata.sorted_tables:
            parts += [str(tuple(row)) for row in session.execute(select(table))]
        return "\n".join(parts)

    return house.read(read)


def marked(house: TestHouse, edition_id: int) -> tuple[str, set[str]]:
    """Give the first student a word of its own in every personal field; return the outside name and the words."""
    words: set[str] = set()

    def plant(work: Work) -> str:
        person = (
            work.session.execute(
                select(Person)
                .where(Person.edition_id == edition_id, Person.account_id.is_not(None))
                .order_by(Person.id)
            )
            .scalars()
            .first()
        )
        assert person is not None
        for column in Person.__table__.columns:
            if isinstance(column.info.get("privacy"), Personal):
                word = f"canary-{column.name.replace('_', '-')}"
                value: Any = word
                if isinstance(column.type, JsonText):
                    value = {word: word} if column.name in ("custom", "private") else [word]
                setattr(person, column.name, value)
                words.add(word)
        account = work.session.get_one(Account, person.account_id)
        account.name, account.email = "canary-first-name canary-last-name", "canary-email"
        notice = work.session.execute(select(Notice).limit(1)).scalars().first()
        if notice is not None:
            notice.filling = {"name": "canary-first-name canary-last-name", "list": ["canary-ref"]}
        return person.public_id

    return house.perform(house.house_in(edition_id), plant), words


def account_of(house: TestHouse, name: str) -> int:
    wanted = select(Person.account_id).where(Person.public_id == name)
    account_id: int | None = house.read(lambda session: session.execute(wanted).scalar_one())
    assert account_id is not None
    return account_id


def test_a_student_taken_out_is_found_nowhere_and_the_team_stays(house: TestHouse) -> None:
    made = make_composed(house, teams=2)
    edition_id = made.edition.id
    name, words = marked(house, edition_id)
    before = house.read(lambda session: session.execute(select(func.count()).select_from(TeamMember)).scalar_one())
    text = everything(house)
    assert all(word in text for word in words)
    done = house.perform(house.house_in(edition_id), erase_person, name)
    house.deliver()
    after = house.read(lambda session: session.execute(select(func.count()).select_from(TeamMember)).scalar_one())

    assert done == {"account": True}
    assert "canary" not in everything(house)
    assert after == before
    for path in ("teams", "people", "attendance", ""):
        assert house.person(edition_id, Role.ORGANISER).get(f"/e/crunch/desk/{path}").status_code == 200


def test_the_account_stays_while_another_edition_knows_it_but_is_shut_out_of_this_one(house: TestHouse) -> None:
    first, second = make_composed(house, "crunch"), make_composed(house, "other")
    name, _ = marked(house, first.edition.id)
    account_id = account_of(house, name)
    house.log_in(account_id, first.edition.id)

    def enrol(work: Work) -> None:
        grant_role(work, account_id, Role.VIEWER)

    house.perform(house.house_in(second.edition.id), enrol)
    done = house.perform(house.house_in(first.edition.id), erase_person, name)
    kept = house.read(lambda session: session.get_one(Account, account_id).name)

    assert done == {"account": False}
    assert kept == "canary-first-name canary-last-name"
    assert house.log_in(account_id, first.edition.id).actor.roles == frozenset()
    assert house.log_in(account_id, second.edition.id).actor.roles == {Role.VIEWER}


def test_a_jurors_sheets_stay_under_nobodys_name(house: TestHouse) -> None:
    hall = opened_hall(house)
    for visit in hall.visits():
        score(hall, visit, 4)
    juror = hall.jurors[0]
    marks = house.read(
        lambda session: session.execute(
            select(func.count()).select_from(Visit).where(Visit.state == "done")
        ).scalar_one()
    )
    house.perform(house.house_in(hall.edition.id), erase_person, juror.public_id)
    row = house.read(lambda session: session.get_one(Juror, juror.id))
    after = house.read(
        lambda session: session.execute(
            select(func.count()).select_from(Visit).where(Visit.state == "done")
        ).scalar_one()
    )

    assert (row.first_name, row.last_name, row.email) == ("N.", "N.", None)
    assert after == marks > 0


def test_organisers_and_strangers_are_not_taken_out(sqlite_house: TestHouse) -> None:
    made = make_composed(sqlite_house)
    edition_id = made.edition.id
    name, _ = marked(sqlite_house, edition_id)
    account_id = account_of(sqlite_house, name)

    def promote(work: Work) -> None:
        grant_role(work, account_id, Role.ORGANISER)

    sqlite_house.perform(sqlite_house.house_in(edition_id), promote)
    codes = []
    for wanted in (name, "zzzzzzzzzzzzzzzz"):
        with pytest.raises(Conflict) as refused:
            sqlite_house.perform(sqlite_house.house_in(edition_id), erase_person, wanted)
        codes.append(refused.value.code)
    assert codes == ["privacy.organiser", "privacy.absent"]
    assert "canary-ref" in everything(sqlite_house)


def test_desk_finds_takes_out_and_says_so(sqlite_house: TestHouse) -> None:
    made = make_composed(sqlite_house)
    name, _ = marked(sqlite_house, made.edition.id)
    desk = sqlite_house.person(made.edition.id, Role.ORGANISER)
    found = desk.get("/e/crunch/desk/privacy?q=canary-ref").text
    nobody = desk.get("/e/crunch/desk/privacy?q=%25").text
    answer = desk.post("/e/crunch/desk/privacy/erase", {"subject": name})
    again = desk.post("/e/crunch/desk/privacy/erase", {"subject": "zzzzzzzzzzzzzzzz"})

    assert f'value="{name}"' in found
    assert f'value="{name}"' not in nobody
    assert (answer.status_code, again.status_code) == (303, 409)
    assert f'value="{name}"' not in desk.get("/e/crunch/desk/privacy?q=canary").text


def test_everybody_gets_what_is_kept_about_them_and_no_more(sqlite_house: TestHouse) -> None:
    made = make_composed(sqlite_house)
    name, _ = marked(sqlite_house, made.edition.id)
    account_id = account_of(sqlite_house, name)
    answer = sqlite_house.log_in(account_id, made.edition.id).get("/account/data.json")
    given = json.loads(answer.text)
    stranger = sqlite_house.person(made.edition.id, Role.COACH).get("/account/data.json").text

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert given["person"]["rows"][0]["ref"] == "canary-ref"
    assert given["person"]["why"]["needs"] == {
        "purpose": "reception in the hall: access, food, part time",
        "days_after_edition": 30,
    }
    assert "team_member" not in given
    assert "canary" not in stranger
    assert not [column for part in given.values() for row in part["rows"] for column in row if "hash" in column]


def days_due(session: Any, edition_id: int, now: datetime) -> list[int]:
    return sorted(days for edition, days in due_sweeps(session, now) if edition == edition_id)


def test_what_is_kept_for_a_time_is_blanked_when_it_is_over(house: TestHouse) -> None:
    world = World(house)
    edition_id = world.first.edition.id
    end = house.read(edition_end, edition_id)
    due = [house.read(days_due, edition_id, end + timedelta(days=days)) for days in (29, 31, 400)]
    by = house.house_in(edition_id)
    for days in due[2]:
        house.perform(by, sweep, days)
    left = house.read(lambda session: _left(session, edition_id, set(due[2])))
    other = house.read(lambda session: _left(session, world.second.edition.id, {365}))

    assert due[0] == []
    assert due[1] == [30]
    assert due[2] == [30, 90, 365]
    assert left == set()
    assert other != set()


def _left(session: Any, edition_id: int, days: set[int]) -> set[str]:
    """Return which columns that are over still say something of an edition."""
    found = set()
    for table in Base.metadata.sorted_tables:
        if "edition_id" not in table.c:
            continue
        for column in table.columns:
            privacy = column.info.get("privacy")
            if not isinstance(privacy, Personal) or privacy.keep_days not in days:
                continue
            values = session.execute(select(column).where(table.c.edition_id == edition_id)).scalars().all()
            if any(not _says_nothing(value) for value in values):
                found.add(f"{table.name}.{column.name}")
    return found


def _says_nothing(value: Any) -> bool:
    return value in (None, "", [], {}, "N.", "N. N.") or re.fullmatch(r"(n\.? n\.? )?x\d+", str(value)) is not None


def test_pages_of_an_edition_stand_when_its_people_are_blanked(sqlite_house: TestHouse) -> None:
    world = World(sqlite_house)
    who = world.people[Role.ORGANISER]
    paths = []
    for route in routes():
        if route.method == "GET" and route.in_edition and not route.is_api:
            places = (one for one in visited(world, route, who) if one.case in (Case.OWN, Case.SAME))
            paths += [one.path for one in itertools.islice(places, 1)]
    by = sqlite_house.house_in(world.first.edition.id)
    for days in (30, 90, 365, 1825):
        sqlite_house.perform(by, sweep, days)
    broken = []
    for path in paths:
        with who.ask(world.browser, "GET", path) as answer:
            broken += [f"{path} {answer.status_code}"] if answer.status_code >= 500 else []

    assert len(paths) > 50
    assert broken == []


def test_worker_sweeps_what_is_due_once(sqlite_house: TestHouse) -> None:
    made = make_composed(sqlite_house)

    def long_ago(work: Work) -> None:
        work.session.execute(update(Milestone).values(ends_at=datetime(2020, 1, 1, tzinfo=UTC)))

    sqlite_house.perform(sqlite_house.house_in(made.edition.id), long_ago)
    times = 0
    while sweep_one(sqlite_house.ground):
        times += 1
    names = sqlite_house.read(lambda session: set(session.execute(select(Person.first_name)).scalars()))

    assert times == 4
    assert names == {"N."}


def test_a_hold_keeps_everything_and_people_are_still_taken_out(sqlite_house: TestHouse) -> None:
    made = make_composed(sqlite_house)
    by = sqlite_house.house_in(made.edition.id)
    name, _ = marked(sqlite_house, made.edition.id)
    desk = sqlite_house.person(made.edition.id, Role.ORGANISER)
    wrong = desk.post("/e/crunch/desk/privacy/hold", {"until": "1999-01-01"})
    until = (datetime.now(UTC) + timedelta(days=3000)).date()
    sqlite_house.perform(by, hold, until)
    end = sqlite_house.read(edition_end, made.edition.id)
    due = sqlite_house.read(lambda session: list(due_sweeps(session, end + timedelta(days=1000))))
    sqlite_house.perform(by, erase_person, name)

    assert wrong.status_code == 422
    assert due == []
    assert "canary" not in everything(sqlite_house)
    assert until.strftime("%Y-%m-%d") in desk.get("/e/crunch/desk/privacy").text


def test_every_personal_column_has_somebody_it_tells_about() -> None:
    personal = {
        table.name
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.info.get("privacy"), Personal)
    }
    assert personal - set(ABOUT) == set(OF_OTHERS)
    assert set(ABOUT) <= personal
    assert set(MENTIONS) <= personal
    assert all(about.column in Base.metadata.tables[name].c for name, about in ABOUT.items())
    assert all(column in Base.metadata.tables[name].c for name, column in WAYS_IN.items())


def test_every_purpose_is_said_in_french() -> None:
    languages = spoken()
    words = {
        kind.purpose
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(kind := column.info.get("privacy"), Personal)
    }
    assert {word for word in words if not languages.knows("fr", word)} == set()
