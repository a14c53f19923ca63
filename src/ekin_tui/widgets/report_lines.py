"""A report as lines to read: the indicators with their make-up, totals, RHK, the year as a map, all notes."""

from collections.abc import Sequence
from datetime import timedelta

from ekin_tui.desk.report_said import (
    INDICATORS,
    indicator_figure,
    indicator_parts,
    indicator_said,
    moment,
    share,
    state_said,
)
from ekin_tui.desk.report_views import DayRow, NoteRow, Report, YearReport
from ekin_tui.desk.views import DayKind
from ekin_tui.domain.clean import inert
from ekin_tui.domain.indicators import Figure, Stand
from ekin_tui.domain.works import Stage
from ekin_tui.terminal.signs import Signs
from ekin_tui.text import Words
from ekin_tui.widgets.lines import Line, Part, dim, fit, labelled, wrap
from ekin_tui.widgets.rating_lines import rating_lines

_LEAD = 4
"""Columns of the names of the days before the map."""
_FIGURES = 22
"""Columns of the figures of a part."""
_BAR = 20


def report_lines(words: Words, signs: Signs, report: Report, width: int) -> list[Line]:
    """Return all that the screen says of ``report``."""
    lines: list[Line] = []
    if isinstance(report, YearReport):
        lines += [*map_lines(words, signs, report.days, width), []]
    for name in INDICATORS:
        lines += [*_indicator(words, signs, report, name, width), []]
    return [
        *lines,
        *rating_lines(words, report, width),
        *_totals(words, report, width),
        [],
        *_rhks(words, signs, report, width),
        [],
        *_notes(words, report, width),
        [],
        *_state(words, report, width),
    ]


def _indicator(words: Words, signs: Signs, report: Report, name: str, width: int) -> list[Line]:
    """Return an indicator: its figure, its bar, what it says, what it is made of."""
    figure = indicator_figure(report, name)
    title, said = words(f"report.indicator.{name}"), _figure(words, figure)
    room = max(len(title) + 2, _FIGURES)
    lines: list[Line] = [[(fit(title, room), "bold"), (said, "")]]
    if width < room + len(said):
        lines = [[(title, "bold")], [(said, "")]]
    if figure.permille is not None:
        lines.append([(_bar(signs, figure.part, figure.whole, min(width, 2 * _BAR)), "")])
    for sentence in indicator_said(words, report, name):
        lines += dim(inert(sentence), width)
    for code, part, whole, unit in indicator_parts(report, name):
        lines += _part(words(f"report.part.{code}"), _of(words, part, whole, unit), width)
    return lines


def _figure(words: Words, figure: Figure) -> str:
    if figure.permille is None:
        return words("report.nothing")
    return words(
        "report.screen.figure",
        share=share(words, figure.permille),
        part=words.number(figure.part),
        whole=words.number(figure.whole),
        unit=words(f"report.unit.{figure.unit}"),
    )


def _of(words: Words, part: int, whole: int | None, unit: str) -> str:
    counted = words.number(part) if whole is None else f"{words.number(part)} / {words.number(whole)}"
    return f"{counted} {words(f'report.unit.{unit}')}"


def _part(label: str, figures: str, width: int) -> list[Line]:
    """Return a label with figures at the right, on two lines where there is no room for both."""
    room = width - _FIGURES
    if len(label) + 2 <= room:
        return [[(f"  {fit(label, room - 2)}", ""), (figures.rjust(_FIGURES), "")]]
    return [*([(f"  {line}", "")] for line in wrap(label, width - 2)), [(figures.rjust(width), "")]]


def _bar(signs: Signs, part: int, whole: int, width: int) -> str:
    full = 0 if whole <= 0 else min(width, -(-width * part // whole)) if part else 0
    if part < whole and full == width:
        full -= 1
    return signs.bar * full + signs.bar_rest * (width - full)


def _totals(words: Words, report: Report, width: int) -> list[Line]:
    sums, offer = report.tally, report.offer
    rows = [
        ("claimed", sums.reported, sums.claimed),
        *((stage.value, sums.entries[stage], sums.minutes[stage]) for stage in _AT_CENTRE),
        ("recognised", None, sums.recognised),
        ("cut", None, sums.cut),
        ("undecided", None, sums.undecided),
        ("unsent", sums.kept_here, sums.unsent),
        ("offered", None, offer.whole),
        ("offered_so_far", None, offer.so_far),
        *([("fixed", None, offer.fixed)] if offer.fixed is not None else []),
    ]
    lines: list[Line] = [[(words("report.screen.total"), "bold")]]
    for code, entries, minutes in rows:
        counted = "" if entries is None else f"{words.number(entries)} {words('report.unit.entry')} · "
        figures = f"{counted}{words.number(minutes)} {words('report.unit.minute')}"
        lines += _part(words(f"report.total.{code}"), figures, width)
    return lines


_AT_CENTRE = (Stage.APPROVED, Stage.WAITING, Stage.RETURNED, Stage.REJECTED)


def _rhks(words: Words, signs: Signs, report: Report, width: int) -> list[Line]:
    most = max((row.minutes for row in report.rhks), default=0)
    lines: list[Line] = [[(words("report.screen.rhk"), "bold")]]
    for row in report.rhks:
        name = row.rhk.text if row.rhk else words("report.rhk.untied")
        lines += [[(line, "")] for line in wrap(inert(name), width)]
        told = words("report.rhk.told", minutes=words.number(row.minutes))
        lines.append([(_bar(signs, row.minutes, most, min(2 * _BAR, max(5, width - 14))), ""), (f" {told}", "")])
    return lines if report.rhks else [*lines, [(words("report.rhk.none"), "dim")]]


def _notes(words: Words, report: Report, width: int) -> list[Line]:
    telling = [row for row in report.notes if row.says]
    quiet = len(report.notes) - len(telling)
    lines: list[Line] = [[(words("report.screen.notes", n=words.number(len(telling))), "bold")]]
    if not telling:
        lines += dim(words("report.screen.no_notes"), width)
    if quiet:
        lines += dim(words("report.note.quiet", n=words.number(quiet)), width)
    for row in telling:
        lines += _note(words, row, report.subject.person.zone, width)
    return lines


def _note(words: Words, row: NoteRow, zone: str, width: int) -> list[Line]:
    note, entry = row.note, row.work.entry
    head = words(
        "report.note.head",
        at=moment(words, note.at, zone) if note.at else words("report.note.waits"),
        name=note.name or note.by,
        capacity=words(f"capacity.{note.capacity}"),
        act=words(f"did.{note.kind}"),
    )
    about = words("report.note.about", day=words.day(entry.day), activity=entry.activity)
    return [
        *([(line, "")] for line in wrap(inert(head), width)),
        *dim(inert(about), width),
        *labelled("", note.text.strip() or words("report.note.empty"), width, column=2),
        [],
    ]


def _state(words: Words, report: Report, width: int) -> list[Line]:
    record = report.record
    if record.broken is not None:
        held = words("report.record.broken", n=record.breaks, seq=record.broken.seq, head=record.head)
    elif record.length:
        held = words("report.record.holds", n=words.number(record.length), head=record.head)
    else:
        held = words("report.record.none")
    lines: list[Line] = [[(words("report.data.title"), "bold")]]
    unrated = () if report.ratings else (words("report.data.predicate"),)
    for said in (*state_said(words, report), *unrated):
        lines += dim(inert(said), width)
    tone = "warning" if record.broken is not None else "dim"
    return [*lines, *([(line, tone)] for line in wrap(inert(held), width))]


def map_lines(words: Words, signs: Signs, days: Sequence[DayRow], width: int) -> list[Line]:
    """Return the year, a week a column; in two halves below each other where it is too wide."""
    first = days[0].day
    monday = first - timedelta(days=first.weekday())
    weeks = (days[-1].day - monday).days // 7 + 1
    room = max(1, width - _LEAD)
    step = weeks if weeks <= room else min(room, -(-weeks // 2))
    lines: list[Line] = []
    for begin in range(0, weeks, step):
        lines += _half(words, signs, days, begin, min(weeks, begin + step))
    marks = {"missing": signs.error, "unsent": signs.queued, "holiday": signs.holiday, "leave": signs.leave}
    legend = [f"{mark} {words(f'report.heat.{name}')}" for name, mark in marks.items()]
    return [*lines, *dim(" · ".join([f"{signs.heat[1:]} {words('report.heat.levels')}", *legend]), width)]


def _half(words: Words, signs: Signs, days: Sequence[DayRow], begin: int, end: int) -> list[Line]:
    """Return the weeks from ``begin`` to ``end`` (not included) of the map."""
    monday = days[0].day - timedelta(days=days[0].day.weekday())
    names, head = words("format.months_short").split(), " " * _LEAD
    grid: list[list[Part]] = [[(" ", "")] * (end - begin) for _ in range(7)]
    for row in days:
        at = (row.day - monday).days // 7 - begin
        if not 0 <= at < end - begin:
            continue
        grid[row.day.weekday()][at] = _mark(signs, row)
        if row.day.day == 1 and len(head) <= _LEAD + at:
            head = head.ljust(_LEAD + at) + names[row.day.month - 1]
    weekdays = words("format.weekdays_short").split()
    return [[(head, "dim")], *([(fit(day, _LEAD), "dim"), *row] for day, row in zip(weekdays, grid, strict=True))]


def _mark(signs: Signs, row: DayRow) -> Part:
    """Return how full a day is by what was reported, else why it is empty."""
    if row.tally.reported:
        return signs.step(max(row.tally.claimed / row.target, 0.01) if row.target else 1), ""
    marks = {Stand.MISSING: (signs.error, "warning"), Stand.UNSENT: (signs.queued, "warning")}
    free = {DayKind.HOLIDAY: signs.holiday, DayKind.OFF: " ", DayKind.WORK: " "}
    return marks.get(row.stand) or (free.get(row.kind, signs.leave), "dim")
