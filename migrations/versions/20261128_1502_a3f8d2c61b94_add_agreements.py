"""agreements: texts, signatures, minors, persons set aside."""

import sqlalchemy as sa
from alembic import op

import challenge.kernel.columns


revision = 'a3f8d2c61b94'
down_revision = 'e1f7a93c5d20'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward."""
    moment = challenge.kernel.columns.UtcDateTime(timezone=True)
    op.create_table(
        'agreement_text',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('public_id', sa.String(length=16), nullable=False),
        sa.Column('edition_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(length=20), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('since', sa.Integer(), nullable=False),
        sa.Column('title_fr', sa.String(length=120), nullable=False),
        sa.Column('title_en', sa.String(length=120), nullable=False),
        sa.Column('body_fr', sa.Text(), nullable=False),
        sa.Column('body_en', sa.Text(), nullable=False),
        sa.Column('published_by', sa.Integer(), nullable=False),
        sa.Column('published_at', moment, nullable=False),
        sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_agreement_text_edition_id_edition')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_agreement_text')),
        sa.UniqueConstraint('public_id', name=op.f('uq_agreement_text_public_id')),
        sa.UniqueConstraint('edition_id', 'kind', 'version', name=op.f('uq_agreement_text_edition_id_kind_version')),
    )
    op.create_table(
        'agreement_signature',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('public_id', sa.String(length=16), nullable=False),
        sa.Column('edition_id', sa.Integer(), nullable=False),
        sa.Column('text_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('account_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(length=20), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('locale', sa.String(length=2), nullable=False),
        sa.Column('sha256', sa.String(length=64), nullable=False),
        sa.Column('typed_name', sa.String(length=160), nullable=False),
        sa.Column('address', sa.String(length=45), nullable=False),
        sa.Column('guardian', sa.String(length=160), nullable=False),
        sa.Column('signed_at', moment, nullable=False),
        sa.Column('withdrawn_at', moment, nullable=True),
        sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_agreement_signature_edition_id_edition')),
        sa.ForeignKeyConstraint(['text_id'], ['agreement_text.id'], name=op.f('fk_agreement_signature_text_id_agreement_text')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_agreement_signature_person_id_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_agreement_signature')),
        sa.UniqueConstraint('public_id', name=op.f('uq_agreement_signature_public_id')),
    )
    with op.batch_alter_table('agreement_signature') as batch:
        batch.create_index('ix_agreement_signature_edition_person', ['edition_id', 'person_id'])
        batch.create_index(batch.f('ix_agreement_signature_text_id'), ['text_id'])
        batch.create_index(batch.f('ix_agreement_signature_person_id'), ['person_id'])
    for table, columns in (
        ('minor_mark', ('marked_by', 'marked_at')),
        ('signer_aside', ('set_by', 'set_at')),
    ):
        op.create_table(
            table,
            sa.Column('person_id', sa.Integer(), autoincrement=False, nullable=False),
            sa.Column('edition_id', sa.Integer(), nullable=False),
            *([sa.Column('reason', sa.String(length=300), nullable=False)] if table == 'signer_aside' else []),
            sa.Column(columns[0], sa.Integer(), nullable=False),
            sa.Column(columns[1], moment, nullable=False),
            sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f(f'fk_{table}_person_id_person')),
            sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f(f'fk_{table}_edition_id_edition')),
            sa.PrimaryKeyConstraint('person_id', name=op.f(f'pk_{table}')),
        )
        with op.batch_alter_table(table) as batch:
            batch.create_index(batch.f(f'ix_{table}_edition_id'), ['edition_id'])


def downgrade() -> None:
    """Change the shape back."""
    for table in ('signer_aside', 'minor_mark', 'agreement_signature', 'agreement_text'):
        op.drop_table(table)
