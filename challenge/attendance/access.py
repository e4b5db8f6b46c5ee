"""Who may check in, call a roll, correct, and see whose attendance."""

from challenge.attendance.closings import closing_by_public_id
from challenge.attendance.models import RollClosing
from challenge.attendance.queries import BadgeFace, HalfLine, badge_face, half_by_public_id, recorded_face
from challenge.kernel.access import EDITION, OWN, grant
from challenge.teams.models import Team
from challenge.teams.queries import team_by_code
from challenge.web.context import Arguments, Found, Here

DESK = grant("attendance.desk", organiser=EDITION)
CHECK_IN = grant("attendance.check_in", organiser=EDITION, coach=EDITION)
ROLLS = grant("attendance.rolls", coach=EDITION, organiser=EDITION)
ROLL = grant("attendance.roll", coach=OWN, organiser=EDITION)
OWN_PAGE = grant("attendance.own", student=EDITION)


def find_badge(here: Here, arguments: Arguments) -> Found | None:
    """Find the person whose badge the address names."""
    face: BadgeFace | None = badge_face(here.session, here.in_edition().id, arguments["badge"].casefold())
    return Found(face, EDITION) if face else None


def find_coached(here: Here, arguments: Arguments) -> Found | None:
    """Find the team of the address; it is the actor's own for its coach alone, once staff may know it."""
    team: Team | None = team_by_code(here.session, here.in_edition().id, arguments["code"])
    if team is None:
        return None
    is_coach = bool(here.actor.account_id) and team.coach_id == here.actor.account_id
    return Found(team, OWN if is_coach and team.staff_at is not None else EDITION)


def find_half(here: Here, arguments: Arguments) -> Found | None:
    """Find the half-day of the address."""
    half: HalfLine | None = half_by_public_id(here.session, here.in_edition().id, arguments["half"])
    return Found(half, EDITION) if half else None


def find_person(here: Here, arguments: Arguments) -> Found | None:
    """Find the student of the address, expected or gone."""
    face: BadgeFace | None = recorded_face(here.session, here.in_edition().id, arguments["person"])
    return Found(face, EDITION) if face else None


def find_closing(here: Here, arguments: Arguments) -> Found | None:
    """Find the closing of the address."""
    row: RollClosing | None = closing_by_public_id(here.session, here.in_edition().id, arguments["closing"])
    return Found(row, EDITION) if row else None
