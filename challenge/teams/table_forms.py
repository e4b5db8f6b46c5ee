"""Forms of the plan of tables."""

import re
from collections.abc import Iterator

from pydantic import Field

from challenge.kernel.errors import Invalid, Rejected
from challenge.kernel.text import clean_line
from challenge.teams.seats import Zone
from challenge.web.forms import LARGEST, Form

ZONES_MOST, TABLES_MOST = 40, 999
_CODE = re.compile(r"[A-Z]{1,4}")
_NUMBERS = re.compile(r"(\d{1,3})(?:\s*[-–]\s*(\d{1,3}))?")


class TableForm(Form):
    """Which team goes where: to a free table, or in exchange with the team there."""

    team: str = Field(min_length=1, max_length=8)
    table: str = Field(min_length=1, max_length=12)
    reason: str = Field(default="", max_length=200)
    seen: str = Field(default="", max_length=40)


class CoachForm(Form):
    """Which team gets which coach; 0 for none."""

    team: str = Field(min_length=1, max_length=8)
    coach: int = Field(default=0, ge=0, le=LARGEST)
    reason: str = Field(default="", max_length=200)
    seen: str = Field(default="", max_length=40)


class SeenForm(Form):
    """The plan that somebody had before them."""

    seen: str = Field(default="", max_length=40)


class HallForm(Form):
    """The zones of the hall, a line each; a line without code is no zone. `remote` names lines by number from 0."""

    code: list[str] = Field(default_factory=list, max_length=ZONES_MOST)
    name: list[str] = Field(default_factory=list, max_length=ZONES_MOST)
    tables: list[str] = Field(default_factory=list, max_length=ZONES_MOST)
    accessible: list[str] = Field(default_factory=list, max_length=ZONES_MOST)
    remote: list[str] = Field(default_factory=list, max_length=ZONES_MOST)
    seen: str = Field(default="", max_length=40)
    sure: bool = False

    def lines(self) -> list[dict[str, str | bool]]:
        """Return what was typed, line by line, to be shown again."""
        columns = zip(self.code, self.name, self.tables, self.accessible, strict=False)
        return [
            {"code": code, "name": name, "tables": tables, "accessible": accessible, "remote": str(at) in self.remote}
            for at, (code, name, tables, accessible) in enumerate(columns)
        ]

    def zones(self) -> list[Zone]:
        """Return the zones.

        Raises:
            Rejected("form.invalid"): one finding per wrong field, placed `code-2`, `tables-2`, `accessible-2`.
            Invalid("teams.hall_empty"): no zone at all.
        """
        lines = [(at, line) for at, line in enumerate(self.lines()) if str(line["code"]).strip()]
        wrong = list(_wrong(lines))
        if wrong:
            raise Rejected("form.invalid", wrong)
        if not lines:
            raise Invalid("teams.hall_empty")
        return [
            Zone(
                str(line["code"]).strip().upper(),
                int(str(line["tables"])),
                frozenset(numbers(str(line["accessible"]))),
                bool(line["remote"]),
                clean_line(str(line["name"]))[:40],
            )
            for _, line in lines
        ]


def _wrong(lines: list[tuple[int, dict[str, str | bool]]]) -> Iterator[Invalid]:
    seen: set[str] = set()
    for at, line in lines:
        code, tables = str(line["code"]).strip().upper(), str(line["tables"]).strip()
        if not _CODE.fullmatch(code) or code in seen:
            yield Invalid("teams.zone_code", f"code-{at}", zone=code[:8])
        seen.add(code)
        most = int(tables) if tables.isdecimal() and len(tables) < 4 else 0
        if not 1 <= most <= TABLES_MOST:
            yield Invalid("teams.zone_tables", f"tables-{at}", most=TABLES_MOST)
        if max(numbers(str(line["accessible"])), default=1) > most or not _is_list(str(line["accessible"])):
            yield Invalid("teams.zone_accessible", f"accessible-{at}", zone=code[:8])


def _parts(text: str) -> list[str]:
    return [part for part in re.split(r"[,;\s]+(?![-–])", text.strip()) if part]


def _is_list(text: str) -> bool:
    return all((found := _NUMBERS.fullmatch(part)) and int(found[1]) > 0 for part in _parts(text))


def numbers(text: str) -> set[int]:
    """Return the numbers of a list as people write it: "1, 2, 19-20"; what is no number is left out."""
    found: set[int] = set()
    for part in _parts(text):
        if span := _NUMBERS.fullmatch(part):
            found.update(range(int(span[1]), int(span[2] or span[1]) + 1))
    return found


def as_list(found: frozenset[int]) -> str:
    """Return numbers as people write them: "1, 2, 19"."""
    return ", ".join(map(str, sorted(found)))
