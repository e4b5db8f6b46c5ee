"""The values a difference is made of: who arrives, what is different, who leaves, what looks doubled. Pure."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from challenge.exchange.cells import Value
from challenge.exchange.columns import Row
from challenge.kernel.errors import Invalid


@dataclass(frozen=True, slots=True)
class Known:
    """What the house has under a key.

    Fields:
        has_left: it was there and went.
        corrected: fields that the person wrote themselves -> what the files said then, or were told to be wrong in.
    """

    label: str
    values: Mapping[str, Value]
    custom: Mapping[str, str] = field(default_factory=dict)
    has_left: bool = False
    corrected: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A row that is new to the house."""

    key: str
    label: str
    row: Row


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that is different.

    Fields:
        custom: it is a column of the organiser's own.
        contested: the person wrote the old value themselves, the file says something else by now.
    """

    name: str
    old: Value
    new: Value
    custom: bool = False
    contested: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """A known row with different fields; somebody who comes back has the field `presence` from `left` to `here`."""

    key: str
    label: str
    line: int
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Leaver:
    """Known, and not in a file that claims to be complete."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Suspect:
    """An arrival that looks like somebody who is there already under another key.

    Fields:
        key: of the arrival.
        other: key of the one it looks like.
        same: what it changes when the two are one; None when the other is a line of the same file.
        is_bound: they share an account, so they cannot be two.
    """

    line: int
    label: str
    other: str
    key: str = ""
    same: Change | None = None
    is_bound: bool = False


MANY_LEAVERS = 10
MANY_SHARE = 4


def lacks_many(counts: Mapping[str, int]) -> bool:
    """Whether so many of those known are missing that a file may be cut off: ten, and a quarter or more of them."""
    known = sum(counts.get(name, 0) for name in ("leavers", "changes", "unchanged"))
    return counts.get("leavers", 0) >= max(MANY_LEAVERS, known / MANY_SHARE)


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything a file would change.

    Fields:
        unchanged: how many rows say what is known already.
        repeats: lines that repeat an earlier one and are passed over.
        findings: what is wrong; with one of them nothing is applied.
        standing: contested fields that were refused: the person's own values stand, what the file says is noted.
    """

    arrivals: tuple[Arrival, ...] = ()
    changes: tuple[Change, ...] = ()
    leavers: tuple[Leaver, ...] = ()
    suspects: tuple[Suspect, ...] = ()
    repeats: tuple[int, ...] = ()
    unchanged: int = 0
    findings: tuple[Invalid, ...] = ()
    standing: tuple[Change, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True when applying it would change nothing."""
        return not (self.arrivals or self.changes or self.leavers)

    def with_findings(self, findings: Sequence[Invalid]) -> "Difference":
        """Return it with further findings, all in the order of their lines."""
        every = [*self.findings, *findings]
        return replace(self, findings=tuple(sorted(every, key=lambda one: int((one.place or "0").split(":")[0]))))

    def counts(self) -> dict[str, int]:
        """Return how many of each."""
        return {
            "arrivals": len(self.arrivals),
            "changes": len(self.changes),
            "leavers": len(self.leavers),
            "unchanged": self.unchanged,
            "repeats": len(self.repeats),
            "suspects": len(self.suspects),
            "errors": len(self.findings),
        }

    def as_json(self) -> dict[str, Any]:
        """Return it for programs; values as they would be stored."""
        return {
            "counts": self.counts(),
            "arrivals": [
                {"key": one.key, "label": one.label, "line": one.row.line, "values": one.row.values}
                for one in self.arrivals
            ],
            "changes": [
                {
                    "key": one.key,
                    "label": one.label,
                    "line": one.line,
                    "fields": {part.name: [part.old, part.new] for part in one.fields},
                }
                for one in self.changes
            ],
            "leavers": [{"key": one.key, "label": one.label} for one in self.leavers],
            "suspects": [
                {"line": one.line, "label": one.label, "other": one.other, "key": one.key} for one in self.suspects
            ],
            "repeats": list(self.repeats),
            "errors": [{"place": one.place, "code": one.code, **one.params} for one in self.findings],
        }

    def fingerprint(self) -> str:
        """Return a hash of it: the same file against the same data gives the same."""
        return hashlib.sha256(json.dumps(self.as_json(), sort_keys=True, ensure_ascii=False).encode()).hexdigest()
