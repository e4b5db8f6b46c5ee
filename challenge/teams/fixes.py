"""What would make an impossible composition possible, one click each: from the solver's relaxations to other rules."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from challenge.teams.rules import BENDABLE, MUST, SIZE_MOST, CompositionRules
from challenge.teams.solver.impossible import Relaxation

OFFERED = 4
"""Most ways out shown for one relaxation."""
NAMED = 6


@dataclass(frozen=True, slots=True)
class Offer:
    """What the call offers: teams each problem gets, by ref."""

    teams: Mapping[str, int]

    @property
    def total(self) -> int:
        """All teams."""
        return sum(self.teams.values())

    def fewest_for(self, amount: int, among: Sequence[str] = ()) -> list[str]:
        """Return as few problems as possible whose teams number at least `amount`; ties by ref, [] when none do."""
        names = [name for name in (among or self.teams) if self.teams.get(name)]
        chosen: list[str] = []
        for name in sorted(names, key=lambda name: (-self.teams[name], name)):
            if sum(self.teams[one] for one in chosen) >= amount:
                break
            chosen.append(name)
        return chosen if sum(self.teams[one] for one in chosen) >= amount else []


@dataclass(frozen=True, slots=True)
class Fix:
    """One way out.

    Fields:
        code: what it does, `fix:<code>` in the catalogues, with `params`.
        rules: the rules it leads to; None when it takes bindings away instead.
        unbound: refs of the persons whose contradicting bindings it takes away.
    """

    code: str
    params: Mapping[str, Any]
    rules: CompositionRules | None = None
    unbound: tuple[str, ...] = ()
    names: tuple[str, ...] = field(default=())


def fixes_for(found: Relaxation, rules: CompositionRules, offer: Offer) -> list[Fix]:
    """Return the ways out of one relaxation, the gentlest first; none for what only more time or people can help."""
    maker = _MAKERS.get(found.rule)
    made = list(maker(found, rules, offer)) if maker else list(_tied(found))
    return made[:OFFERED]


def _some(names: Sequence[str]) -> str:
    """Return the first names of a list, and a sign that there are more."""
    return ", ".join(names[:NAMED]) + (" …" if len(names) > NAMED else "")


def _one_more(rules: CompositionRules, name: str, step: int, problems: Sequence[str]) -> CompositionRules:
    for ref in problems:
        now = rules.of_problem(ref).get(name, getattr(rules, name))
        rules = rules.excepting(ref, **{name: now + step})
    return rules


def _numbered(code: str, name: str, step: int) -> Callable[[Relaxation, CompositionRules, Offer], Iterator[Fix]]:
    """Return a maker that moves one number: by one in few problems' teams, or in all teams by as much as is needed."""

    def make(found: Relaxation, rules: CompositionRules, offer: Offer) -> Iterator[Fix]:
        among = [ref for ref in found.objects if ref in offer.teams]
        some = offer.fewest_for(found.amount, among)
        if some and len(some) < len(offer.teams):
            teams = sum(offer.teams[ref] for ref in some)
            params = {"teams": teams, "problems": _some(some)}
            yield Fix(f"{code}_some", params, _one_more(rules, name, step, some), names=tuple(some))
        by = -(-found.amount // max(1, sum(offer.teams[ref] for ref in among) or offer.total))
        value = getattr(rules, name) + step * by
        if 0 <= value <= SIZE_MOST:
            yield Fix(f"{code}_all", {"value": value}, replace(rules, **{name: value}))

    return make


def _bent(rule: str, rules: CompositionRules) -> Iterator[Fix]:
    if rule in BENDABLE and rules.strength(rule) == MUST:
        yield Fix(f"bend_{rule}", {}, replace(rules, strengths={**rules.strengths, rule: "strong"}))


def _and_bent(
    make: Callable[[Relaxation, CompositionRules, Offer], Iterator[Fix]], rule: str
) -> Callable[[Relaxation, CompositionRules, Offer], Iterator[Fix]]:
    def both(found: Relaxation, rules: CompositionRules, offer: Offer) -> Iterator[Fix]:
        yield from make(found, rules, offer)
        yield from _bent(rule, rules)

    return both


def _fewer_teams(found: Relaxation, rules: CompositionRules, offer: Offer) -> Iterator[Fix]:
    if rules.all_teams:
        yield Fix("fewer_teams", {}, replace(rules, all_teams=False))
    yield from _numbered("smaller", "min_size", -1)(found, rules, offer)


def _skill(found: Relaxation, rules: CompositionRules, offer: Offer) -> Iterator[Fix]:
    skill = found.objects[-1] if found.objects else ""
    asking = [ref for ref in found.objects[:-1] if ref in offer.teams]
    problems = sorted(asking, key=lambda ref: (offer.teams[ref], ref))
    for ref in problems[:2]:
        dropped = [*rules.of_problem(ref).get("dropped", ()), skill]
        yield Fix("drop_skill", {"skill": skill, "problem": ref}, rules.excepting(ref, dropped=dropped), names=(ref,))
    yield from _bent("required_skill", rules)


def _closed(found: Relaxation, rules: CompositionRules, offer: Offer) -> Iterator[Fix]:
    """Make ways out for persons whom language, site or a bar keeps from every seat."""
    if any(ref in offer.teams for ref in found.objects):
        yield from _numbered("larger", "max_size", 1)(found, rules, offer)
    for rule in ("language", "site", "barred"):
        yield from _bent(rule, rules)


def _tied(found: Relaxation) -> Iterator[Fix]:
    if "+" in found.rule or found.rule == "apart":
        yield Fix("unbind", {"persons": _some(found.objects)}, unbound=found.objects)


_MAKERS: dict[str, Callable[[Relaxation, CompositionRules, Offer], Iterator[Fix]]] = {
    "seats": _numbered("larger", "max_size", 1),
    "max_size": _numbered("larger", "max_size", 1),
    "min_seats": _fewer_teams,
    "min_size": _numbered("smaller", "min_size", -1),
    "seniors": _and_bent(_numbered("fewer_seniors", "min_seniors", -1), "seniors"),
    "department_cap": _and_bent(_numbered("higher_cap", "dept_cap", 1), "department_cap"),
    "school_cap": _and_bent(_numbered("higher_school_cap", "school_cap", 1), "school_cap"),
    "min_depts": _and_bent(_numbered("fewer_depts", "min_depts", -1), "min_depts"),
    "required_skill": _skill,
    "eligible_seats": _closed,
    "no_problem": _closed,
}
