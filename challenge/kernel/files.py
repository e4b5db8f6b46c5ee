"""Stored files: generated keys, hashed while they stream in, flushed to disk before anybody is told."""

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import puremagic

from challenge.kernel.errors import Invalid, NotFound, TooLarge
from challenge.kernel.turns import waiting

_STEP = 1 << 16
_KINDS = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".zip": "application/zip",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".odp": "application/vnd.oasis.opendocument.presentation",
    ".txt": "text/plain",
    ".md": "text/plain",
    ".csv": "text/csv",
}
_SAME_CONTENT = (
    {".jpg", ".jpeg", ".jfif"},
    {".zip", ".docx", ".pptx", ".xlsx", ".odt", ".odp"},
    {".mp4", ".m4v", ".mov"},
)
_TEXT = {".txt", ".md", ".csv"}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file on disk. `sha256` is hexadecimal, `size` in bytes, `media_type` from the checked content."""

    key: str
    size: int
    sha256: str
    media_type: str


class FileStore:
    """Files in a folder.

    Args:
        folder: made on first use.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, stream: IO[bytes], name: str, *, most: int) -> StoredFile:
        """Store a stream and return it once it is on disk.

        Raises:
            TooLarge("files.too_large"): more than `most` bytes; nothing stays.
            Invalid("files.empty"), Invalid("files.kind"): no bytes; a kind not on the list, or content that is another.
        """
        suffix = Path(name).suffix.lower()
        if suffix not in _KINDS:
            raise Invalid("files.kind", "file", suffix=suffix or name[-12:])
        key = secrets.token_hex(16)
        path = self._folder / key[:2] / key
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".part")
        try:
            with waiting():
                size, digest = _written(stream, draft, most)
            _check_content(draft, suffix, size)
            draft.rename(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        return StoredFile(key, size, digest, _KINDS[suffix])

    def path(self, key: str) -> Path:
        """Return where a stored file lies.

        Raises:
            NotFound("files.absent"): no such key.
        """
        path = self._folder / key[:2] / key
        if not key.isalnum() or not path.is_file():
            raise NotFound("files.absent")
        return path

    def drop(self, key: str) -> None:
        """Remove a file whose row was never written; an absent one is fine."""
        (self._folder / key[:2] / key).unlink(missing_ok=True)


def _written(stream: IO[bytes], draft: Path, most: int) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    with draft.open("wb") as handle:
        while block := stream.read(_STEP):
            size += len(block)
            if size > most:
                raise TooLarge("files.too_large", "file", most_mb=most // 1_000_000)
            digest.update(block)
            handle.write(block)
        handle.flush()
        os.fsync(handle.fileno())
    return size, digest.hexdigest()


def _check_content(draft: Path, suffix: str, size: int) -> None:
    """Refuse a file whose bytes are not of the kind its name says."""
    if size == 0:
        raise Invalid("files.empty", "file")
    if suffix in _TEXT:
        if b"\0" in draft.read_bytes()[:4096]:
            raise Invalid("files.kind", "file", suffix=suffix)
        return
    with draft.open("rb") as handle:
        start = handle.read(4096)
    try:
        found = {match.extension for match in puremagic.magic_string(start)}
    except puremagic.PureError:
        found = set()
    alike = next((kinds for kinds in _SAME_CONTENT if suffix in kinds), {suffix})
    if found.isdisjoint(alike):
        raise Invalid("files.kind", "file", suffix=suffix)


def media_types() -> tuple[str, ...]:
    """Return the suffixes that are taken, for the `accept` of a form."""
    return tuple(_KINDS)
