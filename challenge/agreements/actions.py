"""Acts on agreements."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from challenge.agreements import rules
from challenge.agreements.events import (
    AgreementSigned,
    AgreementWithdrawn,
    MinorMarked,
    SignerSetAside,
    SignersReminded,
    TextPublished,
)
from challenge.agreements.models import AgreementText, MinorMark, Signature, SignerAside
from challenge.agreements.queries import signer_of, signers, standing_texts
from challenge.agreements.rules import Kind
from challenge.editions.models import Edition
from challenge.editions.queries import slug_of
from challenge.inbox.actions import Told, tell
from challenge.inbox.rules import Kind as Subject
from challenge.kernel.errors import Conflict, Invalid, NotFound
from challenge.kernel.text import Words, bounded, clean_line
from challenge.kernel.work import Work
from challenge.notifications.actions import Letter
from challenge.people.corrections import correct_own
from challenge.people.models import Person


def publish_text(work: Work, kind: Kind, words: Words, *, seen: int, keeps: bool) -> dict[str, Any]:
    """Let a text stand in a new version; whoever it concerns is asked again.

    Args:
        work: names the edition.
        kind: which text.
        words: both languages.
        seen: the version that was changed, 0 for none.
        keeps: True when only words were mended, so that signatures so far go on counting.

    Raises:
        Conflict("agreements.overtaken"): another version stands meanwhile.
    """
    work.locked(Edition, work.edition_id)
    known = standing_texts(work.session, work.edition_id).get(kind)
    version = known.version if known else 0
    if version != seen:
        raise Conflict("agreements.overtaken", "seen")
    checked = words.checked(title_most=rules.TITLE_MOST, body_most=rules.BODY_MOST)
    row = work.add(
        AgreementText(
            edition_id=work.edition_id,
            kind=kind.value,
            version=version + 1,
            since=known.since if known and keeps else version + 1,
            title_fr=checked.title_fr,
            title_en=checked.title_en,
            body_fr=checked.body_fr,
            body_en=checked.body_en,
            published_by=work.actor.account_id,
            published_at=work.now,
        )
    )
    work.emit(TextPublished(kind=kind.value, text_version=row.version, since=row.since))
    return {"kind": kind.value, "version": row.version}


@dataclass(frozen=True, kw_only=True, slots=True)
class Signing:
    """What somebody signs: pairs of a text's outside name and the hash of what they read, and how they sign."""

    texts: Sequence[tuple[str, str]]
    typed_name: str
    is_minor: bool
    guardian: str
    guardian_agrees: bool
    address: str


def sign(work: Work, person_id: int, signing: Signing) -> dict[str, Any]:
    """Sign texts; those that were signed before in this version stay as they are.

    Raises:
        NotFound("people.not_here"): not the actor's own row, or they left.
        Invalid("agreements.nothing"): no text was ticked.
        Invalid("agreements.name"), Invalid("agreements.guardian"): see `rules.check_signer`.
        Conflict("agreements.changed"): a text was changed while it was read.
    """
    person = _own(work, person_id)
    is_minor = signing.is_minor or work.session.get(MinorMark, person.id) is not None
    name, guardian = clean_line(signing.typed_name), clean_line(signing.guardian)
    if not signing.texts:
        raise Invalid("agreements.nothing", "text")
    rules.check_signer(typed_name=name, is_minor=is_minor, guardian=guardian, guardian_agrees=signing.guardian_agrees)
    bounded(name, "typed_name", most=rules.NAME_MOST)
    bounded(guardian, "guardian", most=rules.NAME_MOST, required=False)
    if is_minor:
        _mark(work, person.id, is_minor=True)
    asked = {row.public_id: row for row in _asked(work, person.id)}
    known = _signed(work, person.id)
    count = 0
    for public_id, seen in signing.texts:
        text = asked.get(public_id)
        if text is None:
            raise Conflict("agreements.changed", "text")
        locale = rules.check_same({locale: text.hash_in(locale) for locale in ("fr", "en")}, seen)
        if text.id in known:
            continue
        _add(work, person.id, text, (locale, seen, name, guardian if is_minor else "", signing.address))
        count += 1
    return {"signed": count}


def _own(work: Work, person_id: int) -> Person:
    person = work.locked(Person, person_id)
    is_own = person.edition_id == work.edition_id and person.account_id == work.actor.account_id
    if not is_own or person.left_at is not None:
        raise NotFound("people.not_here")
    return person


def _asked(work: Work, person_id: int) -> list[AgreementText]:
    """Return the texts that somebody may sign."""
    signer = signer_of(work.session, work.edition_id, person_id)
    texts = standing_texts(work.session, work.edition_id)
    return [texts[kind] for kind in signer.asked] if signer else []


def _signed(work: Work, person_id: int) -> set[int]:
    wanted = select(Signature.text_id).where(Signature.person_id == person_id, Signature.withdrawn_at.is_(None))
    return set(work.session.execute(wanted).scalars())


def _add(work: Work, person_id: int, text: AgreementText, proof: tuple[str, str, str, str, str]) -> None:
    locale, sha256, name, guardian, address = proof
    row = work.add(
        Signature(
            edition_id=work.edition_id,
            text_id=text.id,
            person_id=person_id,
            account_id=work.actor.account_id,
            kind=text.kind,
            version=text.version,
            locale=locale,
            sha256=sha256,
            typed_name=name,
            guardian=guardian,
            address=address[:45],
            signed_at=work.now,
        )
    )
    work.emit(AgreementSigned(person_id=person_id, signature_id=row.id, kind=text.kind))


def withdraw_signature(work: Work, person_id: int, public_id: str) -> dict[str, Any]:
    """Take a signature of one's own back, from this instant on; the image rights with the consent to photos.

    Raises:
        NotFound("people.not_here"): not the actor's own row, or they left.
        NotFound("agreements.absent"): no such signature of theirs that still counts.
    """
    person = _own(work, person_id)
    wanted = select(Signature).where(Signature.public_id == public_id, Signature.person_id == person.id)
    row = work.session.execute(wanted.where(Signature.withdrawn_at.is_(None))).scalar_one_or_none()
    if row is None:
        raise NotFound("agreements.absent")
    row.withdrawn_at = work.now
    if row.kind == Kind.IMAGE and "photo" in person.consents:
        correct_own(work, person.id, {"consents": tuple(one for one in person.consents if one != "photo")})
    work.emit(AgreementWithdrawn(person_id=person.id, signature_id=row.id, kind=row.kind))
    return {"kind": row.kind}


def mark_minor(work: Work, person_id: int, *, is_minor: bool) -> dict[str, Any]:
    """Say of a person of the edition whether they are under 18; no date of birth is asked for."""
    person = work.own(Person, person_id)
    _mark(work, person.id, is_minor=is_minor)
    return {"is_minor": is_minor}


def _mark(work: Work, person_id: int, *, is_minor: bool) -> None:
    row = work.session.get(MinorMark, person_id)
    if (row is not None) == is_minor:
        return
    if row is not None:
        work.session.delete(row)
    else:
        by = work.actor.account_id
        work.add(MinorMark(person_id=person_id, edition_id=work.edition_id, marked_by=by, marked_at=work.now))
    work.emit(MinorMarked(person_id=person_id, is_minor=is_minor))


def set_aside(work: Work, person_id: int, reason: str) -> dict[str, Any]:
    """Let no reveal wait for a person; with an empty reason it waits again.

    Raises:
        NotFound("work.absent"): nobody of this edition.
        Invalid("text.too_long"): the reason.
    """
    person = work.own(Person, person_id)
    said = bounded(clean_line(reason), "reason", most=rules.REASON_MOST, required=False)
    row = work.session.get(SignerAside, person.id)
    if row is not None:
        work.session.delete(row)
        work.session.flush()
    if said:
        by = work.actor.account_id
        work.add(SignerAside(person_id=person.id, edition_id=work.edition_id, reason=said, set_by=by, set_at=work.now))
    if said or row is not None:
        work.emit(SignerSetAside(person_id=person.id, again=not said))
    return {"aside": bool(said)}


def remind(work: Work) -> dict[str, Any]:
    """Tell everybody who is expected and owes a signature; answers how many."""
    late = [one for one in signers(work.session, work.edition_id) if one.missing and one.is_expected]
    people = [one.account_id for one in late if one.account_id]
    letter = Letter(
        subject="Something waits for your signature",
        body="Hello %(name)s,\n\nan agreement of the challenge is not signed yet. It takes a minute on a phone.",
        path=f"/e/{slug_of(work.session, work.edition_id)}/agreements",
    )
    key = f"agreements:{work.edition_id}:{work.real.timestamp()}"
    tell(work, people, Told(kind=Subject.AGREEMENT, letter=letter), key=key[:80])
    work.emit(SignersReminded(people=len(people)))
    return {"people": len(people)}
