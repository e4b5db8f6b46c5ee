"""A whole week of a small edition on copies of it: the same seed leaves the same facts, whatever the machine does."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree, ignore_patterns
from threading import Thread
from wsgiref.simple_server import make_server

from sqlalchemy import update

from challenge.app import furnish
from challenge.editions.queries import edition_by_slug
from challenge.judging import actions, jury_rooms
from challenge.judging.arranging import RoundPlan, add_round
from challenge.kernel.actor import Role
from challenge.kernel.work import Work
from challenge.rehearsal.facts import facts
from challenge.rehearsal.judged import judged
from challenge.rehearsal.judging import visits_to_plan
from challenge.rehearsal.play import Pace, play
from challenge.rehearsal.rehearse import completed_copy
from challenge.rehearsal.report import Report, report_on
from challenge.runtime.opening import Opened, opened
from challenge.schedule.models import Milestone
from challenge.web.language import spoken
from config import load
from tests.flow.rehearsal.test_partnering import Silent, card_of
from tests.house import TestHouse
from tests.make.judging import make_hall, make_jurors, score
from tests.make.organisations import make_partner
from tests.make.teams import make_composed

AT_ONCE = 100_000.0
ENDS = ("outcomes.outcomes_asked", "outcomes.outcome_written", "incubation.decisions_asked", "incubation.decision_made")


@dataclass(frozen=True)
class Played:
    """What a play has left."""

    facts: list[str]
    report: Report


@contextmanager
def pages_of(house: TestHouse, copy: Opened) -> Iterator[str]:
    """Serve a copy's pages in this process."""
    furnish(house.app, copy.config, copy)
    with make_server("127.0.0.1", 0, house.app, handler_class=Silent) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def played(house: TestHouse, folder: Path, seed: int) -> Played:
    """Play the copy in a folder from its first morning to its last milestone."""
    copy = opened(load({"CHALLENGE_INSTANCE": str(folder)}))
    with copy.database.read() as session:
        twin = edition_by_slug(session, "crunch")
    assert twin is not None
    pace = Pace(AT_ONCE, seed, is_whole=True)
    with pages_of(house, copy) as url:
        stage = play(copy, twin, base_url=url, pace=pace, say=lambda _: None)
    report = report_on(copy, twin.id, stage, pace)
    with copy.database.read() as session:
        told = list(facts(session, twin.id))
    copy.close()
    return Played(told, report)


def thin(work: Work) -> None:
    """Leave out of the schedule what nobody acts on: half of the moments, and of the time that a play takes."""
    idle = ("checkpoint", "desk", "duty", "export", "meeting", "report", "review", "talk", "work")
    work.session.execute(update(Milestone).where(Milestone.kind.in_(idle)).values(cancelled_at=work.real))


def test_same_seed_leaves_the_same_facts_of_a_whole_week(sqlite_house: TestHouse, tmp_path: Path) -> None:
    made = make_composed(sqlite_house, teams=2)
    sqlite_house.perform(sqlite_house.house_in(made.edition.id), thin)
    make_jurors(sqlite_house, made.edition, [f"J{n},j{n}@crunch.example,Jo{n},Juror{n},,food,8" for n in (1, 2, 3)])
    semis = RoundPlan("Semi-finals", "Demi-finales", 3, 2)
    sqlite_house.perform(sqlite_house.house_in(made.edition.id), add_round, semis)
    for role in (Role.COACH, Role.EXPERT, Role.ORGANISER):
        sqlite_house.person(made.edition.id, role)
    make_partner(sqlite_house, made.edition.id, made.organisation_id)
    folders = [tmp_path / name for name in ("one", "same")]
    folders[0].mkdir()
    copy, _ = completed_copy(sqlite_house.ground, card_of(sqlite_house, "crunch"), folders[0], 1, lambda _: None)
    copy.close()
    copytree(folders[0], folders[1], ignore=ignore_patterns("bells"))
    one, same = (played(sqlite_house, folder, 1) for folder in folders)

    assert one.facts == same.facts
    assert one.report.log == same.report.log
    # Somebody acted at every part of the week, and none of it later than it was meant to be.
    assert {"log-in": 8, "plan": 1, "announcement": 1, "opening": 1, "reveal": 4}.items() <= one.report.acts.items()
    assert [line for line in one.report.log if "submission" in line and "locked" in line] == []
    assert [(turn.code, turn.done > 0) for turn in one.report.judged] == [
        ("round-1", True),
        ("round-2", True),
        ("finals", True),
    ]
    assert {name: sum(f" {name} " in line for line in one.facts) for name in ENDS} == dict(
        zip(ENDS, (1, len(made.teams), 2, len(made.teams)), strict=True)
    )
    named = {f"act:{outcome.split()[0]}" for outcome in one.report.acts}
    assert [name for name in named if not spoken().knows("en", name)] == []
    assert one.facts[-1].startswith("2028-05-27T07:00:00.000000Z schedule.milestone_reached 0 ")


def test_round_in_rooms_is_planned_by_sittings_and_forecast_by_rooms(sqlite_house: TestHouse) -> None:
    hall = make_hall(sqlite_house, 8, 6)
    hall.act(jury_rooms.spread_jurors, 2)
    assert sqlite_house.read(visits_to_plan, hall.edition.id, "round-1") == 3
    hall.act(jury_rooms.set_mode, "round-1", "rooms")
    assert sqlite_house.read(visits_to_plan, hall.edition.id, "round-1") == 1
    hall.act(actions.plan_round, "round-1", 1)
    assert sqlite_house.read(visits_to_plan, hall.edition.id, "round-1") == 0

    hall.act(actions.open_round, "round-1")
    sheets = {(visit.jury_room_id, visit.slot): visit for visit in hall.visits()}
    for visit in sheets.values():
        score(hall, visit, 3)
    (first, *_) = sqlite_house.read(judged, hall.edition.id)
    # Two sheets of each sitting lack, and yet every room is through.
    assert (first.done, first.left, first.expected) == (12, 24, first.last)
