"""rehearsals that the desk asks for."""

import sqlalchemy as sa
from alembic import op

import challenge.kernel.columns


revision = '7b3e9d5c1f28'
down_revision = 'c14f8d2e7a90'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward."""
    op.create_table(
        'rehearsal',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('public_id', sa.String(length=16), nullable=False),
        sa.Column('edition_id', sa.Integer(), nullable=False),
        sa.Column('asked_by', sa.Integer(), nullable=False),
        sa.Column('asked_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column('speed', sa.Float(), nullable=False),
        sa.Column('seed', sa.Integer(), nullable=False),
        sa.Column('state', sa.String(length=8), nullable=False),
        sa.Column('said', sa.String(length=200), nullable=False),
        sa.Column('failure', sa.String(length=40), nullable=False),
        sa.Column('beat_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column('stop_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column('ended_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column('report', challenge.kernel.columns.JsonText(), nullable=True),
        sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_rehearsal_edition_id_edition')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_rehearsal')),
        sa.UniqueConstraint('public_id', name=op.f('uq_rehearsal_public_id')),
    )
    op.create_index(op.f('ix_rehearsal_edition_id'), 'rehearsal', ['edition_id'])


def downgrade() -> None:
    """Change the shape back."""
    op.drop_index(op.f('ix_rehearsal_edition_id'), table_name='rehearsal')
    op.drop_table('rehearsal')
