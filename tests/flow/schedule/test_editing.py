"""A milestone more, other words, one cancelled and restored: seen by all, and fired only as long as it is there."""

from datetime import UTC, datetime, timedelta

import pytest

from challenge.editions.actions import set_clock
from challenge.editions.models import Edition
from challenge.kernel.actor import Role
from challenge.kernel.errors import Conflict, Invalid
from challenge.schedule import editing
from challenge.schedule.actions import move_milestone
from challenge.schedule.changes import shift_schedule, undo_change
from challenge.schedule.models import Milestone
from challenge.schedule.queries import change_by_public_id, lines, milestones, state_mark
from challenge.schedule.rules import Moments, Wording
from challenge.schedule.shifting import Shift
from challenge.schedule.unfired import pending
from challenge.submissions.queries import asked_of, deliverable_by_code, progress
from tests.flow.schedule.test_milestones import drawn, milestone
from tests.house import TestHouse
from tests.make.teams import make_composed, reveal, set_time

NOON = datetime(2027, 5, 24, 10, tzinfo=UTC)  # 12:00 in the hall
AFTERNOON = Moments(datetime(2027, 5, 24, 15), datetime(2027, 5, 24, 15, 30))
QUIZ = Wording("Quiz", "Jeu-concours", ("teams", "coaches"), "in the foyer")


def at_noon(house: TestHouse) -> Edition:
    edition = drawn(house)
    house.perform(house.house_in(edition.id), set_clock, edition_now=NOON, speed=1, reason="test")
    return edition


def added(house: TestHouse, edition: Edition, code: str = "quiz", kind: str = "talk") -> Milestone:
    house.perform(house.house_in(edition.id), editing.add_milestone, code, kind, QUIZ, AFTERNOON)
    return milestone(house, edition, code)


def codes(house: TestHouse, edition: Edition) -> list[str]:
    return [line.code for line in house.read(lines, edition.id)]


def waiting(house: TestHouse, row: Milestone) -> int:
    return sum(one.milestone_id == row.id for one in house.read(pending, NOON + timedelta(days=30)))


def test_a_new_milestone_is_shown_in_its_place_and_fires(house: TestHouse) -> None:
    edition = at_noon(house)
    row = added(house, edition)

    assert (row.title("fr"), row.audience, row.starts_at) == (
        "Jeu-concours",
        ["teams", "coaches"],
        NOON.replace(hour=13),
    )
    assert "quiz" in codes(house, edition)
    assert waiting(house, row) == 2


@pytest.mark.parametrize(
    ("code", "kind", "wording", "wall", "refused"),
    [
        ("9x", "talk", QUIZ, AFTERNOON, "schedule.code"),
        ("D1", "talk", QUIZ, AFTERNOON, "schedule.code_taken"),
        ("quiz", "party", QUIZ, AFTERNOON, "schedule.kind"),
        ("quiz", "talk", Wording("", "Jeu", ("all",)), AFTERNOON, "text.missing"),
        ("quiz", "talk", Wording("Quiz", "Jeu", ()), AFTERNOON, "schedule.audience"),
        ("quiz", "talk", Wording("Quiz", "Jeu", ("all", "dogs")), AFTERNOON, "schedule.audience"),
        ("quiz", "talk", QUIZ, Moments(AFTERNOON.ends, AFTERNOON.starts), "schedule.order"),
        ("quiz", "talk", QUIZ, Moments(datetime(2027, 5, 24, 11), AFTERNOON.ends), "schedule.begun"),
    ],
)
def test_what_cannot_be_added_is_refused_and_nothing_is_there(
    sqlite_house: TestHouse, code: str, kind: str, wording: Wording, wall: Moments, refused: str
) -> None:
    edition = at_noon(sqlite_house)
    before = codes(sqlite_house, edition)
    with pytest.raises((Invalid, Conflict)) as problem:
        sqlite_house.perform(sqlite_house.house_in(edition.id), editing.add_milestone, code, kind, wording, wall)
    assert problem.value.code == refused
    assert codes(sqlite_house, edition) == before


def test_words_change_and_the_later_of_two_is_told(house: TestHouse) -> None:
    edition = at_noon(house)
    row = added(house, edition)
    by = house.house_in(edition.id)
    house.perform(by, editing.word_milestone, row.id, Wording("Trivia", "Culture", ("all",)), version=1)
    with pytest.raises(Conflict, match=r"schedule\.changed"):
        house.perform(by, editing.word_milestone, row.id, QUIZ, version=1)
    again = milestone(house, edition, "quiz")
    assert (again.title_en, again.audience, again.version, again.notes) == ("Trivia", ["all"], 2, "")
    assert waiting(house, again) == 2


def test_a_cancelled_milestone_fires_nothing_and_comes_back_where_it_was(house: TestHouse) -> None:
    edition = at_noon(house)
    row = added(house, edition)
    by = house.house_in(edition.id)
    house.perform(by, editing.cancel_milestone, row.id, version=1)
    gone = (waiting(house, row), "quiz" in codes(house, edition))
    house.perform(by, editing.restore_milestone, row.id, version=2)
    back = milestone(house, edition, "quiz")

    assert gone == (0, False)
    assert (waiting(house, row), back.starts_at, back.version) == (2, row.starts_at, 3)


def test_what_has_begun_is_not_cancelled_and_what_has_passed_not_restored(sqlite_house: TestHouse) -> None:
    edition = at_noon(sqlite_house)
    by = sqlite_house.house_in(edition.id)
    opening, row = milestone(sqlite_house, edition, "opening"), added(sqlite_house, edition)
    with pytest.raises(Conflict, match=r"schedule\.begun"):
        sqlite_house.perform(by, editing.cancel_milestone, opening.id, version=1)
    sqlite_house.perform(by, editing.cancel_milestone, row.id, version=1)
    sqlite_house.perform(by, set_clock, edition_now=NOON + timedelta(hours=4), speed=1, reason="test")
    with pytest.raises(Invalid, match=r"schedule\.begun"):
        sqlite_house.perform(by, editing.restore_milestone, row.id, version=2)
    assert "quiz" not in codes(sqlite_house, edition)


def test_a_change_of_many_is_not_taken_back_around_a_cancelled_one(sqlite_house: TestHouse) -> None:
    edition = at_noon(sqlite_house)
    row = added(sqlite_house, edition)
    by = sqlite_house.house_in(edition.id)
    seen = sqlite_house.read(lambda session: state_mark(milestones(session, edition.id)))
    done = sqlite_house.perform(by, shift_schedule, Shift(NOON, timedelta(minutes=15)), seen=seen)
    change = sqlite_house.read(change_by_public_id, edition.id, done["change"])
    assert change is not None
    sqlite_house.perform(by, editing.cancel_milestone, row.id, version=2)
    with pytest.raises(Conflict, match=r"schedule\.cancelled"):
        sqlite_house.perform(by, undo_change, change.id)


def test_a_deliverable_that_is_added_is_asked_for_in_its_place_and_no_more_when_cancelled(house: TestHouse) -> None:
    composed = make_composed(house)
    reveal(house, composed)
    edition, team = composed.edition, composed.teams[0]
    set_time(house, composed, 1, 10)
    row = added(house, edition, "quiz", "deliverable")
    house.deliver()
    asked = [one.code for one in house.read(asked_of, edition.id, team.id)]
    house.perform(house.house_in(edition.id), editing.cancel_milestone, row.id, version=1)
    house.deliver()
    after = [one.code for one in house.read(asked_of, edition.id, team.id)]

    assert asked[:3] == ["roles", "quiz", "D1"]
    assert after[:2] == ["roles", "D1"]
    assert house.read(deliverable_by_code, edition.id, "quiz") is None
    assert "quiz" not in [one.code for one in house.read(progress, edition.id)]


def test_desk_adds_words_cancels_and_restores(sqlite_house: TestHouse) -> None:
    edition = at_noon(sqlite_house)
    desk = sqlite_house.person(edition.id, Role.ORGANISER)
    own = f"/e/{edition.slug}/desk/schedule"
    form = {"code": "quiz", "kind": "talk", "title_en": "Quiz", "title_fr": "Jeu", "audience": ["teams", "all"]}
    form |= {"starts": "2027-05-24T13:40", "ends": "2027-05-24T14:40"}
    wrong = desk.post(f"{own}/new", {**form, "ends": "2027-05-24T13:00"})
    desk.post(f"{own}/new", form)
    row = milestone(sqlite_house, edition, "quiz")
    shown = desk.get(own).text
    desk.post(
        f"{own}/{row.public_id}/words",
        {**form, "title_en": "Trivia", "title_fr": "Trivia", "audience": "all", "version": 1},
    )
    worded = desk.get(f"{own}/{row.public_id}").text
    desk.post(f"{own}/{row.public_id}/cancel", {"version": 2})
    cancelled = (desk.get(own).text, desk.get(f"/e/{edition.slug}/schedule").text)
    desk.post(f"{own}/{row.public_id}/restore", {"version": 3})

    assert (wrong.status_code, 'value="quiz"' in wrong.text) == (422, True)
    assert "demandent les mêmes personnes en même temps" in shown
    assert "Trivia" in worded
    assert ("Trivia" in cancelled[0], "Trivia" in cancelled[1]) == (True, False)
    assert "Trivia" in desk.get(f"/e/{edition.slug}/schedule").text


def test_times_of_a_new_one_are_changed_like_any_other(sqlite_house: TestHouse) -> None:
    edition = at_noon(sqlite_house)
    row = added(sqlite_house, edition)
    later = Moments(datetime(2027, 5, 24, 16), datetime(2027, 5, 24, 17))
    sqlite_house.perform(sqlite_house.house_in(edition.id), move_milestone, row.id, later, version=1)
    assert milestone(sqlite_house, edition, "quiz").starts_at == NOON.replace(hour=14)
