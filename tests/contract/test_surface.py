"""What every answer carries to browsers: security headers, cookies that scripts cannot read, redirects that stay."""

import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from challenge.accounts import actions, passwords
from challenge.app import create_app
from challenge.kernel.actor import HOUSE
from challenge.web.guard import local_path
from challenge.web.shell import COOKIE, LOCALE_COOKIE
from tests.contract.addresses import Case, Route, routes, visited
from tests.contract.test_access import CALLERS, expected
from tests.contract.world import World

PAGES = [route for route in routes() if route.method == "GET"]
PASSWORD = "five days in may"
EMAIL = "camille@school.example"
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HOSTILE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n//evil.example",
    "/ /evil.example",
    "javascript:alert(1)",
    "http:evil.example",
    "evil.example",
    "?next=//evil.example",
]


def directives(answer: Any) -> dict[str, str]:
    parts = answer.headers["Content-Security-Policy"].split(";")
    return {name: rest for name, _, rest in (part.strip().partition(" ") for part in parts)}


def fixed(answer: Any) -> dict[str, str]:
    return {name: answer.headers.get(name, "") for name in FIXED}


@pytest.mark.parametrize("route", PAGES, ids=str)
def test_every_page_carries_the_security_headers(world: World, route: Route) -> None:
    for name in reversed(CALLERS):
        who = world.people[name]
        place = next(place for place in visited(world, route, who) if place.case in (Case.OWN, Case.SAME))
        if expected(world, route, who, place) != {"allowed"}:
            continue
        with who.ask(world.browser, "GET", place.path) as answer:
            policy = directives(answer)

            assert fixed(answer) == FIXED
            assert policy["default-src"] == "'none'"
            assert policy.get("script-src", "'self'") == policy.get("style-src", "'self'") == "'self'"
            assert ("sandbox" in policy) == ("attachment" in answer.headers.get("Content-Disposition", ""))
            assert re.search("no-store|no-cache", answer.headers["Cache-Control"])
            assert "public" not in answer.headers["Cache-Control"]
        return
    pytest.fail(f"nobody may {route}")


@pytest.mark.parametrize("path", ["/nothing/here", "/e/first/desk/teams", "/static/css/tokens.css", "/login?next=//x"])
def test_errors_redirects_and_files_carry_them_too(world: World, path: str) -> None:
    with world.browser.get(path) as answer:
        assert fixed(answer) == FIXED
        assert directives(answer)["default-src"] == "'none'"


def test_frames_forms_and_bases_are_closed(world: World) -> None:
    policy = directives(world.browser.get("/login"))

    assert (policy["frame-ancestors"], policy["form-action"], policy["base-uri"]) == ("'none'", "'self'", "'none'")


@pytest.fixture(scope="module")
def account(world: World) -> int:
    """Give an account with an address and a password."""
    made = world.house.perform(HOUSE, actions.create_account, name="Camille", email=EMAIL).id
    world.house.perform(HOUSE, actions.set_password, made, passwords.hashed(PASSWORD))
    return made


def logged_in(world: World, target: str) -> Any:
    visitor = world.people["visitor"]
    data = {"csrf_token": visitor.csrf, "email": EMAIL, "password": PASSWORD, "next": target}
    return visitor.ask(world.browser, "POST", "/login", data=data)


@pytest.mark.usefixtures("account")
def test_session_cookie_is_unreadable_for_scripts_and_other_sites(world: World) -> None:
    cookie = next(line for line in logged_in(world, "").headers.getlist("Set-Cookie") if line.startswith(COOKIE))
    attributes = {part.strip().partition("=")[0] for part in cookie.split(";")[1:]}

    assert attributes == {"Expires", "HttpOnly", "Max-Age", "Path", "SameSite"}
    assert "SameSite=Lax" in cookie


def test_visitors_cookie_is_unreadable_for_scripts(world: World) -> None:
    cookie = world.browser.get("/login").headers["Set-Cookie"]

    assert re.fullmatch(r"challenge_visitor=[^;]+; HttpOnly; Path=/; SameSite=Lax", cookie)


@pytest.mark.usefixtures("account")
def test_cookies_are_secure_where_people_come_by_https(world: World, tmp_path: Path) -> None:
    shutil.copytree(world.house.config.instance, tmp_path / "copy", ignore=shutil.ignore_patterns("bells"))
    settings = replace(world.house.config, base_url="https://challenge.example")
    browser = create_app(settings, world.house.ground).test_client()
    page = browser.get("/login")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token is not None
    answer = browser.post("/login", data={"csrf_token": token[1], "email": EMAIL, "password": PASSWORD})
    cookies = [*page.headers.getlist("Set-Cookie"), *answer.headers.getlist("Set-Cookie")]
    cookies += browser.get("/locale/en").headers.getlist("Set-Cookie")
    names = {cookie.partition("=")[0] for cookie in cookies}

    assert names == {"challenge_visitor", COOKIE, LOCALE_COOKIE}
    assert [cookie for cookie in cookies if "Secure" not in cookie] == []
    assert page.headers["Strict-Transport-Security"].startswith("max-age=31536000")


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("target", HOSTILE)
def test_log_in_never_leads_to_another_site(world: World, target: str) -> None:
    answer = logged_in(world, target)
    shown = world.browser.get("/login", query_string={"next": target})
    language = world.browser.get("/locale/fr", query_string={"next": target})

    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert 'name="next" value=""' in shown.text
    assert language.headers["Location"] == "/"


@pytest.mark.usefixtures("account")
def test_log_in_leads_to_the_page_that_was_asked_for(world: World) -> None:
    wanted = "/e/first/schedule?day=2"
    visitor = world.people["visitor"]
    sent = world.browser.get("/e/first/desk/teams?zone=A", headers=visitor.headers)

    assert logged_in(world, wanted).headers["Location"] == wanted
    assert sent.headers["Location"] == "/login?next=/e/first/desk/teams%3Fzone%3DA"


@pytest.mark.parametrize("target", ["/", "/e/first/", "/e/first/teams/A01?x=1#roles"])
def test_paths_of_this_site_are_kept(target: str) -> None:
    assert local_path(target, "/elsewhere") == target
