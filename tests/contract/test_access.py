"""Who may what, executed: every route and topic, every role, own, same edition, other edition, absent."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from challenge import app as composition
from challenge.app import UndeclaredRoute, all_pages, create_app
from challenge.kernel.access import Policy, Relation
from challenge.kernel.actor import Role
from challenge.live.server import SOCKET_POLICIES, Live
from challenge.live.topics import TopicKind
from challenge.topics import TOPICS
from challenge.web.shell import COOKIE, Pages, declarations
from tests.contract.addresses import Case, Names, Route, Visited, routes, visited
from tests.contract.topics import Topic, topics
from tests.contract.world import Someone, World

ROUTES = routes()
CALLERS = ["visitor", *[role.value for role in Role], "nobody here", "without role", "owner of the house"]
# These read refusals as pages; to the others the same refusals are said in few bytes, which are compared as well.
READ_PAGES = {"visitor", Role.STUDENT.value, Role.ORGANISER.value, "without role"}
BRIEFLY = {"Accept": "application/json, text/html;q=0.9"}
UNSTABLE = re.compile(r'data-now="\d+"|name="(csrf_token|idempotency_key)" value="[^"]*"|"[0-9a-f]{64}"')


def is_absent(answer: Any) -> bool:
    """True for the one answer to what does not exist and to what is not for the caller."""
    return bool(answer.status_code == 404)


def told(answer: Any) -> str:
    """Name an answer by what it means for access."""
    if is_absent(answer):
        return "absent"
    logged_out = any(line.startswith(f"{COOKIE}=;") for line in answer.headers.getlist("Set-Cookie"))
    asks = answer.status_code == 303 and re.match(r"/login(\?|$)", answer.headers["Location"]) and not logged_out
    if answer.status_code == 401 or asks:
        return "log in"
    return "broken" if answer.status_code >= 500 else "allowed"


def expected(world: World, route: Route, who: Someone, place: Visited) -> set[str]:
    """Say what the declared policy means for a caller at an address."""
    policy = route.declared.policy
    if policy.needs_account() and not who.account_id:
        return {"log in"}
    if route.in_edition and place.side is None:
        return {"absent"}
    actor = world.actor(who, place.side)
    if place.case in (Case.ABSENT, Case.SMUGGLED):
        # Without a loader the view looks for the object itself, and may find the form wrong before that.
        views_business = route.method == "POST" and route.declared.thing is None
        return {"absent", "allowed"} if views_business and policy.allows(actor, Relation.EDITION) else {"absent"}
    return {"allowed" if policy.allows(actor, place.relation) else "absent"}


def looks(answer: Any, key: str) -> tuple[Any, ...]:
    """Return everything of an answer that a caller could compare, without what changes from one to the next."""
    passed_over = {"Set-Cookie", "Content-Length"}
    headers = "\n".join(sorted(f"{name}: {value}" for name, value in answer.headers if name not in passed_over))
    said = (UNSTABLE.sub("", answer.text), headers)
    return answer.status_code, *[text.replace(key, "KEY") if key else text for text in said]


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_matrix_of_roles_and_objects_holds(world: World, route: Route) -> None:
    wrong = []
    known: Names = {}
    for name in CALLERS:
        who = world.people[name]
        refusals, strangers = {}, {}
        asked = {} if name in READ_PAGES else BRIEFLY
        for place in visited(world, route, who, known):
            with who.ask(world.browser, route.method, place.path, headers=asked) as answer:
                got, wanted = told(answer), expected(world, route, who, place)
                if got not in wanted:
                    wrong.append(f"{name}, {place.case}: {place.path} is {got} ({answer.status_code}), not {wanted}")
                if is_absent(answer) and place.side in (world.first, None):
                    refusals[looks(answer, place.key)] = place.case
                if place.case in (Case.ABSENT, Case.SMUGGLED) and place.key:
                    strangers[looks(answer, place.key)] = place.case
            if route.method == "POST" and got not in ("absent", "log in"):
                who = world.revived(who)
                known.clear()
        if place.key and (len(refusals) > 1 or len(strangers) > 1):
            wrong.append(f"{name} can tell {refusals.values()} or {strangers.values()} apart")

    assert wrong == []


@pytest.mark.parametrize("kind", TOPICS, ids=lambda kind: kind.pattern)
def test_topics_are_open_to_whom_their_policy_says(world: World, kind: TopicKind) -> None:
    wrong = []
    for name in CALLERS:
        who = world.people[name]
        for place in topics(world, kind, who):
            answer = who.ask(world.browser, "GET", f"/api/v1/feed?topic={place.topic}")
            if told(answer) != ("allowed" if may_join(world, kind, who, place) else "absent"):
                wrong.append(f"{name}, {place.case}: {place.topic} is {told(answer)}")

    assert wrong == []


def may_join(world: World, kind: TopicKind, who: Someone, place: Topic) -> bool:
    """Say what a topic's declared policy means for a caller."""
    if place.case is Case.ABSENT:
        return False
    return kind.policy.allows(world.actor(who, place.side), place.relation)


def test_a_topics_name_belongs_to_one_kind(world: World) -> None:
    kinds = TOPICS
    who = world.people["student"]
    names = [place.topic for kind in kinds for place in topics(world, kind, who)]

    assert [name for name in names if sum(kind.matches(name) for kind in kinds) != 1] == []


def test_every_socket_event_declares_a_policy(world: World) -> None:
    house = world.house
    server = Live(house.config, house.database, TOPICS).attach(Flask("bare"))
    events = set(server.server.handlers["/"])

    assert events - {"disconnect"} == set(SOCKET_POLICIES)
    assert all(isinstance(policy, Policy) for policy in SOCKET_POLICIES.values())


def test_every_topic_declares_a_policy() -> None:
    assert [kind.pattern for kind in TOPICS if not isinstance(kind.policy, Policy)] == []


def test_every_route_declares_a_policy(world: World) -> None:
    endpoints = {rule.endpoint for rule in world.house.app.url_map.iter_rules()}

    assert endpoints - set(declarations(world.house.app)) == {"static"}
    assert endpoints - {"static"} == {route.endpoint for route in ROUTES}


def test_application_refuses_to_start_with_an_undeclared_route(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    stray = Pages("stray", __name__)
    stray.add_url_rule("/stray", "open", lambda: "everything")
    declared = all_pages()
    monkeypatch.setattr(composition, "all_pages", lambda: [*declared, stray])

    with pytest.raises(UndeclaredRoute, match=r"^stray\.open$"):
        create_app(world.house.config, world.house.ground)


def who_may(world: World, route: Route) -> Iterator[tuple[Someone, Visited]]:
    """Give callers and addresses of a route that the policy allows."""
    for name in CALLERS[1:] + CALLERS[:1]:
        for place in visited(world, route, world.people[name]):
            if expected(world, route, world.people[name], place) == {"allowed"}:
                yield world.people[name], place


def test_one_address_alone_needs_no_token_of_a_session() -> None:
    assert [route.endpoint for route in ROUTES if route.declared.is_signed] == ["inbox.post_unsubscribe"]


@pytest.mark.parametrize(
    "route", [route for route in ROUTES if route.method == "POST" and not route.declared.is_signed], ids=str
)
def test_forged_write_is_refused(world: World, route: Route) -> None:
    who, place = next(who_may(world, route))
    genuine = {"csrf_token": who.csrf}
    forgeries: list[tuple[dict[str, str], dict[str, str], str]] = [
        ({}, {}, "web.csrf"),
        ({"csrf_token": "0" * 64}, {}, "web.csrf"),
        (genuine, {"Origin": "https://elsewhere.example"}, "web.origin"),
        (genuine, {"Sec-Fetch-Site": "cross-site"}, "web.origin"),
        (genuine, {"Sec-Fetch-Site": "same-site"}, "web.origin"),
    ]
    for data, headers, code in forgeries:
        answer = who.ask(world.browser, "POST", place.path, data=data, headers=headers)

        assert (answer.status_code, code in answer.text) == (403, True)
