"""Which teams are a partner's own: those on the problems of its organisation."""

from challenge.kernel.access import OWN, Relation
from challenge.teams.access import find_team
from challenge.teams.queries import TeamFace
from challenge.web.context import Arguments, Found, Here


def find_own_team(here: Here, arguments: Arguments) -> Found | None:
    """Find the team of the address; it is the own one of whoever speaks for the organisation behind its problem."""
    found = find_team(here, arguments)
    if found is None:
        return None
    face = found.thing
    assert isinstance(face, TeamFace)
    own = face.team.revealed_at is not None and face.problem.organisation_id in here.actor.organisation_ids
    return Found(face, OWN if own else Relation.EDITION)
