"""say more of organisations, whom to reach there, and which two are one."""

import sqlalchemy as sa
from alembic import op

import challenge.kernel.columns


revision = '3f9a6d1c8e72'
down_revision = '6b0d9f2a7c41'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward."""
    with op.batch_alter_table('organisation') as batch:
        batch.add_column(sa.Column('acronym', sa.String(length=20), nullable=False, server_default=''))
        batch.add_column(sa.Column('territory', sa.String(length=80), nullable=False, server_default=''))
        batch.add_column(sa.Column('headcount', sa.String(length=12), nullable=False, server_default=''))
        batch.add_column(sa.Column('website', sa.String(length=200), nullable=False, server_default=''))
        batch.add_column(sa.Column('merged_into', sa.Integer(), nullable=True))
        batch.add_column(sa.Column('version', sa.Integer(), nullable=False, server_default='1'))
    with op.batch_alter_table('participation') as batch:
        batch.add_column(sa.Column('notes', sa.Text(), nullable=False, server_default=''))
        batch.add_column(sa.Column('extra', challenge.kernel.columns.JsonText(), nullable=False, server_default='{}'))
        batch.alter_column('cluster', existing_type=sa.String(length=80), type_=sa.String(length=400))
    op.create_table(
        'organisation_contact',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('public_id', sa.String(length=16), nullable=False),
        sa.Column('edition_id', sa.Integer(), nullable=False),
        sa.Column('organisation_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=160), nullable=False),
        sa.Column('function', sa.String(length=120), nullable=False),
        sa.Column('email', sa.String(length=254), nullable=False),
        sa.Column('phone', sa.String(length=40), nullable=False),
        sa.Column('consent_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=True),
        sa.Column('added_by', sa.Integer(), nullable=False),
        sa.Column('added_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_organisation_contact_edition_id_edition')),
        sa.ForeignKeyConstraint(
            ['organisation_id'], ['organisation.id'], name=op.f('fk_organisation_contact_organisation_id_organisation')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_organisation_contact')),
        sa.UniqueConstraint('public_id', name=op.f('uq_organisation_contact_public_id')),
    )
    with op.batch_alter_table('organisation_contact') as batch:
        batch.create_index(batch.f('ix_organisation_contact_edition_id'), ['edition_id'])
        batch.create_index(batch.f('ix_organisation_contact_organisation_id'), ['organisation_id'])
    op.create_table(
        'organisation_merge',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('public_id', sa.String(length=16), nullable=False),
        sa.Column('edition_id', sa.Integer(), nullable=False),
        sa.Column('kept_id', sa.Integer(), nullable=False),
        sa.Column('gone_id', sa.Integer(), nullable=False),
        sa.Column('moved', challenge.kernel.columns.JsonText(), nullable=False),
        sa.Column('groups', challenge.kernel.columns.JsonText(), nullable=False),
        sa.Column('merged_by', sa.Integer(), nullable=False),
        sa.Column('merged_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column('undone_at', challenge.kernel.columns.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_organisation_merge_edition_id_edition')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_organisation_merge')),
        sa.UniqueConstraint('public_id', name=op.f('uq_organisation_merge_public_id')),
    )
    with op.batch_alter_table('organisation_merge') as batch:
        batch.create_index(batch.f('ix_organisation_merge_edition_id'), ['edition_id'])


def downgrade() -> None:
    """Change the shape back."""
    op.drop_table('organisation_merge')
    op.drop_table('organisation_contact')
    with op.batch_alter_table('participation') as batch:
        batch.alter_column('cluster', existing_type=sa.String(length=400), type_=sa.String(length=80))
        batch.drop_column('extra')
        batch.drop_column('notes')
    with op.batch_alter_table('organisation') as batch:
        for name in ('version', 'merged_into', 'website', 'headcount', 'territory', 'acronym'):
            batch.drop_column(name)
