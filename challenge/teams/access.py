"""Who may reach what of teams."""

from sqlalchemy.orm import Session

from challenge.kernel.access import EDITION, OWN, Relation, grant
from challenge.live.topics import IdentifyIn, TopicKind
from challenge.teams.models import CompositionRun, Team
from challenge.teams.queries import is_own, run_by_public_id, team_by_code, team_by_public_id
from challenge.web.context import Arguments, Found, Here

DESK = grant("teams.desk", organiser=EDITION)
TEAM = grant(
    "teams.page", student=OWN, coach=OWN, partner=OWN, organiser=EDITION, chair=EDITION, expert=EDITION, viewer=EDITION
)


def find_team(here: Here, arguments: Arguments) -> Found | None:
    """Find the team of the address by its code."""
    team: Team | None = team_by_code(here.session, here.in_edition().id, arguments["code"])
    if team is None:
        return None
    return Found(team, OWN if is_own(here.session, here.actor, team) else EDITION)


def find_run(here: Here, arguments: Arguments) -> Found | None:
    """Find the composition run of the address."""
    run: CompositionRun | None = run_by_public_id(here.session, here.in_edition().id, arguments["run"])
    return Found(run, EDITION) if run else None


def _may_join(session: Session, identify: IdentifyIn, topic: str) -> bool:
    team = team_by_public_id(session, topic.removeprefix("team:"))
    if team is None:
        return False
    actor = identify(session, team.edition_id)
    relation: Relation = OWN if is_own(session, actor, team) else EDITION
    return TEAM.allows(actor, relation)


TOPIC = TopicKind("team:<public_id>", TEAM, lambda topic: topic.startswith("team:"), _may_join)
