"""One file that holds a whole house: entries with a manifest of their sizes and SHA-256, verified before use.

A zip, so that any machine can look into it; the manifest is its last entry, so a truncated file has none.
"""

import hashlib
import json
import os
import re
import shutil
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from challenge.kernel.errors import Invalid

FORMAT = 1
MANIFEST = "manifest.json"
_STEP = 1 << 20
# What an archive may hold; nothing else is ever unpacked, so no name can lead out of the folder.
_NAME = re.compile(r"database\.(sqlite|dump)|files/[0-9a-f]{2}/[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: `size` in bytes, `sha256` hexadecimal."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says about itself.

    Fields:
        about: release, kind of database, its shape, when it was made.
        entries: by name; everything in the archive but the manifest.
    """

    about: Mapping[str, Any]
    entries: Mapping[str, Entry]


def write(target: Path, sources: Mapping[str, Path], about: Mapping[str, Any], tell: Callable[[int], None]) -> Manifest:
    """Write an archive and return its manifest once it is on disk; an interrupted one never has the target's name.

    Args:
        target: replaced when it exists.
        sources: file per entry name.
        about: what the manifest says beside the entries.
        tell: told the number of entries written so far.
    """
    draft = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        draft.touch(mode=0o600)  # it holds everything about everybody
        with draft.open("wb") as handle:
            entries = _filled(handle, sources, about, tell)
            handle.flush()
            os.fsync(handle.fileno())
        draft.rename(target)
    finally:
        draft.unlink(missing_ok=True)
    return Manifest(about, entries)


def _filled(
    handle: IO[bytes], sources: Mapping[str, Path], about: Mapping[str, Any], tell: Callable[[int], None]
) -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    with zipfile.ZipFile(handle, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        for name, source in sources.items():
            entries[name] = _packed(archive, name, source)
            tell(len(entries))
        described = {"format": FORMAT, **about, "entries": {n: [e.size, e.sha256] for n, e in entries.items()}}
        archive.writestr(MANIFEST, json.dumps(described, indent=1))
    return entries


def _packed(archive: zipfile.ZipFile, name: str, source: Path) -> Entry:
    with source.open("rb") as given, archive.open(name, "w", force_zip64=True) as kept:
        return _copied(given, kept)


def _copied(given: IO[bytes], kept: IO[bytes]) -> Entry:
    digest, size = hashlib.sha256(), 0
    while block := given.read(_STEP):
        digest.update(block)
        size += len(block)
        kept.write(block)
    return Entry(size, digest.hexdigest())


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file, hexadecimal."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def unpacked(source: Path, places: Callable[[str], Path], tell: Callable[[int], None]) -> Manifest:
    """Unpack an archive into places of their own and return its manifest when every byte is as it was packed.

    Args:
        source: the archive.
        places: where an entry is to lie; nothing that is in use.
        tell: told the number of entries verified so far.

    Raises:
        Invalid("backup.damaged"): truncated, changed, or not such an archive; names the entry when it is one.
        Invalid("backup.format"): of a later format than this release knows.
        Invalid("backup.space"): less room on the disk than it needs.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = _manifest(archive)
            _check_room(manifest, places("database.sqlite").parent)
            for count, (name, wanted) in enumerate(manifest.entries.items(), start=1):
                if _unpacked(archive, name, places(name)) != wanted:
                    raise Invalid("backup.damaged", name)
                tell(count)
            return manifest
    except (zipfile.BadZipFile, EOFError, NotImplementedError, UnicodeDecodeError) as broken:
        # zipfile raises NotImplementedError for a compression that a flipped byte names and nobody knows.
        raise Invalid("backup.damaged", source.name) from broken


def _unpacked(archive: zipfile.ZipFile, name: str, path: Path) -> Entry:
    path.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(name) as given, path.open("wb") as kept:
        found = _copied(given, kept)
        kept.flush()
        os.fsync(kept.fileno())
    return found


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    names = archive.namelist()
    if MANIFEST not in names:
        raise Invalid("backup.damaged", MANIFEST)
    try:
        given = json.loads(archive.read(MANIFEST))
        number = int(given["format"])
        entries = {str(name): Entry(int(size), str(sha256)) for name, (size, sha256) in given["entries"].items()}
    except (ValueError, TypeError, KeyError, AttributeError) as broken:
        raise Invalid("backup.damaged", MANIFEST) from broken
    if number > FORMAT:
        raise Invalid("backup.format", MANIFEST, found=number, known=FORMAT)
    if sorted(names) != sorted([*entries, MANIFEST]) or not all(_NAME.fullmatch(name) for name in entries):
        raise Invalid("backup.damaged", MANIFEST)
    return Manifest({name: value for name, value in given.items() if name != "entries"}, entries)


def _check_room(manifest: Manifest, folder: Path) -> None:
    needed = sum(entry.size for entry in manifest.entries.values())
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise Invalid("backup.space", None, needed_mb=needed // 1_000_000 + 1, free_mb=free // 1_000_000)
