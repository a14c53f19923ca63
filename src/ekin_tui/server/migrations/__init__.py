"""The way from any older schema to the present one. Alembic is imported only where there is something to do.

A new version is a file in ``versions`` with the next ``revision``, and the same number in ``schema.VERSION``. It must
leave the program of the version before at work (add first, take away a version later), for workers are renewed one
by one. SQLite can't switch foreign keys off within a transaction: a table that others point to is never made anew.
"""

from sqlalchemy import Connection, inspect, select

from ekin_tui.server.schema import meta


def version_of(connection: Connection) -> int:
    """Return the number of the schema in the database; 0 for an empty one."""
    if not inspect(connection).has_table(meta.name):
        return 0
    return int(connection.execute(select(meta.c.value).where(meta.c.key == "schema")).scalar() or 0)


def upgrade(connection: Connection) -> None:
    """Run the versions that are missing, in the caller's transaction, which keeps all others away.

    A database from before the migrations is taken for what it is: the first version.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "ekin_tui.server:migrations")
    config.attributes["connection"] = connection
    tables = inspect(connection)
    if tables.has_table(meta.name) and not tables.has_table("alembic_version"):
        command.stamp(config, "0001")
    command.upgrade(config, "head")
