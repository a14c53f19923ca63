"""Bundles of a folder into the centre, and its answers back into it: the same push and feeds as over a line.

Nothing is remembered of a bundle: its ops are answered from the ledger when they come again, so one that is taken twice
or out of its order changes nothing. What was asked is received when it is taken here; when it was done is a claim.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import msgspec
from sqlalchemy import Connection, select

from ekin_tui import wire
from ekin_tui.server.access import Caller, caller_of_digest
from ekin_tui.server.database import AdminError, Database
from ekin_tui.server.epoch import read_standing
from ekin_tui.server.push import take_push
from ekin_tui.server.reads import read_feed, session_of, stored_name
from ekin_tui.server.repair import compare
from ekin_tui.server.schema import tokens
from ekin_tui.wire import bundle

MOST_ITEMS = 20_000
"""Of a feed in one answer; the rest comes with the next one."""
_ask = msgspec.json.Decoder(bundle.Ask).decode
_op = msgspec.json.Decoder(wire.Op)


class _Id(msgspec.Struct):
    op: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a file."""

    file: str
    code: str
    """``taken``, ``again`` (nothing in it was new), ``older`` (a later one lies beside it), ``epoch`` (asked of another
    state of the centre; answered, nothing taken), ``bundle-unanswered`` (taken, but its answer can't be laid), or why
    it was left: ``bundle-cut``, ``bundle-altered`` …"""
    name: str = ""
    """Of whom it is, where that is proved."""
    verdicts: dict[str, int] = field(default_factory=dict)

    @property
    def refused(self) -> bool:
        """Whether it could not be used."""
        return self.code.startswith("bundle-")


@dataclass(frozen=True, slots=True)
class _Sound:
    """A bundle that is proved to be of somebody."""

    path: Path
    header: bundle.Header
    body: bundle.Ask
    signer: bundle.Signer
    agency: str
    digest: str


def take(url: str, folder: Path, *, now: Callable[[], datetime]) -> list[Taken]:
    """Take every ask in ``folder``, lay the answers beside them, and return what became of each.

    What one bundle meets holds up no other. Raises AdminError ``folder-missing``, ``folder-unwritable``.
    """
    asks = bundle.files_of(folder, bundle.ASK)
    if asks is None:
        raise AdminError("folder-missing", path=str(folder))
    if not os.access(folder, os.W_OK | os.X_OK):
        raise AdminError("folder-unwritable", path=str(folder))
    database = Database(url)
    try:
        database.create()
        with database.reading() as connection:
            signers = _signers(connection)
        found = [_open(path, signers) for path in asks]
        return [_carry_out(database, folder, one, now) for one in _newest(found)]
    finally:
        database.close()


def _signers(connection: Connection) -> dict[str, tuple[bundle.Signer, str, str]]:
    """Return who can have signed, by the name of the key."""
    found = {}
    for agency, digest in connection.execute(select(tokens.c.agency, tokens.c.hash)):
        signer = bundle.Signer(digest)
        found[signer.name] = (signer, agency, digest)
    return found


def _open(path: Path, signers: dict[str, tuple[bundle.Signer, str, str]]) -> _Sound | Taken:
    try:
        raw = bundle.read_file(path)
        known = signers.get(bundle.read_header(raw).key)
        if known is None:
            return Taken(file=path.name, code="bundle-stranger")
        header, body = known[0].open(raw, bundle.ASK)
        return _Sound(path, header, _ask(body), *known)
    except bundle.BundleError as error:
        return Taken(file=path.name, code=error.code)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return Taken(file=path.name, code="bundle-form")
    except OSError:
        return Taken(file=path.name, code="bundle-unreadable")


def _newest(found: Sequence[_Sound | Taken]) -> Iterator[_Sound | Taken]:
    """Yield what was found; of a machine's asks all but the last are told as older: the last holds what they hold."""
    last: dict[tuple[str, str], int] = {}
    for one in found:
        if isinstance(one, _Sound):
            machine = one.header.key, one.header.device
            last[machine] = max(last.get(machine, 0), one.header.number)
    for one in found:
        if isinstance(one, _Sound) and one.header.number < last[one.header.key, one.header.device]:
            yield Taken(file=one.path.name, code="older")
        else:
            yield one


def _carry_out(database: Database, folder: Path, one: _Sound | Taken, now: Callable[[], datetime]) -> Taken:
    if isinstance(one, Taken):
        return one
    asked = one.body.session
    try:
        with database.reading() as connection:
            name = _caller(connection, one, now()).name
            same = asked.epoch in {"", read_standing(connection).epoch}
        results = _push(database, one, now) if same else []
        with database.reading() as connection:
            told = _tell(connection, _caller(connection, one, now()), one, results, now())
    except _WithdrawnError:
        return Taken(file=one.path.name, code="bundle-stranger")
    verdicts = dict(Counter(verdict.v for verdict in results))
    again = "duplicate" in verdicts and "applied" not in verdicts
    code = "epoch" if not same else "again" if again else "taken"
    if not _lay(folder, one, told, now()):
        code = "bundle-unanswered"
    return Taken(file=one.path.name, code=code, name=name, verdicts=verdicts)


class _WithdrawnError(Exception):
    """A token was withdrawn since the bundles of the folder were looked at."""


def _caller(connection: Connection, one: _Sound, now: datetime) -> Caller:
    caller = caller_of_digest(connection, one.agency, one.digest, now)
    if caller is None:
        raise _WithdrawnError
    return caller


def _push(database: Database, one: _Sound, now: Callable[[], datetime]) -> list[wire.Verdict]:
    """Return a verdict for each op."""
    ops, results = list[wire.Op](), list[wire.Verdict]()
    for raw in one.body.ops:
        try:
            ops.append(_op.decode(raw))
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            results.append(_unreadable(bytes(raw), error))
    for at in range(0, len(ops), wire.MAX_OPS):
        results += database.write(partial(_push_part, one, ops[at : at + wire.MAX_OPS], now))
    return results


def _push_part(
    one: _Sound, ops: list[wire.Op], now: Callable[[], datetime], connection: Connection
) -> list[wire.Verdict]:
    moment = now()
    return take_push(connection, _caller(connection, one, moment), ops, moment, read_standing(connection))


def _unreadable(raw: bytes, error: Exception) -> wire.Verdict:
    """Return the refusal of an op that this centre can't read; one without even an id has none to be told by."""
    code = "unknown-field" if "unknown field" in str(error) else "bad-request"
    try:
        op = msgspec.json.decode(raw, type=_Id).op
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        op = ""
    return wire.Verdict(op=op, v="rejected", problem=wire.Problem(type=f"/ekin/problems/{code}", title=code))


def _tell(
    connection: Connection, caller: Caller, one: _Sound, results: list[wire.Verdict], now: datetime
) -> bundle.Told:
    standing, asked = read_standing(connection), one.body
    same = asked.session.epoch in {"", standing.epoch}
    session = session_of(connection, standing, caller, now)
    found = compare(connection, caller, asked.repair) if same else None
    return bundle.Told(
        session=session,
        results=results,
        feeds=[_pages(connection, caller, feed, asked.session.have if same else {}) for feed in session.feeds],
        repaired=list(asked.repair) if found is not None else [],
        lacks=found.lacks if found is not None else [],
        other=found.other if found is not None else [],
    )


def _pages(connection: Connection, caller: Caller, feed: wire.Feed, have: dict[str, str]) -> bundle.Pages:
    stored = stored_name(caller, feed.id)
    cursor = have.get(feed.id, "")
    after = _position(cursor)
    assert stored is not None  # noqa: S101 - the caller was told of this feed
    if after > wire.position_of(feed.head):  # this centre went back: from the beginning
        after = 0
    items, last, more = read_feed(connection, caller, stored, after, MOST_ITEMS)
    return bundle.Pages(feed=feed.id, after=wire.cursor(after), next=wire.cursor(last), more=more, items=items)


def _position(cursor: str) -> int:
    try:
        return wire.position_of(cursor)
    except ValueError:
        return 0


def _lay(folder: Path, one: _Sound, told: bundle.Told, now: datetime) -> bool:
    """Put the answer beside the ask, and take away those that it replaces. Returns whether it lies there."""
    asked = one.header
    header = msgspec.structs.replace(asked, kind=bundle.ANSWER, made=now.astimezone(UTC))
    path = folder / bundle.file_name(asked.key, asked.device, asked.number, bundle.ANSWER)
    try:
        bundle.write_file(path, one.signer.seal(header, msgspec.json.encode(told)))
    except OSError:
        return False
    for old in bundle.files_of(folder, bundle.ANSWER, asked.device) or ():
        known = bundle.named(old)
        if known is not None and known[0] == asked.key and known[2] < asked.number:
            with suppress(OSError):
                old.unlink()
    return True
