"""What differs between two versions, word by word."""

from challenge.problems.wording import FieldChange, Piece, changed_fields, word_difference


def test_words_that_stay_go_and_come_are_told_apart() -> None:
    assert word_difference("a cold day", "a warm day") == [
        Piece("same", "a "),
        Piece("gone", "cold"),
        Piece("new", "warm"),
        Piece("same", " day"),
    ]


def test_pieces_make_both_texts_again() -> None:
    old, new = "Été : 3 °C, l’eau gèle.\nPuis rien.", "Été : 5 °C,\n\nl’eau coule. Rien."
    pieces = word_difference(old, new)

    assert "".join(piece.text for piece in pieces if piece.kind != "new") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == new


def test_very_long_texts_are_shown_as_wholes() -> None:
    old = "word " * 4000

    assert word_difference(old, "new") == [Piece("gone", old), Piece("new", "new")]


def test_only_what_changed_is_listed_and_a_missing_part_is_empty() -> None:
    found = changed_fields({"title": "a", "site": "Lyon"}, {"title": "a", "teaser": "b"})

    assert found == [FieldChange("teaser", [Piece("new", "b")]), FieldChange("site", [Piece("gone", "Lyon")])]
