"""`challenge doctor`: is everything here that a house needs, and what to do about what is not."""

import os
import secrets
import shutil
import smtplib
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from challenge.kernel.clock import real_now, zone
from challenge.kernel.errors import ChallengeError
from challenge.kernel.log import EventLog, first_broken, heads
from challenge.kernel.relay import Parked
from challenge.runtime import schema
from challenge.runtime.opening import Opened

SOON_MB = 5_000
LEAST_MB = 1_000
WAIT_S = 5
# No clock that is right shows an instant before this release was made.
MADE = datetime(2026, 11, 1, tzinfo=UTC)


class State(StrEnum):
    """How something is; only `wrong` makes the command fail."""

    FINE = "fine"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: what is so, and what to do ("" when nothing is)."""

    subject: str
    state: State
    said: str
    todo: str = ""


def findings(ground: Opened, root: Path, live_url: str = "") -> list[Finding]:
    """Look at everything; a check that cannot go on does not stop the others.

    Args:
        ground: what is looked at.
        root: of the checkout.
        live_url: where `live` should answer; "" is not asked.
    """
    checks: list[Callable[[], Iterator[Finding]]] = [
        lambda: _configuration(ground),
        lambda: _database(ground, root),
        lambda: _clock(ground),
        lambda: _disk(ground),
        lambda: _files(ground.config.files_folder),
        lambda: _mail(ground),
    ]
    if live_url:
        checks.append(lambda: _live(live_url))
    return [finding for check in checks for finding in check()]


def _configuration(ground: Opened) -> Iterator[Finding]:
    config = ground.config
    yield Finding("configuration", State.FINE, f"everything local is in {config.instance}")
    secret = config.instance / "secret"
    if secret.exists() and secret.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
        yield Finding("secret", State.WRONG, "other users of this machine can read it", f"chmod 600 {secret}")
    if not config.base_url:
        todo = "set CHALLENGE_BASE_URL to the address that people type"
        yield Finding("address", State.NOTE, "links in mails follow the address of the request", todo)
    elif not config.secure_cookies:
        yield Finding("address", State.NOTE, f"{config.base_url} is not https", "put a proxy with TLS in front")
    if config.bench:
        yield Finding("bench", State.WRONG, "anyone can publish on the live port", "unset CHALLENGE_BENCH")


def _database(ground: Opened, root: Path) -> Iterator[Finding]:
    kind = "SQLite" if ground.database.is_sqlite else "PostgreSQL"
    try:
        with ground.database.reader.connect() as connection:
            sound = connection.execute(text("PRAGMA quick_check(1)" if ground.database.is_sqlite else "SELECT 'ok'"))
            broken = sound.scalar_one() != "ok"
        current = schema.is_current(root, ground.database)
    except SQLAlchemyError as problem:
        said = str(problem.__cause__ or problem).strip().splitlines()[0]
        yield Finding("database", State.WRONG, f"{kind} does not answer: {said}", "check CHALLENGE_DATABASE_URL")
        return
    if broken:
        yield Finding("database", State.WRONG, "the file is damaged", "restore the latest backup")
    elif not current:
        yield Finding("database", State.WRONG, f"{kind} has not this release's shape", "run: challenge migrate")
    else:
        yield Finding("database", State.FINE, f"{kind} answers and has this release's shape")
        yield from _parked(ground)
        yield from _chain(ground)


def _parked(ground: Opened) -> Iterator[Finding]:
    with ground.database.read() as session:
        count = session.execute(select(func.count()).select_from(Parked)).scalar_one()
    if count:
        todo = "read the worker's log for the reason, then try again at the desk: /e/<edition>/desk/parked"
        yield Finding("facts", State.NOTE, f"{count} could not be delivered to a listener and are parked", todo)


def _chain(ground: Opened) -> Iterator[Finding]:
    with ground.database.read() as session:
        broken = {edition_id: first_broken(session, edition_id) for edition_id in sorted(heads(session))}
    for edition_id, seq in broken.items():
        if seq is not None:
            whose = f"edition {edition_id}" if edition_id else "the house"
            said = f"of {whose} does not fit from number {seq} on: a row was changed, removed or put in"
            yield Finding("log", State.WRONG, said, "find out who writes to the database; compare with a backup")
    if all(seq is None for seq in broken.values()):
        yield Finding("log", State.FINE, "every fact is as it was written")


def _clock(ground: Opened) -> Iterator[Finding]:
    todo = "turn on time synchronisation (timedatectl set-ntp true)"
    now = real_now()
    try:
        zone("Europe/Paris")
    except ChallengeError:
        yield Finding("time zones", State.WRONG, "the zone database is missing", "install the package tzdata")
    if now < MADE:
        yield Finding("clock", State.WRONG, f"it shows {now:%Y-%m-%d %H:%M} UTC, which is past", todo)
        return
    try:
        with ground.database.read() as session:
            last = session.execute(select(func.max(EventLog.recorded_at))).scalar()
    except SQLAlchemyError:
        return  # said by the check of the database
    if last is not None and last > now + timedelta(minutes=2):
        yield Finding("clock", State.WRONG, f"the log's last fact is of {last:%Y-%m-%d %H:%M} UTC, in the future", todo)
    else:
        yield Finding("clock", State.FINE, f"it shows {now:%Y-%m-%d %H:%M:%S} UTC")


def _disk(ground: Opened) -> Iterator[Finding]:
    folders = (ground.config.instance, _existing(ground.config.files_folder))
    for folder in {path.stat().st_dev: path for path in reversed(folders)}.values():
        free = shutil.disk_usage(folder).free // 1_000_000
        said = f"{free:,} MB free for {folder}"
        if free < LEAST_MB:
            yield Finding("disk", State.WRONG, said, "make room: below this, handing in may stop")
        else:
            more = "" if free >= SOON_MB else "make room before the edition starts"
            yield Finding("disk", State.FINE if not more else State.NOTE, said, more)


def _existing(folder: Path) -> Path:
    return next(path for path in (folder, *folder.parents) if path.exists())


def _files(folder: Path) -> Iterator[Finding]:
    probe = folder / f"doctor-{secrets.token_hex(6)}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with probe.open("wb") as handle:
            handle.write(b"probe")
            handle.flush()
            os.fsync(handle.fileno())
        whole = probe.read_bytes() == b"probe"
        probe.unlink()
    except OSError as problem:
        yield Finding("files", State.WRONG, f"{folder}: {problem.strerror}", "give this user the right to write there")
        return
    yield Finding("files", State.FINE if whole else State.WRONG, f"{folder} keeps what is written")


def _mail(ground: Opened) -> Iterator[Finding]:
    url = urlsplit(ground.config.mail_url)
    if not ground.config.mail_url:
        todo = "set CHALLENGE_MAIL_URL to send mail"
        yield Finding("mail", State.NOTE, f"written to {ground.config.instance / 'mailbox'}, not sent", todo)
        return
    if url.scheme not in ("smtp", "smtps") or not url.hostname:
        yield Finding("mail", State.WRONG, "CHALLENGE_MAIL_URL is not smtp://host:port", "correct it")
        return
    connect = smtplib.SMTP_SSL if url.scheme == "smtps" else smtplib.SMTP
    try:
        with connect(url.hostname, url.port or 0, timeout=WAIT_S) as server:
            server.noop()
    except (OSError, smtplib.SMTPException) as problem:
        yield Finding("mail", State.WRONG, f"{url.hostname} does not answer: {problem}", "check the mail server")
        return
    yield Finding("mail", State.FINE, f"{url.hostname} takes mail")


def _live(address: str) -> Iterator[Finding]:
    url = urlsplit(address)
    todo = "start it (challenge live), and let the proxy send /socket.io/ there"
    if url.scheme not in ("http", "https") or not url.hostname:
        yield Finding("live", State.WRONG, f"{address} is not an address", "write it as http://host:port")
        return
    kind = HTTPSConnection if url.scheme == "https" else HTTPConnection
    connection = kind(url.hostname, url.port, timeout=WAIT_S)
    try:
        connection.request("GET", "/socket.io/?EIO=4&transport=polling")
        status = connection.getresponse().status
    except (OSError, HTTPException) as problem:
        yield Finding("live", State.WRONG, f"{address} does not answer: {problem}", todo)
        return
    finally:
        connection.close()
    # Websockets alone are spoken there: the engine itself refuses polling with 400, anything else is another server.
    fits = status == 400
    yield Finding("live", State.FINE if fits else State.WRONG, f"{address} answers {status}", "" if fits else todo)
