"""What a page weighs on a phone's network: everything it fetches, compressed, at the first and at the next visit."""

import gzip
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import BrowserContext, CDPSession, Page, Response

from challenge.kernel.actor import Role
from tests.pages.conftest import Hall
from tests.pages.walk import pages_of

FIRST_PEOPLE, FIRST_DESK, NEXT = 90_000, 150_000, 20_000
PAGES = (
    ("visitor", "", FIRST_PEOPLE),
    ("visitor", "problems", FIRST_PEOPLE),
    (Role.STUDENT, "teams/A01", FIRST_PEOPLE),
    (Role.STUDENT, "agreements", FIRST_PEOPLE),
    (Role.JUROR, "jury/", FIRST_PEOPLE),
    (Role.PARTNER, "partner/", FIRST_PEOPLE),
    ("visitor", "wall", FIRST_DESK),
    (Role.ORGANISER, "desk/", FIRST_DESK),
    (Role.ORGANISER, "desk/people", FIRST_DESK),
)


@dataclass
class Scale:
    """Adds up what a page fetches over the network; what the browser has already weighs nothing."""

    page: Page
    cached: set[str] = field(default_factory=set)
    answers: list[Response] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Start to weigh."""
        line: CDPSession = self.page.context.new_cdp_session(self.page)
        line.send("Network.enable")
        line.on("Network.responseReceived", self._received)
        self.page.on("response", self._answered)

    def _received(self, event: dict[str, dict[str, str]]) -> None:
        if event["response"].get("fromDiskCache") or event["response"].get("fromPrefetchCache"):
            self.cached.add(event["response"]["url"])

    def _answered(self, answer: Response) -> None:
        self.answers.append(answer)

    def weight(self) -> dict[str, int]:
        """Return the bytes of each answer, compressed as a server in front would."""
        fetched = [answer for answer in self.answers if answer.url not in self.cached and answer.status == 200]
        return {answer.url: _compressed(answer.body()) for answer in fetched}


def _compressed(body: bytes) -> int:
    return min(len(body), len(gzip.compress(body, 6)))


def weigh(context: BrowserContext, address: str) -> dict[str, int]:
    """Return what a visit weighs, by address."""
    page = context.new_page()
    scale = Scale(page)
    page.goto(address, wait_until="load")
    page.wait_for_timeout(150)
    found = scale.weight()
    page.close()
    return found


@pytest.mark.parametrize(("role", "path", "most"), PAGES)
def test_page_is_light_at_first_and_lighter_afterwards(hall: Hall, role: str, path: str, most: int) -> None:
    context = hall.inside(role, viewport={"width": 360, "height": 740} if most == FIRST_PEOPLE else None)
    first = weigh(context, hall.address(path))
    again = weigh(context, hall.address(path))
    assert sum(first.values()) <= most, first
    assert sum(again.values()) <= NEXT, again
    assert len(again) < len(first)
    context.close()


def test_every_page_of_a_partners_workspace_is_light(hall: Hall) -> None:
    context = hall.inside(Role.PARTNER, viewport={"width": 360, "height": 740})
    pages = [address for address in pages_of(hall, Role.PARTNER, set()) if "/partner/" in address]
    first = weigh(context, hall.address("partner/"))
    shared = sum(weight for address, weight in first.items() if "/static/" in address)
    own = {address: sum(weigh(context, hall.address(address)).values()) for address in pages}
    context.close()

    assert len(own) >= 10, sorted(own)
    assert {address: weight for address, weight in own.items() if shared + weight > FIRST_PEOPLE} == {}
