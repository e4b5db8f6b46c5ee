"""Who is kept out of which problems: by name, by a tag that the organiser defines, by working for a rival."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.kernel.text import fold
from challenge.organisations.models import Organisation, Participation
from challenge.people.models import Person
from challenge.teams.bindings import Bound

TAG_COLUMNS = {"tags", "tag", "etiquettes", "etiquette", "eligibility", "eligibilite"}
"""Columns of the organiser's own roster that hold tags, joined by `;` or `,`; case and accents do not matter."""

EMPLOYER_COLUMNS = {"employer", "employeur", "entreprise", "company"}
"""Columns that name the firm a student works for, as apprentices do."""


def tags_of(person: Person) -> frozenset[str]:
    """Return a person's tags, folded."""
    cells = (value for name, value in person.custom.items() if fold(name) in TAG_COLUMNS)
    return frozenset(word for cell in cells for part in cell.replace(",", ";").split(";") if (word := fold(part)))


def employer_of(person: Person) -> str:
    """Return the firm a person works for, folded; "" for none."""
    return next((fold(value) for name, value in person.custom.items() if fold(name) in EMPLOYER_COLUMNS), "")


@dataclass(frozen=True, slots=True)
class Bars:
    """Who is kept out of what, for a solver that knows one word per person and a set of words per problem.

    Fields:
        barred: per person's ref the problems they are barred from by name.
        kinds: every word in use, with the ref it stands for ("" for tags alone) and the tags.
    """

    barred: Mapping[str, frozenset[str]]
    kinds: Mapping[str, tuple[str, frozenset[str]]]

    @classmethod
    def of(cls, people: Sequence[Person], bound: Sequence[Bound]) -> "Bars":
        """Return the bars of an edition's people."""
        named: dict[str, set[str]] = {}
        for one in bound:
            if one.kind == "barred":
                named.setdefault(one.person, set()).add(one.target)
        barred = {ref: frozenset(refs) for ref, refs in named.items()}
        known = cls(barred, {})
        return cls(barred, {known.kind_of(one): known._meant(one) for one in people})

    def kind_of(self, person: Person) -> str:
        """Return the word that stands for a person; the same for all who have no bar and the same tags."""
        ref, tags = self._meant(person)
        return f"{ref}|{';'.join(sorted(tags))}" if ref or tags else ""

    def _meant(self, person: Person) -> tuple[str, frozenset[str]]:
        return (person.ref if person.ref in self.barred else "", tags_of(person))

    def kept_out(self, problem: str, excluded: Iterable[str]) -> frozenset[str]:
        """Return the words of those who may not work on a problem: barred by name, or with an excluded tag."""
        tags = {fold(tag) for tag in excluded}
        return frozenset(
            kind
            for kind, (ref, own) in self.kinds.items()
            if kind and (own & tags or problem in self.barred.get(ref, ()))
        )


def rival_names(session: Session, edition_id: int) -> Mapping[int, frozenset[str]]:
    """Return, per organisation, the folded names of its rivals: who shares its conflict group; one statement."""
    rows = session.execute(
        select(Organisation.id, Organisation.name, Participation.conflict_group)
        .join(Participation, Participation.organisation_id == Organisation.id)
        .where(Participation.edition_id == edition_id, Participation.conflict_group != "")
    ).all()
    return {
        row.id: frozenset(fold(other.name) for other in rows if other.id != row.id and other[2] == row[2])
        for row in rows
    }
