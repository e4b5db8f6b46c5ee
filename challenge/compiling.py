"""Compile every template beforehand (`python -m challenge.compiling`), as `compileall` does with the modules."""

from challenge.app import build_app
from challenge.web.bytecode import Bytecode


def main() -> None:
    """Write what is missing, and drop what no template of today has."""
    env = build_app().jinja_env
    kept = env.bytecode_cache
    assert isinstance(kept, Bytecode)
    env.bytecode_cache = Bytecode(kept.folder, keeps=True)
    names = env.list_templates(extensions=("html",))
    for name in names:
        env.get_template(name)
    known = {kept.get_cache_key(name) for name in names}
    for path in kept.folder.iterdir():
        if path.name not in known and path.suffix in (".jinja", ".part"):
            path.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
