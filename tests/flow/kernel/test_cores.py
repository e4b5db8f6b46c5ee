"""A process whose threads take turns keeps to one core; native work goes where there is room."""

import os
import subprocess
import sys
from itertools import count

from config import ROOT

ANSWERS = """
import os, sys, threading
from challenge.accounts.passwords import hashed
from challenge.kernel.cores import settle
os.sched_setaffinity(0, {int(core) for core in sys.argv[2].split(",")})
settle(sys.argv[1])
def cores(thread):
    return tuple(sorted(os.sched_getaffinity(thread.native_id)))
def work():
    ready.set()
    go.wait()
    hashed("one password")
    done.set()
    end.wait()
ready, go, done, end = (threading.Event() for _ in range(4))
thread = threading.Thread(target=work)
thread.start()
ready.wait()
before, seen = cores(thread), set()
go.set()
while not done.is_set():
    seen.add(cores(thread))
after = cores(thread)
end.set()
print(list(before), list(max(seen | {before}, key=len)), list(after), flush=True)
sys.stdin.read()
"""
CORES = sorted(os.sched_getaffinity(0))[:2]
"""On a machine with one core there is nothing to choose: the same is true of it."""
NAMES = (f"tests {os.getpid()} {number}" for number in count())


def settled(name: str, cores: list[int]) -> tuple[subprocess.Popen[str], str]:
    """Start a process that settles among some cores and lives on.

    Return it and where a thread of it runs: before it hashes a password, meanwhile, and after.
    """
    words = [sys.executable, "-c", ANSWERS, name, ",".join(map(str, cores))]
    process = subprocess.Popen(words, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


def ended(*processes: subprocess.Popen[str]) -> None:
    """Let processes end and wait for them."""
    for process in processes:
        process.communicate()


def test_each_process_has_a_core_of_its_own_until_none_is_left() -> None:
    name, anywhere = next(NAMES), str(CORES)
    first, second, third = (settled(name, CORES) for _ in range(3))
    own = {f"[{core}] {anywhere} [{core}]" for core in CORES}

    assert ({first[1], second[1]}, third[1]) == (own, f"{anywhere} {anywhere} {anywhere}")
    ended(first[0])
    after = settled(name, CORES)
    assert after[1] == first[1]
    ended(second[0], third[0], after[0])


def test_a_single_core_is_left_as_it_is() -> None:
    process, said = settled(next(NAMES), CORES[:1])
    ended(process)

    assert said == f"{CORES[:1]} {CORES[:1]} {CORES[:1]}"
