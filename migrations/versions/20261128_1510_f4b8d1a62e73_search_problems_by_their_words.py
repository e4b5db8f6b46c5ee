"""the words of problems, for the full-text search of each database."""

import json
import re

import sqlalchemy as sa
from alembic import op

from challenge.kernel.text import fold


revision = 'f4b8d1a62e73'
down_revision = 'b7e4c9d20a53'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward, and put what is known into it."""
    connection = op.get_bind()
    if connection.dialect.name == 'sqlite':
        op.execute("CREATE VIRTUAL TABLE problem_words USING fts5(title, body, tokenize = 'unicode61 remove_diacritics 2')")
        keep = 'INSERT INTO problem_words(rowid, title, body) VALUES (:id, :title, :body)'
    else:
        op.execute(
            'CREATE TABLE problem_words (id integer PRIMARY KEY REFERENCES problem (id) ON DELETE CASCADE,'
            ' words tsvector NOT NULL)'
        )
        op.execute('CREATE INDEX ix_problem_words_words ON problem_words USING gin (words) WITH (fastupdate = off)')
        keep = (
            "INSERT INTO problem_words(id, words) VALUES (:id, to_tsvector('french', :title || ' ' || :body)"
            " || to_tsvector('english', :title || ' ' || :body))"
        )
    for row in connection.execute(sa.text('SELECT id, title, summary, teaser, details FROM problem')).all():
        details = json.loads(row.details)
        parts = [row.summary, row.teaser, *(str(details.get(name, '')) for name in ('context', 'question', 'expected'))]
        title, body = (fold(re.sub("[’'/.,;:()]", ' ', said)) for said in (row.title, ' '.join(parts)))
        connection.execute(sa.text(keep), {'id': row.id, 'title': title, 'body': body})


def downgrade() -> None:
    """Change the shape back."""
    op.execute('DROP TABLE problem_words')
