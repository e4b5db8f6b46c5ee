"""Jurors who send sheet after sheet from a process that may die at any moment, and say what was acknowledged."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from challenge.judging.actions import record_visit
from challenge.kernel.actor import Actor
from challenge.kernel.work import Intent
from tests.house import TestHouse
from tests.pages.small import settings

CRITERIA = ("need", "idea", "proof", "path", "told")


@dataclass(frozen=True, slots=True)
class Pile:
    """A visit whose sheet is sent again and again; `sent` of them were acknowledged before."""

    visit_id: int
    actor: Actor
    sent: int


def marks_of(number: int) -> dict[str, int]:
    """Return the marks of a visit's sheet number 1, 2, 3 ...; never those of the one before."""
    return dict.fromkeys(CRITERIA, 1 + number % 5)


def send_until_killed(instance: Path, piles: Sequence[Pile], said: Connection) -> None:
    """Send sheets from one thread per visit, each under its own key; tell (visit, number) after each answer."""
    house, telling = TestHouse(settings(instance)), threading.Lock()

    def send(pile: Pile) -> None:
        number = pile.sent
        while True:
            number += 1
            # What was under way when the last process died goes out again under its own key, as a phone sends it.
            intent = Intent(f"{pile.visit_id}-{number}", str(number))
            sheet = (pile.visit_id, marks_of(number), "", number)
            house.works.perform_once(pile.actor, intent, record_visit, *sheet)
            with telling:
                said.send((pile.visit_id, number))

    threads = [threading.Thread(target=send, args=(pile,)) for pile in piles]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
