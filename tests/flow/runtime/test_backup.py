"""Backup under writes, restore elsewhere; a truncated, changed or foreign archive is refused before anything moves."""

import io
import json
import shutil
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, make_url, select

from challenge.accounts.models import Account
from challenge.cli import main
from challenge.editions.actions import create_edition
from challenge.kernel import log
from challenge.kernel.actor import HOUSE
from challenge.kernel.errors import Conflict, Invalid
from challenge.kernel.log import first_broken
from challenge.runtime import archive, backup, schema
from challenge.runtime.opening import Opened, opened
from challenge.submissions.models import Submission
from config import ROOT, load
from tests.contract.world import World
from tests.house import TestHouse
from tests.make.accounts import make_account

NOTHING: Callable[[int], None] = lambda _count: None  # noqa: E731 - one line, one use


@dataclass
class Place:
    """Where a house may stand: folder, database, configuration."""

    environ: dict[str, str]

    @property
    def files(self) -> Path:
        return Path(self.environ["CHALLENGE_INSTANCE"]) / "files"

    def open(self) -> Opened:
        return opened(load(self.environ))

    def migrate(self) -> None:
        ground = self.open()
        schema.upgrade(ROOT, ground.database)
        ground.close()

    def is_current(self) -> bool:
        ground = self.open()
        current = schema.is_current(ROOT, ground.database)
        ground.close()
        return current


def furnish(place: Place) -> None:
    """Let two editions, teams and submissions stand there."""
    place.migrate()
    house = TestHouse(load(place.environ))
    World(house)
    house.close()


@dataclass
class Server:
    """PostgreSQL as an administrator sees it: databases beside the one that the tests of this process have."""

    url: str

    def connect(self) -> psycopg.Connection[Any]:
        address = make_url(self.url).set(drivername="postgresql").render_as_string(hide_password=False)
        return psycopg.connect(address, autocommit=True)

    def beside(self, name: str, *, like: str = "template1") -> str:
        """Make a database, maybe as a copy, and return its address."""
        with self.connect() as connection:
            connection.execute(f'CREATE DATABASE "{self._full(name)}" TEMPLATE "{self._full(like)}"')
        return make_url(self.url).set(database=self._full(name)).render_as_string(hide_password=False)

    def drop(self, *names: str) -> None:
        with self.connect() as connection:
            for name in names:
                connection.execute(f'DROP DATABASE "{self._full(name)}" WITH (FORCE)')

    def _full(self, name: str) -> str:
        return name if name.startswith("template") else f"{make_url(self.url).database}_{name}"


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Give a furnished house on SQLite, to be copied."""
    place = Place({"CHALLENGE_INSTANCE": str(tmp_path_factory.mktemp("furnished")), "CHALLENGE_SECRET_KEY": "a"})
    furnish(place)
    return place


@pytest.fixture(scope="module")
def furnished_postgres(tmp_path_factory: pytest.TempPathFactory, postgres_url: str) -> Iterator[tuple[Server, Path]]:
    """Give a furnished house on PostgreSQL, to be copied: its server, and its folder."""
    folder, server = tmp_path_factory.mktemp("furnished"), Server(postgres_url)
    environ = {"CHALLENGE_INSTANCE": str(folder), "CHALLENGE_SECRET_KEY": "a"}
    furnish(Place(environ | {"CHALLENGE_DATABASE_URL": server.beside("furnished")}))
    yield server, folder
    server.drop("furnished")


@pytest.fixture(params=["sqlite", "postgres"])
def places(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[Place]]:
    """Give two places on each database, the first one with a furnished house, the other one empty."""
    found = [Place({"CHALLENGE_INSTANCE": str(tmp_path / name), "CHALLENGE_SECRET_KEY": name}) for name in "ab"]
    if request.param == "sqlite":
        shutil.copytree(request.getfixturevalue("furnished").environ["CHALLENGE_INSTANCE"], tmp_path / "a")
        yield found
        return
    server, folder = request.getfixturevalue("furnished_postgres")
    shutil.copytree(folder, tmp_path / "a")
    found[0].environ["CHALLENGE_DATABASE_URL"] = server.beside("a", like="furnished")
    found[1].environ["CHALLENGE_DATABASE_URL"] = server.beside("b")
    yield found
    server.drop("a", "b")


def saved(place: Place, target: Path) -> backup.Saved:
    ground = place.open()
    try:
        return backup.save(ground, target, NOTHING)
    finally:
        ground.close()


def restored(place: Place, source: Path, sha256: str | None = None) -> backup.Restored:
    ground = place.open()
    try:
        return backup.restore(ground, ROOT, source, sha256, NOTHING)
    finally:
        ground.close()


def contents(place: Place) -> dict[str, object]:
    """Return what tells two houses apart: facts, chain, submissions, the bytes of every file."""
    ground = place.open()
    with ground.database.read() as session:
        heads = log.heads(session)
        found: dict[str, object] = {
            "heads": heads,
            "broken": [first_broken(session, edition_id) for edition_id in heads],
            "accounts": session.execute(select(func.count()).select_from(Account)).scalar_one(),
            "submissions": sorted(map(tuple, session.execute(select(Submission.public_id, Submission.sha256)))),
            "files": sorted(
                archive.file_hash(path) for path in ground.config.files_folder.rglob("*") if path.is_file()
            ),
        }
    ground.close()
    return found


def test_restored_elsewhere_everything_is_there(places: list[Place], tmp_path: Path) -> None:
    here, there = places
    kept = saved(here, tmp_path / "kept.zip")
    result = restored(there, tmp_path / "kept.zip", kept.sha256)

    assert contents(there) == contents(here)
    assert (tmp_path / "kept.zip").stat().st_mode & 0o077 == 0
    assert (kept.files, kept.missing, result.files, contents(there)["broken"]) == (5, (), 5, [None, None, None])
    assert there.is_current()


def test_backup_under_writes_is_complete_up_to_its_start(places: list[Place], tmp_path: Path) -> None:
    here, there = places
    house = TestHouse(load(here.environ))
    stop = threading.Event()
    written: list[int] = []

    def write() -> None:
        while not stop.is_set():
            number = len(written)
            make_account(house, 1, email=f"writer{number}@school.example")
            house.ground.files.keep(io.BytesIO(b"# more"), "more.md", most=100)
            written.append(number)

    writer = threading.Thread(target=write)
    writer.start()
    while len(written) < 5:
        pass
    before = len(written)
    kept = saved(here, tmp_path / "kept.zip")
    stop.set()
    writer.join()
    house.close()
    restored(there, tmp_path / "kept.zip")
    ground = there.open()
    with ground.database.read() as session:
        wanted = select(func.count()).select_from(Account).where(Account.email.like("writer%"))
        found = session.execute(wanted).scalar_one()
        broken = [first_broken(session, edition_id) for edition_id in log.heads(session)]
    ground.close()

    assert before <= found <= len(written)
    assert (kept.missing, broken) == ((), [None, None, None])


def test_what_was_there_before_is_set_aside(places: list[Place], tmp_path: Path) -> None:
    here, there = places
    there.migrate()
    ground = there.open()
    ground.works.perform(HOUSE, create_edition, "former", name="Former", starts_on=date(2026, 5, 25))
    ground.files.keep(io.BytesIO(b"# former"), "former.md", most=100)
    ground.close()
    saved(here, tmp_path / "kept.zip")
    result = restored(there, tmp_path / "kept.zip")
    database, files = result.set_aside

    assert contents(there) == contents(here)
    assert (database.is_file(), [path.read_bytes() for path in files.rglob("*") if path.is_file()]) == (
        True,
        [b"# former"],
    )


def test_restore_is_refused_while_the_house_is_open(places: list[Place], tmp_path: Path) -> None:
    here, _ = places
    house = TestHouse(load(here.environ))
    saved(here, tmp_path / "kept.zip")
    with house.database.read() as session:
        session.execute(select(Account.id)).first()
        with pytest.raises(Conflict, match=r"backup\.running"):
            restored(here, tmp_path / "kept.zip")
        session.rollback()
    before = contents(here)
    house.close()

    assert contents(here) == before
    assert restored(here, tmp_path / "kept.zip").files == 5


@pytest.fixture(scope="module")
def kept(furnished: Place, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Give an archive of the furnished house on SQLite, and its hash."""
    target = tmp_path_factory.mktemp("kept") / "kept.zip"
    return target, saved(furnished, target).sha256


def rewritten(source: Path, target: Path, change: Callable[[str, bytes], tuple[str, bytes] | None]) -> None:
    """Write an archive anew with its entries changed; None leaves one out."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            entry = change(name, old.read(name))
            if entry is not None:
                new.writestr(*entry)


def of_file(name: str) -> bool:
    return name.startswith("files/")


def changed_manifest(data: bytes, **values: object) -> bytes:
    return json.dumps({**json.loads(data), **values}).encode()


CHANGES: dict[str, tuple[str, Callable[[str, bytes], tuple[str, bytes] | None]]] = {
    "a file's bytes": ("backup.damaged", lambda name, data: (name, b"# Rules" if of_file(name) else data)),
    "the database": ("backup.damaged", lambda name, data: (name, data[:-1] if "database" in name else data)),
    "a file left out": ("backup.damaged", lambda name, data: None if of_file(name) else (name, data)),
    "no manifest": ("backup.damaged", lambda name, data: None if name == archive.MANIFEST else (name, data)),
    "no JSON": ("backup.damaged", lambda name, data: (name, b"{" if name == archive.MANIFEST else data)),
    "a path that leads out": (
        "backup.damaged",
        lambda name, data: (name if not of_file(name) else f"files/../../escaped{name[-4:]}", data),
    ),
    "a later format": (
        "backup.format",
        lambda name, data: (name, changed_manifest(data, format=9) if name == archive.MANIFEST else data),
    ),
    "a later release": (
        "backup.newer",
        lambda name, data: (name, changed_manifest(data, shape=["ffff"]) if name == archive.MANIFEST else data),
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_changed_archive_is_refused_and_nothing_is_touched(kept: tuple[Path, str], what: str, tmp_path: Path) -> None:
    code, change = CHANGES[what]
    rewritten(kept[0], tmp_path / "changed.zip", change)
    there = Place({"CHALLENGE_INSTANCE": str(tmp_path / "b"), "CHALLENGE_SECRET_KEY": "b"})
    with pytest.raises(Invalid) as refused:
        restored(there, tmp_path / "changed.zip")

    assert refused.value.code == code
    assert sorted(path.name for path in (tmp_path / "b").iterdir()) == []
    assert list(tmp_path.rglob("escaped*")) == []


@pytest.mark.parametrize("share", [0.0, 0.3, 0.999])
def test_truncated_archive_is_refused(kept: tuple[Path, str], share: float, tmp_path: Path) -> None:
    whole = kept[0].read_bytes()
    (tmp_path / "short.zip").write_bytes(whole[: int(len(whole) * share)])
    there = Place({"CHALLENGE_INSTANCE": str(tmp_path / "b"), "CHALLENGE_SECRET_KEY": "b"})
    with pytest.raises(Invalid, match=r"^backup\.damaged"):
        restored(there, tmp_path / "short.zip")


def test_flipped_bytes_are_noticed_anywhere(kept: tuple[Path, str], tmp_path: Path) -> None:
    whole = kept[0].read_bytes()
    there = Place({"CHALLENGE_INSTANCE": str(tmp_path / "b"), "CHALLENGE_SECRET_KEY": "b"})
    for place in range(100, len(whole), len(whole) // 7):
        flipped = bytearray(whole)
        flipped[place] ^= 0xFF
        (tmp_path / "flipped.zip").write_bytes(flipped)
        with pytest.raises(Invalid, match=r"^backup\.damaged"):
            restored(there, tmp_path / "flipped.zip", kept[1])


def test_archive_of_the_other_database_is_refused(kept: tuple[Path, str], tmp_path: Path, postgres_url: str) -> None:
    environ = {"CHALLENGE_INSTANCE": str(tmp_path / "b"), "CHALLENGE_SECRET_KEY": "b"}
    there = Place({**environ, "CHALLENGE_DATABASE_URL": postgres_url})
    with pytest.raises(Invalid, match=r"^backup\.other_database"):
        restored(there, kept[0])


def command(folder: Path, *arguments: str) -> Result:
    return CliRunner(env={"CHALLENGE_INSTANCE": str(folder), "LANG": "en"}).invoke(main, [*arguments])


def test_commands_say_what_they_did(kept: tuple[Path, str], tmp_path: Path) -> None:
    done = command(tmp_path / "b", "restore", str(kept[0]), "--sha256", kept[1])
    again = command(tmp_path / "b", "backup", str(tmp_path / "again.zip"), "--json")
    refused = command(tmp_path / "b", "restore", str(kept[0]), "--sha256", "0" * 64)

    assert (done.exit_code, done.output.splitlines()[0].endswith("the database and 5 files.")) == (0, True)
    assert (again.exit_code, json.loads(again.output)["files"]) == (0, 5)
    assert (refused.exit_code, "backup.damaged" in refused.stderr) == (1, True)


def test_lost_file_is_said_and_the_rest_is_saved(kept: tuple[Path, str], tmp_path: Path) -> None:
    command(tmp_path / "b", "restore", str(kept[0]))
    lost = next(path for path in (tmp_path / "b" / "files").rglob("*") if path.is_file())
    lost.unlink()
    done = command(tmp_path / "b", "backup", str(tmp_path / "again.zip"))

    assert (done.exit_code, lost.name in done.stderr, (tmp_path / "again.zip").is_file()) == (1, True, True)
