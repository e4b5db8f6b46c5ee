"""Drafts that keep themselves, and the versions of what was sent."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from challenge.accounts.models import Account
from challenge.kernel.errors import Conflict, Invalid, NotFound
from challenge.kernel.work import Work
from challenge.problems.models import Problem, ProblemDraft, ProblemVersion
from challenge.problems.rules import with_weights

DRAFTS_MOST = 20
VALUE_MOST = 20_000
_TEXTS = (
    *("title", "teaser", "summary", "full_text", "category", "theme", "language", "site"),
    *("rights", "confidentiality"),
)
_BLOCKS = ("context", "question", "expected", "materials", "safety")


def keep_draft(
    work: Work, draft_id: int | None, values: Mapping[str, Any], *, version: int, problem_id: int | None = None
) -> dict[str, Any]:
    """Keep what somebody typed; it may be incomplete and wrong.

    Args:
        work: the actor's own draft, of the work's edition.
        draft_id: None for one that was not kept before.
        values: by the fields of the form.
        version: of the draft as the page knows it; 0 for a new one.
        problem_id: the problem that it changes; None for a new one.

    Raises:
        Invalid("problems.draft_long"): a field has more than 20,000 characters.
        Invalid("problems.drafts_most"): twenty are kept already.
        Conflict("problems.draft_changed"): it was kept from another page since; nothing is overwritten.
        NotFound("work.absent"): it was sent or thrown away.
    """
    if any(len(str(value)) > VALUE_MOST for value in values.values()):
        raise Invalid("problems.draft_long", "draft", most=VALUE_MOST)
    row = work.locked(ProblemDraft, draft_id) if draft_id is not None else _new(work, problem_id)
    if row.account_id != work.actor.account_id:
        raise NotFound("work.absent")
    if draft_id is not None:
        if row.version != version:
            raise Conflict("problems.draft_changed", "version")
        row.version += 1
    row.values, row.kept_at = dict(values), work.now
    work.session.flush()
    return {"draft": row.public_id, "version": row.version}


def _new(work: Work, problem_id: int | None) -> ProblemDraft:
    own = select(func.count()).where(
        ProblemDraft.account_id == work.actor.account_id, ProblemDraft.edition_id == work.edition_id
    )
    if work.session.execute(own).scalar_one() >= DRAFTS_MOST:
        raise Invalid("problems.drafts_most", "draft", most=DRAFTS_MOST)
    return work.add(
        ProblemDraft(
            edition_id=work.edition_id,
            account_id=work.actor.account_id,
            problem_id=problem_id,
            values={},
            kept_at=work.now,
        )
    )


def prefill(work: Work, account_id: int, values: Mapping[str, Any]) -> str:
    """Put words that somebody said elsewhere into a new draft of theirs; return its name."""
    row = work.add(
        ProblemDraft(
            edition_id=work.edition_id, account_id=account_id, problem_id=None, values=dict(values), kept_at=work.now
        )
    )
    return row.public_id


def drop_draft(work: Work, public_id: str) -> dict[str, Any]:
    """Throw one of the actor's own drafts away, or forget it since it was sent; an absent one is fine."""
    own = delete(ProblemDraft).where(
        ProblemDraft.public_id == public_id, ProblemDraft.account_id == work.actor.account_id
    )
    work.session.execute(own.where(ProblemDraft.edition_id == work.edition_id))
    return {"draft": public_id}


def drafts_of(session: Session, edition_id: int, account_id: int) -> list[ProblemDraft]:
    """Return somebody's drafts, the latest first."""
    wanted = select(ProblemDraft).where(ProblemDraft.account_id == account_id, ProblemDraft.edition_id == edition_id)
    return list(session.execute(wanted.order_by(ProblemDraft.kept_at.desc(), ProblemDraft.id.desc())).scalars())


def draft_by_public_id(session: Session, edition_id: int, public_id: str) -> ProblemDraft | None:
    """Return a draft of this edition, whosesoever: the caller asks whether it is the reader's own."""
    wanted = select(ProblemDraft).where(ProblemDraft.edition_id == edition_id, ProblemDraft.public_id == public_id)
    return session.execute(wanted).scalar_one_or_none()


def flat(row: Problem) -> dict[str, str]:
    """Return what a problem says, its contacts apart, as texts by the fields of the form; empty ones are left out."""
    details = row.details or {}
    weights = details.get("weights", {})
    said = {name: str(getattr(row, name) or "") for name in _TEXTS}
    said |= {name: str(details.get(name, "")) for name in _BLOCKS}
    said |= {name: ", ".join(details.get(name, ())) for name in ("themes", "languages")}
    said |= {
        "wanted_depts": with_weights(row.wanted_depts, weights.get("depts", {})),
        "required_skills": with_weights(row.required_skills, weights.get("skills", {})),
        "max_teams": f"{row.min_teams}–{row.max_teams}",
        "availability": "; ".join(" ".join(slot) for slot in details.get("availability", {}).values()),
    }
    said |= {f"x_{code}": answer for code, answer in details.get("extra", {}).items()}
    return {name: text for name, text in said.items() if text}


def keep_version(work: Work, row: Problem) -> None:
    """Keep what a problem says now under its present number; kept before, it stays as it is."""
    work.session.flush()
    known = select(ProblemVersion.id).where(ProblemVersion.problem_id == row.id, ProblemVersion.number == row.version)
    if work.session.execute(known).first() is None:
        work.session.add(
            ProblemVersion(
                problem_id=row.id,
                number=row.version,
                said=flat(row),
                account_id=work.actor.account_id,
                at=work.now,
            )
        )


def versions_of(session: Session, problem_id: int, *, most: int = 12) -> list[tuple[ProblemVersion, str]]:
    """Return the latest versions of a problem with the names of those who wrote them ("" for the house)."""
    wanted = (
        select(ProblemVersion, func.coalesce(Account.name, ""))
        .outerjoin(Account, Account.id == ProblemVersion.account_id)
        .where(ProblemVersion.problem_id == problem_id)
        .order_by(ProblemVersion.number.desc())
        .limit(most)
    )
    return [(row[0], row[1]) for row in session.execute(wanted)]
