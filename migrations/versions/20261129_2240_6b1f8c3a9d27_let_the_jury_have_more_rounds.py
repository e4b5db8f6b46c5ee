"""rounds of the jury between the first and the finals, each with a deliberation of its own."""

import sqlalchemy as sa
from alembic import op

import challenge.kernel.columns

revision = '6b1f8c3a9d27'
down_revision = '4d7a90c3e1f5'
branch_labels = None
depends_on = None

_DELIBERATED = ('shortlist_draft', 'deliberation_note')
_FIXED = "('all', 'finalists')"


def upgrade() -> None:
    """Change the shape forward."""
    with op.batch_alter_table('judging_round') as batch:
        for name in ('name_en', 'name_fr'):
            batch.add_column(sa.Column(name, sa.String(length=80), nullable=False, server_default=''))
        batch.add_column(sa.Column('takes', sa.Integer(), nullable=True))
        batch.add_column(sa.Column('visits_per_team', sa.Integer(), nullable=True))
        batch.add_column(sa.Column('announced_by', sa.String(length=40), nullable=False, server_default=''))
        batch.add_column(sa.Column('version', sa.Integer(), nullable=False, server_default='1'))
    with op.batch_alter_table('reveal') as batch:
        batch.add_column(
            sa.Column('shortlists', challenge.kernel.columns.JsonText(), nullable=False, server_default='{}')
        )
    # What was decided and said before led to the finals.
    for table in _DELIBERATED:
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column('goes_to', sa.String(length=40), nullable=False, server_default='finals'))
    with op.batch_alter_table('shortlist_draft') as batch:
        batch.drop_constraint(batch.f('uq_shortlist_draft_edition_id_version'), type_='unique')
        batch.create_unique_constraint(
            batch.f('uq_shortlist_draft_edition_id_goes_to_version'), ['edition_id', 'goes_to', 'version']
        )


def downgrade() -> None:
    """Change the shape back; rounds between go with their visits, for nothing knows them any more."""
    rounds = f'(SELECT id FROM judging_round WHERE teams NOT IN {_FIXED})'
    for table in ('mark', 'visit_edit'):
        op.execute(f'DELETE FROM {table} WHERE visit_id IN (SELECT id FROM visit WHERE round_id IN {rounds})')
    op.execute(f'DELETE FROM visit WHERE round_id IN {rounds}')
    op.execute(f'DELETE FROM judging_round WHERE teams NOT IN {_FIXED}')
    for table in _DELIBERATED:
        op.execute(f"DELETE FROM {table} WHERE goes_to <> 'finals'")
    with op.batch_alter_table('shortlist_draft') as batch:
        batch.drop_constraint(batch.f('uq_shortlist_draft_edition_id_goes_to_version'), type_='unique')
        batch.create_unique_constraint(batch.f('uq_shortlist_draft_edition_id_version'), ['edition_id', 'version'])
    for table in _DELIBERATED:
        with op.batch_alter_table(table) as batch:
            batch.drop_column('goes_to')
    with op.batch_alter_table('reveal') as batch:
        batch.drop_column('shortlists')
    with op.batch_alter_table('judging_round') as batch:
        for name in ('version', 'announced_by', 'visits_per_team', 'takes', 'name_fr', 'name_en'):
            batch.drop_column(name)
