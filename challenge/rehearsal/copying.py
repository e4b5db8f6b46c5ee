"""A copy of one edition in a database of its own, with strangers in the place of everybody."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, insert, or_, select, true

from challenge.exchange.edition_tables import BELONGS
from challenge.kernel.columns import SECRET, Personal, nothing_of
from challenge.kernel.db import Base, Database
from challenge.people.rules import sorting_name
from challenge.rehearsal.names import stranger

# The copy begins a log of its own; nobody of the original can enter it; nothing that was told is told again; and of
# what was before only the state is needed.
LOG = frozenset(
    [
        "event_head",
        "event_log",
        "intent",
        "live_audience",
        "live_feed",
        "live_head",
        "live_topic",
        "relay_cursor",
        "relay_parked",
        "edition_clock",
    ]
)
WAYS_IN = frozenset(["account_session", "api_token", "link", "delegation", "audience_ticket", "badge"])
TOLD = frozenset(
    [
        "retention_sweep",
        "webhook",
        "webhook_delivery",
        "outbox_message",
        "refused_address",
        "inbox_notice",
        "inbox_copy",
        "webpush_message",
        "webpush_subscription",
    ]
)
HISTORY = frozenset(
    [
        "table_import",
        "import_line",
        "column_meaning",
        "address_correction",
        "person_correction",
        "schedule_change",
        "hand_move",
        "visit_edit",
        "attendance_edit",
        "desk_reason",
        "judging_decision",
        "shortlist_draft",
        "deliberation_note",
        "refused_attempt",
        "earlier_extension",
        "partner_decision",
        "audience_vote",
        "composition_input",
        "composition_run",
        "price_list",
        "milestone_hold",
        "help_request",
        "question",
        "contact_opening",
        "slot_confirmation",
        "rehearsal",
        "call_contact",
        "problem_agreement",
        "problem_comment",
        "problem_draft",
        "problem_ruling",
        "problem_version",
        "organisation_contact",
        "due_buyer",
        "due_correction",
        "due_paper",
        "due_payment",
        "due_place",
        "organisation_merge",
        # Nobody signs in a rehearsal, and nothing waits for it there.
        "agreement_text",
        "problem_opening",
        "agreement_signature",
        "minor_mark",
        "signer_aside",
    ]
)
LEFT_OUT = LOG | WAYS_IN | TOLD | HISTORY
"""Tables that a rehearsal does not need."""

KEPT = frozenset(
    {
        *(("person", name) for name in ("department", "school", "languages", "site", "skills")),
        ("staff_profile", "languages"),
        ("attendance_mark", "state"),
        ("wish", "target"),
    }
)
"""Personal columns without which teams, rolls and zones would not be what they are; they name nobody."""

NAMED = ("account", "person", "juror", "staff_profile")


def copy_edition(source: Database, target: Database, edition_id: int) -> None:
    """Copy an edition, whoever acts in it and what they made, into an empty database with every table.

    Names become those of strangers, the same on every copy; addresses, remarks, secrets and whatever else tells
    something about a person are left blank. Stored files stay where they are.

    Args:
        source: read in one transaction.
        target: of this release's shape, without rows.
        edition_id: the edition.
    """
    taken: dict[str, set[Any]] = {}
    with source.reader.connect() as reading, target.writer.begin() as writing:
        if target.is_sqlite:
            writing.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        # No foreign key says that these come after what they belong to.
        for table in sorted(Base.metadata.sorted_tables, key=lambda table: table.name in BELONGS):
            if table.name not in LEFT_OUT:
                _copy_table(table, reading, writing, edition_id, taken)


def _copy_table(
    table: Table, reading: Connection, writing: Connection, edition_id: int, taken: dict[str, set[Any]]
) -> None:
    found = reading.execute(_wanted(table, edition_id)).mappings()
    rows = [blanked(table, dict(row)) for row in found if _belongs(table, dict(row), taken)]
    if rows:
        writing.execute(insert(table), rows)
    if "id" in table.c:
        taken[table.name] = {row["id"] for row in rows}


def _wanted(table: Table, edition_id: int) -> Select[Any]:
    """Return the rows of an edition, and of tables that belong to no edition all."""
    own: ColumnElement[bool] = true()
    if table.name == "edition":
        own = table.c.id == edition_id
    elif "edition_id" in table.c:
        # Rights of the whole instance (administrators) count in every edition.
        own = or_(table.c.edition_id == edition_id, table.c.edition_id.is_(None))
    return select(table).where(own)


def _belongs(table: Table, row: dict[str, Any], taken: dict[str, set[Any]]) -> bool:
    """True when every row that this one names was copied."""
    named = [(key.parent.name, key.column.table.name) for key in table.foreign_keys]
    named += [BELONGS[table.name]] if table.name in BELONGS else []
    return all(row[column] is None or other == table.name or row[column] in taken[other] for column, other in named)


def blanked(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """Return a row that tells nothing about anybody: see `copy_edition`."""
    who = row.get("account_id") or row.get("id") or 0
    for column in table.columns:
        privacy = column.info.get("privacy")
        if privacy == SECRET:
            row[column.name] = None if column.nullable else ""
        elif isinstance(privacy, Personal) and (table.name, column.name) not in KEPT:
            row[column.name] = nothing_of(column, row[column.name])
    first, last = stranger(who)
    names = {"first_name": first, "last_name": last, "name": f"{first} {last}"} if table.name in NAMED else {}
    row |= {name: value for name, value in names.items() if name in table.c}
    if table.name == "person":
        row["ref"] = f"R{row['id']:05}"
        row["sort_name"] = sorting_name(first, last, row["ref"])
    return row
