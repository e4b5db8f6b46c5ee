"""drafts that keep themselves, and what each version of a problem said."""

import sqlalchemy as sa
from alembic import op

import challenge.kernel.columns


revision = 'd8e2b4c07a95'
down_revision = 'c6a1f0e7b2d3'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward."""
    op.create_table(
        'problem_draft',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('public_id', sa.String(length=16), nullable=False),
        sa.Column('edition_id', sa.Integer(), nullable=False),
        sa.Column('account_id', sa.Integer(), nullable=False),
        sa.Column('problem_id', sa.Integer(), nullable=True),
        sa.Column('values', challenge.kernel.columns.JsonText(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('kept_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_problem_draft_account_id_account')),
        sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_problem_draft_edition_id_edition')),
        sa.ForeignKeyConstraint(['problem_id'], ['problem.id'], name=op.f('fk_problem_draft_problem_id_problem')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_problem_draft')),
        sa.UniqueConstraint('public_id', name=op.f('uq_problem_draft_public_id')),
    )
    with op.batch_alter_table('problem_draft') as batch:
        batch.create_index('ix_problem_draft_account_edition', ['account_id', 'edition_id'])
        batch.create_index(batch.f('ix_problem_draft_edition_id'), ['edition_id'])
        batch.create_index(batch.f('ix_problem_draft_problem_id'), ['problem_id'])
    op.create_table(
        'problem_version',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('problem_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('said', challenge.kernel.columns.JsonText(), nullable=False),
        sa.Column('account_id', sa.Integer(), nullable=False),
        sa.Column('at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['problem_id'], ['problem.id'], name=op.f('fk_problem_version_problem_id_problem')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_problem_version')),
        sa.UniqueConstraint('problem_id', 'number', name=op.f('uq_problem_version_problem_id_number')),
    )


def downgrade() -> None:
    """Change the shape back."""
    op.drop_table('problem_version')
    op.drop_table('problem_draft')
