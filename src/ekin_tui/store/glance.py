"""The month at a glance by plain sqlite3 and nothing else: for a shell prompt and the first frame."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """Figures of the month of ``today``."""

    today: date
    zone: str = "Asia/Jakarta"
    days: frozenset[date] = frozenset()
    """Days with an entry."""
    free: frozenset[date] = frozenset()
    """Holidays and marked days."""
    week: int = 5
    minutes: int = 0
    draft: int = 0
    submitted: int = 0
    returned: int = 0
    approved: int = 0
    rejected: int = 0
    queued: int = 0
    conflicts: int = 0
    last_sync: str = ""


_COUNTED = ("draft", "submitted", "returned", "approved")
_ENTRIES = """
select day, status, coalesce(recognised, max(0, coalesce("end" - start, 0))) from entries
where owner = (select value from meta where key = 'person') and day between ? and ? and status <> 'discarded'
"""
_FREE = """
select first from facts where kind = 'day' and first between ?1 and ?2 and body not like '%"kind":"work"%'
    and (person is null or person = (select value from meta where key = 'person'))
union select day.key from holidays, json_each(holidays.body) day where year = ?3 and day.key between ?1 and ?2
"""
_ONE = """
select (select count(*) from outbox), (select count(*) from conflicts),
    (select value from meta where key = 'last_sync'),
    (select body ->> 'zone' from facts where kind = 'person' and id = (select value from meta where key = 'person')),
    (select body ->> 'week' from facts where kind = 'person' and id = (select value from meta where key = 'person'))
"""


def glance(path: Path, today: date) -> Glance | None:
    """Return the figures of this month; None when there is no cache that can be read. Writes nothing."""
    span = (f"{today:%Y-%m}-01", f"{today:%Y-%m}-31")
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=1)) as db:
            rows = db.execute(_ENTRIES, span).fetchall()
            free = db.execute(_FREE, (*span, today.year)).fetchall()
            queued, conflicts, last, zone, week = db.execute(_ONE).fetchone()
    except sqlite3.Error:
        return None
    counts = {status: sum(row[1] == status for row in rows) for status in (*_COUNTED, "rejected")}
    return Glance(
        today=today,
        zone=zone or "Asia/Jakarta",
        days=frozenset(date.fromisoformat(row[0]) for row in rows),
        free=frozenset(date.fromisoformat(row[0]) for row in free),
        week=int(week or 5),
        minutes=sum(row[2] for row in rows if row[1] in _COUNTED),
        queued=queued,
        conflicts=conflicts,
        last_sync=last or "",
        **counts,
    )
