"""Which column of a file is which field, whatever it is called and wherever it stands; and the rows that follow."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from challenge.exchange.cells import Reader, Value
from challenge.exchange.tables import SEPARATORS, Line, Table
from challenge.kernel.errors import Invalid
from challenge.kernel.text import clean_line, fold

CUSTOM_MOST = 40
CUSTOM_LENGTH = 1000
GUESSED_MOST = 200
HELD_LEAST = 5
HEADING_MOST = 200
EXAMPLES = 3
# What an organiser says of a column that no field is known for, beside the name of a field.
KEEP = "=keep"
DROP = "=drop"
NAMED = {"\t": "TAB"}


@dataclass(frozen=True, slots=True)
class Column:
    """One field of an import.

    Fields:
        name: the field, and the column's name in our own files.
        read: from the cell to the value.
        called: other names of the column, in any language; case, accents and punctuation do not matter.
        required: the column must be there and no cell of it empty.
        dropped: known, but not kept on purpose.
    """

    name: str
    read: Reader
    called: tuple[str, ...] = ()
    required: bool = False
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One record as values.

    Fields:
        line: where it stands in the file.
        values: per field that the file has.
        custom: per column that no field claims, its text.
    """

    line: int
    values: dict[str, Value]
    custom: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unknown:
    """A column that no field claims and nobody said anything about.

    Fields:
        examples: its first different cells, three at most.
        guess: the field that it may be, by its name; "" for none.
    """

    title: str
    examples: tuple[str, ...]
    guess: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a file, and everything that is wrong with it, in its order.

    Fields:
        custom: columns kept under their own names, unknown ones too until somebody says otherwise.
        dropped: columns left out on purpose.
        unknown: those nobody said anything about.
        encoding, separator: how the file was read.
        titles: what the file calls each field that it has.
    """

    rows: tuple[Row, ...]
    custom: tuple[str, ...]
    dropped: tuple[str, ...]
    findings: tuple[Invalid, ...]
    unknown: tuple[Unknown, ...] = ()
    encoding: str = ""
    separator: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Places:
    """Where the columns of a file stand."""

    fields: dict[int, Column] = field(default_factory=dict)
    custom: dict[int, str] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)
    unknown: dict[int, str] = field(default_factory=dict)
    findings: list[Invalid] = field(default_factory=list)


def read_rows(
    table: Table,
    columns: Sequence[Column],
    meanings: Mapping[str, str] | None = None,
    note: Callable[[float], None] = lambda _share: None,
) -> Sheet:
    """Return a table's rows as values.

    Args:
        table: what was read.
        columns: the fields.
        meanings: what somebody said of further columns: folded title -> name of a field, KEEP or DROP.
        note: told of the share that is done, every thousand lines.

    Findings have the place `line:column` and the codes `exchange.column_missing`, `exchange.column_twice`,
    `exchange.too_many_columns`, `exchange.separator_unknown`, `exchange.separator_other`, `exchange.cell_missing`,
    `exchange.cells_extra`, or the code of the cell's reader.
    """
    places = _placed(table.header, columns, meanings or {})
    free = [one for one in columns if not one.dropped and one not in places.fields.values()]
    unknown = tuple(_unknown(title, index, table, free) for index, title in places.unknown.items())
    titles = {column.name: table.header[index] for index, column in places.fields.items()}
    found = Sheet((), (), (), tuple(places.findings), unknown, table.encoding, table.separator, titles)
    if places.findings:
        return found
    findings: list[Invalid] = []
    rows: list[Row] = []
    for count, line in enumerate(table.lines):
        rows.append(_row(line, table, places, findings))
        if count % 1000 == 999:
            note(count / len(table.lines))
    custom, dropped = tuple(places.custom.values()), tuple(places.dropped)
    return replace(found, rows=tuple(rows), custom=custom, dropped=dropped, findings=tuple(findings))


def heading(title: str) -> str:
    """Return the form under which a column's meaning is remembered: folded; signs alone ("#", "%") as they are."""
    return (fold(title) or title.casefold())[:HEADING_MOST]


def names_of(columns: Sequence[Column]) -> dict[str, Column]:
    """Return the fields by every folded name they have."""
    return {fold(name): column for column in columns for name in (column.name, *column.called)}


def _unknown(title: str, index: int, table: Table, columns: Sequence[Column]) -> Unknown:
    cells = (line.cells[index] for line in table.lines[:200] if index < len(line.cells) and line.cells[index])
    examples = tuple(dict.fromkeys(clean_line(cell)[:60] for cell in cells))[:EXAMPLES]
    # Looking for likenesses takes long: beyond the columns that anybody may keep, none is guessed.
    return Unknown(title, examples, _guess(fold(title), names_of(columns)) if index < GUESSED_MOST else "")


def _guess(title: str, known: Mapping[str, Column]) -> str:
    """Return the field that a title may mean: one whose whole name it holds, else one that is spelt alike."""
    words = set(title.split())
    # "Prénom usuel" holds a first name, however near it is to "nom usuel"; short words ("code") stand in many titles.
    held = [name for name in known if len(name) >= HELD_LEAST and set(name.split()) <= words]
    near = (
        [max(held, key=lambda name: (len(name), name))] if held else get_close_matches(title, known, n=1, cutoff=0.75)
    )
    return known[near[0]].name if near else ""


def _placed(header: Sequence[str], columns: Sequence[Column], meanings: Mapping[str, str]) -> _Places:
    named = names_of(columns)
    fields = {column.name: column for column in columns}
    places = _Places()
    for index, title in enumerate(header):
        said = meanings.get(heading(title), "")
        if title and said == DROP:
            places.dropped.append(title)
        elif title:
            _place(places, index, title, fields.get(said) or named.get(fold(title)))
            if index in places.custom and said != KEEP:
                places.unknown[index] = title
    if len(places.custom) > CUSTOM_MOST:
        places.findings.append(Invalid("exchange.too_many_columns", "1", most=CUSTOM_MOST))
    missing = [column for column in columns if column.required and column not in places.fields.values()]
    if missing and len(header) == 1 and not header[0].isalnum():
        places.findings.append(Invalid("exchange.separator_unknown", "1"))
    for column in missing:
        places.findings.append(Invalid("exchange.column_missing", f"1:{column.name}", column=column.name))
    return places


def _place(places: _Places, index: int, title: str, column: Column | None) -> None:
    if column is None:
        places.custom[index] = title[:80]
    elif column.dropped:
        places.dropped.append(title)
    elif column in places.fields.values():
        places.findings.append(Invalid("exchange.column_twice", f"1:{title}", column=title))
    else:
        places.fields[index] = column


def _row(line: Line, table: Table, places: _Places, findings: list[Invalid]) -> Row:
    header = table.header
    if other := _other_separator(line, table):
        findings.append(Invalid("exchange.separator_other", str(line.number), used=other, expected=_named(table)))
        return Row(line.number, {})
    if any(line.cells[len(header) :]):
        findings.append(Invalid("exchange.cells_extra", str(line.number), most=len(header)))
    # Programs leave out empty cells at the end of a line.
    cells = line.cells + ("",) * (len(header) - len(line.cells))
    values: dict[str, Value] = {}
    for index, column in places.fields.items():
        try:
            if column.required and not cells[index]:
                raise Invalid("exchange.cell_missing", None)
            values[column.name] = column.read(cells[index])
        except Invalid as wrong:
            place = f"{line.number}:{header[index]}"
            findings.append(Invalid(wrong.code, place, **wrong.params, value=clean_line(cells[index])[:60]))
    return Row(line.number, values, _custom(line.number, cells, places, findings))


def _other_separator(line: Line, table: Table) -> str:
    """Return the separator of a line that is cut by another one than the header; "" for all others."""
    if not table.separator or len(line.cells) > 1 or len(table.header) < 3:
        return ""
    least = len(table.header) - 1
    others = [one for one in SEPARATORS if one != table.separator and line.cells[0].count(one) >= least]
    return NAMED.get(others[0], others[0]) if others else ""


def _named(table: Table) -> str:
    return NAMED.get(table.separator, table.separator)


def _custom(number: int, cells: Sequence[str], places: _Places, findings: list[Invalid]) -> dict[str, str]:
    custom = {title: clean_line(cells[index]) for index, title in places.custom.items()}
    for title, text in custom.items():
        if len(text) > CUSTOM_LENGTH:
            place = f"{number}:{title}"
            findings.append(Invalid("exchange.cell_long", place, most=CUSTOM_LENGTH, length=len(text)))
    return custom
