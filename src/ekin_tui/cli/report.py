"""Reports to read, to count with, or to hand in: ``report month|year``. No network."""

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import click

from ekin_tui.cli.choose import read_month_option
from ekin_tui.cli.ending import Code, End
from ekin_tui.cli.entries import as_json
from ekin_tui.cli.file_out import check_free, put_file, put_stdout
from ekin_tui.cli.help import Group
from ekin_tui.cli.join import Joined
from ekin_tui.cli.printing import show, tell
from ekin_tui.desk.report_views import Report
from ekin_tui.desk.reporting import BINARY, FORMS
from ekin_tui.exchange.limits import ExtraMissing

_ENDINGS = {"txt": "text", **{form: form for form in FORMS}}
_FIRST, _LAST = 1900, 9998


@click.group("report", cls=Group)
def report() -> None:
    """The recap of a month, the report card of a year."""


def with_form(command: Callable[..., None]) -> Callable[..., None]:
    """Give ``command`` the options for the form and the file of a report."""
    command = as_json(command)
    command = click.option("--force", is_flag=True)(command)
    command = click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE")(command)
    return click.option("--format", "form", type=click.Choice(FORMS))(command)


@report.command("month")
@click.option("--month", metavar="YYYY-MM")
@with_form
@click.pass_obj
def month(joined: Joined, month: str | None, form: str | None, output: Path | None, force: bool, as_json: bool) -> None:
    """Write the recap of a month, this one by default."""
    desk = joined.desk
    chosen = read_month_option(month, desk.journal.today())
    _hand_out(
        joined, lambda: desk.reporting.month(chosen), _form_of(form, output, as_json=as_json), output, force=force
    )


@report.command("year")
@click.option("--year", metavar="YYYY")
@with_form
@click.pass_obj
def year(joined: Joined, year: str | None, form: str | None, output: Path | None, force: bool, as_json: bool) -> None:
    """Write the report card of a year, this one by default."""
    desk = joined.desk
    chosen = _read_year(year, desk.journal.today())
    _hand_out(joined, lambda: desk.reporting.year(chosen), _form_of(form, output, as_json=as_json), output, force=force)


def _form_of(form: str | None, output: Path | None, *, as_json: bool) -> str:
    """Return the form that was asked for: by its name, else by the ending of the file."""
    if as_json:
        return "json"
    ending = output.suffix.removeprefix(".").lower() if output is not None else ""
    return form or _ENDINGS.get(ending, "text")


def _read_year(text: str | None, today: date) -> int:
    if text is None:
        return today.year
    plain = text.strip()
    if not (plain.isascii() and plain.isdigit() and _FIRST <= int(plain[:9]) <= _LAST):
        raise End(Code.USAGE, "cli.bad-year", value=text[:40])
    return int(plain)


def _hand_out(joined: Joined, make: Callable[[], Report], form: str, output: Path | None, *, force: bool) -> None:
    """Print a report, or write it to a file. Ends with USAGE where a terminal would get what it can't show."""
    output = None if output == Path("-") else output
    if output is not None:
        check_free(output, force=force)
    if output is None and form in BINARY and sys.stdout.isatty():
        raise End(Code.USAGE, "cli.report-binary", form=form)
    made, letter = make(), joined.settings.report
    try:
        data = joined.desk.reporting.render(made, form, joined.words, letter)
    except ExtraMissing as error:
        raise End(Code.USAGE, "cli.no-export-extra", form=form) from error
    above = made.subject.supervisor
    if form == "pdf" and not (letter.supervisor_nip or (above and above.nip)):
        tell(joined.words("cli.report-no-supervisor", path=str(joined.home.config_file)))
    if output is None:
        _print(data)
        return
    put_file(output, data, force=force)
    tell(joined.words("cli.report-written", path=str(output)))


def _print(data: bytes) -> None:
    """Print a report: on a terminal in its own coding and inert, else byte for byte."""
    if sys.stdout.isatty():
        show(data.decode(), end="")
        return
    put_stdout(data)


COMMANDS = {"report": report}
