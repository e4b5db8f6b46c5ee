"""The audience's vote: one right, one vote; its own result, told to nobody but the desk before it is public."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, func, select
from sqlalchemy.orm import Session

from challenge.editions.models import Edition
from challenge.judging.audience_models import BALLOT_DAYS, AudiencePoll, AudienceTicket, AudienceVote
from challenge.judging.events import AudienceMoved, BallotsForgotten, TicketRevoked, TicketsMade, VoteCast
from challenge.judging.withdrawn import withdrawn_teams
from challenge.kernel.actor import Actor
from challenge.kernel.errors import Busy, Conflict, Invalid, Late, NotFound
from challenge.kernel.ids import token_hash
from challenge.kernel.work import Work
from challenge.problems.models import Problem
from challenge.teams.models import Team, TeamMember

CLOSED, OPENED = "closed", "open"
MOST_TICKETS = 500
CHANGES_AN_HOUR = 20
_MOVES = ("open", "close", "publish")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A team one can vote for."""

    id: int
    code: str
    name: str
    zone: str
    table_no: int


@dataclass(frozen=True, slots=True)
class Count:
    """A team with its votes; teams without any are in the list too."""

    code: str
    name: str
    votes: int


def poll_of(session: Session, edition_id: int) -> AudiencePoll | None:
    """Return how the vote of an edition stands; None before it was opened for the first time."""
    wanted = select(AudiencePoll).where(AudiencePoll.edition_id == edition_id)
    return session.execute(wanted).scalar_one_or_none()


def candidates(session: Session, edition_id: int, own: Collection[int] = (), search: str = "") -> list[Candidate]:
    """Return the published teams by zone and table, without one's own and those that are out.

    `search` is in the code or the name.
    """
    wanted = _candidates(edition_id).where(Team.id.not_in(own)).order_by(Team.zone, Team.table_no, Team.code)
    found = [Candidate(*row) for row in session.execute(wanted)]
    words = search.casefold().strip()
    return [one for one in found if words in f"{one.code} {one.name}".casefold()]


def candidate_by_code(session: Session, edition_id: int, code: str) -> Candidate | None:
    """Return the team of a code, in either case of letters, if one can vote for it."""
    row = session.execute(_candidates(edition_id).where(Team.code == code.upper())).one_or_none()
    return Candidate(*row) if row else None


def _candidates(edition_id: int) -> Select[int, str, str, str, int]:
    wanted = select(Team.id, Team.code, Team.name, Team.zone, Team.table_no)
    wanted = wanted.where(Team.edition_id == edition_id, Team.published_at.is_not(None))
    return wanted.where(Team.id.not_in(withdrawn_teams(edition_id)))


def takes_votes(edition_id: int) -> ColumnElement[bool]:
    """Return, for a statement over teams, whether the audience can vote for a published one now."""
    opened = select(AudiencePoll.edition_id).where(AudiencePoll.edition_id == edition_id, AudiencePoll.state == OPENED)
    return and_(opened.exists(), Team.id.not_in(withdrawn_teams(edition_id)))


def public_title(session: Session, team_id: int) -> str:
    """Return the title of a team's problem; "" before the reveal, and always for one that is not open to all."""
    wanted = select(Problem.title).join(Team, Team.problem_id == Problem.id)
    wanted = wanted.where(Team.id == team_id, Team.revealed_at.is_not(None), Problem.confidentiality == "open")
    return session.execute(wanted).scalar_one_or_none() or ""


def stand_of(poll: AudiencePoll | None) -> str:
    """Return how a vote stands: ahead, open, closed or public."""
    if poll is None or poll.opened_at is None:
        return "ahead"
    return "public" if poll.public_at is not None else poll.state


def own_teams(session: Session, edition_id: int, actor: Actor) -> set[int]:
    """Return the teams somebody must not vote for: member, coach, or partner of the problem."""
    teams = select(Team.id).where(Team.edition_id == edition_id)
    member = teams.join(TeamMember, TeamMember.team_id == Team.id).where(TeamMember.account_id == actor.account_id)
    coach = teams.where(Team.coach_id == actor.account_id)
    partner = teams.join(Problem, Problem.id == Team.problem_id)
    partner = partner.where(Problem.organisation_id.in_(actor.organisation_ids))
    return {row for wanted in (member, coach, partner) for row in session.execute(wanted).scalars()}


def chosen(session: Session, edition_id: int, right: str) -> str:
    """Return the code of the team that a right has voted for, "" when it has not."""
    wanted = select(Team.code).join(AudienceVote, AudienceVote.team_id == Team.id)
    own = wanted.where(AudienceVote.edition_id == edition_id, AudienceVote.right_hash == right)
    return session.execute(own).scalar_one_or_none() or ""


def counts(session: Session, edition_id: int) -> list[Count]:
    """Return the votes per team, most first, ties by code. For organisers and chair, for others once public.

    Teams that are out are in no result. Of ballots that are forgotten the counts are those that were kept. Three
    statements.
    """
    poll = poll_of(session, edition_id)
    votes = dict(_counted(session, edition_id) if poll is None or poll.counts is None else poll.counts)
    wanted = select(Team.id, Team.code, Team.name).where(Team.edition_id == edition_id, Team.published_at.is_not(None))
    wanted = wanted.where(Team.id.not_in(withdrawn_teams(edition_id)))
    found = [Count(row.code, row.name, votes.get(row.id, 0)) for row in session.execute(wanted)]
    return sorted(found, key=lambda one: (-one.votes, one.code))


def _counted(session: Session, edition_id: int) -> list[tuple[int, int]]:
    """Return team and votes of those that have any, by team."""
    wanted = select(AudienceVote.team_id, func.count()).where(AudienceVote.edition_id == edition_id)
    rows = session.execute(wanted.group_by(AudienceVote.team_id).order_by(AudienceVote.team_id))
    return [(row[0], row[1]) for row in rows]


def ballots_due(session: Session, until: datetime) -> list[tuple[int, datetime]]:
    """Return the editions whose ballots are to be forgotten up to a real instant, with when, earliest first."""
    wanted = select(AudiencePoll.edition_id, AudiencePoll.forget_at).where(AudiencePoll.forget_at <= until)
    rows = session.execute(wanted.order_by(AudiencePoll.forget_at, AudiencePoll.edition_id))
    return [(row[0], row[1]) for row in rows if row[1] is not None]


def tickets(session: Session, edition_id: int) -> Sequence[AudienceTicket]:
    """Return the tickets by number."""
    wanted = select(AudienceTicket).where(AudienceTicket.edition_id == edition_id).order_by(AudienceTicket.number)
    return session.execute(wanted).scalars().all()


def hosts(session: Session, edition_id: int) -> dict[int, str]:
    """Return the codes of the teams whose guests have tickets, by id."""
    wanted = select(Team.id, Team.code).join(AudienceTicket, AudienceTicket.team_id == Team.id)
    rows = session.execute(wanted.where(AudienceTicket.edition_id == edition_id).distinct())
    return {row[0]: row[1] for row in rows}


def ticket_by_public_id(session: Session, edition_id: int, public_id: str) -> AudienceTicket | None:
    """Return a ticket of this edition."""
    wanted = select(AudienceTicket).where(AudienceTicket.edition_id == edition_id)
    return session.execute(wanted.where(AudienceTicket.public_id == public_id)).scalar_one_or_none()


def valid_ticket(session: Session, token: str) -> AudienceTicket | None:
    """Return the ticket of a secret; None for unknown and revoked ones alike."""
    wanted = select(AudienceTicket).where(AudienceTicket.token_hash == token_hash(token))
    return session.execute(wanted.where(AudienceTicket.revoked_at.is_(None))).scalar_one_or_none()


def move_poll(work: Work, move: str, version: int) -> dict[str, Any]:
    """Open, close or publish the vote; a closed one can be opened again until it is public.

    Raises:
        Invalid("judging.poll_move"): no such move.
        Conflict("judging.changed"): moved since `version` was read; 0 before the first opening.
        Conflict("judging.poll_public"): it is public. Conflict("judging.poll_open"): close it before publishing.
        Conflict("judging.poll_over"): its ballots are forgotten; what would be cast now could not be added to them.
    """
    if move not in _MOVES:
        raise Invalid("judging.poll_move", "act")
    work.locked(Edition, work.edition_id)
    row = poll_of(work.session, work.edition_id)
    if row is None:
        row = work.add(AudiencePoll(edition_id=work.edition_id, state=CLOSED, version=0))
    if row.version != version:
        raise Conflict("judging.changed", "version")
    _check_move(row, move)
    if move == "publish":
        row.public_at = work.now
    else:
        row.state = OPENED if move == "open" else CLOSED
        row.opened_at = row.opened_at or (work.now if move == "open" else None)
    if row.counts is None:
        row.forget_at = work.real + timedelta(days=BALLOT_DAYS)
    row.version += 1
    work.emit(AudienceMoved(move=move))
    return {"state": row.state, "version": row.version}


def _check_move(row: AudiencePoll, move: str) -> None:
    if row.public_at is not None:
        raise Conflict("judging.poll_public")
    if move == "publish" and (row.state == OPENED or row.opened_at is None):
        raise Conflict("judging.poll_open")
    if move == "open" and row.counts is not None:
        raise Conflict("judging.poll_over")


def forget_ballots(work: Work) -> dict[str, Any]:
    """Delete the ballots of an edition once their time is over, and keep the counts; a vote that is open still ends.

    Safe to call at any time: what is not due stays.

    Returns:
        `forgotten` ballots.
    """
    # Locked as a vote is: a ballot is in before the counts are taken, or refused because the vote has ended.
    work.locked(Edition, work.edition_id)
    row = poll_of(work.session, work.edition_id)
    if row is None or row.forget_at is None or row.forget_at > work.real:
        return {"forgotten": 0}
    row.counts = _counted(work.session, work.edition_id)
    row.state, row.forget_at = CLOSED, None
    row.version += 1
    work.session.execute(delete(AudienceVote).where(AudienceVote.edition_id == work.edition_id))
    forgotten = sum(votes for _, votes in row.counts)
    work.emit(BallotsForgotten(ballots=forgotten))
    return {"forgotten": forgotten}


def cast_vote(work: Work, right: str, team: str, own: Collection[int] = ()) -> dict[str, Any]:
    """Give or change the vote of one right.

    Args:
        work: in the edition; by the account, or by the house for a ticket.
        right: hash that stands for the account or the ticket; nothing else of the voter is kept.
        team: code of the team.
        own: ids of teams that this voter must not choose.

    Raises:
        Late("judging.vote_closed"): not open.
        Busy("judging.vote_often"): this right has changed its vote twenty times within the hour.
        Invalid("judging.vote_team"): no such team. Conflict("judging.vote_own"): one's own.
        NotFound("judging.ticket"): the ticket was revoked meanwhile.
    """
    # Locked: a vote is in before the closing or refused, and two taps of one right are one vote.
    work.locked(Edition, work.edition_id)
    poll = poll_of(work.session, work.edition_id)
    if poll is None or poll.state != OPENED:
        raise Late("judging.vote_closed")
    revoked = select(AudienceTicket.revoked_at).where(AudienceTicket.token_hash == right)
    if work.session.execute(revoked).scalar_one_or_none() is not None:
        raise NotFound("judging.ticket")
    found = next((one for one in candidates(work.session, work.edition_id) if one.code == team), None)
    if found is None:
        raise Invalid("judging.vote_team", "team")
    if found.id in own:
        raise Conflict("judging.vote_own", "team")
    mine = select(AudienceVote).where(AudienceVote.edition_id == work.edition_id, AudienceVote.right_hash == right)
    row = work.session.execute(mine).scalar_one_or_none()
    if row is None:
        row = AudienceVote(
            edition_id=work.edition_id, right_hash=right, team_id=found.id, changes=0, since_at=work.real
        )
        work.session.add(row)
    elif row.team_id == found.id:
        return {"team": team}
    row.team_id = found.id
    _count_change(row, work)
    work.session.flush()
    work.emit(VoteCast())
    return {"team": team}


def _count_change(row: AudienceVote, work: Work) -> None:
    """Count by the right and not by the address: a campus shares one."""
    if work.real - row.since_at > timedelta(hours=1):
        row.changes, row.since_at = 0, work.real
    if row.changes >= CHANGES_AN_HOUR:
        raise Busy("judging.vote_often", "team", most=CHANGES_AN_HOUR)
    row.changes += 1


def make_tickets(work: Work, tokens: Sequence[str], guests_of: str = "") -> dict[str, Any]:
    """Make a ticket for each secret, which is kept nowhere; numbers go on from the last one.

    Args:
        work: by the desk.
        tokens: the secrets.
        guests_of: code of the team whose guests get them, which they cannot choose; "" = of none.

    Raises:
        Invalid("judging.team"): no such team.
        Invalid("judging.tickets_many"): more than 500 at once, or none.
    """
    if not 1 <= len(tokens) <= MOST_TICKETS:
        raise Invalid("judging.tickets_many", "count", most=MOST_TICKETS)
    team_id = _team_of_guests(work, guests_of) if guests_of else None
    work.locked(Edition, work.edition_id)
    last = select(func.max(AudienceTicket.number)).where(AudienceTicket.edition_id == work.edition_id)
    first = (work.session.execute(last).scalar_one_or_none() or 0) + 1
    for number, token in enumerate(tokens, start=first):
        row = AudienceTicket(edition_id=work.edition_id, number=number, token_hash=token_hash(token))
        row.team_id, row.made_at = team_id, work.real
        work.session.add(row)
    work.session.flush()
    work.emit(TicketsMade(first=first, count=len(tokens)))
    return {"first": first, "count": len(tokens)}


def _team_of_guests(work: Work, code: str) -> int:
    wanted = select(Team.id).where(Team.edition_id == work.edition_id, Team.code == code)
    team_id = work.session.execute(wanted).scalar_one_or_none()
    if team_id is None:
        raise Invalid("judging.team", "team")
    return team_id


def revoke_ticket(work: Work, ticket_id: int) -> dict[str, Any]:
    """End a ticket; its vote does not count any more, unless the vote is public already.

    Raises:
        Conflict("judging.poll_public"): what was published stays.
    """
    work.locked(Edition, work.edition_id)
    poll = poll_of(work.session, work.edition_id)
    if poll is not None and poll.public_at is not None:
        raise Conflict("judging.poll_public")
    row = work.locked(AudienceTicket, ticket_id)
    if row.revoked_at is None:
        row.revoked_at = work.real
        gone = delete(AudienceVote).where(AudienceVote.edition_id == work.edition_id)
        work.session.execute(gone.where(AudienceVote.right_hash == row.token_hash))
        work.emit(TicketRevoked(ticket_id=row.id))
    return {"ticket": row.public_id}
