"""Keeping a centre's data: a backup while it runs, and a check of everything that must agree.

A backup that is put back is noticed by the centre itself (:mod:`ekin_tui.server.epoch`), and the clients repair.
"""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import msgspec
from sqlalchemy import Connection, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from ekin_tui import wire
from ekin_tui.domain.rev import content_hash, counter
from ekin_tui.server import chain
from ekin_tui.server.database import AdminError, Database
from ekin_tui.server.migrations import version_of
from ekin_tui.server.schema import VERSION

SHOWN = 5
"""Records that are named of each finding."""
_BUSY_S = 30.0
_DRAFTS = ("draft", "discarded")
_HOMES = {
    "entry": "select 1 from entries e where e.agency = i.agency and e.id = i.entity",
    "note": "select 1 from notes n where n.agency = i.agency and n.id = i.entity",
    "person": "select 1 from people p where p.agency = i.agency and p.id = i.entity",
    "assignment": "select 1 from assignments a where a.agency = i.agency and a.id = i.entity",
}
_FACT = "select 1 from facts f where f.agency = i.agency and f.kind = i.kind and f.id = i.entity"
_NOWHERE = " and ".join(f"not (i.kind = '{kind}' and exists ({query}))" for kind, query in _HOMES.items())
_LOOSE = f"select i.kind || ' ' || i.entity from items i where i.gone = '' and {_NOWHERE} and not exists ({_FACT})"  # noqa: S608 - our constants
_QUERIES = {
    "head-behind": """select i.feed || ' ' || i.pos from items i left join feeds f on f.agency = i.agency
        and f.id = i.feed where f.head is null or f.head < i.pos""",
    "item-without-record": _LOOSE,
    "entry-untold": """select e.id from entries e where not exists (select 1 from items i where i.agency = e.agency
        and i.kind = 'entry' and i.entity = e.id and i.feed = 'me:' || e.author)""",
    "inbox-untold": """select e.id from entries e where e.status = 'submitted' and not exists (select 1 from items i
        where i.agency = e.agency and i.kind = 'entry' and i.entity = e.id and i.gone = ''
        and i.feed = 'pos:' || e.position)""",
    "entry-without-author": """select e.id from entries e left join people p on p.agency = e.agency
        and p.id = e.author where p.id is null""",
    "note-without-entry": """select n.id from notes n left join entries e on e.agency = n.agency
        and e.id = n.entry where e.id is null""",
}
"""Code → which records are wrong, in the SQL that SQLite and PostgreSQL share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that is wrong: how often, and the first records that show it (ids alone)."""

    code: str
    count: int
    ids: tuple[str, ...]


def backup(url: str, target: Path) -> int:
    """Copy the SQLite database at ``url`` into the new file ``target`` while the centre runs; returns its bytes.

    The copy is one consistent moment, readable by its owner alone, and proved sound.
    Raises AdminError ``bad-database-url``, ``backup-postgresql``, ``database-missing``, ``backup-exists``,
    ``backup-failed``.
    """
    source = existing(url)
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError as error:
        raise AdminError("backup-exists", path=str(target)) from error
    except OSError as error:
        raise AdminError("backup-failed", path=str(target), why=error.strerror or "") from error
    try:
        _copy(source, target)
    except BaseException as error:
        target.unlink(missing_ok=True)
        if isinstance(error, (sqlite3.Error, OSError)):
            raise AdminError("backup-failed", path=str(target), why=str(error)) from error
        raise
    return target.stat().st_size


def existing(url: str) -> Path:
    """Return the file of a SQLite database. Raises AdminError ``database-missing``, and the others of ``backup``."""
    parsed = _parse(url)
    if parsed.get_backend_name() == "postgresql":
        shown = parsed.set(drivername="postgresql").render_as_string().replace(":***@", "@")
        raise AdminError("backup-postgresql", url=shown)
    path = Path(parsed.database or "")
    if parsed.get_backend_name() != "sqlite" or not path.is_file():
        raise AdminError("database-missing", url=url)
    return path


def _parse(url: str) -> URL:
    try:
        return make_url(url)
    except ArgumentError as error:
        raise AdminError("bad-database-url", url=url) from error


def _copy(source: Path, target: Path) -> None:
    """Copy all pages in one step: in steps, a busy centre would make it begin again for ever."""
    with closing(_read_only(source)) as origin, closing(sqlite3.connect(target)) as copy:
        origin.backup(copy)
        copy.execute("pragma journal_mode=delete")
        found = copy.execute("pragma integrity_check").fetchone()
        if found != ("ok",):
            raise sqlite3.DatabaseError("integrity_check")
    for path in (target, target.absolute().parent):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def check(url: str) -> list[Finding]:
    """Return what is wrong with the data of a centre; it may be running, and nothing is changed.

    Raises AdminError ``bad-database-url``, ``database-missing``, ``database-newer``, ``database-older``,
    ``database-unusable``.
    """
    found: list[Finding] = []
    if _parse(url).get_backend_name() == "sqlite":
        found += _file_findings(existing(url))
    if any(finding.code == "damaged" for finding in found):
        return found
    database = Database(url)
    try:
        with database.reading() as connection:
            if not database.sqlite:
                connection.execute(text("set local statement_timeout = 0"))
            check_version(connection)
            return [*found, *_findings(connection)]
    except DBAPIError as error:
        raise AdminError("database-unusable", why=str(error.orig)) from error
    finally:
        database.close()


def check_version(connection: Connection) -> None:
    """Raise AdminError ``database-newer`` or ``database-older`` where the schema is not that of this program."""
    known = version_of(connection)
    if known != VERSION:
        raise AdminError("database-newer" if known > VERSION else "database-older", have=known, know=VERSION)


def _file_findings(path: Path) -> Iterator[Finding]:
    """Look at the file itself, by a connection that can't change it."""
    try:
        with closing(_read_only(path)) as connection:
            lines = [str(row[0]) for row in connection.execute("pragma integrity_check")]
            broken = [f"{row[0]} {row[1]}" for row in connection.execute("pragma foreign_key_check")]
    except sqlite3.DatabaseError as error:
        yield Finding(code="damaged", count=1, ids=(str(error),))
        return
    yield from _finding("damaged", [line for line in lines if line != "ok"])
    yield from _finding("foreign-key", broken)


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=_BUSY_S)


def _findings(connection: Connection) -> Iterator[Finding]:
    for code, query in _QUERIES.items():
        yield from _finding(code, [str(row[0]) for row in connection.exec_driver_sql(query)])
    yield from _entry_findings(connection)
    yield from _ledger_findings(connection)
    yield from _chain_findings(connection)


def _finding(code: str, ids: list[str]) -> Iterator[Finding]:
    if ids:
        yield Finding(code=code, count=len(ids), ids=tuple(sorted(ids)[:SHOWN]))


def _entry_findings(connection: Connection) -> Iterator[Finding]:
    """Compare what is stored of each entry with its record."""
    query = "select id, author, day, status, position, sent, doc from entries"
    found: dict[str, list[str]] = {"record-unreadable": [], "record-differs": [], "record-revision": []}
    for name, author, day, status, position, sent, doc in connection.exec_driver_sql(query):
        try:
            entry = wire.entry_of(msgspec.json.decode(doc, type=wire.EntryDoc))
        except (msgspec.MsgspecError, ValueError):
            found["record-unreadable"].append(str(name))
            continue
        stored = (name, author, str(day), status, position)
        told = (entry.id, entry.owner, entry.day.isoformat(), entry.status.value, entry.position)
        if stored != told or (status not in _DRAFTS and not sent):
            found["record-differs"].append(str(name))
        if entry.rev != f"{counter(entry.rev)}-{content_hash(entry)}":
            found["record-revision"].append(str(name))
    for code, ids in found.items():
        yield from _finding(code, ids)


def _ledger_findings(connection: Connection) -> Iterator[Finding]:
    """Compare each verdict with the entry that it speaks of: applied ones left an entry, and not an older one."""
    query = """select o.op, o.verdict, e.doc, e.id from ops o left join entries e on e.agency = o.agency
        and e.id = o.entry"""
    lost, ahead, unreadable = [], [], []
    for op, verdict, doc, entry in connection.exec_driver_sql(query):
        try:
            told = msgspec.json.decode(verdict, type=wire.Verdict)
            if told.v != "applied" or not told.rev:
                continue
            if entry is None:
                lost.append(str(op))
            elif counter(told.rev) > counter(msgspec.json.decode(doc, type=wire.EntryDoc).rev):
                ahead.append(str(op))
        except (msgspec.MsgspecError, ValueError):
            unreadable.append(str(op))
    for code, ids in (("ledger-lost", lost), ("ledger-ahead", ahead), ("ledger-unreadable", unreadable)):
        yield from _finding(code, ids)


def _chain_findings(connection: Connection) -> Iterator[Finding]:
    """Verify the record of every employee; a missing note is named by its person and number."""
    found: dict[str, list[str]] = {}
    for person, one in chain.broken(connection):
        found.setdefault(f"chain-{one.fault}", []).append(one.note or f"{person} #{one.seq}")
    for code, ids in found.items():
        yield from _finding(code, ids)


def codes() -> Iterable[str]:
    """Return every code that a finding may have; each has a sentence."""
    entry = ("record-unreadable", "record-differs", "record-revision")
    ledger = ("ledger-lost", "ledger-ahead", "ledger-unreadable")
    chains = ("chain-changed", "chain-missing", "chain-added")
    return ("damaged", "foreign-key", *_QUERIES, *entry, *ledger, *chains)
