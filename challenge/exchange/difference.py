"""How rows are compared with what is there: keys, equal values, likeness. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from challenge.exchange.cells import Value
from challenge.exchange.columns import Row
from challenge.exchange.parts import Arrival as Arrival
from challenge.exchange.parts import Change as Change
from challenge.exchange.parts import Difference as Difference
from challenge.exchange.parts import FieldChange as FieldChange
from challenge.exchange.parts import Known as Known
from challenge.exchange.parts import Leaver as Leaver
from challenge.exchange.parts import Suspect as Suspect
from challenge.kernel.errors import Invalid
from challenge.kernel.text import fold

Same = Callable[[Value, Value], bool]
HERE = "here"
LEFT = "left"
PRESENCE = "presence"


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
        likeness: what two rows of one person would share, several words when there are several signs.
        complete: rows that are not in the file have left.
    """

    key: Callable[[Row], str]
    key_column: str
    label: Callable[[Row], str]
    same: Mapping[str, Same] = field(default_factory=dict)
    likeness: Callable[[Mapping[str, Value]], Sequence[str]] = lambda _values: ()
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
        if key in known and (fields := changed_fields(known[key], row, shape.same))
    )
    leavers = [Leaver(key, one.label) for key, one in known.items() if key not in chosen and not one.has_left]
    return Difference(
        arrivals,
        changes,
        tuple(sorted(leavers, key=lambda one: one.key)) if shape.complete else (),
        tuple(_suspects(arrivals, known, chosen, shape)),
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
        if changed_fields(Known("", first.values, first.custom), row, shape.same):
            place = f"{row.line}:{shape.key_column}"
            findings.append(Invalid("exchange.line_twice", place, key=shape.key(row), first=first.line))
        else:
            repeats.append(row.line)
    return chosen


def changed_fields(known: Known, row: Row, same: Mapping[str, Same]) -> tuple[FieldChange, ...]:
    """Return the fields in which a row differs from what is known.

    What a person wrote themselves stands as long as the files repeat what they said before; another value is
    contested.
    """
    fields = [FieldChange(PRESENCE, LEFT, HERE)] if known.has_left else []
    for name, new in row.values.items():
        old, equal = known.values.get(name), same.get(name, same_value)
        if equal(old, new) or (name in known.corrected and equal(known.corrected[name], new)):
            continue
        fields.append(FieldChange(name, old, new, contested=name in known.corrected))
    for name, text in row.custom.items():
        if known.custom.get(name, "") != text:
            fields.append(FieldChange(name, known.custom.get(name, ""), text, custom=True))
    return tuple(fields)


def _suspects(
    arrivals: Sequence[Arrival], known: Mapping[str, Known], chosen: Mapping[str, Row], shape: Shape
) -> list[Suspect]:
    """Return the arrivals that look like somebody: one whom the file does not name, or an earlier line of it.

    Whom the file names under the old key is another person: the school knows both.
    """
    if not arrivals:
        return []
    seen: dict[str, str] = {}
    for key, one in known.items():
        if key not in chosen:
            seen.update(dict.fromkeys(shape.likeness(one.values), key))
    found: list[Suspect] = []
    for arrival in arrivals:
        signs = shape.likeness(arrival.row.values)
        other = next((seen[sign] for sign in signs if sign in seen), None)
        if other is None:
            seen.update(dict.fromkeys(signs, arrival.key))
            continue
        same = None
        if other in known:
            fields = changed_fields(known[other], arrival.row, shape.same)
            same = Change(other, known[other].label, arrival.row.line, fields)
        found.append(Suspect(arrival.row.line, arrival.label, other, arrival.key, same))
    return found
