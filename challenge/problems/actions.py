"""Acts on problems."""

from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import select

from challenge.editions.models import Edition
from challenge.kernel.errors import Conflict, NotFound
from challenge.kernel.events import Event
from challenge.kernel.text import bounded, clean_block
from challenge.kernel.work import Work
from challenge.organisations.queries import organisations_by_id
from challenge.problems import rules
from challenge.problems.agreeing import agreed
from challenge.problems.drafting import drop_draft, keep_version
from challenge.problems.events import (
    ProblemAgreed,
    ProblemConfirmed,
    ProblemPutOnHold,
    ProblemRejected,
    ProblemRevised,
    ProblemReworkAsked,
    ProblemSubmitted,
    ProblemWithdrawn,
)
from challenge.problems.likeness import keep_words
from challenge.problems.models import Problem, ProblemStep
from challenge.problems.rules import Confidentiality, Decision, Rights, Status

REASON_MOST = 2000


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What a partner says about a problem; `details` and `contacts` as `models.Problem` says."""

    title: str
    summary: str
    theme: str
    category: str = "challenge"
    wanted_depts: tuple[str, ...] = ()
    required_skills: tuple[str, ...] = ()
    language: str = "fr"
    site: str = "ANY"
    remote_ok: bool = False
    min_teams: int = 1
    max_teams: int = 1
    confidentiality: Confidentiality = Confidentiality.OPEN
    rights: Rights = Rights.SHARED
    contact_email: str = ""
    teaser: str = ""
    full_text: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    contacts: dict[str, str] = field(default_factory=dict)


def submit_problem(work: Work, organisation_id: int, asked: Asked, *, draft: str = "") -> dict[str, Any]:
    """Post a problem for an organisation and return its outside name and reference; the `draft` behind it goes.

    Raises:
        NotFound("problems.organisation"): the organisation takes no part, or the actor does not speak for it.
    """
    speaks = work.actor.is_house or organisation_id in work.actor.organisation_ids
    if not speaks or not organisations_by_id(work.session, work.edition_id, [organisation_id]):
        raise NotFound("problems.organisation", "organisation")
    row = work.add(
        Problem(
            edition_id=work.edition_id,
            organisation_id=organisation_id,
            ref=next_ref(work),
            status=Status.SUBMITTED.value,
            submitted_at=work.now,
            **_stored(asked),
        )
    )
    note(work, row, "submit", "")
    keep_version(work, row)
    keep_words(work, row)
    if draft:
        drop_draft(work, draft)
    work.emit(ProblemSubmitted(problem_id=row.id, organisation_id=organisation_id))
    return {"problem": row.public_id, "ref": row.ref}


def next_ref(work: Work) -> str:
    """Return the next free reference; the edition's row is locked, so two partners never draw the same."""
    work.locked(Edition, work.edition_id)
    refs = work.session.execute(select(Problem.ref).where(Problem.edition_id == work.edition_id)).scalars()
    numbers = [int(ref[1:]) for ref in refs if ref[:1] == "P" and ref[1:].isdecimal()]
    return f"P{max(numbers, default=0) + 1:03d}"


def _stored(asked: Asked) -> dict[str, Any]:
    return {
        name: value.value if isinstance(value, (Confidentiality, Rights)) else value
        for name, value in asdict(asked).items()
    }


def note(work: Work, problem: Problem, act: str, reason: str) -> None:
    """Write a line of a problem's history."""
    work.session.add(
        ProblemStep(
            problem_id=problem.id,
            account_id=work.actor.account_id,
            act=act,
            status=problem.status,
            reason=reason,
            at=work.now,
        )
    )


def taken(work: Work, problem_id: int, version: int, *, keeps: bool = False) -> Problem:
    """Return the locked problem; `keeps` = what it says now is about to change, and stays among its versions.

    Raises:
        Conflict("problems.changed"): somebody changed it since `version` was read; nothing is overwritten.
    """
    row = work.locked(Problem, problem_id)
    if row.version != version:
        raise Conflict("problems.changed", "version")
    if keeps:
        keep_version(work, row)
    row.version += 1
    return row


def revise_problem(work: Work, problem_id: int, asked: Asked, *, version: int, draft: str = "") -> dict[str, Any]:
    """Change what a partner says; a problem that was given back is submitted again, and the `draft` behind it goes.

    Raises:
        Conflict("problems.changed"), Invalid("problems.closed"): too late for either reason.
    """
    row = taken(work, problem_id, version, keeps=True)
    rules.check_open(rules.can_revise(row.stands), row.stands)
    again = row.stands is Status.DRAFT
    for name, value in _stored(asked).items():
        setattr(row, name, value)
    row.status = Status.SUBMITTED.value if again else row.status
    note(work, row, "revise", "")
    keep_version(work, row)
    keep_words(work, row)
    if draft:
        drop_draft(work, draft)
    work.emit(ProblemRevised(problem_id=row.id, problem_version=row.version))
    if again:
        work.emit(ProblemSubmitted(problem_id=row.id, organisation_id=row.organisation_id or 0))
    return {"problem": row.public_id}


def withdraw_problem(work: Work, problem_id: int, *, version: int) -> dict[str, Any]:
    """Take a problem back.

    Raises:
        Conflict("problems.changed"), Invalid("problems.closed"): too late for either reason.
    """
    row = taken(work, problem_id, version)
    rules.check_open(rules.can_withdraw(row.stands), row.stands)
    row.status = Status.WITHDRAWN.value
    note(work, row, "withdraw", "")
    work.emit(ProblemWithdrawn(problem_id=row.id))
    return {"problem": row.public_id}


def review_problem(work: Work, problem_id: int, decision: Decision, reason: str, *, version: int) -> dict[str, Any]:
    """Decide about a problem; a confirmation counts once as many reviewers agree as the edition asks for.

    Raises:
        Conflict("problems.changed"): somebody decided or revised since `version` was read.
        Invalid("problems.decision"), Invalid("problems.reason_missing"): not from here, or not without a reason.
        Conflict("problems.agreed_already"): the same reviewer has agreed to this text; somebody else must.
        Invalid("problems.backup_missing"): to be confirmed, but nobody answers when its contact does not.
    """
    row = taken(work, problem_id, version)
    is_partners = row.organisation_id is not None
    rules.check_confirmable(decision, of_partner=is_partners, contact=row.contact_email, backup=row.backup_email)
    said = bounded(clean_block(reason), "reason", most=REASON_MOST, required=False)
    before = row.stands
    after = rules.decided(before, decision, said)
    missing = agreed(work, row) if decision is Decision.CONFIRM else 0
    if missing:
        note(work, row, "agree", "")
        work.emit(ProblemAgreed(problem_id=row.id, missing=missing))
    else:
        row.status = after.value
        note(work, row, decision.value, said)
        work.emit(_fact_of(row, before))
    return {"problem": row.public_id, "status": row.status, "ref": row.ref, "missing": missing}


def _fact_of(row: Problem, before: Status = Status.SUBMITTED) -> Event:
    """Return the fact that a problem stands where it stands, and stood elsewhere before."""
    was_confirmed = before is Status.CONFIRMED
    match row.stands:
        case Status.CONFIRMED:
            return ProblemConfirmed(problem_id=row.id)
        case Status.REJECTED:
            return ProblemRejected(problem_id=row.id, was_confirmed=was_confirmed)
        case Status.WAITING:
            return ProblemPutOnHold(problem_id=row.id, was_confirmed=was_confirmed)
        case Status.DRAFT:
            return ProblemReworkAsked(problem_id=row.id)
        case Status.WITHDRAWN:
            return ProblemWithdrawn(problem_id=row.id)
        case Status.SUBMITTED:
            return ProblemSubmitted(problem_id=row.id, organisation_id=row.organisation_id or 0)


def place_problem(work: Work, row: Problem) -> None:
    """Add a problem that comes from a file, with the status it has there."""
    work.add(row)
    note(work, row, "import", "")
    keep_version(work, row)
    keep_words(work, row)
    if row.stands is not Status.SUBMITTED:
        work.emit(ProblemSubmitted(problem_id=row.id, organisation_id=row.organisation_id or 0))
    work.emit(_fact_of(row))


def rewrite_problem(work: Work, row: Problem, values: dict[str, Any]) -> None:
    """Change fields of a problem as a file says; a new status is a fact of its own."""
    before = row.stands
    keep_version(work, row)
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    note(work, row, "import", "")
    keep_version(work, row)
    keep_words(work, row)
    was_confirmed = before is Status.CONFIRMED
    work.emit(ProblemRevised(problem_id=row.id, problem_version=row.version, was_confirmed=was_confirmed))
    if row.stands is not before:
        work.emit(_fact_of(row, before))
