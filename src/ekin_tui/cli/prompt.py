"""One line about the month for a shell prompt, by plain sqlite3 alone: quick enough to stand in every prompt."""

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ekin_tui.store.glance import Glance, glance
from ekin_tui.terminal.signs import Signs

_OFFSETS = {"Asia/Jakarta": 420, "Asia/Makassar": 480, "Asia/Jayapura": 540}
"""Minutes east of UTC. None of them has summer time; the table of zones would cost more than all the rest here."""


def answer(arguments: list[str]) -> int | None:
    """Print the line and return the exit code; None when this is not the plain case and the command has to do it."""
    home, rest = _home(arguments)
    if rest != ["status", "--short"] or home is None or os.environ.get("EKIN_TUI_NOW"):
        return None
    found = _of_today(home / "cache.db")
    if found is None or not found.last_sync:
        return None
    try:
        sys.stdout.write(line(found, Signs.for_terminal(os.environ, sys.stdout.encoding or "")) + "\n")
        sys.stdout.flush()
    except OSError:
        return None
    return 0


def _of_today(cache: Path) -> Glance | None:
    """Return the figures of the month as it is where the person works, which may be a day ahead of this machine."""
    now = datetime.now(UTC)
    found = glance(cache, (now + timedelta(minutes=_OFFSETS["Asia/Jakarta"])).date())
    if found is None:
        return None
    today = (now + timedelta(minutes=_OFFSETS.get(found.zone, 0))).date()
    return found if found.today == today else glance(cache, today)


def line(found: Glance, signs: Signs) -> str:
    """Return the figures in one line without words that would need a language: ``13/18 ○2 ↩1 ↑3``."""
    first = found.today.replace(day=1)
    span = (first + timedelta(days=n) for n in range((found.today - first).days + 1))
    work = [day for day in span if day.weekday() < found.week and day not in found.free]
    filled = sum(day in found.days for day in work)
    counts = (
        (signs.draft, found.draft),
        (signs.returned, found.returned),
        (signs.queued, found.queued),
        (signs.conflict, found.conflicts),
    )
    parts = [f"{filled}/{len(work)}"] + [f"{mark}{count}" for mark, count in counts if count]
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
