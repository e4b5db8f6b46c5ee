"""issue invoices, credit notes and receipts."""

import sqlalchemy as sa
from alembic import op

import challenge.kernel.columns


revision = 'c8d94f2b6e10'
down_revision = 'a2c84e6f0d15'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward."""
    op.create_table(
        'due_paper',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('public_id', sa.String(length=16), nullable=False),
        sa.Column('edition_id', sa.Integer(), nullable=False),
        sa.Column('organisation_id', sa.Integer(), nullable=False),
        sa.Column('series', sa.String(length=12), nullable=False),
        sa.Column('kind', sa.String(length=12), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('content', challenge.kernel.columns.JsonText(), nullable=False),
        sa.Column('net_cents', sa.Integer(), nullable=False),
        sa.Column('vat_cents', sa.Integer(), nullable=False),
        sa.Column('corrects_id', sa.Integer(), nullable=True),
        sa.Column('payment_id', sa.Integer(), nullable=True),
        sa.Column('issued_by', sa.Integer(), nullable=False),
        sa.Column('issued_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_due_paper_edition_id_edition')),
        sa.ForeignKeyConstraint(
            ['organisation_id'], ['organisation.id'], name=op.f('fk_due_paper_organisation_id_organisation')
        ),
        sa.ForeignKeyConstraint(['corrects_id'], ['due_paper.id'], name=op.f('fk_due_paper_corrects_id_due_paper')),
        sa.ForeignKeyConstraint(['payment_id'], ['due_payment.id'], name=op.f('fk_due_paper_payment_id_due_payment')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_due_paper')),
        sa.UniqueConstraint('public_id', name=op.f('uq_due_paper_public_id')),
        sa.UniqueConstraint('corrects_id', name=op.f('uq_due_paper_corrects_id')),
        sa.UniqueConstraint('payment_id', name=op.f('uq_due_paper_payment_id')),
        sa.UniqueConstraint('edition_id', 'series', 'number', name=op.f('uq_due_paper_edition_id_series_number')),
    )
    op.create_index(op.f('ix_due_paper_organisation_id'), 'due_paper', ['organisation_id'])


def downgrade() -> None:
    """Change the shape back."""
    op.drop_table('due_paper')
