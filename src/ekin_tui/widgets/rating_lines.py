"""The supervisor's rating as it is read on a screen: each one in words, and the matrix where there is room for it."""

from rich.cells import cell_len

from ekin_tui.desk.report_rating import brief, level, matrix, named
from ekin_tui.desk.report_views import Report
from ekin_tui.domain.clean import inert
from ekin_tui.domain.ratings import Level, Rating
from ekin_tui.text import Words
from ekin_tui.widgets.lines import Line, Part, dim, fit, labelled
from ekin_tui.widgets.plan_lines import span

_LABELS = 18
"""Cells of the names beside a rating."""


def rating_lines(words: Words, report: Report, width: int) -> list[Line]:
    """Return all ratings of ``report`` and an empty line; nothing where there is none."""
    if not report.ratings:
        return []
    lines: list[Line] = [[(words("report.rating.title"), "bold")]]
    for one in report.ratings:
        lines += _rating(words, one, width)
    lines += _matrix(words, report.ratings[0], width)
    return [*lines, *dim(words("report.rating.lead"), width), []]


def _rating(words: Words, one: Rating, width: int) -> list[Line]:
    rows = [("results", level(words, one.results)), ("behaviour", level(words, one.behaviour))]
    rows += [("by", inert(one.by))] if one.by else []
    lines: list[Line] = [[(f"{span(words, one.start, one.end)}: ", ""), (named(words, one), "bold")]]
    for name, text in rows:
        told = labelled(words(f"report.rating.{name}"), text, width - 2, column=_LABELS)
        lines += [[("  ", ""), *line] for line in told]
    return lines


def _matrix(words: Words, one: Rating, width: int) -> list[Line]:
    """Return the nine fields under their names; none where they would have to be cut."""
    rows = [(words("report.rating.corner"), [brief(words, each) for each in Level]), *matrix(words, one)]
    cells = [max(cell_len(line[column]) for line in ([name, *some] for name, some in rows)) for column in range(4)]
    if sum(cells) + 2 * len(cells) > width:
        return []
    lines: list[Line] = []
    for at, (name, some) in enumerate(rows):
        parts: list[Part] = [(f"  {fit(name, cells[0])}", "dim")]
        for text, room in zip(some, cells[1:], strict=True):
            parts.append((f"  {fit(text, room)}", "bold" if text.startswith("[") else "" if at else "dim"))
        lines.append(parts)
    return [[], *lines]
