"""Which state of which store this is: the epoch, and how a store that went back in time finds out.

An epoch is ``<store>:<hash>``. The store is drawn once, when a centre is first made, and names it for ever; the hash
is over the store and its *era*, which is drawn anew whenever the store is found to have gone back. A counter would not
do: a backup that is put back twice would count to the same number twice. What tells:

* SQLite: the mark beside the file (:mod:`ekin_tui.server.mark`) is missing, or ahead of the commits in the file.
* PostgreSQL: the hash also covers the cluster (``system_identifier``), its timeline (recovery to a point in time and a
  failover begin a new one), and the oids of the database and of the table ``meta`` (a dump that is loaded makes new
  ones). A role that may not call the control functions is left with the oids.
* Both: a receipt of the present era for an op that is not in the ledger (:mod:`ekin_tui.server.receipts`).

The key of the receipts stands in ``meta`` too, so it is in every backup and comes back with it: a key in a file of its
own would be lost on the day it is needed. Who can read a backup can forge a receipt; it buys no more than another time
of receipt for an op of one's own.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import Connection, select, text

from ekin_tui.server.mark import Mark
from ekin_tui.server.rows import put_rows
from ekin_tui.server.schema import meta

_KEPT = ("store", "era", "receipt_key", "commits")
_COUNT = "update meta set value = value + 1 where key = 'commits' returning value"
_OIDS = "select oid::text || '.' || 'meta'::regclass::oid::text from pg_database where datname = current_database()"
_MAY = "select has_function_privilege(name, 'execute') from unnest(array[:system, :checkpoint]) as name"
_SYSTEM, _CHECKPOINT = "pg_catalog.pg_control_system()", "pg_catalog.pg_control_checkpoint()"
_CONTROL = """select system_identifier::text || '.' || (case when pg_is_in_recovery() then timeline_id
    else ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int end)::text
    from pg_control_system(), pg_control_checkpoint()"""
"""The checkpoint bears the old timeline for a while after a promotion; what is written then does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a store says of itself at one moment."""

    epoch: str
    store: str
    era: str
    key: bytes
    """The secret of the receipts."""
    commits: int


def read_standing(connection: Connection) -> Standing:
    """Return how the store stands. It must have been settled."""
    kept = _read(connection)
    parts = [kept["store"], kept["era"], *_cluster(connection)]
    name = base64.urlsafe_b64encode(hashlib.sha256("|".join(parts).encode()).digest()[:6]).decode()
    return Standing(
        epoch=f"{kept['store']}:{name}",
        store=kept["store"],
        era=kept["era"],
        key=bytes.fromhex(kept["receipt_key"]),
        commits=int(kept["commits"]),
    )


def settle(connection: Connection, mark: Mark | None) -> None:
    """Give a new store its names, and one that went back in time a new era. The caller holds the writer's lock."""
    kept = _read(connection)
    new = "store" not in kept
    if new:
        fresh = {"store": secrets.token_urlsafe(4), "receipt_key": secrets.token_hex(32), "commits": "0"}
        kept |= {name: value for name, value in fresh.items() if name not in kept}
        kept["era"] = new_era()
        _write(connection, kept)
    if mark is None:
        return
    mark.store = kept["store"]
    seen, count = mark.read(), int(kept["commits"])
    if not new and (seen is None or seen > count):
        _write(connection, {"era": new_era(), "commits": str(max(seen or 0, count))})


def begin_era(connection: Connection) -> None:
    """Give the store a new epoch: it is known to have gone back. The caller commits."""
    _write(connection, {"era": new_era()})


def new_era() -> str:
    """Return a name that no other era has."""
    return secrets.token_hex(4)


def count_commit(connection: Connection) -> int | None:
    """Count the transaction that is about to be committed, and return its number. SQLite alone: one writer."""
    row = connection.exec_driver_sql(_COUNT).first()
    return None if row is None else int(row[0])


def _read(connection: Connection) -> dict[str, str]:
    query = select(meta.c.key, meta.c.value).where(meta.c.key.in_(_KEPT))
    return {row.key: row.value for row in connection.execute(query)}


def _write(connection: Connection, values: dict[str, str]) -> None:
    put_rows(connection, meta, list(values.items()))


def _cluster(connection: Connection) -> list[str]:
    """Return what PostgreSQL says of itself; nothing on SQLite."""
    if connection.dialect.name != "postgresql":
        return []
    found = [str(connection.execute(text(_OIDS)).scalar())]
    asked = {"system": _SYSTEM, "checkpoint": _CHECKPOINT}
    if all(may for (may,) in connection.execute(text(_MAY), asked)):
        found.append(str(connection.execute(text(_CONTROL)).scalar()))
    return found
