"""`python -m tests.benchmarks.endurance [PART ...]`: what takes minutes: crowds, cuts and kills, and days that pass.

Parts: crowd, cuts, deaf, milestones, week, reloads; all of them when none is named.
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from challenge.kernel.clock import real_now
from tests.benchmarks import crowds, firing, reloads, week
from tests.benchmarks.table import Figure, markdown

PARTS: dict[str, tuple[str, Callable[[Path], list[Figure]]]] = {
    "crowd": ("Ten thousand viewers of one process", crowds.measure_many),
    "cuts": ("A hundred rounds of cuts and kills", crowds.measure_cuts),
    "deaf": ("One viewer in a hundred stops to read", crowds.measure_deaf),
    "milestones": ("Ten thousand milestones over a hundred kills", firing.measure),
    "week": ("Five days in five minutes, twice", week.measure),
    "reloads": ("Everybody reloads in the second of the reveal", reloads.measure),
}


def main() -> None:
    """Measure the parts that are named and print them."""
    wanted = sys.argv[1:] or list(PARTS)
    found: dict[str, list[Figure]] = {}
    for name in wanted:
        title, measure = PARTS[name]
        sys.stderr.write(f"{real_now():%H:%M:%S} {title}\n")
        folder = Path(tempfile.mkdtemp(prefix="challenge-endurance-"))
        begin = time.monotonic()
        try:
            found[title] = measure(folder)
        finally:
            shutil.rmtree(folder)
        found[title].append(Figure("seconds of this part", time.monotonic() - begin, "s"))
    sys.stdout.write(markdown(found))


if __name__ == "__main__":
    main()
