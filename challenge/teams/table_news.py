"""Who is told that a team sits elsewhere or has another coach: screens at once, in inboxes those who knew otherwise."""

from collections.abc import Sequence

from sqlalchemy import select

from challenge.accounts.models import Account
from challenge.editions.queries import slug_of
from challenge.inbox.actions import Told, tell
from challenge.inbox.rules import Kind
from challenge.kernel.events import Stored
from challenge.kernel.relay import Listener
from challenge.kernel.work import Work
from challenge.live import feed
from challenge.live.topics import edition_topic, team_topic
from challenge.notifications.actions import Letter
from challenge.teams.models import Team, TeamMember
from challenge.teams.table_events import HallDescribed, TeamCoached, TeamSeated


def show_hall(work: Work, stored: Stored) -> None:
    """Tell the desk that the hall is another."""
    topic = edition_topic(slug_of(work.session, stored.edition_id), "staff")
    feed.push(work, topic, "teams", {"version": stored.seq})


def show_place(work: Work, stored: Stored) -> None:
    """Tell the team's page, and the lists of those who see the team."""
    event = stored.event
    assert isinstance(event, (TeamSeated, TeamCoached))
    team = work.session.get(Team, event.team_id)
    if team is None:
        return
    slug = slug_of(work.session, stored.edition_id)
    screens = ("public", "wall", "staff") if team.published_at is not None else ("staff",)
    topics = [team_topic(team.public_id), *(edition_topic(slug, screen) for screen in screens)]
    feed.push_many(work, topics, "teams", {"version": stored.seq})


def tell_place(work: Work, stored: Stored) -> None:
    """Tell members and coach where their team sits now, once each was told another table."""
    event = stored.event
    assert isinstance(event, TeamSeated)
    team = work.session.get(Team, event.team_id)
    if team is None:
        return
    letter = Letter(
        subject="%(code)s sits at table %(table)s in zone %(zone)s now",
        body="Hello %(name)s,\n\nteam %(code)s has another place: zone %(zone)s, table %(table)s. Its name stays "
        "%(code)s, and so does everything it has handed in.",
        filling={"code": team.code, "zone": event.zone, "table": event.table_no},
    )
    _send(work, stored, team, letter, [team.coach_id or 0])


def tell_coach(work: Work, stored: Stored) -> None:
    """Tell members and both coaches who accompanies the team now."""
    event = stored.event
    assert isinstance(event, TeamCoached)
    team = work.session.get(Team, event.team_id)
    if team is None:
        return
    coach = work.session.get(Account, event.coach_id) if event.coach_id else None
    letter = Letter(
        subject="%(code)s has another coach",
        body="Hello %(name)s,\n\n%(coach)s accompanies team %(code)s now (zone %(zone)s, table %(table)s)."
        if coach
        else "Hello %(name)s,\n\nteam %(code)s has no coach for the moment (zone %(zone)s, table %(table)s).",
        filling={
            "code": team.code,
            "coach": coach.name if coach else "",
            "zone": team.zone,
            "table": team.table_no,
        },
    )
    _send(work, stored, team, letter, [event.coach_id, event.former_id])


def _send(work: Work, stored: Stored, team: Team, letter: Letter, coaches: Sequence[int]) -> None:
    """Write to coaches once the staff knows the teams, and to members once students do."""
    members = select(TeamMember.account_id).where(TeamMember.team_id == team.id, TeamMember.account_id.is_not(None))
    told = [account_id for account_id in coaches if account_id and team.staff_at is not None]
    if team.published_at is not None:
        told += [one for one in work.session.execute(members.order_by(TeamMember.person_id)).scalars() if one]
    base = f"/e/{slug_of(work.session, stored.edition_id)}"
    for account_id in dict.fromkeys(told):
        path = f"{base}/coach/" if account_id in coaches else f"{base}/team"
        sent = Letter(subject=letter.subject, body=letter.body, filling=letter.filling, path=path)
        tell(
            work,
            [account_id],
            Told(kind=Kind.TEAM, letter=sent),
            key=f"tables:{stored.edition_id}:{stored.seq}:{account_id}",
        )


SCREENS = Listener("tables.screens", {TeamSeated: show_place, TeamCoached: show_place, HallDescribed: show_hall})
NOTICES = Listener("tables.notices", {TeamSeated: tell_place, TeamCoached: tell_coach})
