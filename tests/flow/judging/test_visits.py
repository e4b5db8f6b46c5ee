"""A visit has one sheet: whoever sends it, however often, in time or not, complete or not."""

import threading
from typing import Any

import pytest
from sqlalchemy import select

from challenge.judging import actions
from challenge.judging.models import ConflictOfInterest, Mark, Visit, VisitEdit
from challenge.kernel.actor import Role
from challenge.kernel.errors import ChallengeError, Conflict, NotFound, Rejected
from challenge.kernel.work import Intent
from tests.house import TestHouse
from tests.make.judging import MARKS, Hall, make_hall, one, opened_hall

SHEET = {name.removeprefix("mark-"): value for name, value in MARKS.items()}
TOTAL = 4 + 3 + 5 + 0.5 * 2 + 0.5 * 4


def stored(hall: Hall, visit: Visit) -> Visit:
    found = hall.house.read(one, Visit, visit.id)
    assert isinstance(found, Visit)
    return found


def marks(hall: Hall, visit: Visit) -> list[float]:
    wanted = select(Mark.value).where(Mark.visit_id == visit.id).order_by(Mark.criterion_id)
    return hall.house.read(lambda session: list(session.execute(wanted).scalars()))


def history(hall: Hall, visit: Visit) -> list[VisitEdit]:
    wanted = select(VisitEdit).where(VisitEdit.visit_id == visit.id).order_by(VisitEdit.version)
    return hall.house.read(lambda session: list(session.execute(wanted).scalars()))


def record(hall: Hall, number: int, visit: Visit, sheet: dict[str, Any], version: int = 1) -> dict[str, Any]:
    actor = hall.juror(number).actor
    return hall.house.perform(actor, actions.record_visit, visit.id, sheet, "clear", version)


def test_sheet_is_kept_with_its_weighted_points(house: TestHouse) -> None:
    hall = opened_hall(house)
    visit = hall.visits_of(0)[0]
    answer = record(hall, 0, visit, {**SHEET, "need": "4,5"})
    row = stored(hall, visit)

    assert answer == {"visit": visit.public_id, "state": "done", "version": 2}
    assert (row.state, row.total, row.comment, row.version) == ("done", TOTAL + 0.5, "clear", 2)
    assert marks(hall, visit) == [4.5, 3.0, 5.0, 2.0, 4.0]


def test_two_taps_at_once_and_a_replay_make_one_sheet(house: TestHouse) -> None:
    hall = opened_hall(house)
    visit = hall.visits_of(0)[0]
    actor = hall.juror(0).actor
    answers: list[Any] = []

    def tap(key: str) -> None:
        try:
            intent = Intent(key, "sheet")
            answers.append(house.works.perform_once(actor, intent, actions.record_visit, visit.id, SHEET, "", 1))
        except ChallengeError as problem:
            answers.append(problem.code)

    threads = [threading.Thread(target=tap, args=(f"key{n % 3}",)) for n in range(9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tap("key0")

    assert answers == [{"visit": visit.public_id, "state": "done", "version": 2}] * 10
    assert (stored(hall, visit).version, len(marks(hall, visit)), history(hall, visit)) == (2, 5, [])


def test_later_of_two_tabs_is_told_and_overwrites_only_knowingly(house: TestHouse) -> None:
    hall = opened_hall(house)
    visit = hall.visits_of(0)[0]
    record(hall, 0, visit, SHEET)
    with pytest.raises(Conflict, match=r"judging\.changed"):
        record(hall, 0, visit, {**SHEET, "need": 1}, version=1)
    record(hall, 0, visit, {**SHEET, "need": 1}, version=2)
    (before,) = history(hall, visit)

    assert stored(hall, visit).total == TOTAL - 3
    assert (before.version, before.total, before.marks["need"], before.reason) == (2, TOTAL, 4.0, "")
    assert before.edited_by == hall.jurors[0].account_id


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ("nan", "judging.mark_not_a_number"),
        ("inf", "judging.mark_not_a_number"),
        (float("nan"), "judging.mark_not_a_number"),
        (True, "judging.mark_not_a_number"),
        ("6", "judging.mark_out_of_range"),
        ("0.99", "judging.mark_out_of_range"),
        ("", "judging.mark_missing"),
        (None, "judging.mark_missing"),
    ],
)
def test_wrong_mark_is_refused_at_its_criterion_and_nothing_kept(
    sqlite_house: TestHouse, wrong: Any, code: str
) -> None:
    hall = opened_hall(sqlite_house, 3, 3)
    visit = hall.visits_of(0)[0]
    with pytest.raises(Rejected) as refused:
        record(hall, 0, visit, {**SHEET, "idea": wrong, "charm": 5})

    assert [(found.code, found.place) for found in refused.value.findings] == [
        ("judging.criterion_unknown", "mark-charm"),
        (code, "mark-idea"),
    ]
    assert (stored(hall, visit).state, marks(hall, visit)) == ("planned", [])


def test_nobody_marks_before_the_opening_or_after_the_freeze(house: TestHouse) -> None:
    hall = make_hall(house, 4, 3)
    hall.act(actions.plan_round, "round-1", 3)
    visit = hall.visits_of(0)[0]
    codes = []
    for act in (None, actions.freeze_round):
        if act is not None:
            hall.act(actions.open_round, "round-1")
            hall.act(act, "round-1")
        with pytest.raises(ChallengeError) as refused:
            record(hall, 0, visit, SHEET)
        codes.append((refused.value.code, refused.value.status))

    assert codes == [("judging.not_open", 409), ("judging.frozen", 409)]


def test_somebody_else_marks_nothing_and_an_organiser_needs_a_reason(house: TestHouse) -> None:
    hall = opened_hall(house)
    visit = hall.visits_of(0)[0]
    with pytest.raises(NotFound, match=r"judging\.visit"):
        record(hall, 1, visit, SHEET)
    organiser = house.person(hall.edition.id, Role.ORGANISER).actor
    with pytest.raises(ChallengeError, match=r"judging\.reason_missing"):
        house.perform(organiser, actions.record_visit, visit.id, SHEET, "", 1)
    record(hall, 0, visit, SHEET)
    changed = {**SHEET, "told": 5}
    house.perform(organiser, actions.record_visit, visit.id, changed, "", 2, reason="slip on paper")
    (before,) = history(hall, visit)

    assert (before.reason, before.edited_by, before.total) == ("slip on paper", organiser.account_id, TOTAL)
    assert stored(hall, visit).total == TOTAL + 0.5


def test_skip_and_conflict_can_be_taken_back(house: TestHouse) -> None:
    hall = opened_hall(house)
    actor = hall.juror(0).actor
    skipped, barred = hall.visits_of(0)[:2]
    house.perform(actor, actions.skip_visit, skipped.id, "nobody there", 1)
    house.perform(actor, actions.declare_conflict, barred.id, "my cousin", 1)
    states = [stored(hall, skipped).state, stored(hall, barred).state]
    with pytest.raises(Conflict, match=r"judging\.conflict"):
        record(hall, 0, barred, SHEET, version=2)
    record(hall, 0, skipped, SHEET, version=2)
    house.perform(actor, actions.undo_visit, barred.id, 2)
    wanted = select(ConflictOfInterest)

    assert states == ["skipped", "conflict"]
    assert [stored(hall, skipped).state, stored(hall, barred).state] == ["done", "planned"]
    assert house.read(lambda session: session.execute(wanted).all()) == []


def test_undo_clears_a_sheet_and_keeps_it_as_history(house: TestHouse) -> None:
    hall = opened_hall(house)
    visit = hall.visits_of(0)[0]
    record(hall, 0, visit, SHEET)
    actor = hall.juror(0).actor
    answer = house.perform(actor, actions.undo_visit, visit.id, 2)
    (before,) = history(hall, visit)

    assert answer["state"] == stored(hall, visit).state == "planned"
    assert (stored(hall, visit).total, marks(hall, visit), before.total) == (None, [], TOTAL)


def test_marks_of_one_juror_in_the_same_second_are_all_kept(house: TestHouse) -> None:
    """Every juror marks a visit at the same moment; each is acknowledged, each is there."""
    hall = opened_hall(house, 8, 8)
    people = [hall.juror(number).actor for number in range(8)]
    first = [hall.visits_of(number)[0] for number in range(8)]

    def send(number: int) -> None:
        house.perform(people[number], actions.record_visit, first[number].id, SHEET, "", 1)

    threads = [threading.Thread(target=send, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [stored(hall, visit).total for visit in first] == [TOTAL] * 8
