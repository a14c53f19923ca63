"""The month in two lines: figures with what they are made of, then the counts with the marks that the grid uses."""

from collections.abc import Sequence

from ekin_tui.desk.views import MonthView
from ekin_tui.terminal.signs import Signs
from ekin_tui.text import Words
from ekin_tui.widgets.caption import Caption
from ekin_tui.widgets.lines import Line, Part


class MonthLines(Caption):
    """Set by :meth:`tell`."""

    def tell(self, words: Words, signs: Signs, view: MonthView) -> None:
        """Say the figures of ``view``."""
        self.show(*month_lines(words, signs, view))


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
