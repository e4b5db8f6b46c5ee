"""Acts on browsers that are told, and on what waits for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, insert, select

from challenge.kernel.errors import Invalid
from challenge.kernel.ids import token_hash
from challenge.kernel.outgoing import Networks
from challenge.kernel.text import clean_line
from challenge.kernel.work import Work
from challenge.notifications.actions import Letter
from challenge.webpush import rules
from challenge.webpush.events import BrowserAdded, BrowserRemoved
from challenge.webpush.keys import is_point
from challenge.webpush.models import PushMessage, Subscription
from challenge.webpush.queries import is_open

INSTANCE = 0


@dataclass(frozen=True, slots=True)
class Given:
    """What a browser gives of itself: where it is reached, its public key and its secret (base64url), its name."""

    endpoint: str
    p256dh: str
    auth: str
    device: str


def add_browser(work: Work, given: Given, networks: Networks) -> dict[str, Any]:
    """Tell the actor in this browser from now on; one that is known already gets its keys and session anew.

    A browser that another account had before is this one's alone from now on.

    Raises:
        Invalid("webpush.endpoint", "endpoint"): as `rules.checked_endpoint`.
        Invalid("webpush.keys", "p256dh"): no point of the curve, or no secret of sixteen bytes.
        Invalid("webpush.many"): the account has ten already.
    """
    endpoint = rules.checked_endpoint(given.endpoint, networks)
    if not is_point(rules.decoded(given.p256dh)) or len(rules.decoded(given.auth)) != rules.AUTH_BYTES:
        raise Invalid("webpush.keys", "p256dh")
    row = work.session.execute(select(Subscription).where(Subscription.endpoint == endpoint)).scalar_one_or_none()
    if row is not None and row.account_id != work.actor.account_id:
        _remove(work, row, "closed")
        row = None
    if row is None:
        row = _new(work, endpoint)
    row.session_id, row.device = work.actor.session_id, clean_line(given.device)[:200]
    row.p256dh, row.auth = given.p256dh, given.auth
    work.session.flush()
    work.emit(BrowserAdded(account_id=row.account_id, subscription_id=row.id), edition_id=INSTANCE)
    return {"browser": row.public_id}


def _new(work: Work, endpoint: str) -> Subscription:
    own = select(func.count()).where(Subscription.account_id == work.actor.account_id, is_open(work.real))
    if work.session.execute(own).scalar_one() >= rules.BROWSERS_MOST:
        raise Invalid("webpush.many", most=rules.BROWSERS_MOST)
    row = Subscription(account_id=work.actor.account_id, endpoint=endpoint, created_at=work.real)
    work.session.add(row)
    return row


def remove_browser(work: Work, subscription_id: int, why: str = "asked") -> dict[str, Any]:
    """Tell a browser nothing more; one that is gone already stays gone."""
    row = work.session.get(Subscription, subscription_id)
    if row is not None:
        _remove(work, row, why)
    return {}


def _remove(work: Work, row: Subscription, why: str) -> None:
    waiting = PushMessage.subscription_id == row.id, PushMessage.sent_at.is_(None)
    work.session.execute(delete(PushMessage).where(*waiting))
    work.session.delete(row)
    work.session.flush()
    work.emit(BrowserRemoved(account_id=row.account_id, subscription_id=row.id, why=why), edition_id=INSTANCE)


def forget_closed(work: Work, account_id: int | None = None) -> None:
    """Remove browsers whose session is over, of an account or of all."""
    wanted = select(Subscription).where(~is_open(work.real))
    if account_id is not None:
        wanted = wanted.where(Subscription.account_id == account_id)
    for row in list(work.session.execute(wanted).scalars()):
        _remove(work, row, "closed")


@dataclass(frozen=True, kw_only=True, slots=True)
class Occasion:
    """What messages of one occasion share.

    Fields:
        key: names the occasion; a browser is told once per key.
        about: messages of the same `about` take each other's place on the screen.
        kind: what people may decline.
        is_urgent: the phone may be woken for it.
    """

    key: str
    about: str
    kind: str
    is_urgent: bool


def queue(work: Work, letters: Mapping[int, Letter], occasion: Occasion) -> int:
    """Put one message per browser of each account into the table, in one statement; return how many.

    Args:
        work: names the edition.
        letters: what is told, by account.
        occasion: a key that nobody used before.
    """
    if not letters:
        return 0
    reached = select(Subscription).where(Subscription.account_id.in_(letters), is_open(work.real))
    found = work.session.execute(reached.order_by(Subscription.id)).scalars()
    rows = [_row(work, one, letters[one.account_id], occasion) for one in found]
    if rows:
        work.session.execute(insert(PushMessage), rows)
    return len(rows)


def _row(work: Work, one: Subscription, letter: Letter, occasion: Occasion) -> dict[str, Any]:
    return {
        "edition_id": work.edition_id,
        "account_id": one.account_id,
        "subscription_id": one.id,
        "key": f"{occasion.key}:{one.id}",
        "kind": occasion.kind,
        "topic": token_hash(occasion.about)[:32],
        "service": rules.origin_of(one.endpoint),
        "subject": letter.subject,
        "body": letter.body,
        "filling": dict(letter.filling),
        "path": letter.path,
        "is_urgent": occasion.is_urgent,
        "queued_at": work.real,
        "due_at": work.real,
        "tries": 0,
        "problem": "",
    }
