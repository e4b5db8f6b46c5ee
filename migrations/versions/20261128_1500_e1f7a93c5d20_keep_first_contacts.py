"""first contacts of partners without an account."""

import sqlalchemy as sa
from alembic import op

import challenge.kernel.columns


revision = 'e1f7a93c5d20'
down_revision = 'd8e2b4c07a95'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward."""
    op.create_table(
        'call_contact',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('public_id', sa.String(length=16), nullable=False),
        sa.Column('edition_id', sa.Integer(), nullable=False),
        sa.Column('account_id', sa.Integer(), nullable=True),
        sa.Column('organisation_id', sa.Integer(), nullable=True),
        sa.Column('organisation', sa.String(length=120), nullable=False),
        sa.Column('kind', sa.String(length=12), nullable=False),
        sa.Column('title', sa.String(length=160), nullable=False),
        sa.Column('idea', sa.Text(), nullable=False),
        sa.Column('state', sa.String(length=12), nullable=False),
        sa.Column('origin', sa.String(length=64), nullable=False),
        sa.Column('asked_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column('decided_by', sa.Integer(), nullable=False),
        sa.Column('decided_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_call_contact_account_id_account')),
        sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_call_contact_edition_id_edition')),
        sa.ForeignKeyConstraint(
            ['organisation_id'], ['organisation.id'], name=op.f('fk_call_contact_organisation_id_organisation')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_call_contact')),
        sa.UniqueConstraint('public_id', name=op.f('uq_call_contact_public_id')),
    )
    with op.batch_alter_table('call_contact') as batch:
        batch.create_index(batch.f('ix_call_contact_account_id'), ['account_id'])
        batch.create_index(batch.f('ix_call_contact_organisation_id'), ['organisation_id'])
        batch.create_index('ix_call_contact_origin_asked', ['origin', 'asked_at'])
        batch.create_index('ix_call_contact_edition_state', ['edition_id', 'state'])


def downgrade() -> None:
    """Change the shape back."""
    op.drop_table('call_contact')
