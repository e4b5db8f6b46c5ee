"""How a message leaves the house: by a mail server, or into a mailbox on disk that people can open."""

import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from challenge.kernel.clock import real_now
from challenge.kernel.ids import token_hash
from challenge.notifications import rules
from challenge.notifications.actions import Claimed
from challenge.web.language import Languages
from config import Config

TIMEOUT_S = 20
DECLINING = "No more mails of this kind: %(address)s"

Transport = Callable[[EmailMessage], None]


def composed(message: Claimed, languages: Languages, config: Config) -> EmailMessage:
    """Return a message as mail in its reader's language.

    The link comes from the configured address; from the request behind the message only where none is configured.
    A kind that can be declined carries the address for it, in its words and in the headers of RFC 8058.
    """
    base = config.base_url or message.base
    host = urlsplit(base).hostname or "localhost"
    filling = {**message.filling, "name": message.name}
    lines = [languages.text(message.locale, message.body, filling)]
    if message.path:
        lines.append(f"{base}{message.path}")
    mail = EmailMessage()
    if message.kind and base:
        away = f"{base}/unsubscribe/{rules.declining_token(config.secret_key, message.account, message.kind)}"
        lines.append(languages.text(message.locale, DECLINING, {"address": away}))
        mail["List-Unsubscribe"] = f"<{away}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail["Subject"] = " ".join(languages.text(message.locale, message.subject, filling).split())
    # As text: what makes headers of objects takes a tenth of a second to load, and every process would load it.
    mail["From"] = f"Challenge <challenge@{host}>"
    mail["To"] = message.address
    mail["Date"] = format_datetime(real_now())
    mail["Message-ID"] = f"<{token_hash(message.key)[:32]}@{host}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content("\n\n".join(lines) + "\n")
    return mail


def transport(config: Config) -> Transport:
    """Return what the configuration asks for; `smtp://` and `smtps://`, with user and password if given."""
    if config.mail_url:
        return lambda mail: _by_server(config.mail_url, mail)
    return lambda mail: _into(mailbox(config), mail)


def mailbox(config: Config) -> Path:
    """Return the folder of the mailbox on disk."""
    return config.instance / "mailbox"


def _into(folder: Path, mail: EmailMessage) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = str(mail["Message-ID"]).strip("<>").partition("@")[0]
    draft = folder / f"{name}.part"
    draft.write_bytes(mail.as_bytes())
    draft.rename(folder / f"{name}.eml")


def _by_server(url: str, mail: EmailMessage) -> None:
    parts = urlsplit(url)
    host, port = parts.hostname or "localhost", parts.port
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, port or 465, timeout=TIMEOUT_S, context=ssl.create_default_context()
        )
    else:
        server = smtplib.SMTP(host, port or 25, timeout=TIMEOUT_S)
    with server:
        if parts.scheme != "smtps" and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(mail)
