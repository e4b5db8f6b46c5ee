"""The topics of an edition as a whole; rooms with objects of their own add theirs."""

from collections.abc import Callable

from sqlalchemy import text
from sqlalchemy.orm import Session

from challenge.kernel.access import EDITION, PUBLIC, STAFF, Policy, grant
from challenge.live.topics import IdentifyIn, TopicKind

JURY = grant("jury", juror=EDITION, chair=EDITION, organiser=EDITION)


def edition_kind(screen: str, policy: Policy) -> TopicKind:
    """Return the kind `edition:<slug>:<screen>` for those whom a policy allows in that edition."""

    def matches(topic: str) -> bool:
        parts = topic.split(":")
        return len(parts) == 3 and parts[0] == "edition" and parts[2] == screen

    def may_join(session: Session, identify: IdentifyIn, topic: str) -> bool:
        slug = topic.split(":")[1]
        edition_id = session.execute(text("SELECT id FROM edition WHERE slug = :slug"), {"slug": slug}).scalar()
        return edition_id is not None and policy.allows(identify(session, edition_id), EDITION)

    return TopicKind(f"edition:<slug>:{screen}", policy, matches, may_join)


def _own_kind() -> TopicKind:
    def may_join(session: Session, identify: IdentifyIn, topic: str) -> bool:
        actor = identify(session, 0)
        return actor.is_signed_in and topic == f"user:{actor.public_id}"

    matches: Callable[[str], bool] = lambda topic: topic.startswith("user:")  # noqa: E731 - one line, one use
    return TopicKind("user:<public_id>", Policy("own", {}, signed_in=True), matches, may_join)


KINDS: tuple[TopicKind, ...] = (
    edition_kind("public", PUBLIC),
    edition_kind("wall", PUBLIC),
    edition_kind("staff", STAFF),
    edition_kind("jury", JURY),
    _own_kind(),
)
