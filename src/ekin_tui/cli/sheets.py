"""Entries out of files and into files: ``import``, ``export``."""

import io
import re
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import BinaryIO

import click

from ekin_tui.cli.choose import read_day_option, read_month_option
from ekin_tui.cli.ending import Code, End
from ekin_tui.cli.entries import as_json
from ekin_tui.cli.file_out import check_free, put_file, put_stdout
from ekin_tui.cli.import_told import import_shape, show_rows, tell_left
from ekin_tui.cli.join import Joined
from ekin_tui.cli.printing import show_json, tell
from ekin_tui.desk.import_views import ImportView
from ekin_tui.domain.clean import inert
from ekin_tui.domain.model import Entry, Status
from ekin_tui.exchange.limits import ExtraMissing, Limits, TableError

_FORMATS = ("bkn-xlsx", "bkn-csv", "ics")
_STDIN = "-"
_RANGE = re.compile(r"(\d{1,7})(?:-(\d{1,7}))?", re.ASCII)


@click.command("import")
@click.argument("file", metavar="FILE")
@click.option("--dry-run", is_flag=True)
@click.option("--rows", metavar="7,9-12")
@click.option("--overlapping", is_flag=True)
@as_json
@click.pass_obj
def import_(joined: Joined, file: str, dry_run: bool, rows: str | None, overlapping: bool, as_json: bool) -> None:
    """Make drafts of the rows of a spreadsheet or a CSV file with BKN's columns."""
    wanted = _read_rows(rows)
    view = _preview(joined, file)
    if wanted is not None:
        view = joined.desk.sheets.narrowed(view, _numbered(view, wanted))
    if not dry_run and not as_json and file != _STDIN and sys.stdin.isatty() and sys.stdout.isatty():
        from ekin_tui.cli.plan_question import ask_plans

        view = ask_plans(joined, view)
    ids: dict[int, str] = {}
    if not dry_run:
        view, made = joined.desk.sheets.take(view, overlapping=overlapping)
        ids = dict(made)
    parted = view.parted(overlapping=overlapping)
    if as_json:
        show_json(import_shape(joined, view, parted, ids, dry_run=dry_run))
    else:
        show_rows(parted, ids, joined.words)
    tell_left(joined, view, parted)
    said = "sheet.would" if dry_run else "sheet.done" if ids else "sheet.none"
    tell(joined.words(said, n=len(parted.taken), known=len(parted.known), left=len(parted.left)))
    if parted.left:
        raise End(Code.REFUSED)


@click.command("export")
@click.option("--format", "form", type=click.Choice(_FORMATS))
@click.option("--month", metavar="YYYY-MM")
@click.option("--from", "first", metavar="D")
@click.option("--to", "last", metavar="D")
@click.option("--status", type=click.Choice([s.value for s in Status if s is not Status.DISCARDED]))
@click.option("-o", "--output", metavar="FILE")
@click.option("--force", is_flag=True)
@as_json
@click.pass_obj
def export(
    joined: Joined,
    form: str | None,
    month: str | None,
    first: str | None,
    last: str | None,
    status: str | None,
    output: str | None,
    force: bool,
    as_json: bool,
) -> None:
    """Write entries as BKN's sheet (XLSX or CSV) or as a calendar: those of a month, or from a day to another one."""
    path = Path(output) if output not in {None, _STDIN} else None
    chosen = form or _format_of(path)
    if path is None and (as_json or (chosen == "bkn-xlsx" and sys.stdout.isatty())):
        raise End(Code.USAGE, "sheet.needs-file")
    if path is not None:
        check_free(path, force=force)
    begin, end = _days(joined, month, first, last)
    lines = joined.desk.sheets.lines(begin, end, Status(status) if status else None)
    try:
        data = _writer(joined, chosen)(lines)
    except ExtraMissing:
        raise End(Code.USAGE, "sheet.no-export-extra") from None
    if path is None:
        put_stdout(data)
        return
    put_file(path, data, force=force)
    if as_json:
        show_json({"file": str(path), "format": chosen, "entries": len(lines)})
    tell(joined.words("sheet.exported", n=len(lines), path=inert(str(path))))


def _preview(joined: Joined, file: str) -> ImportView:
    sheets = joined.desk.sheets
    try:
        with _opened(file) as source:
            return sheets.preview(source)
    except TableError as error:
        tell(f"{inert(file)}: {joined.words(f'table.{error.code}', **error.details)}")
        raise End(Code.REFUSED) from error


def _opened(file: str) -> BinaryIO:
    """Open what was named; standard input is read whole, since a table is looked through more than once."""
    if file == _STDIN:
        return io.BytesIO(sys.stdin.buffer.read(Limits().bytes + 1))
    return Path(file).open("rb")


def _read_rows(text: str | None) -> list[range] | None:
    if text is None:
        return None
    found = [_RANGE.fullmatch(part.strip()) for part in text.split(",")]
    spans = [range(int(one[1]), int(one[2] or one[1]) + 1) for one in found if one]
    if len(spans) < len(found) or not all(spans):
        raise End(Code.USAGE, "sheet.bad-rows", value=text[:40])
    return spans


def _numbered(view: ImportView, spans: Sequence[range]) -> frozenset[int]:
    """Return the rows of the file that are meant. Ends with USAGE where a part of what was typed names none."""
    numbers = [row.number for row in view.rows]
    found = [frozenset(number for number in numbers if number in span) for span in spans]
    missing = next((span for span, rows in zip(spans, found, strict=True) if not rows), None)
    if missing is not None:
        raise End(Code.USAGE, "sheet.no-such-row", row=missing.start)
    return frozenset[int]().union(*found)


def _format_of(path: Path | None) -> str:
    """Return the form that the ending of a name asks for; what goes to standard output is text."""
    if path is None:
        return "bkn-csv"
    return {".csv": "bkn-csv", ".ics": "ics"}.get(path.suffix.casefold(), "bkn-xlsx")


def _days(joined: Joined, month: str | None, first: str | None, last: str | None) -> tuple[date, date]:
    today = joined.desk.journal.today()
    if month is not None and (first or last):
        raise End(Code.USAGE, "sheet.month-or-days")
    if first is None and last is None:
        span = read_month_option(month, today)
        return span.first, span.last
    begin, end = read_day_option(first, today), read_day_option(last, today)
    whole = (begin or (end or today).replace(day=1), end or max(today, begin or today))
    if whole[0] > whole[1]:
        raise End(Code.USAGE, "sheet.days-reversed", first=whole[0].isoformat(), last=whole[1].isoformat())
    return whole


def _writer(joined: Joined, form: str) -> Callable[[Sequence[tuple[str, Entry]]], bytes]:
    if form == "ics":
        from ekin_tui.exchange.calendar_file import calendar_file

        name = joined.words("sheet.calendar", name=joined.desk.me.name)
        return lambda lines: calendar_file(lines, name=name, now=joined.clock(), no_text=joined.words("sheet.no_text"))
    from ekin_tui.exchange.bkn_sheet import sheet_csv, sheet_xlsx

    return sheet_xlsx if form == "bkn-xlsx" else sheet_csv


COMMANDS = {"import": import_, "export": export}
