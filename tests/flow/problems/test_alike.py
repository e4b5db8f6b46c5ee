"""What was tried already: found in both languages by both databases, and never what is not the reader's to know."""

import re
from typing import Any

import pytest

from challenge.kernel.actor import Role
from challenge.problems.actions import revise_problem
from challenge.problems.likeness import alike, asked_words
from challenge.problems.rules import Standing, Status
from tests.flow.problems.test_pages import text_of
from tests.house import TestHouse
from tests.make.editions import make_edition
from tests.make.organisations import make_organisation, make_partner
from tests.make.problems import ASKED, make_problem

COLD: dict[str, Any] = {
    "title": "Réfrigérer les camions sans moteur",
    "summary": "La chaîne du froid casse quand le camion attend.",
}
BUS: dict[str, Any] = {
    "title": "Buses that come when they are needed",
    "summary": "Evening lines drive empty through villages.",
}
SAID = "Comment réfrigérer un camion qui attend au soleil, sans casser la chaîne du froid ?"


def titles(house: TestHouse, edition_id: int, said: str, who: Standing, **more: Any) -> list[str]:
    return [one.card.title for one in house.read(alike, edition_id, said, who, **more)]


def test_problems_of_all_editions_are_found_in_both_languages(house: TestHouse) -> None:
    last, now = make_edition(house, "last"), make_edition(house, "now")
    own = make_organisation(house, last.id)
    make_problem(house, last.id, own, **COLD)
    make_problem(house, now.id, make_organisation(house, now.id, "Rail & Co"), **BUS)
    make_organisation(house, now.id)
    make_problem(house, now.id, own, title="Des vélos pour les livreurs", summary="Les vélos cassent.")
    public = Standing()

    assert titles(house, now.id, SAID, public)[:1] == [COLD["title"]]
    assert titles(house, now.id, "A bus for the evening in small villages", public) == [BUS["title"]]
    assert titles(house, now.id, "Quantum cryptography for submarines", public) == []
    assert titles(house, now.id, "the of and", public) == []


def test_new_words_are_found_and_old_ones_forgotten(house: TestHouse) -> None:
    edition = make_edition(house)
    own = make_organisation(house, edition.id)
    row = make_problem(house, edition.id, own, status=Status.SUBMITTED, **COLD)
    asked = type(ASKED)(**{**{n: getattr(ASKED, n) for n in ASKED.__dataclass_fields__}, **BUS})
    house.perform(house.house_in(edition.id), revise_problem, row.id, asked, version=1)
    mine = Standing(frozenset({own}))

    assert titles(house, edition.id, SAID, mine) == []
    assert titles(house, edition.id, "evening buses in villages", mine) == [BUS["title"]]
    assert titles(house, edition.id, "evening buses in villages", mine, but=row.id) == []


@pytest.mark.parametrize("level", ["open", "restricted", "secret"])
@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.CONFIRMED, Status.REJECTED])
def test_canaries_of_others_and_of_rivals_are_never_shown_to_a_partner(
    house: TestHouse, level: str, status: Status
) -> None:
    last, now = make_edition(house, "last"), make_edition(house, "now")
    mine = make_organisation(house, now.id, "Mine", conflict_group="g")
    rival = make_organisation(house, now.id, "Canaryrival", conflict_group="g")
    other = make_organisation(house, now.id, "Canaryother")
    make_organisation(house, last.id, "Canaryother")
    make_organisation(house, last.id, "Canaryrival")
    said = {**COLD, "teaser": "Canaryteaser", "confidentiality": level}
    for edition in (last, now):
        for one, name in ((rival, "Canaryrivals"), (other, "Canaryothers")):
            make_problem(house, edition.id, one, status=status, **{**said, "title": f"{name} {COLD['title']}"})
    partner = make_partner(house, now.id, mine)
    page = text_of(partner.post("/e/now/partner/similar", {"said": SAID}))
    seen = set(re.findall(r"Canary\w+", page))

    public = status is Status.CONFIRMED and level == "open"
    assert seen == ({"Canaryothers", "Canaryother", "Canaryteaser"} if public else set())
    organiser = text_of(
        house.person(now.id, Role.ORGANISER).get(f"/e/now/desk/problems/{_last(house, now.id)}/similar")
    )
    assert "Canaryrivals" in organiser


def _last(house: TestHouse, edition_id: int) -> str:
    own = make_organisation(house, edition_id, "Desk")
    return make_problem(house, edition_id, own, status=Status.SUBMITTED, **COLD).public_id


def test_order_and_scores_do_not_hang_on_what_is_hidden(house: TestHouse) -> None:
    """Two worlds: secret problems that use the same words must not make a word look common."""
    found = []
    for slug, hidden in (("without", 0), ("with", 6)):
        edition = make_edition(house, slug)
        own = make_organisation(house, edition.id, f"Mine of {slug}")
        other = make_organisation(house, edition.id, f"Other of {slug}")
        first = make_problem(house, edition.id, own, status=Status.SUBMITTED, **COLD)
        make_problem(house, edition.id, own, status=Status.SUBMITTED, title="Camion froid", summary="Il attend.")
        for _ in range(hidden):
            make_problem(house, edition.id, other, confidentiality="secret", title="Camion", summary="Camion au soleil")
        who = Standing(frozenset({own}))
        found.append([(one.card.title, round(one.score, 9)) for one in house.read(alike, edition.id, SAID, who)])
        assert first.title == COLD["title"]

    assert found[0] == found[1]
    assert len(found[0]) == 2


def test_words_that_say_nothing_are_not_searched() -> None:
    assert asked_words("L’équipe et les camions: what is an ice-cream? IA") == ["equipe", "camions", "ice", "cream"]
    assert asked_words('" OR title:* NEAR( --') == ["title", "near"]
