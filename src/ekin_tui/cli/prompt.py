"""One line about the month for a shell prompt, by plain sqlite3 alone: quick enough to stand in every prompt."""

import os
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

from ekin_tui.store.glance import Glance, glance


def answer(arguments: list[str]) -> int | None:
    """Print the line and return the exit code; None when this is not the plain case and the command has to do it."""
    home, rest = _home(arguments)
    if rest != ["status", "--short"] or home is None:
        return None
    now = os.environ.get("EKIN_TUI_NOW")
    today = datetime.fromisoformat(now).date() if now else date.today()  # noqa: DTZ011 - the day on the wall
    found = glance(home / "cache.db", today)
    if found is None:
        return None
    sys.stdout.write(line(found) + "\n")
    return 0


def line(found: Glance) -> str:
    """Return the figures in one line without words that would need a language: ``13/18 ○2 ↩1 ↑3``."""
    first = found.today.replace(day=1)
    span = (first + timedelta(days=n) for n in range((found.today - first).days + 1))
    work = [day for day in span if day.weekday() < found.week and day not in found.free]
    filled = sum(day in found.days for day in work)
    marks = (("○", found.draft), ("↩", found.returned), ("↑", found.queued), ("≠", found.conflicts))
    parts = [f"{filled}/{len(work)}"] + [f"{mark}{count}" for mark, count in marks if count]
    return " ".join(parts)


def _home(arguments: list[str]) -> tuple[Path | None, list[str]]:
    rest = list(arguments)
    named = os.environ.get("EKIN_TUI_HOME")
    if "--home" in rest[:-1]:
        at = rest.index("--home")
        named = rest[at + 1]
        del rest[at : at + 2]
    if named:
        return Path(named), rest
    state = os.environ.get("XDG_STATE_HOME")
    return (Path(state) if state else Path.home() / ".local" / "state") / "ekin-tui", rest
