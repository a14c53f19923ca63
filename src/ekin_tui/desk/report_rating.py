"""What a report says of the supervisor's rating: each one, and the matrix in which the first of them stands."""

from collections.abc import Iterator, Sequence

from ekin_tui.desk.report_said import long_day
from ekin_tui.desk.report_tables import columns_of
from ekin_tui.desk.report_views import Report
from ekin_tui.domain.ratings import Level, Rating, predicate
from ekin_tui.exchange.report.document import Block, Column, Kind, Prose, Table, Value, Where
from ekin_tui.text import Words

Matrix = Sequence[tuple[str, Sequence[str]]]
"""A line a rating of results: its name, and the predikat beside each rating of behaviour."""


def rated(words: Words, report: Report) -> Iterator[Block]:
    """Give the ratings as a table and the first in its matrix; a sentence where there is none."""
    if not report.ratings:
        yield Prose(key="predicate", lines=[words("report.data.predicate")])
        return
    for where in (Where.PAGES, Where.DATA):
        yield _table(words, report, where)
    heads = [words("report.rating.corner"), *(brief(words, one) for one in Level)]
    yield Table(
        key="predicate-matrix",
        where=Where.PAGES,
        columns=[Column(title=head, weight=24) for head in heads],
        rows=[(name, *cells) for name, cells in matrix(words, report.ratings[0])],
        lead=(words("report.rating.matrix"),),
    )


def _table(words: Words, report: Report, where: Where) -> Table:
    """Return a row a rating; people read its period as a span, machines as two days."""
    span = [("period", Kind.TEXT, 26)] if where is Where.PAGES else [("first", Kind.DAY, 14), ("last", Kind.DAY, 14)]
    texts = (("results", 18), ("behaviour", 18), ("predicate", 16), ("by", 22))
    columns = columns_of(words, "rating", *span, *((name, Kind.TEXT, weight) for name, weight in texts))
    rows = [(*_span(words, one, where), *_said(words, one)) for one in report.ratings]
    title, lead = words("report.rating.title"), (words("report.rating.lead"),)
    return Table(key="predicate", title=title, where=where, columns=columns, rows=rows, lead=lead)


def _span(words: Words, one: Rating, where: Where) -> Sequence[Value]:
    if where is Where.DATA:
        return (one.start, one.end)
    return (words("report.span", first=long_day(words, one.start), last=long_day(words, one.end)),)


def _said(words: Words, one: Rating) -> Sequence[Value]:
    return (level(words, one.results), level(words, one.behaviour), named(words, one), one.by)


def level(words: Words, one: Level) -> str:
    """Return how something stands to what was expected."""
    return words(f"report.rating.{one}")


def brief(words: Words, one: Level) -> str:
    """Return the same at the edge of the matrix."""
    return words(f"report.rating.{one}_brief")


def named(words: Words, rating: Rating) -> str:
    """Return the predikat of a rating."""
    return words(f"report.rating.{rating.predicate}")


def matrix(words: Words, rating: Rating) -> Matrix:
    """Return the nine fields, the best results first, with the one of ``rating`` between brackets."""

    def field(results: Level, behaviour: Level) -> str:
        text = words(f"report.rating.{predicate(results, behaviour)}")
        return f"[{text}]" if (results, behaviour) == (rating.results, rating.behaviour) else text

    return [(brief(words, results), [field(results, one) for one in Level]) for results in reversed(Level)]
