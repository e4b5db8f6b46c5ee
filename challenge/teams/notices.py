"""Whom a repair concerns is told: those who moved, and the coaches of the teams that changed."""

from sqlalchemy import select

from challenge.editions.queries import slug_of
from challenge.inbox.actions import Told, tell
from challenge.inbox.rules import Kind
from challenge.kernel.events import Stored
from challenge.kernel.relay import Listener
from challenge.kernel.work import Work
from challenge.notifications.actions import Letter
from challenge.people.models import Person
from challenge.teams.events import MemberSeated, TeamsRepaired
from challenge.teams.models import Team


def tell_member(work: Work, stored: Stored) -> None:
    """Tell somebody where they are now; nobody is told of a team that is not published."""
    event = stored.event
    assert isinstance(event, MemberSeated)
    person = work.session.get(Person, event.person_id)
    team = work.session.get(Team, event.to_team_id) if event.to_team_id else None
    if person is None or person.account_id is None or team is None or team.published_at is None:
        return
    letter = Letter(
        subject="Your team is %(code)s",
        body="Hello %(name)s,\n\nthe teams were repaired. Your team is %(code)s, zone %(zone)s, table %(table)s.",
        filling={"code": team.code, "zone": team.zone, "table": team.table_no},
        path=f"/e/{slug_of(work.session, stored.edition_id)}/team",
    )
    told = Told(kind=Kind.TEAM, letter=letter)
    tell(work, [person.account_id], told, key=f"teams:{stored.edition_id}:{stored.seq}")


def tell_coaches(work: Work, stored: Stored) -> None:
    """Tell each coach which of their teams changed, in one message."""
    event = stored.event
    assert isinstance(event, TeamsRepaired)
    wanted = select(Team.coach_id, Team.code).where(
        Team.id.in_(event.team_ids), Team.staff_at.is_not(None), Team.coach_id.is_not(None)
    )
    changed: dict[int, list[str]] = {}
    for coach_id, code in work.session.execute(wanted.order_by(Team.code)):
        changed.setdefault(coach_id or 0, []).append(code)
    for coach_id, codes in changed.items():
        letter = Letter(
            subject="Your teams changed: %(codes)s",
            body="Hello %(name)s,\n\nthe teams were repaired. These of yours have other members now: %(codes)s.",
            filling={"codes": ", ".join(codes)},
            path=f"/e/{slug_of(work.session, stored.edition_id)}/coach/",
        )
        told = Told(kind=Kind.TEAM, letter=letter)
        tell(work, [coach_id], told, key=f"teams:{stored.edition_id}:{stored.seq}:{coach_id}")


LISTENER = Listener("teams.notices", {MemberSeated: tell_member, TeamsRepaired: tell_coaches})
