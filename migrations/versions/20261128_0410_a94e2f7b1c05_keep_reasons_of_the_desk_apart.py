"""keep the desk's reasons in a table that can be forgotten, out of the log."""

import sqlalchemy as sa
from alembic import op


revision = 'a94e2f7b1c05'
down_revision = 'd17b6c93e8f2'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward."""
    op.create_table('desk_reason',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('what', sa.String(length=12), nullable=False),
    sa.Column('juror_id', sa.Integer(), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('said_by', sa.Integer(), nullable=False),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_desk_reason_edition_id_edition')),
    sa.ForeignKeyConstraint(['juror_id'], ['juror.id'], name=op.f('fk_desk_reason_juror_id_juror')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_desk_reason_team_id_team')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_desk_reason'))
    )
    for column in ('edition_id', 'juror_id', 'team_id'):
        op.create_index(op.f(f'ix_desk_reason_{column}'), 'desk_reason', [column])


def downgrade() -> None:
    """Change the shape back."""
    op.drop_table('desk_reason')
