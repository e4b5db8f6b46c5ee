"""Reads of agreements: the texts that stand, who owes which signature, and the proofs."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Executable, Integer, RowMapping, bindparam, func, literal, select, union_all
from sqlalchemy.orm import Session

from challenge.agreements import rules
from challenge.agreements.models import AgreementText, MinorMark, Signature, SignerAside
from challenge.agreements.rules import Kind
from challenge.kernel.kept import kept
from challenge.people.models import Person
from challenge.people.rules import full_name
from challenge.problems.models import Problem
from challenge.teams.models import Team, TeamMember

_NOBODY = 0
"""No person's number: what is asked stands under it."""


@dataclass(frozen=True, slots=True)
class Signer:
    """A student, and what they owe.

    Fields:
        team_id, team: 0 and "" without a team that is published.
        is_expected: a reveal waits for them; False for those who left, are absent or set aside.
        asked: the texts they are asked for.
        missing: those of them that they owe and have not signed.
        withheld: those of `missing` that their team's problem waits for.
        aside: why no reveal waits for them, "" when one does.
    """

    person_id: int
    public_id: str
    account_id: int | None
    name: str
    team_id: int
    team: str
    is_expected: bool
    is_minor: bool
    asked: tuple[Kind, ...]
    missing: tuple[Kind, ...]
    withheld: tuple[Kind, ...]
    aside: str


def standing_texts(session: Session, edition_id: int) -> dict[Kind, AgreementText]:
    """Return the text of each kind that stands, in the order of `Kind`; kinds without one are not there."""
    latest = (
        select(AgreementText.kind, func.max(AgreementText.version).label("version"))
        .where(AgreementText.edition_id == edition_id)
        .group_by(AgreementText.kind)
        .subquery()
    )
    same = (AgreementText.kind == latest.c.kind) & (AgreementText.version == latest.c.version)
    rows = session.execute(select(AgreementText).join(latest, same).where(AgreementText.edition_id == edition_id))
    found = {row.about: row for row in rows.scalars()}
    return {kind: found[kind] for kind in Kind if kind in found}


def published_texts(session: Session, edition_id: int) -> list[AgreementText]:
    """Return every version of every kind, in the order they were published."""
    wanted = select(AgreementText).where(AgreementText.edition_id == edition_id)
    return list(session.execute(wanted.order_by(AgreementText.id)).scalars())


def versions(session: Session, edition_id: int, kind: Kind) -> list[AgreementText]:
    """Return every version of a kind, the latest first."""
    wanted = select(AgreementText).where(AgreementText.edition_id == edition_id, AgreementText.kind == kind.value)
    return list(session.execute(wanted.order_by(AgreementText.version.desc())).scalars())


def signers(
    session: Session,
    edition_id: int,
    *,
    team_ids: Collection[int] | None = None,
    person_id: int | None = None,
    unpublished: bool = False,
) -> list[Signer]:
    """Return who is asked for what, by team and name; two statements.

    Args:
        session: for reading.
        edition_id: the scope.
        team_ids: members of these teams alone.
        person_id: this person alone.
        unpublished: count teams that their members do not know of yet; never for a page of theirs.
    """
    given = {"edition_id": edition_id, "person_id": person_id, "team_ids": sorted(team_ids or ())}
    who, what = _statements(of_person=person_id is not None, of_teams=team_ids is not None)
    found: dict[int, dict[Kind, int]] = {_NOBODY: {}}
    for person, kind, version in session.execute(what, given):
        found.setdefault(person, {})[Kind(kind)] = version
    since = found.pop(_NOBODY)
    rows = session.execute(who, given).mappings()
    return [_signer(row, found.get(row["id"], {}), since, unpublished=unpublished) for row in rows]


_PEOPLE = (
    select(
        *(Person.id, Person.public_id, Person.account_id, Person.first_name, Person.last_name, Person.ref),
        *(Person.present, Person.left_at, Team.id.label("team_id"), Team.code, Team.published_at),
        *(Problem.confidentiality, Problem.rights, MinorMark.marked_at, SignerAside.reason),
    )
    .outerjoin(TeamMember, TeamMember.person_id == Person.id)
    .outerjoin(Team, Team.id == TeamMember.team_id)
    .outerjoin(Problem, Problem.id == Team.problem_id)
    .outerjoin(MinorMark, MinorMark.person_id == Person.id)
    .outerjoin(SignerAside, SignerAside.person_id == Person.id)
    .where(Person.edition_id == bindparam("edition_id", type_=Integer))
    .order_by(Team.code, Person.sort_name, Person.id)
)
_ASKED = (
    select(literal(_NOBODY), AgreementText.kind, func.max(AgreementText.since))
    .where(AgreementText.edition_id == bindparam("edition_id", type_=Integer))
    .group_by(AgreementText.kind)
)
_HELD = (
    select(Signature.person_id, Signature.kind, func.max(Signature.version))
    .where(Signature.edition_id == bindparam("edition_id", type_=Integer), Signature.withdrawn_at.is_(None))
    .group_by(Signature.person_id, Signature.kind)
)


@cache
def _statements(*, of_person: bool, of_teams: bool) -> tuple[Executable, Executable]:
    """Return what reads people, and what reads since which version each kind counts and the latest that each signed.

    A later text never counts from an earlier version than those before it: the highest is that of the one that stands.
    Made once each: to make them takes longer than to read a team.
    """
    who, held = _PEOPLE, _HELD
    if of_person:
        one = bindparam("person_id", type_=Integer)
        who, held = who.where(Person.id == one), held.where(Signature.person_id == one)
    if of_teams:
        some = bindparam("team_ids", type_=Integer, expanding=True)
        members = select(TeamMember.person_id).where(TeamMember.team_id.in_(some))
        who, held = who.where(Team.id.in_(some)), held.where(Signature.person_id.in_(members))
    return who, union_all(_ASKED, held)


def _signer(row: RowMapping, signed: Mapping[Kind, int], since: Mapping[Kind, int], *, unpublished: bool) -> Signer:
    knows = row["team_id"] is not None and (unpublished or row["published_at"] is not None)
    confidentiality, rights = (row["confidentiality"], row["rights"]) if knows else (None, "")
    asked = rules.owed(since, confidentiality, rights)
    missing = rules.lacking(asked, signed, since)
    waited = rules.waited_for(confidentiality or "open", rights)
    return Signer(
        person_id=row["id"],
        public_id=row["public_id"],
        account_id=row["account_id"],
        name=full_name(row["first_name"], row["last_name"], row["ref"]),
        team_id=row["team_id"] if knows else 0,
        team=row["code"] if knows else "",
        is_expected=rules.is_waited_for(
            present=row["present"], has_left=row["left_at"] is not None, is_aside=row["reason"] is not None
        ),
        is_minor=row["marked_at"] is not None,
        asked=asked,
        missing=missing,
        withheld=tuple(kind for kind in missing if kind in waited),
        aside=row["reason"] or "",
    )


def signer_of(session: Session, edition_id: int, person_id: int) -> Signer | None:
    """Return what one person owes; None when they take no part here."""
    return next(iter(signers(session, edition_id, person_id=person_id)), None)


def held_teams(session: Session, edition_id: int, team_ids: Collection[int] | None = None) -> set[int]:
    """Return the teams whose confidential problem waits for a member; a gate of `teams.holding`."""
    found = signers(session, edition_id, team_ids=team_ids, unpublished=True)
    return {one.team_id for one in found if one.withheld and one.is_expected}


def unsigned_in_team(session: Session, edition_id: int, team_id: int) -> tuple[Signer, ...]:
    """Return the members of a published team who have not signed what its problem waits for, by name.

    Those whom nothing waits for (`is_expected` is False) are among them: they read nothing before they sign either.
    Two statements; none while nothing has changed.
    """

    def read() -> tuple[Signer, ...]:
        return tuple(one for one in signers(session, edition_id, team_ids=[team_id]) if one.withheld)

    return kept(session, ("agreements.unsigned", team_id), read)


def unsigned_readers(session: Session, edition_id: int, problem_id: int) -> set[int]:
    """Return the accounts of those on published teams of a problem who read nothing of it before they sign."""
    teams = list(session.execute(select(Team.id).where(Team.problem_id == problem_id)).scalars())
    found = signers(session, edition_id, team_ids=teams) if teams else []
    return {one.account_id for one in found if one.withheld and one.account_id}


def unsigned_count(session: Session, edition_id: int) -> int:
    """Return how many expected people owe a signature."""
    return sum(bool(one.missing) and one.is_expected for one in signers(session, edition_id))


def signatures_of(session: Session, person_id: int) -> list[tuple[Signature, AgreementText]]:
    """Return what a person signed, the latest first, withdrawn ones with their instant."""
    wanted = select(Signature, AgreementText).join(AgreementText, AgreementText.id == Signature.text_id)
    rows = session.execute(wanted.where(Signature.person_id == person_id).order_by(Signature.id.desc()))
    return [(row[0], row[1]) for row in rows]


@dataclass(frozen=True, slots=True)
class Proof:
    """One signature as it is exported; `team` is the signer's team today."""

    student_id: str
    last_name: str
    first_name: str
    team: str
    kind: str
    version: int
    language: str
    sha256: str
    typed_name: str
    guardian: str
    address: str
    signed_at: datetime
    withdrawn_at: datetime | None
    signature: str


def proofs(session: Session, edition_id: int, *, team: str = "") -> Sequence[Proof]:
    """Return every signature of an edition, or of the members of one team, in the order they were given."""
    wanted = (
        select(
            *(Person.ref, Person.last_name, Person.first_name, func.coalesce(Team.code, "")),
            *(Signature.kind, Signature.version, Signature.locale, Signature.sha256, Signature.typed_name),
            *(Signature.guardian, Signature.address, Signature.signed_at, Signature.withdrawn_at, Signature.public_id),
        )
        .join(Person, Person.id == Signature.person_id)
        .outerjoin(TeamMember, TeamMember.person_id == Person.id)
        .outerjoin(Team, Team.id == TeamMember.team_id)
        .where(Signature.edition_id == edition_id)
        .order_by(Signature.id)
    )
    rows: Sequence[Sequence[Any]] = session.execute(wanted.where(Team.code == team) if team else wanted).all()
    return [Proof(*row) for row in rows]
