"""The solver's findings in the reader's language."""

from collections.abc import Mapping
from typing import Any

from challenge.teams.solver.impossible import Relaxation
from challenge.teams.solver.model import SOFTENING
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
    words = {"kind": _named(kind), "barrier": _named(barrier)}
    return at.say(key, amount=found.amount, objects=named, **words)


def _named(rule: str) -> str:
    """Return what the desk calls a rule or a tie."""
    return here().say(f"rule:{SOFTENING.get(rule, rule)}")


def finding_words(found: Mapping[str, Any]) -> str:
    """Return the sentence of a stored finding of a run."""
    return relaxation_words(Relaxation(found["rule"], found["amount"], tuple(found["objects"])))
