"""What stands on a paper, as plain values that can be sent to the process apart. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that stands on a paper, as it is read.

    Fields:
        table: rows of cells, the head first; the last column and all but the first are set to the right.
        totals: pairs of a word and an amount.
        unprinted: what is added to the notes when a letter cannot be printed.
    """

    title: str
    author: str
    seller: Sequence[str]
    buyer: Sequence[str]
    facts: Sequence[str]
    table: Sequence[Sequence[str]]
    totals: Sequence[tuple[str, str]]
    notes: Sequence[str]
    unprinted: str
