"""A juror's phone: large targets, a table number to walk to, and marks that survive a dead network."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from challenge.accounts import actions as accounts
from challenge.accounts.queries import account_actor
from challenge.judging.actions import record_visit
from challenge.judging.models import PLANNED, Juror, Mark, Visit, VisitEdit
from challenge.judging.queries import visit_face
from challenge.kernel.actor import HOUSE, Role
from challenge.kernel.work import Work
from challenge.web.shell import COOKIE
from tests.pages.conftest import Hall

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
ON_SERVER, ON_PHONE = "Everything is on the server", "Kept on this phone, sent as soon as there is network"


@pytest.fixture(autouse=True)
def fresh_visits(hall: Hall) -> Iterator[None]:
    """Each test finds the juror's visits as they were planned, whatever became of the test before it."""
    yield
    for context in hall.browser.contexts:
        context.close()
    hall.wire.mend()
    hall.small.house.perform(hall.small.by, planned_again, hall.account(Role.JUROR))


def planned_again(work: Work, account_id: int) -> None:
    """Forget what was said of a juror's visits, history included."""
    own = select(Visit.id).join(Juror, Juror.id == Visit.juror_id).where(Juror.account_id == account_id)
    ids = list(work.session.execute(own).scalars())
    for told in (Mark, VisitEdit):
        work.session.execute(delete(told).where(told.visit_id.in_(ids)))
    blank = {"state": PLANNED, "version": 1, "total": None, "comment": "", "reason": "", "scored_at": None}
    work.session.execute(update(Visit).where(Visit.id.in_(ids)).values(**blank))


def first_visit(hall: Hall) -> Page:
    """Return the page of the juror's next visit, reached as at the door: by the code, then one tap."""
    page = hall.visitor(**PHONE).new_page()
    page.goto(hall.entry_link())
    page.locator(".jury-actions .button").click()
    expect(page.locator("form[data-jury-visit]")).to_be_visible()
    expect(page.locator("[data-jury][data-ready]")).to_be_visible()
    return page


def mark_all(page: Page, value: int) -> None:
    """Give the same mark on every criterion, by thumb."""
    for card in page.locator(".criterion").all():
        card.get_by_role("radio", name=str(value)).tap()


def done_without_network(hall: Hall, page: Page) -> str:
    """Take the network away, mark the visit that is shown and go on to the list; return what the next one is called."""
    kept_pages(hall, page)
    before = page.locator(".jury-table").inner_text()
    hall.cut(page.context)
    mark_all(page, 4)
    page.get_by_role("button", name="Done").tap()
    expect(page.locator(".jury-table")).not_to_have_text(before)
    following = page.locator(".jury-table").inner_text()
    page.locator(".jury-progress a").tap()
    expect(page.locator("[data-jury][data-ready]")).to_be_visible()
    return following


def test_table_number_is_the_largest_text_and_marks_fit_a_thumb(hall: Hall) -> None:
    page = first_visit(hall)
    sizes = page.evaluate(
        """() => [...document.querySelectorAll("body *")]
          .filter((part) => [...part.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
          .map((part) => [parseFloat(getComputedStyle(part).fontSize), part.className])
          .sort((a, b) => b[0] - a[0])"""
    )
    assert sizes[0][1] == "jury-table"
    assert sizes[0][0] >= 2 * sizes[1][0]
    boxes = [choice.bounding_box() for choice in page.locator(".mark-choice").all()]
    assert len(boxes) == 25
    assert all(box is not None and min(box["width"], box["height"]) >= 44 for box in boxes), boxes[:5]
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_marks_are_confirmed_by_the_server(hall: Hall) -> None:
    page = first_visit(hall)
    visit = str(page.locator("form[data-jury-visit]").get_attribute("data-jury-visit"))
    mark_all(page, 4)
    page.get_by_role("button", name="Done").tap()
    page.wait_for_url(lambda address: visit not in address)
    expect(page.locator("[data-sync]")).to_have_attribute("data-state", "saved")
    expect(page.locator("[data-sync]")).to_have_text(ON_SERVER)
    assert hall.small.house.read(sheet, visit) == ("done", 5, 4.0, 0)


def marked_without_network(hall: Hall, value: int) -> tuple[Page, str]:
    """Mark the first visit in a dead hall and go on; returns the page and the visit's name."""
    page = first_visit(hall)
    visit = named(page)
    kept_pages(hall, page)
    hall.cut(page.context)
    mark_all(page, value)
    page.get_by_role("button", name="Done").tap()
    page.wait_for_url(lambda address: visit not in address)
    return page, visit


def test_marks_without_network_are_kept_and_sent_once(hall: Hall) -> None:
    page, visit = marked_without_network(hall, 2)
    expect(page.locator("[data-sync]")).to_have_attribute("data-state", "kept")
    expect(page.locator("[data-sync]")).to_have_text(ON_PHONE)
    assert hall.small.house.read(sheet, visit) == ("planned", 0, None, 0)
    hall.mend(page.context)
    expect(page.locator("[data-sync]")).to_have_text(ON_SERVER)
    assert hall.small.house.read(sheet, visit) == ("done", 5, 2.0, 0)


def test_whole_walk_without_network_survives_a_restart(hall: Hall) -> None:
    """Three tables in a dead hall, the browser closed in between; every sheet arrives once when the network is back."""
    page = first_visit(hall)
    kept_pages(hall, page)
    hall.cut(page.context)
    made = []
    for value in (1, 3):
        visit = named(page)
        mark_all(page, value)
        page.get_by_role("button", name="Done").tap()
        expect(page.locator(f'form[data-jury-visit]:not([data-jury-visit="{visit}"])')).to_be_visible()
        expect(page.locator("[data-jury][data-ready]")).to_be_visible()
        made.append((visit, float(value)))
    address = page.url
    page.close()
    again = page.context.new_page()
    again.goto(address)
    expect(again.locator("[data-jury][data-ready]")).to_be_visible()
    expect(again.locator("[data-sync]")).to_contain_text("(2)")
    again.get_by_role("link", name="My visits").or_(again.locator(".jury-progress a")).first.tap()
    expect(again.locator("[data-line-sync]").filter(has_text="kept here")).to_have_count(2)
    hall.mend(again.context)
    expect(again.locator("[data-line-sync]").filter(has_text="on the server")).to_have_count(2)
    assert [hall.small.house.read(sheet, visit) for visit, _ in made] == [("done", 5, mean, 0) for _, mean in made]


def test_visit_changed_meanwhile_is_shown_and_can_be_sent_again(hall: Hall) -> None:
    page, visit = marked_without_network(hall, 5)
    by = hall.small.house.read(account_actor, hall.account(Role.ORGANISER), hall.small.edition_id)
    face = hall.small.house.read(visit_face, hall.small.edition_id, visit)
    assert face is not None
    marks = dict.fromkeys(("need", "idea", "proof", "path", "told"), "2")
    hall.small.house.perform(by, record_visit, face.id, marks, "", 1, reason="from paper")
    hall.mend(page.context)
    expect(page.locator("[data-sync]")).to_have_attribute("data-state", "refused")
    page.goto(hall.address(f"jury/visits/{visit}"))
    expect(page.locator("[data-clash-theirs]")).to_contain_text("2")
    page.get_by_role("button", name="Send mine again").tap()
    page.wait_for_url(lambda address: visit not in address)
    expect(page.locator("[data-sync]")).to_have_text(ON_SERVER)
    assert hall.small.house.read(sheet, visit) == ("done", 5, 5.0, 1)


def test_full_phone_stays_on_the_sheet_until_the_server_has_it(hall: Hall) -> None:
    page = first_visit(hall)
    visit, before = named(page), page.url
    page.evaluate(
        "() => { IDBObjectStore.prototype.put = () => { throw new DOMException('', 'QuotaExceededError'); }; }"
    )
    hall.cut(page.context)
    mark_all(page, 4)
    page.get_by_role("button", name="Done").tap()
    expect(page.locator("[data-sync]")).to_contain_text("This phone cannot keep it")
    page.wait_for_timeout(600)
    assert page.url == before
    hall.mend(page.context)
    page.wait_for_url(lambda address: visit not in address)
    assert hall.small.house.read(sheet, visit)[:3] == ("done", 5, 4.0)


def test_answer_that_is_not_the_servers_leaves_the_sheet_kept(hall: Hall) -> None:
    """A hotel's log-in page answers everything with 200; afterwards the sheet is sent all the same."""
    page = first_visit(hall)
    visit = named(page)
    kept_pages(hall, page)
    page.route(f"**/api/**/{visit}", lambda route: route.fulfill(status=200, content_type="text/html", body="<p>Wi-Fi"))
    mark_all(page, 3)
    page.get_by_role("button", name="Done").tap()
    page.wait_for_url(lambda address: visit not in address)
    expect(page.locator("p[data-sync]")).to_have_attribute("data-state", "kept")
    page.unroute_all()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("p[data-sync]")).to_have_text(ON_SERVER)
    assert hall.small.house.read(sheet, visit)[:3] == ("done", 5, 3.0)


def test_what_follows_a_refused_act_waits_and_is_sent_after_it(hall: Hall) -> None:
    page = first_visit(hall)
    visit, address = named(page), page.url
    kept_pages(hall, page)
    hall.cut(page.context)
    for value in (5, 4):
        page.goto(address)
        expect(page.locator("[data-jury][data-ready]")).to_be_visible()
        mark_all(page, value)
        page.get_by_role("button", name="Done").tap()
        page.wait_for_url(lambda address: visit not in address)
    by = hall.small.house.read(account_actor, hall.account(Role.ORGANISER), hall.small.edition_id)
    face = hall.small.house.read(visit_face, hall.small.edition_id, visit)
    assert face is not None
    marks = dict.fromkeys(("need", "idea", "proof", "path", "told"), "2")
    hall.small.house.perform(by, record_visit, face.id, marks, "", face.version, reason="from paper")
    hall.mend(page.context)
    expect(page.locator("p[data-sync]")).to_have_attribute("data-state", "refused")
    page.wait_for_timeout(500)
    assert hall.small.house.read(sheet, visit)[2] == 2.0
    page.goto(address)
    expect(page.locator("[data-clash-theirs]")).to_contain_text("2")
    page.get_by_role("button", name="Send mine again").tap()
    page.wait_for_url(lambda address: visit not in address)
    expect(page.locator("p[data-sync]")).to_have_text(ON_SERVER)
    assert hall.small.house.read(sheet, visit)[:3] == ("done", 5, 4.0)


def test_shared_phone_never_sends_a_sheet_for_somebody_else(hall: Hall) -> None:
    """The next juror enters on the same phone: the former one's sheet waits for its owner, the kept pages go."""
    (page, visit), small = marked_without_network(hall, 5), hall.small
    assert small.house.read(sheet, visit)[0] == "planned"
    enter(hall, page, hall.account(Role.ORGANISER))
    hall.mend(page.context)
    expect(page.locator("p[data-sync]")).to_contain_text("Enter again by your code")
    assert small.house.read(sheet, visit)[0] == "planned"
    enter(hall, page, hall.account(Role.JUROR))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("p[data-sync]")).to_have_text(ON_SERVER)
    assert small.house.read(sheet, visit)[:3] == ("done", 5, 5.0)
    kept_pages(hall, page)
    enter(hall, page, hall.account(Role.ORGANISER))
    page.goto(hall.address("checkin"))
    expect(page.locator("[data-stays]")).to_be_visible()
    kept = "async () => (await (await caches.open('challenge.kept')).keys()).map((one) => one.url)"
    assert not [address for address in page.evaluate(kept) if "/jury/" in address]


def enter(hall: Hall, page: Page, account: int) -> None:
    """Put another log-in under the open page."""
    token = hall.small.house.perform(HOUSE, accounts.open_session, account, device="", by="password")
    page.context.clear_cookies(name=COOKIE)
    page.context.add_cookies([{"name": COOKIE, "value": token, "url": hall.wire.url}])


def test_refused_sheet_of_a_lost_visit_is_shown_and_removed(hall: Hall) -> None:
    """The visit is somebody else's by now: marks and reason stand on the list until the juror lets go of them."""
    page = first_visit(hall)
    visit, address = named(page), page.url
    page.route(
        f"**/api/**/{visit}",
        lambda route: route.fulfill(status=409, json={"code": "judging.frozen", "title": "Too late"}),
    )
    mark_all(page, 4)
    page.get_by_role("button", name="Done").tap()
    expect(page.locator("[data-clash]")).to_contain_text("Too late")
    page.goto(hall.address("jury/"))
    panel = page.locator("[data-not-taken]")
    expect(panel.locator("li")).to_have_count(1)
    expect(panel).to_contain_text("Too late")
    expect(panel.locator("[data-marks]")).to_contain_text("4 ·")
    panel.get_by_role("button", name="Remove from this phone").tap()
    expect(panel).to_be_hidden()
    expect(page.locator("p[data-sync]")).to_have_text(ON_SERVER)
    page.goto(address)
    expect(page.locator("[data-jury][data-ready]")).to_be_visible()
    expect(page.locator("[data-clash]")).to_be_hidden()


def test_sheet_of_a_visit_that_went_to_another_juror_says_so(hall: Hall) -> None:
    """Marked without network, given away by the desk before the network is back: the phone says what became of it."""
    page, visit = marked_without_network(hall, 4)
    own = hall.small.house.perform(hall.small.by, given_away, visit)
    hall.mend(page.context)
    expect(page.locator("p[data-sync]")).to_contain_text("not on your list any more")
    page.goto(hall.address("jury/"))
    panel = page.locator("[data-not-taken] li")
    expect(panel).to_contain_text("not on your list any more")
    words = panel.locator("[data-said]").bounding_box()
    hall.small.house.perform(hall.small.by, given_away, visit, own)
    assert words is not None
    assert words["width"] > 250


def given_away(work: Work, visit: str, juror_id: int = 0) -> int:
    """Give a visit to a juror, else to one who has none of its team; return whose it was."""
    row = work.session.execute(select(Visit).where(Visit.public_id == visit)).scalar_one()
    busy = select(Visit.juror_id).where(Visit.team_id == row.team_id)
    free = select(Juror.id).where(Juror.panel == "jury", Juror.id.not_in(busy)).order_by(Juror.ref)
    before, row.juror_id = row.juror_id, juror_id or work.session.execute(free).scalars().first() or 0
    return before


def test_page_under_way_at_log_out_is_not_put_back(hall: Hall) -> None:
    page = first_visit(hall)
    kept_pages(hall, page)
    # A real log-out is a navigation, which the worker always sees. A fetch it sees from a page opened under it:
    # the first one may have been on its way when the worker took over those that were there.
    page.reload()
    kept_pages(hall, page)
    page.wait_for_function("() => navigator.serviceWorker.controller")
    halted: list[Route] = []
    page.context.route("**/jury/visits/**", lambda route: halted.append(route))
    script = """async (path) => {
      const worker = (await navigator.serviceWorker.ready).active, { port1, port2 } = new MessageChannel();
      window.said = new Promise((resolve) => { port1.onmessage = ({ data }) => resolve(data); });
      worker.postMessage({ keep: path, files: [] }, [port2]);
    }"""
    page.evaluate(script, page.url.removeprefix(hall.wire.url))
    for _ in range(50):
        if halted:
            break
        page.wait_for_timeout(100)
    page.evaluate("() => fetch('/logout', { method: 'POST' })")
    page.wait_for_timeout(300)
    halted[0].continue_()
    assert page.evaluate("() => window.said") == ""
    kept = "async () => (await (await caches.open('challenge.kept')).keys()).map((one) => one.url)"
    assert not [address for address in page.evaluate(kept) if "/jury/" in address]


def draft_of(page: Page) -> str:
    """Return under which name a phone keeps marks that are not sent yet."""
    place = page.locator("[data-jury]")
    parts = [place.get_attribute(f"data-{name}") for name in ("slug", "owner", "visit")]
    return ":".join(["jury-draft", *map(str, parts)])


def named(page: Page) -> str:
    """Return the visit that a page shows."""
    return str(page.locator("form[data-jury-visit]").get_attribute("data-jury-visit"))


def kept_pages(hall: Hall, page: Page) -> None:
    """Wait until the phone has every page of the juror's own visits."""
    expect(page.locator("[data-jury][data-stays]")).to_be_visible()


def test_marks_survive_a_closed_tab(hall: Hall) -> None:
    page = first_visit(hall)
    address = page.url
    mark_all(page, 3)
    page.wait_for_function("async (name) => !!(await Outbox.kept(name))", arg=draft_of(page))
    page.close()
    again = page.context.new_page()
    again.goto(address)
    expect(again.locator("[data-jury][data-ready]")).to_be_visible()
    for card in again.locator(".criterion").all():
        expect(card.get_by_role("radio", name="3")).to_be_checked()


def sheet(session: Session, visit: str) -> tuple[str, int, float | None, int]:
    """Return a visit's state, how many marks it has and their mean, and how often it was changed afterwards."""
    row = session.execute(select(Visit.id, Visit.state).where(Visit.public_id == visit)).one()
    marks, mean = session.execute(select(func.count(), func.avg(Mark.value)).where(Mark.visit_id == row.id)).one()
    edits = session.execute(select(func.count(VisitEdit.id)).where(VisitEdit.visit_id == row.id)).scalar_one()
    return row.state, marks, None if mean is None else float(mean), edits
