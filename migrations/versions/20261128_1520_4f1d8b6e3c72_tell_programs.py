"""programs that are told of what happens, and what was sent to them."""

import sqlalchemy as sa
from alembic import op

import challenge.kernel.columns


revision = '4f1d8b6e3c72'
down_revision = 'f4b8d1a62e73'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward."""
    op.create_table(
        'webhook',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('public_id', sa.String(length=16), nullable=False),
        sa.Column('edition_id', sa.Integer(), nullable=False),
        sa.Column('title', sa.String(length=80), nullable=False),
        sa.Column('url', sa.String(length=500), nullable=False),
        sa.Column('kinds', challenge.kernel.columns.JsonText(), nullable=False),
        sa.Column('milestones', challenge.kernel.columns.JsonText(), nullable=False),
        sa.Column('is_on', sa.Boolean(), nullable=False),
        sa.Column('turn', sa.Integer(), nullable=False),
        sa.Column('from_seq', sa.Integer(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_webhook_edition_id_edition')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_webhook')),
        sa.UniqueConstraint('public_id', name=op.f('uq_webhook_public_id')),
    )
    with op.batch_alter_table('webhook') as batch:
        batch.create_index(batch.f('ix_webhook_edition_id'), ['edition_id'])
    op.create_table(
        'webhook_delivery',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('public_id', sa.String(length=16), nullable=False),
        sa.Column('edition_id', sa.Integer(), nullable=False),
        sa.Column('webhook_id', sa.Integer(), nullable=False),
        sa.Column('seq', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(length=40), nullable=False),
        sa.Column('body', challenge.kernel.columns.JsonText(), nullable=False),
        sa.Column('queued_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column('due_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column('sent_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column('tries', sa.Integer(), nullable=False),
        sa.Column('status', sa.Integer(), nullable=False),
        sa.Column('problem', sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_webhook_delivery_edition_id_edition')),
        sa.ForeignKeyConstraint(['webhook_id'], ['webhook.id'], name=op.f('fk_webhook_delivery_webhook_id_webhook')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_webhook_delivery')),
        sa.UniqueConstraint('public_id', name=op.f('uq_webhook_delivery_public_id')),
        sa.UniqueConstraint('webhook_id', 'seq', name=op.f('uq_webhook_delivery_webhook_id_seq')),
    )
    with op.batch_alter_table('webhook_delivery') as batch:
        batch.create_index('ix_webhook_delivery_due', ['sent_at', 'due_at'])
        batch.create_index('ix_webhook_delivery_list', ['edition_id', 'id'])


def downgrade() -> None:
    """Change the shape back."""
    op.drop_table('webhook_delivery')
    op.drop_table('webhook')
