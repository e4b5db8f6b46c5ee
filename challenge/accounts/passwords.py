"""Password hashes: argon2id at 19 MiB, two passes, one lane; at most two computed at a time.

1,700 log-ins in two minutes are 14 a second; two at a time keep the memory bounded and leave the cores to the pages.
"""

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from challenge.kernel.cores import on_any_core
from challenge.kernel.turns import waiting

_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_AT_ONCE = threading.BoundedSemaphore(2)
# Checked when the address is unknown, so that both cases take the same time. Of a password drawn and forgotten: to hash
# one at each start would keep everybody waiting.
_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$pJ+QTmuBNGJzMeJWQT4n5g$hmIm94cnKpzyr6DzdGVNboZb4tV8wDnuFDO8azmyJrU"


def hashed(password: str) -> str:
    """Return the stored form of a password."""
    with waiting(), _AT_ONCE, on_any_core():
        return _HASHER.hash(password)


def fits(stored: str | None, password: str) -> bool:
    """True when the password belongs to the stored form; None takes as long and is False."""
    with waiting(), _AT_ONCE, on_any_core():
        try:
            _HASHER.verify(stored or _NOBODY, password)
        except (VerificationError, InvalidHashError):
            return False
    return stored is not None
