"""Computations apart: their result, their refusal, their death, and being stopped."""

import os
import signal
import time

import pytest

from challenge.kernel.errors import Invalid
from challenge.runtime.apart import Died, Line, run_apart

HERE = "tests.flow.runtime.test_apart"


def doubled(line: Line, number: int) -> int:
    """Tell one word and return twice the number."""
    line.send("half way")
    return 2 * number


def refusing(_line: Line) -> None:
    """Refuse as acts do."""
    raise Invalid("apart.refused", "field", most=3)


def dying(_line: Line) -> None:
    """End as the system's memory keeper ends processes."""
    os.kill(os.getpid(), signal.SIGKILL)


def patient(line: Line) -> str:
    """Work until somebody is satisfied."""
    while not line.is_stopped():
        time.sleep(0.01)
    return "stopped"


def ignore(_message: object) -> None:
    """Take no notice."""


def test_a_result_and_its_messages_come_back() -> None:
    heard: list[str] = []

    assert (run_apart(f"{HERE}:doubled", 21, on_message=heard.append), heard) == (42, ["half way"])


def test_a_refusal_comes_back_whole() -> None:
    with pytest.raises(Invalid) as refused:
        run_apart(f"{HERE}:refusing", on_message=ignore)

    assert (refused.value.code, refused.value.place, refused.value.params) == ("apart.refused", "field", {"most": 3})


def test_a_killed_process_is_a_failure_that_can_be_told() -> None:
    with pytest.raises(Died):
        run_apart(f"{HERE}:dying", on_message=ignore)


def test_who_is_satisfied_gets_what_there_is() -> None:
    assert run_apart(f"{HERE}:patient", on_message=ignore, wants_stop=lambda: True) == "stopped"
