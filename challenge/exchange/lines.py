"""A difference as lines that wait for a decision, and back: what was decided, and what would undo it. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from challenge.exchange.cells import Value
from challenge.exchange.choices import SAME, TWO, Choices, field_name
from challenge.exchange.difference import HERE, LEFT, PRESENCE
from challenge.exchange.parts import Arrival, Change, Difference, FieldChange, Known, Leaver, Suspect

ACTS = ("suspect", "change", "leaver", "arrival")


class KeptLine(Protocol):
    """A stored line, as far as decisions need it."""

    act: Any
    key: Any
    field: Any
    label: Any
    line: Any
    old: Any
    new: Any
    chosen: Any
    answer: Any


def lines_of(difference: Difference) -> Iterator[dict[str, Any]]:
    """Give the lines of a difference: what has to be decided first, then changes, leavers and arrivals.

    Contested fields are not chosen and suspects have no answer: nothing doubtful is accepted by itself.
    """
    for one in difference.suspects:
        yield _line("suspect", one.key, one.label, one.line) | _suspect(one)
    for change in difference.changes:
        for part in change.fields:
            yield _line("change", change.key, change.label, change.line) | _field(part)
    # Whether somebody leaves who may be there under another number hangs on that answer, not on a tick.
    asked_about = {one.other for one in difference.suspects}
    for leaver in difference.leavers:
        if leaver.key not in asked_about:
            yield leaver_line(leaver)
    doubtful = {one.key for one in difference.suspects}
    for arrival in difference.arrivals:
        if arrival.key not in doubtful:
            yield _line("arrival", arrival.key, arrival.label, arrival.row.line) | {"new": _values(arrival)}


def leaver_line(leaver: Leaver) -> dict[str, Any]:
    """Return the line of somebody who leaves."""
    return _line("leaver", leaver.key, leaver.label, 0)


def _line(act: str, key: str, label: str, line: int) -> dict[str, Any]:
    common = {"old": None, "new": None, "contested": False, "bound": False, "chosen": True, "answer": ""}
    return {"act": act, "key": key, "field": "", "label": label, "line": line, **common}


def _suspect(one: Suspect) -> dict[str, Any]:
    fields = [[field_name(part), part.old, part.new] for part in one.same.fields] if one.same else None
    return {"field": one.other, "new": fields, "bound": one.is_bound, "chosen": False}


def _field(part: FieldChange) -> dict[str, Any]:
    told = {"field": field_name(part), "old": part.old, "new": part.new}
    return {**told, "contested": part.contested, "chosen": not part.contested}


def _values(arrival: Arrival) -> dict[str, Any]:
    return {"values": arrival.row.values, "custom": arrival.row.custom}


def choices_of(lines: Iterable[KeptLine]) -> Choices:
    """Return the decision that the lines hold."""
    kept = list(lines)
    refused = frozenset((one.act, one.key, one.field) for one in kept if one.act != "suspect" and not one.chosen)
    answers = {one.key: str(one.answer) for one in kept if one.act == "suspect" and one.answer}
    return Choices(refused, answers)


@dataclass(frozen=True, slots=True)
class Passed:
    """Something that cannot be undone, because it is different by now."""

    label: str
    field: str
    then: Value
    now: Value


@dataclass(frozen=True, slots=True)
class Reversal:
    """What would undo an import, and what it leaves alone."""

    difference: Difference
    passed: tuple[Passed, ...]


def reversal(lines: Sequence[KeptLine], known: Mapping[str, Known]) -> Reversal:
    """Return how applied lines are undone on what is there now.

    Arrivals leave, leavers return, fields get their former values; only where the import's own values still stand.
    """
    leavers: list[Leaver] = []
    changes: dict[str, list[FieldChange]] = {}
    labels: dict[str, str] = {}
    passed: list[Passed] = []
    for line in lines:
        labels[line.key] = line.label
        if line.act == "arrival" or (line.act == "suspect" and line.answer == TWO):
            _undo_arrival(line, known, leavers, passed)
        elif line.act == "suspect" and line.answer == SAME and line.new:
            _undo_merging(line, known, changes, passed)
            labels[line.key] = line.label
        elif line.act == "leaver":
            _undo_field(line, PRESENCE, (HERE, LEFT), known, changes, passed)
        elif line.act == "change":
            _undo_field(line, line.field, (line.old, line.new), known, changes, passed)
    made = tuple(Change(key, labels.get(key, key), 0, tuple(fields)) for key, fields in changes.items())
    return Reversal(Difference(changes=made, leavers=tuple(leavers)), tuple(passed))


def _undo_arrival(line: KeptLine, known: Mapping[str, Known], leavers: list[Leaver], passed: list[Passed]) -> None:
    now = known.get(line.key)
    if now is None or now.has_left:
        passed.append(Passed(line.label, PRESENCE, HERE, LEFT))
    else:
        leavers.append(Leaver(line.key, line.label))


def _undo_merging(
    line: KeptLine, known: Mapping[str, Known], changes: dict[str, list[FieldChange]], passed: list[Passed]
) -> None:
    """Give somebody who was found to be another line's person their former number and fields back."""
    for name, old, new in line.new:
        _undo_field(line, name, (old, new), known, changes, passed)


def _undo_field(
    line: KeptLine,
    name: str,
    values: tuple[Value, Value],
    known: Mapping[str, Known],
    changes: dict[str, list[FieldChange]],
    passed: list[Passed],
) -> None:
    old, new = (_value(one) for one in values)
    now = _present(known.get(line.key), name)
    if now != new:
        passed.append(Passed(line.label, name.removeprefix("+"), new, now))
        return
    part = FieldChange(name.removeprefix("+"), new, old, custom=name.startswith("+"))
    changes.setdefault(line.key, []).append(part)


def _present(known: Known | None, name: str) -> Value:
    """Return what a field holds now; None when there is nobody."""
    if known is None:
        return None
    if name == PRESENCE:
        return LEFT if known.has_left else HERE
    return known.custom.get(name[1:], "") if name.startswith("+") else _value(known.values.get(name))


def _value(value: object) -> Value:
    """Return a value as it is compared: lists from JSON are tuples again."""
    if isinstance(value, list):
        return tuple(str(part) for part in value)
    return value if isinstance(value, (str, int, bool, tuple)) else None
