"""Expected failures: each has a stable code, a place, and the values its sentence needs.

The sentence itself lives in the catalogues (`error:<code>`), in both languages; nothing here is shown as it is.
"""

from typing import ClassVar


class ChallengeError(Exception):
    """An expected refusal. Nothing was written when it leaves `work`.

    Args:
        code: stable name `room.problem`; outsiders may rely on it.
        place: field, column or `line:column` the refusal is about; None when it concerns the whole act.
        params: values for the sentence, only strings and numbers.
    """

    status: ClassVar[int] = 400

    def __init__(self, code: str, place: str | None = None, **params: str | int | float) -> None:
        super().__init__(code)
        self.code = code
        self.place = place
        self.params = params

    def __str__(self) -> str:
        details = " ".join(f"{key}={value}" for key, value in self.params.items())
        return " ".join(part for part in (self.code, f"at {self.place}" if self.place else "", details) if part)


class Invalid(ChallengeError):
    """The input itself is wrong; the same input will be refused again."""

    status = 422


class NotFound(ChallengeError):
    """Absent, or not for this actor: the two look the same on purpose."""

    status = 404


class Unauthenticated(ChallengeError):
    """Somebody must log in first."""

    status = 401


class Forbidden(ChallengeError):
    """Refused although the thing is known to the actor (a frozen sheet of one's own, a forged form)."""

    status = 403


class Conflict(ChallengeError):
    """Somebody else was faster, or the act was already done differently; reload and decide again."""

    status = 409


class Late(ChallengeError):
    """The moment for this act has passed; the attempt itself was recorded by the caller."""

    status = 409


class TooLarge(ChallengeError):
    """More bytes, rows or characters than this place takes."""

    status = 413


class Busy(ChallengeError):
    """Too many at once; the same act will work a little later."""

    status = 503


class Rejected(ChallengeError):
    """A file or batch with several wrong places; nothing of it was applied.

    Args:
        code: as for every error.
        findings: one `Invalid` per wrong place, in the order of the file.
    """

    status = 422

    def __init__(self, code: str, findings: list[Invalid]) -> None:
        super().__init__(code, None, count=len(findings))
        self.findings = findings
