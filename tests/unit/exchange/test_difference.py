"""The difference: arrivals, changes, leavers, repeats, doubles; and what does not count as a change."""

from challenge.exchange.columns import Row
from challenge.exchange.difference import (
    Change,
    Difference,
    FieldChange,
    Known,
    Leaver,
    Shape,
    Suspect,
    compare_rows,
    same_name,
    same_set,
)
from challenge.exchange.parts import lacks_many

SHAPE = Shape(
    key=lambda row: str(row.values["ref"]),
    key_column="ref",
    label=lambda row: str(row.values["name"]),
    same={"name": same_name, "skills": same_set},
    likeness=lambda values: (str(values["name"]).lower(),),
    complete=True,
)
KNOWN = {
    "1": Known("Élise Noël", {"ref": "1", "name": "Élise Noël", "skills": ("cad", "web")}, {"T-shirt": "L"}),
    "2": Known("Jun Wei", {"ref": "2", "name": "Jun Wei", "skills": ()}),
    "3": Known("Omar", {"ref": "3", "name": "Omar", "skills": ()}, has_left=True),
}


def row(line: int, ref: str, name: str, *skills: str, **custom: str) -> Row:
    return Row(line, {"ref": ref, "name": name, "skills": skills}, custom)


def test_names_in_capitals_and_lists_in_another_order_are_no_change() -> None:
    difference = compare_rows([row(2, "1", "ELISE  NOEL", "web", "cad"), row(3, "2", "Jun Wei")], KNOWN, SHAPE)

    assert difference == Difference(unchanged=2)


def test_every_kind_of_difference_is_told_apart() -> None:
    rows = [row(2, "1", "Élise Noël", "cad", **{"T-shirt": "M"}), row(3, "3", "Omar"), row(4, "4", "jun wei")]

    difference = compare_rows(rows, KNOWN, SHAPE)

    assert [(one.key, one.label) for one in difference.arrivals] == [("4", "jun wei")]
    assert difference.changes == (
        Change(
            "1",
            "Élise Noël",
            2,
            (FieldChange("skills", ("cad", "web"), ("cad",)), FieldChange("T-shirt", "L", "M", custom=True)),
        ),
        Change("3", "Omar", 3, (FieldChange("presence", "left", "here"),)),
    )
    assert difference.leavers == (Leaver("2", "Jun Wei"),)
    same = Change("2", "Jun Wei", 4, (FieldChange("ref", "2", "4"),))
    assert difference.suspects == (Suspect(4, "jun wei", "2", "4", same),)


def test_repeated_line_is_passed_over_and_a_contradicting_one_is_found() -> None:
    rows = [row(2, "7", "Mei"), row(3, "7", " MEI"), row(4, "7", "Mei", "cad")]

    difference = compare_rows(rows, {}, SHAPE)

    assert (len(difference.arrivals), difference.repeats) == (1, (3,))
    assert [(one.place, one.code, one.params) for one in difference.findings] == [
        ("4:ref", "exchange.line_twice", {"key": "7", "first": 2})
    ]


def test_lost_characters_do_not_replace_a_better_name() -> None:
    assert same_name("Nguyễn", "Nguy?n")
    assert not same_name("Nguy?n", "Nguyễn")


def test_fingerprint_depends_on_the_data_that_is_there() -> None:
    rows = [row(2, "2", "Jun Wei"), row(3, "1", "Élise Noël", "cad")]

    first, again = compare_rows(rows, KNOWN, SHAPE), compare_rows(rows, KNOWN, SHAPE)
    other = compare_rows(rows, {"2": KNOWN["2"]}, SHAPE)

    assert first.fingerprint() == again.fingerprint() != other.fingerprint()


def test_own_words_stand_until_the_file_says_something_new() -> None:
    known = {"1": Known("Zoé", {"ref": "1", "name": "Zozo", "skills": ()}, corrected={"name": "Zoé"})}

    repeated = compare_rows([row(2, "1", "ZOE")], known, SHAPE)
    other = compare_rows([row(2, "1", "Zora")], known, SHAPE)

    assert repeated == Difference(unchanged=1)
    assert other.changes == (Change("1", "Zoé", 2, (FieldChange("name", "Zozo", "Zora", contested=True),)),)


def test_whom_the_file_names_under_the_old_key_is_another_person() -> None:
    rows = [row(2, "2", "Jun Wei"), row(3, "4", "Jun Wei")]

    assert compare_rows(rows, {"2": KNOWN["2"]}, SHAPE).suspects == ()


def test_a_quarter_of_those_known_and_at_least_ten_make_a_file_doubtful() -> None:
    asked = [(9, 0, 0), (10, 0, 30), (10, 1, 30), (25, 5, 70), (25, 5, 71), (0, 0, 0)]

    told = [
        lacks_many({"leavers": leavers, "changes": changes, "unchanged": unchanged})
        for leavers, changes, unchanged in asked
    ]

    assert told == [False, True, False, True, False, False]
