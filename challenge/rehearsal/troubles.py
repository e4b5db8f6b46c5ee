"""What a rehearsal has shown to go wrong, in words of both languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that broke: the sentence `trouble:<code>` with values; one in both languages is a dict by language."""

    code: str
    values: Mapping[str, Any]


def filled(values: Mapping[str, Any], locale: str) -> dict[str, Any]:
    """Return a trouble's values in one language."""
    return {name: value[locale] if isinstance(value, dict) else value for name, value in values.items()}
