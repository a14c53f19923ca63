"""What is wrong on this machine and how to mend it: disk, cache, queue and record. Speaks to no network.

A finding is a code with args; its sentence and remedy are words of ``doctor.toml``. No finding holds a token, a NIP or
what a person wrote.
"""

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from ekin_tui.config import Home
from ekin_tui.desk.record import RecordCheck
from ekin_tui.store import Store
from ekin_tui.store.backups import copies

SECTIONS = ("settings", "disk", "database", "queue", "record", "line", "clock", "sameness", "terminal", "web")
"""What is looked at, in the order in which it is told."""
_TIGHT_MB, _FULL_MB = 200, 20
"""Megabytes free below which there is a warning, and an error."""
_OLD = timedelta(days=3)
"""Age from which on what waits to be sent is worth a warning."""
_MB = 1 << 20


class State(StrEnum):
    """How a finding stands."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at."""

    section: str
    """One of SECTIONS."""
    code: str
    state: State = State.OK
    args: Mapping[str, str | int] = field(default_factory=dict)
    refusal: bool = False
    """Whether ``code`` is one of ``problem.toml``, whose sentence holds the remedy too."""


def check_disk(home: Home, *targets: str) -> Iterator[Finding]:
    """Yield what there is to say of the room on the disk and of who may read what lies there, tokens among it."""
    there = next(place for place in (home.state, *home.state.parents) if place.exists())
    free = shutil.disk_usage(there).free // _MB
    state = State.ERROR if free < _FULL_MB else State.WARNING if free < _TIGHT_MB else State.OK
    code = "disk-room" if state is State.OK else "disk-tight"
    yield Finding(section="disk", code=code, state=state, args={"free": free, "path": str(there)})
    if not os.access(there, os.W_OK):
        yield Finding(section="disk", code="disk-readonly", state=State.ERROR, args={"path": str(there)})
    open_to_others = list(_open_to_others(_private(home, targets)))
    yield from open_to_others
    if not open_to_others and home.state.exists():
        yield Finding(section="disk", code="disk-private", args={"path": str(home.state)})


def _private(home: Home, targets: Iterable[str]) -> Iterable[tuple[Path, int]]:
    cache = home.state / "cache.db"
    yield home.state, 0o700
    for path in (cache, *map(home.token_file, targets), *sorted(home.state.glob("cache.db.*"))):
        yield path, 0o600


def _open_to_others(places: Iterable[tuple[Path, int]]) -> Iterator[Finding]:
    for path, wanted in places:
        if path.exists() and path.stat().st_mode & 0o777 & ~wanted:
            args = {"path": str(path), "mode": f"{path.stat().st_mode & 0o777:04o}", "wanted": f"{wanted:04o}"}
            yield Finding(section="disk", code="disk-open", state=State.ERROR, args=args)


def check_database(store: Store, *, deep: bool) -> Iterator[Finding]:
    """Yield whether the cache is sound, and what came out of one that was not. ``deep`` reads all indexes too."""
    said = store.damage(deep=deep)
    if said:
        args: dict[str, str | int] = {"n": len(said), "first": said[0][:120]}
        yield Finding(section="database", code="database-damaged", state=State.ERROR, args=args)
    else:
        size = store.path.stat().st_size // 1024
        code = "database-deep" if deep else "database-sound"
        yield Finding(section="database", code=code, args={"path": str(store.path), "size": size})
    if store.readonly:
        args = {"path": str(store.path)}
        yield Finding(section="database", code="database-readonly", state=State.ERROR, args=args)
    salvage = store.salvaged
    if salvage is not None:
        args = {
            "file": salvage.file,
            "queued": salvage.queued,
            "entries": salvage.entries,
            "typed": salvage.typed,
            "damaged": salvage.damaged,
        }
        yield Finding(section="database", code="database-salvaged", state=State.WARNING, args=args)
    kept = copies(store.path)
    if kept:
        args = {"n": len(kept), "path": str(kept[0])}
        yield Finding(section="database", code="database-copied", args=args)
    else:
        yield Finding(section="database", code="database-uncopied", state=State.WARNING)


def check_queue(store: Store, now: datetime) -> Iterator[Finding]:
    """Yield what waits to be sent, what the centre refused, and what waits for a person."""
    waiting = store.outbox.all()
    oldest = min((at for at in (_instant(one.op.at) for one in waiting) if at is not None), default=None)
    if not waiting:
        yield Finding(section="queue", code="queue-empty")
    else:
        days = max(0, (now - oldest).days) if oldest else 0
        old = oldest is not None and now - oldest > _OLD
        args = {"n": len(waiting), "days": days}
        yield Finding(section="queue", code="queue-old" if old else "queue-waits", state=_warning(old), args=args)
    refused, clashes = len(store.outbox.attention()), store.conflicts.count()
    if refused:
        yield Finding(section="queue", code="queue-refused", state=State.WARNING, args={"n": refused})
    if clashes:
        yield Finding(section="queue", code="queue-clashes", state=State.WARNING, args={"n": clashes})


def check_record(store: Store) -> Iterator[Finding]:
    """Yield whether one's own record of notes and decisions holds, link by link."""
    found = RecordCheck(store).check()
    if found.breaks:
        args: dict[str, str | int] = {"breaks": found.breaks, "seq": found.broken.seq if found.broken else 0}
        yield Finding(section="record", code="record-broken", state=State.ERROR, args=args)
    elif found.length:
        args = {"n": found.length, "head": found.head[:16]}
        yield Finding(section="record", code="record-holds", args=args)
    else:
        yield Finding(section="record", code="record-none")


def _warning(when: bool) -> State:
    return State.WARNING if when else State.OK


def _instant(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else at.astimezone()
