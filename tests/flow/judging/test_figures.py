"""Numbers of the judging as the reader writes them, and none that counts only what is listed."""

import re

from challenge.judging import actions
from challenge.kernel.actor import Role
from challenge.web.shell import LOCALE_COOKIE
from tests.house import Person, TestHouse
from tests.make.judging import opened_hall, score


def decimals(page: str, sign: str = ".,") -> list[str]:
    """Return the numbers with decimals that a page shows, all written with a point."""
    shown = re.sub(r"<svg.*?</svg>|<[^>]*>", " ", page.split("<main")[1].split("</main>")[0], flags=re.DOTALL)
    return [found.replace(",", ".") for found in re.findall(rf"\d+[{sign}]\d{{1,2}}\b", shown)]


def in_language(person: Person, path: str, locale: str) -> str:
    person.browser.set_cookie(LOCALE_COOKIE, locale)
    return str(person.get(path).text)


def test_points_have_the_decimal_sign_of_the_reader(house: TestHouse) -> None:
    hall = opened_hall(house, 12, 6)
    for visit in hall.visits():
        score(hall, visit, 5 if visit.juror_id == hall.jurors[0].id else 2)
    chair = hall.house.person(hall.edition.id, Role.CHAIR)
    place = "/e/crunch/desk/judging/ranking/A01?round=round-1"
    for path in ("/e/crunch/desk/judging/ranking", place, "/e/crunch/desk/judging/control"):
        french, english = (in_language(chair, path, locale) for locale in ("fr", "en"))
        assert decimals(french) == decimals(english)
        assert decimals(english, ".")
        assert not decimals(french, ".")


def test_picture_of_severity_reaches_as_far_as_the_jurors(house: TestHouse) -> None:
    """Somebody who gives the lowest marks to everybody is on the picture, not beside it."""
    hall = opened_hall(house, 12, 6, visits=5)
    for visit in hall.visits():
        score(hall, visit, 1 if visit.juror_id == hall.jurors[0].id else 5 - visit.team_id % 2)
    hall.act(actions.freeze_round, "round-1")
    text = hall.house.person(hall.edition.id, Role.CHAIR).get("/e/crunch/desk/judging/ranking").text
    dots = text.split('class="chart dots"')[1].split("</svg>")[0]
    places = [float(part.split('%"')[0]) for part in dots.split(' cx="')[1:]]

    assert len(places) == 6
    assert all(0 <= place <= 100 for place in places)
    assert min(places) < 20


def test_desk_counts_every_juror_with_visits_left_though_it_lists_ten(house: TestHouse) -> None:
    hall = opened_hall(house, 12, 14)
    text = in_language(hall.house.person(hall.edition.id, Role.ORGANISER), "/e/crunch/desk/judging", "en")

    tile = text.split("jurors with visits left")[0].rsplit('class="tile-value"', 1)[1]
    assert re.findall(r">(\d+)<", tile) == ["14"]
    assert "and 4 more" in text
