"""Attendance for tests: half-days and badges as the listeners make them, scans and rolls through the real acts."""

from typing import Any

from sqlalchemy import select

from challenge.attendance.marking import Seen, call_roll, record_scan
from challenge.attendance.models import AttendanceMark, Badge
from challenge.attendance.queries import HalfLine, halves, roster_faces
from challenge.attendance.rules import State
from challenge.kernel.actor import Actor
from challenge.people.models import Person
from challenge.teams.models import TeamMember
from tests.house import TestHouse
from tests.make.teams import Composed


def half_of(house: TestHouse, composed: Composed, number: int = 1) -> HalfLine:
    """Return a half-day of the edition by its number."""
    return house.read(halves, composed.edition.id)[number - 1]


def codes(house: TestHouse, composed: Composed) -> dict[str, str]:
    """Return everybody's badge code by reference."""
    return {one.ref: one.code for one in house.read(roster_faces, composed.edition.id)}


def names(house: TestHouse, composed: Composed) -> dict[str, str]:
    """Return everybody's outside name by reference."""
    return {one.ref: one.public_id for one in house.read(roster_faces, composed.edition.id)}


def scan(house: TestHouse, by: Actor, code: str, **options: Any) -> dict[str, Any]:
    """Scan a badge and bring the facts to the listeners."""
    answer = house.perform(by, record_scan, Seen(badge=code, **options))
    house.deliver()
    return answer


def roll(house: TestHouse, by: Actor, composed: Composed, states: dict[str, State], **options: Any) -> dict[str, Any]:
    """Call the roll of the first team; states by reference."""
    known = names(house, composed)
    half = options.pop("half", half_of(house, composed).public_id)
    named = {known[ref]: state for ref, state in states.items()}
    seen = {known[ref]: version for ref, version in options.pop("seen", {}).items()}
    return house.perform(by, call_roll, composed.teams[0].id, half, named, seen, options.pop("at", None))


def marks(house: TestHouse) -> dict[int, tuple[str, str, int]]:
    """Return state, method and version of every mark by person."""
    rows = house.read(lambda session: list(session.execute(select(AttendanceMark)).scalars()))
    return {row.person_id: (row.state, row.method, row.version) for row in rows}


def members(house: TestHouse, composed: Composed, place: int = 0) -> list[str]:
    """Return the references of a team's members; which team has which problem is left to chance."""
    wanted = select(Person.ref).join(TeamMember, TeamMember.person_id == Person.id)
    wanted = wanted.where(TeamMember.team_id == composed.teams[place].id).order_by(Person.ref)
    return house.read(lambda session: list(session.execute(wanted).scalars()))


def badge_count(house: TestHouse) -> int:
    """Return how many badges there are."""
    return len(house.read(lambda session: session.execute(select(Badge.person_id)).all()))
