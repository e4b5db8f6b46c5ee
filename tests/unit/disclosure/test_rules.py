"""Which levels open to whom."""

import itertools

import pytest

from challenge.disclosure.rules import (
    DEFAULTS,
    SETTING,
    LevelRule,
    Need,
    Reader,
    asked_ruling,
    is_recorded,
    opened_levels,
    ruling_of,
)
from challenge.kernel.errors import Invalid
from challenge.problems.rules import Confidentiality, Level

EVERYTHING = tuple(Level)


def reader(*has: Need, reached: tuple[str, ...] = (), keeper: bool = False) -> Reader:
    return Reader(is_keeper=keeper, has=frozenset(has), reached=reached, role="student")


def everybody() -> list[Reader]:
    """Return every reader that there can be: who is on a team takes part, too."""
    found = [has for size in range(5) for has in itertools.combinations(Need, size)]
    return [reader(*has) for has in found if not has or Need.PARTICIPANT in has]


@pytest.mark.parametrize("kind", Confidentiality)
def test_who_has_nothing_reads_nothing_and_keepers_everything(kind: Confidentiality) -> None:
    assert opened_levels(DEFAULTS[kind], reader()) == ()
    assert opened_levels(DEFAULTS[kind], reader(keeper=True)) == EVERYTHING
    assert opened_levels(DEFAULTS[kind], reader(*Need)) == EVERYTHING


def test_full_texts_need_the_team_and_what_is_confidential_its_signature() -> None:
    for one in everybody():
        for kind in Confidentiality:
            is_full = Level.FULL in opened_levels(DEFAULTS[kind], one)
            assert not is_full or {Need.TEAM, Need.REVEALED} <= one.has
            assert not is_full or kind is Confidentiality.OPEN or Need.SIGNED in one.has


def test_the_more_confidential_the_less_is_open() -> None:
    order = (Confidentiality.OPEN, Confidentiality.RESTRICTED, Confidentiality.SECRET)
    for one in everybody():
        counts = [len(opened_levels(DEFAULTS[kind], one)) for kind in order]
        assert counts == sorted(counts, reverse=True)


def test_a_level_opens_with_those_below_it_alone() -> None:
    free = LevelRule(frozenset())
    ruling = {Level.TEASER: free, Level.SUMMARY: LevelRule(frozenset({Need.TEAM})), Level.FULL: free}

    assert opened_levels(ruling, reader(Need.PARTICIPANT)) == (Level.TEASER,)
    assert opened_levels(ruling, reader(Need.TEAM)) == EVERYTHING


def test_a_level_waits_for_its_moment() -> None:
    ruling = dict.fromkeys(Level, LevelRule(frozenset(), "launch"))

    assert opened_levels(ruling, reader(*Need)) == ()
    assert opened_levels(ruling, reader(reached=("launch",))) == EVERYTHING


def test_what_is_restricted_is_recorded() -> None:
    assert [is_recorded("open", level) for level in Level] == [False, False, True]
    assert all(is_recorded(kind, level) for kind in ("restricted", "secret") for level in Level)


def test_what_a_form_says_comes_back_as_rules() -> None:
    boxes = [f"{kind}:{level}:team" for kind in ("restricted", "secret") for level in Level]
    said = asked_ruling([*boxes, "secret:full:signed"], ["secret:full:reveal", "open:full:"], {"reveal"})
    found = ruling_of({SETTING: said})

    assert found[Confidentiality.SECRET][Level.FULL] == LevelRule(frozenset({Need.TEAM, Need.SIGNED}), "reveal")
    assert found[Confidentiality.OPEN][Level.FULL] == LevelRule(frozenset())
    assert ruling_of({}) == DEFAULTS


@pytest.mark.parametrize(
    ("needs", "milestones"),
    [
        (["secret:full:love"], []),
        (["rumour:full:team"], []),
        (["secret:full:team"], ["secret:full:noon"]),
        (["secret:full:team"], []),
    ],
)
def test_words_that_are_none_and_levels_that_need_nothing_are_refused(needs: list[str], milestones: list[str]) -> None:
    with pytest.raises(Invalid, match=r"disclosure\.rule"):
        asked_ruling(needs, milestones, {"reveal"})
