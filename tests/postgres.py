"""A PostgreSQL for the tests: a running server when there is one, else a temporary one from the system's binaries."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

RUNNING = os.environ.get("CHALLENGE_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")


class NoPostgres(RuntimeError):
    """Neither a running server nor the binaries to start one."""


@contextmanager
def server() -> Iterator[str]:
    """Give the address of a server on which databases may be made.

    Raises:
        NoPostgres: says what is missing.
    """
    if _answers(RUNNING):
        yield RUNNING
        return
    with _temporary() as address:
        yield address


def _answers(address: str) -> bool:
    try:
        with psycopg.connect(address, connect_timeout=3):
            return True
    except psycopg.OperationalError:
        return False


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    on_path = shutil.which("initdb")
    if not found and on_path is None:
        raise NoPostgres("no server answers and initdb is not installed (Debian: postgresql)")
    return (found[0] if found else Path(str(on_path))).parent


@contextmanager
def _temporary() -> Iterator[str]:
    binaries = _binaries()
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
        settings = f"-k {folder} -c listen_addresses='' -c fsync=off"
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
