"""Tables of agreements."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from challenge.agreements.rules import Kind, text_hash
from challenge.kernel.columns import (
    moment,
    outside_name,
    personal,
    plain,
    plain_text,
    primary_key,
    reference,
)
from challenge.kernel.db import Base

PROOF = "proof of an agreement: who signed what, when and from where"
PROOF_DAYS = 1825


class AgreementText(Base):
    """One version of a text; the latest of its kind stands, the earlier ones stay what people signed.

    `since` is the version from which on signatures count: its own, or an earlier one when only words were mended.
    """

    __tablename__ = "agreement_text"
    __table_args__ = (UniqueConstraint("edition_id", "kind", "version"),)

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    edition_id: Mapped[int] = reference("edition.id", index=False)
    kind: Mapped[str] = plain(20)
    version: Mapped[int] = mapped_column(Integer)
    since: Mapped[int] = mapped_column(Integer)
    title_fr: Mapped[str] = plain(120)
    title_en: Mapped[str] = plain(120)
    body_fr: Mapped[str] = plain_text()
    body_en: Mapped[str] = plain_text()
    published_by: Mapped[int] = mapped_column(Integer)
    published_at: Mapped[datetime] = moment()

    @property
    def about(self) -> Kind:
        """The kind as a value."""
        return Kind(self.kind)

    def title(self, locale: str) -> str:
        """Return the title in a language."""
        return self.title_fr if locale == "fr" else self.title_en

    def body(self, locale: str) -> str:
        """Return the Markdown in a language."""
        return self.body_fr if locale == "fr" else self.body_en

    def hash_in(self, locale: str) -> str:
        """Return the hash of the text in a language, see `rules.text_hash`."""
        return text_hash(locale, self.title(locale), self.body(locale))


class Signature(Base):
    """What one person agreed to: the version and language by the hash of its text, the name they typed, when, whence.

    A withdrawn one stays, with the instant from which on it counts no more.
    """

    __tablename__ = "agreement_signature"
    __table_args__ = (Index("ix_agreement_signature_edition_person", "edition_id", "person_id"),)

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    edition_id: Mapped[int] = reference("edition.id", index=False)
    text_id: Mapped[int] = reference("agreement_text.id")
    person_id: Mapped[int] = reference("person.id")
    account_id: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = plain(20)
    version: Mapped[int] = mapped_column(Integer)
    locale: Mapped[str] = plain(2)
    sha256: Mapped[str] = plain(64)
    typed_name: Mapped[str] = personal(160, PROOF, keep_days=PROOF_DAYS)
    address: Mapped[str] = personal(45, PROOF, keep_days=PROOF_DAYS)
    guardian: Mapped[str] = personal(160, "who agreed for a minor", keep_days=PROOF_DAYS)
    signed_at: Mapped[datetime] = moment()
    withdrawn_at: Mapped[datetime | None] = moment()


class MinorMark(Base):
    """Somebody under 18, as they or an organiser said; no date of birth is collected."""

    __tablename__ = "minor_mark"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)
    edition_id: Mapped[int] = reference("edition.id")
    marked_by: Mapped[int] = mapped_column(Integer)
    marked_at: Mapped[datetime] = moment()


class SignerAside(Base):
    """Somebody whom no reveal waits for, and why; they read nothing confidential before they sign."""

    __tablename__ = "signer_aside"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)
    edition_id: Mapped[int] = reference("edition.id")
    reason: Mapped[str] = personal(300, "why a reveal did not wait for somebody")
    set_by: Mapped[int] = mapped_column(Integer)
    set_at: Mapped[datetime] = moment()
