"""The worker's duty: take what is due, seal and send it outside every transaction, note what became of it."""

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from challenge.kernel.actor import HOUSE
from challenge.kernel.clock import real_now
from challenge.kernel.outgoing import Reply, Unreachable, posted
from challenge.kernel.work import Works
from challenge.runtime.duties import Duty
from challenge.runtime.opening import Opened
from challenge.web.language import Languages, spoken
from challenge.webpush import rules
from challenge.webpush.claims import Claimed, claim_messages, note_failure, note_gone, note_sent
from challenge.webpush.keys import sealed, signed
from challenge.webpush.rules import Outcome
from config import Config

EVERY_S = 1.0
TOGETHER = 8
"""How many are under way at once: a push service is an ocean away, and a whole hall waits."""


def send_some(works: Works, languages: Languages, config: Config) -> bool:
    """Send the next due messages; False when nothing is due. A failure is noted and tried again later."""
    found = works.perform(HOUSE, claim_messages, TOGETHER)
    if not found:
        return False
    with ThreadPoolExecutor(TOGETHER) as pool:
        replies = list(pool.map(lambda one: _sent(one, languages, config), found))
    for one, reply in zip(found, replies, strict=True):
        _note(works, one, reply)
    return True


def _sent(one: Claimed, languages: Languages, config: Config) -> Reply | Unreachable:
    try:
        body = sealed(_plain(one, languages), rules.decoded(one.p256dh), rules.decoded(one.auth))
        return posted(one.endpoint, body, _headers(one, config), config.push_networks)
    except Unreachable as problem:
        return problem
    except (ValueError, KeyError, TypeError) as problem:
        # Words that do not fit their filling must not hold up everybody else's.
        return Unreachable(f"{type(problem).__name__}: {problem}")


def _plain(one: Claimed, languages: Languages) -> bytes:
    filling = {**one.filling, "name": one.name}
    title = languages.text(one.locale, one.subject, filling)
    text = languages.text(one.locale, one.body, filling)
    return json.dumps(rules.payload(title, text, one.path, one.topic), ensure_ascii=False).encode()


def _headers(one: Claimed, config: Config) -> Mapping[str, str]:
    now = real_now()
    contact = config.base_url if config.base_url.startswith("https://") else ""
    return {
        "TTL": str(rules.ttl_s(one.queued_at, now)),
        "Urgency": "high" if one.is_urgent else "normal",
        "Topic": one.topic,
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "Authorization": signed(config.secret_key, rules.origin_of(one.endpoint), contact, now),
    }


def _note(works: Works, one: Claimed, reply: Reply | Unreachable) -> None:
    if isinstance(reply, Unreachable):
        works.perform(HOUSE, note_failure, one.id, str(reply))
        return
    what = rules.outcome(reply.status)
    if what is Outcome.TAKEN:
        works.perform(HOUSE, note_sent, one.id)
    elif what is Outcome.GONE:
        works.perform(HOUSE, note_gone, one.subscription_id)
    else:
        is_final = what is Outcome.NEVER
        works.perform(HOUSE, note_failure, one.id, f"HTTP {reply.status}", reply.retry_after, is_final=is_final)


def duty(ground: Opened) -> Duty:
    """Return the duty that tells browsers."""
    languages = spoken()
    return Duty("webpush", lambda: send_some(ground.works, languages, ground.config), EVERY_S)
