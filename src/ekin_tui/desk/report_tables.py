"""The tables of a report's figures; where rows need a code for machines, they have one that people do not see."""

from collections.abc import Sequence

from ekin_tui.desk.report_said import indicator_parts, indicator_said
from ekin_tui.desk.report_views import DayRow, MonthLine, Report, RhkRow, YearReport
from ekin_tui.domain.indicators import OBLIGED, Figure, Stand
from ekin_tui.domain.tallies import Tally
from ekin_tui.domain.works import Stage
from ekin_tui.exchange.report.document import Bar, Bars, Column, Kind, Table, Value, Where
from ekin_tui.text import Words

_NUMBER, _SHARE, _DAY = Kind.NUMBER, Kind.SHARE, Kind.DAY


def columns_of(words: Words, room: str, *asked: tuple[str, Kind, int]) -> list[Column]:
    """Return columns, each with the word ``report.<room>.<name>`` over it, its kind and its weight."""
    return [Column(title=words(f"report.{room}.{name}"), kind=kind, weight=weight) for name, kind, weight in asked]


def totals(words: Words, report: Report, where: Where) -> Table:
    """Return entries and minutes of the span by where they stand, beside what the span offers."""
    sums, offer = report.tally, report.offer
    rows: list[tuple[str, int | None, int | None]] = [
        ("claimed", sums.reported, sums.claimed),
        *((name, sums.entries[Stage(name)], sums.minutes[Stage(name)]) for name in _BY_STAGE),
        ("recognised", None, sums.recognised),
        ("cut", None, sums.cut),
        ("undecided", None, sums.undecided),
        ("unsent", sums.kept_here, sums.unsent),
        *((name, sums.entries[Stage(name)], sums.minutes[Stage(name)]) for name in ("draft", "queued")),
        ("offered", None, offer.whole),
        ("offered_so_far", None, offer.so_far),
        *([("fixed", None, offer.fixed)] if offer.fixed is not None else []),
    ]
    columns = columns_of(words, "total", ("what", Kind.TEXT, 60), ("entries", _NUMBER, 15), ("minutes", _NUMBER, 15))
    return _coded(
        "totals", words("report.total.title"), where, columns, [(c, words(f"report.total.{c}"), *r) for c, *r in rows]
    )


_BY_STAGE = ("approved", "waiting", "returned", "rejected")


def indicator(words: Words, report: Report, name: str, where: Where) -> Table:
    """Return what the indicator ``name`` is made of, under its sentence."""
    rows = [
        (code, words(f"report.part.{code}"), part, whole, words(f"report.unit.{unit}"), _permille(part, whole))
        for code, part, whole, unit in indicator_parts(report, name)
    ]
    columns = columns_of(
        words,
        "indicator",
        ("part", Kind.TEXT, 46),
        ("count", _NUMBER, 12),
        ("whole", _NUMBER, 12),
        ("unit", Kind.TEXT, 12),
        ("share", _SHARE, 12),
    )
    title = words(f"report.indicator.{name}")
    return _coded(name, title, where, columns, rows, lead=indicator_said(words, report, name))


def _permille(part: int, whole: int | None) -> int | None:
    return None if whole is None else Figure(part=part, whole=whole, unit="").permille


def _coded(
    key: str,
    title: str,
    where: Where,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Value]],
    *,
    lead: Sequence[str] = (),
) -> Table:
    """Return a table whose rows begin with a code; people see none of it."""
    if where is Where.DATA:
        return Table(key=key, title=title, where=where, columns=[Column(title="id"), *columns], rows=rows, lead=lead)
    return Table(key=key, title=title, where=where, columns=columns, rows=[row[1:] for row in rows], lead=lead)


def rhk_bars(words: Words, report: Report) -> Bars:
    """Return the reported minutes of each result, the most first."""
    bars = [
        Bar(
            label=_rhk_name(words, row),
            value=row.minutes,
            told=words("report.rhk.told", minutes=words.number(row.minutes)),
        )
        for row in report.rhks
    ]
    return Bars(key="rhk-chart", title=words("report.rhk.title"), where=Where.PAGES, bars=bars)


def rhks(words: Words, report: Report) -> Table:
    """Return the results with entries and minutes."""
    rows = [
        (_rhk_name(words, row), row.skp.post if row.skp else "", row.entries, row.minutes, row.recognised)
        for row in report.rhks
    ]
    columns = columns_of(
        words,
        "rhk",
        ("name", Kind.TEXT, 48),
        ("skp", Kind.TEXT, 22),
        ("entries", _NUMBER, 10),
        ("minutes", _NUMBER, 10),
        ("recognised", _NUMBER, 12),
    )
    total = (words("report.rhk.total"), "", *_summed(rows, 2))
    return Table(
        key="rhk",
        title=words("report.rhk.table"),
        columns=columns,
        rows=rows,
        total=total if rows else (),
        lead=(words("report.rhk.lead"),) if report.tally.entries[Stage.REJECTED] else (),
        empty=words("report.rhk.none"),
    )


def _rhk_name(words: Words, row: RhkRow) -> str:
    return row.rhk.text if row.rhk else words("report.rhk.untied")


def plans(words: Words, report: Report) -> Table:
    """Return realised output against the target of each rencana aksi."""
    rows = [
        (
            one.plan.text,
            one.plan.unit,
            one.realised,
            one.so_far,
            one.plan.target,
            _permille(one.so_far, one.plan.target),
            one.undecided,
            one.other_units or None,
        )
        for row in report.rhks
        for one in row.outputs
    ]
    columns = columns_of(
        words,
        "plan",
        ("name", Kind.TEXT, 44),
        ("unit", Kind.TEXT, 18),
        ("realised", _NUMBER, 13),
        ("so_far", _NUMBER, 12),
        ("target", _NUMBER, 11),
        ("share", _SHARE, 13),
        ("undecided", _NUMBER, 14),
        ("other", _NUMBER, 10),
    )
    return Table(
        key="plans",
        title=words("report.plan.title"),
        columns=columns,
        rows=rows,
        lead=(words("report.plan.lead"),),
        empty=words("report.plan.none"),
    )


def months(words: Words, report: YearReport) -> Table:
    """Return the months of a year in figures."""
    rows = [_month_row(words, line) for line in report.months]
    columns = columns_of(
        words,
        "month",
        ("name", Kind.TEXT, 15),
        *((name, _NUMBER, 9) for name in ("obliged", "on_time", "late", "unsent", "missing")),
        *((name, _NUMBER, 11) for name in ("claimed", "recognised", "undecided", "target")),
    )
    total = (words("report.month.total"), *_summed(rows, 1))
    return Table(key="months", title=words("report.month.title"), columns=columns, rows=rows, total=total)


def _month_row(words: Words, line: MonthLine) -> Sequence[Value]:
    found, sums = line.discipline, line.tally
    on_time, late, unsent, missing = (found.days[stand] for stand in OBLIGED)
    name = words.month(line.month, short=True)
    return (
        name, found.obliged, on_time, late, unsent, missing, sums.claimed, sums.recognised, sums.undecided, line.target
    )  # fmt: skip


def days(words: Words, report: Report, where: Where) -> Table:
    """Return the days with how each stands to the duty to report."""
    rows = [(row.day, _stands(words, row), *_sums(row.tally), row.target) for row in report.days]
    columns = columns_of(
        words,
        "day",
        ("day", _DAY, 17),
        ("stands", Kind.TEXT, 34),
        ("entries", _NUMBER, 9),
        *((name, _NUMBER, 11) for name in ("claimed", "recognised", "undecided", "unsent", "target")),
    )
    total = (words("report.day.total"), "", *_summed(rows, 2))
    return Table(key="days", title=words("report.day.title"), where=where, columns=columns, rows=rows, total=total)


def _sums(tally: Tally) -> tuple[int, int, int, int, int]:
    return tally.reported, tally.claimed, tally.recognised, tally.undecided, tally.unsent


def _stands(words: Words, row: DayRow) -> str:
    stand = words(f"report.stand.{row.stand}")
    if row.stand is Stand.FREE:
        kind = words(f"calendar.kind.{row.kind}")
        return f"{kind}: {row.name}" if row.name else kind
    if row.open and row.stand in {Stand.UNSENT, Stand.MISSING}:
        return words("report.day.open", stand=stand)
    return stand


def _summed(rows: Sequence[Sequence[Value]], first: int) -> list[Value]:
    """Return the sums of the columns from ``first`` on, all of which hold whole numbers."""
    return [
        sum(value for value in column if isinstance(value, int)) for column in list(zip(*rows, strict=True))[first:]
    ]
