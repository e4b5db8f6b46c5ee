"""Functions compiled to machine code: the loops that run hundreds of millions of times.

They take arrays and named tuples of arrays only, hold no lock of the interpreter (two of them run on two cores) and
give the same result whenever they are given the same arrays. What is compiled is kept on disk, in a folder named after
the sources of this package: an old compilation never outlives a change in a function that it calls.
"""

import shutil
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

from numba import config, njit

Function = TypeVar("Function", bound=Callable[..., Any])

COLD_S = 90.0
"""More than what compiling everything takes on two busy cores (measured: some 30 s on quiet ones)."""

_MADE: list[str] = []

HOME = Path(__file__).parent
FOLDER = HOME / "__pycache__"


def _kept() -> Path:
    """Choose the folder of this version's compilations and drop those of others."""
    sources = b"".join(path.read_bytes() for path in sorted(HOME.glob("*.py")))
    folder = FOLDER / f"machine-{zlib.crc32(sources):08x}"
    for other in FOLDER.glob("machine-*"):
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)
    return folder


config.CACHE_DIR = str(_kept())  # type: ignore[attr-defined]


def compiled(function: Function) -> Function:
    """Compile a function when it is first called; the result is kept on disk where that is possible."""
    return _compile(function, counting=True)


def lean(function: Function) -> Function:
    """Compile a function that makes no array of its own: references are not counted, several times faster."""
    return _compile(function, counting=False)


def compiling_s() -> float:
    """Return about how many seconds compiling will take beside the work: nothing once all is kept on disk.

    Asked when every module of the solver is loaded; limits of time are meant without it, so that the first computation
    on a machine gives the same teams as the second.
    """
    kept = len(list(Path(str(config.CACHE_DIR)).rglob("*.nbi")))  # type: ignore[attr-defined]
    return COLD_S * max(0.0, 1.0 - kept / max(1, len(_MADE)))


def _compile(function: Function, *, counting: bool) -> Function:
    _MADE.append(function.__name__)
    options: Any = {"nogil": True, "error_model": "numpy", "_nrt": counting, "forceinline": not counting}
    try:
        return cast(Function, njit(cache=True, **options)(function))
    except RuntimeError:
        # Neither the package's folder nor the user's cache can be written: each process compiles for itself.
        return cast(Function, njit(**options)(function))
