"""The reveal on a projector, step by step from the desk: nothing before its time, on the screen or on the wire."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, Response, WebSocket, expect

from challenge.kernel.actor import Role
from challenge.wall import actions as walls
from challenge.wall.rules import Phase
from tests.pages.conftest import Hall, serve_copy
from tests.pages.small import Small
from tests.pages.wall.stage import frozen
from tests.pages.wall.test_projectors import BIG, PHONE, projector

STEPS = ("Third place", "Second place", "First place", "All places")


@pytest.fixture
def own_hall(made: Small, tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Hall]:
    """Give a served edition of its own: its results become public."""
    yield from serve_copy(made, tmp_path_factory.mktemp("reveal"), browser)


@dataclass
class Wiretap:
    """Everything that reaches a screen: answers and frames of its socket."""

    page: Page
    answers: list[Response] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Listen from the first request on."""
        self.page.on("response", lambda one: self.answers.append(one))
        self.page.on("websocket", self._socket)

    def _socket(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: self.heard.append(frame if isinstance(frame, str) else repr(frame)))

    def names(self, codes: list[str]) -> list[str]:
        """Return which of some teams were named to the screen so far."""
        texts = {"document", "fetch", "xhr"}
        waiting, self.answers = self.answers, []
        self.heard += [one.text() for one in waiting if one.request.resource_type in texts and one.status == 200]
        return [code for code in codes if any(code in text for text in self.heard)]


def press(desk: Page, name: str) -> None:
    """Move the reveal from the desk; return when the desk says so."""
    part = desk.locator("section.card").filter(has=desk.get_by_role("heading", name="The reveal"))
    with desk.expect_navigation():
        part.get_by_role("button", name=name, exact=True).click()
    expect(desk.locator("[data-message]").first).to_be_visible()


def shown(screen: Page) -> list[str]:
    """Return the podium's lines as they stand, the first place first."""
    return [" ".join(line.inner_text().split()) for line in screen.locator(".podium li").all()]


def test_places_open_one_by_one_on_the_wall_and_nothing_is_known_before(own_hall: Hall) -> None:
    hall = own_hall
    codes = frozen(hall)
    hall.small.house.perform(hall.small.by, walls.choose_phase, Phase.REVEAL)
    context = hall.visitor(viewport=BIG)
    context.on("page", lambda page: taps.append(Wiretap(page)))
    taps: list[Wiretap] = []
    screen = projector(context, hall.address("wall"))
    (tap,) = taps
    desk = hall.inside(Role.ORGANISER, viewport=PHONE).new_page()
    desk.goto(hall.address("desk/judging"))
    for code in codes:
        desk.get_by_label("Second check done for team").fill(code)
        with desk.expect_navigation():
            desk.get_by_role("button", name="Note the check").click()
    # Prepared, taken back, prepared again: it is the desk's alone.
    press(desk, f"Next: {STEPS[0]}")
    press(desk, f"Next: {STEPS[1]}")
    press(desk, "Undo")
    press(desk, "Undo")
    press(desk, f"Next: {STEPS[0]}")
    # What the wall is told comes in order: once this stands there, so would all that was told before it.
    hall.small.house.perform(hall.small.by, walls.choose_phase, Phase.BEFORE)
    expect(screen.locator(".pane-countdown")).to_be_visible()
    hall.small.house.perform(hall.small.by, walls.choose_phase, Phase.REVEAL)
    expect(screen.locator(".wall-veil")).to_be_visible()
    early = tap.names(codes)
    desk.get_by_text("Make public now").first.click()
    press(desk, "Yes: Make public now")
    seen = []
    for place, code in enumerate(codes):
        expect(screen.locator(".podium li:not(.veiled)")).to_have_count(place + 1)
        seen.append((shown(screen), tap.names(codes[place + 1 :])))
        assert code in seen[-1][0][2 - place]
        press(desk, f"Next: {STEPS[place + 1]}")

    assert (early, tap.names(codes)) == ([], codes)
    assert [later for _, later in seen] == [[], [], []]
    assert [sum("Soon" in line for line in lines) for lines, _ in seen] == [2, 1, 0]
    assert screen.evaluate("window.sameDocument") is True
    expect(desk.get_by_role("button", name="Undo", exact=True)).to_have_count(0)
