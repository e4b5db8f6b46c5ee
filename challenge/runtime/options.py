"""Options that several commands have."""

import math
from typing import Any

import click


class Number(click.FloatRange):
    """A finite number in a range; `nan` passes every comparison and is refused here."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:  # noqa: ANN401 - click's own signature
        """Return the number, or end with bad usage."""
        number: float = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value} is not a finite number.", param, ctx)
        return number


SPEED = Number(0.001, 100_000)
"""Edition seconds per second."""
