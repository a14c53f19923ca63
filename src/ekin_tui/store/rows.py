"""From rows to frozen facts and back, by hand: a month out of 20,000 entries is read in under 3 ms."""

import json
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from datetime import date, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any

from ekin_tui.domain.clean import inert
from ekin_tui.domain.clock import parse_clock
from ekin_tui.domain.model import Entry, Status
from ekin_tui.store.base import Row
from ekin_tui.wire import EntryDoc

NAMES = tuple(field.name for field in fields(Entry))
"""Columns of an entry, in the order of the dataclass."""
LATER = 2
"""How many of them came to the table last: in the file they stand behind its own columns."""
_SAID = ("status", "position", "recognised", "late", "received", "claimed", "timing")
"""What the centre alone says of an entry, beside its revision."""
COLUMNS = ", ".join(f'entries."{name}"' for name in NAMES)
SAME = "="
"""The base copy of a row that is the centre's own."""
_QUOTED = ", ".join(f'"{name}"' for name in NAMES)
_STATUS = {status.value: status for status in Status}
_day: Callable[[str], date] = lru_cache(maxsize=4096)(date.fromisoformat)
_minutes: Callable[[str], int] = lru_cache(maxsize=4096)(parse_clock)

INSERT = (
    f"insert into entries({_QUOTED}, base, unsent, changed) "
    f"values({', '.join('?' * len(NAMES))}, ?, ?, ?) on conflict(id) do update set "
    + ", ".join(f'"{name}" = excluded."{name}"' for name in (*NAMES[1:], "base", "unsent", "changed"))
)
"""Puts a whole row in place: the entry, its base (JSON, ``=`` when it is the row, null for none), unsent, changed."""

TAKE = (
    INSERT
    + " where entries.rev <> excluded.rev or entries.base is not '=' or "
    + " or ".join(f"entries.{name} is not excluded.{name}" for name in _SAID)
)
"""The same for a copy of the centre: one that is here already (one's own op coming back) touches nothing."""

CONFIRM = (
    f"update entries set rev = ?{NAMES.index('rev') + 1}, base = '=', unsent = 0, changed = ?{len(NAMES) + 1} "
    "where id = ?1 and "
    + " and ".join(f'"{name}" is ?{at}' for at, name in enumerate(NAMES, 1) if name not in {"id", "rev"})
)
"""Gives a row that says what the centre's copy says its revision: no index and no trigger has work with that."""

HERE = f"select id, rev, {', '.join(_SAID)} from entries where base = '=' and id in (select value from json_each(?))"
"""What tells that a copy of the centre is here already."""
here_of: Callable[[Row], Row] = itemgetter(*(NAMES.index(name) for name in ("id", "rev", *_SAID)))


def entry_from(row: Sequence[Any]) -> Entry:
    """Return the entry in the first columns of ``row``."""
    return Entry(
        id=row[0],
        owner=row[1],
        day=_day(row[2]),
        start=row[3],
        end=row[4],
        zone=row[5],
        activity=row[6],
        plan=row[7],
        quantity=row[8],
        unit=row[9],
        evidence=row[10],
        status=_STATUS[row[11]],
        rev=row[12],
        position=row[13],
        recognised=row[14],
        late=bool(row[15]),
        received=datetime.fromisoformat(row[16]) if row[16] else None,
        amends=row[17],
        claimed=datetime.fromisoformat(row[18]) if row[18] else None,
        timing=row[19] or "",
    )


def row_of(entry: Entry) -> Row:
    """Return the columns of ``entry``."""
    return (
        entry.id,
        entry.owner,
        entry.day.isoformat(),
        entry.start,
        entry.end,
        entry.zone,
        entry.activity,
        entry.plan,
        entry.quantity,
        entry.unit,
        entry.evidence,
        entry.status.value,
        entry.rev,
        entry.position,
        entry.recognised,
        int(entry.late),
        entry.received.isoformat() if entry.received else None,
        entry.amends,
        entry.claimed.isoformat() if entry.claimed else None,
        entry.timing or None,
    )


def row_of_doc(doc: EntryDoc) -> Row:
    """Return the columns of what the centre sent, made inert. Raises ValueError when a time can't be read."""
    texts: tuple[str, ...] = (doc.id, doc.owner, doc.zone, doc.activity, doc.unit, doc.evidence, doc.rev)
    links: tuple[str | None, ...] = (doc.plan, doc.position, doc.amends, doc.timing or None)
    if not _plain("".join(texts)):
        texts = tuple(map(inert, texts))
    if not _plain("".join(filter(None, links))):
        links = tuple(link and inert(link) for link in links)
    return (
        texts[0],
        texts[1],
        doc.day.isoformat(),
        None if doc.start is None else _minutes(doc.start),
        None if doc.end is None else _minutes(doc.end),
        texts[2],
        texts[3],
        links[0],
        doc.quantity,
        texts[4],
        texts[5],
        doc.status.value,
        texts[6],
        links[1],
        doc.recognised,
        int(doc.late),
        doc.received.isoformat() if doc.received else None,
        links[2],
        doc.claimed.isoformat() if doc.claimed else None,
        links[3],
    )


def _plain(text: str) -> bool:
    """Tell at once of many texts that there is nothing in them to clean."""
    return text.isascii() and text.isprintable()


def clean_entry(entry: Entry) -> Entry:
    """Return ``entry`` with every text made inert."""
    texts: dict[str, Any] = {name: getattr(entry, name) for name in NAMES if type(getattr(entry, name)) is str}
    cleaned: dict[str, Any] = {name: inert(text) for name, text in texts.items()}
    return replace(entry, **cleaned)


def pack(entry: Entry) -> str:
    """Return ``entry`` as JSON, for a base or conflict copy."""
    return json.dumps(row_of(entry), ensure_ascii=False)


def unpack(text: str) -> Entry:
    """Return the entry in a base or conflict copy; one from an earlier version lacks the later columns."""
    row = json.loads(text)
    return entry_from((*row, *(None,) * (len(NAMES) - len(row))))
