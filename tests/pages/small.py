"""A small edition in an instance folder of its own, made by the demonstration's own files and the real acts."""

import csv
import fcntl
import io
import json
import os
import shutil
import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from challenge.accounts import actions as accounts
from challenge.accounts.models import Account
from challenge.accounts.queries import account_actor
from challenge.announcements.actions import Draft, write_announcement
from challenge.editions.actions import create_edition, set_clock
from challenge.exchange.actions import apply_upload, read_upload
from challenge.exchange.importing import importer_of
from challenge.incubation.actions import mark_interest
from challenge.incubation.rules import Wish
from challenge.judging import actions as judging
from challenge.judging.models import Juror, Visit
from challenge.kernel.actor import HOUSE, Actor, Role
from challenge.kernel.text import Words
from challenge.problems.actions import review_problem
from challenge.problems.models import Problem
from challenge.problems.rules import Decision
from challenge.rehearsal.cast import moments
from challenge.rehearsal.edition_files import SHAPES, files
from challenge.runtime import schema
from challenge.schedule.actions import draw_schedule
from challenge.submissions.actions import Handed, submit_work
from challenge.submissions.models import Deliverable
from challenge.teams import actions as teams
from challenge.teams import runs as composition
from challenge.teams.models import CompositionRun, Team, TeamMember
from challenge.teams.publishing import publish_to_students, reveal_problems
from challenge.teams.rules import suggested
from challenge.teams.solving import solve_one
from challenge.wall.actions import add_screen
from config import ROOT, Config, load
from tests.house import TestHouse
from tests.make.accounts import stored

SLUG = "demo"
MONDAY = date(2027, 5, 24)
MARKS = {"need": "4", "idea": "3", "proof": "5", "path": "2", "told": "4"}
TEAMS, STUDENTS, COACHES, JURORS = 8, 60, 4, 4
STAFF = {
    Role.ORGANISER: "organiser1@demo.example",
    Role.COACH: "coach1@demo.example",
    Role.PARTNER: "partner@demo.example",
    Role.INCUBATOR: "incubator@demo.example",
    Role.CHAIR: "chair@demo.example",
}


def friday(hour: int, minute: int = 0) -> datetime:
    """Return an instant of the fifth day; the hall's clock is two hours ahead of UTC."""
    return datetime(2027, 5, 28, hour - 2, minute, tzinfo=UTC)


def settings(instance: Path, **more: str) -> Config:
    """Return the configuration of an instance folder."""
    return load({"CHALLENGE_INSTANCE": str(instance), **more})


class TeamRow(NamedTuple):
    """A team and whose problem it works on."""

    id: int
    code: str
    organisation_id: int


@dataclass
class Small:
    """The small edition: who enters how, and what there is to look at.

    Fields:
        student: address of a member of `team`; everybody has the tests' password.
    """

    house: TestHouse
    edition_id: int
    student: str = ""
    team: str = ""

    @property
    def by(self) -> Actor:
        """The house, acting in the edition."""
        return replace(HOUSE, edition_id=self.edition_id)

    def account(self, email: str) -> int:
        """Return the account behind an address."""
        found = self.house.read(_account, email)
        assert found is not None, email
        return found

    def juror(self) -> int:
        """Return the account of the first juror."""
        return (
            self.house.read(
                lambda session: session.execute(select(Juror.account_id).order_by(Juror.ref)).scalars().first()
            )
            or 0
        )

    def confirm_problem(self) -> None:
        """Confirm a problem that waits, as an organiser would."""
        waits = select(Problem.id).where(Problem.status == "submitted").order_by(Problem.id)
        problem_id = self.house.read(lambda session: session.execute(waits).scalars().first())
        assert problem_id is not None
        self.house.perform(self.by, review_problem, problem_id, Decision.CONFIRM, "", version=1)

    def mark_two(self) -> None:
        """Let the last juror make the next two visits."""
        rows = self.house.read(_waiting_visits)
        last = rows[-1][2]
        by = self.house.read(account_actor, last, self.edition_id)
        for visit_id, version, _ in [row for row in rows if row[2] == last][:2]:
            self.house.perform(by, judging.record_visit, visit_id, MARKS, "", version)

    def set_time(self, now: datetime, speed: float = 1.0) -> None:
        """Make the edition's clock show an instant."""
        self.house.perform(self.by, set_clock, edition_now=now, speed=speed, reason="test")


def make_small(instance: Path, **environ: str) -> Small:
    """Make the edition on the morning of its fifth day: work handed in, a round open, some visits made, an interest."""
    config = settings(instance, **environ)
    house = TestHouse(config)
    schema.upgrade(ROOT, house.database)
    edition = house.perform(HOUSE, create_edition, SLUG, name="Challenge du Territoire", starts_on=MONDAY)
    small = Small(house, edition.id)
    house.perform(small.by, draw_schedule)
    for kind, data in small_files().items():
        house.perform(small.by, apply_upload, read_upload(importer_of(kind), data, partial=False))
    house.deliver()
    _compose(small)
    _open_accounts(small)
    small.set_time(friday(8, 10))
    house.perform(small.by, reveal_problems)
    _hand_in(small)
    _judge(small)
    _follow(small)
    _announce(small)
    house.deliver()
    return small


def made_once(folders: pytest.TempPathFactory) -> Small:
    """Return the edition at rest, to be copied: made by the first who asks, of all workers of one run of tests."""
    base = folders.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "small"
    shared.mkdir(exist_ok=True)
    known = shared / "known.json"
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not known.exists():
            folder = Path(tempfile.mkdtemp(dir=shared))
            made = make_small(folder)
            made.house.close()
            said = {"folder": str(folder), "edition_id": made.edition_id, "student": made.student, "team": made.team}
            known.write_text(json.dumps(said))
    said = json.loads(known.read_text())
    house = TestHouse(settings(Path(said.pop("folder"))))
    house.close()
    return Small(house, **said)


def copied_to(made: Small, instance: Path) -> Small:
    """Return the same edition, at rest until now, in a copy of its folder."""
    bells = shutil.ignore_patterns("bells")
    shutil.copytree(made.house.config.instance, instance, dirs_exist_ok=True, ignore=bells)
    return replace(made, house=TestHouse(settings(instance)))


def small_files() -> dict[str, bytes]:
    """Return the demonstration's files, cut down to a hall that a test fills in seconds."""
    full = files(SHAPES[160], 1)
    kept = {kind: list(csv.DictReader(io.StringIO(data.decode()))) for kind, data in full.items()}
    problems = [dict(row, max_teams="1", required_skills="", wanted_depts="") for row in kept["problems"]]
    staff = {"organiser": 1, "coach": COACHES, "expert": 2}
    kept["problems"] = problems[:TEAMS] + [row for row in problems if row["status"] == "submitted"][:2]
    kept["roster"] = kept["roster"][:: len(kept["roster"]) // STUDENTS][:STUDENTS]
    kept["staff"] = [row for role, count in staff.items() for row in _first(kept["staff"], role, count)]
    kept["jurors"] = kept["jurors"][:JURORS]
    kept["wishes"] = _possible(kept["wishes"], kept["roster"], kept["problems"])
    for row in kept["jurors"]:
        row["organisation"] = ""
    # Coaches draw their teams into their zones; the first of them makes sure that there is an A01.
    for zone, row in zip("ABCD", [row for row in kept["staff"] if row["role"] == "coach"], strict=True):
        row["zone"] = zone
    for row in kept["staff"]:
        row["capacity"] = row["capacity"] and "6"
    return {kind: _csv(rows) for kind, rows in kept.items()}


def _possible(
    wishes: list[dict[str, str]], roster: list[dict[str, str]], problems: list[dict[str, str]]
) -> list[dict[str, str]]:
    """Return the wishes of those who are here, for what is offered here."""
    people = {row["student_id"] for row in roster}
    confirmed = [row for row in problems if row["status"] == "confirmed"]
    offered = {row["problem_id"] for row in confirmed} | {row["theme"] for row in confirmed}
    return [row for row in wishes if row["student_id"] in people and row["target"] in offered]


def _first(rows: list[dict[str, str]], role: str, count: int) -> list[dict[str, str]]:
    return [row for row in rows if row["role"] == role][:count]


def _csv(rows: list[dict[str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _compose(small: Small) -> None:
    house = small.house
    house.perform(small.by, composition.request_run, suggested(STUDENTS, TEAMS), seed=1, seconds=1)
    assert solve_one(house.ground)
    run = house.read(lambda session: session.execute(select(CompositionRun)).scalar_one())
    assert run.state == "done", (run.state, run.findings)
    house.perform(small.by, teams.confirm_assignment, run.id)
    house.perform(small.by, publish_to_students)


def _open_accounts(small: Small) -> None:
    organisation = small.house.read(teams_of, small.edition_id)[0].organisation_id
    for role, email in STAFF.items():
        known = small.house.read(_account, email)
        if known is None:
            known = small.house.perform(small.by, accounts.create_account, name=f"Dominique {role}", email=email).id
            own = organisation if role is Role.PARTNER else 0
            small.house.perform(small.by, accounts.grant_role, known, role, organisation_id=own)
        small.house.perform(small.by, accounts.set_password, known, stored())
    first = small.house.read(teams_of, small.edition_id)[0]
    account_id = small.house.read(members, small.edition_id)[first.id]
    small.house.perform(small.by, accounts.set_password, account_id, stored())
    small.team = first.code
    small.student = small.house.read(lambda session: session.get_one(Account, account_id).email) or ""


def _account(session: Session, email: str) -> int | None:
    return session.execute(select(Account.id).where(Account.email == email)).scalar_one_or_none()


def members(session: Session, edition_id: int) -> dict[int, int]:
    """Return one member's account of each team, by team."""
    wanted = select(TeamMember.team_id, func.min(TeamMember.account_id)).where(TeamMember.edition_id == edition_id)
    return {row[0]: row[1] or 0 for row in session.execute(wanted.group_by(TeamMember.team_id))}


def teams_of(session: Session, edition_id: int) -> list[TeamRow]:
    wanted = select(Team.id, Team.code, Problem.organisation_id).join(Problem, Problem.id == Team.problem_id)
    wanted = wanted.where(Team.edition_id == edition_id).order_by(Team.code)
    return [TeamRow(row[0], row[1], row[2] or 0) for row in session.execute(wanted)]


def _hand_in(small: Small) -> None:
    """Everything of the first four days is in, but for one team that forgot one and one that was late."""
    house = small.house
    people = house.read(members, small.edition_id)
    asked = house.read(
        lambda session: list(session.execute(select(Deliverable).order_by(Deliverable.position)).scalars())
    )
    times = house.read(moments, small.edition_id)
    for place, team in enumerate(house.read(teams_of, small.edition_id)):
        by = house.read(account_actor, people[team.id], small.edition_id)
        for one in asked[:-1]:
            if (place, one.code) == (3, "D2"):
                continue
            late = timedelta(minutes=20 if (place, one.code) == (4, "D3") else -25 + place)
            at = times[one.code][1] + late
            words = f"# {team.code}, {one.code}\n".encode()
            kept = house.ground.files.keep(io.BytesIO(words), f"{one.code}-{team.code}.md", most=1000)
            handed = Handed(kept, f"{one.code}-{team.code}.md", "", "")
            house.perform(by, submit_work, team.id, one.id, handed, received_at=at)


def _waiting_visits(session: Session) -> list[tuple[int, int, int]]:
    """Return id, version and juror's account of the visits to be made, by juror and place."""
    wanted = select(Visit.id, Visit.version, Juror.account_id).join(Juror, Juror.id == Visit.juror_id)
    rows = session.execute(wanted.where(Visit.state == "planned").order_by(Juror.ref, Visit.place))
    return [(row[0], row[1], row[2]) for row in rows]


def _judge(small: Small) -> None:
    """The first round is open and two jurors have begun."""
    house = small.house
    house.perform(small.by, judging.plan_round, "round-1", 3)
    house.perform(small.by, judging.open_round, "round-1")
    rows = house.read(_waiting_visits)
    jurors = sorted({row[2] for row in rows})
    for account_id in jurors[1:3]:
        mine = [row for row in rows if row[2] == account_id]
        by = house.read(account_actor, account_id, small.edition_id)
        for visit_id, version, _ in mine[:2]:
            house.perform(by, judging.record_visit, visit_id, MARKS, "", version)


def _announce(small: Small) -> None:
    """One announcement is sent to everybody, one waits for an instant; a second screen hangs at the entrance."""
    small.house.perform(small.by, add_screen, "Entrance")
    words = Words("Repas à midi", "Lunch at noon", "En **salle B**, par zone.", "In **room B**, by zone.")
    sent = Draft(words=words, audience=["everybody"], is_public=True)
    for draft in (sent, replace(sent, audience=["role:student"], is_public=False, send_at=friday(15))):
        small.house.perform(small.by, write_announcement, draft)


def _follow(small: Small) -> None:
    """The partner marks a team of its own problems."""
    house = small.house
    account_id = house.read(_account, STAFF[Role.PARTNER])
    assert account_id is not None
    by = house.read(account_actor, account_id, small.edition_id)
    team = house.read(teams_of, small.edition_id)[0]
    house.perform(by, mark_interest, team.organisation_id, team.code, wish=Wish.INTERNSHIP, note="We met at the stand.")
