"""Who may do what in judging."""

from challenge.judging.audience import Candidate, candidate_by_code, ticket_by_public_id, valid_ticket
from challenge.judging.audience_models import AudienceTicket
from challenge.judging.awards import award_by_public_id
from challenge.judging.deciding import decision_by_public_id
from challenge.judging.deliberation import note_by_public_id
from challenge.judging.deliberation_models import DeliberationNote
from challenge.judging.models import JURY as JURY_PANEL
from challenge.judging.models import PARTNERS, SCHOOL, Award, Juror, PendingDecision
from challenge.judging.queries import VisitFace, juror_by_public_id, organisation_of_team, visit_face
from challenge.kernel.access import EDITION, OWN, Policy, grant, seated
from challenge.kernel.actor import Role, Seat
from challenge.teams.access import find_team
from challenge.teams.queries import TeamFace
from challenge.web.context import Arguments, Found, Here

DESK = grant("judging.desk", organiser=EDITION, chair=EDITION)
JURY = grant("judging.jury", juror=EDITION)
VISIT = seated(grant("judging.visit", juror=OWN, coach=OWN, expert=OWN, partner=OWN), Seat.EVALUATOR)
_MARKING = grant("judging.marking", juror=EDITION, coach=EDITION, expert=EDITION, partner=EDITION)
MARKING = seated(_MARKING, Seat.EVALUATOR)
SCHOOL_MARKS = grant("judging.school_marks", coach=EDITION, expert=EDITION)
PARTNER_MARKS = grant("judging.partner_marks", partner=EDITION)
MARKERS = {JURY_PANEL: (Role.JUROR,), SCHOOL: (Role.COACH, Role.EXPERT), PARTNERS: (Role.PARTNER,)}
"""Which roles mark in which panel: whoever loses the role marks no more, whatever is still asked of them."""
VOTE = seated(grant("judging.vote", student=EDITION, coach=EDITION, partner=EDITION, juror=EDITION), Seat.READER)
TEAM_VOTE = seated(Policy("judging.team_vote", {}, anyone=True), Seat.READER)
"""Open to everybody, for a ticket needs no account; whose account votes stands as it does to `VOTE`."""
VOTERS = (Role.STUDENT, Role.COACH, Role.PARTNER, Role.JUROR)
"""Whose account has a vote of the audience; everybody else needs a ticket."""
TEAM_VISITS = grant("judging.team_visits", student=OWN, coach=OWN, organiser=EDITION, chair=EDITION)
FEEDBACK = grant("judging.feedback", student=OWN, coach=OWN, partner=OWN, organiser=EDITION, chair=EDITION)


def find_visited_team(here: Here, arguments: Arguments) -> Found | None:
    """Find the team of the address; it is the own one of its members and its coach, not of a partner."""
    found = find_team(here, arguments)
    if found is None or found.relation != OWN:
        return found
    face: TeamFace = found.thing
    is_coach = bool(here.actor.account_id) and face.team.coach_id == here.actor.account_id
    return Found(face, OWN if face.is_member or is_coach else EDITION)


def find_visit(here: Here, arguments: Arguments) -> Found | None:
    """Find the visit of the address; it is the own one of whoever makes it, and of nobody else."""
    face: VisitFace | None = visit_face(here.session, here.in_edition().id, arguments["visit"])
    if face is None:
        return None
    is_own = face.account_id == here.actor.account_id and here.actor.has(*MARKERS[face.panel])
    return Found(face, OWN if is_own and _speaks_for(here, face) else EDITION)


def _speaks_for(here: Here, face: VisitFace) -> bool:
    """Return whether a partner still speaks for whom the team works; true of everybody else."""
    if face.panel != PARTNERS:
        return True
    return organisation_of_team(here.session, face.team_id) in here.actor.organisation_ids


def find_any_visit(here: Here, arguments: Arguments) -> Found | None:
    """Find the visit of the address for the desk."""
    face = visit_face(here.session, here.in_edition().id, arguments["visit"])
    return Found(face, EDITION) if face else None


def find_juror(here: Here, arguments: Arguments) -> Found | None:
    """Find the juror of the address."""
    juror: Juror | None = juror_by_public_id(here.session, here.in_edition().id, arguments["juror"])
    return Found(juror, EDITION) if juror else None


def find_decision(here: Here, arguments: Arguments) -> Found | None:
    """Find the pending decision of the address."""
    row: PendingDecision | None = decision_by_public_id(here.session, here.in_edition().id, arguments["decision"])
    return Found(row, EDITION) if row else None


def find_award(here: Here, arguments: Arguments) -> Found | None:
    """Find the award of the address."""
    award: Award | None = award_by_public_id(here.session, here.in_edition().id, arguments["award"])
    return Found(award, EDITION) if award else None


def find_note(here: Here, arguments: Arguments) -> Found | None:
    """Find the word about a team of the address."""
    row: DeliberationNote | None = note_by_public_id(here.session, here.in_edition().id, arguments["note"])
    return Found(row, EDITION) if row else None


def find_candidate(here: Here, arguments: Arguments) -> Found | None:
    """Find the team of the address as one the audience can vote for."""
    team: Candidate | None = candidate_by_code(here.session, here.in_edition().id, str(arguments["code"]))
    return Found(team, EDITION) if team else None


def find_ticket(here: Here, arguments: Arguments) -> Found | None:
    """Find the ticket of the address for the desk."""
    row: AudienceTicket | None = ticket_by_public_id(here.session, here.in_edition().id, arguments["ticket"])
    return Found(row, EDITION) if row else None


def find_ticket_link(here: Here, arguments: Arguments) -> Found | None:
    """Find the ticket whose secret the address is, as long as it works."""
    row = valid_ticket(here.session, str(arguments["token"]))
    return Found(row, EDITION) if row else None
