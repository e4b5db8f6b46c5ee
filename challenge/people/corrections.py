"""Acts on single persons' data: their own corrections, and what organisers say is collected."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update

from challenge.exchange.cells import Value
from challenge.exchange.difference import FieldChange
from challenge.kernel.errors import Forbidden, Invalid, NotFound
from challenge.kernel.text import bounded, clean_line
from challenge.kernel.work import Work
from challenge.people import rules
from challenge.people.events import FieldRuled, PersonCorrected
from challenge.people.joining import put_field
from challenge.people.models import FieldRule, Person, PersonCorrection
from challenge.people.own import corrections_of, field_rules, rule_rows
from challenge.people.rosters import known_person

# Nobody forbids anybody to take a consent back.
RULED = tuple(one for one in dict.fromkeys((*rules.SENSITIVE, *rules.CORRECTABLE)) if one != "consents")


def correct_own(work: Work, person_id: int, wanted: Mapping[str, Value]) -> dict[str, Any]:
    """Let a person change their own data; what the school's list said is kept beside it.

    Args:
        work: its actor is the person.
        person_id: their row.
        wanted: field -> value, of the edition's correctable fields alone.

    Raises:
        NotFound("people.not_here"): not the actor's own row, or they left.
        Forbidden("people.fixed"): a field that is not theirs to change.
    """
    person = work.locked(Person, person_id)
    is_own = person.edition_id == work.edition_id and person.account_id == work.actor.account_id
    if not is_own or person.left_at is not None:
        raise NotFound("people.not_here")
    allowed = field_rules(work.session, work.edition_id).correctable
    if any(name not in allowed for name in wanted):
        raise Forbidden("people.fixed")
    said = corrections_of(work.session, work.edition_id, person.id).get(person.id, {})
    known = known_person(person, said).values
    changed = [name for name, value in wanted.items() if known[name] != value]
    for name in changed:
        put_field(person, FieldChange(name, known[name], wanted[name]))
        _keep(work, person.id, name, said.get(name, known[name]), wanted[name])
    person.sort_name = rules.sorting_name(person.first_name, person.last_name, person.ref)
    if changed:
        work.emit(PersonCorrected(person_id=person.id, fields=changed))
    return {"fields": changed}


def _keep(work: Work, person_id: int, name: str, said: Value, wanted: Value) -> None:
    """Keep what the school says where the person says something else; nothing where they agree again."""
    row = work.session.execute(
        select(PersonCorrection).where(PersonCorrection.person_id == person_id, PersonCorrection.field == name)
    ).scalar_one_or_none()
    if said == wanted:
        if row is not None:
            work.session.delete(row)
    elif row is None:
        work.session.add(PersonCorrection(person_id=person_id, field=name, said=said, made_at=work.real))


def rule_field(work: Work, field: str, *, collected: bool, by_person: bool, purpose: str) -> dict[str, Any]:
    """Say whether a field is collected, and whether persons may change it.

    A sensitive field that is turned off is erased from every person of the edition at once.

    Raises:
        Invalid("people.no_such_field"): not one that can be ruled.
        Invalid("people.purpose_short"): a sensitive field turned on without a purpose.
    """
    if field not in RULED:
        raise Invalid("people.no_such_field", "field")
    text = bounded(clean_line(purpose), "purpose", most=500, required=False)
    if field in rules.SENSITIVE and collected:
        rules.checked_purpose(text, "purpose")
    row = rule_rows(work.session, work.edition_id).get(field)
    if row is None:
        row = FieldRule(edition_id=work.edition_id, field=field)
        work.session.add(row)
    was_on = bool(row.is_collected)
    row.is_collected, row.by_person, row.purpose = collected, by_person, text
    row.changed_at, row.changed_by = work.real, work.actor.account_id or None
    work.session.flush()
    if field in rules.SENSITIVE and was_on and not collected:
        _erase(work, field)
    work.emit(FieldRuled(field=field, collected=collected, by_person=by_person))
    return {"field": field}


def _erase(work: Work, field: str) -> None:
    of_edition = Person.edition_id == work.edition_id
    if field == "needs":
        work.session.execute(update(Person).where(of_edition).values(needs=""))
        return
    for person in work.session.execute(select(Person).where(of_edition)).scalars():
        if field in person.private:
            person.private = {name: value for name, value in person.private.items() if name != field}
