"""The rules of the wall: presets, layouts, names, and what is kept of them."""

from dataclasses import replace

import pytest

from challenge.kernel.errors import Conflict, Invalid, NotFound
from challenge.wall.rules import (
    MAIN,
    PRESETS,
    SCREENS_MOST,
    SETTING,
    TAKEN,
    ZONES_MOST,
    Phase,
    Screen,
    Shows,
    Wall,
    Zone,
    check_zones,
    preset,
    wall_of,
    with_new,
)


def test_wall_that_nobody_touched_has_one_screen_that_follows_the_schedule() -> None:
    wall = wall_of({"wait_after_min": 5})

    assert wall == Wall(Phase.SCHEDULE, (Screen(MAIN),))
    assert wall.zones(wall.screens[0]) == (Zone.COUNTDOWN, Zone.PROGRESS)


@pytest.mark.parametrize("phase", Phase)
def test_every_preset_is_a_layout_that_a_desk_could_choose(phase: Phase) -> None:
    assert [check_zones(zones) for zones in PRESETS[phase]] == list(PRESETS[phase])


def test_screens_beyond_a_preset_have_its_last_layout() -> None:
    assert [preset(Phase.AFTER, place) for place in (0, 1, 2, 7)] == [PRESETS[Phase.AFTER][n] for n in (0, 1, 1, 1)]


def test_own_zones_hold_in_their_phase_alone() -> None:
    screen = Screen(MAIN, layouts={Phase.WORK: (Zone.NOW_NEXT,)})
    walls = [Wall(phase, (screen,)) for phase in (Phase.WORK, Phase.BEFORE)]

    assert [wall.zones(screen) for wall in walls] == [(Zone.NOW_NEXT,), PRESETS[Phase.BEFORE][0]]


def test_wall_that_follows_the_schedule_is_led_by_what_is_under_way() -> None:
    cases = [{"judging", "work"}, {"desk", "talk"}, {"talk"}, set[str]()]
    assert [Wall().led_by(kinds).led for kinds in cases] == [Phase.JUDGING, Phase.WORK, Phase.SCHEDULE, Phase.SCHEDULE]
    assert Wall().led_by({"judging"}).zones(Screen(MAIN)) == PRESETS[Phase.JUDGING][0]


def test_hand_and_own_zones_come_before_what_the_schedule_leads_to() -> None:
    by_hand = Wall(Phase.WORK).led_by({"judging"})
    own = Screen(MAIN, layouts={Phase.SCHEDULE: (Zone.NOW_NEXT,)})
    led = Wall(Phase.SCHEDULE, (own,)).led_by({"judging"})

    assert by_hand.zones(by_hand.screens[0]) == PRESETS[Phase.WORK][0]
    assert led.zones(own) == (Zone.NOW_NEXT,)
    assert "led" not in led.as_setting()


@pytest.mark.parametrize("zones", [[], list(Zone)[: ZONES_MOST + 1], [Zone.REVEAL, Zone.REVEAL]])
def test_impossible_zones_are_refused(zones: list[Zone]) -> None:
    with pytest.raises(Invalid, match=r"wall\.zones"):
        check_zones(zones)


@pytest.mark.parametrize("code", ["", *sorted(TAKEN), "entrance"])
def test_name_in_addresses_is_taken_once(code: str) -> None:
    with pytest.raises(Conflict, match=r"wall\.name_taken"):
        with_new(with_new(Wall(), "entrance", "Entrance"), code, "Another")


def test_ninth_screen_is_refused() -> None:
    wall = Wall()
    for number in range(1, SCREENS_MOST):
        wall = with_new(wall, f"s{number}", f"S{number}")

    with pytest.raises(Conflict, match=r"wall\.most"):
        with_new(wall, "one-more", "One more")


def test_wall_is_the_same_after_it_was_kept() -> None:
    told = Screen(MAIN, "", {Phase.WORK: (Zone.NOW_NEXT,)}, Shows.MESSAGE, "Bonjour", "Hello", "A01", 3)
    wall = with_new(Wall(Phase.JUDGING, (told,)), "entrance", "Entrance")

    assert wall_of({SETTING: wall.as_setting()}) == wall


def test_zone_of_a_later_release_is_passed_over() -> None:
    kept = Wall(screens=(Screen(MAIN, layouts={Phase.SCHEDULE: (Zone.NOW_NEXT,)}),)).as_setting()
    kept["screens"][0]["layouts"]["schedule"] = ["holograms", "now_next"]

    assert wall_of({SETTING: kept}).screens[0].layouts == {"schedule": (Zone.NOW_NEXT,)}


def test_message_stands_in_the_other_language_when_it_has_one_alone() -> None:
    french = Screen(MAIN, message_fr="Feu")
    both = replace(french, message_en="Fire")

    assert [french.message(locale) for locale in ("fr", "en")] == ["Feu", "Feu"]
    assert [both.message(locale) for locale in ("fr", "en")] == ["Feu", "Fire"]


def test_screen_that_is_not_there_cannot_be_held() -> None:
    with pytest.raises(NotFound, match=r"work\.absent"):
        Wall().held("entrance")
