"""who corrected which mail address; a message that goes to an address left behind."""

import sqlalchemy as sa
from alembic import op

import challenge.kernel.columns


revision = 'e6a5c82d4f09'
down_revision = 'c41f7e2a9d06'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward."""
    op.create_table(
        'address_correction',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('edition_id', sa.Integer(), nullable=False),
        sa.Column('account_id', sa.Integer(), nullable=False),
        sa.Column('old', sa.String(length=254), nullable=True),
        sa.Column('new', sa.String(length=254), nullable=False),
        sa.Column('reason', sa.String(length=300), nullable=False),
        sa.Column('corrected_by', sa.Integer(), nullable=False),
        sa.Column('corrected_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_address_correction_account_id_account')),
        sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_address_correction_edition_id_edition')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_address_correction')),
    )
    with op.batch_alter_table('address_correction') as batch:
        batch.create_index(op.f('ix_address_correction_account_id'), ['account_id'], unique=False)
        batch.create_index(op.f('ix_address_correction_edition_id'), ['edition_id'], unique=False)
    with op.batch_alter_table('outbox_message') as batch:
        batch.add_column(sa.Column('address', sa.String(length=254), nullable=True))


def downgrade() -> None:
    """Change the shape back."""
    with op.batch_alter_table('outbox_message') as batch:
        batch.drop_column('address')
    op.drop_table('address_correction')
