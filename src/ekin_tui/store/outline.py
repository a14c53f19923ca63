"""How a cache is made and how much it holds, without a word of what is in it; also of one that is damaged."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

_PRAGMAS = ("user_version", "journal_mode", "page_size", "page_count", "freelist_count")


def outline(cache: Path) -> dict[str, object]:
    """Return form, sizes and counts; of what waits to be sent, only its kind and how often it was tried."""
    if not cache.exists():
        return {"exists": False}
    found: dict[str, object] = {"exists": True, "bytes": cache.stat().st_size}
    try:
        with closing(_readonly(cache)) as db:
            for name in _PRAGMAS:
                found[name] = db.execute(f"pragma {name}").fetchone()[0]
            real = "type = 'table' and sql not like 'create virtual%'"
            tables = [row[0] for row in db.execute(f"select name from sqlite_schema where {real} order by 1")]
            found["rows"] = {name: db.execute(f'select count(*) from "{name}"').fetchone()[0] for name in tables}
            said = db.execute("select key, value from meta where key in ('last_sync', 'last_result', 'epoch')")
            found["meta"] = dict(said.fetchall())
            waits = db.execute("select t, tries, problem is not null, count(*) from outbox group by 1, 2, 3").fetchall()
            found["waiting"] = [
                {"action": action, "tries": tries, "problem": bool(problem), "n": count}
                for action, tries, problem, count in waits
            ]
    except sqlite3.Error as error:
        found["error"] = str(error)
    return found


def people(cache: Path) -> list[tuple[str, str]]:
    """Return NIP and name of everybody that the cache knows, as far as it can be read."""
    known: list[tuple[str, str]] = []
    if not cache.exists():
        return known
    try:
        with closing(_readonly(cache)) as db:
            for (body,) in db.execute("select body from facts where kind = 'person'"):
                person = json.loads(body)
                known.append((str(person.get("nip") or ""), str(person.get("name") or "")))
    except (sqlite3.Error, ValueError, AttributeError):
        return known
    return known


def _readonly(cache: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{cache.resolve().as_uri()}?mode=ro", uri=True)
