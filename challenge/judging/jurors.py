"""Acts on jurors: taking a list in, changing one, making their entry links."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select

from challenge.accounts.actions import Newcomer, create_accounts, make_link
from challenge.exchange.cells import Value
from challenge.exchange.difference import Arrival, Difference
from challenge.judging.events import JurorChanged, JurorJoined
from challenge.judging.freezing import take_ranking
from challenge.judging.jury_rooms import add_room, room_key, seat_juror
from challenge.judging.models import FROZEN, JURY, Juror, Reveal
from challenge.judging.queries import jurors, rounds
from challenge.judging.reasoning import REASON_MOST, keep_reason
from challenge.judging.sittings import jury_rooms
from challenge.kernel.actor import Role
from challenge.kernel.errors import Conflict, Invalid
from challenge.kernel.ids import public_id
from challenge.kernel.text import bounded, clean_line, fold
from challenge.kernel.work import Work
from challenge.organisations.queries import organisations_of

CAPACITY = 12
SEAT = "room"
"""The column of a list that is no field of a juror: once everybody is there, `_seat` finds or creates the room."""
CHANGES = {
    "absent": ("absent", True),
    "present": ("absent", False),
    "aside": ("set_aside", True),
    "back": ("set_aside", False),
}


def import_jurors(work: Work, difference: Difference) -> None:
    """Apply a list of jurors: arrivals get an account without password and the role; nobody is taken out by a file."""
    organisations = {one.folded: one.id for one in organisations_of(work.session, work.edition_id)}
    _join(work, difference.arrivals, organisations)
    _seat(work, difference)
    known = {row.ref: row for row in jurors(work.session, work.edition_id)} if difference.changes else {}
    for change in difference.changes:
        row, own = known[change.key], [part for part in change.fields if part.name != SEAT]
        for part in own:
            name, value = _stored(part.name, part.new, organisations)
            setattr(row, name, value)
        if {"email", "presence"} & {part.name for part in own}:
            newcomer = Newcomer(row.name, row.email)
            (row.account_id,) = create_accounts(work, [newcomer], Role.JUROR)
        if own:
            work.emit(JurorChanged(juror_id=row.id, fields=[part.name for part in own]))


def _seat(work: Work, difference: Difference) -> None:
    """Let the jurors of a list sit where it says; missing rooms are created, in the order of the list."""
    arrivals = [(one.row.line, str(one.row.values["juror"]), one.row.values.get(SEAT)) for one in difference.arrivals]
    changes = [(one.line, one.key, part.new) for one in difference.changes for part in one.fields if part.name == SEAT]
    wanted = sorted([*(arrival for arrival in arrivals if arrival[2]), *changes], key=lambda seat: seat[:2])
    if not wanted:
        return
    known = {room_key(room.name): room.public_id for room in jury_rooms(work.session, work.edition_id)}
    people = {row.ref: row.public_id for row in jurors(work.session, work.edition_id)}
    for _, ref, value in wanted:
        name = str(value or "")
        if name and room_key(name) not in known:
            known[room_key(name)] = add_room(work, name)["room"]
        seat_juror(work, people[ref], known[room_key(name)] if name else "")


def _stored(name: str, value: Value, organisations: Mapping[str, int]) -> tuple[str, Value]:
    if name == "organisation":
        return "organisation_id", organisations.get(fold(str(value)))
    return name, value


def _join(work: Work, arrivals: Sequence[Arrival], organisations: Mapping[str, int]) -> None:
    if not arrivals:
        return
    rows = [_fresh(work, arrival.row.values, organisations) for arrival in arrivals]
    newcomers = [
        Newcomer(f"{row['first_name']} {row['last_name']}".strip() or row["ref"], row["email"]) for row in rows
    ]
    for row, account_id in zip(rows, create_accounts(work, newcomers, Role.JUROR), strict=True):
        row["account_id"] = account_id
    made = insert(Juror).returning(Juror.id, sort_by_parameter_order=True)
    for juror_id in work.session.execute(made, rows).scalars():
        work.emit(JurorJoined(juror_id=juror_id))


def _fresh(work: Work, values: Mapping[str, Value], organisations: Mapping[str, int]) -> dict[str, Any]:
    given: dict[str, Any] = {
        "email": None,
        "first_name": "",
        "last_name": "",
        "organisation": "",
        "domain": "",
        "capacity": CAPACITY,
        **values,
    }
    given.pop(SEAT, None)
    organisation = given.pop("organisation")
    return {
        "public_id": public_id(),
        "edition_id": work.edition_id,
        "panel": JURY,
        "ref": given.pop("juror"),
        "organisation_id": organisations.get(fold(str(organisation))),
        "absent": False,
        "set_aside": False,
        **given,
    }


def change_juror(work: Work, juror_id: int, change: str, reason: str) -> dict[str, Any]:
    """Note that a juror is absent or present, or set their sheets aside or back.

    Sheets set aside are kept and count no more; rankings that were taken are taken again.

    Args:
        work: by an organiser or chair.
        juror_id: whom.
        change: absent, present, aside or back.
        reason: required for aside and back.

    Raises:
        Invalid("judging.juror_change"): no such change.
        Invalid("judging.reason_missing"): aside or back without a word why.
        Invalid("text.too_long"): the reason.
        Conflict("judging.public"): the results are public; sheets count as they did.
    """
    if change not in CHANGES:
        raise Invalid("judging.juror_change", "act")
    name, value = CHANGES[change]
    words = bounded(clean_line(reason), "reason", most=REASON_MOST, required=False)
    row = work.locked(Juror, juror_id)
    if getattr(row, name) == value:
        return {"juror": row.public_id}
    if name == "set_aside":
        check_aside(work, words)
    setattr(row, name, value)
    work.session.flush()
    if name == "set_aside":
        for turn in rounds(work.session, work.edition_id):
            if turn.state == FROZEN:
                take_ranking(work, turn.id)
    keep_reason(work, change, row.id, words)
    work.emit(JurorChanged(juror_id=row.id, fields=[change]))
    return {"juror": row.public_id}


def check_aside(work: Work, words: str) -> None:
    """Refuse to set sheets aside or back without words, or once the results are public.

    Raises:
        Invalid("judging.reason_missing"): no words.
        Conflict("judging.public"): the results are public.
    """
    if not words:
        raise Invalid("judging.reason_missing", "reason")
    public = select(Reveal.public_at).where(Reveal.edition_id == work.edition_id)
    if work.session.execute(public).scalar_one_or_none() is not None:
        raise Conflict("judging.public")


def make_entry_links(work: Work, juror_ids: Sequence[int]) -> dict[int, str]:
    """Return a fresh secret entry per juror; the ones before end. Shown once, stored only as hashes."""
    wanted = select(Juror.id, Juror.account_id).where(Juror.edition_id == work.edition_id, Juror.id.in_(juror_ids))
    rows = work.session.execute(wanted.order_by(Juror.ref)).all()
    return {row.id: make_link(work, row.account_id, Role.JUROR, purpose="entry") for row in rows}
