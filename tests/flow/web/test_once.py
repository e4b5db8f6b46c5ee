"""Parts of pages are drawn once for all who are shown the same, per language, and escape what they are given."""

from collections.abc import Hashable, Mapping

import pytest
from flask import render_template_string
from jinja2 import UndefinedError
from markupsafe import Markup

from challenge.teams.queries import Member
from challenge.web import render
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


def shown(house: TestHouse, template: str, values: Mapping[str, Hashable], accepted: str = "en") -> Markup:
    with house.app.test_request_context("/login", headers={"Accept-Language": accepted}):
        house.app.preprocess_request()
        return render.drawn(template, **values)


BESIDE: dict[str, Hashable] = {
    "slug": "x",
    "code": "A1",
    "under_way": (),
    "ahead": (),
    "members": (Member("Ana <b>", "INFO", 4, ""),),
    "has_more": False,
}


def test_part_of_the_same_is_drawn_once_for_all_who_speak_a_language(sqlite_house: TestHouse) -> None:
    first, french, again = (
        shown(sqlite_house, "submissions/_beside.html", BESIDE, accepted) for accepted in ("en", "fr", "en")
    )

    assert first is again
    assert ("Members" in first, "Membres" in french, "Ana &lt;b&gt;" in first) == (True, True, True)


def test_part_of_something_else_is_drawn_anew(sqlite_house: TestHouse) -> None:
    changed = {**BESIDE, "members": (Member("Ana <b>", "INFO", 5, ""),)}

    assert "INFO 5" in shown(sqlite_house, "submissions/_beside.html", changed)
    assert "INFO 4" in shown(sqlite_house, "submissions/_beside.html", BESIDE)


def test_part_that_is_drawn_once_sees_nothing_of_its_reader(sqlite_house: TestHouse) -> None:
    with pytest.raises(UndefinedError, match="actor"):
        shown(sqlite_house, "_shell/account.html", {})
