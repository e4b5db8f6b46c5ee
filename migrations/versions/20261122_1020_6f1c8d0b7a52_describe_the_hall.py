"""describe the hall."""

import sqlalchemy as sa
from alembic import op

import challenge.kernel.columns


revision = '6f1c8d0b7a52'
down_revision = 'b35791ef5047'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward; editions without zones keep the usual hall."""
    op.create_table('hall_zone',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=4), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('tables', sa.Integer(), nullable=False),
    sa.Column('accessible', challenge.kernel.columns.JsonText(), nullable=False),
    sa.Column('is_remote', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_hall_zone_edition_id_edition')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hall_zone')),
    sa.UniqueConstraint('edition_id', 'code', name=op.f('uq_hall_zone_edition_id_code'))
    )
    op.create_table('table_move',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('step', sa.Integer(), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.Column('from_zone', sa.String(length=8), nullable=False),
    sa.Column('from_table', sa.Integer(), nullable=False),
    sa.Column('from_coach', sa.Integer(), nullable=True),
    sa.Column('to_zone', sa.String(length=8), nullable=False),
    sa.Column('to_table', sa.Integer(), nullable=False),
    sa.Column('to_coach', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('moved_by', sa.Integer(), nullable=False),
    sa.Column('moved_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=False),
    sa.Column('undone_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_table_move_edition_id_edition')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_table_move_team_id_team')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_table_move'))
    )
    op.create_index(op.f('ix_table_move_edition_id'), 'table_move', ['edition_id'])
    op.create_index(op.f('ix_table_move_team_id'), 'table_move', ['team_id'])


def downgrade() -> None:
    """Change the shape back."""
    op.drop_table('table_move')
    op.drop_table('hall_zone')
