"""Rights change at once: roles, keys of programs, administrators; per edition, never the union."""

import json

import pytest
from click.testing import CliRunner

from challenge.accounts import actions
from challenge.accounts.queries import account_actor, bearer_actor
from challenge.cli import main
from challenge.kernel.actor import HOUSE, VISITOR, Role
from challenge.schedule.actions import draw_schedule
from tests.house import TestHouse
from tests.make.accounts import PASSWORD, Browser, make_account
from tests.make.editions import make_edition

DESK = "/e/crunch/desk/schedule"


def test_revoked_role_is_gone_with_the_next_request(house: TestHouse) -> None:
    edition = make_edition(house)
    account_id = make_account(house, edition.id, Role.ORGANISER)
    browser = Browser(house)
    browser.log_in()
    before = browser.get(DESK).status
    house.perform(house.house_in(edition.id), actions.revoke_role, account_id, Role.ORGANISER)

    assert (before, browser.get(DESK).status, browser.get("/account").status) == (200, 404, 200)


def test_revoked_role_does_not_come_back_by_an_old_link(house: TestHouse) -> None:
    edition = make_edition(house)
    by = house.house_in(edition.id)
    account_id = make_account(house, edition.id, Role.JUROR)
    links = {
        purpose: house.perform(by, actions.make_link, account_id, Role.JUROR, purpose=purpose)
        for purpose in ("entry", "invitation")
    }
    house.perform(by, actions.revoke_role, account_id, Role.JUROR)
    browser = Browser(house)

    assert browser.get(f"/j/{links['entry']}").status == 404
    assert browser.get(f"/invitations/{links['invitation']}").status == 404
    assert house.read(account_actor, account_id, edition.id).roles == frozenset()


def test_role_of_one_edition_is_none_in_another(house: TestHouse) -> None:
    first, second = make_edition(house), make_edition(house, "other")
    account_id = make_account(house, first.id, Role.ORGANISER)

    assert house.read(account_actor, account_id, first.id).roles == {Role.ORGANISER}
    assert house.read(account_actor, account_id, second.id).roles == frozenset()


def test_granting_twice_is_once(house: TestHouse) -> None:
    edition = make_edition(house)
    account_id = make_account(house, edition.id)
    by = house.house_in(edition.id)
    granted = [house.perform(by, actions.grant_role, account_id, Role.COACH) for _ in "12"]

    assert granted == [True, False]


def test_administrator_reaches_every_edition(house: TestHouse) -> None:
    first, second = make_edition(house), make_edition(house, "other")
    account_id = make_account(house, first.id)
    house.perform(HOUSE, actions.make_administrator, account_id)
    browser = Browser(house)
    browser.log_in()

    assert [browser.get(path).status for path in (DESK, "/e/other/desk/schedule", "/metrics")] == [200, 200, 200]
    assert Role.ADMINISTRATOR in house.read(account_actor, account_id, second.id).roles


@pytest.mark.parametrize(("scope", "status"), [("read", 404), ("write", 303)])
def test_key_of_a_program_reads_and_writes_by_its_scope(house: TestHouse, scope: str, status: int) -> None:
    edition = make_edition(house)
    account_id = make_account(house, edition.id, Role.ORGANISER)
    by = house.house_in(edition.id)
    key = house.perform(by, actions.create_api_token, account_id, scope)
    browser = house.visitor()
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": "draw-1"}

    assert browser.get(DESK, headers=headers).status_code == 200
    assert browser.post(DESK, headers=headers).status_code == status


def test_key_of_a_program_must_say_what_it_repeats(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    account_id = make_account(sqlite_house, edition.id, Role.ORGANISER)
    key = sqlite_house.perform(sqlite_house.house_in(edition.id), actions.create_api_token, account_id, "write")
    headers = {"Authorization": f"Bearer {key}", "Accept": "application/json"}
    answer = sqlite_house.visitor().post(DESK, headers=headers)

    assert (answer.status_code, json.loads(answer.text)["code"]) == (422, "api.key_missing")


def test_repeated_write_is_answered_and_not_repeated(house: TestHouse) -> None:
    edition = make_edition(house)
    account_id = make_account(house, edition.id, Role.ORGANISER)
    key = house.perform(house.house_in(edition.id), actions.create_api_token, account_id, "write")
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": "draw-1"}
    statuses = [house.visitor().post(DESK, headers=headers).status_code for _ in "12"]

    assert statuses == [303, 303]  # drawing a second time would be a conflict
    with pytest.raises(Exception, match=r"schedule\.drawn"):
        house.perform(house.house_in(edition.id), draw_schedule)


def test_key_is_of_one_edition_and_ends_at_once(house: TestHouse) -> None:
    first, second = make_edition(house), make_edition(house, "other")
    account_id = make_account(house, first.id, Role.ORGANISER)
    by = house.house_in(first.id)
    house.perform(house.house_in(second.id), actions.grant_role, account_id, Role.ORGANISER)
    key = house.perform(by, actions.create_api_token, account_id, "read")
    elsewhere = house.read(bearer_actor, key, second.id)
    ended = house.perform(by, actions.revoke_api_tokens, account_id)

    assert (elsewhere, ended) == (VISITOR, 1)
    assert house.read(bearer_actor, key, first.id) == VISITOR


@pytest.mark.parametrize(("is_administrator", "status", "refused"), [(True, 200, 404), (False, 401, 401)])
def test_figures_are_read_by_an_administrators_key(
    house: TestHouse, is_administrator: bool, status: int, refused: int
) -> None:
    edition = make_edition(house)
    account_id = make_account(house, edition.id, Role.ORGANISER)
    if is_administrator:
        house.perform(HOUSE, actions.make_administrator, account_id)
    key = house.perform(house.house_in(edition.id), actions.create_api_token, account_id, "write")
    headers = {"Authorization": f"Bearer {key}", "Accept": "application/json", "Idempotency-Key": "1"}
    own = house.visitor().post("/account", headers=headers, data={"locale": "en"})

    assert (house.visitor().get("/metrics", headers=headers).status_code, own.status_code) == (status, refused)


def test_role_taken_from_a_person_is_taken_from_their_program(house: TestHouse) -> None:
    edition = make_edition(house)
    account_id = make_account(house, edition.id, Role.ORGANISER)
    by = house.house_in(edition.id)
    key = house.perform(by, actions.create_api_token, account_id, "read")
    house.perform(by, actions.revoke_role, account_id, Role.ORGANISER)

    assert house.visitor().get(DESK, headers={"Authorization": f"Bearer {key}"}).status_code == 404


def test_commands_make_accounts_and_keys(sqlite_house: TestHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    make_edition(sqlite_house)
    monkeypatch.setenv("CHALLENGE_INSTANCE", str(sqlite_house.config.instance))
    monkeypatch.setenv("CHALLENGE_DATABASE_URL", sqlite_house.config.database_url)
    run = CliRunner().invoke
    email = ["--email", "ada@school.example"]
    made = run(main, ["user", "create", *email, "--password", PASSWORD, "--administrator"])
    key = run(main, ["token", "create", *email, "--edition", "crunch", "--scope", "read"]).output.strip()
    browser = sqlite_house.visitor()
    headers = {"Authorization": f"Bearer {key}"}
    inside = browser.get(DESK, headers=headers).status_code
    ended = run(main, ["token", "revoke", *email, "--edition", "crunch"])
    short = run(main, ["user", "create", "--email", "b@school.example", "--password", "short"])

    assert (made.exit_code, made.output, inside) == (0, "ada@school.example\n", 200)
    assert (ended.output, browser.get(DESK, headers=headers).status_code) == ("1 revoked\n", 401)
    assert (short.exit_code, "accounts.password_short" in short.stderr) == (1, True)
