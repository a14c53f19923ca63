"""The chosen day: what it is, what it holds, what it still needs; with a cursor on its entries."""

from collections.abc import Iterator
from functools import partial

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from ekin_tui.desk.views import DayKind, DayView, EntryView
from ekin_tui.domain.clean import inert
from ekin_tui.domain.model import Severity, Status
from ekin_tui.store import Where
from ekin_tui.terminal.signs import Signs
from ekin_tui.text import Words
from ekin_tui.widgets.day_strip import strip_text, timed
from ekin_tui.widgets.entry_lines import clocks
from ekin_tui.widgets.landing import Landing
from ekin_tui.widgets.lines import PART, Line, at_foot, dim, fit, paint, wrap
from ekin_tui.widgets.painted import Painted

_LOW = 6
"""Lines under which hours and minutes share one."""
_Row = tuple[int, Line]
"""Number of the entry (-1 for none) and the line."""


class DayList(Painted, can_focus=True):
    """Shows a day. Set by :meth:`show`; keys belong to the screen."""

    def __init__(self, words: Words, signs: Signs) -> None:
        """``words`` and ``signs`` of the room."""
        super().__init__()
        self._words, self._signs = words, signs
        self._view: DayView | None = None
        self._rows: list[_Row] = []
        self._width = 0
        self.row = self._drawn = 0

    def speak(self, words: Words) -> None:
        """Say all in ``words`` from now on."""
        self._words = words
        self._rebuild()

    @property
    def chosen(self) -> EntryView | None:
        """The entry under the cursor."""
        entries = self._view.entries if self._view else ()
        return entries[self.row] if self.row < len(entries) else None

    @property
    def text(self) -> str:
        """All that is said, without styles."""
        return "\n".join("".join(text for text, _ in line).rstrip() for _, line in self._rows)

    def show(self, view: DayView, *, entry: str = "") -> None:
        """Show ``view`` with the cursor on ``entry``, on the one that was chosen on the same day, or on the first.

        Where the chosen one has gone, the cursor stays on its place.
        """
        same = self._view is not None and self._view.day == view.day
        if same and not entry and self.chosen is not None:  # an exchange may bring an earlier one above it
            entry = self.chosen.entry.id
        places = [number for number, one in enumerate(view.entries) if one.entry.id == entry]
        row = places[0] if places else self.row if same else 0
        row = max(0, min(row, len(view.entries) - 1))
        if view != self._view or row != self.row:
            self._view, self.row = view, row
            self._rebuild()

    def clear(self) -> None:
        """Forget the day and the cursor in it."""
        self._view, self.row = None, 0

    def move(self, step: int) -> bool:
        """Go to the next entry; False at the end of the day."""
        row = self.row + step
        if self._view is None or not 0 <= row < len(self._view.entries):
            return False
        self.row = row
        self._rebuild()
        return True

    def landings(self) -> list[Landing]:
        """Return the entries whose first lines are in view."""
        heads = [at for at, (entry, _) in enumerate(self._rows) if entry >= 0 and self._rows[at - 1][0] != entry]
        top = self._top(self.size.height)
        return [Landing(x=0, y=at - top, go=partial(self._land, self._rows[at][0])) for at in heads if at >= top]

    def _land(self, row: int) -> None:
        self.focus()
        self.move(row - self.row)

    def _top(self, height: int) -> int:
        """Return the first line in view: the chosen entry is whole, or begins at the top where it is too long."""
        mine = [number for number, (entry, _) in enumerate(self._rows) if entry == self.row]
        if not mine or not (self.has_focus or self.row):
            return 0
        return max(0, min(mine[0], mine[-1] + 1 - height))

    def render_line(self, y: int) -> Strip:
        """Return the line at ``y``; the last one says when more of the day is below it."""
        width, height = self.size
        if width != self._width:
            self._build_rows(width)
        at = self._top(height) + y
        if at >= len(self._rows):
            return Strip.blank(width, self.base)
        entry, line = self._rows[at]
        first = entry >= 0 and (at == 0 or self._rows[at - 1][0] != entry)
        lit = first and entry == self.row and self.has_focus
        if y == height - 1 and at + 1 < len(self._rows):
            line, _ = at_foot(line, self._signs.more, width)
        return paint(line, width, self.base + Style(reverse=True) if lit else self.base)

    def _rebuild(self) -> None:
        before, at = self._rows, self._drawn
        self._build_rows(self.size.width)
        self._drawn = self.row
        if max(len(before), len(self._rows)) > self.size.height or (self.has_focus and at != self.row):
            self.refresh()
        else:
            self.refresh_changed([line for _, line in before], [line for _, line in self._rows])

    def _build_rows(self, width: int) -> None:
        """Wrap for ``width``; at the first paint this is when the width is first known."""
        self._width = width
        self._rows = list(self._build(width)) if self._view is not None and width else []

    def _build(self, width: int) -> Iterator[_Row]:
        view, words = self._view, self._words
        assert view is not None  # noqa: S101 - only called with a day
        minutes = words(
            "calendar.day_minutes" if view.target else "calendar.day_extra", minutes=view.minutes, target=view.target
        )
        hours = [*((0, end) for end in view.night), *timed(one.entry for one in view.entries)]
        low = self.size.height < _LOW
        counted = f"{view.minutes}/{view.target}" if view.target else str(view.minutes or "")
        short = f" {counted}" if low else ""
        bar = strip_text(words, self._signs, hours, view.hours, width - len(short))
        for line in _head(words, view, width, "" if bar else short.rstrip(), whole=not low):
            yield -1, line
        if not low:
            yield -1, [(minutes if view.target or view.minutes else "", "dim")]
        if bar:
            yield -1, [(bar, ""), (short, "dim")]
        if not view.entries:
            for said in wrap(words("calendar.day_empty" if view.missing else "calendar.day_free"), width):
                yield -1, [(said, "warning" if view.missing else "dim")]
        for number, entry in enumerate(view.entries):
            for line in self._entry(number, entry, width):
                yield number, line

    def _entry(self, number: int, view: EntryView, width: int) -> Iterator[Line]:
        words, signs, entry = self._words, self._signs, view.entry
        mark = signs.chosen if number == self.row else " "
        status = f"{signs.of(entry.status)} {words(f'status.{entry.status}')}"
        state = "" if view.where is Where.RECEIVED else f" {signs.queued} {words(f'calendar.where.{view.where}')}"
        late = f" {signs.warning} {words('review.late_short')}" if entry.late else ""
        apart = f" {signs.conflict} {words('conflict.mark')}" if view.conflict else ""
        tone = {Status.RETURNED: "warning", Status.REJECTED: "error", Status.APPROVED: "good"}.get(entry.status, "")
        head, warned = f"{mark} {clocks(words, entry)} ", apart + late
        room = cell_len(f"{head}{status}{state}{warned}") <= width
        yield [(head, "bold"), (status, tone), (state if room else "", "dim"), (warned, "warning")]
        if not room and state:  # whole on a line of its own, where half a word would stand
            yield [(f" {state}", "dim")]
        text = inert(entry.activity) or words("calendar.no_activity")
        for line in wrap(text, width - 2) if number == self.row else [fit(text, width - 2)]:
            yield [(f"  {line}", "")]
        if number == self.row:
            plan = view.plan.plan.text if view.plan else words("review.no_plan")
            yield [(f"  {fit(inert(plan), width - 2)}", "dim")]
            yield from self._said(view, width)

    def _said(self, view: EntryView, width: int) -> Iterator[Line]:
        words, signs = self._words, self._signs
        errors = [p for p in view.problems if p.severity is Severity.ERROR]
        if view.notes and view.notes[-1].text:
            note = view.notes[-1]
            for line in wrap(f"{inert(note.name)}: {inert(note.text, lines=True)}", width - 2):
                yield [(f"  {line}", "warning" if view.entry.status is Status.RETURNED else "dim")]
        if view.refused is not None:
            for line in wrap(f"{signs.error} {words.problem(view.refused)}", width - 2):
                yield [(f"  {line}", "error")]
        elif errors:
            for line in wrap(f"{signs.warning} {words.problem(errors[0])}", width - 2):
                yield [(f"  {line}", "warning")]


def _head(words: Words, view: DayView, width: int, counted: str, *, whole: bool) -> list[Line]:
    """Return the day, its kind and what was ``counted``; the year, which stands over the month, gives way first.

    A name that does not fit beside them has lines of its own where there is room for the ``whole`` of it.
    """
    day, kind, name = words.day(view.day), words(f"calendar.kind.{view.kind}"), _name(words, view)
    said = f"{PART}{kind}: {name}" if name else f"{PART}{kind}"
    if cell_len(day + said + counted) > width:
        day = words.day(view.day, year=False)
    apart = cell_len(day + said + counted) > width and name and whole
    kind = f"{PART}{kind}" if apart else fit(said, width - cell_len(day + counted))
    return [[(day, "bold"), (kind, "dim"), (counted, "dim")], *(dim(name, width) if apart else ())]


def _name(words: Words, view: DayView) -> str:
    """Return what a holiday or leave is called, where that says more than its kind."""
    name, word = inert(view.name), words(f"calendar.kind.{view.kind}")
    return name if name.casefold() != word.casefold() and view.kind is not DayKind.WORK else ""
