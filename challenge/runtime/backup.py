"""`challenge backup` and `challenge restore`: database and files in one archive, verified before anything is replaced.

The database is copied first and the files after it: a file is on disk before its row is committed and stays, so every
file that the copy names is in the archive.
"""

import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import MetaData, select
from sqlalchemy.orm import Session

from challenge.kernel.clock import real_now
from challenge.kernel.db import Base, Database
from challenge.kernel.errors import Invalid
from challenge.runtime import archive, dumps, schema
from challenge.runtime.opening import Opened

Tell = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Saved:
    """What was saved: `size` in bytes, `sha256` of the archive, `missing` files that rows name and the disk lacks."""

    files: int
    size: int
    sha256: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored: when it had been saved, and where what was here before is kept now."""

    files: int
    made_at: str
    set_aside: tuple[Path, ...] = field(default=())


def save(ground: Opened, target: Path, tell: Tell) -> Saved:
    """Save database and files while everybody goes on writing.

    Args:
        ground: what is saved.
        target: the archive; replaced when it exists.
        tell: told the number of entries written so far.
    """
    with ground.database.read() as session:
        named = file_keys(session)
        shape = schema.shape_of(ground.database)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        copy = Path(folder) / "database"
        dumps.dump(ground.database, copy)
        sources = {dumps.entry_name(ground.database): copy, **_stored_files(ground.config.files_folder)}
        about = {
            "release": schema.release(),
            "made_at": real_now().isoformat(timespec="seconds"),
            "shape": sorted(shape),
        }
        manifest = archive.write(target, sources, about, tell)
    missing = tuple(sorted(key for key in named if f"files/{key[:2]}/{key}" not in manifest.entries))
    return Saved(len(manifest.entries) - 1, target.stat().st_size, archive.file_hash(target), missing)


def _stored_files(folder: Path) -> dict[str, Path]:
    """Return the stored files by entry name; drafts that are still being written are none."""
    found = sorted(path for path in folder.glob("[0-9a-f][0-9a-f]/*") if path.suffix == "" and path.is_file())
    return {f"files/{path.parent.name}/{path.name}": path for path in found}


def file_keys(session: Session, tables: MetaData = Base.metadata) -> set[str]:
    """Return every stored file that a row names, whatever the room: the columns `file_key`."""
    found: set[str] = set()
    for table in tables.sorted_tables:
        if "file_key" in table.columns:
            column = table.columns["file_key"]
            found |= {key for key in session.execute(select(column).where(column.is_not(None))).scalars() if key}
    return found


def restore(ground: Opened, root: Path, source: Path, expected: str | None, tell: Tell) -> Restored:
    """Put an archive in the place of this instance's database and files; what was here before is set aside.

    Args:
        ground: what is replaced; its processes must be stopped.
        root: of the checkout; an archive of an earlier release is brought up to date.
        source: the archive.
        expected: SHA-256 that the archive must have, None when nobody noted it.
        tell: told the number of entries verified so far.

    Raises:
        Invalid("backup.absent"), Invalid("backup.damaged"), Invalid("backup.format"), Invalid("backup.space"):
            the archive cannot be used; nothing was touched.
        Invalid("backup.other_database"): it was saved from the other kind of database.
        Invalid("backup.newer"): it was saved by a later release.
        Conflict("backup.running"): processes of the house are running.
    """
    if not source.is_file():
        raise Invalid("backup.absent", str(source))
    if expected and archive.file_hash(source) != expected.strip().lower():
        raise Invalid("backup.damaged", source.name)
    files = ground.config.files_folder
    files.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=files.parent, prefix=".restore-") as folder:
        staged = Path(folder)
        manifest = archive.unpacked(source, lambda name: staged / name, tell)
        _check_kind(ground.database, manifest, root)
        copy = staged / dumps.entry_name(ground.database)
        dumps.check(ground.database, copy)
        dumps.refuse_while_open(ground.database)
        (staged / "files").mkdir(exist_ok=True)
        set_aside = _swap(ground, copy, staged / "files")
    schema.upgrade(root, ground.database)
    return Restored(len(manifest.entries) - 1, str(manifest.about.get("made_at", "")), set_aside)


def _check_kind(database: Database, manifest: archive.Manifest, root: Path) -> None:
    if dumps.entry_name(database) not in manifest.entries:
        raise Invalid("backup.other_database")
    shape = manifest.about.get("shape")
    if not isinstance(shape, list) or not set(shape) <= schema.known_shapes(root):
        raise Invalid("backup.newer", None, release=str(manifest.about.get("release", "")))


def _swap(ground: Opened, copy: Path, files: Path) -> tuple[Path, ...]:
    """Set aside what is here and put the verified copies in its place."""
    mark = f"before-{real_now():%Y%m%d-%H%M%S}"
    aside = []
    here = ground.config.files_folder
    former = _set_aside_database(ground, mark)
    if former is not None:
        aside.append(former)
    if here.exists():
        aside.append(here.rename(here.with_name(f"{here.name}.{mark}")))
    files.rename(here)
    dumps.load(ground.database, copy)
    return tuple(aside)


def _set_aside_database(ground: Opened, mark: str) -> Path | None:
    """Keep the present database beside; a copy, so that it stands where it is until the new one replaces it."""
    database = ground.database
    kept = ground.config.instance / f"database.{mark}"
    if not database.is_sqlite:
        dumps.dump(database, kept)
        return kept
    path = dumps.sqlite_path(database)
    if not path.is_file():
        return None
    try:
        os.link(path, kept)
    except OSError:  # the database lies on another disk than the instance folder
        shutil.copyfile(path, kept)
    return kept
