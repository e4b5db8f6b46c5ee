"""say whom papers are made out to."""

import sqlalchemy as sa
from alembic import op

import challenge.kernel.columns


revision = 'c41f7e2a9d06'
down_revision = 'd9e4b37a1c56'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward."""
    op.create_table(
        'due_buyer',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('edition_id', sa.Integer(), nullable=False),
        sa.Column('organisation_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=160), nullable=False),
        sa.Column('address', sa.Text(), nullable=False),
        sa.Column('registration', sa.String(length=60), nullable=False),
        sa.Column('vat_number', sa.String(length=20), nullable=False),
        sa.Column('order_number', sa.String(length=60), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('changed_by', sa.Integer(), nullable=False),
        sa.Column('changed_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_due_buyer_edition_id_edition')),
        sa.ForeignKeyConstraint(
            ['organisation_id'], ['organisation.id'], name=op.f('fk_due_buyer_organisation_id_organisation')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_due_buyer')),
        sa.UniqueConstraint(
            'edition_id', 'organisation_id', name=op.f('uq_due_buyer_edition_id_organisation_id')
        ),
    )
    with op.batch_alter_table('due_buyer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_due_buyer_organisation_id'), ['organisation_id'], unique=False)


def downgrade() -> None:
    """Change it back."""
    op.drop_table('due_buyer')
