"""Rubrics: what jurors mark, changed as long as nobody has marked with it, and replaced for later rounds afterwards."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import delete, exists, func, insert, select
from sqlalchemy.orm import Session

from challenge.judging.events import RubricChanged
from challenge.judging.models import FROZEN, PANELS, Criterion, Mark, Round, Rubric, Visit
from challenge.judging.preparing import locked_round, prepare
from challenge.judging.rules.scoring import Criterion as Rule
from challenge.judging.rules.scoring import check_rubric
from challenge.judging.rules.sheets import scale
from challenge.judging.rules.step_words import check_both, read_steps
from challenge.kernel.errors import Conflict, Invalid, Late, Rejected
from challenge.kernel.text import clean_line
from challenge.kernel.work import Work

PRIVATE, TEAM, PARTNER = "private", "team", "partner"
VISIBILITIES = (PRIVATE, TEAM, PARTNER)
MOST_CRITERIA = 12
MOST_STEPS = 20
TEXTS = {"label_en": 80, "label_fr": 80, "question_en": 200, "question_fr": 200}
NUMBERS = ("weight", "low", "high", "step")
STEPS = ("steps_en", "steps_fr")
_NO_STEPS: tuple[dict[str, str], dict[str, str]] = ({}, {})
_CODE = re.compile(r"[a-z][a-z0-9_-]{0,19}")


@dataclass(frozen=True, slots=True)
class RubricCriterion:
    """A criterion as the desk writes it; see `models.Criterion`."""

    code: str
    label_en: str
    label_fr: str
    question_en: str
    question_fr: str
    weight: float
    low: float
    high: float
    step: float
    visibility: str
    steps_en: Mapping[str, str]
    steps_fr: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RubricFace:
    """A round's rubric: its lines in order, the rounds that use it, and whether this round has marks."""

    version: int
    lines: tuple[RubricCriterion, ...]
    rounds: tuple[str, ...]
    is_marked: bool


def rubric_face(session: Session, edition_id: int, code: str) -> RubricFace | None:
    """Return the rubric of a round; None when the edition has no such round. Four statements."""
    wanted = select(Round, Rubric.version).join(Rubric, Rubric.id == Round.rubric_id)
    row = session.execute(wanted.where(Round.edition_id == edition_id, Round.code == code)).one_or_none()
    if row is None:
        return None
    turn, version = row
    columns = (getattr(Criterion, name) for name in RubricCriterion.__slots__)
    lines = session.execute(select(*columns).where(Criterion.rubric_id == turn.rubric_id).order_by(Criterion.place))
    users = select(Round.code).where(Round.rubric_id == turn.rubric_id).order_by(Round.place)
    return RubricFace(
        version,
        tuple(RubricCriterion(*line) for line in lines),
        tuple(session.execute(users).scalars()),
        _is_marked(session, turn.id),
    )


def round_codes(session: Session, edition_id: int) -> list[str]:
    """Return the codes of an edition's rounds, of all panels, in their order."""
    wanted = select(Round.code).where(Round.edition_id == edition_id).order_by(Round.place)
    return list(session.execute(wanted).scalars())


def read_criteria(rows: Sequence[Mapping[str, str]]) -> list[RubricCriterion]:
    """Return the criteria that were typed; rows without a code and without labels are passed over.

    Raises:
        Rejected("judging.rubric_wrong"): a finding per wrong place `<field>-<row>`, rows counted from 0:
            `judging.criterion_code`, `form.missing`, `form.too_long`, `judging.criterion_number`,
            `judging.criterion_step`, `judging.criterion_bounds`, `judging.criterion_weight`, `form.choice`,
            `judging.criterion_repeated`, and those of `step_words`.
        Invalid("judging.rubric_empty"), Invalid("judging.rubric_long"): nothing to mark, or more than twelve lines.
    """
    findings: list[Invalid] = []
    found = [
        _criterion(number, row, findings)
        for number, row in enumerate(rows)
        if any(clean_line(row.get(name, "")) for name in ("code", "label_en", "label_fr"))
    ]
    seen: set[str] = set()
    for number, one in enumerate(found):
        if one.code and one.code in seen:
            findings.append(Invalid("judging.criterion_repeated", f"code-{number}", criterion=one.code))
        seen.add(one.code)
    if findings:
        raise Rejected("judging.rubric_wrong", findings)
    if len(found) > MOST_CRITERIA:
        raise Invalid("judging.rubric_long", None, most=MOST_CRITERIA)
    check_rubric([Rule(one.code, one.weight, one.low, one.high) for one in found])
    return found


def _criterion(number: int, row: Mapping[str, str], findings: list[Invalid]) -> RubricCriterion:
    code = clean_line(row.get("code", "")).lower()
    if not _CODE.fullmatch(code):
        findings.append(Invalid("judging.criterion_code", f"code-{number}"))
    texts = {name: clean_line(row.get(name, "")) for name in TEXTS}
    for name, most in TEXTS.items():
        if not texts[name]:
            findings.append(Invalid("form.missing", f"{name}-{number}"))
        elif len(texts[name]) > most:
            findings.append(Invalid("form.too_long", f"{name}-{number}", max_length=most))
    numbers = {name: _number(row.get(name, "")) for name in NUMBERS}
    findings += [
        Invalid("judging.criterion_number", f"{name}-{number}") for name, value in numbers.items() if value is None
    ]
    values = {name: 0.0 if value is None else value for name, value in numbers.items()}
    wrong = _scale_findings(number, values) if None not in numbers.values() else []
    findings += wrong
    has_scale = None not in numbers.values() and not wrong
    steps = _steps(number, row, values, findings) if has_scale else _NO_STEPS
    visibility = row.get("visibility", PRIVATE)
    if visibility not in VISIBILITIES:
        findings.append(Invalid("form.choice", f"visibility-{number}"))
    written = (texts["label_en"], texts["label_fr"], texts["question_en"], texts["question_fr"])
    scaled = (values["weight"], values["low"], values["high"], values["step"])
    return RubricCriterion(code, *written, *scaled, visibility, *steps)


def _steps(
    number: int, row: Mapping[str, str], values: Mapping[str, float], findings: list[Invalid]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the words of a scale's steps in both languages, none where something is wrong with them."""
    marks = scale(values["low"], values["high"], values["step"])
    try:
        english, french = (read_steps(row.get(name, ""), marks, f"{name}-{number}") for name in STEPS)
        check_both(english, french, f"steps_fr-{number}")
    except Invalid as wrong:
        findings.append(wrong)
        return _NO_STEPS
    return english, french


def _scale_findings(number: int, values: Mapping[str, float]) -> list[Invalid]:
    """Return what is wrong with a scale: its ends, its step, its weight."""
    if values["weight"] < 0:
        return [Invalid("judging.criterion_weight", f"weight-{number}", criterion=str(number + 1))]
    if values["low"] >= values["high"]:
        return [Invalid("judging.criterion_bounds", f"high-{number}", criterion=str(number + 1))]
    steps = (values["high"] - values["low"]) / values["step"] if values["step"] > 0 else math.inf
    if steps > MOST_STEPS or abs(steps - round(steps)) > 1e-9:
        return [Invalid("judging.criterion_step", f"step-{number}", most=MOST_STEPS)]
    return []


def _number(text: str) -> float | None:
    """Return a number as typed ("0,5" is a half); None when it is none, or has no end."""
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) <= 1000 else None


def save_rubric(work: Work, code: str, lines: Sequence[RubricCriterion], version: int) -> dict[str, Any]:
    """Change the rubric of a round and of all others that share it and have no marks.

    A rubric that somebody has marked with stays as it is: rounds without marks get a new version of it.

    Raises:
        Conflict("judging.rubric_used"): this round has marks.
        Late("judging.frozen"): it is over.
        Conflict("judging.changed"): changed since `version` was read.
    """
    prepare(work)
    turn = locked_round(work, code, PANELS)
    sharing = _locked_users(work, turn.rubric_id)
    rubric = work.session.get_one(Rubric, turn.rubric_id)
    if turn.state == FROZEN:
        raise Late("judging.frozen")
    marked = {one.id for one in sharing if _is_marked(work.session, one.id)}
    if turn.id in marked:
        raise Conflict("judging.rubric_used")
    if rubric.version != version:
        raise Conflict("judging.changed", "version")
    if marked:
        rubric = _next_version(work, rubric)
        for one in sharing:
            one.rubric_id = one.rubric_id if one.id in marked or one.state == FROZEN else rubric.id
        work.session.flush()
    else:
        rubric.version = _newest(work, rubric) + 1
        work.session.execute(delete(Criterion).where(Criterion.rubric_id == rubric.id))
    rows = [{**asdict(line), "rubric_id": rubric.id, "place": place} for place, line in enumerate(lines, start=1)]
    work.session.execute(insert(Criterion), rows)
    work.emit(RubricChanged(rubric_id=rubric.id, rubric_version=rubric.version, criteria=len(rows)))
    return {"round": code, "version": rubric.version}


def _locked_users(work: Work, rubric_id: int) -> list[Round]:
    # In the order of their ids, whoever asks: two who lock several rounds must not wait for each other.
    wanted = select(Round).where(Round.rubric_id == rubric_id).order_by(Round.id).with_for_update()
    return list(work.session.execute(wanted).scalars())


def _next_version(work: Work, rubric: Rubric) -> Rubric:
    return work.add(Rubric(edition_id=rubric.edition_id, code=rubric.code, version=_newest(work, rubric) + 1))


def _newest(work: Work, rubric: Rubric) -> int:
    wanted = select(func.max(Rubric.version)).where(Rubric.edition_id == rubric.edition_id, Rubric.code == rubric.code)
    return int(work.session.execute(wanted).scalar_one())


def _is_marked(session: Session, round_id: int) -> bool:
    from_round = select(Mark.visit_id).join(Visit, Visit.id == Mark.visit_id).where(Visit.round_id == round_id)
    return bool(session.execute(select(exists(from_round))).scalar_one())
