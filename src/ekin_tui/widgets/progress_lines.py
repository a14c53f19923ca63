"""What *SKP* shows: a line for each SKP, result and plan, a bar with its figures, and all about the chosen plan."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from ekin_tui.desk.progress import Ended, PlanView, ProgressView, RhkView, SkpView, matches
from ekin_tui.domain.clean import inert
from ekin_tui.domain.model import Skp, Status
from ekin_tui.terminal.signs import Signs
from ekin_tui.text import Words
from ekin_tui.widgets.lines import Line, Part, fit, fit_parts, labelled
from ekin_tui.widgets.plan_lines import span

_WIDE = 60
"""Cells from which on there is room for long columns."""
_FULL = 100
"""Percent of a target."""
_TOLD = (Status.DRAFT, Status.RETURNED, Status.REJECTED)
"""Statuses whose entries are no part of the bar, and are told beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the list: a plan, or the heading over some."""

    plan: PlanView | None = None
    rhk: RhkView | None = None
    skp: SkpView | None = None
    gone: bool = False
    """The heading over plans that no SKP has any more."""


def rows_of(view: ProgressView, *, by_use: bool, only_empty: bool, words: str) -> list[Row]:
    """Return the lines of ``view`` that hold all ``words``, headings only over what is left."""

    def wanted(plan: PlanView) -> bool:
        return (plan.empty or not only_empty) and matches(plan, words)

    if by_use:
        return [Row(plan=plan) for plan in view.by_use if wanted(plan)]
    rows: list[Row] = []
    for skp in view.skps:
        inside: list[Row] = []
        for rhk in skp.rhks:
            plans = [Row(plan=plan, rhk=rhk) for plan in rhk.plans if wanted(plan)]
            inside += [Row(rhk=rhk), *plans] if plans else []
        rows += [Row(skp=skp), *inside] if inside else []
    lost = [Row(plan=plan) for plan in view.gone if wanted(plan)]
    return [*rows, *([Row(gone=True), *lost] if lost else [])]


def head_line(words: Words, signs: Signs, width: int) -> Line:
    """Return what the bar and the figures mean."""
    text, bar, figures = _columns(width)
    bars = f"{signs.bar} {words('status.approved')}  {signs.bar_waiting} {words('skp.waiting')}"
    if width < _WIDE:
        return [(fit(bars, width), "dim")]
    legend = fit(f"{words('skp.plan')}  {bars}", 2 + text + bar + 1)
    return [(legend, "dim"), (fit(words("skp.figures"), figures), "dim")]


def row_line(words: Words, signs: Signs, row: Row, width: int, *, chosen: bool) -> Line:
    """Return one line of the list."""
    if row.plan is not None:
        return _plan_line(words, signs, row.plan, width, chosen=chosen)
    if row.skp is not None:
        return [(fit_parts(skp_text(words, row.skp.skp, ended=row.skp.ended), width, more=signs.more), "bold")]
    if row.rhk is not None:
        return _rhk_line(words, signs, row.rhk, width)
    return [(fit(words("skp.gone_head"), width, more=signs.more), "bold")]


def skp_text(words: Words, skp: Skp, *, ended: bool = False) -> str:
    """Return ``SKP definitif · Arsiparis Ahli Muda · 1 Jan - 31 Des 2026``, and that it has ended."""
    kind = f"skp.kind.{skp.kind}"
    parts = [f"SKP {words(kind) if kind in words else inert(skp.kind)}", *([words("skp.ended")] if ended else [])]
    return " · ".join([*parts, inert(skp.post), span(words, skp.start, skp.end)])


def bar(signs: Signs, plan: PlanView, cells: int) -> Sequence[Part]:
    """Return the bar of a plan with a target: approved, waiting, what is left.

    Over the target it is as long as what was done, and a line stands where the target was. Whatever is above nothing is
    seen, and what falls short of the target never fills the bar.
    """
    target, done = plan.target or 0, plan.approved + plan.waiting
    whole = max(target, done, 1)
    full, both = _share(plan.approved, whole, cells), _share(done, whole, cells)
    if plan.waiting and both == full:
        both += 1
    if both >= cells:
        both = cells - 1 if done < target else cells
        full = min(full, both - 1 if plan.waiting else both)
    text = signs.bar * full + signs.bar_waiting * (both - full) + signs.bar_rest * (cells - both)
    if done > target:
        at = min(cells - 1, target * cells // whole)
        text = text[:at] + signs.wall + text[at + 1 :]
    return [(text, "")]


def figures(words: Words, plan: PlanView) -> str:
    """Return ``12+3/48 dokumen``; what is over the target in percent of it too."""
    number = words.number
    done = number(plan.approved) + (f"+{number(plan.waiting)}" if plan.waiting else "")
    if not plan.target:
        return f"{done} {inert(plan.unit)}".rstrip()
    said = f"{done}/{number(plan.target)} {inert(plan.unit)}".rstrip()
    return f"{said} {percent(plan)}%" if plan.approved > plan.target else said


def percent(plan: PlanView) -> int:
    """Return the approved part of the target in whole percent, rounded down: 100 is reached, not nearly."""
    return plan.approved * _FULL // plan.target if plan.target else 0


def detail_lines(words: Words, signs: Signs, row: Row, width: int) -> Iterator[Line]:
    """Return all about a plan: its text, the result with its indicators, figures in words, entries, period."""
    plan = row.plan
    if plan is None:
        return
    column = 11 if width >= _WIDE else 10
    mark = {Ended.NO: "", Ended.AHEAD: signs.right}.get(plan.ended, signs.discarded)
    text = inert(plan.text) or words("skp.gone_plan")
    code = f" @{inert(plan.line.plan.code)}" if plan.line and plan.line.plan.code else ""
    yield from labelled("", f"{mark} {text}{code}".strip(), width, column=0, style="bold")
    if plan.ended is not Ended.NO:
        yield from labelled("", words(f"skp.why.{plan.ended}"), width, column=0, style="warning")
    yield from labelled(words("skp.label.done"), " · ".join(_done(words, plan)), width, column=column)
    yield from labelled(words("skp.label.entries"), " · ".join(_entries(words, plan)), width, column=column)
    if plan.line is None:
        return
    rhk, own = plan.line.rhk, plan.line.plan
    yield from labelled("RHK", f"{rhk.text} ({rhk.kind})", width, column=column)
    if rhk.indicators:
        yield from labelled(words("skp.label.indicators"), "; ".join(rhk.indicators), width, column=column)
    period = [span(words, own.start, own.end), *([words("editor.pinned")] if plan.pinned else [])]
    yield from labelled(words("editor.period"), " · ".join(period), width, column=column)
    post = skp_text(words, plan.line.skp, ended=plan.ended is Ended.SKP)
    yield from labelled("SKP", post.removeprefix("SKP "), width, column=column, style="dim")


def _done(words: Words, plan: PlanView) -> Iterator[str]:
    unit = inert(plan.unit)
    yield words("skp.approved", n=words.number(plan.approved), unit=unit)
    if plan.waiting:
        yield words("skp.waits", n=words.number(plan.waiting), unit=unit)
    if plan.target:
        yield words("skp.of", percent=percent(plan), n=words.number(plan.target), unit=unit)
    else:
        yield words("skp.no_target")
    for other, quantity in plan.other:
        yield words("skp.other_unit", n=words.number(quantity), unit=inert(other))


def _entries(words: Words, plan: PlanView) -> Iterator[str]:
    if plan.empty:
        yield words("skp.nothing")
        return
    yield words("skp.entries", n=words.number(plan.entries))
    yield words.minutes(plan.minutes)
    if plan.last is not None:
        yield words("skp.last", day=words.day(plan.last))
    for status in _TOLD:
        if count := plan.by_status.get(status, 0):
            yield f"{count} {words(f'status.{status}')}"


def _rhk_line(words: Words, signs: Signs, rhk: RhkView, width: int) -> Line:
    """Return a result, and where there is room how many of its plans have entries."""
    text = f" RHK {inert(rhk.rhk.text)}"
    if width < _WIDE:
        return [(fit(text, width, more=signs.more), "dim")]
    _, _, room = _columns(width)
    told = words("skp.rhk_filled", filled=sum(not plan.empty for plan in rhk.plans), n=len(rhk.plans))
    return [(fit(text, width - room - 1, more=signs.more) + " ", "dim"), (fit(told, room), "dim")]


def _plan_line(words: Words, signs: Signs, plan: PlanView, width: int, *, chosen: bool) -> Line:
    text, cells, room = _columns(width)
    mark = signs.chosen if chosen else signs.pinned if plan.pinned else signs.warning if plan.empty else " "
    over = plan.ended not in {Ended.NO, Ended.AHEAD}
    said = inert(plan.text) or words("skp.gone_plan")
    ended = f" {words('skp.ended')}" if over and width >= _WIDE else ""
    body = f"{fit(said, text - cell_len(ended), more=signs.more)}{ended}"
    tone = "dim" if over else "warning" if plan.empty else ""
    row: list[Part] = [(f"{mark} ", "bold" if chosen else tone), (body, tone), (" ", "")]
    if plan.target:
        row += bar(signs, plan, cells)
    else:
        row.append((fit(words("skp.no_target_short"), cells, more=signs.more), "dim"))
    told = words("skp.nothing") if plan.empty and width >= _WIDE and not plan.target else figures(words, plan)
    return [*row, (" ", ""), (fit(told, room, more=signs.more), tone)]


def _columns(width: int) -> tuple[int, int, int]:
    """Return the cells of text, bar and figures beside a mark and two spaces."""
    cells, room = (14, 24) if width >= _WIDE else (5, 19)
    return max(4, width - 2 - cells - room - 2), cells, room


def _share(part: int, whole: int, cells: int) -> int:
    return max(1, part * cells // whole) if part else 0
