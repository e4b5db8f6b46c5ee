"""Two houses that differ only in who wins, or who is shortlisted, are the same to everybody who may not know it."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from challenge.editions.actions import pause_clock, set_clock
from challenge.judging import actions, assessments, audience, jury_rooms
from challenge.judging.arranging import RoundPlan, add_round
from challenge.judging.awards import AwardText, add_award
from challenge.judging.control import wave
from challenge.judging.deliberating import decide_team, note_deliberation, take_up_draft
from challenge.judging.models import Juror, Visit
from challenge.judging.queries import rounds
from challenge.kernel.actor import VISITOR, Actor, Role
from challenge.kernel.work import Work
from challenge.teams.models import Team
from config import load
from tests.house import Person, TestHouse
from tests.make.judging import Hall, make_hall, make_member, sheet_of
from tests.sqlite import Files

TEAMS, JURORS = 12, 7
WATCHER = JURORS - 1
FOLLOWING = ("judging", "gallery", "wall")
# Refusals say in few bytes what they say in a page.
BRIEFLY = {"Accept": "application/json, text/html;q=0.9"}
TOPICS = ("public", "wall", "staff", "jury")
NOISE = (
    (re.compile(r'"csrf_token" value="[0-9a-f]{64}"'), "CSRF"),
    (re.compile(r"\b[23456789bcdfghjkmnpqrstvwxz]{16}\b"), "OUTSIDE-NAME"),
    (re.compile(r'data-now="\d+"'), "NOW"),
    (re.compile(r'"ts": [\d.]+'), "TS"),
    (re.compile(r"DT(START|END);TZID=Europe/Paris:\d{8}T\d{6}"), "SET-UP"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+\+00:00"), "SET-UP"),
)


@dataclass
class World:
    """One of two houses, with its people."""

    hall: Hall
    people: dict[str, Person]


def secret_mark(hall: Hall, visit: Visit, favourite: int, rival: int) -> float:
    """Return a mark by which the favourite is ahead of the rival; the watching juror marks everybody alike."""
    if visit.juror_id == hall.jurors[WATCHER].id:
        return 3
    place = [team.id for team in hall.teams].index(visit.team_id)
    if place == favourite:
        return 5
    if place == rival:
        return 4 if favourite < 8 else 1
    return 3.5 if place < 8 else 2


def mark_all(hall: Hall, code: str, favourite: int, rival: int) -> None:
    actors = {juror.id: hall.juror(number).actor for number, juror in enumerate(hall.jurors)}
    for visit in hall.visits(code):
        marks = dict.fromkeys(("need", "idea", "proof", "path", "told"), secret_mark(hall, visit, favourite, rival))
        hall.house.perform(actors[visit.juror_id], actions.record_visit, visit.id, marks, "", visit.version)
    hall.house.deliver()


def stand_still(work: Work) -> None:
    """Let both worlds show one instant."""
    set_clock(work, edition_now=datetime(2027, 5, 28, 12, tzinfo=UTC), speed=1, reason="test")
    pause_clock(work, reason="test")


def make_world(folder: Path, url: str) -> World:
    folder.mkdir()
    given = {"CHALLENGE_INSTANCE": str(folder), "CHALLENGE_DATABASE_URL": url, "CHALLENGE_SECRET_KEY": "test"}
    house = TestHouse(load(given))
    hall = make_hall(house, TEAMS, JURORS)
    hall.act(stand_still)
    roles = (Role.STUDENT, Role.COACH, Role.EXPERT, Role.INCUBATOR, Role.VIEWER)
    people = {role.value: house.person(hall.edition.id, role) for role in roles}
    people["partner"] = house.person(hall.edition.id, Role.PARTNER, organisation_id=1)
    people["juror"] = hall.juror(WATCHER)

    def take(work: Work) -> None:
        work.session.execute(update(Team).values(coach_id=people["coach"].actor.account_id))
        make_member(work, hall.teams[0].id, people["student"].actor.account_id)

    hall.act(take)
    return World(hall, people)


@pytest.fixture
def worlds(sqlite_files: Files, tmp_path: Path) -> Iterator[tuple[World, World]]:
    with sqlite_files.empty() as one, sqlite_files.empty() as two:
        pair = (make_world(tmp_path / "one", one), make_world(tmp_path / "two", two))
        yield pair
        for world in pair:
            world.hall.house.close()


def paths(world: World, by: Actor, *, everywhere: bool) -> dict[str, str]:
    """Return every address of the room that somebody reads, desk included, and the feeds and pages that follow it.

    By a name that is the same in both worlds; `everywhere` adds those of all other rooms that need no more than an
    edition.
    """
    visits = {"own": world.hall.visits_of(WATCHER)[0].public_id, "other": world.hall.visits_of(0)[0].public_id}
    rules = [
        str(rule)
        for rule in world.hall.house.readable(by)
        if rule.endpoint.startswith(FOLLOWING) or (everywhere and rule.arguments == {"slug"})
    ]
    named = {
        rule.replace("<visit>", which): rule.replace("<slug>", "crunch").replace("<visit>", name)
        for rule in rules
        for which, name in visits.items()
    }
    own = [f"/api/v1/editions/crunch/jury/visits?panel={panel}" for panel in ("school", "partner")]
    feeds = [f"/api/v1/feed?topic=edition:crunch:{topic}&after=0&limit=500" for topic in TOPICS]
    teams = [f"/e/crunch/teams/{code}{end}" for code in ("A01", "A02", "B06") for end in ("", "/feedback", "/visits")]
    return named | {path: path for path in (*own, *feeds, *teams)}


def cleaned(text: str) -> str:
    for pattern, word in NOISE:
        text = pattern.sub(word, text)
    return text


def told(ask: Callable[..., Any], path: str, *, is_own: bool = False) -> tuple[int, str | None, str]:
    """Return what an address answers: status, tag and body, without chance and time.

    The tag of somebody's own page is by their session too: there one can only see whether there is one.
    """
    answer = ask(path, headers=BRIEFLY)
    tag, text = answer.headers.get("ETag"), cleaned(_text(answer.get_data()))
    answer.close()
    return answer.status_code, "TAG" if is_own and tag else tag, text


def _text(body: bytes) -> str:
    """Return a body as text; of an archive what is in it, for it is packed with its hour."""
    if not body.startswith(b"PK"):
        return body.decode()
    with ZipFile(BytesIO(body)) as packed:
        return "".join(f"{name}\n{packed.read(name).decode()}" for name in sorted(packed.namelist()))


def seen(world: World, *, everywhere: bool = False) -> dict[tuple[str, str], Any]:
    """Return what each person gets from each address."""
    askers: dict[str, tuple[Callable[..., Any], Actor]] = {"visitor": (world.hall.house.visitor().get, VISITOR)}
    askers |= {name: (person.get, person.actor) for name, person in world.people.items()}
    return {
        (name, key): told(ask, path, is_own=name != "visitor")
        for name, (ask, by) in askers.items()
        for key, path in paths(world, by, everywhere=everywhere).items()
    }


def assert_same(worlds: tuple[World, World], *, everywhere: bool = False) -> None:
    for world in worlds:
        world.hall.house.deliver()
    first, second = (seen(world, everywhere=everywhere) for world in worlds)
    assert {key for key in first if first[key] != second[key]} == set()
    assert {status for status, _, _ in first.values()} >= {200, 404}


def play(worlds: tuple[World, World], favourites: tuple[tuple[int, int], tuple[int, int]], code: str) -> None:
    for world, (favourite, rival) in zip(worlds, favourites, strict=True):
        mark_all(world.hall, code, favourite, rival)


def test_who_wins_cannot_be_told_before_the_reveal(worlds: tuple[World, World]) -> None:
    for world in worlds:
        world.hall.act(actions.plan_round, "round-1", 6)
        world.hall.act(actions.open_round, "round-1")
    play(worlds, ((0, 1), (1, 0)), "round-1")
    assert_same(worlds)
    for world in worlds:
        world.hall.act(actions.freeze_round, "round-1")
        world.hall.act(actions.set_finalists)
        world.hall.act(actions.open_round, "finals")
    play(worlds, ((0, 1), (1, 0)), "finals")
    for world in worlds:
        world.hall.act(actions.freeze_round, "finals")
        for version in (1, 2, 3):
            world.hall.act(actions.advance_reveal, version)
    for world, winner in zip(worlds, ("A01", "A02"), strict=True):
        world.hall.act(add_award, AwardText("Courage", "Audace", "Org0", f"{winner} dared most", winner))
    assert_same(worlds, everywhere=True)
    for world in worlds:
        world.hall.act(actions.publish_results)
        world.hall.house.deliver()
    first, second = (told(world.hall.house.visitor().get, "/e/crunch/results") for world in worlds)

    assert first != second


def test_who_is_shortlisted_cannot_be_told_before_the_announcement(worlds: tuple[World, World]) -> None:
    for world in worlds:
        world.hall.act(actions.plan_round, "round-1", 6)
        world.hall.act(actions.open_round, "round-1")
    play(worlds, ((9, 10), (10, 9)), "round-1")
    for world, code in zip(worlds, ("B06", "B05"), strict=True):
        world.hall.act(decide_team, code, "on", f"the jury asked for {code}", 0)
        world.hall.act(note_deliberation, code, f"{code} dared most")
    assert_same(worlds)
    for world in worlds:
        world.hall.act(actions.freeze_round, "round-1")
    assert_same(worlds)


def test_who_goes_on_cannot_be_told_before_the_announcement_of_each_cut(worlds: tuple[World, World]) -> None:
    for world in worlds:
        world.hall.act(add_round, RoundPlan("Semi-finals", "Demi-finales", 8, 4))
        world.hall.act(actions.plan_round, "round-1", 6)
        world.hall.act(actions.open_round, "round-1")
    play(worlds, ((0, 1), (0, 1)), "round-1")
    for world, code in zip(worlds, ("B06", "B05"), strict=True):
        world.hall.act(actions.freeze_round, "round-1")
        world.hall.act(decide_team, code, "on", f"the jury asked for {code}", 0, "round-2")
        world.hall.act(note_deliberation, code, f"{code} dared most", "round-2")
    assert_same(worlds)
    for world in worlds:
        world.hall.act(publish_teams)
        world.hall.act(take_up_draft, 0, 1, "round-2")
        world.hall.act(actions.announce_shortlist, "round-2", 2)
        world.hall.act(actions.open_round, "round-2")
    play(worlds, ((0, 1), (1, 0)), "round-2")
    for world, code in zip(worlds, ("A03", "A04"), strict=True):
        world.hall.act(actions.freeze_round, "round-2")
        world.hall.act(decide_team, code, "off", "not this time", 0)
    assert_same(worlds, everywhere=True)
    for world in worlds:
        world.hall.act(actions.set_finalists)
        world.hall.house.deliver()
    first, second = (told(world.hall.house.visitor().get, "/e/crunch/results") for world in worlds)

    assert first != second


def test_what_the_audience_chose_cannot_be_told_before_its_publication(worlds: tuple[World, World]) -> None:
    for world, favourite in zip(worlds, ("A01", "B06"), strict=True):
        world.hall.act(publish_teams)
        world.hall.act(actions.plan_round, "round-1", 6)
        world.hall.act(audience.move_poll, "open", 0)
        for number in range(WATCHER):
            answer = world.hall.juror(number).post("/e/crunch/vote", {"team": favourite})
            assert answer.status_code == 303
    assert_same(worlds)
    for world in worlds:
        world.hall.act(audience.move_poll, "close", 1)
    assert_same(worlds)
    for world in worlds:
        world.hall.act(audience.move_poll, "publish", 2)
    first, second = (told(world.hall.house.visitor().get, "/e/crunch/audience") for world in worlds)

    assert first != second


def give_opinions(world: World, favourite: int) -> None:
    """Let an expert mark every team for the school and a partner those on its problem, one team above all others."""
    hall = world.hall
    expert = hall.house.person(hall.edition.id, Role.EXPERT, name="Ex Pert")
    partner = hall.house.person(hall.edition.id, Role.PARTNER, name="Part Ner", organisation_id=1)
    hall.act(publish_teams)
    hall.act(assessments.ask_panel, "partner")
    for team in hall.teams:
        hall.act(assessments.name_marker, team.code, expert.actor.public_id)
    own = {juror.id: juror.account_id for juror in hall.house.read(markers)}
    for panel, person in (("school", expert), ("partner", partner)):
        hall.act(actions.open_round, panel)
        for visit in hall.visits(panel):
            if own[visit.juror_id] == person.actor.account_id:
                value = 5 if visit.team_id == hall.teams[favourite].id else 2
                answer = person.post(
                    f"/e/crunch/jury/visits/{visit.public_id}", {**sheet_of(hall, visit, value), "version": "1"}
                )
                assert answer.status_code == 303
    assert len(hall.visits("school")) == TEAMS


def markers(session: Session) -> list[Juror]:
    return list(session.execute(select(Juror).where(Juror.panel != "jury")).scalars())


def publish_teams(work: Work) -> None:
    work.session.execute(update(Team).values(published_at=work.now, staff_at=work.now))


def test_what_school_and_partners_gave_cannot_be_told_before_the_reveal(worlds: tuple[World, World]) -> None:
    for world, favourite in zip(worlds, (0, 2), strict=True):
        give_opinions(world, favourite)
        world.hall.act(actions.plan_round, "round-1", 6)
        world.hall.act(actions.open_round, "round-1")
    assert_same(worlds)
    play(worlds, ((0, 1), (0, 1)), "round-1")
    for world in worlds:
        world.hall.act(actions.freeze_round, "round-1")
        for panel in ("school", "partner"):
            world.hall.act(actions.freeze_round, panel)
        for team in world.hall.teams:
            world.hall.act(actions.check_finalist, team.code)
    assert_same(worlds)
    for world in worlds:
        world.hall.act(actions.advance_reveal, 1)
        world.hall.act(actions.publish_results)
    assert_same(worlds)
    for world in worlds:
        world.hall.act(actions.reveal_everything)
        world.hall.house.deliver()
    first, second = (seen(world) for world in worlds)
    teams = {f"/e/crunch/teams/{code}/feedback" for code in ("A01", "A02", "B06")}
    differing = {(name, path) for name, path in first if first[name, path] != second[name, path]}

    assert {path for _, path in differing} == {"/e/crunch/teams/A01/feedback"}
    assert {name for name, _ in differing} == {"coach", "partner", "student"}
    assert {path for _, path in first} >= teams


def test_where_waves_go_cannot_be_told_by_teams_nor_by_jurors_without_one(worlds: tuple[World, World]) -> None:
    sent = []
    for world, favourites in zip(worlds, ((9, 10), (8, 11)), strict=True):
        hall = world.hall
        hall.act(publish_teams)
        hall.act(actions.plan_round, "round-1", 4)
        hall.act(actions.open_round, "round-1")
        mark_all(hall, "round-1", *favourites)
        full = update(Juror).where(Juror.id == hall.jurors[WATCHER].id).values(capacity=0)
        hall.act(lambda work, full=full: work.session.execute(full) and None)
        turn = hall.house.read(rounds, hall.edition.id)[0]
        pairs = hall.house.read(wave, turn, 8)
        assert hall.act(actions.add_visits, "round-1", pairs)["visits"] == 8
        sent.append(Counter(team for _, team in pairs))
    assert_same(worlds)
    pages = [worlds[0].people["coach"].get(f"/e/crunch/teams/{code}/visits") for code in sorted(sent[0] | sent[1])]

    assert sent[0] != sent[1]
    assert {page.status_code for page in pages} == {200}
    assert {page.text.count('<li class="row apart">') for page in pages} == {4}


def test_who_is_called_to_another_room_cannot_be_told_by_teams_nor_by_jurors_of_none(
    worlds: tuple[World, World],
) -> None:
    sent = []
    for world, favourites in zip(worlds, ((9, 10), (8, 11)), strict=True):
        hall = world.hall
        hall.act(publish_teams)
        hall.act(jury_rooms.spread_jurors, 3)
        hall.act(jury_rooms.set_mode, "round-1", "rooms")
        hall.act(actions.plan_round, "round-1", 2)
        hall.act(actions.open_round, "round-1")
        mark_all(hall, "round-1", *favourites)
        hall.act(jury_rooms.seat_juror, hall.jurors[WATCHER].public_id, "")
        pairs = hall.house.read(wave, hall.house.read(rounds, hall.edition.id)[0], 4)
        assert hall.act(actions.add_visits, "round-1", pairs)["sittings"] == 4
        sent.append(Counter(team for _, team in pairs))
    assert_same(worlds)
    pages = [worlds[0].people["coach"].get(f"/e/crunch/teams/{code}/visits") for code in sorted(sent[0] | sent[1])]

    assert sent[0] != sent[1]
    assert {page.text.count('<li class="row apart">') for page in pages} == {2}
