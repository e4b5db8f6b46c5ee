"""Forms of teams."""

from collections.abc import Collection

from pydantic import Field

from challenge.kernel.errors import Invalid
from challenge.teams.drafts import Step
from challenge.teams.rules import BENDABLE, LISTS, MUST, NUMBERS, SIZE_MOST, CompositionRules
from challenge.web.forms import LARGEST, Form


class RulesForm(Form):
    """All rules of a composition, and the version they were read at."""

    min_size: int = Field(ge=1, le=SIZE_MOST)
    max_size: int = Field(ge=1, le=SIZE_MOST)
    dept_cap: int = Field(ge=1, le=SIZE_MOST)
    school_cap: int = Field(default=0, ge=0, le=SIZE_MOST)
    min_depts: int = Field(ge=0, le=20)
    min_seniors: int = Field(ge=0, le=20)
    all_teams: bool = False
    with_wishes: bool = False
    policy: str = "weighted"
    strength_department_cap: str = MUST
    strength_school_cap: str = MUST
    strength_min_depts: str = MUST
    strength_seniors: str = MUST
    strength_required_skill: str = MUST
    strength_language: str = MUST
    strength_site: str = MUST
    strength_together: str = MUST
    strength_apart: str = MUST
    strength_barred: str = MUST
    version: int = Field(default=0, ge=0, le=LARGEST)

    def rules(self, standing: CompositionRules) -> CompositionRules:
        """Return the rules, with the exceptions of those that stand."""
        chosen = {rule: getattr(self, f"strength_{rule}") for rule in BENDABLE}
        return CompositionRules(
            min_size=self.min_size,
            max_size=self.max_size,
            dept_cap=self.dept_cap,
            min_depts=self.min_depts,
            min_seniors=self.min_seniors,
            all_teams=self.all_teams,
            school_cap=self.school_cap,
            with_wishes=self.with_wishes,
            policy=self.policy,
            strengths={rule: strength for rule, strength in chosen.items() if strength != MUST},
            exceptions=standing.exceptions,
        )


class WayOutForm(Form):
    """One way out of an impossible composition, or a version of the rules to restore."""

    version: int = Field(default=0, ge=0, le=LARGEST)
    restored: int = Field(default=0, ge=0, le=1_000_000)
    rule: str = Field(default="", max_length=60)
    code: str = Field(default="", max_length=60)
    names: str = Field(default="", max_length=4000)


class BindingForm(Form):
    """Who is bound to whom or to what, and why."""

    kind: str = Field(max_length=8)
    person: str = Field(min_length=1, max_length=40)
    target: str = Field(min_length=1, max_length=40)
    team_no: int | None = Field(default=None, ge=1, le=60)
    reason: str = Field(min_length=1, max_length=200)


class RunForm(Form):
    """What a computation may take: seconds, seed, a name to find it by."""

    seconds: int = Field(default=20, ge=1, le=600)
    seed: int = Field(default=1, ge=0, le=1_000_000)
    name: str = Field(default="", max_length=60)


class MoveForm(Form):
    """Who is moved by hand: into a team, or in exchange for somebody."""

    person: str = Field(min_length=1, max_length=40)
    target: str = Field(default="", max_length=20)
    team_no: int = Field(default=1, ge=1, le=99)
    swapped: str = Field(default="", max_length=40)
    reason: str = Field(default="", max_length=200)
    anyway: bool = False
    version: int = Field(default=0, ge=0, le=LARGEST)

    def step(self) -> Step:
        """Return what is to be done."""
        return Step(self.person, (self.target, self.team_no), self.swapped, self.reason, self.anyway)


class WishesForm(Form):
    """A student's wishes, the first one first: `problem:<ref>` or `theme:<name>` each."""

    wish: list[str] = Field(default_factory=list, max_length=20)

    def wanted(self) -> list[tuple[str, str]]:
        """Return kind and target of each; empty lines are passed over."""
        parts = [one.partition(":") for one in self.wish if one]
        return [(kind, target) for kind, _, target in parts]


class PlanForm(Form):
    """The milestone at which the teams are published; "" for none."""

    milestone: str = Field(default="", max_length=40)


class RepairForm(Form):
    """How many moves beyond the least may win back quality."""

    more_moves: int = Field(default=0, ge=0, le=20)


class ExceptionForm(Form):
    """One exception for one problem: a number, or words joined by `;`; empty takes it away."""

    problem: str = Field(min_length=1, max_length=20)
    field: str = Field(max_length=12)
    value: str = Field(default="", max_length=200)
    version: int = Field(default=0, ge=0, le=LARGEST)

    def rules(self, standing: CompositionRules, known: Collection[str]) -> CompositionRules:
        """Return the rules with the exception.

        Raises:
            Invalid("teams.problem"), Invalid("teams.exception"): no such problem or field; not a number in range.
        """
        if self.problem not in known:
            raise Invalid("teams.problem", "problem", ref=self.problem)
        if not self.value:
            return standing.without(self.problem, self.field)
        if self.field in LISTS:
            words = [word for part in self.value.split(";") if (word := part.strip())]
            return standing.excepting(self.problem, **{self.field: words})
        if self.field not in NUMBERS or not self.value.isdecimal() or int(self.value) > SIZE_MOST:
            raise Invalid("teams.exception", "value")
        return standing.excepting(self.problem, **{self.field: int(self.value)})
