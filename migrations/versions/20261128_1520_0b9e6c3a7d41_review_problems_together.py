"""comments at a field, several reviewers, decisions carried out together."""

import sqlalchemy as sa
from alembic import op

import challenge.kernel.columns


revision = '0b9e6c3a7d41'
down_revision = '4f1d8b6e3c72'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward."""
    when = challenge.kernel.columns.UtcDateTime(timezone=True)
    op.create_table(
        'problem_comment',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('public_id', sa.String(length=16), nullable=False),
        sa.Column('problem_id', sa.Integer(), nullable=False),
        sa.Column('field', sa.String(length=40), nullable=False),
        sa.Column('said', sa.Text(), nullable=False),
        sa.Column('asks', sa.Boolean(), nullable=False),
        sa.Column('account_id', sa.Integer(), nullable=False),
        sa.Column('at', when, nullable=False),
        sa.Column('answer', sa.Text(), nullable=False),
        sa.Column('answered_by', sa.Integer(), nullable=False),
        sa.Column('answered_at', when, nullable=True),
        sa.ForeignKeyConstraint(['problem_id'], ['problem.id'], name=op.f('fk_problem_comment_problem_id_problem')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_problem_comment')),
        sa.UniqueConstraint('public_id', name=op.f('uq_problem_comment_public_id')),
    )
    op.create_table(
        'problem_agreement',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('problem_id', sa.Integer(), nullable=False),
        sa.Column('account_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('at', when, nullable=False),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_problem_agreement_account_id_account')),
        sa.ForeignKeyConstraint(['problem_id'], ['problem.id'], name=op.f('fk_problem_agreement_problem_id_problem')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_problem_agreement')),
        sa.UniqueConstraint(
            'problem_id', 'account_id', 'number', name=op.f('uq_problem_agreement_problem_id_account_id_number')
        ),
    )
    op.create_table(
        'problem_ruling',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('public_id', sa.String(length=16), nullable=False),
        sa.Column('edition_id', sa.Integer(), nullable=False),
        sa.Column('problem_id', sa.Integer(), nullable=False),
        sa.Column('decision', sa.String(length=12), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('made_by', sa.Integer(), nullable=False),
        sa.Column('made_at', when, nullable=False),
        sa.Column('batch', sa.String(length=16), nullable=False),
        sa.Column('before', sa.String(length=12), nullable=False),
        sa.Column('applied_at', when, nullable=True),
        sa.Column('undone_at', when, nullable=True),
        sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_problem_ruling_edition_id_edition')),
        sa.ForeignKeyConstraint(['problem_id'], ['problem.id'], name=op.f('fk_problem_ruling_problem_id_problem')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_problem_ruling')),
        sa.UniqueConstraint('public_id', name=op.f('uq_problem_ruling_public_id')),
    )
    with op.batch_alter_table('problem_comment') as batch:
        batch.create_index(batch.f('ix_problem_comment_problem_id'), ['problem_id'])
    with op.batch_alter_table('problem_ruling') as batch:
        batch.create_index(batch.f('ix_problem_ruling_problem_id'), ['problem_id'])
        batch.create_index('ix_problem_ruling_edition_batch', ['edition_id', 'batch'])


def downgrade() -> None:
    """Change the shape back."""
    op.drop_table('problem_ruling')
    op.drop_table('problem_agreement')
    op.drop_table('problem_comment')
