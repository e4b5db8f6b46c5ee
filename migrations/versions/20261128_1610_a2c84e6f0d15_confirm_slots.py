"""when a partner confirmed to be there."""

import sqlalchemy as sa
from alembic import op

import challenge.kernel.columns


revision = 'a2c84e6f0d15'
down_revision = 'a71e5c0d93b8'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward."""
    op.create_table(
        'slot_confirmation',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('edition_id', sa.Integer(), nullable=False),
        sa.Column('problem_id', sa.Integer(), nullable=False),
        sa.Column('occasion', sa.String(length=12), nullable=False),
        sa.Column('slot', sa.String(length=40), nullable=False),
        sa.Column('confirmed_by', sa.Integer(), nullable=False),
        sa.Column('confirmed_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_slot_confirmation_edition_id_edition')),
        sa.ForeignKeyConstraint(['problem_id'], ['problem.id'], name=op.f('fk_slot_confirmation_problem_id_problem')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_slot_confirmation')),
    )
    with op.batch_alter_table('slot_confirmation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_slot_confirmation_edition_id'), ['edition_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_slot_confirmation_problem_id'), ['problem_id'], unique=False)


def downgrade() -> None:
    """Change the shape back."""
    op.drop_table('slot_confirmation')
