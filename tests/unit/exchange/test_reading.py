"""Encodings nobody names, separators that differ, languages, workbooks, columns that were explained."""

import io
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from challenge.exchange import cells, workbooks
from challenge.exchange.columns import DROP, KEEP, Column, Unknown, read_rows
from challenge.exchange.encodings import decoded
from challenge.exchange.languages import language_code
from challenge.exchange.likeness import name_signs
from challenge.exchange.tables import read_table
from challenge.kernel.errors import Invalid, TooLarge

TEXT = "numéro;prénom;ville\nS1;Élise;Besançon\nS2;Noël;Sèvres\nS3;NOËL;Août\nS4;Zoé MÉTÉO;À côté\n"
COLUMNS = (Column("ref", cells.line(10), ("numéro",), required=True), Column("level", cells.number(1, 5, empty=0)))


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "cp1252", "latin-1", "iso8859-15", "mac_roman", "cp850"],
)
def test_ten_encodings_give_the_same_text(encoding: str) -> None:
    assert decoded(TEXT.encode(encoding))[0] == TEXT


def test_sign_of_latin_9_is_told_from_windows() -> None:
    text = "nom;note\nLebœuf;\nCœur;\n"

    assert [decoded(text.encode(name)) for name in ("iso8859-15", "cp1252")] == [(text, "iso8859-15"), (text, "cp1252")]


def test_line_in_another_encoding_is_named() -> None:
    data = TEXT.encode() + "S5;Zoé;Orléans\n".encode("cp1252")

    with pytest.raises(Invalid) as refused:
        decoded(data)

    assert (refused.value.code, refused.value.place) == ("exchange.encoding_mixed", "6")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separator_is_the_one_that_fits_all_lines(separator: str) -> None:
    table = read_table(f"nom, prénom{separator}niveau\nA, B{separator}1\nC, D{separator}2\n".encode())

    assert table.separator == separator
    assert [len(line.cells) for line in table.lines] == ([3, 3] if separator == "," else [2, 2])


def found(text: str) -> list[tuple[str | None, str]]:
    return [(one.place, one.code) for one in read_rows(read_table(text.encode()), COLUMNS).findings]


def test_line_cut_by_another_separator_is_named() -> None:
    assert found("ref;level;x\nS1;1;a\nS2,2,b\nS3;3;c\n") == [("3", "exchange.separator_other")]


def test_header_that_nothing_cuts_is_explained() -> None:
    assert found("numéro: niveau\nS1: 3\n") == [
        ("1", "exchange.separator_unknown"),
        ("1:ref", "exchange.column_missing"),
    ]


def test_level_of_5a_is_found_at_its_place() -> None:
    assert found("ref,level\nS1,5A\n") == [("2:level", "exchange.cell_number")]


def test_unknown_column_is_asked_about_with_examples_and_a_guess() -> None:
    table = read_table(b"ref;levle;Taille\nS1;3;L\nS2;4;\nS3;4;M\n")
    read = read_rows(table, COLUMNS)

    assert read.unknown == (Unknown("levle", ("3", "4"), "level"), Unknown("Taille", ("L", "M"), ""))


def test_explained_columns_are_read_as_they_were_explained() -> None:
    table = read_table(b"ref;Jahrgang;Taille;Intern\nS1;3;L;x\n")
    read = read_rows(table, COLUMNS, {"jahrgang": "level", "taille": KEEP, "intern": DROP})

    assert (read.rows[0].values, read.rows[0].custom) == ({"ref": "S1", "level": 3}, {"Taille": "L"})
    assert (read.dropped, read.unknown, read.findings) == (("Intern",), (), ())


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("fr", "fr"), ("Français", "fr"), ("FRENCH", "fr"), ("anglais (B2)", "en"), ("English C1", "en"),
        ("en-GB", "en"), ("chinois", "zh"), ("中文", "zh"), ("Deutsch", "de"), ("ewe", "ee"), ("FRA", "fr"),
        ("klingon", None), ("xx", None), ("", None), ("fr en", None),
    ],
)  # fmt: skip
def test_language_is_known_by_its_usual_names(word: str, code: str | None) -> None:
    assert language_code(word) == code


def test_language_that_does_not_exist_is_found() -> None:
    assert cells.languages()("anglais, Français; fr") == ("en", "fr")
    with pytest.raises(Invalid) as refused:
        cells.languages()("fr; klingon")
    assert (refused.value.code, refused.value.params) == ("exchange.cell_language", {"word": "klingon"})


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    book.create_sheet("empty", 0)
    hidden = book.create_sheet("secret", 1)
    hidden.append(["hidden"])
    hidden.sheet_state = "hidden"
    for one in rows:
        book["Sheet"].append(list(one))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_workbook_is_read_like_text_and_runs_no_formula() -> None:
    data = workbook(("ref", "level", "day"), ("S1", 3.0, date(2027, 5, 24)), (), ("S2", '=HYPERLINK("x")', True))
    table = read_table(data)

    assert (table.header, table.encoding) == (("ref", "level", "day"), "xlsx")
    assert [(line.number, line.cells) for line in table.lines] == [(2, ("S1", "3", "2027-05-24")), (4, ("S2", "", "1"))]


def test_values_are_said_as_people_type_them() -> None:
    given = [None, True, 3.0, 2.5, datetime(2027, 5, 24, 8, 30), " x "]

    assert [workbooks.said(one) for one in given] == ["", "1", "3", "2.5", "2027-05-24 08:30", "x"]


def test_archive_that_unpacks_to_too_much_is_refused_before_it_is_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"<x/>")
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 20_000_000)

    with pytest.raises(TooLarge, match=r"exchange\.packed_too_large"):
        read_table(out.getvalue())


def test_other_archives_are_no_table() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("content.xml", b"<x/>")

    with pytest.raises(Invalid, match=r"exchange\.not_text"):
        read_table(out.getvalue())


@pytest.mark.parametrize(
    ("first", "last", "alike"),
    [
        ("Jean-Luc", "DUPONT", True), ("Dupont", "Jean Luc", True), ("Jean-Luc", "Dupond", True),
        ("Jean-Luc", "Dupnot", True), ("Jean-Luc", "Martin", False), ("Anne", "Dupont", False), ("", "Dupont", False),
    ],
)  # fmt: skip
def test_two_spellings_share_a_sign(first: str, last: str, alike: bool) -> None:
    known = name_signs("Jean Luc", "Dupont", "utbm|info")

    assert bool(set(known) & set(name_signs(first, last, "utbm|info"))) == alike
    assert not set(known) & set(name_signs(first, last, "utbm|energy"))
