"""The walls, from the phone at the desk to the projectors."""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select, update

from challenge.editions.models import Edition
from challenge.kernel.actor import Role
from challenge.kernel.errors import Conflict, Invalid, NotFound
from challenge.kernel.log import EventLog
from challenge.kernel.work import Work
from challenge.live.models import LiveFeed
from challenge.problems.models import Problem
from challenge.schedule.cloning import clone_edition
from challenge.wall import actions
from challenge.wall.actions import Switch
from challenge.wall.rules import MAIN, Phase, Shows, Wall, Zone, wall_of
from tests.house import Person, TestHouse
from tests.make.editions import make_edition
from tests.make.teams import Composed, make_composed, reveal, set_time

DESK = "/e/crunch/desk/wall"
BLANK = Switch(shows=Shows.BLANK)


def wall(house: TestHouse, edition_id: int) -> Wall:
    return wall_of(house.read(lambda session: session.get_one(Edition, edition_id).settings))


def act(house: TestHouse, edition_id: int, act_of_wall: Any, *args: Any, **kwargs: Any) -> Any:
    done = house.perform(house.house_in(edition_id), act_of_wall, *args, **kwargs)
    house.deliver()
    return done


def shown(house: TestHouse, path: str = "wall", locale: str = "en") -> str:
    return unescape(house.visitor().get(f"/e/crunch/{path}", headers={"Accept-Language": locale}).text)


def organiser(house: TestHouse, edition_id: int) -> Person:
    return house.person(edition_id, Role.ORGANISER)


def panes(text: str) -> list[str]:
    return [part.split('"')[0] for part in text.split('class="wall-pane pane-')[1:]]


def test_one_tap_puts_every_screen_into_a_phase_and_takes_messages_away(house: TestHouse) -> None:
    composed = make_composed(house)
    edition_id = composed.edition.id
    set_time(house, composed, 1, 7)
    person = organiser(house, edition_id)
    person.post(f"{DESK}/screens", {"name": "Entrée nord"})
    person.post(f"{DESK}/show", {"shows": "message", "message_en": "Lunch is here"})
    house.deliver()
    told = [shown(house, path) for path in ("wall", "wall/entree-nord")]
    answer = person.post(f"{DESK}/phase", {"phase": "work"})
    house.deliver()
    work = [panes(shown(house, path)) for path in ("wall", "wall/entree-nord")]

    assert ["Lunch is here" in text for text in told] == [True, True]
    assert (answer.status_code, answer.headers["Location"]) == (303, DESK)
    assert work == [["countdown", "progress"], ["now_next"]]
    assert "Entrée nord" in shown(house, "wall/entree-nord")


def test_projectors_and_desks_are_woken_with_a_version_alone_and_facts_are_kept(house: TestHouse) -> None:
    edition_id = make_edition(house).id
    act(house, edition_id, actions.switch_screens, [MAIN], Switch(shows=Shows.MESSAGE, message_fr="Secret"))
    pushed = select(LiveFeed.topic, LiveFeed.body).where(LiveFeed.type == "wall").order_by(LiveFeed.position)
    rows = house.read(lambda session: [(row[0], sorted(row[1])) for row in session.execute(pushed)])
    facts = select(EventLog.body).where(EventLog.name == "wall.screens_switched")
    kept = house.read(lambda session: list(session.execute(facts).scalars()))

    assert rows == [("edition:crunch:wall", ["version"]), ("edition:crunch:staff", ["version"])]
    assert [(body["screens"], body["shows"]) for body in kept] == [([MAIN], "message")]


def test_same_tap_twice_is_one_act(house: TestHouse) -> None:
    edition_id = make_edition(house).id
    person = organiser(house, edition_id)
    form = {"name": "Entrance", "idempotency_key": "once"}
    answers = [person.post(f"{DESK}/screens", form).status_code for _ in range(2)]

    assert answers == [303, 303]
    assert [screen.code for screen in wall(house, edition_id).screens] == [MAIN, "entrance"]


def test_projector_page_is_kept_until_the_desk_changes_the_wall(house: TestHouse) -> None:
    edition_id = make_edition(house).id
    visitor = house.visitor()
    tag = {"If-None-Match": visitor.get("/e/crunch/wall/board").headers["ETag"]}
    before = visitor.get("/e/crunch/wall/board", headers=tag).status_code
    act(house, edition_id, actions.switch_screens, [], BLANK)
    after = visitor.get("/e/crunch/wall/board", headers=tag)

    assert (before, after.status_code, "wall-blank" in after.text) == (304, 200, True)


def test_own_zones_keep_their_order_and_the_second_phone_is_told(house: TestHouse) -> None:
    composed = make_composed(house)
    edition_id = composed.edition.id
    person = organiser(house, edition_id)
    form = {"zone_1": "progress", "zone_3": "now_next", "phase": "schedule", "version": "0"}
    first = person.post(f"{DESK}/{MAIN}/zones", form)
    second = person.post(f"{DESK}/{MAIN}/zones", {**form, "zone_1": "reveal"})
    house.deliver()

    assert (first.status_code, second.status_code) == (303, 409)
    assert "Quelqu’un a changé ces zones entre-temps" in unescape(second.text)
    assert panes(shown(house)) == ["progress", "now_next"]


def test_zones_of_a_phase_that_has_not_come_are_prepared_and_given_back(house: TestHouse) -> None:
    composed = make_composed(house)
    edition_id = composed.edition.id
    person = organiser(house, edition_id)
    form = {"zone_1": "now_next", "phase": "work", "version": "0"}
    kept = person.post(f"{DESK}/{MAIN}/zones", form)
    house.deliver()
    before = panes(shown(house))
    act(house, edition_id, actions.choose_phase, Phase.WORK)
    prepared = panes(shown(house))
    person.post(f"{DESK}/{MAIN}/zones", {"phase": "work", "version": "1"})
    house.deliver()
    usual = panes(shown(house))
    unknown = person.post(f"{DESK}/{MAIN}/zones", {**form, "phase": "lunch"})

    assert (kept.status_code, unknown.status_code) == (303, 422)
    assert "progress" in before
    assert prepared == ["now_next"]
    assert usual == ["countdown", "progress"]


def test_wrong_wishes_are_refused_and_change_nothing(sqlite_house: TestHouse) -> None:
    edition_id = make_edition(sqlite_house).id
    before = wall(sqlite_house, edition_id)
    long = Switch(shows=Shows.MESSAGE, message_en="x" * 141)
    for problem, code, act_of_wall, args in (
        (Invalid, r"wall\.message", actions.switch_screens, ([], Switch(shows=Shows.MESSAGE, message_en="  "))),
        (Invalid, r"text\.too_long", actions.switch_screens, ([], long)),
        (Invalid, r"wall\.team", actions.switch_screens, ([], Switch(shows=Shows.TEAM, team="Z99"))),
        (NotFound, r"work\.absent", actions.switch_screens, (["nowhere"], BLANK)),
        (Conflict, r"wall\.name_taken", actions.add_screen, ("Main",)),
        (Invalid, r"text\.missing", actions.add_screen, (" ",)),
        (Conflict, r"wall\.main", actions.remove_screen, (MAIN,)),
    ):
        with pytest.raises(problem, match=code):
            act(sqlite_house, edition_id, act_of_wall, *args)

    assert wall(sqlite_house, edition_id) == before


def test_what_was_typed_is_kept_when_it_is_refused(sqlite_house: TestHouse) -> None:
    edition_id = make_edition(sqlite_house).id
    person = organiser(sqlite_house, edition_id)
    too_long = "y" * 141
    answer = person.post(f"{DESK}/{MAIN}/show", {"shows": "message", "message_en": too_long})
    named = person.post(f"{DESK}/screens", {"name": "Board"})

    assert (answer.status_code, too_long in answer.text) == (422, True)
    assert (named.status_code, 'value="Board"' in named.text) == (409, True)


def test_removed_screen_is_absent_and_the_others_stay(sqlite_house: TestHouse) -> None:
    edition_id = make_edition(sqlite_house).id
    person = organiser(sqlite_house, edition_id)
    person.post(f"{DESK}/screens", {"name": "Entrance"})
    there = sqlite_house.visitor().get("/e/crunch/wall/entrance").status_code
    person.post(f"{DESK}/entrance/remove", {})
    gone = [sqlite_house.visitor().get(f"/e/crunch/wall/entrance{end}").status_code for end in ("", "/board")]

    assert (there, gone, sqlite_house.visitor().get("/e/crunch/wall").status_code) == (200, [404, 404], 200)


def title_of(house: TestHouse, problem_id: int) -> str:
    return house.read(lambda session: session.get_one(Problem, problem_id).title)


def hidden(house: TestHouse, composed: Composed) -> None:
    def hide(work: Work) -> None:
        secret = update(Problem).where(Problem.id == composed.teams[1].problem_id)
        work.session.execute(secret.values(confidentiality="secret"))

    house.perform(house.house_in(composed.edition.id), hide)


def test_team_in_the_spotlight_shows_its_problem_when_it_is_revealed_and_open_alone(house: TestHouse) -> None:
    composed = make_composed(house)
    hidden(house, composed)
    edition_id = composed.edition.id
    titles = [title_of(house, team.problem_id) for team in composed.teams]
    seen = []
    for _ in range(2):
        for team in ("A01", "B01"):
            act(house, edition_id, actions.switch_screens, [MAIN], Switch(shows=Shows.TEAM, team=team))
            text = shown(house)
            seen.append((panes(text), team in text, titles[0] in text, titles[1] in text))
        reveal(house, composed)

    spot = ["spotlight"]
    assert seen == [
        (spot, True, False, False),
        (spot, True, False, False),
        (spot, True, True, False),
        (spot, True, False, False),
    ]


def test_zone_without_content_leaves_its_room_and_an_empty_wall_counts_down(sqlite_house: TestHouse) -> None:
    edition_id = make_edition(sqlite_house).id
    zones = [Zone.SPOTLIGHT, Zone.COVERAGE, Zone.ANNOUNCEMENTS, Zone.PROGRESS]
    act(sqlite_house, edition_id, actions.arrange_screen, MAIN, zones, phase=Phase.SCHEDULE, version=0)

    assert panes(shown(sqlite_house)) == ["countdown"]


def test_message_follows_the_language_of_the_projector(sqlite_house: TestHouse) -> None:
    edition_id = make_edition(sqlite_house).id
    words = Switch(shows=Shows.MESSAGE, message_fr="<b>Silence", message_en="Quiet please")
    act(sqlite_house, edition_id, actions.switch_screens, [], words)
    raw = sqlite_house.visitor().get("/e/crunch/wall", headers={"Accept-Language": "fr"}).text

    assert ("&lt;b&gt;Silence" in raw, "Quiet please" in shown(sqlite_house)) == (True, True)


def test_next_edition_has_the_screens_and_nothing_of_what_they_showed(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    act(sqlite_house, edition.id, actions.add_screen, "Entrance")
    act(sqlite_house, edition.id, actions.choose_phase, Phase.AFTER)
    act(sqlite_house, edition.id, actions.switch_screens, [], Switch(shows=Shows.MESSAGE, message_en="Bye"))
    starts_on = edition.starts_on + timedelta(days=364)
    by = sqlite_house.house_in(edition.id)
    made = sqlite_house.perform(by, clone_edition, "next", name="Next", starts_on=starts_on)
    sqlite_house.deliver()
    found = sqlite_house.read(
        lambda session: session.execute(select(Edition).where(Edition.slug == "next")).scalar_one()
    )
    after = wall_of(found.settings)

    assert made is not None
    assert (after.phase, [(one.code, one.shows, one.message_en) for one in after.screens]) == (
        Phase.SCHEDULE,
        [(MAIN, Shows.ZONES, ""), ("entrance", Shows.ZONES, "")],
    )


@pytest.mark.parametrize("role", [None, Role.STUDENT, Role.JUROR, Role.CHAIR, Role.VIEWER])
def test_only_organisers_drive_the_wall(sqlite_house: TestHouse, role: Role | None) -> None:
    edition_id = make_edition(sqlite_house).id
    if role:
        sqlite_house.person(edition_id, role).post(f"{DESK}/phase", {"phase": "after"})
    else:
        sqlite_house.visitor().post(f"{DESK}/phase", data={"phase": "after"})

    assert wall(sqlite_house, edition_id) == Wall()


def test_a_screen_is_renamed_and_keeps_its_address(house: TestHouse) -> None:
    edition_id = make_edition(house).id
    person = organiser(house, edition_id)
    person.post(f"{DESK}/screens", {"name": "Entrance"})
    answers = [person.post(f"{DESK}/{code}/name", {"name": f"By {code}"}).status_code for code in ("entrance", MAIN)]
    empty = person.post(f"{DESK}/entrance/name", {"name": " "}).status_code
    house.deliver()

    assert (answers, empty) == ([303, 303], 422)
    assert [(one.code, one.name) for one in wall(house, edition_id).screens] == [
        *((MAIN, f"By {MAIN}"), ("entrance", "By entrance"))
    ]
    assert "By entrance" in shown(house, "wall/entrance")


def test_teams_take_turns_in_the_spotlight_in_the_order_of_the_desk(house: TestHouse) -> None:
    composed = make_composed(house, teams=3)
    edition_id = composed.edition.id
    person = organiser(house, edition_id)
    answer = person.post(f"{DESK}/{MAIN}/show", {"shows": "team", "team": "c01, a01 C01"})
    many = person.post(f"{DESK}/{MAIN}/show", {"shows": "team", "team": "A01 B01 C01 D01 E01 F01 G01"})
    house.deliver()
    turns = shown(house).split('class="wall-turn"')[1:]

    assert (answer.status_code, many.status_code) == (303, 422)
    assert [code for turn in turns for code in ("A01", "B01", "C01") if f">{code}<" in turn] == ["C01", "A01"]
    assert [turn.startswith(" hidden") for turn in turns] == [False, True]


def test_the_desk_shows_where_each_screen_is_opened(sqlite_house: TestHouse) -> None:
    edition_id = make_edition(sqlite_house).id
    text = organiser(sqlite_house, edition_id).get(DESK).text

    assert text.count("data:image/svg+xml") == 1
    assert "/e/crunch/wall</figcaption>" in text


def test_a_wall_that_follows_the_schedule_turns_to_the_jury_by_itself(house: TestHouse) -> None:
    composed = make_composed(house)
    edition_id = composed.edition.id
    for name in ("Second", "Third"):
        act(house, edition_id, actions.add_screen, name)
    set_time(house, composed, 1, 9, 30)
    meeting = panes(shown(house, "wall/third/board"))
    set_time(house, composed, 5, 8)
    house.deliver()
    jury = panes(shown(house, "wall/third/board"))
    act(house, edition_id, actions.choose_phase, Phase.BEFORE)

    assert (meeting, jury) == (["countdown"], ["now_next"])
    assert panes(shown(house, "wall/board")) == ["countdown", "now_next"]
