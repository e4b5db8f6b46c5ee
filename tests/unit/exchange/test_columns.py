"""Columns by any name and order, cells as values, findings at their line and column."""

import pytest

from challenge.exchange import cells
from challenge.exchange.cells import Reader, Value
from challenge.exchange.columns import Column, Row, Sheet, read_rows
from challenge.exchange.tables import read_table
from challenge.kernel.errors import Invalid

COLUMNS = (
    Column("ref", cells.line(10), ("numéro",), required=True),
    Column("level", cells.number(1, 5, empty=0), ("niveau",)),
    Column("skills", cells.listing(), ("compétences",)),
    Column("passport", cells.line(10), dropped=True),
)


def sheet(text: str) -> Sheet:
    return read_rows(read_table(text.encode()), COLUMNS)


def found(text: str) -> list[tuple[str | None, str]]:
    return [(one.place, one.code) for one in sheet(text).findings]


def test_columns_are_known_in_any_order_case_and_language() -> None:
    read = sheet("COMPETENCES;Niveau;T-shirt;Passport;NUMÉRO\ncad;3;L;secret;S1\n")

    assert read.rows == (Row(2, {"skills": ("cad",), "level": 3, "ref": "S1"}, {"T-shirt": "L"}),)
    assert (read.custom, read.dropped, read.findings) == (("T-shirt",), ("Passport",), ())


def test_unknown_title_is_guessed_by_a_name_that_it_holds_before_one_that_is_spelt_alike() -> None:
    columns = (
        Column("first_name", cells.line(10), ("prénom",)),
        Column("last_name", cells.line(10), ("nom usuel",)),
        Column("school", cells.line(10), ("école",)),
        Column("ref", cells.line(10), ("code",)),
    )
    titles = "Prénom usuel,Nom usuell,École d'origine,Code postal,Taille\n"
    guessed = read_rows(read_table(titles.encode()), columns).unknown
    taken = read_rows(read_table("école,École d'origine\n".encode()), columns).unknown

    assert [one.guess for one in guessed] == ["first_name", "last_name", "school", "", ""]
    assert [one.guess for one in taken] == [""]


def test_missing_column_is_found_in_the_header() -> None:
    assert found("niveau\n3\n") == [("1:ref", "exchange.column_missing")]


def test_column_given_twice_is_found() -> None:
    assert found("ref,numero\nS1,S1\n") == [("1:numero", "exchange.column_twice")]


def test_wrong_cells_are_all_found_each_at_its_place() -> None:
    text = "ref,level\nS1,3\nS2,six\n,2\nS4,9\nS5,1,too much\nS6\nS1234567890,1\n"

    assert found(text) == [
        ("3:level", "exchange.cell_number"),
        ("4:ref", "exchange.cell_missing"),
        ("5:level", "exchange.cell_number"),
        ("6", "exchange.cells_extra"),
        ("8:ref", "exchange.cell_long"),
    ]


@pytest.mark.parametrize(
    ("read", "cell", "value"),
    [
        (cells.number(0, 99, empty=7), "", 7),
        (cells.number(0, 99, empty=7), "3,0", 3),
        (cells.number(0, 9999, empty=7), "1\u202f234", 1234),
        (cells.flag(empty=True), "", True),
        (cells.flag(empty=True), "Non", False),
        (cells.flag(empty=False), "VRAI", True),
        (cells.listing(), "cad; web,cad | ai", ("cad", "web", "ai")),
        (cells.choice({"pme": "sme", "sme": "sme"}), "P.M.E.", "sme"),
        (cells.choice({"pme": "sme"}, empty="sme"), "", "sme"),
        (cells.block(20), "a\r\nb\x00", "a\nb"),
        (cells.line(20), "a\u00a0 b", "a b"),
    ],
)
def test_cell_is_read_as_meant(read: Reader, cell: str, value: Value) -> None:
    assert read(cell) == value


@pytest.mark.parametrize(
    ("read", "cell", "code"),
    [
        (cells.number(1, 5, empty=0), "2.5", "exchange.cell_number"),
        (cells.number(1, 5, empty=0), "-1", "exchange.cell_number"),
        (cells.number(1, 5, empty=0), "²", "exchange.cell_number"),
        (cells.number(1, 5, empty=0), "NaN", "exchange.cell_number"),
        (cells.flag(empty=True), "maybe", "exchange.cell_flag"),
        (cells.listing(2), "a;b;c", "exchange.cell_many"),
        (cells.choice({"pme": "sme"}), "club", "exchange.cell_choice"),
        (cells.line(10_000), "x" * 10_001, "exchange.cell_long"),
    ],
)
def test_cell_that_means_nothing_is_refused_by_code(read: Reader, cell: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(cell)

    assert refused.value.code == code
