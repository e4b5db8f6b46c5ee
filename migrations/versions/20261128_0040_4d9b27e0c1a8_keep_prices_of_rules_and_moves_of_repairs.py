"""keep prices of rules and moves of repairs."""

import sqlalchemy as sa
from alembic import op

import challenge.kernel.columns


revision = '4d9b27e0c1a8'
down_revision = '6f1c8d0b7a52'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward; repairs computed before say nothing of their moves."""
    op.create_table('price_list',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('rules', challenge.kernel.columns.JsonText(), nullable=False),
    sa.Column('prices', challenge.kernel.columns.JsonText(), nullable=False),
    sa.Column('requested_by', sa.Integer(), nullable=False),
    sa.Column('requested_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=False),
    sa.Column('heartbeat_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=True),
    sa.Column('ended_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_price_list_edition_id_edition')),
    sa.ForeignKeyConstraint(['run_id'], ['composition_run.id'], name=op.f('fk_price_list_run_id_composition_run')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_price_list')),
    sa.UniqueConstraint('run_id', name=op.f('uq_price_list_run_id'))
    )
    op.create_index(op.f('ix_price_list_edition_id'), 'price_list', ['edition_id'])
    with op.batch_alter_table('composition_run') as batch:
        batch.add_column(sa.Column('moves', sa.Integer(), nullable=True))
        batch.add_column(sa.Column('moves_bound', sa.Integer(), nullable=True))


def downgrade() -> None:
    """Change the shape back."""
    with op.batch_alter_table('composition_run') as batch:
        batch.drop_column('moves_bound')
        batch.drop_column('moves')
    op.drop_table('price_list')
