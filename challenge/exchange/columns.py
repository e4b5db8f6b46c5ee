"""Which column of a file is which field, whatever it is called and wherever it stands; and the rows that follow."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from challenge.exchange.cells import Reader, Value
from challenge.exchange.tables import Line, Table
from challenge.kernel.errors import Invalid
from challenge.kernel.text import clean_line, fold

CUSTOM_MOST = 40
CUSTOM_LENGTH = 1000


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
class Sheet:
    """The rows of a file, and everything that is wrong with it, in its order.

    Fields:
        custom: columns kept under their own names.
        dropped: columns left out on purpose.
    """

    rows: tuple[Row, ...]
    custom: tuple[str, ...]
    dropped: tuple[str, ...]
    findings: tuple[Invalid, ...]


@dataclass(slots=True)
class _Places:
    """Where the columns of a file stand."""

    fields: dict[int, Column] = field(default_factory=dict)
    custom: dict[int, str] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)
    findings: list[Invalid] = field(default_factory=list)


def read_rows(table: Table, columns: Sequence[Column]) -> Sheet:
    """Return a table's rows as values.

    Findings have the place `line:column` and the codes `exchange.column_missing`, `exchange.column_twice`,
    `exchange.too_many_columns`, `exchange.cell_missing`, `exchange.cells_extra`, or the code of the cell's reader.
    """
    places = _placed(table.header, columns)
    findings = places.findings
    if findings:
        return Sheet((), (), (), tuple(findings))
    rows = [_row(line, table.header, places, findings) for line in table.lines]
    return Sheet(tuple(rows), tuple(places.custom.values()), tuple(places.dropped), tuple(findings))


def _placed(header: Sequence[str], columns: Sequence[Column]) -> _Places:
    named = {fold(name): column for column in columns for name in (column.name, *column.called)}
    places = _Places()
    for index, title in enumerate(header):
        if title:
            _place(places, index, title, named.get(fold(title)))
    if len(places.custom) > CUSTOM_MOST:
        places.findings.append(Invalid("exchange.too_many_columns", "1", most=CUSTOM_MOST))
    for column in columns:
        if column.required and column not in places.fields.values():
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


def _row(line: Line, header: Sequence[str], places: _Places, findings: list[Invalid]) -> Row:
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


def _custom(number: int, cells: Sequence[str], places: _Places, findings: list[Invalid]) -> dict[str, str]:
    custom = {title: clean_line(cells[index]) for index, title in places.custom.items()}
    for title, text in custom.items():
        if len(text) > CUSTOM_LENGTH:
            place = f"{number}:{title}"
            findings.append(Invalid("exchange.cell_long", place, most=CUSTOM_LENGTH, length=len(text)))
    return custom
