"""Decisions of the desk wait, are looked at together, and are carried out all at once or not at all."""

import re
from typing import Any

import pytest
from sqlalchemy import select, update

from challenge.judging import deciding
from challenge.judging.events import DecisionsApplied
from challenge.judging.jurors import change_juror
from challenge.judging.models import DeskReason, Juror, Visit
from challenge.judging.moving import withdraw_visit
from challenge.kernel import log
from challenge.kernel.actor import Role
from challenge.kernel.errors import ChallengeError
from tests.flow.judging.test_moving import desk
from tests.house import TestHouse
from tests.make.judging import Hall, opened_hall, score

BASE = "/e/crunch/desk/judging"


def waiting(hall: Hall) -> list[tuple[str, str, str]]:
    lines = hall.house.read(deciding.pending_decisions, hall.edition.id)
    return [(line.change, line.ref, line.team) for line in lines]


def mark(hall: Hall) -> str:
    lines = hall.house.read(deciding.pending_decisions, hall.edition.id)
    return deciding.decisions_mark([line.public_id for line in lines])


def aside(hall: Hall) -> list[str]:
    wanted = select(Juror.ref).where(Juror.set_aside).order_by(Juror.ref)
    return hall.house.read(lambda session: list(session.execute(wanted).scalars()))


def code_of(call: Any) -> str:
    with pytest.raises(ChallengeError) as problem:
        call()
    return problem.value.code


def test_nothing_counts_before_and_all_of_it_after(house: TestHouse) -> None:
    hall = opened_hall(house, 8, 5)
    visit = hall.visits_of(2)[0]
    hall.act(deciding.note_juror, hall.jurors[0].id, "aside", "same firm as a team")
    hall.act(deciding.note_juror, hall.jurors[1].id, "absent", "")
    hall.act(deciding.note_withdrawal, visit.id, visit.version, "the team went home")
    assert [one[:2] for one in waiting(hall)] == [("aside", "J001"), ("absent", "J002"), ("withdrawn", "J003")]
    assert aside(hall) == []
    assert hall.act(deciding.apply_decisions, mark(hall)) == {"applied": 3}
    assert aside(hall) == ["J001"]
    assert waiting(hall) == []
    assert visit.id not in {one.id for one in hall.visits()}
    facts = [fact.event for fact in house.read(log.facts_after, hall.edition.id, 0)[0]]
    assert [fact.decisions for fact in facts if isinstance(fact, DecisionsApplied)] == [3]
    reasons = house.read(lambda session: list(session.execute(select(DeskReason.reason)).scalars()))
    assert reasons == ["same firm as a team", "the team went home"]


def test_one_that_is_not_possible_any_more_stops_all_and_changes_nothing(house: TestHouse) -> None:
    hall = opened_hall(house, 8, 5)
    visit = hall.visits_of(2)[0]
    hall.act(deciding.note_juror, hall.jurors[0].id, "aside", "same firm as a team")
    hall.act(deciding.note_withdrawal, visit.id, visit.version, "the team went home")
    score(hall, visit, 3)
    assert code_of(lambda: hall.act(deciding.apply_decisions, mark(hall))) == "judging.decision_stopped"
    assert aside(hall) == []
    assert len(waiting(hall)) == 2
    assert visit.id in {one.id for one in hall.visits()}


def test_a_decision_on_a_visit_is_forgotten_with_the_visit(house: TestHouse) -> None:
    hall = opened_hall(house, 8, 5)
    first, last = sorted(hall.visits(), key=lambda one: one.id)[:: len(hall.visits()) - 1]
    for visit in (first, last):
        hall.act(deciding.note_withdrawal, visit.id, visit.version, "the team went home")
    hall.act(withdraw_visit, last.id, last.version, "at once")
    assert len(waiting(hall)) == 1


def test_a_decision_on_a_visit_that_went_to_another_juror_stops_all(house: TestHouse) -> None:
    hall = opened_hall(house, 8, 5)
    visit = hall.visits_of(2)[0]
    hall.act(deciding.note_withdrawal, visit.id, visit.version, "the juror is late")
    other = next(j for j in (0, 1, 3, 4) if visit.team_id not in {one.team_id for one in hall.visits_of(j)})
    moved = {"juror_id": hall.jurors[other].id, "place": 99, "slot": 99}
    hall.act(lambda work: work.session.execute(update(Visit).where(Visit.id == visit.id).values(moved)))
    assert code_of(lambda: hall.act(deciding.apply_decisions, mark(hall))) == "judging.decision_stopped"
    assert visit.id in {one.id for one in hall.visits()}


def test_a_list_that_grew_meanwhile_is_shown_again_first(house: TestHouse) -> None:
    hall = opened_hall(house, 8, 5)
    hall.act(deciding.note_juror, hall.jurors[0].id, "aside", "why")
    seen = mark(hall)
    hall.act(deciding.note_juror, hall.jurors[1].id, "aside", "why")
    assert code_of(lambda: hall.act(deciding.apply_decisions, seen)) == "judging.decisions_changed"
    assert aside(hall) == []
    hall.act(deciding.apply_decisions, mark(hall))
    assert code_of(lambda: hall.act(deciding.apply_decisions, mark(hall))) == "judging.decisions_changed"


@pytest.mark.parametrize(
    ("change", "reason", "code"),
    [
        ("aside", " ", "judging.reason_missing"),
        ("aside", "w" * 201, "text.too_long"),
        ("sing", "why", "judging.juror_change"),
    ],
)
def test_what_could_never_be_done_is_not_noted(sqlite_house: TestHouse, change: str, reason: str, code: str) -> None:
    hall = opened_hall(sqlite_house, 8, 5)
    assert code_of(lambda: hall.act(deciding.note_juror, hall.jurors[0].id, change, reason)) == code


def test_the_same_decision_is_noted_once_and_what_is_done_already_stops_nothing(house: TestHouse) -> None:
    hall = opened_hall(house, 8, 5)
    hall.act(deciding.note_juror, hall.jurors[0].id, "aside", "why")
    again = code_of(lambda: hall.act(deciding.note_juror, hall.jurors[0].id, "aside", "why"))
    assert again == "judging.decision_noted"
    hall.act(change_juror, hall.jurors[0].id, "aside", "at once")
    assert hall.act(deciding.apply_decisions, mark(hall)) == {"applied": 1}


def test_an_organiser_notes_looks_drops_and_carries_out(house: TestHouse) -> None:
    hall = opened_hall(house, 8, 5)
    organiser = desk(hall)
    visit = hall.visits_of(2)[0]
    for number in (0, 1):
        path = f"{BASE}/jurors/{hall.jurors[number].public_id}"
        organiser.post(path, {"act": "aside", "reason": "même entreprise", "later": "1"})
    sent = {"act": "withdraw", "version": visit.version, "reason": "rentrée", "later": "1"}
    organiser.post(f"{BASE}/moves/{visit.public_id}", sent)
    assert "Noté pour plus tard" in organiser.get(f"{BASE}/control").text
    shown = organiser.get(f"{BASE}/decisions").text
    assert shown.count("même entreprise") == 2
    drops = re.findall(r'action="([^"]+/drop)"', shown)
    organiser.post(drops[0])
    shown = organiser.get(f"{BASE}/decisions").text
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', shown)
    assert seen is not None
    assert organiser.post(f"{BASE}/decisions", {"seen": "0" * 16}).status_code == 409
    done = organiser.post(f"{BASE}/decisions", {"seen": seen[1]}, follow_redirects=True).text
    assert "Décisions exécutées\u00a0: 2" in done
    assert aside(hall) == ["J002"]


def test_a_juror_cannot_see_or_carry_out_decisions(house: TestHouse) -> None:
    hall = opened_hall(house, 8, 5)
    hall.act(deciding.note_juror, hall.jurors[0].id, "aside", "why")
    coach = house.person(hall.edition.id, Role.COACH)
    assert coach.get(f"{BASE}/decisions").status_code == 404
    assert coach.post(f"{BASE}/decisions", {"seen": mark(hall)}).status_code == 404
    assert isinstance(hall.visits()[0], Visit)
