"""who opened which restricted text or file of a problem."""

import sqlalchemy as sa
from alembic import op

import challenge.kernel.columns


revision = 'c92d5e7f1a64'
down_revision = '0b9e6c3a7d41'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward."""
    op.create_table(
        'problem_opening',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('edition_id', sa.Integer(), nullable=False),
        sa.Column('problem_id', sa.Integer(), nullable=False),
        sa.Column('file_id', sa.Integer(), nullable=True),
        sa.Column('level', sa.String(length=12), nullable=False),
        sa.Column('account_id', sa.Integer(), nullable=False),
        sa.Column('role', sa.String(length=16), nullable=False),
        sa.Column('team', sa.String(length=8), nullable=False),
        sa.Column('opened_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_problem_opening_edition_id_edition')),
        sa.ForeignKeyConstraint(['problem_id'], ['problem.id'], name=op.f('fk_problem_opening_problem_id_problem')),
        sa.ForeignKeyConstraint(['file_id'], ['problem_file.id'], name=op.f('fk_problem_opening_file_id_problem_file')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_problem_opening')),
    )
    with op.batch_alter_table('problem_opening') as batch:
        batch.create_index(batch.f('ix_problem_opening_edition_id'), ['edition_id'])
        batch.create_index(batch.f('ix_problem_opening_problem_id'), ['problem_id'])


def downgrade() -> None:
    """Change the shape back."""
    op.drop_table('problem_opening')
