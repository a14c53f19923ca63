"""What is said of a file that is imported: what was taken on stdout, what was left, with row and column, on stderr."""

from collections.abc import Mapping
from typing import Any

from ekin_tui.cli.join import Joined
from ekin_tui.cli.printing import table, tell
from ekin_tui.cli.shape import problem_shape
from ekin_tui.desk.import_views import ImportRow, ImportView, Parted, RowState
from ekin_tui.domain.clean import inert
from ekin_tui.domain.clock import show_clock
from ekin_tui.domain.model import Entry, Problem
from ekin_tui.text import Words

_OFFERED = 5
_TEXTS = 50
"""Texts for which plans are offered; a file with more of them has another fault."""


def show_rows(parted: Parted, ids: Mapping[int, str], words: Words) -> None:
    """Print the rows that become drafts, one a line."""
    table([_line(row, ids, words) for row in parted.taken])


def tell_left(joined: Joined, view: ImportView, parted: Parted) -> None:
    """Say of each row that was left why; of those taken what has to be mended before they are sent."""
    words = joined.words
    if view.extra:
        tell(words("sheet.extra", columns=", ".join(view.extra)))
    offers, left = _offers(joined, parted), {row.number for row in parted.left}
    for row in sorted((*parted.taken, *parted.known, *parted.left), key=lambda one: one.number):
        if row.number in left:
            _tell_reasons(row, view, offers, words)
        elif row.state is RowState.KNOWN:
            _tell_same(row, words)
        else:
            _tell_problems(row, row.told, view, words)


def import_shape(
    joined: Joined, view: ImportView, parted: Parted, ids: Mapping[int, str], *, dry_run: bool
) -> dict[str, Any]:
    """Return what became of a file, or would become of it, as JSON tells it."""
    offers, asked = _offers(joined, parted), (*parted.taken, *parted.known, *parted.left)
    return {
        "sheet": view.sheet,
        "header": view.header,
        "columns": dict(view.letters),
        "passed_over": list(view.extra),
        "dry_run": dry_run,
        "imported": len(ids),
        "ready": len(parted.taken),
        "known": len(parted.known),
        "left": len(parted.left),
        "rows": [_row_shape(row, view, ids, offers, joined.words) for row in sorted(asked, key=lambda r: r.number)],
    }


def _offers(joined: Joined, parted: Parted) -> dict[str, list[dict[str, str]]]:
    """Return what may be meant by the first texts that name no plan."""
    texts = list(dict.fromkeys(row.plan_text for row in parted.left if row.state is RowState.ASKS))
    lines = {text: joined.desk.sheets.offer(text)[:_OFFERED] for text in texts[:_TEXTS]}
    return {
        text: [{"id": one.plan.id, "code": one.plan.code, "text": one.plan.text} for one in found]
        for text, found in lines.items()
    }


def _row_shape(
    row: ImportRow, view: ImportView, ids: Mapping[int, str], offers: Mapping[str, list[dict[str, str]]], words: Words
) -> dict[str, Any]:
    entry = row.entry
    return {
        "row": row.number,
        "state": row.state.value,
        "id": ids.get(row.number),
        "day": None if any(p.field == "day" for p in row.stops) else entry.day.isoformat(),
        "start": show_clock(entry.start) or None,
        "end": show_clock(entry.end) or None,
        "activity": entry.activity,
        "plan": {"id": row.line.plan.id, "text": row.line.plan.text} if row.line else None,
        "plan_text": row.plan_text,
        "quantity": entry.quantity,
        "unit": entry.unit,
        "evidence": entry.evidence,
        "same": row.same or None,
        "same_row": row.twin or None,
        "differs": list(row.differs),
        "clashes": [other.id for other in row.clashes],
        "choices": offers.get(row.plan_text, []) if row.state is RowState.ASKS else [],
        "problems": [
            {"column": view.letters.get(p.field or "", ""), **problem_shape(p, words)} for p in (*row.stops, *row.told)
        ],
    }


def _line(row: ImportRow, ids: Mapping[int, str], words: Words) -> list[str]:
    entry = row.entry
    times = f"{words.clock(entry.start) or '?'}-{words.clock(entry.end) or '?'}"
    named = row.line.plan.text if row.line else words("sheet.no_plan")
    return [str(row.number), ids.get(row.number, "-"), words.day(entry.day), times, entry.activity, named]


def _tell_reasons(row: ImportRow, view: ImportView, offers: Mapping[str, list[dict[str, str]]], words: Words) -> None:
    _tell_problems(row, row.stops, view, words)
    if row.state is RowState.ASKS:
        _tell_plans(row, view, offers, words)
    for other in row.clashes if row.state is RowState.CLASHES else ():
        tell(f"{_place(row, view.letters.get('start', ''), words)}: {_clash(other, words)}")


def _tell_same(row: ImportRow, words: Words) -> None:
    fields = ", ".join(words.field(name) for name in row.differs)
    if row.twin and fields:
        tell(f"{_place(row, '', words)}: {words('sheet.twin_differs', row=row.twin, fields=fields)}")
    elif fields:
        tell(f"{_place(row, '', words)}: {words('sheet.differs', id=row.same, fields=fields)}")
    elif row.twin:
        tell(f"{_place(row, '', words)}: {words('sheet.twin', row=row.twin)}")


def _tell_problems(row: ImportRow, problems: tuple[Problem, ...], view: ImportView, words: Words) -> None:
    for problem in problems:
        field = f"{words.field(problem.field)}: " if problem.field else ""
        place = _place(row, view.letters.get(problem.field or "", ""), words)
        tell(f"{place}: {words(f'cli.{problem.severity.value}')} {field}{words.problem(problem)}")


def _tell_plans(row: ImportRow, view: ImportView, offers: Mapping[str, list[dict[str, str]]], words: Words) -> None:
    place = _place(row, view.letters.get("plan", ""), words)
    tell(f"{place}: {words('sheet.asks', text=inert(row.plan_text)[:80])}")
    for one in offers.get(row.plan_text, []):
        code = f"{one['code']}  " if one["code"] else ""
        tell(f"  {code}{one['text']}")


def _clash(other: Entry, words: Words) -> str:
    return words(
        "sheet.clash", start=words.clock(other.start), end=words.clock(other.end), activity=inert(other.activity)[:60]
    )


def _place(row: ImportRow, letter: str, words: Words) -> str:
    return words("sheet.cell", row=row.number, column=letter) if letter else words("sheet.row", row=row.number)
