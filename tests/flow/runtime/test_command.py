"""The command says in one line what it cannot do, without a traceback."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from challenge.cli import main


def run(folder: Path, *arguments: str) -> Result:
    settings = {"CHALLENGE_INSTANCE": str(folder), "CHALLENGE_DATABASE_URL": None}
    return CliRunner(env=settings).invoke(main, arguments)


@pytest.mark.parametrize(
    "arguments",
    [("edition", "create", "crunch"), ("backup", "/nowhere/at/all.zip"), ("import", "roster", "crunch", "-")],
)
def test_command_without_a_usable_database_or_folder_says_one_line(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    answer = run(tmp_path, *arguments)

    assert (answer.exit_code, len(answer.stderr.splitlines()), answer.stderr.startswith("challenge: ")) == (1, 1, True)


def test_edition_beyond_the_calendar_is_refused(tmp_path: Path) -> None:
    run(tmp_path, "migrate")
    answer = run(tmp_path, "edition", "create", "crunch", "--starts", "9999-12-31", "--template", "five-days")

    assert (answer.exit_code, "[schedule.template" in answer.stderr) == (1, True)
