"""A browser, and the small edition served by the real three processes."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, expect, sync_playwright

from challenge.accounts import actions as accounts
from challenge.kernel.actor import HOUSE, Role
from challenge.web.shell import COOKIE, LOCALE_COOKIE
from tests.conftest import _absent
from tests.pages.network import Wire
from tests.pages.served import Served
from tests.pages.small import STAFF, Small, copied_to, made_once

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # The suite keeps every core busy: threads of the scripts' engine would only take turns with each other.
    "--js-flags=--single-threaded",
)


WHOLE = ("chromium", "chromium-browser", "google-chrome")
# Without windows of its own, and so without notifications; everything else costs half of the processor time.
SHELL = "chromium-headless-shell"


@pytest.fixture(scope="session")
def driver() -> Iterator[Playwright]:
    """Give what starts browsers."""
    with sync_playwright() as playwright:
        # How fast something is, benchmarks say; here only whether it comes, on a machine that may be busy.
        expect.set_options(timeout=20_000)
        yield playwright


@pytest.fixture(scope="session")
def browser(driver: Playwright) -> Iterator[Browser]:
    """Give a headless Chromium of the system, the one without windows where there is one."""
    yield from _started(driver, SHELL, *WHOLE)


@pytest.fixture(scope="session")
def whole_browser(driver: Playwright) -> Iterator[Browser]:
    """Give a headless Chromium of the system that can show notifications."""
    yield from _started(driver, *WHOLE)


def _started(driver: Playwright, *names: str) -> Iterator[Browser]:
    path = next((found for name in names if (found := shutil.which(name))), None)
    if path is None:
        _absent("no Chromium on the path (Debian: chromium)")
    started = driver.chromium.launch(executable_path=path, args=list(FLAGS))
    yield started
    started.close()


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """Give the small edition at rest, to be copied."""
    return made_once(tmp_path_factory)


@dataclass
class Hall:
    """The small edition, served, with a way in for everybody.

    Fields:
        small: the same database, for what a test arranges behind the pages.
        wire: what browsers reach it by.
    """

    small: Small
    wire: Wire
    browser: Browser

    def address(self, path: str) -> str:
        """Return a full address; one without a leading slash is of the edition."""
        return self.wire.url + (path if path.startswith("/") else f"/e/demo/{path}")

    def visitor(self, **options: object) -> BrowserContext:
        """Return a fresh browser of nobody, in English unless told otherwise."""
        context = self.browser.new_context(**{"locale": "en-GB", **options})  # type: ignore[arg-type]
        chosen = str(options.get("locale", "en-GB"))[:2]
        context.add_cookies([{"name": LOCALE_COOKIE, "value": chosen, "url": self.wire.url}])
        return context

    def inside(self, role: str, **options: object) -> BrowserContext:
        """Return a fresh browser of somebody already logged in."""
        context = self.visitor(**options)
        if role != "visitor":
            token = self.small.house.perform(HOUSE, accounts.open_session, self.account(role), device="", by="password")
            context.add_cookies([{"name": COOKIE, "value": token, "url": self.wire.url}])
        return context

    def cut(self, phone: BrowserContext) -> None:
        """Take the network away from a phone (and from whoever else is there)."""
        self.wire.cut()
        phone.set_offline(True)

    def mend(self, phone: BrowserContext) -> None:
        """Give the network back."""
        self.wire.mend()
        phone.set_offline(False)

    def account(self, role: str) -> int:
        """Return the account of somebody of a role."""
        if role == Role.JUROR:
            return self.small.juror()
        return self.small.account(self.small.student if role == Role.STUDENT else STAFF[Role(role)])

    def entry_link(self) -> str:
        """Return the first juror's entry link."""
        token = self.small.house.perform(
            self.small.by, accounts.make_link, self.small.juror(), Role.JUROR, purpose="entry"
        )
        return self.address(f"/j/{token}")


def serve_copy(made: Small, folder: Path, browser: Browser, **environ: str) -> Iterator[Hall]:
    """Serve a copy of the edition, with settings of its own; give the house, and end it cleanly."""
    small = copied_to(made, folder)
    served = Served(folder, environ)
    served.start()
    wire = Wire(served.port)
    yield Hall(small, wire, browser)
    for context in browser.contexts:
        context.close()
    wire.take_up()
    small.house.close()
    assert served.stop() == 0
    assert "Traceback" not in served.log.read_text()


@pytest.fixture(scope="session")
def hall(made: Small, tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Hall]:
    """Give the served edition on the morning of its fifth day."""
    yield from serve_copy(made, tmp_path_factory.mktemp("hall"), browser)


@pytest.fixture(scope="session")
def apart(made: Small, tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Hall]:
    """Give a second served edition, for what would be met everywhere else: texts to sign, more rounds, hours gone by.

    Who uses it leaves it fit for those who follow in the order of files.
    """
    yield from serve_copy(made, tmp_path_factory.mktemp("apart"), browser)
