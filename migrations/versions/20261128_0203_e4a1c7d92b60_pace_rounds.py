"""say how long a slot of a round takes."""

import sqlalchemy as sa
from alembic import op


revision = 'e4a1c7d92b60'
down_revision = 'b7d0c4e6f215'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward; rounds of before have no clock."""
    with op.batch_alter_table('judging_round') as batch:
        batch.add_column(sa.Column('slot_min', sa.Integer(), nullable=True))


def downgrade() -> None:
    """Change the shape back."""
    with op.batch_alter_table('judging_round') as batch:
        batch.drop_column('slot_min')
