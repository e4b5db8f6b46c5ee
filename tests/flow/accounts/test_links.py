"""Links come from the configured address; a forged Host never gets into one."""

from challenge.kernel.actor import Role
from tests.house import TestHouse
from tests.make.editions import make_edition
from tests.make.people import make_people


def test_invitations_are_not_made_for_a_forged_host(sqlite_house: TestHouse) -> None:
    edition = make_edition(sqlite_house)
    make_people(sqlite_house, edition.id, 2)
    organiser = sqlite_house.person(edition.id, Role.ORGANISER)
    path = "/e/crunch/desk/people/invite"
    forged = organiser.post(path, environ_overrides={"HTTP_HOST": "evil.example"})
    honest = organiser.post(path)

    assert (forged.status_code, honest.status_code) == (409, 303)
