"""What a process keeps is never older than the database was when the reader came."""

from threading import Event, Thread

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from challenge.accounts.actions import create_account
from challenge.accounts.models import Account
from challenge.accounts.queries import account_by_email
from challenge.kernel.actor import HOUSE
from challenge.kernel.kept import MOST, kept
from tests.house import TestHouse

EMAIL = "zoe@school.example"
WRITES = 100


class Reader:
    """Counts how often something is really read; gives the account's name, None without one."""

    def __init__(self, house: TestHouse) -> None:
        self.house = house
        self.reads = 0

    def ask(self) -> str | None:
        """Ask in a session of its own, as a request does."""
        with self.house.database.session() as session:

            def read() -> str | None:
                self.reads += 1
                found = account_by_email(session, EMAIL)
                return found.name if found else None

            return kept(session, "name", read)


def open_account(house: TestHouse, email: str) -> None:
    house.perform(HOUSE, create_account, name="Zoé", email=email)


def count(session: Session) -> int:
    """Return how many accounts there are."""
    return session.execute(select(func.count()).select_from(Account)).scalar_one()


def test_kept_value_is_read_once_while_nothing_changes(sqlite_house: TestHouse) -> None:
    open_account(sqlite_house, EMAIL)
    reader = Reader(sqlite_house)

    assert ([reader.ask() for _ in range(3)], reader.reads) == (["Zoé"] * 3, 1)


def test_kept_value_is_read_anew_after_any_commit(house: TestHouse) -> None:
    reader = Reader(house)
    before = reader.ask()
    open_account(house, EMAIL)

    assert (before, reader.ask(), reader.reads) == (None, "Zoé", 2)


def test_server_database_reads_every_time(house: TestHouse) -> None:
    open_account(house, EMAIL)
    reader = Reader(house)
    for _ in range(3):
        reader.ask()

    assert reader.reads == (1 if house.database.is_sqlite else 3)


def test_session_from_before_a_commit_leaves_nothing_old_behind(sqlite_house: TestHouse) -> None:
    reader = Reader(sqlite_house)
    with sqlite_house.database.session() as early:
        account_by_email(early, EMAIL)
        open_account(sqlite_house, EMAIL)
        old = kept(early, "name", lambda: account_by_email(early, EMAIL))

    assert (old, reader.ask()) == (None, "Zoé")


def test_kept_and_read_values_are_of_one_state_while_somebody_writes(sqlite_house: TestHouse) -> None:
    sqlite_house.perform(HOUSE, create_account, name="Zoé", email=EMAIL)
    written, pairs = Event(), []

    def write() -> None:
        for number in range(WRITES):
            open_account(sqlite_house, f"zoe-{number}@school.example")
        written.set()

    writer = Thread(target=write)
    writer.start()
    while not written.is_set():
        with sqlite_house.database.session() as session:
            pairs.append((kept(session, "count", lambda: count(session)), count(session)))
    writer.join()

    assert (len({known for known, _ in pairs}) > 1, [pair for pair in pairs if pair[0] != pair[1]]) == (True, [])


def test_session_sees_another_state_after_a_rollback_and_what_is_kept_of_it(sqlite_house: TestHouse) -> None:
    with sqlite_house.database.session() as session:
        before = kept(session, "count", lambda: count(session))
        open_account(sqlite_house, EMAIL)
        between = (kept(session, "count", lambda: count(session)), count(session))
        session.rollback()
        after = (kept(session, "count", lambda: count(session)), count(session))

    assert (before, between, after) == (0, (0, 0), (1, 1))


def test_session_that_is_asked_nothing_takes_no_connection(house: TestHouse) -> None:
    pool = house.database.reader.pool
    with house.database.session():
        assert "Checked out connections: 0" in pool.status() or "Current Checked out connections: 0" in pool.status()


def test_what_is_not_there_is_not_kept(sqlite_house: TestHouse) -> None:
    with sqlite_house.database.session() as session:
        kept(session, "nobody", lambda: None)

    assert "nobody" not in sqlite_house.database.kept_values


def test_session_outside_requests_keeps_nothing(sqlite_house: TestHouse) -> None:
    values = iter((1, 2))

    assert [sqlite_house.read(lambda session: kept(session, "n", lambda: next(values))) for _ in range(2)] == [1, 2]


def test_kept_values_are_bounded(sqlite_house: TestHouse) -> None:
    for number in range(2 * MOST):
        with sqlite_house.database.session() as session:
            kept(session, number, lambda: 0)

    assert len(sqlite_house.database.kept_values) <= MOST


def test_kept_values_do_not_outlive_a_closed_database(sqlite_house: TestHouse) -> None:
    reader = Reader(sqlite_house)
    reader.ask()
    open_account(sqlite_house, EMAIL)
    sqlite_house.database.close()

    assert reader.ask() == "Zoé"
