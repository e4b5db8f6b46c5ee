"""Heavy computations in a process of their own: the worker's threads go on, and a crash there is only a failed job.

The function is named, not given: what it imports (a solver, a compiler) is loaded in the process apart alone.
"""

import multiprocessing
from collections.abc import Callable
from importlib import import_module
from multiprocessing.connection import Connection
from typing import Any

from challenge.runtime.loading import for_good

_SPAWN = multiprocessing.get_context("spawn")

LOOK_EVERY_S = 0.25


class Died(RuntimeError):
    """The process ended without a result (killed, out of memory)."""


class Line:
    """The line from the process apart to the one who asked."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._is_stopped = False

    def send(self, message: Any) -> None:  # noqa: ANN401 - whatever can be pickled
        """Tell how far it is."""
        self._pipe.send(("message", message))

    def is_stopped(self) -> bool:
        """Say whether the one who asked is satisfied with what there is."""
        if not self._is_stopped and self._pipe.poll():
            self._is_stopped = bool(self._pipe.recv())
        return self._is_stopped


def never() -> bool:
    """Say that nobody wants to stop."""
    return False


def run_apart(
    name: str,
    *args: object,
    on_message: Callable[[Any], None],
    wants_stop: Callable[[], bool] = never,
) -> Any:  # noqa: ANN401
    """Return what the function returns, computed in a fresh process.

    Args:
        name: `package.module:function`; its first argument is a `Line`.
        args: values that can be pickled.
        on_message: told of each message, here.
        wants_stop: asked four times a second; once true, the function is asked to end with what it has.

    Raises:
        Died: the process ended without a result.
        Exception: what the function raised there, as far as it can be pickled.
    """
    ours, theirs = _SPAWN.Pipe()
    process = _SPAWN.Process(target=_inside, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    try:
        # Not among the process's own arguments: writing large ones would wait for ever if it died while it starts.
        ours.send((name, args))
        return _listen(ours, on_message, wants_stop)
    except (EOFError, ConnectionError) as end:
        raise Died(name) from end
    finally:
        process.kill()
        process.join()
        ours.close()


def _listen(ours: Connection, on_message: Callable[[Any], None], wants_stop: Callable[[], bool]) -> Any:  # noqa: ANN401
    was_told = False
    while True:
        if not ours.poll(LOOK_EVERY_S):
            if not was_told and wants_stop():
                ours.send(True)
                was_told = True
            continue
        kind, value = ours.recv()
        if kind == "result":
            return value
        if kind == "problem":
            raise value
        on_message(value)


def _inside(pipe: Connection) -> None:
    try:
        name, args = pipe.recv()
        pipe.send(("result", _loaded(name)(Line(pipe), *args)))
    except Exception as problem:  # noqa: BLE001 - sent to the one who asked, who raises it there
        pipe.send(("problem", problem))


def _loaded(name: str) -> Callable[..., Any]:
    module, _, function = name.partition(":")
    with for_good():
        found: Callable[..., Any] = getattr(import_module(module), function)
    return found
