"""Templates compiled beforehand, as Python's own modules are: a process that starts reads them instead of compiling."""

import hashlib
from importlib.metadata import version
from pathlib import Path

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

HERE = Path(__file__).parent


class Bytecode(BytecodeCache):
    """Keeps a file for each template, found by its name, by Jinja's version and by what `render` makes of Jinja.

    Jinja itself passes over what was compiled from another text, or by another Python.

    Args:
        folder: where they are.
        keeps: True for whoever compiles beforehand; a running process writes nothing beside its code.
    """

    def __init__(self, folder: Path, *, keeps: bool = False) -> None:
        self.folder, self._keeps = folder, keeps
        self._maker = version("jinja2").encode() + (HERE / "render.py").read_bytes()

    def get_cache_key(self, name: str, filename: str | None = None) -> str:  # noqa: ARG002 - Jinja's signature
        """Return a file's name: the same wherever the installation is."""
        return f"{hashlib.sha256(self._maker + name.encode()).hexdigest()[:24]}.jinja"

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read what is there; what is not is compiled by whoever asks."""
        path = self.folder / bucket.key
        if path.is_file():
            with path.open("rb") as handle:
                bucket.load_bytecode(handle)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write a file whole or not at all."""
        if not self._keeps:
            return
        self.folder.mkdir(exist_ok=True)
        part = self.folder / f"{bucket.key}.part"
        part.write_bytes(bucket.bytecode_to_string())
        part.replace(self.folder / bucket.key)
