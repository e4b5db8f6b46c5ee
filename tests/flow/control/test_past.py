"""Looking back: the past view equals what the control room showed at that instant, while a week was played."""

import io
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.control.past_queries import Board, board
from challenge.control.queries import numbers, tables
from challenge.control.rules import HOURS, silent_since
from challenge.editions.attention import Scope, concerns
from challenge.gallery.queries import coverage
from challenge.judging.actions import open_round, plan_round
from challenge.judging.models import Visit
from challenge.judging.visits import declare_conflict, record_visit, skip_visit
from challenge.kernel.actor import Role
from challenge.kernel.errors import Late
from challenge.mentoring.actions import Asked, answer_help, ask_help, claim_help, release_help
from challenge.mentoring.rules import Kind
from challenge.schedule.queries import lines
from challenge.submissions.actions import Handed, grant_extension, record_refusal, submit_work
from challenge.submissions.models import Deliverable
from challenge.submissions.queries import progress
from challenge.teams.table_acts import move_team, undo_change
from tests.flow.teams.test_tables import change, statements
from tests.house import Person, TestHouse
from tests.make.judging import MARKS, make_jurors
from tests.make.people import make_people
from tests.make.teams import Composed, make_composed, member_of, set_time

ZONE = "Europe/Paris"
Shown = dict[str, Any]


class Week:
    """A week that is played, with what the control room showed kept on the way."""

    def __init__(self, house: TestHouse) -> None:
        self.house, self.made = house, make_composed(house, teams=3)
        self.edition_id = self.made.edition.id
        self.by = house.house_in(self.edition_id)
        self.members: list[Person] = [member_of(house, self.made, place) for place in range(3)]
        self.kept: list[tuple[datetime, Shown]] = []

    def now(self) -> datetime:
        """Return the edition's instant."""
        return self.house.works.perform(self.by, lambda work: work.now)

    def at(self, day: int, hour: int, minute: int = 0) -> None:
        """Keep what is shown, then go on to an instant of the week."""
        self.look()
        set_time(self.house, self.made, day, hour, minute)

    def look(self) -> None:
        """Keep what the control room shows now."""
        now = self.now()
        self.kept.append((now, self.house.read(live, self.edition_id, now)))

    def deliverable(self, place: int) -> Deliverable:
        """Return a deliverable by its place."""
        wanted = select(Deliverable).where(Deliverable.edition_id == self.edition_id).order_by(Deliverable.position)
        return self.house.read(lambda session: session.execute(wanted).scalars().all())[place]

    def hand_in(self, team: int, place: int) -> None:
        """Hand in a deliverable as a member."""
        stored = self.house.ground.files.keep(io.BytesIO(b"# Work"), "work.md", most=1000)
        handed = Handed(stored, "work.md", "", "")
        by, asked = self.members[team].actor, self.deliverable(place).id
        self.house.perform(by, submit_work, self.made.teams[team].id, asked, handed, received_at=self.now())

    def ask(self, team: int) -> None:
        """Ask for the coach as a member."""
        self.house.perform(
            self.members[team].actor, ask_help, self.made.teams[team].id, Asked(kind=Kind.COACH, need="A word")
        )


def live(session: Session, edition_id: int, now: datetime) -> Shown:
    """Return what the control room shows now, as far as the past can know it."""
    rows = lines(session, edition_id)
    spans = [(line.starts_at, line.ends_at) for line in rows if "staff" not in line.audience]
    since = silent_since(now, HOURS, spans, ZONE)
    asked = progress(session, edition_id)
    due = next((line for line in asked if line.due > now), asked[-1] if asked else None)
    left_out = ("agreements", "problems.waiting", "judging.", "schedule.held", "control.parked")
    return {
        "numbers": numbers(session, edition_id),
        "visits": coverage(session, edition_id),
        "asked": (due.code, due.due, due.received) if due else None,
        "concerns": [
            (one.code, one.count)
            for one in concerns(session, Scope(edition_id, now, since, drafts=True))
            if not one.code.startswith(left_out)
        ],
        "tables": [replace(one, coach="") for one in tables(session, edition_id, now, since)],
    }


def then(found: Board) -> Shown:
    """Return what the past view shows, in the same form."""
    return {
        "numbers": found.numbers,
        "visits": found.visits,
        "asked": (found.asked.code, found.asked.due, found.asked.received) if found.asked else None,
        "concerns": [(one.code, one.count) for one in found.concerns],
        "tables": list(found.tables),
    }


def play_help(week: Week) -> None:
    """Let two teams ask, of which one hands in; one is helped after a release, the other waits too long."""
    for team in (0, 1):
        week.ask(team)
    week.hand_in(0, 0)
    week.at(1, 9, 5)
    week.house.perform(week.by, claim_help, 1)
    week.at(1, 9, 8)
    week.house.perform(week.by, release_help, 1)
    week.at(1, 9, 30)
    week.house.perform(week.by, claim_help, 1)
    week.house.perform(week.by, answer_help, 1, "Shown.")
    week.at(1, 15)


def play_deadlines(week: Week) -> None:
    """Get one extension, be refused once, let the rest pass; move a table and take that back."""
    change(week.house, week.made, move_team, "B01", "H3", reason="Light")
    week.at(2, 16)
    change(week.house, week.made, undo_change)
    later = week.now() + timedelta(days=1)
    desk = week.house.person(week.edition_id, Role.ORGANISER).actor
    week.house.perform(desk, grant_extension, week.made.teams[1].id, week.deliverable(0).id, until=later, reason="Ill")
    late, team = Late("submissions.locked"), week.made.teams[2].id
    by = week.members[2].actor
    week.house.perform(by, record_refusal, team, week.deliverable(0).id, late, received_at=week.now(), size=9)
    make_people(week.house, week.edition_id, 13)
    week.at(3, 18)


def play_jury(week: Week) -> None:
    """Open the first round; one visit is marked, one passed over, one a conflict."""
    house = week.house
    found = make_jurors(house, week.made.edition, [f"J{n},j{n}@x.example,Jo,Jur{n},,food,9" for n in range(1, 4)])
    house.perform(week.by, plan_round, "round-1", 2)
    house.perform(week.by, open_round, "round-1")
    week.at(5, 8)
    visits = house.read(lambda session: list(session.execute(select(Visit).order_by(Visit.id)).scalars()))
    marks = {name.removeprefix("mark-"): value for name, value in MARKS.items()}
    accounts = {one.id: one.account_id for one in found}
    first, second, third = ((one, house.log_in(accounts[one.juror_id], week.edition_id).actor) for one in visits[:3])
    house.perform(first[1], record_visit, first[0].id, marks, "", first[0].version)
    house.perform(second[1], skip_visit, second[0].id, "Nobody", second[0].version)
    week.at(5, 9)
    house.perform(third[1], declare_conflict, third[0].id, "Own", third[0].version)
    week.at(5, 10)


def test_past_equals_what_was_shown_at_ten_instants_of_a_week(house: TestHouse) -> None:
    week = Week(house)
    set_time(house, week.made, 1, 9)
    play_help(week)
    play_deadlines(week)
    play_jury(week)
    week.look()

    assert len(week.kept) == 10
    for moment, shown in week.kept:
        found = house.read(board, week.edition_id, moment, ZONE, drafts=True)
        assert then(found) == shown, moment
    assert len({str(shown) for _, shown in week.kept}) >= 8


def test_page_is_read_only_says_so_and_steps_from_moment_to_moment(sqlite_house: TestHouse) -> None:
    house, made = sqlite_house, make_composed(sqlite_house)
    set_time(house, made, 1, 9)
    house.perform(
        house.house_in(made.edition.id), ask_help, made.teams[0].id, Asked(kind=Kind.COACH, need="canary-words")
    )
    set_time(house, made, 3, 14)
    organiser = house.person(made.edition.id, Role.ORGANISER)
    page = organiser.get("/e/crunch/desk/past?at=2027-05-24T11:30").text
    before = organiser.get("/e/crunch/desk/past?at=2027-05-24T10:30").text

    assert "Vous regardez le passé" in page
    assert [">1<" in one.split("attendent de l’aide")[0][-250:] for one in (page, before)] == [True, False]
    assert "?at=2027-05-24T11:45:00" in page
    assert page.split("<main")[1].count('method="post"') == 0
    assert [part for part in ("data-island", "data-live-status", "data-clock-now") if part in page] == []
    assert "À l’arrêt au lun. 24 mai, 11:30" in page.split("<footer")[1]
    assert "canary-words" not in page
    assert [organiser.get(f"/e/crunch/desk/past?at={at}").status_code for at in ("x", "2027-05-28T10:00")] == [422] * 2


def test_statements_of_the_past_do_not_grow_with_the_teams(sqlite_house: TestHouse) -> None:
    counts = []
    for slug, teams in (("few", 2), ("many", 8)):
        made: Composed = make_composed(sqlite_house, slug, teams=teams)
        set_time(sqlite_house, made, 2, 14)
        organiser = sqlite_house.person(made.edition.id, Role.ORGANISER)
        path = f"/e/{slug}/desk/past?at=2027-05-24T11:30"
        organiser.get(path)
        counts.append(statements(sqlite_house, lambda: organiser.get(path)))  # noqa: B023

    assert counts[0] == counts[1], counts
    assert counts[0] <= 11
