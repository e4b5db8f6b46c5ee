"""addresses that the mail server refused for good."""

import sqlalchemy as sa
from alembic import op

import challenge.kernel.columns


revision = 'd5b81e6f0c37'
down_revision = '7b3e9d5c1f28'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward."""
    op.create_table(
        'refused_address',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('public_id', sa.String(length=16), nullable=False),
        sa.Column('account_id', sa.Integer(), nullable=False),
        sa.Column('address', sa.String(length=254), nullable=False),
        sa.Column('words', sa.String(length=300), nullable=False),
        sa.Column('refused_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_refused_address_account_id_account')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_refused_address')),
        sa.UniqueConstraint('address', name=op.f('uq_refused_address_address')),
        sa.UniqueConstraint('public_id', name=op.f('uq_refused_address_public_id')),
    )
    op.create_index(op.f('ix_refused_address_account_id'), 'refused_address', ['account_id'])


def downgrade() -> None:
    """Change the shape back."""
    op.drop_index(op.f('ix_refused_address_account_id'), table_name='refused_address')
    op.drop_table('refused_address')
