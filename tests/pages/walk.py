"""Every page of every role: which addresses there are, and what a browser says while it shows them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Error, Page, Request, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.announcements.models import Announcement
from challenge.attendance.models import Badge, HalfDay
from challenge.editions.models import Edition
from challenge.judging.models import Juror, Visit
from challenge.kernel.actor import Role
from challenge.people.models import Person
from challenge.problems.models import Problem
from challenge.schedule.models import Milestone
from challenge.teams.models import CompositionRun, Team
from challenge.wall.rules import wall_of
from tests.house import TestHouse
from tests.pages.conftest import Hall

ROLES = ("visitor", Role.STUDENT, Role.JUROR, Role.COACH, Role.PARTNER, Role.INCUBATOR, Role.CHAIR, Role.ORGANISER)
# What a role is shown first; walked for each of them, whatever others were shown before.
OWN = ""


def addresses(house: TestHouse) -> list[str]:
    """Return the address of every page without arguments, and of one object of each kind."""
    rules = [rule for rule in house.app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    plain = [rule.rule.replace("<slug>", "demo") for rule in rules if rule.arguments <= {"slug"}]
    return sorted(set(plain) | set(house.read(_objects)) | {"/login?next=/e/demo/team", "/e/demo/nothing"})


def _objects(session: Session) -> list[str]:
    team, problem_id = session.execute(select(Team.code, Team.problem_id).order_by(Team.code)).first() or ("", 0)
    problem = session.execute(select(Problem.public_id).where(Problem.id == problem_id)).scalar_one()
    first = select(Visit.public_id).join(Juror, Juror.id == Visit.juror_id).order_by(Juror.ref, Visit.place)
    visits = session.execute(first).scalars().all()
    milestone = session.execute(select(Milestone.public_id).order_by(Milestone.id)).scalars().first()
    found = [f"teams/{team}", f"problems/{problem}", f"desk/problems/{problem}", f"partner/problems/{problem}"]
    found += [f"partner/problems/{problem}/edit", f"partner/interests/{team}", f"desk/schedule/{milestone}"]
    found += [f"desk/schedule/{milestone}/words", f"decisions/{team}", f"teams/{team}/decision"]
    found += [f"jury/visits/{visits[0]}", f"jury/visits/{visits[-1]}", f"desk/judging/visits/{visits[0]}"]
    found += [*_composed(session), *_attended(session)]
    found += [f"desk/announcements/{name}" for name in session.execute(select(Announcement.public_id)).scalars()]
    found += [f"wall/{screen.code}" for screen in wall_of(_settings(session)).screens if not screen.is_main]
    found += ["desk/submissions?missing=D2", "desk/problems?status=submitted", "partner/interests?marked=1"]
    return [f"/e/demo/{path}" for path in found]


def _settings(session: Session) -> dict[str, Any]:
    return session.execute(select(Edition).where(Edition.slug == "demo")).scalar_one().settings


def _composed(session: Session) -> list[str]:
    """Return pages of the confirmed composition: the whole, a team, a person, and itself beside itself."""
    wanted = select(CompositionRun).where(CompositionRun.state == "confirmed")
    run = session.execute(wanted).scalars().first()
    assert run is not None
    ref, problem, number = run.placements[0]
    own = f"desk/teams/runs/{run.public_id}"
    pages = [own, f"{own}?problem={problem}", f"{own}/team?problem={problem}&no={number}", f"{own}/person?ref={ref}"]
    pages.append(f"{own}/prices")
    return [*pages, f"desk/teams/compare?a={run.public_id}&b={run.public_id}"]


def _attended(session: Session) -> list[str]:
    """Return pages of attendance about one person, one half-day and one badge."""
    person, code = session.execute(
        select(Person.public_id, Badge.code).join(Badge, Badge.person_id == Person.id).order_by(Person.id)
    ).first() or ("", "")
    half = session.execute(select(HalfDay.public_id).order_by(HalfDay.number)).scalars().first()
    desk = "desk/attendance"
    found = [f"{desk}/people/{person}", f"{desk}/half-days/{half}/close", f"{desk}?by=team&state=unknown"]
    return [*found, f"{desk}/badges?zone=A&team=1", f"c/{code}", "coach/roll?half=2", "desk/people?left=1"]


def pages_of(hall: Hall, role: str, seen: set[str]) -> list[str]:
    """Return the addresses that are whole pages for a role, without those that somebody was shown before."""
    house = hall.small.house
    who: Any = house.visitor() if role == "visitor" else house.log_in(hall.account(role), hall.small.edition_id)
    found = []
    for address in addresses(house):
        if address in seen and address not in ("/e/demo/", "/account"):
            continue
        absent = role == "visitor" and address == "/e/demo/nothing"
        with who.get(address) as answer:
            is_page = answer.mimetype == "text/html" and (answer.status_code == 200 or absent)
            if is_page and "<!doctype" in answer.text[:200]:
                found.append(address)
    seen.update(found)
    return found


@dataclass
class Ear:
    """Hears what goes wrong on a page: console errors, refused policies, failed requests, foreign origins."""

    page: Page
    heard: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Start to listen."""
        self.page.on("console", self._console)
        self.page.on("pageerror", self._broken)
        self.page.on("request", self._request)
        self.page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "404" not in message.text:
            self.heard.append(f"{message.type}: {message.text}")

    def _broken(self, error: Error) -> None:
        self.heard.append(f"script: {error}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1":
            self.heard.append(f"foreign: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and not response.url.endswith("/nothing"):
            self.heard.append(f"{response.status}: {response.url}")

    def taken(self) -> list[str]:
        """Return what was heard since the last time."""
        heard, self.heard = self.heard, []
        return heard


def walked(hall: Hall, role: str, seen: set[str]) -> Iterator[tuple[str, Page, Ear]]:
    """Open every page of a role in turn, in English on a laptop."""
    context = hall.inside(role, viewport={"width": 1280, "height": 900}, color_scheme="light", reduced_motion="reduce")
    page = context.new_page()
    ear = Ear(page)
    for address in pages_of(hall, role, seen):
        page.goto(hall.address(address), wait_until="load")
        yield address, page, ear
    context.close()
