"""A document as CSV (RFC 4180, UTF-8): one block after the other, each row led by the key of its block."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date

from ekin_tui.domain.clean import inert
from ekin_tui.exchange.report.cells import in_data
from ekin_tui.exchange.report.document import Block, Document, Facts, Kind, Prose, Table, Value

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins so would be calculated by a spreadsheet."""


def write_csv(document: Document) -> str:
    """Return ``document`` as CSV; the first row of a table holds the titles of its columns.

    The sentences before a table stand before it, under a key of their own: ``rhk.lead``.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["title", *map(as_text, (document.title, document.subtitle, document.made.isoformat()))])
    for block in in_data(document.blocks):
        if isinstance(block, Table):
            writer.writerows([f"{block.key}.lead", as_text(line)] for line in block.lead)
        writer.writerows([block.key, *row] for row in _rows(block))
    return out.getvalue()


def as_text(text: str) -> str:
    """Return ``text`` inert, with an apostrophe before it where a spreadsheet would take it for a formula."""
    plain = inert(text, lines=True)
    return f"'{plain}" if plain.startswith(_FORMULA) else plain


def _rows(block: Block) -> Iterator[Sequence[str | int]]:
    match block:
        case Facts():
            yield from ([as_text(name), as_text(text)] for name, text in block.rows)
        case Prose():
            yield from ([as_text(line)] for line in block.lines)
        case Table():
            yield [as_text(column.title) for column in block.columns]
            kinds = [column.kind for column in block.columns]
            for row in (*block.rows, *([block.total] if block.total else [])):
                yield [_plain(value, kind) for value, kind in zip(row, kinds, strict=True)]


def _plain(value: Value, kind: Kind) -> str | int:
    if value is None:
        return ""
    if isinstance(value, str):
        return as_text(value)
    if isinstance(value, date):
        return value.isoformat()
    return f"{value // 10}.{value % 10}" if kind is Kind.SHARE else value
