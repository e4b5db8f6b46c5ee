"""Opens what every process and command needs: the database, the maker of works, the files, the bells."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from challenge.kernel.db import Database
from challenge.kernel.files import FileStore
from challenge.kernel.hints import Bell
from challenge.kernel.work import Works
from config import Config

# A socket's path has 107 characters; its own name takes up to 40 of them.
SOCKET_PATH_MOST = 66


@dataclass(frozen=True, slots=True)
class Opened:
    """The ground a process stands on."""

    config: Config
    database: Database
    works: Works
    files: FileStore
    bells: tuple[Bell, ...] = ()

    def close(self) -> None:
        """Give back every connection and socket."""
        self.database.close()
        for bell in self.bells:
            bell.close()


def bells_folder(config: Config) -> Path:
    """Return where the bells' sockets are; in the system's temporary folder when the instance's path is too long."""
    own = config.instance / "bells"
    if len(str(own)) <= SOCKET_PATH_MOST:
        return own
    name = hashlib.sha256(str(own).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"challenge-{os.getuid()}-{name}"


def opened(config: Config, database: Database | None = None) -> Opened:
    """Return the ground for one process; nothing is created but folders.

    Args:
        config: what to open.
        database: the one to stand on, when it is open already.
    """
    bells = {kind: Bell(bells_folder(config), kind) for kind in ("facts", "feed")}
    database = database or Database(config.database_url)
    works = Works(database, lambda kind: bells[kind].ring())
    return Opened(config, database, works, FileStore(config.files_folder), tuple(bells.values()))
