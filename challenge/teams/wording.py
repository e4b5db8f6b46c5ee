"""The solver's findings in the reader's language."""

from challenge.teams.solver.impossible import Relaxation
from challenge.web.context import here

SHOWN = 12


def relaxation_words(found: Relaxation) -> str:
    """Return in one sentence what makes a composition impossible."""
    at = here()
    key = f"relax:{found.rule}"
    kind, _, barrier = found.rule.partition("+")
    if not at.house.languages.knows(at.locale, key):
        key = "relax:tied"
    named = ", ".join(found.objects[:SHOWN]) + (" …" if len(found.objects) > SHOWN else "")
    return at.say(key, amount=found.amount, objects=named, kind=kind, barrier=barrier)
