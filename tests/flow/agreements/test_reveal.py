"""A confidential problem is revealed when the last expected member has signed, and to nobody who has not."""

import re
from dataclasses import replace
from html import unescape

import pytest
from sqlalchemy import select, update

from challenge.agreements.actions import set_aside
from challenge.agreements.rules import Kind
from challenge.editions.attention import Scope, concerns
from challenge.kernel.actor import Role
from challenge.kernel.work import Work
from challenge.live.models import LiveFeed
from challenge.people.models import Person as Student
from challenge.people.presence import set_presence
from challenge.problems.models import Problem
from challenge.teams.models import Team
from challenge.teams.publishing import visibility
from tests.house import Person, TestHouse
from tests.make.agreements import members, publish, sign_all
from tests.make.teams import Composed, make_composed, reveal

TITLE = "CANARY title"
PAGE = "/e/crunch/teams/A01"


def close(work: Work, problem_id: int) -> None:
    work.session.execute(
        update(Problem)
        .where(Problem.id == problem_id)
        .values(confidentiality="secret", title=TITLE, summary="CANARY inside")
    )


def leave(work: Work, person_id: int) -> None:
    work.session.get_one(Student, person_id).left_at = work.now


def confidential(house: TestHouse, *kinds: Kind) -> Composed:
    """Return two teams, the first on a secret problem, with every text published."""
    composed = make_composed(house)
    house.perform(house.house_in(composed.edition.id), close, composed.teams[0].problem_id)
    publish(house, composed.edition.id, *kinds)
    return composed


def reads(house: TestHouse, composed: Composed, place: int = 0) -> bool:
    team = house.read(lambda session: session.get_one(Team, composed.teams[place].id))
    return team.revealed_at is not None


def enter(house: TestHouse, composed: Composed, account_id: int) -> Person:
    person = house.log_in(account_id, composed.edition.id)
    person.browser.set_cookie("challenge_locale", "en")
    return person


def name_of(house: TestHouse, person_id: int) -> str:
    return house.read(lambda session: session.get_one(Student, person_id).name)


def test_each_team_is_told_whose_signatures_itself_misses(house: TestHouse) -> None:
    composed = confidential(house)
    edition_id = composed.edition.id
    house.perform(house.house_in(edition_id), close, composed.teams[1].problem_id)
    teams = [members(house, team.id) for team in composed.teams]
    for person, account in teams[0][1:]:
        sign_all(house, edition_id, person, account)
    readers = [enter(house, composed, team[0][1]) for team in teams]
    pages = [
        unescape(reader.get(f"/e/crunch/teams/{row.code}").text)
        for reader, row in zip(readers, composed.teams, strict=True)
    ]
    told = [re.findall(r"missing: <strong>([^<]+)</strong>", page)[0].split(", ") for page in pages]

    assert told == [[name_of(house, teams[0][0][0])], sorted(name_of(house, one) for one, _ in teams[1])]


def test_it_waits_for_everybody_and_comes_by_itself(house: TestHouse) -> None:
    composed = confidential(house)
    edition_id, team = composed.edition.id, members(house, composed.teams[0].id)
    for person, account in team[:2]:
        sign_all(house, edition_id, person, account)
    reveal(house, composed)
    waiting = unescape(enter(house, composed, team[0][1]).get(PAGE).text)
    others = reads(house, composed, 1)
    sign_all(house, edition_id, *team[2], without=Kind.RIGHTS_SHARED)
    sign_all(house, edition_id, *team[3], without=Kind.IMAGE)
    house.deliver()
    still = reads(house, composed)
    sign_all(house, edition_id, *team[2])
    house.deliver()
    pushed = select(LiveFeed.type).where(LiveFeed.topic == f"team:{composed.teams[0].public_id}").order_by(LiveFeed.seq)
    types = house.read(lambda session: session.execute(pushed).scalars().all())
    after = unescape(enter(house, composed, team[0][1]).get(f"{PAGE}/problem").text)

    assert others
    assert not still
    assert reads(house, composed)
    assert TITLE not in waiting
    assert "2 signatures are missing:" in waiting
    assert f"{name_of(house, team[2][0])}, {name_of(house, team[3][0])}" in waiting
    assert types[-1] == "reveal"
    assert (TITLE in after, "/text" in after, "CANARY inside" in after) == (True, True, False)


@pytest.mark.parametrize("how", ["absent", "left", "aside"])
def test_absent_gone_and_set_aside_do_not_block_and_do_not_read(house: TestHouse, how: str) -> None:
    composed = confidential(house)
    edition_id, team = composed.edition.id, members(house, composed.teams[0].id)
    by = house.house_in(edition_id)
    for person, account in team[:3]:
        sign_all(house, edition_id, person, account)
    reveal(house, composed)
    before = reads(house, composed)
    if how == "absent":
        house.perform(by, set_presence, [team[3][0]], present=False)
    elif how == "left":
        house.perform(by, leave, team[3][0])
        house.perform(by, set_aside, team[0][0], "anything that lets the house look again at this team")
    else:
        house.perform(by, set_aside, team[3][0], "In hospital")
    house.deliver()
    page = unescape(enter(house, composed, team[3][1]).get(PAGE).text)

    assert not before
    assert reads(house, composed)
    assert (TITLE in page, "CANARY inside" in page) == (False, False)
    assert how == "left" or "You read it once you have signed." in page
    if how == "aside":
        sign_all(house, edition_id, *team[3])
        assert TITLE in unescape(enter(house, composed, team[3][1]).get(PAGE).text)


def test_nobody_else_learns_that_a_team_waits(sqlite_house: TestHouse) -> None:
    composed = confidential(sqlite_house)
    reveal(sqlite_house, composed)
    rival = sqlite_house.person(composed.edition.id, Role.PARTNER)
    coach = sqlite_house.person(composed.edition.id, Role.VIEWER)
    public = select(LiveFeed.body).where(LiveFeed.topic == "edition:crunch:public", LiveFeed.type == "reveal")
    bodies = sqlite_house.read(lambda session: session.execute(public).scalars().all())
    seen = sqlite_house.read(visibility, composed.edition.id)

    assert (seen.revealed, seen.held) == (2, 1)
    assert bodies == [{"teams": 2}]
    for person in (rival, coach):
        for path in (PAGE, f"{PAGE}/problem", "/e/crunch/teams", "/e/crunch/"):
            text = unescape(person.get(path).text)
            assert "signature" not in text.casefold()
            assert TITLE not in text


def test_without_a_published_text_nothing_waits(sqlite_house: TestHouse) -> None:
    composed = confidential(sqlite_house, Kind.RULES)
    reveal(sqlite_house, composed)

    assert reads(sqlite_house, composed)


def test_a_new_version_before_the_reveal_waits_again_and_after_it_asks_each_reader(house: TestHouse) -> None:
    composed = confidential(house, Kind.CONFIDENTIALITY)
    edition_id, team = composed.edition.id, members(house, composed.teams[0].id)
    for person, account in team:
        sign_all(house, edition_id, person, account)
    publish(house, edition_id, Kind.CONFIDENTIALITY)
    reveal(house, composed)
    held = reads(house, composed)
    for person, account in team:
        sign_all(house, edition_id, person, account)
    house.deliver()
    publish(house, edition_id, Kind.CONFIDENTIALITY)
    page = unescape(enter(house, composed, team[0][1]).get(PAGE).text)

    assert not held
    assert reads(house, composed)
    assert "CANARY inside" not in page


def test_organisers_are_told_what_waits_and_what_has_no_text(house: TestHouse) -> None:
    composed = confidential(house, Kind.RULES)
    edition_id = composed.edition.id
    scope = Scope(edition_id=edition_id, now=composed.edition.created_at, silent_since=None, drafts=True)

    def told(asked: Scope) -> dict[str, int]:
        found = house.read(concerns, asked)
        return {one.code: one.count for one in found if one.code.startswith("agreements.")}

    bare = told(scope)
    publish(house, edition_id, Kind.CONFIDENTIALITY)
    reveal(house, composed)

    assert bare == {"agreements.no_text": 1, "agreements.unsigned": 8}
    assert told(scope) == {"agreements.held": 1, "agreements.unsigned": 8}
    assert told(replace(scope, drafts=False)) == {"agreements.unsigned": 8}
