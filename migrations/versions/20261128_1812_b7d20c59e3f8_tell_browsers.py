"""browsers that are told by web push."""

import sqlalchemy as sa
from alembic import op
from challenge.kernel.columns import JsonText, UtcDateTime


revision = 'b7d20c59e3f8'
down_revision = 'e5b1907c3d4a'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward."""
    op.create_table(
        'webpush_subscription',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('public_id', sa.String(length=16), nullable=False),
        sa.Column('account_id', sa.Integer(), nullable=False),
        sa.Column('session_id', sa.Integer(), nullable=False),
        sa.Column('endpoint', sa.String(length=500), nullable=False),
        sa.Column('p256dh', sa.String(length=100), nullable=False),
        sa.Column('auth', sa.String(length=40), nullable=False),
        sa.Column('device', sa.String(length=200), nullable=False),
        sa.Column('created_at', UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_webpush_subscription_account_id_account')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_webpush_subscription')),
        sa.UniqueConstraint('endpoint', name=op.f('uq_webpush_subscription_endpoint')),
        sa.UniqueConstraint('public_id', name=op.f('uq_webpush_subscription_public_id')),
    )
    with op.batch_alter_table('webpush_subscription') as batch:
        batch.create_index(op.f('ix_webpush_subscription_account_id'), ['account_id'], unique=False)
        batch.create_index(op.f('ix_webpush_subscription_session_id'), ['session_id'], unique=False)
    op.create_table(
        'webpush_message',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('edition_id', sa.Integer(), nullable=False),
        sa.Column('account_id', sa.Integer(), nullable=False),
        sa.Column('subscription_id', sa.Integer(), nullable=False),
        sa.Column('key', sa.String(length=160), nullable=False),
        sa.Column('kind', sa.String(length=20), nullable=False),
        sa.Column('topic', sa.String(length=32), nullable=False),
        sa.Column('service', sa.String(length=300), nullable=False),
        sa.Column('subject', sa.String(length=200), nullable=False),
        sa.Column('body', sa.Text(), nullable=False),
        sa.Column('filling', JsonText(), nullable=False),
        sa.Column('path', sa.String(length=300), nullable=False),
        sa.Column('is_urgent', sa.Boolean(), nullable=False),
        sa.Column('queued_at', UtcDateTime(timezone=True), nullable=False),
        sa.Column('due_at', UtcDateTime(timezone=True), nullable=True),
        sa.Column('sent_at', UtcDateTime(timezone=True), nullable=True),
        sa.Column('tries', sa.Integer(), nullable=False),
        sa.Column('problem', sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_webpush_message_account_id_account')),
        sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_webpush_message_edition_id_edition')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_webpush_message')),
        sa.UniqueConstraint('key', name=op.f('uq_webpush_message_key')),
    )
    with op.batch_alter_table('webpush_message') as batch:
        batch.create_index('ix_webpush_message_due', ['sent_at', 'due_at'], unique=False)
        batch.create_index(op.f('ix_webpush_message_account_id'), ['account_id'], unique=False)
        batch.create_index(op.f('ix_webpush_message_edition_id'), ['edition_id'], unique=False)
        batch.create_index(op.f('ix_webpush_message_subscription_id'), ['subscription_id'], unique=False)
    with op.batch_alter_table('inbox_choice') as batch:
        batch.add_column(sa.Column('by_push', sa.Boolean(), server_default=sa.true(), nullable=False))


def downgrade() -> None:
    """Change the shape back."""
    with op.batch_alter_table('inbox_choice') as batch:
        batch.drop_column('by_push')
    op.drop_table('webpush_message')
    op.drop_table('webpush_subscription')
