"""What a file would change: who arrives, what is different, who leaves, what looks doubled. Pure."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from challenge.exchange.cells import Value
from challenge.exchange.columns import Row
from challenge.kernel.errors import Invalid
from challenge.kernel.text import fold

Same = Callable[[Value, Value], bool]
HERE = "here"
LEFT = "left"


@dataclass(frozen=True, slots=True)
class Known:
    """What the house has under a key. `has_left` = it was there and went."""

    label: str
    values: Mapping[str, Value]
    custom: Mapping[str, str] = field(default_factory=dict)
    has_left: bool = False


@dataclass(frozen=True, slots=True)
class Arrival:
    """A row that is new to the house."""

    key: str
    label: str
    row: Row


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that is different; `custom` when it is a column of the organiser's own."""

    name: str
    old: Value
    new: Value
    custom: bool = False


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
    """An arrival that looks like somebody who is there already under another key."""

    line: int
    label: str
    other: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything a file would change.

    Fields:
        unchanged: how many rows say what is known already.
        repeats: lines that repeat an earlier one and are passed over.
        findings: what is wrong; with one of them nothing is applied.
    """

    arrivals: tuple[Arrival, ...] = ()
    changes: tuple[Change, ...] = ()
    leavers: tuple[Leaver, ...] = ()
    suspects: tuple[Suspect, ...] = ()
    repeats: tuple[int, ...] = ()
    unchanged: int = 0
    findings: tuple[Invalid, ...] = ()

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
            "suspects": [{"line": one.line, "label": one.label, "other": one.other} for one in self.suspects],
            "repeats": list(self.repeats),
            "errors": [{"place": one.place, "code": one.code, **one.params} for one in self.findings],
        }

    def fingerprint(self) -> str:
        """Return a hash of it: the same file against the same data gives the same."""
        return hashlib.sha256(json.dumps(self.as_json(), sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def same_name(old: Value, new: Value) -> bool:
    """True when two names differ in case, accents or punctuation alone, or the new one has "?" for lost characters."""
    if not isinstance(old, str) or not isinstance(new, str):
        return old == new
    return fold(old) == fold(new) or _is_lossy_copy(old, new)


def _is_lossy_copy(old: str, new: str) -> bool:
    """A program that could not write a character wrote "?" instead; the name we have is the better one."""
    return "?" in new and len(old) == len(new) and all(b in (a, "?") for a, b in zip(old, new, strict=True))


def same_set(old: Value, new: Value) -> bool:
    """True when two lists hold the same words in any order."""
    return isinstance(old, tuple) and isinstance(new, tuple) and sorted(old) == sorted(new)


def same_value(old: Value, new: Value) -> bool:
    """True when they are equal."""
    return old == new


@dataclass(frozen=True, slots=True)
class Shape:
    """How rows of one kind are compared.

    Fields:
        key: the row's identity; "" when it cannot be told.
        key_column: named when a key occurs twice.
        label: how people call it.
        same: per field when two values count as equal; equality for all others.
        likeness: what two rows of one person would share; "" = nothing to compare.
        complete: rows that are not in the file have left.
    """

    key: Callable[[Row], str]
    key_column: str
    label: Callable[[Row], str]
    same: Mapping[str, Same] = field(default_factory=dict)
    likeness: Callable[[Mapping[str, Value]], str] = lambda _values: ""
    complete: bool = False


def compare_rows(rows: Sequence[Row], known: Mapping[str, Known], shape: Shape) -> Difference:
    """Return what the rows would change.

    A key that occurs twice is passed over when both rows say the same, and is the finding `exchange.line_twice`
    otherwise. Fields that the file has no column for are left as they are.
    """
    findings: list[Invalid] = []
    repeats: list[int] = []
    chosen = _once_each(rows, shape, repeats, findings)
    arrivals = tuple(Arrival(key, shape.label(row), row) for key, row in chosen.items() if key not in known)
    changes = tuple(
        Change(key, known[key].label, row.line, fields)
        for key, row in chosen.items()
        if key in known and (fields := _changed(known[key], row, shape.same))
    )
    leavers = [Leaver(key, one.label) for key, one in known.items() if key not in chosen and not one.has_left]
    return Difference(
        arrivals,
        changes,
        tuple(sorted(leavers, key=lambda one: one.key)) if shape.complete else (),
        tuple(_suspects(arrivals, known, shape)),
        tuple(repeats),
        len(chosen) - len(arrivals) - len(changes),
        tuple(findings),
    )


def _once_each(rows: Sequence[Row], shape: Shape, repeats: list[int], findings: list[Invalid]) -> dict[str, Row]:
    chosen: dict[str, Row] = {}
    for row in rows:
        first = chosen.setdefault(shape.key(row), row)
        if first is row:
            continue
        if _changed(Known("", first.values, first.custom), row, shape.same):
            place = f"{row.line}:{shape.key_column}"
            findings.append(Invalid("exchange.line_twice", place, key=shape.key(row), first=first.line))
        else:
            repeats.append(row.line)
    return chosen


def _changed(known: Known, row: Row, same: Mapping[str, Same]) -> tuple[FieldChange, ...]:
    fields = [FieldChange("presence", LEFT, HERE)] if known.has_left else []
    for name, new in row.values.items():
        old = known.values.get(name)
        if not same.get(name, same_value)(old, new):
            fields.append(FieldChange(name, old, new))
    for name, text in row.custom.items():
        if known.custom.get(name, "") != text:
            fields.append(FieldChange(name, known.custom.get(name, ""), text, custom=True))
    return tuple(fields)


def _suspects(arrivals: Sequence[Arrival], known: Mapping[str, Known], shape: Shape) -> list[Suspect]:
    seen = {likeness: key for key, one in known.items() if (likeness := shape.likeness(one.values))}
    found: list[Suspect] = []
    for arrival in arrivals:
        likeness = shape.likeness(arrival.row.values)
        if likeness and likeness in seen:
            found.append(Suspect(arrival.row.line, arrival.label, seen[likeness]))
        elif likeness:
            seen[likeness] = arrival.key
    return found
