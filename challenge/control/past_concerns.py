"""Reads of what waited in the past: rows that carry their own instants, beside what the log says of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from challenge.agreements import rules
from challenge.agreements.models import AgreementText, Signature
from challenge.agreements.rules import Kind
from challenge.announcements.models import Announcement
from challenge.control.past import Past
from challenge.control.past_waiting import Moment, Waited
from challenge.people.models import Person
from challenge.problems.models import Problem
from challenge.schedule.models import Milestone, MilestoneHold
from challenge.teams.models import Team, TeamMember

TEXT, SIGNED, HELD, ANNOUNCED = "text", "signed", "held", "announced"
Row = tuple[int, str, int]
Terms = tuple[str | None, str]
"""What a problem keeps secret and whose its results are; (None, "") without a team that one knew of."""


@dataclass(frozen=True, slots=True)
class Then:
    """The instant that is looked at, and what the log says of it."""

    edition_id: int
    at: datetime
    past: Past
    waited: Waited


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waited for a word or a signature.

    Fields:
        moments: of the schedule, that were held; announcements: that were held.
        unsigned: whom a signature was owed by, with the texts that lacked.
    """

    moments: Sequence[Moment]
    announcements: Sequence[int]
    unsigned: Mapping[int, Sequence[Kind]]


def waiting_then(session: Session, then: Then) -> Waiting:
    """Return what waited for a word or a signature; three statements.

    What problems ask to be signed is that of today.
    """
    rows = _dated(session, then)
    return Waiting(
        moments=then.waited.holds(rows[HELD]),
        announcements=[key for key, _, _ in rows[ANNOUNCED]],
        unsigned=_unsigned(session, then, rows),
    )


def _dated(session: Session, then: Then) -> Mapping[str, list[Row]]:
    """Return (person, kind, version) of texts and signatures that counted, and the moments that were ever held."""
    text, sign, hold, told = AgreementText, Signature, MilestoneHold, Announcement
    texts = select(literal(TEXT), literal(0), text.kind, func.max(text.since))
    signs = select(literal(SIGNED), sign.person_id, sign.kind, func.max(sign.version))
    holds = select(literal(HELD), hold.milestone_id, hold.transition, hold.version)
    waits = select(literal(ANNOUNCED), told.id, literal(""), literal(0))
    wanted = union_all(
        texts.where(text.edition_id == then.edition_id, text.published_at <= then.at).group_by(text.kind),
        signs.where(sign.edition_id == then.edition_id, sign.signed_at <= then.at)
        .where(or_(sign.withdrawn_at.is_(None), sign.withdrawn_at > then.at))
        .group_by(sign.person_id, sign.kind),
        holds.join(Milestone, Milestone.id == hold.milestone_id)
        .where(Milestone.edition_id == then.edition_id)
        .where(hold.held_at <= (then.waited.real_until or datetime.min.replace(tzinfo=then.at.tzinfo))),
        waits.where(told.edition_id == then.edition_id, told.held_at <= then.at)
        .where(or_(told.sent_at.is_(None), told.sent_at > then.at))
        .where(or_(told.withdrawn_at.is_(None), told.withdrawn_at > then.at)),
    )
    found: dict[str, list[Row]] = {what: [] for what in (TEXT, SIGNED, HELD, ANNOUNCED)}
    for what, whose, kind, number in session.execute(wanted):
        found[what].append((whose, kind, number))
    return found


def _unsigned(session: Session, then: Then, rows: Mapping[str, list[Row]]) -> dict[int, Sequence[Kind]]:
    """Return the expected people who owed a signature, with the texts that lacked."""
    since = {Kind(kind): version for _, kind, version in rows[TEXT]}
    if not since:
        return {}
    signed: dict[int, dict[Kind, int]] = {}
    for person_id, kind, version in rows[SIGNED]:
        signed.setdefault(person_id, {})[Kind(kind)] = version
    terms = _terms(session, then)
    people = select(Person.id, Person.present, TeamMember.team_id)
    people = people.outerjoin(TeamMember, TeamMember.person_id == Person.id)
    owing: dict[int, Sequence[Kind]] = {}
    for person_id, present, team_id in session.execute(people.where(Person.edition_id == then.edition_id)):
        team = then.past.seats_then.get(person_id, team_id)
        asked = rules.owed(since, *terms.get(team, (None, "")))
        missing = rules.lacking(asked, signed.get(person_id, {}), since)
        if missing and _was_expected(then, person_id, present=present):
            owing[person_id] = missing
    return owing


def _was_expected(then: Then, person_id: int, *, present: bool) -> bool:
    return rules.is_waited_for(
        present=then.waited.present.get(person_id, present),
        has_left=person_id not in then.past.people,
        is_aside=person_id in then.waited.aside,
    )


def _terms(session: Session, then: Then) -> Mapping[int | None, Terms]:
    """Return the terms of the problem of each team that its members knew of."""
    wanted = select(Team.id, Problem.confidentiality, Problem.rights).join(Problem, Problem.id == Team.problem_id)
    rows = session.execute(wanted.where(Team.edition_id == then.edition_id, Team.published_at <= then.at))
    return {row[0]: (row[1], row[2]) for row in rows}
