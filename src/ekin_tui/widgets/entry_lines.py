"""An entry as it is read: every field in full, its plan, the day around it, and all notes."""

from ekin_tui.desk.review_views import ReviewView
from ekin_tui.desk.views import EntryView
from ekin_tui.domain.clean import inert
from ekin_tui.domain.model import Capacity, Entry, Status
from ekin_tui.terminal.signs import Signs
from ekin_tui.text import Words
from ekin_tui.widgets.back_lines import back_lines
from ekin_tui.widgets.lines import Line, labelled, wrap
from ekin_tui.widgets.note_lines import note_lines
from ekin_tui.widgets.plan_lines import span
from ekin_tui.widgets.timing_text import timing_text

NARROW = 60
"""Cells below which labels are kept short."""
_WIDE_COLUMN, _NARROW_COLUMN = 17, 10


def column_of(width: int) -> int:
    """Return the cells that labels take in ``width``."""
    return _WIDE_COLUMN if width >= NARROW else _NARROW_COLUMN


def clocks(words: Words, entry: Entry) -> str:
    """Return ``08.00-09.30``, or ``?`` for a time that is missing."""
    return f"{words.clock(entry.start) or '?'}-{words.clock(entry.end) or '?'}"


def entry_lines(words: Words, signs: Signs, view: EntryView, width: int) -> list[Line]:
    """Return the fields of ``view`` in BKN's order."""
    entry, column = view.entry, column_of(width)
    minutes = words.minutes(entry.minutes)
    if entry.recognised is not None and entry.recognised != entry.minutes:
        minutes = words("review.recognised", claimed=minutes, minutes=words.minutes(entry.recognised))
    when = f"{words.day(entry.day)} · {clocks(words, entry)} · {minutes}"
    done = "-" if entry.quantity is None else f"{words.number(entry.quantity)} {entry.unit}"
    late, tone = timing_text(words, signs, view)
    rows = [
        (words("review.label.when"), when, "bold"),
        ("", late, tone),
        (words("field.activity"), entry.activity or "-", ""),
        (words("field.plan"), view.plan.plan.text if view.plan else entry.plan or words("review.no_plan"), ""),
        ("RHK", view.plan.rhk.text if view.plan else "", "dim"),
        (words("field.quantity"), done, ""),
        (words("field.evidence"), entry.evidence or words("review.no_evidence"), "" if entry.evidence else "dim"),
    ]
    labelling = ((labelled(label, text, width, column=column, style=style)) for label, text, style in rows if text)
    return [line for lines in labelling for line in lines]


def review_lines(words: Words, signs: Signs, seen: ReviewView, width: int) -> list[Line]:
    """Return an entry before its supervisor: who, in which capacity, the work, what changed, target and history."""
    view = seen.view
    lines = _fields(words, signs, seen, width)
    lines += back_lines(words, signs, seen, width)
    lines += _target(words, seen, width)
    lines += _same_day(words, signs, seen, width)
    if view.notes:
        lines += [[], [(words("review.label.notes"), "bold")], *note_lines(words, view.notes, width)]
    for number, hint in enumerate(seen.hints):
        label = words("review.label.hint") if number == 0 else ""
        lines += labelled(label, words.problem(hint), width, column=column_of(width), style="dim")
    return lines


def fields_height(words: Words, signs: Signs, seen: ReviewView, width: int) -> int:
    """Return how many lines the fields of the entry take, at the head of :func:`review_lines`."""
    return len(_fields(words, signs, seen, width)) + len(back_lines(words, signs, seen, width))


def _fields(words: Words, signs: Signs, seen: ReviewView, width: int) -> list[Line]:
    view = seen.view
    who = f"{inert(view.owner.name)} · {inert(view.owner.post)}".rstrip(" ·")
    lines: list[Line] = [[(line, "bold")] for line in wrap(who, width)]
    if seen.acting is not None and seen.acting.capacity is not Capacity.HOLDER:
        acting = words("review.acting", capacity=words(f"capacity.{seen.acting.capacity}"), title=seen.acting.title)
        lines += labelled("", f"{signs.warning} {acting}", width, column=0, style="warning")
    return lines + entry_lines(words, signs, view, width)


def _target(words: Words, seen: ReviewView, width: int) -> list[Line]:
    line = seen.view.plan
    if line is None:
        return []
    unit, column = line.plan.unit, column_of(width)
    target = "-" if line.plan.target is None else f"{words.number(line.plan.target)} {unit}"
    said = words("review.target", target=target, realised=words.number(seen.realised), unit=unit)
    lines = labelled(words("review.label.target"), said, width, column=column)
    entry = seen.view.entry
    if not line.plan.start <= entry.day <= line.plan.end:
        outside = words("review.other_period", span=span(words, line.plan.start, line.plan.end))
        lines += labelled("", outside, width, column=column, style="warning")
    return lines


def _same_day(words: Words, signs: Signs, seen: ReviewView, width: int) -> list[Line]:
    column, over = column_of(width), seen.minutes > seen.target
    counted = {"minutes": words.minutes(seen.minutes), "target": words.minutes(seen.target)}
    told = words("review.day_minutes", n=len(seen.same_day) + 1, **counted)
    said = f"{signs.warning} {words('review.day_over', told=told)}" if over else told
    tone = "warning" if over else "dim"
    lines = labelled(words("review.label.day"), said, width, column=column, style=tone) if seen.same_day or over else []
    for number, other in enumerate(seen.same_day):
        label = words("review.label.same_day") if number == 0 else ""
        said = f"{clocks(words, other.entry)} {other.entry.activity} ({words(f'status.{other.entry.status}')})"
        overlaps = _overlap(seen.view.entry, other.entry)
        text = f"{signs.warning} {words('review.overlap')} {said}" if overlaps else said
        lines += labelled(label, text, width, column=column, style="warning" if overlaps else "dim")
    return lines


def _overlap(one: Entry, other: Entry) -> bool:
    if None in {one.start, one.end, other.start, other.end} or other.status is Status.REJECTED:
        return False
    return (one.start or 0) < (other.end or 0) and (other.start or 0) < (one.end or 0)
