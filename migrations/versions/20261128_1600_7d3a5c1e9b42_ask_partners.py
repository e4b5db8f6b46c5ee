"""questions of teams to their partners."""

import sqlalchemy as sa
from alembic import op

import challenge.kernel.columns


revision = '7d3a5c1e9b42'
down_revision = '3f9a6d1c8e72'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward."""
    op.create_table(
        'question',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('public_id', sa.String(length=16), nullable=False),
        sa.Column('edition_id', sa.Integer(), nullable=False),
        sa.Column('problem_id', sa.Integer(), nullable=False),
        sa.Column('team_id', sa.Integer(), nullable=False),
        sa.Column('state', sa.String(length=12), nullable=False),
        sa.Column('asked', sa.Text(), nullable=False),
        sa.Column('question', sa.Text(), nullable=False),
        sa.Column('answer', sa.Text(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('by_partner', sa.Boolean(), nullable=False),
        sa.Column('asked_by', sa.Integer(), nullable=False),
        sa.Column('asked_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column('due_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column('forwarded_by', sa.Integer(), nullable=False),
        sa.Column('forwarded_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column('answered_by', sa.Integer(), nullable=False),
        sa.Column('ended_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_question_edition_id_edition')),
        sa.ForeignKeyConstraint(['problem_id'], ['problem.id'], name=op.f('fk_question_problem_id_problem')),
        sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_question_team_id_team')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_question')),
        sa.UniqueConstraint('public_id', name=op.f('uq_question_public_id')),
    )
    with op.batch_alter_table('question', schema=None) as batch_op:
        batch_op.create_index('ix_question_edition_state', ['edition_id', 'state'], unique=False)
        batch_op.create_index('ix_question_problem_state', ['problem_id', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_question_team_id'), ['team_id'], unique=False)
    op.create_table(
        'contact_opening',
        sa.Column('problem_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('edition_id', sa.Integer(), nullable=False),
        sa.Column('opened_by', sa.Integer(), nullable=False),
        sa.Column('opened_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_contact_opening_edition_id_edition')),
        sa.ForeignKeyConstraint(['problem_id'], ['problem.id'], name=op.f('fk_contact_opening_problem_id_problem')),
        sa.PrimaryKeyConstraint('problem_id', name=op.f('pk_contact_opening')),
    )
    with op.batch_alter_table('contact_opening', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contact_opening_edition_id'), ['edition_id'], unique=False)


def downgrade() -> None:
    """Change the shape back."""
    op.drop_table('contact_opening')
    op.drop_table('question')
