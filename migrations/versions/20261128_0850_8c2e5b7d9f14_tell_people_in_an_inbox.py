"""notices in inboxes, choices of kinds, announcements; what kind a message of the outbox is."""

import sqlalchemy as sa
from alembic import op


revision = '8c2e5b7d9f14'
down_revision = '9c27e4d10b5a'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the shape forward."""
    op.add_column('outbox_message', sa.Column('kind', sa.String(length=20), nullable=False, server_default=''))
    op.create_table('inbox_notice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('key', sa.String(length=120), nullable=False),
    sa.Column('subject', sa.String(length=200), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('filling', sa.Text(), nullable=False),
    sa.Column('texts', sa.Text(), nullable=False),
    sa.Column('path', sa.String(length=300), nullable=False),
    sa.Column('roles', sa.String(length=200), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('corrected_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_inbox_notice_edition_id_edition')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inbox_notice')),
    sa.UniqueConstraint('key', name=op.f('uq_inbox_notice_key')),
    sa.UniqueConstraint('public_id', name=op.f('uq_inbox_notice_public_id'))
    )
    op.create_index(op.f('ix_inbox_notice_edition_id'), 'inbox_notice', ['edition_id'])
    op.create_table('inbox_copy',
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('notice_id', sa.Integer(), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('mailed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_inbox_copy_account_id_account')),
    sa.ForeignKeyConstraint(['notice_id'], ['inbox_notice.id'], name=op.f('fk_inbox_copy_notice_id_inbox_notice')),
    sa.PrimaryKeyConstraint('account_id', 'notice_id', name=op.f('pk_inbox_copy'))
    )
    op.create_index(op.f('ix_inbox_copy_notice_id'), 'inbox_copy', ['notice_id'])
    op.create_table('inbox_choice',
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('by_mail', sa.Boolean(), nullable=False),
    sa.Column('chosen_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_inbox_choice_account_id_account')),
    sa.PrimaryKeyConstraint('account_id', 'kind', name=op.f('pk_inbox_choice'))
    )
    op.create_table('announcement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('audience', sa.Text(), nullable=False),
    sa.Column('by_mail', sa.Boolean(), nullable=False),
    sa.Column('is_public', sa.Boolean(), nullable=False),
    sa.Column('send_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('milestone_id', sa.Integer(), nullable=True),
    sa.Column('transition', sa.String(length=12), nullable=False),
    sa.Column('title_fr', sa.String(length=120), nullable=False),
    sa.Column('title_en', sa.String(length=120), nullable=False),
    sa.Column('body_fr', sa.Text(), nullable=False),
    sa.Column('body_en', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_announcement_edition_id_edition')),
    sa.ForeignKeyConstraint(['milestone_id'], ['milestone.id'], name=op.f('fk_announcement_milestone_id_milestone')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_announcement')),
    sa.UniqueConstraint('public_id', name=op.f('uq_announcement_public_id'))
    )
    for column in ('edition_id', 'milestone_id', 'send_at'):
        op.create_index(op.f(f'ix_announcement_{column}'), 'announcement', [column])
    op.create_table('announcement_wording',
    sa.Column('announcement_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('title_fr', sa.String(length=120), nullable=False),
    sa.Column('title_en', sa.String(length=120), nullable=False),
    sa.Column('body_fr', sa.Text(), nullable=False),
    sa.Column('body_en', sa.Text(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['announcement_id'], ['announcement.id'], name=op.f('fk_announcement_wording_announcement_id_announcement')),
    sa.PrimaryKeyConstraint('announcement_id', 'version', name=op.f('pk_announcement_wording'))
    )


def downgrade() -> None:
    """Change the shape back."""
    for table in ('announcement_wording', 'announcement', 'inbox_choice', 'inbox_copy', 'inbox_notice'):
        op.drop_table(table)
    with op.batch_alter_table('outbox_message') as batch:
        batch.drop_column('kind')
