"""Files as people have them: every usual encoding, separator and quoting; binary content is refused cleanly."""

import codecs

import pytest

from challenge.exchange.tables import MOST_LINES, Line, read_table
from challenge.kernel.errors import ChallengeError, Invalid, TooLarge

TEXT = "numéro;prénom\nS1;Élise\nS2;Noël\n"
EXPECTED = (("numéro", "prénom"), (Line(2, ("S1", "Élise")), Line(3, ("S2", "Noël"))))


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("cp1252"), "cp1252"),
        (TEXT.replace("\n", "\r\n").encode("cp1252"), "cp1252"),
        (TEXT.replace("\n", "\r").encode(), "utf-8"),
    ],
)
def test_encoding_and_line_ends_do_not_matter(data: bytes, encoding: str) -> None:
    table = read_table(data)

    assert (table.header, table.lines, table.encoding) == (*EXPECTED, encoding)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separator_is_the_one_that_cuts_the_header(separator: str) -> None:
    text = separator.join(("a", '"b;,c"', "d")) + "\n" + separator.join(("1", '" 2 "', " 3 ")) + "\n"

    table = read_table(text.encode())

    assert (table.header, table.lines) == (("a", "b;,c", "d"), (Line(2, ("1", "2", "3")),))


def test_line_numbers_are_those_of_the_file() -> None:
    table = read_table(b'sep=;\na;b\n\n1;"two\nlines"\n;\n2;x\n')

    assert [line.number for line in table.lines] == [4, 7]


@pytest.mark.parametrize(
    ("data", "code", "place"),
    [
        (b"", "exchange.empty", "file"),
        (b"\n \n", "exchange.empty", "file"),
        (b"PK\x03\x04workbook", "exchange.not_text", "file"),
        (b"a,b\n\x00\x01\x02\n", "exchange.not_text", "file"),
        (b'a,b\n1,"never closed\n', "exchange.broken", "2"),
        (b"a,b\n1," + b"x" * 140_000, "exchange.broken", "2"),
    ],
)
def test_what_is_no_table_is_refused_with_its_place(data: bytes, code: str, place: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_table(data)

    assert (refused.value.code, refused.value.place) == (code, place)


def test_hundred_thousand_lines_are_taken_and_one_more_is_not() -> None:
    most = b"a\n" + b"1\n" * MOST_LINES

    assert len(read_table(most).lines) == MOST_LINES
    with pytest.raises(TooLarge, match=r"exchange\.too_many_lines"):
        read_table(most + b"1\n")


@pytest.mark.parametrize("data", [b"\xff", b"\xff\xfe\x00", b"\x81\x8d", bytes(range(1, 256)), b'"', b'a"b,c\n"x"y\n'])
def test_hostile_bytes_give_a_table_or_an_expected_refusal(data: bytes) -> None:
    try:
        outcome = read_table(data).header[:1] != ()
    except ChallengeError as refused:
        outcome = refused.code.startswith("exchange.")

    assert outcome
