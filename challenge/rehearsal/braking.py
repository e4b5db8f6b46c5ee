"""The clock of a demonstration goes slowly while its hall is behind: on a slow machine nobody misses a deadline by it.

A rehearsal's clock waits for people (see `stepping`), a demonstration is watched while it runs: it crawls, and goes on.
"""

from challenge.editions.actions import set_clock
from challenge.editions.queries import edition_by_id
from challenge.kernel.actor import Actor
from challenge.kernel.clock import EditionClock
from challenge.kernel.work import Work
from challenge.runtime.opening import Opened

MOST_BEHIND_S = 0.5
"""At a day a minute twelve minutes of the edition: less than any deadline's grace."""
CRAWL = 24.0
"""How many times slower the clock goes until everybody has done what they meant to do."""


class Brake:
    """Slows and frees the clock of one edition.

    Args:
        ground: the database.
        by: the house, acting in the edition.
        speed: edition seconds per second while nobody is behind.
    """

    def __init__(self, ground: Opened, by: Actor, speed: float) -> None:
        self._ground, self._by, self._speed = ground, by, speed
        self.is_pressed = False

    def press(self) -> EditionClock:
        """Let the clock crawl; return how it goes now."""
        return self._goes(self._speed / CRAWL, is_pressed=True)

    def release(self) -> EditionClock:
        """Let the clock go on; return how it goes now."""
        return self._goes(self._speed, is_pressed=False)

    def _goes(self, speed: float, *, is_pressed: bool) -> EditionClock:
        self._ground.works.perform(self._by, _go_at, speed)
        self.is_pressed = is_pressed
        with self._ground.database.read() as session:
            card = edition_by_id(session, self._by.edition_id)
        assert card is not None
        return card.clock


def _go_at(work: Work, speed: float) -> None:
    set_clock(work, edition_now=work.now, speed=speed, reason="demonstration")
