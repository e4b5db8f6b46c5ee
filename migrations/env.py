"""Alembic's entry: the tables of every room, the address from the product's configuration."""

from alembic import context
from sqlalchemy import create_engine, pool

import config as configuration
from challenge import rooms
from challenge.kernel.db import Base

assert rooms.ROOMS, "importing the rooms registers their tables"


def run() -> None:
    """Migrate over one connection; SQLite changes tables by copying them."""
    url = context.config.attributes.get("url") or configuration.load().database_url
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
