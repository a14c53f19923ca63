"""Asks on a terminal which rencana aksi a text of a file means; one answer holds for every row with that text."""

from collections.abc import Sequence

from ekin_tui.cli.join import Joined
from ekin_tui.cli.line_entry import Left, LineEntry, typing
from ekin_tui.cli.printing import show
from ekin_tui.desk.import_views import ImportView, RowState
from ekin_tui.desk.naming import same
from ekin_tui.store import PlanLine


def ask_plans(joined: Joined, view: ImportView) -> ImportView:
    """Return ``view`` with what was answered. Esc leaves the rest unanswered: those rows are not taken."""
    texts: dict[str, tuple[str, list[int]]] = {}
    for row in view.of(RowState.ASKS):
        texts.setdefault(same(row.plan_text), (row.plan_text, []))[1].append(row.number)
    if not texts:
        return view
    show(joined.words("sheet.ask_about", n=len(texts)))
    try:
        with typing() as entry:
            for number, (text, rows) in enumerate(texts.values(), 1):
                line = _ask(joined, entry, f"{number}/{len(texts)}", text, rows)
                if line is not None:
                    joined.desk.sheets.choose(text, line)
    except Left:
        show(joined.words("sheet.ask_left"))
    return joined.desk.sheets.again(view)


def _ask(joined: Joined, entry: LineEntry, head: str, text: str, rows: Sequence[int]) -> PlanLine | None:
    """Return the plan that is meant; None where the rows are to be left out. Words that are typed search again."""
    words, offered = joined.words, joined.desk.sheets.offer(text)
    show("")
    more = "" if len(rows) == 1 else words("sheet.ask_more", n=len(rows) - 1)
    show(f"{head}  {words('sheet.ask', row=rows[0], text=text[:200])}{more}")
    while True:
        for number, line in enumerate(offered, 1):
            show(f"  {number}  {line.plan.text}")
        typed = entry.read(words("sheet.ask_field"))
        if not typed:
            return None
        if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= len(offered):
            return offered[int(typed) - 1]
        if typed.isascii() and typed.isdigit():
            show(words("sheet.ask_number", most=len(offered)))
        else:
            offered = joined.desk.sheets.offer(typed)
