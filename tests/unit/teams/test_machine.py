"""Where compilations are kept, and that those of other versions are dropped."""

from pathlib import Path

from challenge.teams.solver.machine import kept, writable


def test_compilations_are_kept_beside_the_sources(tmp_path: Path) -> None:
    assert writable(tmp_path / "__pycache__", tmp_path / "users") == tmp_path / "__pycache__"


def test_compilations_are_the_users_where_nothing_can_be_written_beside_the_sources(tmp_path: Path) -> None:
    assert writable(tmp_path / "absent" / "__pycache__", tmp_path / "users") == tmp_path / "users"


def test_compilations_of_another_version_are_dropped(tmp_path: Path) -> None:
    other, foreign = tmp_path / "machine-00000000", tmp_path / "mine"
    (other / "inner").mkdir(parents=True)
    foreign.mkdir()

    folder = kept(tmp_path)
    folder.mkdir()

    assert (kept(tmp_path), sorted(tmp_path.iterdir())) == (folder, sorted([folder, foreign]))
