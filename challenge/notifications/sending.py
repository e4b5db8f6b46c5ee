"""The worker's duty: take a due message, send it outside every transaction, note what became of it."""

import smtplib

from challenge.kernel.actor import HOUSE
from challenge.kernel.work import Works
from challenge.notifications import rules
from challenge.notifications.actions import Claimed, claim_message, note_failure, note_refusal, note_sent
from challenge.notifications.mail import Transport, composed, transport
from challenge.runtime.duties import Duty
from challenge.runtime.opening import Opened
from challenge.web.language import Languages, spoken
from config import Config

EVERY_S = 2.0


def send_one(works: Works, send: Transport, languages: Languages, config: Config) -> bool:
    """Send the next due message; False when nothing may leave yet. A failure is noted and tried again later."""
    # A folder takes everything at once; it is servers that refuse who sends too fast.
    message = works.perform(HOUSE, claim_message, config.mail_per_minute if config.mail_url else 0)
    if message is None:
        return False
    try:
        send(composed(message, languages, config))
    except smtplib.SMTPRecipientsRefused as refused:
        _note_refused(works, message, refused)
    except (OSError, smtplib.SMTPException, ValueError) as problem:
        works.perform(HOUSE, note_failure, message.id, f"{type(problem).__name__}: {problem}")
    else:
        works.perform(HOUSE, note_sent, message.id)
    return True


def _note_refused(works: Works, message: Claimed, refused: smtplib.SMTPRecipientsRefused) -> None:
    """Tell an address that never works from a server that is busy."""
    code, said = next(iter(refused.recipients.values()))
    words = f"{code} {said.decode(errors='replace')}".replace("\0", " ")
    if rules.is_for_good(code):
        works.perform(HOUSE, note_refusal, message.id, message.address, words)
    else:
        works.perform(HOUSE, note_failure, message.id, words)


def duty(ground: Opened) -> Duty:
    """Return the duty that empties the outbox."""
    send = transport(ground.config)
    languages = spoken()
    return Duty("mail", lambda: send_one(ground.works, send, languages, ground.config), EVERY_S)
