"""three texts, details, contacts and files of problems."""

import sqlalchemy as sa
from alembic import op

import challenge.kernel.columns


revision = 'c6a1f0e7b2d3'
down_revision = '2f6c9a84e1b7'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward."""
    with op.batch_alter_table('problem') as batch:
        # The release before this one adds rows without them.
        batch.add_column(sa.Column('teaser', sa.String(length=300), nullable=False, server_default=''))
        batch.add_column(sa.Column('full_text', sa.Text(), nullable=False, server_default=''))
        batch.add_column(sa.Column('details', challenge.kernel.columns.JsonText(), nullable=False, server_default='{}'))
        batch.add_column(sa.Column('contacts', challenge.kernel.columns.JsonText(), nullable=False, server_default='{}'))
    op.create_table(
        'problem_file',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('public_id', sa.String(length=16), nullable=False),
        sa.Column('edition_id', sa.Integer(), nullable=False),
        sa.Column('problem_id', sa.Integer(), nullable=False),
        sa.Column('level', sa.String(length=12), nullable=False),
        sa.Column('file_key', sa.String(length=32), nullable=False),
        sa.Column('file_name', sa.String(length=200), nullable=False),
        sa.Column('media_type', sa.String(length=100), nullable=False),
        sa.Column('size', sa.BigInteger(), nullable=False),
        sa.Column('sha256', sa.String(length=64), nullable=False),
        sa.Column('added_by', sa.Integer(), nullable=False),
        sa.Column('added_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column('removed_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_problem_file_edition_id_edition')),
        sa.ForeignKeyConstraint(['problem_id'], ['problem.id'], name=op.f('fk_problem_file_problem_id_problem')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_problem_file')),
        sa.UniqueConstraint('public_id', name=op.f('uq_problem_file_public_id')),
    )
    with op.batch_alter_table('problem_file') as batch:
        batch.create_index(batch.f('ix_problem_file_edition_id'), ['edition_id'])
        batch.create_index(batch.f('ix_problem_file_problem_id'), ['problem_id'])


def downgrade() -> None:
    """Change the shape back."""
    op.drop_table('problem_file')
    with op.batch_alter_table('problem') as batch:
        for name in ('contacts', 'details', 'full_text', 'teaser'):
            batch.drop_column(name)
