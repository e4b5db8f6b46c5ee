"""What was tried already: problems of all editions that are like a text, found by the database's own full-text search.

SQLite finds by FTS5, PostgreSQL by tsvector with French and English stems; both under the name `problem_words`, behind
one question. Which words are rare is counted among the problems that the reader may see: what others hide changes
neither what is found nor its order.
"""

import math
import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Connection, Integer, and_, column, or_, select, text, true
from sqlalchemy.orm import Session

from challenge.editions.models import Edition
from challenge.kernel.text import fold, stem
from challenge.kernel.work import Work
from challenge.organisations.models import Participation
from challenge.problems.models import Problem
from challenge.problems.queries import CARD, ProblemCard, disclosed, with_organisation
from challenge.problems.rules import Confidentiality, Reading, Standing, Status

_HIT = (column("word", Integer), column("id", Integer))
WORDS_MOST = 20
FOUND_MOST = 5
LEAST = 0.2
"""Below this share of the text's weight two problems have words in common, not a subject."""

_SAYS_NOTHING = (
    "avec aux aussi avoir ces cette chez comme comment dans des donc dont elle elles entre est etre fait faire font "
    "leur leurs les lors mais meme mes moins notre nos nous ont par pas peu peut peuvent plus pour pourquoi quand que "
    "quel quelle qui quoi sans ses sont sous sur tous tout toute toutes tres une vers voir vos votre vous about after "
    "all and any are because been before being but can could did does each for from had has have how into its more "
    "most not now only our out over own same she should some such than that the their them then there these they this "
    "those through too under until very was were what when where which while who why will with would you your "
    "ainsi afin bien cela celui chaque depuis encore existe ici jamais moyen non plusieurs selon seul soit temps vont"
)
_STOP = frozenset(_SAYS_NOTHING.split())


@dataclass(frozen=True, slots=True)
class Alike:
    """A problem that is like a text.

    Fields:
        card: as far as the reader may read it; of others the title and what lies with it.
        teaser: "" when there is none or it may not be read.
        slug, edition: where it was posted.
        score: share of the text's weight that it has, 0 to 1.
    """

    card: ProblemCard
    teaser: str
    slug: str
    edition: str
    score: float


def folded(said: str) -> str:
    """Return words without accents, case and signs; an elision is cut off ("l’énergie" gives "l energie")."""
    return fold(re.sub(r"[’'/.,;:()]", " ", said))


def asked_words(said: str) -> list[str]:
    """Return the words by which is searched: folded, of three letters at least, without those that say nothing."""
    words = (word for word in folded(said).split() if word.isalnum())
    telling = (word[:40] for word in words if len(word) > 2 and word not in _STOP)
    return list(dict.fromkeys(telling))[:WORDS_MOST]


def keep_words(work: Work, row: Problem) -> None:
    """Put what a problem says at the disposal of the search, in the same change."""
    work.session.flush()
    write_words(work.connection, row)


def write_words(connection: Connection, row: Problem) -> None:
    """Write the words of a problem; what it said before is forgotten."""
    details = row.details or {}
    parts = [row.summary, row.teaser, *(str(details.get(name, "")) for name in ("context", "question", "expected"))]
    said = {"id": row.id, "title": folded(row.title), "body": folded(" ".join(part or "" for part in parts))}
    if connection.dialect.name == "sqlite":
        connection.execute(text("DELETE FROM problem_words WHERE rowid = :id"), {"id": row.id})
        wanted = "INSERT INTO problem_words(rowid, title, body) VALUES (:id, :title, :body)"
    else:
        wanted = (
            "INSERT INTO problem_words(id, words) VALUES (:id, to_tsvector('french', :title || ' ' || :body)"
            " || to_tsvector('english', :title || ' ' || :body))"
            " ON CONFLICT (id) DO UPDATE SET words = excluded.words"
        )
    connection.execute(text(wanted), said)


def alike(
    session: Session, edition_id: int, said: str, who: Standing, *, but: int = 0, everywhere: bool = False
) -> list[Alike]:
    """Return the problems of all editions that are most like a text, the nearest first.

    Args:
        session: of whichever database.
        edition_id: in which the reader stands as `who`.
        said: what is being written.
        who: a partner sees its own organisations' problems, and of others what everybody reads, its rivals' apart;
            an organiser sees all of this edition.
        but: a problem that is not looked at: the one being written.
        everywhere: the reader sees all of every edition (administrators).
    """
    words = asked_words(said)
    if len(words) < 2:
        return []
    visible = true() if everywhere else _visible(session, edition_id, who)
    hits = _hits(session, words, and_(Problem.id != but, visible))
    best = _best(hits, len(words))
    return _shown(session, edition_id, best, who, everywhere=everywhere) if best else []


def _visible(session: Session, edition_id: int, who: Standing) -> ColumnElement[bool]:
    """Say which problems a reader may learn of; rivals' are left out even where they are public."""
    is_open = and_(Problem.status == Status.CONFIRMED.value, Problem.confidentiality == Confidentiality.OPEN.value)
    if who.is_organiser:
        return or_(is_open, Problem.edition_id == edition_id)
    rivals = _rivals(session, edition_id, who.organisation_ids)
    strange = and_(is_open, or_(Problem.organisation_id.is_(None), Problem.organisation_id.not_in(rivals)))
    return or_(strange, Problem.organisation_id.in_(who.organisation_ids))


def _rivals(session: Session, edition_id: int, own: Collection[int]) -> list[int]:
    here = select(Participation.organisation_id, Participation.conflict_group).where(
        Participation.edition_id == edition_id, Participation.conflict_group != ""
    )
    rows = session.execute(here).all()
    groups = {row.conflict_group for row in rows if row.organisation_id in own}
    return [row.organisation_id for row in rows if row.conflict_group in groups and row.organisation_id not in own]


def _hits(session: Session, words: Sequence[str], visible: ColumnElement[bool]) -> dict[int, set[int]]:
    """Return which problems have which word, by its place among the words."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    one = (
        "SELECT {n} AS word, rowid AS id FROM problem_words WHERE problem_words MATCH :w{n}"
        if is_sqlite
        else "SELECT {n} AS word, id FROM problem_words WHERE words @@ (to_tsquery('french', :w{n})"
        " || to_tsquery('english', :w{n}))"
    )
    union = text(" UNION ALL ".join(one.format(n=n) for n in range(len(words))))
    asked = {f"w{n}": f'"{stem(word)}" *' if is_sqlite else word for n, word in enumerate(words)}
    found = union.bindparams(**asked).columns(*_HIT).subquery("hit")
    rows = session.execute(select(found.c.word, found.c.id).join(Problem, Problem.id == found.c.id).where(visible))
    hits: dict[int, set[int]] = defaultdict(set)
    for word, problem_id in rows:
        hits[word].add(problem_id)
    return hits


def _best(hits: Mapping[int, set[int]], count: int) -> list[tuple[int, float]]:
    """Return the nearest problems with their scores: rare words weigh more; ties by the later problem."""
    everybody = len(set().union(*hits.values())) if hits else 0
    weight = {word: math.log(1 + everybody / len(ids)) for word, ids in hits.items()}
    # A word that nobody used weighs as much as one that a single problem used.
    whole = sum(weight.values()) + (count - len(weight)) * math.log(1 + everybody)
    scores: dict[int, list[float]] = defaultdict(list)
    for word, ids in hits.items():
        for problem_id in ids:
            scores[problem_id].append(weight[word])
    found = [(one, sum(parts) / whole) for one, parts in scores.items() if len(parts) > 1 and whole]
    near = [pair for pair in found if pair[1] >= LEAST]
    return sorted(near, key=lambda pair: (-pair[1], -pair[0]))[:FOUND_MOST]


def _shown(
    session: Session, edition_id: int, best: Sequence[tuple[int, float]], who: Standing, *, everywhere: bool
) -> list[Alike]:
    ids = [problem_id for problem_id, _ in best]
    wanted = with_organisation(select(*CARD, Problem.teaser, Edition.slug, Edition.name, Problem.edition_id))
    rows = session.execute(wanted.join(Edition, Edition.id == Problem.edition_id).where(Problem.id.in_(ids)))
    cards = {row[0]: row for row in rows}
    found = []
    for problem_id, score in best:
        *card, teaser, slug, edition, home = cards[problem_id]
        standing = replace(who, is_organiser=everywhere or (who.is_organiser and home == edition_id))
        shown = disclosed(ProblemCard(*card), standing)
        if shown is not None and shown.level >= Reading.TITLE:
            found.append(Alike(shown, teaser, slug, edition, score))
    return found
