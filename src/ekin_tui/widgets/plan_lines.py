"""What stands below the plan field: the plans to choose from, or all about the chosen one."""

from collections.abc import Sequence
from datetime import date

from ekin_tui.desk.suggest import Match
from ekin_tui.domain.clean import inert
from ekin_tui.store import PlanLine
from ekin_tui.terminal.signs import Signs
from ekin_tui.text import Words
from ekin_tui.widgets.lines import Line, Part, fit, labelled

COLUMN = 9
"""Cells of the labels ``RHK`` and ``Periode``."""


def span(words: Words, first: date, last: date) -> str:
    """Return ``1 Jan - 31 Des 2026``."""
    months = words("format.months_short").split()
    begin = f"{first.day} {months[first.month - 1]}"
    begin += f" {first.year}" if first.year != last.year else ""
    return f"{begin} - {last.day} {months[last.month - 1]} {last.year}"


def match_lines(
    words: Words, signs: Signs, matches: Sequence[Match], choice: int, pins: frozenset[str], size: tuple[int, int]
) -> list[Line]:
    """Return the list in ``size`` (width, height); its last line tells RHK and period of the choice."""
    width, height = size
    room = max(1, height - 1)
    top = max(0, choice - room + 1)
    shown = list(enumerate(matches))[top : top + room]
    rows = [_row(signs, match, number == choice, match.line.plan.id in pins, width) for number, match in shown]
    rows += [[]] * (room - len(rows))
    if not 0 <= choice < len(matches):
        return [*rows, [(fit(words("editor.no_plan"), width), "dim")]]
    line = matches[choice].line
    period = span(words, line.plan.start, line.plan.end)
    several = len({match.line.skp.id for match in matches}) > 1  # for two posts at once: which one is it for?
    post = f"SKP {inert(line.skp.post)} · " if several else ""
    about = fit(f"  {post}RHK: {inert(line.rhk.text)}", max(0, width - len(period) - 2))
    return [*rows, [(f"{about}  {period}", "dim")]]


def plan_lines(words: Words, line: PlanLine, *, pinned: bool, width: int) -> list[Line]:
    """Return RHK, period and target of a plan."""
    plan = line.plan
    facts = [span(words, plan.start, plan.end)]
    if plan.target is not None:
        facts.append(words("editor.target", n=words.number(plan.target), unit=plan.unit))
    if pinned:
        facts.append(words("editor.pinned"))
    return [
        *labelled("RHK", line.rhk.text, width, column=COLUMN)[:3],
        *labelled(words("editor.period"), " · ".join(facts), width, column=COLUMN),
        *labelled("SKP", f"{line.skp.post} {line.skp.year}", width, column=COLUMN, style="dim")[:1],
    ]


def _row(signs: Signs, match: Match, chosen: bool, pinned: bool, width: int) -> Line:
    mark = signs.chosen if chosen else signs.pinned if pinned else " "
    text = fit(match.line.plan.text, width - 2)
    return [(f"{mark} ", "bold" if chosen else "dim"), *_hits(text, match.spans, "bold" if chosen else "")]


def _hits(text: str, spans: Sequence[tuple[int, int]], style: str) -> list[Part]:
    parts: list[Part] = []
    at = 0
    for first, last in spans:
        if first >= at:
            parts += [(text[at:first], style), (text[first:last], "hit")]
            at = last
    return [*parts, (text[at:], style)]
