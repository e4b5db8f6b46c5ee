"""The solver's findings in the reader's language."""

from collections.abc import Mapping
from typing import Any

from babel import Locale

from challenge.teams.explaining import Reason
from challenge.teams.meaning import Count
from challenge.teams.solver.impossible import Relaxation
from challenge.teams.solver.model import SOFTENING
from challenge.web.context import here

SHOWN = 12
SPOKEN = ("language", "speaker")
"""The counts that are about a language."""


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


def count_words(count: Count) -> str:
    """Return one line of the account; languages by their names."""
    params = dict(count.params)
    if count.code in SPOKEN:
        params["name"] = language_word(str(params["name"]))
    return here().say(f"count:{count.code}", needed=count.needed, there=count.there, **params)


def reason_words(reason: Reason) -> str:
    """Return why a team fits or is thin; languages by their names."""
    params = dict(reason.params)
    if reason.code == "language":
        params["language"] = language_word(str(params["language"]))
    return here().say(f"why:{reason.code}", **params)


def language_word(code: str) -> str:
    """Return a language's name in the reader's language; a code that nobody knows stays."""
    return str(Locale.parse(here().locale).languages.get(code, code))
