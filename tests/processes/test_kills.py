"""Fifty kills while jurors score: what was acknowledged is there once, and nothing else is."""

import multiprocessing
import random
from collections import Counter

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from challenge.accounts.queries import account_actor
from challenge.judging.models import PLANNED, Juror, Mark, Visit, VisitEdit
from challenge.kernel import log
from challenge.kernel.log import EventLog
from tests.pages.small import Small
from tests.processes.jurors import Pile, marks_of, send_until_killed

KILLS = 50
PATIENCE_S = 30.0


def test_fifty_kills_lose_no_sheet_and_double_none(small: Small) -> None:
    """On SQLite with FULL: the process that writes is killed at any moment, and the next one goes on where it was."""
    house, rng = small.house, random.Random(4)
    waiting = house.read(_waiting)
    actors = {account: house.read(account_actor, account, small.edition_id) for _, account in waiting}
    sent = dict.fromkeys((visit for visit, _ in waiting), 0)
    house.close()
    for _ in range(KILLS):
        piles = [Pile(visit, actors[account], sent[visit]) for visit, account in waiting]
        for visit, number in _killed_after(small, piles, rng.randrange(1, 120)):
            assert number == sent[visit] + 1
            sent[visit] = number
    found = house.read(_sheets)
    assert min(sent.values()) > KILLS / 5
    for visit, number in sent.items():
        # The last one of each may have been written without that anybody heard of it.
        written = found.versions[visit] - 1
        assert written in (number, number + 1)
        assert found.edits[visit] == written - 1
        assert found.facts[visit] == written
        assert found.marks[visit] == set(marks_of(written).values())
    assert house.read(log.first_broken, small.edition_id) is None
    house.close()


def _killed_after(small: Small, piles: list[Pile], answers: int) -> list[tuple[int, int]]:
    """Let a process send until it was answered so often, kill it, and return what it had been answered."""
    apart = multiprocessing.get_context("forkserver")
    apart.set_forkserver_preload(["tests.processes.jurors"])
    ours, theirs = apart.Pipe(duplex=False)
    process = apart.Process(target=send_until_killed, args=(small.house.config.instance, piles, theirs), daemon=True)
    process.start()
    theirs.close()
    heard: list[tuple[int, int]] = []
    while len(heard) < answers:
        assert ours.poll(PATIENCE_S), "no sheet was acknowledged"
        heard.append(ours.recv())
    process.kill()
    process.join()
    while ours.poll():
        try:
            heard.append(ours.recv())
        except EOFError:
            break
    ours.close()
    return heard


def _waiting(session: Session) -> list[tuple[int, int]]:
    wanted = select(Visit.id, Juror.account_id).join(Juror, Juror.id == Visit.juror_id)
    rows = session.execute(wanted.where(Visit.state == PLANNED).order_by(Visit.id).limit(12))
    return [(row[0], row[1]) for row in rows]


class _Sheets:
    """What the database says of visits, by id."""

    def __init__(self, session: Session) -> None:
        self.versions = {row[0]: row[1] for row in session.execute(select(Visit.id, Visit.version))}
        counted = select(VisitEdit.visit_id, func.count()).group_by(VisitEdit.visit_id)
        self.edits = Counter({row[0]: row[1] for row in session.execute(counted)})
        told = session.execute(select(EventLog.body).where(EventLog.name == "judging.visit_scored")).scalars()
        self.facts = Counter(body["visit_id"] for body in told)
        self.marks: dict[int, set[float]] = {}
        for visit, value in session.execute(select(Mark.visit_id, Mark.value)):
            self.marks.setdefault(visit, set()).add(value)


def _sheets(session: Session) -> _Sheets:
    return _Sheets(session)
