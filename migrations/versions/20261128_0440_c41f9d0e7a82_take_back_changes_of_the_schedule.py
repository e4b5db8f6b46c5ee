"""changes of many milestones at once, which can be taken back."""

import sqlalchemy as sa
from alembic import op


revision = 'c41f9d0e7a82'
down_revision = 'e36d0a8b5f47'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward."""
    op.create_table('schedule_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('before', sa.Text(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_schedule_change_edition_id_edition')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_schedule_change')),
    sa.UniqueConstraint('public_id', name=op.f('uq_schedule_change_public_id'))
    )
    op.create_index(op.f('ix_schedule_change_edition_id'), 'schedule_change', ['edition_id'])


def downgrade() -> None:
    """Change the shape back."""
    op.drop_table('schedule_change')
