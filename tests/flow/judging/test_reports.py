"""Judging as files: complete, the same in every form, for the desk alone."""

import io
import json

from openpyxl import load_workbook
from sqlalchemy import update

from challenge.judging import actions
from challenge.judging.events import JurorChanged, VisitWithdrawn
from challenge.judging.models import Criterion, Reveal
from challenge.judging.reports import order_sheet
from challenge.kernel.actor import Role
from challenge.kernel.events import revive
from challenge.kernel.work import Work
from tests.house import TestHouse
from tests.make.judging import MARKS, Hall, opened_hall, score

BASE = "/e/crunch/desk/judging/files"


def made(house: TestHouse) -> Hall:
    """Return a hall in which two sheets are made, one of them changed twice by hands that are not the juror's."""
    hall = opened_hall(house, 4, 3)
    first, second = hall.visits_of(0)[:2]
    score(hall, first, 4)
    score(hall, second, 2)
    chair = house.person(hall.edition.id, Role.CHAIR)
    marks = {name.removeprefix("mark-"): value for name, value in MARKS.items()}
    house.perform(chair.actor, actions.record_visit, first.id, marks, "=1+1", 2, reason="read from paper")
    return hall


def test_visits_hold_every_mark_and_what_does_not_count(sqlite_house: TestHouse) -> None:
    hall = made(sqlite_house)
    hall.act(actions.change_juror, hall.jurors[1].id, "aside", "asked for it")
    desk = sqlite_house.person(hall.edition.id, Role.ORGANISER)
    rows = json.loads(desk.get(f"{BASE}/visits.json").data)
    first = next(row for row in rows if row["juror"] == "J001" and row["place"] == 1)

    assert len(rows) == len(hall.visits())
    assert (first["mark_need"], first["state"], first["points"], first["comment"]) == (4.0, "done", 15.0, "=1+1")
    assert {row["juror"]: row["counts"] for row in rows} == {"J001": True, "J002": False, "J003": True}


def test_criterion_called_like_a_column_replaces_none(sqlite_house: TestHouse) -> None:
    hall = made(sqlite_house)
    hall.act(lambda work: work.session.execute(update(Criterion).where(Criterion.code == "need").values(code="team")))
    desk = sqlite_house.person(hall.edition.id, Role.ORGANISER)
    rows = json.loads(desk.get(f"{BASE}/visits.json").data)
    first = next(row for row in rows if row["juror"] == "J001" and row["place"] == 1)

    assert (first["team"] in {team.code for team in hall.teams}, first["mark_team"]) == (True, 4.0)


def test_every_form_says_the_same_and_runs_nothing(sqlite_house: TestHouse) -> None:
    hall = made(sqlite_house)
    desk = sqlite_house.person(hall.edition.id, Role.ORGANISER)
    rows = json.loads(desk.get(f"{BASE}/visits.json").data)
    text = desk.get(f"{BASE}/visits.semicolon.csv").data.decode("utf-8-sig").splitlines()
    book = load_workbook(io.BytesIO(desk.get(f"{BASE}/everything.xlsx").data))
    sheet = list(book["visits"].iter_rows(values_only=True))
    comment = text[0].split(";").index("comment")

    assert book.sheetnames == [
        *("visits", "places", "final_order", "side_by_side", "changes", "reasons", "deliberation", "audit")
    ]
    assert tuple(rows[0]) == tuple(text[0].split(";")) == sheet[0]
    assert len(rows) == len(text) - 1 == len(sheet) - 1
    assert (text[1].split(";")[comment], sheet[1][comment]) == ("'=1+1", "'=1+1")


def test_places_stand_beside_the_raw_mean(sqlite_house: TestHouse) -> None:
    hall = made(sqlite_house)
    desk = sqlite_house.person(hall.edition.id, Role.CHAIR)
    rows = [row for row in json.loads(desk.get(f"{BASE}/places.json").data) if row["round"] == "round-1"]

    assert [row["rank"] for row in rows] == [1, 2, 3, 4]
    assert [(row["sheets"], row["raw_mean"]) for row in rows[:1] + rows[-1:]] == [(1, 15.0), (0, None)]


def test_changes_and_audit_name_who_when_and_why(sqlite_house: TestHouse) -> None:
    hall = made(sqlite_house)
    desk = sqlite_house.person(hall.edition.id, Role.ORGANISER)
    changes = json.loads(desk.get(f"{BASE}/changes.json").data)
    audit = json.loads(desk.get(f"{BASE}/audit.json").data)

    assert [(row["points"], row["changed_by"], row["reason"]) for row in changes] == [
        (16.0, "Camille Martin", "read from paper")
    ]
    assert [row["what"] for row in audit if row["what"] == "judging.visit_scored"] == ["judging.visit_scored"] * 3
    assert [row["number"] for row in audit] == sorted(row["number"] for row in audit)


def test_reasons_of_the_desk_stand_in_a_table_and_nowhere_in_the_log(house: TestHouse) -> None:
    hall = made(house)
    desk = house.person(hall.edition.id, Role.ORGANISER, name="Or Ganiser")
    visit = hall.visits_of(2)[0]
    code = {team.id: team.code for team in hall.teams}[visit.team_id]
    desk.post(f"/e/crunch/desk/judging/jurors/{hall.jurors[1].public_id}", {"act": "aside", "reason": "his own son"})
    desk.post(
        f"/e/crunch/desk/judging/moves/{visit.public_id}", {"act": "withdraw", "version": "1", "reason": "she is ill"}
    )
    rows = json.loads(desk.get(f"{BASE}/reasons.json").data)
    log = desk.get(f"{BASE}/audit.csv").get_data(as_text=True)

    assert [(row["what"], row["juror"], row["team"], row["reason"], row["said_by"]) for row in rows] == [
        ("aside", "J002", "", "his own son", "Or Ganiser"),
        ("withdrawn", "J003", code, "she is ill", "Or Ganiser"),
    ]
    assert ["judging.juror_changed" in log, "judging.visit_withdrawn" in log] == [True, True]
    assert ["his own son" in log, "she is ill" in log] == [False, False]


def test_facts_of_the_first_version_are_read_without_their_reason() -> None:
    withdrawn = {"visit_id": 1, "round_id": 2, "juror_id": 3, "team_id": 4}
    changed = {"juror_id": 3, "fields": ["aside"]}
    found = [
        revive(name, 1, {**body, "reason": "ill"})
        for name, body in (("judging.visit_withdrawn", withdrawn), ("judging.juror_changed", changed))
    ]

    assert found == [VisitWithdrawn(**withdrawn), JurorChanged(juror_id=3, fields=["aside"])]


def test_unknown_files_are_absent_and_others_get_none(sqlite_house: TestHouse) -> None:
    hall = made(sqlite_house)
    desk = sqlite_house.person(hall.edition.id, Role.ORGANISER)
    names = ("visits.pdf", "marks.csv", "everything.csv", "visits", "..%2fvisits.csv")

    assert [desk.get(f"{BASE}/{name}").status_code for name in names] == [404] * 5
    assert hall.juror(0).get(f"{BASE}/visits.csv").status_code == 404


def test_final_order_is_empty_before_a_freeze_and_knows_no_round_where_none_was_kept(sqlite_house: TestHouse) -> None:
    hall = made(sqlite_house)
    before = sqlite_house.read(order_sheet, hall.edition.id).rows
    hall.act(actions.freeze_round, "round-1")
    frozen = sqlite_house.read(order_sheet, hall.edition.id).rows

    def forget(work: Work) -> None:
        reveal = work.session.get_one(Reveal, work.edition_id)
        reveal.ranking = {name: part for name, part in (reveal.ranking or {}).items() if name != "placed_by"}

    hall.act(forget)
    old = sqlite_house.read(order_sheet, hall.edition.id).rows

    assert before == ()
    assert [row[0] for row in frozen] == [1, 2, 3, 4]
    assert ({row[3] for row in frozen}, {row[3] for row in old}) == ({"round-1"}, {""})
    assert [row[:3] + row[4:] for row in frozen] == [row[:3] + row[4:] for row in old]
