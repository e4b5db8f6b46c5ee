"""What a problem says, as flat texts, and what differs between two versions of them, word by word."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_TOKENS = re.compile(r"\s+|\w+|[^\w\s]")
_TOKENS_MOST = 6000


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words; `kind` is same, gone or new."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """What became of one part of a problem, by its name in the form."""

    field: str
    pieces: Sequence[Piece]


def word_difference(old: str, new: str) -> list[Piece]:
    """Return the runs of words that stayed, went and came, in reading order; beyond 6,000 words the two wholes."""
    before, after = _TOKENS.findall(old), _TOKENS.findall(new)
    if max(len(before), len(after)) > _TOKENS_MOST:
        return [Piece("gone", old), Piece("new", new)]
    pieces: list[Piece] = []
    for tag, start, end, start_new, end_new in SequenceMatcher(None, before, after).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(before[start:end])))
            continue
        pieces += [
            Piece(kind, text)
            for kind, text in (("gone", "".join(before[start:end])), ("new", "".join(after[start_new:end_new])))
            if text
        ]
    return pieces


def changed_fields(old: Mapping[str, str], new: Mapping[str, str]) -> list[FieldChange]:
    """Return the parts that differ, in the order of the newer version; a part that one lacks is empty there."""
    names = list(dict.fromkeys([*new, *old]))
    return [
        FieldChange(name, word_difference(old.get(name, ""), new.get(name, "")))
        for name in names
        if old.get(name, "") != new.get(name, "")
    ]
