"""Bells ring also where the instance folder lies deep."""

from pathlib import Path

from challenge.kernel.hints import Bell, Waiter
from challenge.runtime.opening import bells_folder
from config import load


def test_bell_rings_in_an_instance_with_a_very_long_path(tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 90) / ("y" * 60)
    folder = bells_folder(load({"CHALLENGE_INSTANCE": str(deep), "CHALLENGE_SECRET_KEY": "test"}))
    waiter, bell = Waiter(folder, "facts"), Bell(folder, "facts")
    bell.ring()
    rang = waiter.wait(2.0)
    bell.close()
    waiter.close()
    folder.rmdir()

    assert (rang, len(str(folder)) < 67) == (True, True)
