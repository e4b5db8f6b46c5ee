"""The rules of an edition: which stand, who set them, and what setting others changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.accounts.models import Account
from challenge.editions.models import Edition
from challenge.kernel.errors import Conflict, Invalid
from challenge.kernel.work import Work
from challenge.teams.bindings import unbind_persons
from challenge.teams.events import RulesSet
from challenge.teams.inputs import demand
from challenge.teams.models import RuleSet
from challenge.teams.rules import CompositionRules, changed_fields, checked, stored, suggested


@dataclass(frozen=True, slots=True)
class Standing:
    """The rules that stand; version 0 are the suggested ones, which nobody has set."""

    rules: CompositionRules
    version: int


@dataclass(frozen=True, slots=True)
class Setting:
    """One time that somebody set the rules: who, when, and what differed from before."""

    version: int
    author: str
    set_at: datetime
    changed: dict[str, tuple[Any, Any]]


def standing_rules(session: Session, edition_id: int) -> Standing:
    """Return the rules that stand; as long as nobody set any, those that fit the numbers."""
    row = session.execute(_latest(edition_id)).scalars().first()
    if row is not None:
        return Standing(stored(row.rules), row.version)
    students, _, most = demand(session, edition_id)
    return Standing(suggested(students, most), 0)


def _latest(edition_id: int) -> Any:  # noqa: ANN401 - SQLAlchemy's long type
    return select(RuleSet).where(RuleSet.edition_id == edition_id).order_by(RuleSet.version.desc()).limit(1)


def settings(session: Session, edition_id: int, *, most: int = 12) -> list[Setting]:
    """Return the last times the rules were set, the latest first, each with what it changed."""
    wanted = select(RuleSet, Account.name).outerjoin(Account, Account.id == RuleSet.set_by)
    newest = wanted.where(RuleSet.edition_id == edition_id).order_by(RuleSet.version.desc())
    rows = session.execute(newest.limit(most + 1)).all()
    before = [*(stored(row[0].rules) for row in rows[1:]), None]
    return [
        Setting(row.version, name or "", row.set_at, changed_fields(old, stored(row.rules)) if old else {})
        for (row, name), old in zip(rows[:most], before, strict=False)
    ]


def set_rules(work: Work, wanted: CompositionRules, *, seen: int) -> dict[str, Any]:
    """Let other rules stand; the same ones change nothing.

    Args:
        work: by an organiser.
        wanted: all of them.
        seen: the version that the organiser had before them; 0 for the suggested rules.

    Raises:
        Conflict("teams.rules_changed"): somebody else set rules meanwhile; nothing is overwritten.
        The codes of `rules.checked`.
    """
    checked(wanted)
    work.locked(Edition, work.edition_id)
    now = standing_rules(work.session, work.edition_id)
    if now.version != seen:
        raise Conflict("teams.rules_changed", "version")
    if now.version and now.rules == wanted:
        return {"version": now.version}
    row = RuleSet(
        edition_id=work.edition_id,
        version=now.version + 1,
        rules=wanted.snapshot(),
        set_by=work.actor.account_id,
        set_at=work.now,
    )
    work.add(row)
    work.emit(RulesSet(rule_version=row.version))
    return {"version": row.version}


def restore_rules(work: Work, version: int, *, seen: int) -> dict[str, Any]:
    """Let earlier rules stand again, as a new version.

    Raises:
        Invalid("teams.rule_version"): there was no such version. And the codes of `set_rules`.
    """
    wanted = select(RuleSet).where(RuleSet.edition_id == work.edition_id, RuleSet.version == version)
    row = work.session.execute(wanted).scalar_one_or_none()
    if row is None:
        raise Invalid("teams.rule_version")
    return set_rules(work, stored(row.rules), seen=seen)


def take_way_out(work: Work, rules: CompositionRules | None, unbound: Sequence[str], *, seen: int) -> dict[str, Any]:
    """Do what one way out of an impossible composition says: other rules, or bindings taken away."""
    if rules is not None:
        return set_rules(work, rules, seen=seen)
    return {"unbound": unbind_persons(work, tuple(unbound))}
