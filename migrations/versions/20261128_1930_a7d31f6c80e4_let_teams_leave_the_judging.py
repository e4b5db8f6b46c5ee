"""teams that are not judged any more."""

import sqlalchemy as sa
from alembic import op

import challenge.kernel.columns


revision = 'a7d31f6c80e4'
down_revision = 'e6a5c82d4f09'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward."""
    op.create_table(
        'withdrawn_team',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('edition_id', sa.Integer(), nullable=False),
        sa.Column('team_id', sa.Integer(), nullable=False),
        sa.Column('reason', sa.String(length=200), nullable=False),
        sa.Column('withdrawn_by', sa.Integer(), nullable=False),
        sa.Column('withdrawn_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column('returned_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_withdrawn_team_edition_id_edition')),
        sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_withdrawn_team_team_id_team')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_withdrawn_team')),
    )
    with op.batch_alter_table('withdrawn_team') as batch:
        batch.create_index(op.f('ix_withdrawn_team_edition_id'), ['edition_id'], unique=False)
        batch.create_index(op.f('ix_withdrawn_team_team_id'), ['team_id'], unique=False)


def downgrade() -> None:
    """Change the shape back."""
    op.drop_table('withdrawn_team')
