"""How long a partner waits for "already tried": 5,000 problems of past editions, on whichever database."""

import gc
import time
from datetime import UTC, datetime
from random import Random

from sqlalchemy import insert, select

from challenge.editions.actions import create_edition
from challenge.kernel.actor import HOUSE
from challenge.kernel.ids import public_id
from challenge.kernel.work import Work
from challenge.problems.likeness import alike, write_words
from challenge.problems.models import Problem
from challenge.problems.rules import Standing
from challenge.rehearsal.names import ASKS, STARTS
from tests.benchmarks.table import Figure, percentile
from tests.house import TestHouse

PROBLEMS = 5000
_EVER = datetime(2026, 3, 1, tzinfo=UTC)
SAID = (
    "Comment réduire la consommation d’énergie d’un atelier sans arrêter la production ? Les machines chauffent, "
    "l’eau de refroidissement est perdue, et personne ne mesure ce que coûte une heure d’attente au quai."
)


def measure(house: TestHouse, edition_id: int) -> list[Figure]:
    """Fill an edition of the past with 5,000 confirmed problems; ask in this one for what is like a text."""
    past = house.perform(HOUSE, create_edition, "past", name="Past", starts_on=_EVER.date()).id
    house.perform(house.house_in(past), _fill, past)
    # What building and filling left behind is not the search's to look through: no process of the house holds it.
    gc.collect()
    gc.freeze()
    took: list[float] = []
    found = 0
    for _ in range(30):
        begin = time.monotonic()
        found = len(house.read(alike, edition_id, SAID, Standing(frozenset({1}))))
        took.append(time.monotonic() - begin)
    gc.unfreeze()
    return [
        Figure("problems of past editions that are searched", PROBLEMS, ""),
        Figure(f"similar problems ({found} found), p50", percentile(took, 0.5) * 1000, "ms"),
        Figure("the same, slowest of thirty", max(took) * 1000, "ms", None, 100),
    ]


def _fill(work: Work, edition_id: int) -> None:
    rng = Random(6)
    stock = [word for ask in ASKS for word in ask[0].split()]
    syllables = ("ba", "co", "di", "fer", "gra", "lu", "mo", "nir", "pel", "ros", "tan", "vi")
    stock += ["".join(rng.choices(syllables, k=3)) for _ in range(1500)]
    stock += SAID.split()
    rows = [_row(edition_id, number, rng, stock) for number in range(PROBLEMS)]
    work.session.execute(insert(Problem), rows)
    for row in work.session.execute(select(Problem).where(Problem.ref.startswith("B"))).scalars():
        write_words(work.connection, row)


def _row(edition_id: int, number: int, rng: Random, stock: list[str]) -> dict[str, object]:
    words, theme, *_ = ASKS[number % len(ASKS)]
    usual = dict.fromkeys(("contact_email", "teaser", "full_text"), "")
    lists: dict[str, object] = {"wanted_depts": [], "required_skills": [], "details": {}, "contacts": {}}
    return {
        **usual,
        **lists,
        "public_id": public_id(),
        "edition_id": edition_id,
        "ref": f"B{number}",
        "title": f"{rng.choice(STARTS)} {words}",
        "summary": " ".join(rng.choices(stock, k=120)),
        "category": "challenge",
        "theme": theme,
        "language": "fr",
        "site": "ANY",
        "remote_ok": False,
        "min_teams": 1,
        "max_teams": 1,
        "confidentiality": "open",
        "rights": "shared",
        "status": "confirmed",
        "version": 1,
        "submitted_at": _EVER,
    }
