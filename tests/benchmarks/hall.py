"""The hall that everything is measured in: the demonstration with 300 teams on the morning of its fifth day."""

import io
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.accounts import actions as accounts
from challenge.accounts import passwords
from challenge.accounts.models import Account
from challenge.accounts.queries import account_actor
from challenge.editions.actions import set_clock
from challenge.judging import actions as judging
from challenge.judging.models import Juror, Round, Visit
from challenge.kernel.actor import HOUSE, Actor
from challenge.kernel.clock import real_now
from challenge.kernel.files import StoredFile
from challenge.kernel.work import Work
from challenge.people.models import Person
from challenge.rehearsal.cast import Cast, gather, moments
from challenge.rehearsal.demo import PASSWORD, SLUG, make_demo, open_accounts
from challenge.rooms import all_alarms
from challenge.runtime import schema
from challenge.submissions.actions import Handed, submit_work
from challenge.submissions.models import Deliverable
from config import ROOT, Config, load
from tests.house import TestHouse

TEAMS, SEED = 300, 1
ROUND, VISITS_PER_TEAM = "round-1", 3
OPEN_CODE = "D5"
BEFORE_DUE = timedelta(minutes=26)
WHO_LOG_IN = 100
MARKS = {"need": "4", "idea": "3", "proof": "5", "path": "2", "told": "4"}


@dataclass(frozen=True, slots=True)
class WaitingVisit:
    """A visit that its juror can make now: inside and outside names, and the juror's account and key."""

    id: int
    public_id: str
    account_id: int
    token: str


@dataclass(frozen=True, slots=True)
class Hall:
    """A built instance.

    Fields:
        organiser, member: session cookies; the member's team is `cast.teams[0]`.
        students: addresses that can log in with the demonstration's password.
    """

    instance: Path
    edition_id: int
    cast: Cast
    visits: list[WaitingVisit]
    organiser: str
    member: str
    students: list[str] = field(default_factory=list)

    @property
    def config(self) -> Config:
        """The configuration of its instance."""
        return load({"CHALLENGE_INSTANCE": str(self.instance)})

    @property
    def by(self) -> Actor:
        """The house, acting in the edition."""
        return replace(HOUSE, edition_id=self.edition_id)

    def address(self, path: str) -> str:
        """Return an address of the edition."""
        return f"/e/{SLUG}/{path}"

    def copy(self, instance: Path) -> "Hall":
        """Return the same hall in a folder of its own; nobody may be writing."""
        shutil.copytree(self.instance, instance)
        return replace(self, instance=instance)


def build(instance: Path, say: Callable[[str], None]) -> Hall:
    """Make the demonstration, reveal its problems, hand in four days' work, plan and open the first round."""
    house = TestHouse(load({"CHALLENGE_INSTANCE": str(instance)}))
    schema.upgrade(ROOT, house.database)
    edition = make_demo(house.ground, teams_wanted=TEAMS, seed=SEED, say=say)
    open_accounts(house.ground, edition)
    house.deliver()
    by = house.house_in(edition.id)
    say("playing four days")
    times = house.read(moments, edition.id)
    house.perform(by, set_clock, edition_now=times[OPEN_CODE][0] - BEFORE_DUE, speed=1.0, reason="benchmark")
    _reach(house)
    cast = gather(house.ground, edition)
    _hand_in(house, cast, house.read(account_actor, cast.organiser.account_id, edition.id))
    house.perform(by, judging.plan_round, ROUND, VISITS_PER_TEAM)
    house.perform(by, judging.open_round, ROUND)
    students = house.perform(by, _with_password, passwords.hashed(PASSWORD))
    say("telling every screen")
    house.deliver()
    keys = {player.account_id: player.token for player in cast.jurors}
    hall = Hall(
        instance=instance,
        edition_id=edition.id,
        cast=cast,
        visits=[WaitingVisit(*row, keys[row[2]]) for row in house.read(_visits, edition.id)],
        organiser=_session(house, cast.organiser.account_id),
        member=_session(house, cast.teams[0].scribe.account_id),
        students=students,
    )
    house.close()
    return hall


def _reach(house: TestHouse) -> None:
    """Let everything happen that the schedule held until now."""
    now = real_now()
    for alarm in all_alarms(house.works):
        if alarm.at <= now:
            alarm.fire()
    house.deliver()


def _hand_in(house: TestHouse, cast: Cast, by: Actor) -> None:
    """Every team has handed in what was due."""
    kept = house.ground.files.keep(io.BytesIO(b"# What we did\n"), "work.md", most=1000)
    house.perform(by, _submit_all, [team.id for team in cast.teams], kept)


def _submit_all(work: Work, team_ids: list[int], kept: StoredFile) -> None:
    asked = select(Deliverable.id, Deliverable.code).where(Deliverable.edition_id == work.edition_id)
    times = moments(work.session, work.edition_id)
    for deliverable_id, code in work.session.execute(asked.where(Deliverable.code != OPEN_CODE)).all():
        if times[code][0] < work.now:
            at = times[code][1] - timedelta(minutes=20)
            for team_id in team_ids:
                submit_work(work, team_id, deliverable_id, Handed(kept, "work.md", "", ""), received_at=at)


def _with_password(work: Work, stored: str) -> list[str]:
    """Give some students the password and return their addresses."""
    wanted = (
        select(Account.id, Account.email)
        .join(Person, Person.account_id == Account.id)
        .where(Person.edition_id == work.edition_id, Account.email.is_not(None))
        .order_by(Person.ref)
        .limit(WHO_LOG_IN)
    )
    rows = work.session.execute(wanted).all()
    for account_id, _ in rows:
        accounts.set_password(work, account_id, stored)
    return [str(email) for _, email in rows]


def _visits(session: Session, edition_id: int) -> list[tuple[int, str, int]]:
    wanted = (
        select(Visit.id, Visit.public_id, Juror.account_id)
        .join(Juror, Juror.id == Visit.juror_id)
        .join(Round, Round.id == Visit.round_id)
        .where(Visit.edition_id == edition_id, Round.code == ROUND)
        .order_by(Visit.place, Juror.ref)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(wanted)]


def _session(house: TestHouse, account_id: int) -> str:
    return house.perform(HOUSE, accounts.open_session, account_id, device="benchmark", by="password")


def reopened(hall: Hall) -> TestHouse:
    """Return the hall in this process."""
    return TestHouse(hall.config)


def publish(house: TestHouse, hall: Hall) -> None:
    """Make the visits that are left, end the round, open every place and tell every screen."""
    for visit in hall.visits:
        by = house.read(account_actor, visit.account_id, hall.edition_id)
        house.perform(by, judging.record_visit, visit.id, _marks_of(visit), "", _version(house, visit.id))
    house.perform(hall.by, judging.freeze_round, ROUND)
    house.perform(hall.by, judging.publish_results)
    house.deliver()


def _marks_of(visit: WaitingVisit) -> dict[str, str]:
    return {code: str(1 + (visit.id * (place + 3)) % 5) for place, code in enumerate(MARKS)}


def _version(house: TestHouse, visit_id: int) -> int:
    return house.read(lambda session: session.execute(select(Visit.version).where(Visit.id == visit_id)).scalar_one())
