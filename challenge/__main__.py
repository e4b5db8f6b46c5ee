"""The command `challenge`."""

from challenge.cli import main

if __name__ == "__main__":
    main()
