"""Heavy computations in a process of their own: the worker's threads go on, and a crash there is only a failed job."""

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

_SPAWN = multiprocessing.get_context("spawn")


class Died(RuntimeError):
    """The process ended without a result (killed, out of memory)."""


def run_apart(function: Callable[..., Any], *args: object, on_message: Callable[[Any], None]) -> Any:  # noqa: ANN401
    """Return what `function(send, *args)` returns, computed in a fresh process.

    Args:
        function: a module-level function; its first argument is a `send(message)` for progress.
        args: values that can be pickled.
        on_message: told of each message, here.

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
        ours.send((function, args))
        while True:
            kind, value = ours.recv()
            if kind == "message":
                on_message(value)
            elif kind == "result":
                return value
            else:
                raise value
    except (EOFError, ConnectionError) as end:
        raise Died(function.__name__) from end
    finally:
        process.kill()
        process.join()
        ours.close()


def _inside(pipe: Connection) -> None:
    try:
        function, args = pipe.recv()
        pipe.send(("result", function(lambda message: pipe.send(("message", message)), *args)))
    except Exception as problem:  # noqa: BLE001 - sent to the one who asked, who raises it there
        pipe.send(("problem", problem))
