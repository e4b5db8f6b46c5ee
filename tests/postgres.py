"""A PostgreSQL for the tests: the one that `CHALLENGE_TEST_POSTGRES` names, else a temporary one, else the running one.

The temporary one need not survive a crash of the machine, so it waits for no disk.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

CHOSEN = os.environ.get("CHALLENGE_TEST_POSTGRES")
RUNNING = CHOSEN or "postgresql://postgres@127.0.0.1:5432/postgres"


class NoPostgres(RuntimeError):
    """Neither a running server nor the binaries to start one."""


@contextmanager
def server() -> Iterator[str]:
    """Give the address of a server on which databases may be made.

    Raises:
        NoPostgres: says what is missing.
    """
    binaries = _binaries()
    if binaries is not None and CHOSEN is None:
        with _temporary(binaries) as address:
            yield address
    elif _answers(RUNNING):
        yield RUNNING
    else:
        raise NoPostgres("no server answers and initdb is not installed (Debian: postgresql)")


def _answers(address: str) -> bool:
    try:
        with psycopg.connect(address, connect_timeout=3):
            return True
    except psycopg.OperationalError:
        return False


def _binaries() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    on_path = shutil.which("initdb")
    if found or on_path:
        return (found[0] if found else Path(str(on_path))).parent
    return None


@contextmanager
def _temporary(binaries: Path) -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="challenge-pg-"))
    data = folder / "data"
    # PostgreSQL refuses to run as root: give the folder to its own user and start it as that one.
    owner = _unprivileged_user()
    if owner is not None:
        os.chown(folder, owner, -1)
    options = {"user": owner} if owner is not None else {}
    try:
        subprocess.run(
            [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-N"],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=folder,
            **options,
        )  # type: ignore[call-overload]
        settings = f"-k {folder} -c listen_addresses='' -c fsync=off -c full_page_writes=off -c shared_buffers=32MB"
        subprocess.run(
            [binaries / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", settings, "start"],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=folder,
            **options,
        )  # type: ignore[call-overload]
        yield f"postgresql://postgres@/postgres?host={folder}"
    finally:
        subprocess.run(
            [binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop"],
            check=False,
            stdout=subprocess.DEVNULL,
            cwd=folder,
            **options,
        )  # type: ignore[call-overload]
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged_user() -> int | None:
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_uid
        except KeyError:
            continue
    raise NoPostgres("running as root and no user postgres or nobody")


@dataclass(frozen=True)
class Taken:
    """A copy of every row, by table, and of how far every number has come."""

    rows: dict[str, bytes]
    numbers: dict[str, int]


class Rows:
    """What stands in a database between two tests: to be none, with every number beginning at one.

    To truncate two hundred tables makes as many files anew; a test leaves rows in a dozen of them, which one question
    finds that the server has planned once.

    Args:
        connection: of the whole session, committing by itself.
    """

    name = "postgres"

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        tables = [row[0] for row in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        parts = [
            sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(name, sql.Identifier(name)) for name in tables
        ]
        self._filled = sql.SQL(" UNION ALL ").join(parts)
        counted = connection.execute("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'")
        used = [sql.SQL("SELECT {} FROM {} WHERE is_called").format(name, sql.Identifier(name)) for (name,) in counted]
        self._used = sql.SQL(" UNION ALL ").join(used)

    def empty(self) -> None:
        """Leave no row in any table."""
        parts = [sql.SQL("DELETE FROM {}").format(sql.Identifier(name)) for name in self._found(self._filled)]
        parts += [sql.SQL("ALTER SEQUENCE {} RESTART").format(sql.Identifier(name)) for name in self._found(self._used)]
        if parts:
            with self._connection.transaction():
                self._connection.execute("SET LOCAL session_replication_role = replica")
                self._connection.execute(sql.SQL("; ").join(parts))

    def is_empty(self) -> bool:
        """True while no table has a row."""
        return not self._found(self._filled)

    def taken(self) -> Taken:
        """Return a copy of what stands in it."""
        numbers = {}
        for name in self._found(self._used):
            asked = sql.SQL("SELECT last_value FROM {}").format(sql.Identifier(name))
            numbers[name] = self._connection.execute(asked).fetchone()[0]  # type: ignore[index]
        return Taken({name: self._copied(name) for name in self._found(self._filled)}, numbers)

    def put(self, taken: Taken) -> None:
        """Let an empty database hold that copy."""
        with self._connection.transaction(), self._connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            for name, rows in taken.rows.items():
                with cursor.copy(sql.SQL("COPY {} FROM STDIN (FORMAT BINARY)").format(sql.Identifier(name))) as copy:
                    copy.write(rows)
            for name, number in taken.numbers.items():
                cursor.execute("SELECT setval(quote_ident(%s)::regclass, %s)", (name, number))

    def _copied(self, name: str) -> bytes:
        asked = sql.SQL("COPY {} TO STDOUT (FORMAT BINARY)").format(sql.Identifier(name))
        with self._connection.cursor() as cursor, cursor.copy(asked) as copy:
            return b"".join(bytes(part) for part in copy)

    def _found(self, asked: sql.Composed) -> list[str]:
        return [name for (name,) in self._connection.execute(asked, prepare=True)]
