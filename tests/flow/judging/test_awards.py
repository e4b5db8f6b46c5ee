"""Awards: prepared by two at once, secret until the last step, then as they are."""

from challenge.judging import actions
from challenge.judging.awards import award_lines
from challenge.kernel.actor import Role
from tests.flow.judging.test_results import board, frozen_hall
from tests.house import Person, TestHouse
from tests.make.judging import Hall

BASE = "/e/crunch/desk/judging/awards"
TEXT = {"name_en": "Courage", "name_fr": "Audace", "giver": "Org0", "why": "Dared most.", "team": "a02"}


def desk(hall: Hall) -> Person:
    return hall.house.person(hall.edition.id, Role.CHAIR)


def lines(hall: Hall) -> list[tuple[str, str, int]]:
    return [(one.name_en, one.team, one.version) for one in hall.house.read(award_lines, hall.edition.id)]


def name(hall: Hall) -> str:
    return hall.house.read(award_lines, hall.edition.id)[0].public_id


def test_award_is_added_changed_and_taken_away(house: TestHouse) -> None:
    hall = frozen_hall(house)
    chair = desk(hall)
    chair.post(BASE, TEXT)
    added = lines(hall)
    chair.post(f"{BASE}/{name(hall)}", {**TEXT, "team": "", "version": "1"})
    changed = lines(hall)
    chair.post(f"{BASE}/{name(hall)}", {"act": "drop", "version": "2"})

    assert (added, changed, lines(hall)) == ([("Courage", "A02", 1)], [("Courage", "", 2)], [])


def test_later_of_two_is_told_and_unknown_teams_are_named(sqlite_house: TestHouse) -> None:
    hall = frozen_hall(sqlite_house)
    chair = desk(hall)
    chair.post(BASE, TEXT)
    path = f"{BASE}/{name(hall)}"
    answers = [
        chair.post(path, {**TEXT, "name_en": "Nerve", "version": "1"}),
        chair.post(path, {**TEXT, "name_en": "Late", "version": "1"}),
        chair.post(path, {**TEXT, "team": "Z99", "version": "2"}),
        chair.post(BASE, {**TEXT, "name_fr": ""}),
        chair.post(BASE, {**TEXT, "why": "x" * 401}),
    ]

    assert [answer.status_code for answer in answers] == [303, 409, 404, 422, 422]
    assert 'value="Late"' in answers[1].get_data(as_text=True)
    assert lines(hall) == [("Nerve", "A02", 2)]


def test_awards_come_with_the_last_step_and_then_stay(sqlite_house: TestHouse) -> None:
    hall = frozen_hall(sqlite_house)
    chair = desk(hall)
    chair.post(BASE, TEXT)
    hall.act(actions.advance_reveal, 1)
    hall.act(actions.publish_results)
    early = board(hall)
    hall.act(actions.reveal_everything)
    late = board(hall)
    after = chair.post(BASE, TEXT)

    assert ("Audace" in early, "Audace" in late) == (False, True)
    assert (after.status_code, len(lines(hall))) == (409, 1)
