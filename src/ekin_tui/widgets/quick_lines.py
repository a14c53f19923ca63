"""What a quick line was understood as, field by field, and what is still wrong with it."""

from collections.abc import Sequence

from ekin_tui.desk.quick import QuickView
from ekin_tui.domain.clean import inert
from ekin_tui.domain.model import Entry, Problem, Severity
from ekin_tui.terminal.signs import Signs
from ekin_tui.text import Words
from ekin_tui.widgets.lines import Line, dim, fit, labelled, wrap

COLUMN = 15
"""Cells of a mark and the longest label."""


def quick_lines(words: Words, signs: Signs, view: QuickView, width: int, *, begun: bool) -> list[Line]:
    """Return the fields in the order of the line; what is missing has a word, once the line is ``begun`` a mark too."""
    entry = view.checked.entry
    wrong = {p.field for p in view.problems if p.severity is Severity.ERROR} if begun else set()
    amount = "" if entry.quantity is None else f"{words.number(entry.quantity)} {entry.unit}"
    plan = view.plan.line
    fields = (
        ("time", _times(words, entry), {"start", "end"}, 1),
        ("activity", entry.activity, {"activity"}, 2),
        ("plan", plan.plan.text if plan else view.word and f"@{view.word}", {"plan"}, 2),
        ("rhk", plan.rhk.text if plan else "", set[str](), 1),
        ("amount", amount.strip(), {"quantity", "unit"}, 1),
        ("evidence", entry.evidence, {"evidence"}, 1),
    )
    lines: list[Line] = []
    for name, text, parts, most in fields:
        if name != "rhk" or text:
            lines += _field(words, signs, (name, text), most, bad=bool(parts & wrong), width=width)
    return lines


def say_lines(words: Words, signs: Signs, view: QuickView, size: tuple[int, int], *, begun: bool) -> list[Line]:
    """Return what a key would write, then as many problems in sentences as ``size`` (width, height) holds.

    A line that was not ``begun`` lacks nothing yet: it is told how one is written.
    """
    width, height = size
    lines: list[Line] = []
    if view.offer:
        lines.append([(fit(words("quick.offer", text=inert(view.offer.strip())), width), "dim")])
    if not begun:
        return [*lines, *dim(words("quick.hint"), width)][:height]
    if not view.problems:
        return [*lines, [(fit(words("quick.complete"), width), "dim")]]
    room, problems = height - len(lines), _each_once(view.problems)
    told = [_sentences(words, signs, problems, count, width) for count in range(len(problems), 0, -1)]
    return [*lines, *next((said for said in told if len(said) <= room), told[-1])][:height]


def lacking(words: Words, problem: Problem) -> str:
    """Return what is wrong with a line; what it lacks is said by how it is written in a line."""
    key = f"quick.lacking.{problem.code}"
    return words(key) if key in words else words.problem(problem)


def _each_once(problems: Sequence[Problem]) -> list[Problem]:
    """Leave the unit out where the quantity is missing too: they are written together."""
    both = any(problem.code == "quantity-missing" for problem in problems)
    return [problem for problem in problems if not (both and problem.code == "unit-missing")]


def _sentences(words: Words, signs: Signs, problems: Sequence[Problem], count: int, width: int) -> list[Line]:
    """Return the first ``count`` problems, one below the other; the last one tells how many more there are."""
    lines: list[Line] = []
    for number, problem in enumerate(problems[:count], 1):
        grave, left = problem.severity is Severity.ERROR, len(problems) - count
        more = f" {words('quick.more', n=left)}" if number == count and left else ""
        text = f"{signs.error if grave else signs.warning} {lacking(words, problem)}{more}"
        lines += [[(line, "error" if grave else "warning")] for line in wrap(text, width)]
    return lines


def _times(words: Words, entry: Entry) -> str:
    if entry.start is None:
        return ""
    span = f"{words.clock(entry.start)}-{words.clock(entry.end)}"
    return f"{span} ({words.minutes(entry.minutes)})" if entry.minutes else span


def _field(words: Words, signs: Signs, named: tuple[str, str], most: int, *, bad: bool, width: int) -> Sequence[Line]:
    name, text = named
    mark = f"{signs.error} " if bad else "  "
    label = mark + words(f"quick.{name}")
    style = "error" if bad else "" if text else "dim"
    empty = words("quick.optional") if name == "evidence" else words("quick.missing")
    return labelled(label, text or empty, width, column=COLUMN, style=style)[:most]
