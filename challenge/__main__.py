"""The command `challenge`: what only starts another program does so at once, all else loads the rooms."""

import sys
from importlib import import_module

from challenge.runtime.starting import COMMANDS

LIGHT = {command.name: command for command in COMMANDS}


def main() -> None:
    """Run the command of this process's arguments."""
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name in LIGHT:
        LIGHT[name].main(sys.argv[2:], prog_name=f"challenge {name}")
    import_module("challenge.cli").main()


if __name__ == "__main__":
    main()
