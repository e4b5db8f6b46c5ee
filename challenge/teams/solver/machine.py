"""Functions compiled to machine code: the loops that run hundreds of millions of times.

They take arrays and named tuples of arrays only, hold no lock of the interpreter (two of them run on two cores) and
give the same result whenever they are given the same arrays. What is compiled is kept on disk, in a folder named after
the sources of this package: an old compilation never outlives a change in a function that it calls.

A compiled function whose name begins with an underscore is for compiled functions alone: it has no entry for Python,
which takes a fifth of the time to compile, and to call it from there ends the process. What is compiled moves arrays
element by element: an assignment of slices brings the sentence of its own error with it, all of text to be compiled.
"""

import os
import shutil
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

from numba import config, njit

Function = TypeVar("Function", bound=Callable[..., Any])

HOME = Path(__file__).parent
BESIDE = HOME / "__pycache__"
USERS = Path("~/.cache/challenge").expanduser()


def writable(beside: Path, users: Path) -> Path:
    """Choose where compilations are kept: beside the sources, else (an installation of somebody else's) the user's."""
    # The compiler's own choice in that case looks at one source at a time, and would keep what calls older functions.
    return beside if os.access(beside if beside.exists() else beside.parent, os.W_OK) else users


def kept(home: Path) -> Path:
    """Return the folder of this version's compilations in `home`, and drop those of others."""
    sources = b"".join(path.read_bytes() for path in sorted(HOME.glob("*.py")))
    folder = home / f"machine-{zlib.crc32(sources):08x}"
    for other in home.glob("machine-*"):
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)
    return folder


config.CACHE_DIR = str(kept(writable(BESIDE, USERS)))  # type: ignore[attr-defined]


def compiled(function: Function) -> Function:
    """Compile a function when it is first called; the result is kept on disk where that is possible."""
    return _compile(function, counting=True)


def lean(function: Function) -> Function:
    """Compile a function that makes no array of its own: references are not counted, several times faster."""
    return _compile(function, counting=False)


def _compile(function: Function, *, counting: bool) -> Function:
    options: Any = {
        "nogil": True,
        "error_model": "numpy",
        "forceinline": not counting,
        "_nrt": counting,
        "no_cpython_wrapper": function.__name__.startswith("_"),
        "no_cfunc_wrapper": True,
    }
    try:
        return cast(Function, njit(cache=True, **options)(function))
    except RuntimeError:
        # Neither the package's folder nor the user's can be written: each process compiles for itself.
        return cast(Function, njit(**options)(function))
