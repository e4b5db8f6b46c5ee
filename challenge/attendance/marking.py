"""Acts on marks: a scan, a team's roll, a correction. Nothing is lost, nothing is doubled, the old value stays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from challenge.attendance import rules
from challenge.attendance.events import RollCalled
from challenge.attendance.half_days import half_at
from challenge.attendance.marks import hold_people, marks_of, put_mark
from challenge.attendance.models import RollCall
from challenge.attendance.queries import HalfLine, badge_face, face_of_person, half_by_public_id, halves
from challenge.attendance.rules import Entry, Method, Outcome, State
from challenge.editions.queries import slug_of
from challenge.kernel.clock import milliseconds
from challenge.kernel.errors import Invalid
from challenge.kernel.text import bounded, clean_line
from challenge.kernel.work import Work
from challenge.people.models import Person
from challenge.teams.models import Team, TeamMember


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody at the check-in: by a badge's code or, when it was left at home, by the person's outside name.

    Fields:
        badge: what was scanned or typed; "" when the name was chosen.
        person: outside name; "" when a badge was read.
        half: outside name of the half-day; "" for the present one.
        at: when the device saw them; None for now.
    """

    badge: str = ""
    person: str = ""
    half: str = ""
    at: datetime | None = None
    typed: bool = False


def record_scan(work: Work, seen: Seen) -> dict[str, Any]:
    """Note that somebody was seen; seen again, nothing changes.

    Returns:
        `person` (outside name), `half` (outside name), `outcome`, `state` as it is now, `at_ms` of what holds.

    Raises:
        Invalid("attendance.unreadable"): the text names no badge.
        Invalid("attendance.unknown_badge"): nobody in this edition has it, or they have left.
        Invalid("attendance.foreign_badge"): its address names another edition.
        Invalid("attendance.no_half_day"): none is open now, or none of that name exists.
        Invalid("attendance.ahead"), Invalid("attendance.over"): outside the half-day's window.
    """
    half = _half(work, seen.half)
    method, person_id, public_id = _whom(work, seen)
    at = rules.believed(seen.at, half.opens_at, work.now)
    rules.check_open(at, half.opens_at, half.closes_at)
    hold_people(work, [person_id])
    held = marks_of(work, half.id, [person_id]).get(person_id)
    entry = Entry(rules.arrival(at, half.late_from), method, at)
    outcome, mark = put_mark(work, half.id, person_id, held, entry)
    return {
        "person": public_id,
        "half": half.public_id,
        "outcome": outcome.value,
        "state": mark.state,
        "at_ms": milliseconds(mark.at),
    }


def _half(work: Work, public_id: str) -> HalfLine:
    found = half_by_public_id(work.session, work.edition_id, public_id) if public_id else None
    if not public_id:
        found = half_at(halves(work.session, work.edition_id), work.now)
    if found is None:
        raise Invalid("attendance.no_half_day", "half")
    return found


def _whom(work: Work, seen: Seen) -> tuple[Method, int, str]:
    if seen.person:
        face = face_of_person(work.session, work.edition_id, seen.person)
        if face is None:
            raise Invalid("attendance.unknown_badge", "badge")
        return Method.DESK, face.person_id, face.public_id
    scan = rules.read_scan(seen.badge)
    if scan is None:
        raise Invalid("attendance.unreadable", "badge")
    if scan.slug and scan.slug != slug_of(work.session, work.edition_id):
        raise Invalid("attendance.foreign_badge", "badge")
    face = badge_face(work.session, work.edition_id, scan.code)
    if face is None:
        raise Invalid("attendance.unknown_badge", "badge")
    return Method.CODE if seen.typed or not scan.slug else Method.QR, face.person_id, face.public_id


def call_roll(
    work: Work,
    team_id: int,
    half: str,
    states: Mapping[str, State],
    seen: Mapping[str, int],
    at: datetime | None,
) -> dict[str, Any]:
    """Keep a team's roll of a half-day; called again, the later word counts.

    Args:
        work: by the team's coach or an organiser.
        team_id: whose.
        half: outside name of the half-day.
        states: by outside name of the member; those who are not named stay as they are.
        seen: the version of the mark each was shown with; absent or 0 for none.
        at: when it was called on the device; None for now.

    Returns:
        `team`, `here`, `missing`, `kept`: outside names of those for whom a scan or a later word stands instead.

    Raises:
        Invalid("attendance.no_half_day"), Invalid("attendance.ahead"): no such half-day, or it has not opened.
        Invalid("attendance.not_member"): somebody named is not in the team.
    """
    team = work.locked(Team, team_id)
    line = _half(work, half)
    moment = rules.believed(at, line.opens_at, work.now)
    if work.now < line.opens_at:
        raise Invalid("attendance.ahead", "half")
    members = _members(work, team.id)
    if set(states) - set(members):
        raise Invalid("attendance.not_member", "team")
    hold_people(work, [members[name] for name in states])
    held = marks_of(work, line.id, [members[name] for name in states])
    kept = []
    for name, state in states.items():
        person_id = members[name]
        entry = Entry(state, Method.ROLL, moment, seen.get(name, 0))
        outcome, _ = put_mark(work, line.id, person_id, held.get(person_id), entry)
        if outcome is Outcome.KEPT:
            kept.append(name)
    return _called(work, team, line.id, states, kept)


def _called(
    work: Work, team: Team, half_day_id: int, states: Mapping[str, State], kept: Sequence[str]
) -> dict[str, Any]:
    work.session.merge(
        RollCall(
            half_day_id=half_day_id,
            team_id=team.id,
            edition_id=work.edition_id,
            called_by=work.actor.account_id,
            called_at=work.now,
        )
    )
    here = sum(state in rules.HERE for state in states.values())
    missing = len(states) - here
    work.emit(RollCalled(half_day_id=half_day_id, team_id=team.id, here=here, missing=missing))
    return {"team": team.code, "here": here, "missing": missing, "kept": list(kept)}


def _members(work: Work, team_id: int) -> dict[str, int]:
    wanted = select(Person.public_id, Person.id).join(TeamMember, TeamMember.person_id == Person.id)
    rows = work.session.execute(wanted.where(TeamMember.team_id == team_id, Person.left_at.is_(None)))
    return {row[0]: row[1] for row in rows}


def correct_mark(work: Work, person_id: int, half: str, state: State, *, reason: str, seen: int) -> dict[str, Any]:
    """Say what somebody was, for a reason; the latest correction counts and the earlier value is kept.

    Args:
        work: by an organiser.
        person_id: of the work's edition.
        half: outside name of the half-day.
        state: what they were.
        reason: 1 to 200 characters.
        seen: version of the mark before the author's eyes, 0 for none.

    Returns:
        `outcome`, `state`, `before` ("" for nothing known), `crossed`: True when somebody else had changed it since.

    Raises:
        Invalid("attendance.no_half_day"), Invalid("attendance.ahead"): as for a roll.
        Invalid("text.missing"), Invalid("text.too_long"): the reason.
    """
    line = _half(work, half)
    if work.now < line.opens_at:
        raise Invalid("attendance.ahead", "half")
    why = bounded(clean_line(reason), "reason", most=rules.REASON_MOST)
    hold_people(work, [person_id])
    held = marks_of(work, line.id, [person_id]).get(person_id)
    before, version = (held.state, held.version) if held else ("", 0)
    outcome, mark = put_mark(
        work, line.id, person_id, held, Entry(state, Method.CORRECTION, work.now, seen), reason=why
    )
    return {"outcome": outcome.value, "state": mark.state, "before": before, "crossed": version != seen}
