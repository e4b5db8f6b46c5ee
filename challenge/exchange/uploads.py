"""Files that wait between the look at the difference and the decision: per edition, named by their content."""

import hashlib
import os
from contextlib import suppress
from pathlib import Path

from challenge.kernel.clock import unix_now
from challenge.kernel.errors import NotFound
from challenge.kernel.ids import public_id

DAY_S = 24 * 3600.0


class Uploads:
    """Waiting files of one edition in the instance folder; they hold personal data and go when nobody decides.

    Args:
        instance: folder of everything local.
        edition_id: organisers of another edition never reach them.
    """

    def __init__(self, instance: Path, edition_id: int) -> None:
        self._folder = instance / "imports" / str(edition_id)

    def keep(self, data: bytes, *, days: int = 1) -> str:
        """Store a file's bytes for some days and return their SHA-256; the same bytes are one file."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._sweep()
        digest = hashlib.sha256(data).hexdigest()
        # A name of its own: two presses of one button come at the same time in one process.
        draft = self._folder / f"{digest}.{public_id()}.part"
        draft.write_bytes(data)
        # A file goes a day after the time that it bears.
        ends = unix_now() + (days - 1) * DAY_S
        os.utime(draft, (ends, ends))
        draft.rename(self._folder / digest)
        return digest

    def read(self, digest: str) -> bytes:
        """Return the bytes of a waiting file.

        Raises:
            NotFound("exchange.upload_gone"): never uploaded here, applied, or nobody decided in time.
        """
        path = self._folder / digest
        if len(digest) != 64 or not digest.isalnum() or not path.is_file():
            raise NotFound("exchange.upload_gone")
        return path.read_bytes()

    def drop(self, digest: str) -> None:
        """Remove a waiting file; an absent one is fine."""
        if digest.isalnum():
            (self._folder / digest).unlink(missing_ok=True)

    def _sweep(self) -> None:
        for entry in os.scandir(self._folder):
            with suppress(FileNotFoundError):  # somebody else sweeps, or has just given a draft its name
                if entry.stat().st_mtime < unix_now() - DAY_S:
                    Path(entry.path).unlink()
