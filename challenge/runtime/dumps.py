"""Copies of the database itself: SQLite's online backup, PostgreSQL's own tools."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url, text

from challenge.kernel.db import Database
from challenge.kernel.errors import Conflict, Invalid

MOST_S = 3600


def entry_name(database: Database) -> str:
    """Return what the database is called in an archive; archives of the other kind of database are refused."""
    return "database.sqlite" if database.is_sqlite else "database.dump"


def sqlite_path(database: Database) -> Path:
    """Return where the file of a SQLite database lies."""
    return Path(str(make_url(database.url).database))


def dump(database: Database, target: Path) -> None:
    """Write a consistent copy while everybody goes on writing.

    Raises:
        Invalid("backup.tool"): PostgreSQL, and its pg_dump is not installed.
        Invalid("backup.tool_failed"): it refused; says why.
        Invalid("backup.no_database"): there is none yet.
    """
    if not database.is_sqlite:
        _tool("pg_dump", database, "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
        return
    source = sqlite_path(database)
    if not source.is_file():
        raise Invalid("backup.no_database", str(source))
    with closing(sqlite3.connect(source, timeout=30)) as live, closing(sqlite3.connect(target)) as copy:
        # All pages in one step: in WAL mode a reader's view, which holds up no writer.
        live.backup(copy, pages=-1)
        copy.execute("PRAGMA journal_mode=DELETE")
    check(database, target)


def check(database: Database, dumped: Path) -> None:
    """Refuse a copy that its own kind of database cannot read whole.

    Raises:
        Invalid("backup.damaged"): pages or references are broken, or it is no such copy.
    """
    if not database.is_sqlite:
        _tool("pg_restore", None, "--list", str(dumped))
        return
    try:
        with closing(sqlite3.connect(f"file:{dumped}?mode=ro", uri=True)) as copy:
            whole = [row[0] for row in copy.execute("PRAGMA integrity_check(1)")]
            loose = copy.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as broken:
        raise Invalid("backup.damaged", dumped.name) from broken
    if whole != ["ok"] or loose is not None:
        raise Invalid("backup.damaged", dumped.name)


def refuse_while_open(database: Database) -> None:
    """Refuse to go on while processes of the house use the database.

    Raises:
        Conflict("backup.running"): stop web, live and worker first.
    """
    if database.is_sqlite:
        _refuse_while_file_is_open(sqlite_path(database))
        return
    with database.reader.connect() as connection:
        others = connection.execute(
            text(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                " AND backend_type = 'client backend'"
            )
        ).scalar_one()
    database.reader.dispose()
    if others:
        raise Conflict("backup.running")


def _refuse_while_file_is_open(path: Path) -> None:
    if not path.is_file():
        return
    try:
        with closing(sqlite3.connect(path, timeout=1)) as alone:
            # Leaving WAL mode needs the file for oneself, and leaves one file that can be set aside whole.
            alone.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as shared:
        raise Conflict("backup.running") from shared


def load(database: Database, dumped: Path) -> None:
    """Put a checked copy in the database's place; on PostgreSQL in one transaction.

    Raises:
        Invalid("backup.tool"), Invalid("backup.tool_failed"): as for `dump`; nothing was changed.
    """
    if database.is_sqlite:
        _replace_file(dumped, sqlite_path(database))
        return
    options = ["--clean", "--if-exists", "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    _tool("pg_restore", database, *options, str(dumped))


def _replace_file(dumped: Path, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.restoring")
    shutil.copyfile(dumped, draft)  # it may come from another disk, and only a rename is all or nothing
    with draft.open("rb") as handle:
        os.fsync(handle.fileno())
    for left_over in ("-wal", "-shm"):
        path.with_name(path.name + left_over).unlink(missing_ok=True)
    os.replace(draft, path)


def _tool(name: str, database: Database | None, *arguments: str) -> None:
    """Run a tool of PostgreSQL; the password goes by the environment, where other users cannot read it."""
    binary = shutil.which(name)
    if binary is None:
        raise Invalid("backup.tool", None, tool=name)
    command: Sequence[str] = [binary, *arguments]
    environment = dict(os.environ)
    if database is not None:
        url = make_url(database.url)
        environment |= {"PGPASSWORD": url.password} if isinstance(url.password, str) else {}
        address = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
        command = [binary, f"--dbname={address}", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=MOST_S, check=False)
    if done.returncode:
        said = (done.stderr.strip().splitlines() or [str(done.returncode)])[0]
        raise Invalid("backup.tool_failed", None, tool=name, said=said[:300])
