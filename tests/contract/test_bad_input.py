"""Whatever is typed or appended, no route breaks: it takes, refuses or passes over, and never answers with 5xx."""

import inspect
import itertools
import random
import re
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from flask import Flask
from pydantic import BaseModel

from challenge.kernel.actor import Role
from tests.contract.addresses import Case, Route, routes, visited
from tests.contract.world import Someone, World

SEED = 20260628
ROLES_ASKED = 2
ROLES = (Role.ORGANISER, Role.STUDENT, Role.PARTNER, Role.COACH, Role.JUROR, Role.INCUBATOR, Role.EXPERT, Role.CHAIR)
TYPED: Sequence[str] = (
    *("", " ", "0", "-1", "1e309", "NaN", "-inf", "9" * 30, "4,5", "\x00", "true", "[]", "{}", "９", "%", "_"),
    *(
        "a" * 5000,
        "é" * 300,
        "\U0001f600",
        "\u202eabc",
        "1\n2",
        "<script>alert(1)</script>",
        "=1+1",
        "../../etc/passwd",
    ),
    *("2027-13-45", "2027-02-30T25:61", "zzzzzzzzzzzzzzzz", "'; DROP TABLE x;--"),
)
APPENDED: Sequence[str] = (
    *("q", "after", "state", "role", "zone", "theme", "limit", "panel", "level", "kind", "at", "from", "to", "day"),
    *("department", "team", "milestone", "transition", "missing", "since", "page", "sort", "left", "school"),
)
_ASKED = re.compile(r'request\.(?:form|args)\.(?:get|getlist)\("([a-z_]+)"')


def fields(app: Flask, route: Route) -> list[str]:
    """Return the names that the view's module reads from what is sent, those of its forms included."""
    view = app.view_functions[route.endpoint]
    module = inspect.getmodule(view)
    source = inspect.getsource(view)
    found = set(_ASKED.findall(inspect.getsource(module))) if module else set()
    for name, value in vars(module).items():
        if name in source and inspect.isclass(value) and issubclass(value, BaseModel):
            found |= set(value.model_fields)
    return sorted(found)


def places(world: World, route: Route) -> Iterator[tuple[Someone, str]]:
    """Give everybody with a role, and where the route leads them, if the world has such an object for them."""
    for role in ROLES:
        who = world.people[role]
        found = (place.path for place in visited(world, route, who) if place.case in (Case.OWN, Case.SAME))
        path = next(found, None)
        if path is not None:
            yield who, path


def asked(world: World, route: Route, who: Someone, path: str, chance: random.Random) -> Any:
    """Send what nobody should."""
    if route.method == "GET":
        names = [name for name in APPENDED if chance.random() < 0.5]
        query = {name: chance.choice(TYPED).replace("\x00", "0") for name in names}
        return who.ask(world.browser, "GET", path.partition("?")[0], query_string=query)
    sent: dict[str, Any] = {}
    for name in fields(world.house.app, route):
        if chance.random() < 0.85:
            sent[name] = chance.choice(TYPED) if chance.random() < 0.8 else [chance.choice(TYPED) for _ in range(3)]
    return who.ask(world.browser, "POST", path, data={**sent, "csrf_token": who.csrf})


@pytest.mark.parametrize("route", routes(), ids=str)
def test_nothing_that_is_sent_breaks_a_route(world: World, route: Route) -> None:
    chance = random.Random(f"{SEED} {route}")
    broken = []
    for who, path in itertools.islice(places(world, route), ROLES_ASKED):
        with asked(world, route, who, path, chance) as answer:
            broken += [f"{who.name}: {answer.status_code}"] if answer.status_code >= 500 else []
    assert broken == []
