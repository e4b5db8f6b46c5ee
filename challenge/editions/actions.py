"""Acts on editions."""

from datetime import date, datetime

from sqlalchemy import select

from challenge.editions import rules
from challenge.editions.events import ClockChanged, EditionClosed, EditionCreated
from challenge.editions.models import Edition
from challenge.kernel.clock import EditionClock, zone
from challenge.kernel.errors import Conflict
from challenge.kernel.text import bounded, clean_line
from challenge.kernel.work import ClockRow, Work


def create_edition(
    work: Work, slug: str, *, name: str, starts_on: date, time_zone: str = "Europe/Paris", accent: str = "teal"
) -> Edition:
    """Return a new, empty edition.

    Raises:
        Invalid("editions.slug"), Invalid("clock.zone"): a name or zone of the wrong form.
        Conflict("editions.slug_taken"): the name is in use.
    """
    rules.check_slug(slug)
    if work.session.execute(select(Edition.id).where(Edition.slug == slug)).first():
        raise Conflict("editions.slug_taken", "slug", slug=slug)
    edition = work.add(
        Edition(
            slug=slug,
            name=bounded(clean_line(name), "name", most=120),
            starts_on=starts_on,
            time_zone=zone(time_zone).key,
            locale="fr",
            accent=accent,
            settings={},
            created_at=work.real,
        )
    )
    work.emit(EditionCreated(edition_id=edition.id, slug=slug), edition_id=edition.id)
    return edition


def set_aside(work: Work) -> str:
    """Close the work's edition and give its name in addresses free; return the name it is kept under."""
    edition = work.locked(Edition, work.edition_id)
    edition.slug = f"{edition.slug[:40]}-{edition.public_id[:8]}"
    edition.closed_at = work.real
    work.emit(EditionClosed(slug=edition.slug))
    return edition.slug


def set_clock(work: Work, *, edition_now: datetime, speed: float, reason: str) -> None:
    """Make the edition's clock show an instant now and go at a speed from here.

    Raises:
        Invalid("clock.speed"): not between 0.001 and 100,000.
    """
    _store_clock(work, work.clock.set_to(work.real, edition_now, speed))
    work.emit(ClockChanged(speed=speed, reason=reason))


def pause_clock(work: Work, *, reason: str) -> None:
    """Let the edition stand still; a standing one stays so."""
    _store_clock(work, work.clock.paused(work.real))
    work.emit(ClockChanged(speed=0.0, reason=reason))


def resume_clock(work: Work, *, reason: str) -> None:
    """Let the edition go on from where it stood."""
    clock = work.clock.resumed(work.real)
    _store_clock(work, clock)
    work.emit(ClockChanged(speed=clock.speed, reason=reason))


def _store_clock(work: Work, clock: EditionClock) -> None:
    work.session.merge(
        ClockRow(
            edition_id=work.edition_id,
            anchor_real=clock.anchor_real,
            anchor_edition=clock.anchor_edition,
            speed=clock.speed,
            paused_at=clock.paused_at,
        )
    )
    work.clock = clock
