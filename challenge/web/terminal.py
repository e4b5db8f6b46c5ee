"""What a command says on a terminal: errors in the language of its user."""

import os
from functools import cache

from challenge.kernel.errors import ChallengeError
from challenge.web.language import Languages
from config import ROOT


@cache
def _languages() -> Languages:
    return Languages(ROOT / "challenge" / "translations")


def sentence(problem: ChallengeError) -> str:
    """Return an error's sentence, in French when `LANG` says so."""
    locale = "fr" if os.environ.get("LANG", "").startswith("fr") else "en"
    return _languages().sentence(locale, problem)


def said(problem: ChallengeError) -> str:
    """Return one line for programs and people: code, place and values, then the sentence."""
    return f"{problem}: {sentence(problem)}"
