"""Agreements for tests, through the real publishing and signing."""

from sqlalchemy import select

from challenge.accounts.queries import account_actor
from challenge.agreements.actions import Signing, publish_text, sign
from challenge.agreements.queries import signer_of, standing_texts
from challenge.agreements.rules import Kind
from challenge.agreements.starting import STARTING
from challenge.teams.models import TeamMember
from tests.house import TestHouse

EVERY = tuple(Kind)


def publish(house: TestHouse, edition_id: int, *kinds: Kind) -> None:
    """Publish the starting texts of some kinds, of every kind when none is named; again: a new version."""
    for kind in kinds or EVERY:
        known = house.read(standing_texts, edition_id).get(kind)
        seen = known.version if known else 0
        house.perform(house.house_in(edition_id), publish_text, kind, STARTING[kind], seen=seen, keeps=False)


def members(house: TestHouse, team_id: int) -> list[tuple[int, int]]:
    """Return the persons and accounts of a team."""
    wanted = select(TeamMember.person_id, TeamMember.account_id).where(TeamMember.team_id == team_id)
    rows = house.read(lambda session: session.execute(wanted.order_by(TeamMember.person_id)).all())
    return [(row[0], row[1] or 0) for row in rows]


def sign_all(
    house: TestHouse, edition_id: int, person_id: int, account_id: int, *, without: Kind | None = None
) -> None:
    """Let somebody sign everything they are asked for, in English."""
    signer = house.read(signer_of, edition_id, person_id)
    assert signer is not None
    texts = house.read(standing_texts, edition_id)
    wanted = [texts[kind] for kind in signer.asked if kind is not without]
    pairs = [(text.public_id, text.hash_in("en")) for text in wanted]
    signing = Signing(
        texts=pairs, typed_name="As typed", is_minor=False, guardian="", guardian_agrees=False, address="192.0.2.7"
    )
    house.perform(house.read(account_actor, account_id, edition_id), sign, person_id, signing)
