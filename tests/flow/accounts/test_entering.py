"""Ways in and out: password, invitation, entry link, devices; each secret works as long as it should and no longer."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from challenge.accounts import actions, rules
from challenge.accounts.models import Account, AccountSession
from challenge.accounts.queries import session_actor, valid_link
from challenge.kernel import log
from challenge.kernel.actor import HOUSE, VISITOR, Role
from challenge.kernel.errors import NotFound
from challenge.kernel.work import Work
from challenge.web.shell import COOKIE
from tests.house import TestHouse
from tests.make.accounts import EMAIL, PASSWORD, Browser, later, make_account
from tests.make.editions import make_edition


def facts(house: TestHouse) -> list[str]:
    found, _ = house.read(log.facts_after, 0, 0)
    return [fact.event.name for fact in found]


def test_log_in_and_out_are_told_and_end_the_session(house: TestHouse) -> None:
    edition = make_edition(house)
    make_account(house, edition.id, Role.ORGANISER)
    browser = Browser(house)
    entered = browser.log_in()
    inside = browser.get("/account").status
    left = browser.send("/account", "/logout")

    assert (entered.status, entered.location, inside) == (303, "/", 200)
    assert (left.location, browser.get("/account").location) == ("/login", "/login?next=/account")
    assert facts(house)[-2:] == ["accounts.session_opened", "accounts.session_closed"]


def test_address_is_compared_without_case_and_spaces(sqlite_house: TestHouse) -> None:
    make_account(sqlite_house, make_edition(sqlite_house).id)

    assert Browser(sqlite_house).log_in(f"  {EMAIL.upper()} ").status == 303


def test_wrong_password_and_unknown_address_are_one_answer(sqlite_house: TestHouse) -> None:
    make_account(sqlite_house, make_edition(sqlite_house).id)
    browser = Browser(sqlite_house)
    wrong, unknown = browser.log_in(password="not this one"), browser.log_in("nobody@school.example")

    assert (wrong.status, unknown.status) == (422, 422)
    assert wrong.text.count("password") == unknown.text.count("password")
    assert EMAIL in wrong.text


def test_account_waits_after_eight_wrong_passwords_and_others_do_not(house: TestHouse) -> None:
    edition = make_edition(house)
    make_account(house, edition.id)
    make_account(house, edition.id, email="other@school.example")
    browser = Browser(house)
    wrong = [browser.log_in(password="not this one").status for _ in range(rules.TRIES_BEFORE_WAIT)]
    waiting, other = browser.log_in(), Browser(house).log_in("other@school.example")
    later(house, seconds=rules.WAIT_S + 1)

    assert wrong == [422] * rules.TRIES_BEFORE_WAIT
    assert (waiting.status, other.status, browser.log_in().status) == (503, 303, 303)


def test_right_password_forgets_the_wrong_ones(sqlite_house: TestHouse) -> None:
    account_id = make_account(sqlite_house, make_edition(sqlite_house).id)
    browser = Browser(sqlite_house)
    for _ in range(rules.TRIES_BEFORE_WAIT - 1):
        browser.log_in(password="not this one")
    browser.log_in()

    assert sqlite_house.read(lambda session: session.get_one(Account, account_id).failures) == 0


def test_invitation_works_once(house: TestHouse) -> None:
    edition = make_edition(house)
    by = house.house_in(edition.id)
    account = house.perform(by, actions.create_account, name="C. Martin", email=EMAIL)
    token = house.perform(by, actions.make_link, account.id, Role.COACH, purpose="invitation")
    path, browser = f"/invitations/{token}", Browser(house)
    short = browser.send(path, path, name="Camille", password="short")
    taken = browser.send(path, path, name="Camille", password=PASSWORD)
    again = Browser(house).get(path)

    assert (short.status, taken.status, again.status) == (422, 303, 404)
    assert browser.get("/").location == "/e/crunch/coach/"
    assert Browser(house).log_in().status == 303


def test_invitation_taken_by_six_at_once_opens_one_session(house: TestHouse) -> None:
    edition = make_edition(house)
    by = house.house_in(edition.id)
    account = house.perform(by, actions.create_account, name="C. Martin", email=EMAIL)
    link = house.read(
        valid_link,
        house.perform(by, actions.make_link, account.id, Role.COACH, purpose="invitation"),
        "invitation",
    )
    assert link is not None

    def take(number: int) -> str:
        try:
            return house.perform(by, actions.accept_invitation, link.id, f"Taker {number}", "hash", "test")
        except NotFound as late:
            return late.code

    with ThreadPoolExecutor(6) as hands:
        results = list(hands.map(take, range(6)))
    sessions = house.read(lambda session: session.execute(select(func.count(AccountSession.id))).scalar_one())

    assert (results.count("accounts.link"), sessions) == (5, 1)


def test_invitation_ends_after_fourteen_days_and_by_a_newer_one(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    by = sqlite_house.house_in(edition.id)
    account = sqlite_house.perform(by, actions.create_account, name="C. Martin", email=EMAIL)

    def invite() -> str:
        return sqlite_house.perform(by, actions.make_link, account.id, Role.COACH, purpose="invitation")

    older, newer = invite(), invite()
    statuses = [Browser(sqlite_house).get(f"/invitations/{token}").status for token in (older, newer)]
    later(sqlite_house, days=rules.INVITATION_DAYS)

    assert statuses == [404, 200]
    assert Browser(sqlite_house).get(f"/invitations/{newer}").status == 404


def juror(house: TestHouse, edition_id: int) -> tuple[int, str]:
    """Return a juror's account and entry link."""
    by = house.house_in(edition_id)
    account = house.perform(by, actions.create_account, name="June Juror", email=None)
    house.perform(by, actions.grant_role, account.id, Role.JUROR)
    return account.id, house.perform(by, actions.make_link, account.id, Role.JUROR, purpose="entry")


def test_entry_link_lets_in_again_and_leaves_the_address_bar(house: TestHouse) -> None:
    _, token = juror(house, make_edition(house).id)
    first, second = Browser(house), Browser(house)
    entered = [browser.get(f"/j/{token}") for browser in (first, second)]

    assert [(answer.status, answer.location) for answer in entered] == [(303, "/"), (303, "/")]
    assert second.get("/").location == "/e/crunch/jury/"


def test_entry_link_ends_by_a_newer_one_and_after_thirty_days(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    account_id, older = juror(sqlite_house, edition.id)
    by = sqlite_house.house_in(edition.id)
    newer = sqlite_house.perform(by, actions.make_link, account_id, Role.JUROR, purpose="entry")
    statuses = [Browser(sqlite_house).get(f"/j/{token}").status for token in (older, newer)]
    later(sqlite_house, days=rules.ENTRY_DAYS)

    assert statuses == [404, 303]
    assert Browser(sqlite_house).get(f"/j/{newer}").status == 404


def test_entry_link_opens_no_other_role_of_its_account(house: TestHouse) -> None:
    """Whoever prints the jury's entry sheets must not become the administrator who is also a juror."""
    first, second = make_edition(house), make_edition(house, "other")
    account_id = make_account(house, first.id, Role.JUROR, Role.ORGANISER)
    house.perform(house.house_in(second.id), actions.grant_role, account_id, Role.ORGANISER)
    house.perform(HOUSE, actions.make_administrator, account_id)
    token = house.perform(house.house_in(first.id), actions.make_link, account_id, Role.JUROR, purpose="entry")
    browser = Browser(house)
    browser.get(f"/j/{token}")
    own = Browser(house)
    own.log_in()
    pages = ["/e/crunch/jury/", "/e/crunch/desk/schedule", "/e/other/desk/schedule", "/metrics"]

    assert [browser.get(path).status for path in pages] == [200, 404, 404, 404]
    assert [own.get(path).status for path in pages] == [200, 200, 200, 200]
    assert browser.get("/").location == "/e/crunch/jury/"
    assert browser.get("/account").text.count("/account/devices/") == 0


def test_link_of_a_disabled_account_lets_nobody_in(sqlite_house: TestHouse) -> None:
    account_id, token = juror(sqlite_house, make_edition(sqlite_house).id)

    def disable(work: Work) -> None:
        work.locked(Account, account_id).disabled_at = work.real

    sqlite_house.perform(HOUSE, disable)

    assert sqlite_house.read(valid_link, token, "entry") is None
    assert Browser(sqlite_house).get(f"/j/{token}").status == 404


def test_devices_are_listed_and_ended_one_by_one(house: TestHouse) -> None:
    account_id = make_account(house, make_edition(house).id)
    here, there = Browser(house), Browser(house)
    here.log_in()
    there.log_in()
    wanted = select(AccountSession.public_id).where(AccountSession.account_id == account_id)
    other = house.read(lambda session: session.execute(wanted.order_by(AccountSession.id.desc())).scalars().first())
    page = here.get("/account").text
    closed = here.send("/account", f"/account/devices/{other}/close")

    assert page.count("/account/devices/") == 1
    assert (closed.status, here.get("/account").status, there.get("/account").status) == (303, 200, 303)


def test_new_password_ends_every_session(house: TestHouse) -> None:
    account_id = make_account(house, make_edition(house).id)
    browser = Browser(house)
    browser.log_in()
    house.perform(HOUSE, actions.set_password, account_id, "argon2-hash-of-another")

    assert browser.get("/account").status == 303


def test_session_ends_after_three_weeks(sqlite_house: TestHouse) -> None:
    account_id = make_account(sqlite_house, make_edition(sqlite_house).id)
    token = sqlite_house.perform(HOUSE, actions.open_session, account_id, device="", by="password")
    later(sqlite_house, days=rules.SESSION_DAYS)

    assert sqlite_house.read(session_actor, token, 0) == VISITOR


def test_every_log_in_has_a_secret_of_its_own_and_the_table_only_hashes(sqlite_house: TestHouse) -> None:
    account_id = make_account(sqlite_house, make_edition(sqlite_house).id)
    tokens = {sqlite_house.perform(HOUSE, actions.open_session, account_id, device="", by="password") for _ in "123"}
    hashes = sqlite_house.read(lambda session: list(session.execute(select(AccountSession.token_hash)).scalars()))

    assert (len(tokens), len(set(hashes)), set(hashes) & tokens) == (3, 3, set())


def test_dead_session_cookie_is_taken_back(sqlite_house: TestHouse) -> None:
    browser = sqlite_house.visitor()
    browser.set_cookie(COOKIE, "no longer valid")
    answer = browser.get("/login")

    assert [line.split(";")[0] for line in answer.headers.getlist("Set-Cookie") if COOKIE in line] == [f"{COOKIE}="]
