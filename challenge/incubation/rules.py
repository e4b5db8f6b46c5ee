"""How far an interest goes."""

from enum import StrEnum

NOTE_MOST = 2000


class Wish(StrEnum):
    """What an organisation would do with a project, from the least to the most binding."""

    INTERNSHIP = "internship"
    PROJECT = "project"
    RESEARCH = "research"
    INCUBATE = "incubate"


def strength(wishes: list[Wish]) -> int:
    """Return a number to order projects by: the most binding wish counts before how many there are."""
    order = list(Wish)
    return max((order.index(wish) + 1) * 100 for wish in wishes) + len(wishes) if wishes else 0
