"""What somebody accepts of a difference: all, some lines, some fields; and who is one person. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from challenge.exchange.parts import Change, Difference, FieldChange, Suspect

SAME = "same"
TWO = "two"

# What is chosen: arrival, change or leaver; the row's key; the field of a change, "" otherwise.
Item = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Choices:
    """A decision about a difference.

    Fields:
        refused: lines that are not applied; everything else is.
        answers: per suspected arrival SAME or TWO.
        open_are_two: suspects without an answer join as new persons; otherwise they wait for an answer.
    """

    refused: frozenset[Item] = frozenset()
    answers: Mapping[str, str] = field(default_factory=dict)
    open_are_two: bool = False


def field_name(part: FieldChange) -> str:
    """Return the name of a field that tells an organiser's own column from a field of the same name."""
    return f"+{part.name}" if part.custom else part.name


def contested_items(difference: Difference) -> frozenset[Item]:
    """Return the fields that persons wrote themselves: nobody's own words are replaced unasked."""
    return frozenset(
        ("change", change.key, field_name(part))
        for change in difference.changes
        for part in change.fields
        if part.contested
    )


def chosen(difference: Difference, choices: Choices) -> Difference:
    """Return the part of a difference that was accepted; findings stay."""
    suspects = {one.key: one for one in difference.suspects}
    answers = _answers(difference.suspects, choices)
    arrivals = tuple(
        one
        for one in difference.arrivals
        if ("arrival", one.key, "") not in choices.refused and answers.get(one.key, TWO) == TWO
    )
    merged = [one.same for key, one in suspects.items() if answers[key] == SAME and one.same is not None]
    changes, standing = _split(difference, choices)
    one_with = {change.key for change in merged}
    # A suspect without an answer may be somebody who would leave by this file: nobody leaves before that is known.
    one_with |= {one.other for key, one in suspects.items() if answers[key] == ""}
    leavers = tuple(
        one for one in difference.leavers if ("leaver", one.key, "") not in choices.refused and one.key not in one_with
    )
    return replace(
        difference,
        arrivals=arrivals,
        changes=(*changes, *merged),
        leavers=leavers,
        suspects=tuple(one for key, one in suspects.items() if answers[key] == ""),
        standing=standing,
    )


def _answers(suspects: Sequence[Suspect], choices: Choices) -> dict[str, str]:
    """Return the answer per suspect, "" where none counts: nobody is one person with two of the file."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for one in suspects:
        answer = _answer(one, choices)
        if answer == SAME and one.same is not None and one.other in taken:
            answer = ""
        elif answer == SAME:
            taken.add(one.other)
        found[one.key] = answer
    return found


def _answer(suspect: Suspect, choices: Choices) -> str:
    given = choices.answers.get(suspect.key, "")
    if suspect.is_bound:
        return given if given == SAME else ""
    return given or (TWO if choices.open_are_two else "")


def _split(difference: Difference, choices: Choices) -> tuple[list[Change], tuple[Change, ...]]:
    """Return the changes with the accepted fields, and those with contested fields that were refused."""
    accepted: list[Change] = []
    standing: list[Change] = []
    for change in difference.changes:
        taken = [part for part in change.fields if ("change", change.key, field_name(part)) not in choices.refused]
        stays = tuple(part for part in change.fields if part.contested and part not in taken)
        if taken:
            accepted.append(replace(change, fields=tuple(taken)))
        if stays:
            standing.append(replace(change, fields=stays))
    return accepted, tuple(standing)
