"""Two organisations that are one: everything that names the second one names the first, and can be set back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, UniqueConstraint, func, select, update
from sqlalchemy.orm import Session

from challenge.accounts.models import RoleGrant
from challenge.kernel.actor import Role
from challenge.kernel.db import Base, table_of
from challenge.kernel.errors import Conflict, Forbidden, Invalid
from challenge.kernel.work import Work
from challenge.organisations.events import MergeUndone, OrganisationsMerged
from challenge.organisations.models import Organisation, OrganisationMerge, Participation
from challenge.organisations.queries import editions_organised, editions_with
from challenge.organisations.rules import stricter_group

COLUMN = "organisation_id"


def naming_tables() -> Iterator[Table]:
    """Give every table of every room that names an organisation, so that a new one is never forgotten."""
    mine = table_of(Organisation)
    for table in Base.metadata.sorted_tables:
        if COLUMN in table.c and any(key.column.table is mine for key in table.c[COLUMN].foreign_keys):
            yield table
    yield table_of(RoleGrant)


def moving(session: Session, table: Table, kept_id: int, gone_id: int) -> list[int]:
    """Return the rows that move; one that the kept organisation has already (a role, a mark) stays, unseen."""
    column, others = table.c[COLUMN], _unique_with(table)
    wanted = select(table.c.id, column, *(table.c[name] for name in others)).where(column.in_((kept_id, gone_id)))
    rows = session.execute(wanted.order_by(table.c.id)).all()
    held = {tuple(row[2:]) for row in rows if row[1] == kept_id} if others else set()
    return [row[0] for row in rows if row[1] == gone_id and tuple(row[2:]) not in held]


def _unique_with(table: Table) -> tuple[str, ...]:
    for one in table.constraints:
        if isinstance(one, UniqueConstraint) and COLUMN in one.columns:
            return tuple(column.name for column in one.columns if column.name != COLUMN)
    return ()


@dataclass(frozen=True, slots=True)
class Preview:
    """What a merge would do: rows that move by table, and how conflict groups grow."""

    moved: Mapping[str, int]
    group: str
    joining: str


def preview(session: Session, edition_id: int, kept_id: int, gone_id: int) -> Preview:
    """Say what a merge would do, in this edition and all others."""
    counted = {table.name: len(moving(session, table, kept_id, gone_id)) for table in naming_tables()}
    groups = {
        row.organisation_id: row.conflict_group
        for row in session.execute(
            select(Participation).where(
                Participation.edition_id == edition_id, Participation.organisation_id.in_((kept_id, gone_id))
            )
        ).scalars()
    }
    group, joining = stricter_group(groups.get(kept_id, ""), groups.get(gone_id, ""))
    return Preview({name: count for name, count in counted.items() if count}, group, joining)


def _check_reach(work: Work, organisation_ids: tuple[int, int]) -> set[int]:
    """Return the editions concerned, all of which the actor organises.

    Raises:
        Forbidden("organisations.merge_elsewhere"): one of the two takes part where the actor decides nothing.
    """
    concerned = editions_with(work.session, organisation_ids)
    if not work.actor.is_house:
        everywhere = work.actor.has(Role.ADMINISTRATOR)
        if not concerned <= set(editions_organised(work.session, work.actor.account_id, everywhere=everywhere)):
            raise Forbidden("organisations.merge_elsewhere")
    return concerned


def merge_organisations(work: Work, kept_id: int, gone_id: int) -> dict[str, Any]:
    """Make two organisations one: problems, roles, marks, contacts and whatever else names the second move.

    Args:
        work: the edition in which it is decided.
        kept_id: goes on, with its name and what is known of it; what it lacks comes from the other.
        gone_id: is shown nowhere from now on; files that still say its name mean the kept one.

    Raises:
        Invalid("organisations.merge_same"), Conflict("organisations.merged"): one and the same; merged meanwhile.
        Forbidden("organisations.merge_elsewhere"): see `_check_reach`.
    """
    if kept_id == gone_id:
        raise Invalid("organisations.merge_same")
    first, second = (work.locked(Organisation, one) for one in sorted((kept_id, gone_id)))
    kept, gone = (first, second) if first.id == kept_id else (second, first)
    if kept.merged_into is not None or gone.merged_into is not None:
        raise Conflict("organisations.merged")
    concerned = _check_reach(work, (kept_id, gone_id))
    groups = _unite_groups(work, kept_id, gone_id)
    moved: dict[str, list[int]] = {}
    for table in naming_tables():
        if ids := moving(work.session, table, kept_id, gone_id):
            work.session.execute(update(table).where(table.c.id.in_(ids)).values({COLUMN: kept_id}))
            moved[table.name] = ids
    gone.merged_into = kept_id
    row = work.add(
        OrganisationMerge(
            edition_id=work.edition_id,
            kept_id=kept_id,
            gone_id=gone_id,
            moved=moved,
            groups=groups,
            merged_by=work.actor.account_id,
            merged_at=work.real,
        )
    )
    for edition_id in sorted(concerned):
        work.emit(OrganisationsMerged(kept_id=kept_id, gone_id=gone_id), edition_id=edition_id)
    return {"merge": row.public_id, "kept": kept.name, "gone": gone.name}


def _unite_groups(work: Work, kept_id: int, gone_id: int) -> dict[str, str]:
    """Let the kept one stand in the group of either; where both have one, the two groups become one. Per edition."""
    wanted = select(Participation).where(Participation.organisation_id.in_((kept_id, gone_id)))
    stands: dict[int, dict[int, Participation]] = {}
    for row in work.session.execute(wanted).scalars():
        stands.setdefault(row.edition_id, {})[row.organisation_id] = row
    before: dict[str, str] = {}
    for edition_id, both in stands.items():
        if len(both) < 2:
            continue
        group, joining = stricter_group(both[kept_id].conflict_group, both[gone_id].conflict_group)
        if both[kept_id].conflict_group != group:
            before[str(both[kept_id].id)] = both[kept_id].conflict_group
            both[kept_id].conflict_group = group
        for row in _members(work.session, edition_id, joining):
            before[str(row.id)] = row.conflict_group
            row.conflict_group = group
    work.session.flush()
    return before


def _members(session: Session, edition_id: int, group: str) -> list[Participation]:
    if not group:
        return []
    wanted = select(Participation).where(Participation.edition_id == edition_id, Participation.conflict_group == group)
    return list(session.execute(wanted).scalars())


def undo_merge(work: Work, merge_id: int) -> dict[str, Any]:
    """Make one organisation two again: what moved goes back, what came since stays with the kept one.

    Raises:
        Conflict("organisations.merge_undone"): somebody was faster, or the kept one was merged further.
        Forbidden("organisations.merge_elsewhere"): see `_check_reach`.
    """
    row = work.locked(OrganisationMerge, merge_id)
    kept, gone = (work.locked(Organisation, one) for one in (row.kept_id, row.gone_id))
    if row.undone_at is not None or kept.merged_into is not None:
        raise Conflict("organisations.merge_undone")
    concerned = _check_reach(work, (kept.id, gone.id))
    for table in naming_tables():
        ids = row.moved.get(table.name, [])
        back = update(table).where(table.c.id.in_(ids), table.c[COLUMN] == kept.id).values({COLUMN: gone.id})
        if ids:
            work.session.execute(back)
    for participation_id, group in row.groups.items():
        own = update(Participation).where(Participation.id == int(participation_id))
        work.session.execute(own.values(conflict_group=group))
    gone.merged_into, row.undone_at = None, work.real
    for edition_id in sorted(concerned | editions_with(work.session, (kept.id, gone.id))):
        work.emit(MergeUndone(kept_id=kept.id, gone_id=gone.id), edition_id=edition_id)
    return {"kept": kept.name, "gone": gone.name}


def names_merged(session: Session, organisation_id: int) -> list[str]:
    """Return the other names under which an organisation was known."""
    wanted = select(Organisation.name).where(Organisation.merged_into == organisation_id)
    return list(session.execute(wanted.order_by(func.lower(Organisation.name))).scalars())
