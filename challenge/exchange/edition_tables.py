"""Which rows of all tables are one edition's: what an export takes out, and what a rehearsal copies, begin here."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, Table, select

from challenge.kernel.columns import SECRET, Personal
from challenge.kernel.db import Base

Row = Mapping[str, Any]

# A row belongs to an edition by another one that no foreign key names.
BELONGS = {"mark": ("visit_id", "visit"), "extension": ("deliverable_id", "deliverable")}
BELONGS |= {"milestone_firing": ("milestone_id", "milestone"), "milestone_hold": ("milestone_id", "milestone")}

# Ways in, the house's own machinery, drafts that were never sent, and what nobody may ever lay side by side: who voted
# for whom.
KEPT_BACK = frozenset(
    [
        *("account_session", "api_token", "link", "delegation", "audience_ticket", "audience_vote", "badge"),
        *("event_head", "intent", "relay_cursor", "relay_parked"),
        *("live_audience", "live_feed", "live_head", "live_topic"),
        *("inbox_choice", "refused_address", "outbox_message", "problem_draft"),
        *("webpush_message", "webpush_subscription"),
    ]
)
"""Tables that no export gives away."""

# Owned by no edition: given away as far as rows of the edition name them.
SHARED = ("account", "organisation")
_PEOPLE = ("account_id", "actor_id", "author_id")


def given_columns(table: Table) -> list[str]:
    """Return the columns of a table that may leave the house: all but secrets."""
    return [column.name for column in table.columns if column.info.get("privacy") != SECRET]


def purposes(table: Table) -> dict[str, str]:
    """Return why each personal column of a table is kept."""
    declared = {column.name: column.info.get("privacy") for column in table.columns}
    return {name: kind.purpose for name, kind in declared.items() if isinstance(kind, Personal)}


def edition_rows(connection: Connection, edition_id: int) -> Iterator[tuple[Table, Sequence[Row]]]:
    """Give every table with the edition's rows of it, in the order of their names; empty ones too.

    Args:
        connection: in one transaction, so that all tables are of the same instant.
        edition_id: the edition.
    """
    taken: dict[str, set[Any]] = {}
    named: dict[str, set[Any]] = {name: set() for name in SHARED}
    found: dict[str, tuple[Table, Sequence[Row]]] = {}
    # No foreign key says that these come after what they belong to.
    for table in sorted(Base.metadata.sorted_tables, key=lambda table: table.name in BELONGS):
        if table.name in KEPT_BACK or table.name in SHARED:
            continue
        rows = list(_owned(table, connection, edition_id, taken))
        taken[table.name] = {row["id"] for row in rows} if "id" in table.c else set()
        for shared, ids in _shared_ids(table, rows):
            named[shared] |= ids
        found[table.name] = (table, rows)
    for name, ids in named.items():
        table = Base.metadata.tables[name]
        found[name] = (table, [dict(row) for row in connection.execute(select(table)).mappings() if row["id"] in ids])
    for name in sorted(found):
        yield found[name]


def _owned(table: Table, connection: Connection, edition_id: int, taken: Mapping[str, set[Any]]) -> Iterator[Row]:
    owners = parents(table)
    if not owners and table.name != "edition" and "edition_id" not in table.c:
        return
    for row in connection.execute(_scoped(table, edition_id)).mappings():
        if "edition_id" in table.c or all(row[column] in taken.get(other, ()) for column, other in owners):
            yield dict(row)


def _scoped(table: Table, edition_id: int) -> Select[Any]:
    wanted = select(table).order_by(*table.primary_key.columns)
    if table.name == "edition":
        return wanted.where(table.c.id == edition_id)
    return wanted.where(table.c.edition_id == edition_id) if "edition_id" in table.c else wanted


def parents(table: Table) -> list[tuple[str, str]]:
    """Return (column, table) of what a row without edition belongs to."""
    if table.name in BELONGS:
        return [BELONGS[table.name]]
    keys = [(key.parent.name, key.column.table.name) for key in table.foreign_keys]
    return [(column, other) for column, other in keys if other not in SHARED and other != table.name]


def _shared_ids(table: Table, rows: Iterable[Row]) -> Iterator[tuple[str, set[Any]]]:
    """Give what rows name of the tables that no edition owns; those who acted are named without a foreign key."""
    by_key = {key.parent.name: key.column.table.name for key in table.foreign_keys if key.column.table.name in SHARED}
    acted = {column.name: "account" for column in table.columns if column.name in _PEOPLE or column.name[-3:] == "_by"}
    for column, shared in (acted | by_key).items():
        yield shared, {row[column] for row in rows if row[column] is not None}
