"""The worker's duty: take a due request, send it outside every transaction, note what became of it."""

from challenge.editions.queries import slug_of
from challenge.kernel.actor import HOUSE
from challenge.kernel.clock import unix_now
from challenge.kernel.outgoing import Unreachable
from challenge.kernel.work import Works
from challenge.runtime.duties import Duty
from challenge.runtime.opening import Opened
from challenge.webhooks import rules
from challenge.webhooks.actions import Claimed, claim_delivery, note_delivery
from challenge.webhooks.calling import Call, called, encoded
from challenge.webhooks.kinds import CODES
from config import Config

EVERY_S = 1.0
TAKEN = range(200, 300)


def send_one(works: Works, config: Config) -> bool:
    """Send the next due request; False when nothing is due. A failure is noted and tried again later."""
    claimed = works.perform(HOUSE, claim_delivery)
    if claimed is None:
        return False
    with works.database.read() as session:
        slug = slug_of(session, claimed.edition_id)
    try:
        status = called(_call(claimed, slug, config), config.webhook_networks)
    except Unreachable as problem:
        works.perform(HOUSE, note_delivery, claimed.id, 0, str(problem))
    else:
        works.perform(HOUSE, note_delivery, claimed.id, status, "" if status in TAKEN else f"HTTP {status}")
    return True


def _call(claimed: Claimed, slug: str, config: Config) -> Call:
    name = f"{slug}-{claimed.seq}"
    link = f"{config.base_url}/e/{slug}/{CODES[claimed.kind].path}"
    body = {"id": name, "kind": claimed.kind, "edition": slug, "seq": claimed.seq, **claimed.body, "link": link}
    text, timestamp = encoded(body), int(unix_now())
    secret = rules.secret_of(config.secret_key, claimed.webhook, claimed.turn)
    return Call(claimed.url, text, timestamp, rules.signature(secret, timestamp, text), name)


def duty(ground: Opened) -> Duty:
    """Return the duty that tells programs."""
    return Duty("webhooks", lambda: send_one(ground.works, ground.config), EVERY_S)
