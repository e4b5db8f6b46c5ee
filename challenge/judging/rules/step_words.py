"""What the steps of a criterion's scale mean in words: 0 absent ... 5 outstanding."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from challenge.kernel.errors import Invalid
from challenge.kernel.text import clean_line

MOST_LETTERS = 40
_LINE = re.compile(r"(-?\d+(?:[.,]\d+)?)\s*[:=]?\s+(\S.*)")


def read_steps(text: str, marks: Collection[str], place: str) -> dict[str, str]:
    """Return the words of steps from what was typed: a line for each, the mark and then its words.

    Args:
        text: such as "0 absent" and "5 outstanding" in lines; empty lines are passed over.
        marks: the marks of the scale as `sheets.scale` writes them; steps without words are fine.
        place: where findings belong.

    Returns:
        Words by mark, in the order of the scale.

    Raises:
        Invalid("judging.step_line"): a line that is no mark with words, or names one again.
        Invalid("judging.step_mark"): a mark that the scale does not have.
        Invalid("form.too_long"): words of more than 40 letters.
    """
    found: dict[str, str] = {}
    for line in filter(None, (clean_line(raw) for raw in text.splitlines())):
        parts = _LINE.fullmatch(line)
        mark = f"{float(parts[1].replace(',', '.')):g}" if parts else ""
        if parts is None or mark in found:
            raise Invalid("judging.step_line", place, line=line[:MOST_LETTERS])
        if mark not in marks:
            raise Invalid("judging.step_mark", place, mark=mark)
        if len(parts[2]) > MOST_LETTERS:
            raise Invalid("form.too_long", place, max_length=MOST_LETTERS)
        found[mark] = parts[2]
    return {mark: found[mark] for mark in marks if mark in found}


def check_both(english: Mapping[str, str], french: Mapping[str, str], place: str) -> None:
    """Refuse words that one language has and the other has not.

    Raises:
        Invalid("judging.step_both"): with the first such mark.
    """
    for mark in [*english, *french]:
        if (mark in english) != (mark in french):
            raise Invalid("judging.step_both", place, mark=mark)


def as_typed(steps: Mapping[str, str]) -> str:
    """Return words of steps as one types them."""
    return "\n".join(f"{mark} {words}" for mark, words in steps.items())
