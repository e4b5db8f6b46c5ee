"""What a process keeps is never older than the database was when the reader came."""

from challenge.accounts.actions import create_account
from challenge.accounts.queries import account_by_email
from challenge.kernel.actor import HOUSE
from challenge.kernel.kept import MOST, kept
from tests.house import TestHouse

EMAIL = "zoe@school.example"


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
