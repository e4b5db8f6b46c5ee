"""Screens update by themselves: after a hand-in, without sockets, and after a cut."""

import json
import re
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, FilePayload, Page, WebSocketRoute, expect

from challenge.kernel.actor import Role
from tests.pages.conftest import Hall
from tests.pages.small import friday

WITHIN_MS = 2000
FILE = FilePayload(name="report.md", mimeType="text/markdown", buffer=b"# Our report\n")


@pytest.fixture
def late_morning(hall: Hall) -> Iterator[Hall]:
    """Let the report be due since half an hour and not locked: one more file makes a table of the wall complete."""
    hall.small.set_time(friday(9, 0))
    yield hall
    hall.small.set_time(friday(8, 10))


def opened(context: BrowserContext, address: str) -> Page:
    """Return a page whose live line is up."""
    page = context.new_page()
    page.goto(address)
    expect(page.locator("html")).to_have_attribute("data-live", "live", timeout=10_000)
    return page


def tile(page: Page, word: str) -> str:
    """Return the number over a word."""
    return page.locator(".tile", has_text=word).locator(".tile-value span").first.inner_text()


def waited(page: Page, happened: Callable[[], bool]) -> None:
    """Let a page go on until something has happened; whoever asks afterwards says what did not."""
    end = time.monotonic() + 10
    while not happened() and time.monotonic() < end:
        page.wait_for_timeout(50)


def test_hand_in_gives_a_receipt_and_moves_desk_home_and_wall(late_morning: Hall) -> None:
    hall = late_morning
    desk = opened(hall.inside(Role.ORGANISER), hall.address("desk/"))
    home = opened(hall.visitor(), hall.address(""))
    wall = opened(hall.visitor(viewport={"width": 1920, "height": 1080}), hall.address("wall"))
    team = opened(hall.inside(Role.STUDENT), hall.address("team"))
    # The hall counts all that was handed in, the desk those who have handed in what is asked now.
    counted = {
        home: home.locator(".tile", has_text="submissions").locator(".tile-value span").first,
        desk: desk.locator(".tile[href*='desk/submissions']").locator(".tile-value span").first,
    }
    before = {page: int(number.inner_text()) for page, number in counted.items()}
    expect(wall.locator(".zone use[href='#t-done']")).to_have_count(0, timeout=10_000)
    for page in (desk, home, wall):
        page.evaluate("window.sameDocument = true")
    team.get_by_label("File").set_input_files(FILE)
    team.get_by_role("button", name="Hand in").click()
    for page, number in counted.items():
        expect(number).to_have_text(str(before[page] + 1), timeout=WITHIN_MS)
    expect(wall.locator(".zone use[href='#t-done']")).to_have_count(1, timeout=WITHIN_MS)
    assert all(page.evaluate("window.sameDocument") for page in (desk, home, wall))
    receipt = team.locator("#D5 .receipt").first
    expect(receipt).to_contain_text("report.md")
    expect(receipt).to_contain_text("Version 1")
    expect(receipt.locator("[data-copy]")).to_have_attribute("data-copy", sha256(FILE["buffer"]).hexdigest())
    for page in (desk, home, wall, team):
        page.context.close()


def test_blocked_sockets_fall_back_to_the_feed(hall: Hall) -> None:
    context = hall.visitor()
    context.route_web_socket("**/socket.io/**", lambda line: line.close())
    page = context.new_page()
    page.goto(hall.address(""))
    status = page.locator("[data-live-status]").first
    expect(status).to_have_attribute("data-state", "last", timeout=15_000)
    expect(status).to_have_text(re.compile(r"^Last update \d+ s ago$"), timeout=15_000)
    before = int(tile(page, "problems"))
    hall.small.confirm_problem()
    expect(page.locator(".tile", has_text="problems").locator(".tile-value")).to_have_text(
        str(before + 1), timeout=15_000
    )
    context.close()


def test_cut_page_catches_up_and_equals_a_fresh_one(hall: Hall) -> None:
    context = hall.inside(Role.ORGANISER)
    line = Line()
    context.route_web_socket("**/socket.io/**", line.handle)
    page = opened(context, hall.address("desk/judging"))
    line.cut(context)
    expect(page.locator("html")).to_have_attribute("data-live", "offline")
    assert page.locator(".tile").count() == 4
    hall.small.mark_two()
    line.mend(context)
    expect(page.locator("html")).to_have_attribute("data-live", "live", timeout=15_000)
    fresh = opened(context, hall.address("desk/judging"))
    wanted = fresh.locator("main div.island").inner_text()
    expect(page.locator("main div.island")).to_have_text(wanted, use_inner_text=True, timeout=10_000)
    context.close()


def test_push_that_was_lost_on_the_way_is_asked_for_and_comes(hall: Hall) -> None:
    context = hall.inside(Role.ORGANISER)
    leak = Leak()
    context.route_web_socket("**/socket.io/**", leak.handle)
    page = opened(context, hall.address("desk/judging"))
    leak.is_open = True
    hall.small.mark_two()
    waited(page, lambda: leak.lost is not None)
    hall.small.mark_two()  # told apart from the first: counts are told five times a second at most
    fresh = opened(hall.inside(Role.ORGANISER), hall.address("desk/judging"))
    wanted = fresh.locator("main div.island").inner_text()
    expect(page.locator("main div.island")).to_have_text(wanted, use_inner_text=True, timeout=10_000)
    page.wait_for_function("document.documentElement.dataset.live === 'live'")
    assert leak.lost is not None
    topic, seq = leak.lost["topic"], leak.lost["seq"]
    assert [one for one in leak.joins if one == {"topic": topic, "last": seq - 1}] != []
    waited(page, lambda: len(leak.came_of(topic)) > 1)
    assert leak.came_of(topic)[:2] == [seq, seq + 1]
    for one in (page, fresh):
        one.context.close()


def test_focus_while_connecting_greets_the_server_once(hall: Hall) -> None:
    context = hall.visitor()
    context.add_init_script(
        "const calls = setInterval(() => dispatchEvent(new Event('focus')), 2);"
        "setTimeout(() => clearInterval(calls), 800)"
    )
    page = context.new_page()
    sent: list[str] = []
    page.on("websocket", lambda line: line.on("framesent", lambda frame: sent.append(str(frame))))
    page.goto(hall.address(""))
    expect(page.locator("html")).to_have_attribute("data-live", "live", timeout=10_000)
    page.wait_for_timeout(1000)
    assert sent.count("40") == 1
    assert page.locator("html").get_attribute("data-live") == "live"
    context.close()


class Leak:
    """The network between a browser and the live process, which loses one push once it is open.

    What comes of that topic and what the page asks for is written down from then on; the push after the lost one, which
    the page cannot use yet, counts as come when it comes again.
    """

    def __init__(self) -> None:
        self.is_open = False
        self.lost: dict[str, Any] | None = None
        self.joins: list[dict[str, Any]] = []
        self.came: list[dict[str, Any]] = []

    def handle(self, route: WebSocketRoute) -> None:
        """Stand between both ends."""
        server = route.connect_to_server()
        route.on_message(lambda said: self._up(server, str(said)))
        server.on_message(lambda said: self._down(route, str(said)))

    def _up(self, server: WebSocketRoute, said: str) -> None:
        name, body = self._read(said)
        if name == "join" and self.lost is not None:
            self.joins.append({key: body[key] for key in ("topic", "last")})
        server.send(said)

    def _down(self, route: WebSocketRoute, said: str) -> None:
        name, body = self._read(said)
        if name == "push" and self.is_open and self.lost is None:
            self.lost = body
            return
        if name == "push" and self.joins:
            self.came.append(body)
        route.send(said)

    def came_of(self, topic: str) -> list[int]:
        """Return the numbers of what came of a topic."""
        return [one["seq"] for one in self.came if one["topic"] == topic]

    @staticmethod
    def _read(said: str) -> tuple[str, dict[str, Any]]:
        """Return the name and the body of an event; ("", {}) for anything else that is said."""
        found = re.match(r"42\d*(\[.*)", said)
        event: list[Any] = json.loads(found[1]) if found else []
        return (str(event[0]), event[1]) if len(event) > 1 else ("", {})


class Line:
    """The network between a browser and the live process, to be cut."""

    def __init__(self) -> None:
        self._open: list[WebSocketRoute] = []
        self._is_cut = False

    def handle(self, route: WebSocketRoute) -> None:
        """Let a socket through, or not."""
        if self._is_cut:
            route.close()
            return
        self._open.append(route)
        route.connect_to_server()

    def cut(self, context: BrowserContext) -> None:
        """Cut everything."""
        self._is_cut = True
        context.set_offline(True)
        for route in self._open:
            route.close()

    def mend(self, context: BrowserContext) -> None:
        """Let everything through again."""
        self._is_cut = False
        context.set_offline(False)
