"""Who may reach what of teams."""

from sqlalchemy.orm import Session

from challenge.kernel.access import EDITION, OWN, Relation, grant
from challenge.live.topics import IdentifyIn, TopicKind
from challenge.teams.models import CompositionRun
from challenge.teams.queries import TeamFace, is_known_to, is_own, run_by_public_id, team_by_public_id, team_face
from challenge.web.context import Arguments, Found, Here

DESK = grant("teams.desk", organiser=EDITION)
STUDENT = grant("teams.student", student=EDITION)
TEAM = grant(
    "teams.page", student=OWN, coach=OWN, partner=OWN, organiser=EDITION, chair=EDITION, expert=EDITION, viewer=EDITION
)


def find_team(here: Here, arguments: Arguments) -> Found | None:
    """Find the team of the address by its code."""
    face: TeamFace | None = team_face(here.session, here.in_edition().id, arguments["code"], here.actor)
    if face is None or not face.is_known_to(here.actor):
        return None
    return Found(face, OWN if face.is_own(here.actor) else EDITION)


def find_members_team(here: Here, arguments: Arguments) -> Found | None:
    """Find the team of the address; it is the actor's own for its members alone, not for coach or partner."""
    face: TeamFace | None = team_face(here.session, here.in_edition().id, arguments["code"], here.actor)
    if face is None or not face.is_known_to(here.actor):
        return None
    return Found(face, OWN if face.is_member else EDITION)


def find_run(here: Here, arguments: Arguments) -> Found | None:
    """Find the composition run of the address."""
    run: CompositionRun | None = run_by_public_id(here.session, here.in_edition().id, arguments["run"])
    return Found(run, EDITION) if run else None


def _may_join(session: Session, identify: IdentifyIn, topic: str) -> bool:
    team = team_by_public_id(session, topic.removeprefix("team:"))
    if team is None:
        return False
    actor = identify(session, team.edition_id)
    if not is_known_to(team, actor):
        return False
    relation: Relation = OWN if is_own(session, actor, team) else EDITION
    return TEAM.allows(actor, relation)


TOPIC = TopicKind("team:<public_id>", TEAM, lambda topic: topic.startswith("team:"), _may_join)
