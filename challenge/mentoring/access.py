"""Who may ask, take, and set what is promised."""

from challenge.kernel.access import EDITION, OWN, grant
from challenge.mentoring.models import HelpRequest
from challenge.mentoring.queries import request_by_public_id
from challenge.teams.queries import is_member, team_face
from challenge.web.context import Arguments, Found, Here

TEAM = grant("mentoring.team", student=OWN, coach=OWN, organiser=EDITION)
ASK = grant("mentoring.ask", student=OWN, organiser=EDITION)
QUEUE = grant("mentoring.queue", coach=EDITION, expert=EDITION, organiser=EDITION)
DESK = grant("mentoring.desk", organiser=EDITION)


def find_helped_team(here: Here, arguments: Arguments) -> Found | None:
    """Find the team of the address; it is its members' and its coach's own, not its partner's."""
    face = team_face(here.session, here.in_edition().id, arguments["code"], here.actor)
    if face is None or not face.is_known_to(here.actor):
        return None
    is_coach = bool(here.actor.account_id) and face.team.coach_id == here.actor.account_id
    return Found(face, OWN if face.is_member or (is_coach and face.team.staff_at is not None) else EDITION)


def find_request(here: Here, arguments: Arguments) -> Found | None:
    """Find the request of the address; it is the own one of its team's members."""
    row: HelpRequest | None = request_by_public_id(here.session, here.in_edition().id, arguments["request"])
    if row is None:
        return None
    own = bool(here.actor.account_id) and is_member(here.session, row.team_id, here.actor.account_id)
    return Found(row, OWN if own else EDITION)
