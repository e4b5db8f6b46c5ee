"""What a run read, as JSON: enough to compute, explain and change it later, whatever became of roster and call."""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from typing import Any

from pydantic import TypeAdapter

from challenge.teams.solver.model import Instance, Parts, Placement, Plan

_INSTANCE = TypeAdapter(Instance)


def as_json(instance: Instance) -> dict[str, Any]:
    """Return an instance as JSON values; what has its default is left out, sets are sorted."""
    plain: dict[str, Any] = _plain(instance)
    return plain


def _plain(value: Any) -> Any:  # noqa: ANN401 - any part of an instance
    if is_dataclass(value):
        parts = ((part.name, part, getattr(value, part.name)) for part in fields(value))
        return {name: _plain(own) for name, part, own in parts if own != _default(part)}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return {key: _plain(value[key]) for key in sorted(value)} if isinstance(value, Mapping) else value


def _default(part: "Field[Any]") -> Any:  # noqa: ANN401 - any part of an instance
    if part.default_factory is not MISSING:
        return part.default_factory()
    return part.default


def as_instance(content: Mapping[str, Any]) -> Instance:
    """Return the instance of its JSON values.

    Raises:
        pydantic.ValidationError: they are none.
    """
    return _INSTANCE.validate_python(content)


def as_plan(placements: list[list[Any]], objective: int = 0, bound: int = 0) -> Plan:
    """Return stored placements as a plan."""
    placed = tuple(sorted(Placement(*placement) for placement in placements))
    return Plan(placed, objective, bound, Parts())
