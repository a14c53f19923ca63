"""The month in two lines: figures with what they are made of, then the counts with the marks that the grid uses."""

from collections.abc import Sequence
from datetime import datetime

from textual.strip import Strip

from ekin_tui.desk.views import MonthView
from ekin_tui.terminal.signs import Signs
from ekin_tui.text import Words
from ekin_tui.widgets.caption import Caption
from ekin_tui.widgets.lines import Line, Part, fit_parts, joined, paint

NARROW = 58
"""Cells under which there is room for one short line."""


class MonthLines(Caption):
    """Set by :meth:`tell`."""

    def __init__(self) -> None:
        super().__init__()
        self._narrow: Line = ()

    def tell(self, words: Words, signs: Signs, view: MonthView) -> None:
        """Say the figures of ``view``."""
        narrow = narrow_line(words, signs, view)
        if narrow != self._narrow:
            self._narrow = narrow
            self.refresh()
        self.show(*month_lines(words, signs, view))

    def render_line(self, y: int) -> Strip:
        """Return the line at ``y``: the figures by whole parts; on a narrow screen those that wait for the person."""
        width = self.size.width
        if y or not self._lines:
            return super().render_line(y)
        if width < NARROW:
            return paint(self._narrow, width, self.base)
        return paint([(fit_parts(joined(self._lines[:1]), width), "")], width, self.base)


def month_lines(words: Words, signs: Signs, view: MonthView) -> Sequence[Line]:
    """Return filled working days, minutes against what the month offers, the deadline; then the counts."""
    target = words.number(view.target_minutes)
    parts = [
        words("calendar.filled", filled=view.filled, workdays=view.workdays),
        words("calendar.minutes", minutes=words.number(view.minutes), target=target),
    ]
    if view.fixed_target:
        parts.append(words("calendar.fixed", target=words.number(view.fixed_target)))
    return [[(" · ".join(parts), "")], _counts(words, signs, view)]


def narrow_line(words: Words, signs: Signs, view: MonthView) -> Line:
    """Return the month in 38 cells: filled days, minutes, and the counts that wait for the person, by their marks."""
    figures = words(
        "calendar.narrow",
        filled=view.filled,
        workdays=view.workdays,
        minutes=words.number(view.minutes),
        target=words.number(view.target_minutes),
    )
    counts = (
        (signs.returned, view.returned, "warning"),
        (signs.rejected, view.rejected, "error"),
        (signs.draft, view.draft, ""),
        (signs.submitted, view.submitted, ""),
    )
    return [(figures, ""), *((f" {mark}{count}", tone) for mark, count, tone in counts if count)]


def deadline_text(words: Words, deadline: datetime, now: datetime) -> str:
    """Say how long it is until ``deadline``, in its zone: days, on its own day hours, and when it is."""
    at = words.instant(deadline)
    if now > deadline:
        return words("calendar.deadline_over", at=at)
    days = (deadline.date() - now.astimezone(deadline.tzinfo).date()).days
    if days:
        return words("calendar.deadline", at=at, days=days)
    hours = int((deadline - now).total_seconds() // 3600)
    return words("calendar.deadline_hours" if hours else "calendar.deadline_hour", at=at, hours=hours)


def _counts(words: Words, signs: Signs, view: MonthView) -> Line:
    line: list[Part] = []
    counts = (
        (signs.error, len(view.missing), words("calendar.missing_word"), "warning"),
        (signs.returned, view.returned, words("status.returned"), "warning"),
        (signs.draft, view.draft, words("status.draft"), ""),
        (signs.submitted, view.submitted, words("status.submitted"), ""),
        (signs.approved, view.approved, words("status.approved"), "good"),
        (signs.rejected, view.rejected, words("status.rejected"), "error"),
    )
    for mark, count, word, tone in counts:
        if count:
            line += [(f"{mark} {count} ", tone), (f"{word}  ", "dim")]
    return line
