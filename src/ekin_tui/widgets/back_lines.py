"""An entry that was returned and waits again: what its owner has changed, each field before and now, side by side."""

from ekin_tui.desk.review_views import ReviewView
from ekin_tui.domain.clean import inert
from ekin_tui.terminal.signs import Signs
from ekin_tui.text import Words
from ekin_tui.widgets.lines import Line, fit, labelled, shown, wrap

_BESIDE = 60
"""Cells from which on before and now stand side by side; below they stand one over the other."""
_LABEL = 17
_GAP = 2


def back_lines(words: Words, signs: Signs, seen: ReviewView, width: int) -> list[Line]:
    """Return what changed since the last return; empty for an entry that was never returned."""
    back = seen.back
    if back is None:
        return []
    if back.fields is None:
        return _sentence(f"{signs.returned} {words('review.back_unknown')}", width, "warning")
    if not back.fields:
        return _sentence(f"{signs.returned} {words('review.back_unchanged')}", width, "warning")
    names = ", ".join(words.field(name) for name in back.fields)
    lines = _sentence(f"{signs.returned} {words('review.back', fields=names)}", width, "bold")
    half = (width - _LABEL - _GAP) // 2
    if width >= _BESIDE:
        head = fit("", _LABEL) + fit(words("review.before"), half + _GAP) + words("review.now")
        lines.append([(head, "dim")])
    for name, pair in back.fields.items():
        before, now = (inert(shown(words, name, text), lines=True) for text in pair)
        if width >= _BESIDE:
            lines += _beside(words.field(name), before, now, half)
        else:
            lines.append([(words.field(name), "bold")])
            lines += labelled(f"{words('review.before')}:", before, width, column=10, style="dim")
            lines += labelled(f"{words('review.now')}:", now, width, column=10)
    return lines


def _beside(label: str, before: str, now: str, half: int) -> list[Line]:
    left, right = wrap(before, half), wrap(now, half)
    height = max(len(left), len(right))
    left, right = ([*lines, *[""] * (height - len(lines))] for lines in (left, right))
    return [
        [(fit(label if row == 0 else "", _LABEL), "dim"), (fit(one, half + _GAP), "dim"), (other, "")]
        for row, (one, other) in enumerate(zip(left, right, strict=True))
    ]


def _sentence(text: str, width: int, style: str) -> list[Line]:
    return [[(line, style)] for line in wrap(text, width)]
