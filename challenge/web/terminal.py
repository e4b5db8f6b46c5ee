"""What a command says on a terminal: errors in the language of its user."""

import os
from collections.abc import Mapping

from challenge.kernel.errors import ChallengeError
from challenge.web.language import spoken


def sentence(problem: ChallengeError) -> str:
    """Return an error's sentence, in French when `LANG` says so."""
    return spoken().sentence(locale(), problem)


def locale() -> str:
    """Return the language of the terminal's user: French when `LANG` says so, else English."""
    return "fr" if os.environ.get("LANG", "").startswith("fr") else "en"


def text(key: str, values: Mapping[str, object] | None = None) -> str:
    """Return a text of the catalogues in that language."""
    return spoken().text(locale(), key, values)


def said(problem: ChallengeError) -> str:
    """Return one line for programs and people: code, place and values, then the sentence."""
    return f"{problem}: {sentence(problem)}"
