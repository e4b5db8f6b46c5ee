"""Configuration: each field is the environment variable `CHALLENGE_<FIELD>`; see docs/configuration.md."""

import os
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent


@dataclass(frozen=True, kw_only=True)
class Config:
    """All settings of one process.

    Fields:
        instance: folder of everything local: database, files, mailbox, secret, sockets.
        database_url: SQLAlchemy address; SQLite in the instance folder by default, or `postgresql://...`.
        secret_key: signs forms; generated and kept in the instance folder on first run.
        base_url: where people reach the product; the only source of links in mails. Empty: the address of the request.
        live_url: where browsers reach `live`; empty means the same origin as the pages.
        mail_url: `smtp://host:port` or empty for the mailbox on disk that the desk can read.
        mail_per_minute: how many mails leave by the server in a minute, of all workers together; 0 for no bound.
        files_url: folder address of stored files; empty means `files/` in the instance folder.
        log_format: `text` or `json`.
        log_level: from which level on the log on standard error tells: `DEBUG`, `INFO`, `WARNING` or `ERROR`.
        bench: opens the topic `bench` and its publisher on the live port; never in earnest.
        webhook_networks: networks of our own that webhooks may call, written `10.1.0.0/16,127.0.0.1`; public addresses
            may be called always, all others never.
        push_networks: networks in which push services of web push may lie that are no public address, plain http
            included, for tests alone; written as webhook_networks.
        web_threads: request threads per web process; a slow phone keeps one while it sends.
        web_one_core: each web process keeps to a core of its own; on more its threads get in each other's way.
        web_connections: open connections per web process; when all are taken, the longest silent one makes room.
    """

    instance: Path
    database_url: str
    secret_key: str
    base_url: str = ""
    live_url: str = ""
    mail_url: str = ""
    mail_per_minute: int = 30
    files_url: str = ""
    log_format: str = "text"
    log_level: str = "WARNING"
    bench: bool = False
    webhook_networks: Sequence[IPv4Network | IPv6Network] = ()
    push_networks: Sequence[IPv4Network | IPv6Network] = ()
    web_threads: int = 48
    web_one_core: bool = True
    web_connections: int = 4096

    @property
    def is_sqlite(self) -> bool:
        """True for the embedded default."""
        return self.database_url.startswith("sqlite")

    @property
    def secure_cookies(self) -> bool:
        """True when people come by https."""
        return urlsplit(self.base_url).scheme == "https"

    @property
    def files_folder(self) -> Path:
        """Folder of stored files."""
        return Path(urlsplit(self.files_url).path) if self.files_url else self.instance / "files"


def _kept_secret(instance: Path) -> str:
    """Return the instance's secret, made on first use; processes that start together agree on one."""
    path = instance / "secret"
    if not path.exists():
        draft = instance / f"secret.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        # link() refuses when another process was faster; whole files only, so nobody reads half a secret.
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text()


def _driver_named(url: str) -> str:
    for short in ("postgresql://", "postgres://"):
        if url.startswith(short):
            return "postgresql+psycopg://" + url.removeprefix(short)
    return url


def _networks(text: str) -> Sequence[IPv4Network | IPv6Network]:
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


def load(environ: Mapping[str, str] | None = None) -> Config:
    """Read the configuration from the environment and make the instance folder."""
    env = os.environ if environ is None else environ
    instance = Path(env.get("CHALLENGE_INSTANCE") or ROOT / "instance").resolve()
    instance.mkdir(parents=True, exist_ok=True)
    return Config(
        instance=instance,
        database_url=_driver_named(env.get("CHALLENGE_DATABASE_URL") or f"sqlite:///{instance / 'challenge.sqlite'}"),
        secret_key=env.get("CHALLENGE_SECRET_KEY") or _kept_secret(instance),
        base_url=(env.get("CHALLENGE_BASE_URL") or "").rstrip("/"),
        live_url=(env.get("CHALLENGE_LIVE_URL") or "").rstrip("/"),
        mail_url=env.get("CHALLENGE_MAIL_URL") or "",
        mail_per_minute=int(env.get("CHALLENGE_MAIL_PER_MINUTE") or "30"),
        files_url=env.get("CHALLENGE_FILES_URL") or "",
        log_format=env.get("CHALLENGE_LOG_FORMAT") or "text",
        log_level=(env.get("CHALLENGE_LOG_LEVEL") or "WARNING").upper(),
        bench=env.get("CHALLENGE_BENCH") == "1",
        webhook_networks=_networks(env.get("CHALLENGE_WEBHOOK_NETWORKS") or ""),
        push_networks=_networks(env.get("CHALLENGE_PUSH_NETWORKS") or ""),
        web_threads=int(env.get("CHALLENGE_WEB_THREADS") or "48"),
        web_one_core=env.get("CHALLENGE_WEB_ONE_CORE") != "0",
        web_connections=int(env.get("CHALLENGE_WEB_CONNECTIONS") or "4096"),
    )
