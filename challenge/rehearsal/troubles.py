"""What a rehearsal has shown to go wrong, in words of both languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that broke.

    Fields:
        code: its sentence is `trouble:<code>`; one with a colon is a whole key of the catalogues.
        values: what the sentence names; one in both languages is a dict by language.
        path: page of the edition where one looks for it or mends it; "" for none.
    """

    code: str
    values: Mapping[str, Any]
    path: str = ""


def key_of(code: str) -> str:
    """Return the key of a trouble's sentence."""
    return code if ":" in code else f"trouble:{code}"


def filled(values: Mapping[str, Any], locale: str) -> dict[str, Any]:
    """Return a trouble's values in one language."""
    return {name: value[locale] if isinstance(value, dict) else value for name, value in values.items()}
