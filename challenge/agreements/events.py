"""Facts about agreements; ids alone, never a name."""

from dataclasses import dataclass
from typing import ClassVar

from challenge.kernel.events import Event, fact


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class TextPublished(Event):
    """A text of this kind stands in a new version; signatures of versions before `since` count no more."""

    name: ClassVar[str] = "agreements.text_published"
    kind: str
    text_version: int
    since: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class AgreementSigned(Event):
    """A person signed a version of a text."""

    name: ClassVar[str] = "agreements.signed"
    person_id: int
    signature_id: int
    kind: str


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class AgreementWithdrawn(Event):
    """A person took a signature back; it is kept with the instant of that."""

    name: ClassVar[str] = "agreements.withdrawn"
    person_id: int
    signature_id: int
    kind: str


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class MinorMarked(Event):
    """Somebody is known to be under 18, or not any more."""

    name: ClassVar[str] = "agreements.minor_marked"
    person_id: int
    is_minor: bool


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class SignerSetAside(Event):
    """An organiser decided that no reveal waits for a person; or, `again`, that it does."""

    name: ClassVar[str] = "agreements.signer_set_aside"
    person_id: int
    again: bool = False


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class SignersReminded(Event):
    """Those who owe a signature were told so."""

    name: ClassVar[str] = "agreements.signers_reminded"
    people: int
