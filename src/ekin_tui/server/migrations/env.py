"""What Alembic runs: the versions that are missing, in the transaction that it was handed."""

from alembic import context

from ekin_tui.server.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
