"""The log's lines as programs read them."""

import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest

from challenge.runtime.logs import JsonLines
from config import load


def line(**values: object) -> dict[str, object]:
    record = logging.makeLogRecord({"name": "challenge.worker", "levelname": "ERROR", "created": 0.25, **values})
    found = json.loads(JsonLines().format(record))
    assert isinstance(found, dict)
    return found


def test_json_line_says_when_what_and_where() -> None:
    said = line(msg="duty %s", args=("mail",))

    assert (said["at"], said["level"]) == ("1970-01-01T00:00:00.250+00:00", "error")
    assert (said["name"], said["message"]) == ("challenge.worker", "duty mail")
    assert "traceback" not in said


def test_json_line_keeps_the_traceback_on_one_line() -> None:
    try:
        raise ValueError("élan\nvital")
    except ValueError:
        record = logging.makeLogRecord({"msg": "relay", "exc_info": sys.exc_info()})

    assert "\n" not in JsonLines().format(record)
    assert str(json.loads(JsonLines().format(record))["traceback"]).endswith("élan\nvital")


@pytest.mark.parametrize(("said", "told"), [("", "WARNING"), ("info", "INFO")])
def test_level_of_the_log_is_a_setting(tmp_path: Path, said: str, told: str) -> None:
    assert load({"CHALLENGE_INSTANCE": str(tmp_path), "CHALLENGE_LOG_LEVEL": said}).log_level == told


def test_a_level_that_does_not_exist_stops_no_process() -> None:
    asked = "from challenge.runtime.logs import begin; begin('text', 'LOUD'); import logging; print(logging.root.level)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert done.stdout == f"{logging.WARNING}\n"
