"""What is accepted of a difference: lines, fields, and who is one person."""

from challenge.exchange.choices import Choices, chosen, contested_items
from challenge.exchange.columns import Row
from challenge.exchange.parts import Arrival, Change, Difference, FieldChange, Leaver, Suspect

SAME = Change("2", "Jun", 3, (FieldChange("ref", "2", "9"),))
WHOLE = Difference(
    arrivals=tuple(Arrival(key, key, Row(line, {"ref": key})) for line, key in enumerate(("7", "8", "9"), 2)),
    changes=(Change("1", "Mei", 5, (FieldChange("name", "a", "b"), FieldChange("site", "x", "y", contested=True))),),
    leavers=(Leaver("2", "Jun"), Leaver("3", "Omar")),
    suspects=(Suspect(4, "Jun", "2", "9", SAME), Suspect(3, "8", "7", "8")),
)


def keys(difference: Difference) -> tuple[list[str], list[tuple[str, list[str]]], list[str], list[str]]:
    changed = [(one.key, [part.name for part in one.fields]) for one in difference.changes]
    arrivals, leavers = [one.key for one in difference.arrivals], [one.key for one in difference.leavers]
    return arrivals, changed, leavers, [one.key for one in difference.suspects]


def test_suspects_wait_and_so_does_whom_they_may_be() -> None:
    assert keys(chosen(WHOLE, Choices())) == (["7"], [("1", ["name", "site"])], ["3"], ["9", "8"])


def test_same_person_takes_the_new_number_and_does_not_leave() -> None:
    accepted = chosen(WHOLE, Choices(answers={"9": "same", "8": "same"}))

    assert keys(accepted) == (["7"], [("1", ["name", "site"]), ("2", ["ref"])], ["3"], [])


def test_two_persons_are_an_arrival_and_a_leaver() -> None:
    accepted = chosen(WHOLE, Choices(answers={"9": "two", "8": "two"}))

    assert keys(accepted) == (["7", "8", "9"], [("1", ["name", "site"])], ["2", "3"], [])


def test_refused_lines_and_fields_are_left_out_and_contested_ones_stand() -> None:
    refused = frozenset({("arrival", "7", ""), ("leaver", "3", ""), ("change", "1", "name")})
    accepted = chosen(WHOLE, Choices(refused | contested_items(WHOLE), {"9": "two", "8": "two"}))

    assert keys(accepted) == (["8", "9"], [], ["2"], [])
    assert [(one.key, [part.name for part in one.fields]) for one in accepted.standing] == [("1", ["site"])]


def test_one_account_cannot_be_two_persons_and_one_person_not_two_lines() -> None:
    bound = Difference(arrivals=WHOLE.arrivals, suspects=(Suspect(4, "Jun", "2", "9", SAME, is_bound=True),))
    twice = Difference(arrivals=WHOLE.arrivals, suspects=(WHOLE.suspects[0], Suspect(3, "8", "2", "8", SAME)))

    assert keys(chosen(bound, Choices(answers={"9": "two"}, open_are_two=True)))[3] == ["9"]
    assert keys(chosen(twice, Choices(answers={"9": "same", "8": "same"})))[3] == ["8"]
