"""The files an organiser has before an edition, invented from a seed: the same seed gives the same bytes."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from challenge.kernel.text import slug
from challenge.rehearsal.names import ASKS, COHORTS, FIRMS, FIRST_NAMES, LAST_NAMES, SKILLS, STARTS, TOWNS

ORGANISATIONS = {"large": 20, "sme": 16, "startup": 8, "association": 10, "public": 7, "lab": 3}
COACHES, EXPERTS, ORGANISERS = 100, 40, 8
ZONES = "ABCDEFGH"


@dataclass(frozen=True, slots=True)
class Shape:
    """The size of a demonstration: students, confirmed problems, teams, jurors, visits a juror can make in a round."""

    students: int
    problems: int
    teams: int
    jurors: int
    capacity: int


SHAPES = {160: Shape(1700, 151, 160, 45, 12), 300: Shape(1700, 151, 300, 50, 20)}


def files(shape: Shape, seed: int) -> dict[str, bytes]:
    """Return the CSV files by kind of import, in the order in which they refer to each other."""
    rng = Random(f"demonstration/{shape}/{seed}")
    organisations = _organisations(rng)
    problems = _problems(rng, [row[0] for row in organisations], shape)
    themes = sorted({theme for _, theme, _, _ in ASKS})
    students = _students(rng)
    return {
        "organisations": _csv(("organisation", "kind", "town", "cluster", "conflict_group"), organisations),
        "problems": _csv(_PROBLEM_HEAD, problems),
        "roster": _csv(_STUDENT_HEAD, students),
        "wishes": _csv(("student_id", "rank", "kind", "target"), _wishes(students, problems, seed)),
        "staff": _csv(_STAFF_HEAD, _staff(rng)),
        "jurors": _csv(_JUROR_HEAD, _jurors(rng, [row[0] for row in organisations], themes, shape)),
    }


_PROBLEM_HEAD = (
    *("problem_id", "organisation", "title", "summary", "category", "theme", "wanted_depts", "required_skills"),
    *(
        "language",
        "site",
        "remote_ok",
        "min_teams",
        "max_teams",
        "confidentiality",
        "rights",
        "contact_email",
        "backup_email",
        "status",
    ),
)
_STUDENT_HEAD = (
    *("student_id", "first_name", "last_name", "email", "department", "level", "school", "languages", "site"),
    *("skills", "present", "needs", "consents"),
)
_STAFF_HEAD = ("email", "first_name", "last_name", "role", "domains", "languages", "zone", "capacity")
_JUROR_HEAD = ("juror", "email", "first_name", "last_name", "organisation", "domain", "capacity")


def _csv(head: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue().encode()


def _organisations(rng: Random) -> list[list[str]]:
    rows: list[list[str]] = []
    for kind, count in ORGANISATIONS.items():
        names = [f"{name} {town}" for name in FIRMS[kind] for town in TOWNS]
        for name in rng.sample(names, count):
            rows.append([name, kind, name.rsplit(" ", 1)[1], rng.choice(["", "", "Mobilité", "Énergie"]), ""])
    bidders = rng.sample([row for row in rows if row[1] in ("large", "sme")], 8)
    for number, (left, right) in enumerate(zip(bidders[::2], bidders[1::2], strict=True), start=1):
        left[4] = right[4] = f"appel-{number}"
    return rows


def _problems(rng: Random, organisations: Sequence[str], shape: Shape) -> list[list[object]]:
    twice = set(rng.sample(range(shape.problems), shape.teams - shape.problems))
    statuses = ["confirmed"] * shape.problems + ["submitted"] * 12 + ["waiting"] * 6 + ["rejected"] * 9
    rows: list[list[object]] = []
    for number, status in enumerate(statuses):
        words, theme, departments, skill = ASKS[number % len(ASKS)]
        organisation = organisations[number % len(organisations)]
        summary = (
            f"{organisation} voudrait {words}. Ce qui existe ne suffit pas : il manque du temps, des moyens, "
            "et un regard neuf. L’équipe rencontrera ceux qui vivent le problème, puis fabriquera une maquette."
        )
        rows.append(
            [
                f"P{number + 1:03d}",
                organisation,
                f"{rng.choice(STARTS)} {words}",
                summary,
                "challenge",
                theme,
                departments,
                skill,
                "en" if rng.random() < 0.15 else "fr",
                "ANY",
                int(number % 3 == 0),
                1,
                2 if number in twice else 1,
                rng.choices(["open", "restricted", "secret"], [80, 15, 5])[0],
                rng.choice(["shared", "shared", "students", "partner", "open"]),
                f"contact@{slug(organisation)}.example",
                f"second@{slug(organisation)}.example",
                status,
            ]
        )
    return rows


def _students(rng: Random) -> list[list[object]]:
    rows: list[list[object]] = []
    for department, level, count in COHORTS:
        for _ in range(count):
            number = len(rows) + 1
            first, last = rng.choice(FIRST_NAMES), rng.choice(LAST_NAMES)
            school = "École" if rng.random() < 0.9 else rng.choice(["Lomé", "Yverdon", "Troyes"])
            skills = [skill for skill in SKILLS[department] if rng.random() < 0.5]
            rows.append(
                [
                    f"S{number:05d}",
                    first,
                    last,
                    f"{slug(first)}.{slug(last)}.{number}@etu.example",
                    department,
                    level,
                    school,
                    "en;fr" if rng.random() < 0.8 else "fr",
                    "REM" if rng.random() < 0.02 else "BEL",
                    ";".join(skills),
                    1,
                    "",
                    rng.choice(["photo;contact", "photo", ""]),
                ]
            )
    return rows


def _wishes(
    students: Sequence[Sequence[object]], problems: Sequence[Sequence[object]], seed: int
) -> list[list[object]]:
    """Let two thirds of the students wish two problems and a theme; a few problems are much sought after."""
    rng = Random(f"wishes/{seed}")
    offered = [
        row for row in problems if row[-1] == "confirmed" and row[_PROBLEM_HEAD.index("confidentiality")] == "open"
    ]
    sought = [1 / (place + 3) for place in range(len(offered))]
    rng.shuffle(offered)
    rows: list[list[object]] = []
    for student in students:
        if rng.random() < 1 / 3:
            continue
        chosen = list(dict.fromkeys(str(row[0]) for row in rng.choices(offered, sought, k=2)))
        rows += [[student[0], rank, "problem", ref] for rank, ref in enumerate(chosen, start=1)]
        rows.append([student[0], len(chosen) + 1, "theme", rng.choice(offered)[5]])
    return rows


def _staff(rng: Random) -> list[list[object]]:
    rows: list[list[object]] = []
    roles = [("organiser", ORGANISERS, 0), ("coach", COACHES, 2), ("expert", EXPERTS, 6)]
    for role, count, capacity in roles:
        for number in range(1, count + 1):
            first, last = rng.choice(FIRST_NAMES), rng.choice(LAST_NAMES)
            domains = rng.choice(list(SKILLS.values())) if role == "expert" else ()
            rows.append(
                [
                    f"{role}{number}@demo.example",
                    first,
                    last,
                    role,
                    ";".join(domains[:2]),
                    "en;fr",
                    ZONES[number % len(ZONES)],
                    capacity,
                ]
            )
    return rows


def _jurors(rng: Random, organisations: Sequence[str], themes: Sequence[str], shape: Shape) -> list[list[object]]:
    return [
        [
            f"J{number:03d}",
            f"juror{number}@demo.example",
            rng.choice(FIRST_NAMES),
            rng.choice(LAST_NAMES),
            organisations[(number * 7) % len(organisations)],
            themes[number % len(themes)],
            shape.capacity,
        ]
        for number in range(1, shape.jurors + 1)
    ]
