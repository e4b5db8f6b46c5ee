from pathlib import Path

from jinja2 import DictLoader, Environment

from challenge.web.bytecode import Bytecode


def environment(folder: Path, *, keeps: bool = False, text: str = "{{ 1 + 1 }} teams") -> Environment:
    return Environment(
        loader=DictLoader({"a.html": text}), bytecode_cache=Bytecode(folder, keeps=keeps), autoescape=True
    )


def drawn(env: Environment) -> str:
    return env.get_template("a.html").render()


def test_what_was_compiled_beforehand_is_read_and_never_written_again(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    drawn(environment(folder, keeps=True))
    kept = {path: path.read_bytes() for path in folder.iterdir()}
    env = environment(folder)

    assert [path.suffix for path in kept] == [".jinja"]
    assert drawn(env) == "2 teams"
    assert drawn(environment(folder, text="none")) == "none"
    assert {path: path.read_bytes() for path in folder.iterdir()} == kept


def test_a_process_that_keeps_nothing_needs_no_folder(tmp_path: Path) -> None:
    folder = tmp_path / "kept"

    assert drawn(environment(folder)) == "2 teams"
    assert not folder.exists()


def test_a_file_of_something_else_is_passed_over(tmp_path: Path) -> None:
    drawn(environment(tmp_path, keeps=True))
    for path in tmp_path.iterdir():
        path.write_bytes(b"not of this version")

    assert drawn(environment(tmp_path)) == "2 teams"
