"""A phone turns its notifications on, is told by the worker, and shows it; what cannot says so calmly.

Headless Chromium has no push service: a stand-in of its Push API gives the keys of a service on this machine, and what
arrives there is given to the real service worker by the browser's own debugging line.
"""

import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select

from challenge.inbox.actions import Told, tell
from challenge.inbox.rules import Kind
from challenge.kernel.actor import Role
from challenge.notifications.actions import Letter
from challenge.webpush.models import Subscription
from tests.flow.webpush.service import CREATED, Phone
from tests.pages.conftest import Hall, serve_copy
from tests.pages.small import Small
from tests.pages.test_every_page import _trouble
from tests.receiver import Receiver, receiving

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True, "reduced_motion": "reduce"}
WITHIN_S = 20
STAND_IN = """
(() => {
  const plain = (text) => atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = (text) => Uint8Array.from(plain(text), (one) => one.charCodeAt(0)).buffer;
  const given = %s, kept = "stand-in";
  const made = (key) => ({
    endpoint: given.endpoint, options: { applicationServerKey: key },
    getKey: (name) => bytes(given[name]), unsubscribe: async () => true,
  });
  PushManager.prototype.subscribe = async ({ applicationServerKey: key }) => {
    sessionStorage.setItem(kept, JSON.stringify([...key]));
    return made(key.buffer);
  };
  PushManager.prototype.getSubscription = async () => {
    const key = JSON.parse(sessionStorage.getItem(kept) || "null");
    return key && made(new Uint8Array(key).buffer);
  };
})();
"""

WATCHED = """() => {
  const show = self.registration.showNotification.bind(self.registration);
  self.shown = new Promise((done) => {
    self.registration.showNotification = (...given) => show(...given).then(() => done(true));
  });
}"""


@pytest.fixture
def service() -> Iterator[Receiver]:
    """Give a push service on this machine."""
    with receiving(CREATED) as made:
        yield made


@pytest.fixture(scope="module")
def own_hall(made: Small, tmp_path_factory: pytest.TempPathFactory, whole_browser: Browser) -> Iterator[Hall]:
    """Give a served edition that may call this machine."""
    folder = tmp_path_factory.mktemp("told")
    yield from serve_copy(made, folder, whole_browser, CHALLENGE_PUSH_NETWORKS="127.0.0.0/8")


def choices(hall: Hall, script: str, **options: Any) -> Page:
    """Return a student's page of choices on a phone, with a script before every other."""
    phone = hall.inside(Role.STUDENT, **{**PHONE, **options})
    phone.add_init_script(script)
    page = phone.new_page()
    page.goto(hall.address("inbox/choices"))
    return page


def eventually(found: Any) -> Any:
    """Return what a look gives as soon as it gives anything."""
    end = time.monotonic() + WITHIN_S
    while not (seen := found()) and time.monotonic() < end:
        time.sleep(0.05)
    return seen


def deliver(page: Page, text: str) -> None:
    """Give a push message to the page's service worker, as the browser does when one arrives; wait until it shows it.

    Nothing may look for notifications before that: Chromium forgets one that is stored and not yet on the screen when
    somebody asks which there are.
    """
    line = page.context.new_cdp_session(page)
    registrations: list[str] = []
    line.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: registrations.extend(one["registrationId"] for one in event["registrations"]),
    )
    line.send("ServiceWorker.enable")
    page.wait_for_function("navigator.serviceWorker.ready.then(() => true)")
    origin, worker = page.evaluate("location.origin"), page.context.service_workers[0]
    worker.evaluate(WATCHED)
    line.send("ServiceWorker.deliverPushMessage", {"origin": origin, "registrationId": registrations[-1], "data": text})
    assert worker.evaluate(
        "(within) => Promise.race([self.shown, new Promise((end) => setTimeout(end, within))])", WITHIN_S * 1000
    )


def shown(page: Page) -> list[dict[str, str]]:
    """Return the notifications that stand on the screen."""
    script = """async () => {
      const all = await (await navigator.serviceWorker.ready).getNotifications();
      return all.map(({ title, body, tag, data }) => ({ title, body, tag, path: data.path }));
    }"""
    return list(page.evaluate(script))


def told_browsers(hall: Hall) -> int:
    """Return how many browsers are told."""
    return hall.small.house.read(lambda session: session.execute(select(func.count(Subscription.id))).scalar_one())


def test_phone_turns_it_on_is_told_and_shows_it_once(own_hall: Hall, service: Receiver) -> None:
    phone = Phone(service, "one")
    page = choices(own_hall, STAND_IN % json.dumps(phone.given), permissions=["notifications"])
    expect(page.get_by_text("Off in this browser.")).to_be_visible()
    assert _trouble(page) == []
    page.get_by_role("button", name="Turn on in this browser").tap()
    expect(page.get_by_text("On in this browser.")).to_be_visible()
    expect(page.get_by_role("group", name="In my browsers as well")).to_be_visible()
    assert _trouble(page) == []
    letter = Letter(subject="Your team is %(code)s", body="", filling={"code": "A01"}, path="/e/demo/inbox")
    account = own_hall.account(Role.STUDENT)
    own_hall.small.house.perform(own_hall.small.by, tell, [account], Told(kind=Kind.TEAM, letter=letter), key="told")
    (told,) = eventually(lambda: phone.told)
    for _ in range(2):
        deliver(page, json.dumps(told))
    assert shown(page) == [told]
    page.context.service_workers[0].evaluate(
        """async () => {
          const [notification] = await self.registration.getNotifications();
          self.dispatchEvent(new NotificationEvent("notificationclick", { notification }));
        }"""
    )
    assert eventually(lambda: not shown(page))
    page.get_by_role("button", name="Turn off").tap()
    expect(page.get_by_text("Off in this browser.")).to_be_visible()
    assert told_browsers(own_hall) == 0


def test_logging_out_ends_it(own_hall: Hall, service: Receiver) -> None:
    phone = Phone(service, "one")
    page = choices(own_hall, STAND_IN % json.dumps(phone.given), permissions=["notifications"])
    page.get_by_role("button", name="Turn on in this browser").tap()
    expect(page.get_by_text("On in this browser.")).to_be_visible()
    page.evaluate("document.querySelector('[action=\"/logout\"]').submit()")
    page.wait_for_url("**/login")
    assert eventually(lambda: told_browsers(own_hall) == 0)


def test_what_is_no_message_of_ours_is_shown_without_leading_away(own_hall: Hall) -> None:
    page = choices(own_hall, "", permissions=["notifications"])
    page.evaluate("navigator.serviceWorker.register('/offline.js')")
    deliver(page, "no JSON")
    assert [one["title"] for one in shown(page)] == ["Challenge"]
    paths = ["https://elsewhere.example/x", "//elsewhere.example", "/e/demo/inbox", None]
    origin = page.evaluate("location.origin")
    led = page.context.service_workers[0].evaluate("(paths) => paths.map(local)", paths)
    assert led == [f"{origin}/", f"{origin}/", f"{origin}/e/demo/inbox", f"{origin}/"]


@pytest.mark.parametrize("script", ["delete window.PushManager", "delete window.Notification"])
def test_browser_that_cannot_says_so_calmly(own_hall: Hall, script: str) -> None:
    page = choices(own_hall, script)
    expect(page.get_by_text("This browser shows no notifications of pages.")).to_be_visible()
    expect(page.get_by_role("button", name="Turn on in this browser")).to_have_count(0)
    assert _trouble(page) == []


def test_browser_that_refuses_says_where_to_allow_it(own_hall: Hall) -> None:
    script = "Object.defineProperty(Notification, 'permission', { get: () => 'denied' })"
    page = choices(own_hall, script, locale="fr-FR")
    expect(page.get_by_text("Le navigateur refuse les notifications de ce site.")).to_be_visible()
    assert _trouble(page) == []


def test_site_can_be_put_on_a_home_screen(own_hall: Hall) -> None:
    """Some phones show notifications of pages to what stands on the home screen alone."""
    page = own_hall.visitor().new_page()
    page.goto(own_hall.address(""))
    line = page.context.new_cdp_session(page)
    found = line.send("Page.getAppManifest")
    told = json.loads(found["data"])
    icons = [page.request.get(urljoin(found["url"], icon["src"])) for icon in told["icons"]]
    start = page.request.get(urljoin(found["url"], told["start_url"]))
    page.context.close()

    assert found["errors"] == []
    assert told["display"] == "standalone"
    assert [(icon.status, icon.headers["content-type"].split(";")[0]) for icon in icons] == [
        (200, icon["type"]) for icon in told["icons"]
    ]
    assert start.status == 200
