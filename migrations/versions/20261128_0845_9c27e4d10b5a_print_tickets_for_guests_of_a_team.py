"""print tickets for guests of a team."""

import sqlalchemy as sa
from alembic import op


revision = '9c27e4d10b5a'
down_revision = '5d3f8a1c7e24'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward."""
    with op.batch_alter_table('audience_ticket') as batch:
        batch.add_column(sa.Column('team_id', sa.Integer(), nullable=True))
        batch.create_index(batch.f('ix_audience_ticket_team_id'), ['team_id'])
        batch.create_foreign_key(batch.f('fk_audience_ticket_team_id_team'), 'team', ['team_id'], ['id'])


def downgrade() -> None:
    """Change the shape back."""
    with op.batch_alter_table('audience_ticket') as batch:
        batch.drop_constraint(batch.f('fk_audience_ticket_team_id_team'), type_='foreignkey')
        batch.drop_index(batch.f('ix_audience_ticket_team_id'))
        batch.drop_column('team_id')
