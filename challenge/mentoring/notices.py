"""Whom the help queue tells: those who can help, the team that somebody comes, and organisers what waits too long."""

from collections.abc import Collection
from typing import Any

from challenge.accounts.models import Account
from challenge.accounts.queries import members as accounts_with
from challenge.editions.queries import slug_of
from challenge.inbox.actions import Told, tell
from challenge.inbox.rules import Kind as Notice
from challenge.kernel.actor import Role
from challenge.kernel.events import Stored
from challenge.kernel.relay import Listener
from challenge.kernel.work import Work
from challenge.mentoring.events import HelpAsked, HelpClaimed, HelpEscalated, HelpEvent, HelpRefused
from challenge.mentoring.hours import DESK, experts_desk, hours_of, skills_awaited
from challenge.mentoring.models import HelpRequest
from challenge.mentoring.queries import accounts_of, experts_of
from challenge.mentoring.rules import Kind
from challenge.notifications.actions import Letter
from challenge.schedule.events import MilestoneReached
from challenge.schedule.rules import Transition
from challenge.teams.models import Team

BY_MAIL = {"coach", "refused", "organisers"}


def _tell(work: Work, stored: Stored, people: Collection[int], letter: Letter, who: str) -> None:
    # Who asks and who comes is a matter of minutes: the inbox alone, a mail would come too late.
    told = Told(kind=Notice.HELP, letter=letter, by_mail=who in BY_MAIL)
    tell(work, people, told, key=f"help:{stored.edition_id}:{stored.seq}:{who}")


def _seen(work: Work, event: HelpEvent) -> tuple[HelpRequest, Team, dict[str, Any]]:
    row, team = work.session.get_one(HelpRequest, event.request_id), work.session.get_one(Team, event.team_id)
    return row, team, {"code": team.code, "zone": team.zone, "table": team.table_no}


def tell_helpers(work: Work, stored: Stored) -> None:
    """Tell the team's coach, or the experts of the skill, that they are asked; where, never what for.

    While the experts' desk is closed they are told when it opens, see `tell_experts`.
    """
    event = stored.event
    assert isinstance(event, HelpAsked)
    row, team, place = _seen(work, event)
    people = [team.coach_id] if event.kind == Kind.COACH and team.coach_id else []
    hours = hours_of(work.session, stored.edition_id, row.asked_at)
    if event.kind == Kind.EXPERT and not (hours and hours.opens):
        people = experts_of(work.session, stored.edition_id, [row.skill])
    letter = Letter(
        subject="Team %(code)s asks for help",
        body="Zone %(zone)s, table %(table)s.",
        filling=place,
        path=f"/e/{slug_of(work.session, stored.edition_id)}/help",
    )
    if not event.follows_id:
        _tell(work, stored, people, letter, "helpers")


def tell_experts(work: Work, stored: Stored) -> None:
    """Tell experts, once for each opening of their desk, that teams wait for their skills."""
    event = stored.event
    assert isinstance(event, MilestoneReached)
    opening = [line for line in experts_desk(work.session, stored.edition_id) if line.id == event.milestone_id]
    awaited = skills_awaited(work.session, stored.edition_id)
    if event.transition != Transition.OPENED or not opening or not awaited:
        return
    letter = Letter(
        subject="Your desk is open; requests that wait: %(waiting)s",
        body="They were asked while the desk was closed. The oldest stands first.",
        filling={"waiting": len(awaited)},
        path=f"/e/{slug_of(work.session, stored.edition_id)}/help?kind=expert",
    )
    told = Told(kind=Notice.HELP, letter=letter, by_mail=False)
    people = experts_of(work.session, stored.edition_id, awaited)
    tell(work, people, told, key=f"help:desk:{event.milestone_id}")


def tell_coming(work: Work, stored: Stored) -> None:
    """Tell the team who comes."""
    event = stored.event
    assert isinstance(event, HelpClaimed)
    _, team, place = _seen(work, event)
    helper = work.session.get(Account, event.account_id)
    letter = Letter(
        subject="%(helper)s comes to your table",
        body="Zone %(zone)s, table %(table)s.",
        filling={**place, "helper": helper.name if helper else "Challenge"},
        path=_page(work, stored, team),
    )
    _tell(work, stored, accounts_of(work.session, [team.id])[0], letter, "team")


def _page(work: Work, stored: Stored, team: Team) -> str:
    return f"/e/{slug_of(work.session, stored.edition_id)}/teams/{team.code}/help"


def tell_refused(work: Work, stored: Stored) -> None:
    """Tell the team and its coach why; what an expert refused is with the coach now."""
    event = stored.event
    assert isinstance(event, HelpRefused)
    row, team, place = _seen(work, event)
    members, coaches = accounts_of(work.session, [team.id])
    filling = {**place, "reason": row.outcome}
    if event.kind == Kind.EXPERT:
        letter = Letter(
            subject="An expert refused; team %(code)s counts on you",
            body="%(reason)s\n\nThe request is with you now. Zone %(zone)s, table %(table)s.",
            filling=filling,
            path=_page(work, stored, team),
        )
        _tell(work, stored, coaches, letter, "coach")
    letter = Letter(
        subject="Your request for help was refused", body="%(reason)s", filling=filling, path=_page(work, stored, team)
    )
    _tell(work, stored, members, letter, "refused")


def tell_organisers(work: Work, stored: Stored) -> None:
    """Tell the organisers that a team has waited longer than promised."""
    event = stored.event
    assert isinstance(event, HelpEscalated)
    _, _, place = _seen(work, event)
    letter = Letter(
        subject="Team %(code)s has waited for help longer than promised",
        body="Zone %(zone)s, table %(table)s. Nobody has taken the request yet.",
        filling=place,
        path=f"/e/{slug_of(work.session, stored.edition_id)}/help",
    )
    people = accounts_with(work.session, stored.edition_id, [Role.ORGANISER])
    _tell(work, stored, people, letter, "organisers")


LISTENER = Listener(
    "mentoring.notices",
    {
        HelpAsked: tell_helpers,
        HelpClaimed: tell_coming,
        HelpRefused: tell_refused,
        HelpEscalated: tell_organisers,
        MilestoneReached: tell_experts,
    },
    skips={MilestoneReached: lambda event: event.kind != DESK},
)
