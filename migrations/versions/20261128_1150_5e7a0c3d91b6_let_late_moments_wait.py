"""moments that came too long ago wait for the desk's word; one may be skipped."""

import sqlalchemy as sa
from alembic import op


revision = '5e7a0c3d91b6'
down_revision = '8c2e5b7d9f14'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward; what has fired was not skipped."""
    op.create_table('milestone_hold',
    sa.Column('milestone_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('transition', sa.String(length=12), nullable=False),
    sa.Column('version', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('held_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('milestone_id', 'transition', 'version', name=op.f('pk_milestone_hold'))
    )
    with op.batch_alter_table('milestone_firing') as batch:
        batch.add_column(sa.Column('skipped', sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Change the shape back."""
    with op.batch_alter_table('milestone_firing') as batch:
        batch.drop_column('skipped')
    op.drop_table('milestone_hold')
