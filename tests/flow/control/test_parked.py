"""Facts that could not be delivered are shown, and delivered once when an organiser tries again."""

from html import unescape

from challenge.inbox.queries import unread
from challenge.kernel.actor import Role
from challenge.kernel.log import EventLog
from challenge.kernel.relay import Cursor, Parked
from challenge.kernel.work import Work
from challenge.schedule.events import ClockStepped
from tests.house import TestHouse
from tests.make.editions import make_edition

PAGE = "/e/crunch/desk/parked"


def park(work: Work, *listeners: str) -> None:
    """Leave the last fact of the edition behind as the relay does when listeners cannot take it."""
    seq = work.session.query(EventLog.seq).filter_by(edition_id=work.edition_id).order_by(EventLog.seq.desc()).first()
    assert seq is not None
    for name in listeners:
        work.session.merge(Cursor(listener=name, edition_id=work.edition_id, seq=seq[0]))
        work.session.add(Parked(listener=name, edition_id=work.edition_id, seq=seq[0], problem="", parked_at=work.now))


def test_what_can_be_delivered_is_delivered_once_and_the_rest_stays(house: TestHouse) -> None:
    edition = make_edition(house)
    organiser, by = house.person(edition.id, Role.ORGANISER), house.house_in(edition.id)
    house.deliver()
    house.perform(by, lambda work: work.emit(ClockStepped(seconds=-3600)))
    house.perform(by, park, "schedule.notices", "gone.screens")
    house.deliver()
    before, shown = house.read(unread, organiser.actor), organiser.get(PAGE).text
    first = unescape(organiser.post(PAGE, {"idempotency_key": "once"}, follow_redirects=True).text)
    again = unescape(organiser.post(PAGE, {"idempotency_key": "once"}, follow_redirects=True).text)
    house.deliver()
    later = unescape(organiser.post(PAGE, follow_redirects=True).text)
    rows = house.read(lambda session: [row.listener for row in session.query(Parked)])

    assert (before, house.read(unread, organiser.actor)) == (0, 1)
    assert ("schedule.notices" in shown, "schedule.clock_stepped" in shown) == (True, True)
    assert "Transmis\u00a0: 1. Pas encore\u00a0: 1." in first
    assert "Transmis\u00a0: 1. Pas encore\u00a0: 1." in again
    assert "Transmis\u00a0: 0. Pas encore\u00a0: 1." in later
    assert rows == ["gone.screens"]


def test_only_organisers_try_again(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)

    assert sqlite_house.person(edition.id, Role.COACH).post(PAGE).status_code == 404
