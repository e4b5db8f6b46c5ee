"""Small parts are drawn once per language, and escape what they are given each time."""

from flask import render_template_string
from markupsafe import Markup

from tests.house import TestHouse

BADGE = '{% import "_parts/state.html" as state %}{{ state.badge("open", text) }}'


def drawn(house: TestHouse, accepted: str, text: str) -> str:
    with house.app.test_request_context("/login", headers={"Accept-Language": accepted}):
        house.app.preprocess_request()
        return render_template_string(BADGE, text=text)


def test_part_speaks_the_readers_language(sqlite_house: TestHouse) -> None:
    words = [drawn(sqlite_house, accepted, "") for accepted in ("en", "fr", "en")]

    assert ["Open" in words[0], "Ouvert" in words[1], words[2] == words[0]] == [True, True, True]


def test_part_keeps_text_and_markup_apart_that_read_alike(sqlite_house: TestHouse) -> None:
    trusted = drawn(sqlite_house, "en", Markup("<b>1</b>"))
    typed = drawn(sqlite_house, "en", "<b>1</b>")

    assert ("<b>1</b>" in trusted, "<b>1</b>" in typed, "&lt;b&gt;1" in typed) == (True, False, True)
