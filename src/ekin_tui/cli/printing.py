"""Results on stdout, everything else on stderr; what people wrote comes inert."""

import json
import shutil
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from ekin_tui.domain.clean import inert
from ekin_tui.domain.model import Problem
from ekin_tui.domain.wrapping import columns, wrapped
from ekin_tui.text import Words

if TYPE_CHECKING:
    from ekin_tui.desk.views import EntryView, MonthView

_WIDEST, _NARROWEST = 78, 20
"""Columns of a sentence: the terminal may be wider, an eye is not."""


def show_json(value: Any) -> None:
    """Print one JSON document; what is not printable comes as JSON's own escape, so no control reaches a terminal."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    safe = "".join(char if char.isprintable() or char == "\n" else json.dumps(char)[1:-1] for char in text)
    _write(sys.stdout, safe)


def show(line: str, end: str = "\n") -> None:
    """Print one line of a result."""
    _write(sys.stdout, line, end)


def prose(text: str) -> list[str]:
    """Return ``text`` in lines that end between words where a terminal shows them; as it is where it goes elsewhere."""
    lines = inert(text, lines=True)
    if not sys.stdout.isatty():
        return lines.split("\n")
    room = min(_WIDEST, max(_NARROWEST, shutil.get_terminal_size().columns - 1))
    return wrapped(lines, room, columns)


def tell(line: str) -> None:
    """Say something beside the result."""
    _write(sys.stderr, line)


def _write(stream: Any, line: str, end: str = "\n") -> None:
    text = inert(line, lines=True) + end
    coding = getattr(stream, "encoding", None) or "utf-8"
    stream.write(text.encode(coding, errors="replace").decode(coding))


def table(rows: Iterable[Sequence[str]]) -> None:
    """Print rows with their columns aligned."""
    cells = [[inert(cell) for cell in row] for row in rows]
    if not cells:
        return
    widths = [max(columns(row[n]) for row in cells) for n in range(len(cells[0]))]
    for row in cells:
        padded = (cell + " " * (width - columns(cell)) for cell, width in zip(row, widths, strict=True))
        show("  ".join(padded).rstrip())


def show_entries(views: "Sequence[EntryView]", words: Words, *, owners: bool = False) -> None:
    """Print entries, one a line; the empty list says so on stderr."""
    if not views:
        tell(words("cli.no-entries"))
    table([_row(view, words, owners=owners) for view in views])


def show_entry(view: "EntryView", words: Words) -> None:
    """Print one entry with all that belongs to it."""
    entry, line = view.entry, view.plan
    rows = [
        ("id", entry.id),
        (words.field("status"), f"{words(f'status.{entry.status.value}')} ({words(f'cli.where.{view.where.value}')})"),
        (words.field("plan"), line.plan.text if line else "-"),
        (words.field("day"), words.day(entry.day)),
        (words.field("start"), words.clock(entry.start) or "-"),
        (words.field("end"), words.clock(entry.end) or "-"),
        (words.field("activity"), entry.activity or "-"),
        (words.field("quantity"), "-" if entry.quantity is None else f"{words.number(entry.quantity)} {entry.unit}"),
        (words.field("evidence"), entry.evidence or "-"),
    ]
    if entry.recognised is not None:
        rows.append((words.field("minutes"), f"{entry.recognised} / {entry.minutes}"))
    table(rows)
    for note in view.notes:
        when = words.instant(note.at) if note.at else words("cli.note-waits")
        show(f"  {when}  {note.name} ({note.capacity.value}), {words(f'did.{note.kind.value}')}: {note.text or '-'}")
    for problem in [*([view.refused] if view.refused else []), *view.problems]:
        show_problem(problem, words)


def show_problem(problem: Problem, words: Words, entry: str = "") -> None:
    """Say what is wrong with which field of which entry, and the remedy."""
    field = f"{words.field(problem.field)}: " if problem.field else ""
    tell(f"{entry + '  ' if entry else ''}{words(f'cli.{problem.severity.value}')} {field}{words.problem(problem)}")


def show_month(view: "MonthView", words: Words) -> None:
    """Print the month's figures."""
    target = words.number(view.target_minutes)
    if view.fixed_target:
        target += f" ({words('cli.fixed-target', minutes=words.number(view.fixed_target))})"
    show(words.month(view.month))
    show(words("cli.month-filled", filled=view.filled, workdays=view.workdays))
    show(words("cli.month-minutes", minutes=words.number(view.minutes), target=target))
    counts = ("draft", "submitted", "returned", "approved", "rejected")
    show("  ".join(f"{words(f'status.{name}')} {getattr(view, name)}" for name in counts))
    show(words("cli.month-queued", queued=view.queued, conflicts=view.conflicts))
    if view.missing:
        show(words("cli.month-missing", days=", ".join(words.day(day, year=False) for day in view.missing)))
    if view.deadline is not None:
        show(words("cli.month-deadline", at=words.instant(view.deadline), days=view.days_left))
    show(words("cli.last-sync", at=words.instant(view.last_sync)) if view.last_sync else words("cli.never-synced"))


def _row(view: "EntryView", words: Words, *, owners: bool) -> tuple[str, ...]:
    entry = view.entry
    amount = "" if entry.quantity is None else f"{words.number(entry.quantity)} {entry.unit}"
    owner = (view.owner.name,) if owners else ()
    return (
        entry.id,
        entry.day.isoformat(),
        f"{words.clock(entry.start)}-{words.clock(entry.end)}",
        words(f"status.{entry.status.value}"),
        *owner,
        amount,
        entry.activity,
    )
