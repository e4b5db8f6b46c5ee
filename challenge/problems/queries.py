"""Reads of problems: within an edition, and only as much as the reader may."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from challenge.accounts.models import Account, RoleGrant
from challenge.kernel.actor import Role
from challenge.kernel.paging import Page, page
from challenge.kernel.text import fold
from challenge.organisations.models import Organisation
from challenge.problems.models import Problem, ProblemStep
from challenge.problems.rules import Confidentiality, Reading, Standing, Status, reading


@dataclass(frozen=True, slots=True)
class ProblemCard:
    """A problem in a list, as far as the reader may: what may not be read is empty.

    Fields:
        ref: "" when masked: numbers follow the order of posting and would tell the neighbour's organisation.
        level: how much the reader reads.
    """

    id: int
    public_id: str
    ref: str
    title: str
    theme: str
    language: str
    status: str
    confidentiality: str
    max_teams: int
    organisation_id: int | None
    organisation: str
    category: str
    wanted_depts: Sequence[str]
    level: Reading = Reading.FULL

    @property
    def is_masked(self) -> bool:
        """True when not even the title is read."""
        return self.level is Reading.MASKED


CARD: tuple[Any, ...] = (
    Problem.id,
    Problem.public_id,
    Problem.ref,
    Problem.title,
    Problem.theme,
    Problem.language,
    Problem.status,
    Problem.confidentiality,
    Problem.max_teams,
    Problem.organisation_id,
    func.coalesce(Organisation.name, ""),
    Problem.category,
    Problem.wanted_depts,
)


def with_organisation(wanted: Select[Any]) -> Select[Any]:
    """Return a question about cards with the organisations that they name."""
    return wanted.outerjoin(Organisation, Organisation.id == Problem.organisation_id)


def disclosed(card: ProblemCard, who: Standing) -> ProblemCard | None:
    """Return a card with only what somebody may read, None when that is nothing."""
    level = reading(Status(card.status), Confidentiality(card.confidentiality), card.organisation_id, who)
    if level is Reading.NOTHING:
        return None
    if level is Reading.MASKED:
        return replace(card, ref="", title="", organisation_id=None, organisation="", wanted_depts=(), level=level)
    return replace(card, level=level)


def public_problems(session: Session, edition_id: int, who: Standing) -> list[ProblemCard]:
    """Return an edition's confirmed problems as somebody may read them: by reference, masked ones last.

    Masked ones stand in the order of their random outside names, so that their place tells nothing either.
    """
    wanted = (
        select(*CARD)
        .outerjoin(Organisation, Organisation.id == Problem.organisation_id)
        .where(Problem.edition_id == edition_id, Problem.status == Status.CONFIRMED.value)
    )
    cards = [disclosed(ProblemCard(*row), who) for row in session.execute(wanted)]
    shown = [card for card in cards if card is not None]
    return sorted(shown, key=lambda card: (card.is_masked, card.ref or card.public_id))


def narrowed(cards: Sequence[ProblemCard], *, theme: str = "", text: str = "") -> list[ProblemCard]:
    """Return the cards of a theme that hold every word; what the reader may not read is not searched."""
    words = fold(text).split()
    return [
        card
        for card in cards
        if (not theme or card.theme == theme)
        and all(word in fold(f"{card.ref} {card.title} {card.organisation} {card.theme}") for word in words)
    ]


def desk_problems(
    session: Session, edition_id: int, *, status: str = "", text: str = "", after: str = "", size: int = 100
) -> Page[ProblemCard]:
    """Return a page of an edition's problems for organisers, by reference.

    Args:
        session: for reading.
        edition_id: the scope.
        status: "" for all.
        text: words that title, reference or organisation hold.
        after: reference of the last one on the page before.
        size: rows of a page.
    """
    wanted = (
        select(*CARD)
        .outerjoin(Organisation, Organisation.id == Problem.organisation_id)
        .where(Problem.edition_id == edition_id, Problem.ref > after)
        .order_by(Problem.ref)
    )
    if status:
        wanted = wanted.where(Problem.status == status)
    if not text.strip():
        wanted = wanted.limit(size + 1)
    cards = [ProblemCard(*row) for row in session.execute(wanted)]
    # Accents and case do not matter, which databases do not agree on; a few hundred titles are folded here.
    return page(narrowed(cards, text=text)[: size + 1], size, lambda card: card.ref)


def status_counts(session: Session, edition_id: int) -> dict[str, int]:
    """Return how many problems of an edition stand where; every status is there."""
    rows = session.execute(
        select(Problem.status, func.count()).where(Problem.edition_id == edition_id).group_by(Problem.status)
    )
    return {status.value: 0 for status in Status} | {row[0]: row[1] for row in rows}


def problem_by_public_id(session: Session, edition_id: int, public_id: str) -> Problem | None:
    """Return a problem of this edition, whatever its status: the caller asks `rules.reading`."""
    wanted = select(Problem).where(Problem.edition_id == edition_id, Problem.public_id == public_id)
    return session.execute(wanted).scalar_one_or_none()


def all_problems(session: Session, edition_id: int) -> list[tuple[Problem, str]]:
    """Return an edition's problems with the names of their organisations ("" for none), by reference."""
    wanted = (
        select(Problem, func.coalesce(Organisation.name, ""))
        .outerjoin(Organisation, Organisation.id == Problem.organisation_id)
        .where(Problem.edition_id == edition_id)
        .order_by(Problem.ref)
    )
    return [(row[0], row[1]) for row in session.execute(wanted)]


def next_submitted(session: Session, edition_id: int, after: str) -> str | None:
    """Return the outside name of the next problem that waits for a decision, from the start after the last."""
    wanted = (
        select(Problem.public_id)
        .where(Problem.edition_id == edition_id, Problem.status == Status.SUBMITTED.value)
        .order_by(Problem.ref <= after, Problem.ref)
        .limit(1)
    )
    return session.execute(wanted).scalar_one_or_none()


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a problem's history."""

    act: str
    status: str
    reason: str
    at: datetime
    who: str


def history(session: Session, problem_id: int) -> list[Step]:
    """Return what happened to a problem, the latest first; `who` is "" for the house."""
    wanted = (
        select(ProblemStep.act, ProblemStep.status, ProblemStep.reason, ProblemStep.at, Account.name)
        .outerjoin(Account, Account.id == ProblemStep.account_id)
        .where(ProblemStep.problem_id == problem_id)
        .order_by(ProblemStep.id.desc())
    )
    return [Step(row[0], row[1], row[2], row[3], row[4] or "") for row in session.execute(wanted)]


def last_reasons(session: Session, problem_ids: Sequence[int]) -> dict[int, str]:
    """Return the last words of the organisers per problem, of those that have any."""
    wanted = (
        select(ProblemStep.problem_id, ProblemStep.reason)
        .where(ProblemStep.problem_id.in_(problem_ids), ProblemStep.reason != "")
        .order_by(ProblemStep.id)
    )
    return {row.problem_id: row.reason for row in session.execute(wanted)}


def speakers(session: Session, edition_id: int, organisation_id: int) -> list[int]:
    """Return the accounts that speak for an organisation in an edition."""
    wanted = select(RoleGrant.account_id).where(
        RoleGrant.edition_id == edition_id,
        RoleGrant.role == Role.PARTNER.value,
        RoleGrant.organisation_id == organisation_id,
    )
    return list(session.execute(wanted.order_by(RoleGrant.account_id)).scalars())


_ANSWERS = ("comment", "confirm", "wait", "rework", "reject", "merge", "agree")


def unanswered(session: Session, edition_id: int) -> dict[int, datetime]:
    """Return when the problems were posted that wait for a first answer, by inside name."""
    answer = exists().where(ProblemStep.problem_id == Problem.id, ProblemStep.act.in_(_ANSWERS))
    wanted = select(Problem.id, Problem.submitted_at).where(
        Problem.edition_id == edition_id, Problem.status == Status.SUBMITTED.value, ~answer
    )
    return {row[0]: row[1] for row in session.execute(wanted)}


def behind(session: Session, edition_id: int, organisation_id: int | None) -> tuple[str, int]:
    """Return the name of the organisation behind a problem and how many speak for it here; "" and 0 for none."""
    speaking = select(func.count()).where(
        RoleGrant.edition_id == edition_id,
        RoleGrant.role == Role.PARTNER.value,
        RoleGrant.organisation_id == Organisation.id,
    )
    wanted = select(Organisation.name, speaking.scalar_subquery()).where(Organisation.id == organisation_id)
    row = session.execute(wanted).one_or_none()
    return (row[0], row[1]) if row else ("", 0)
