"""*Rapor*: the report of a month and of a year of one's own work, and the files that it can be taken away in."""

from collections.abc import Callable
from datetime import date
from errno import errorcode
from pathlib import Path
from typing import TYPE_CHECKING

from ekin_tui.desk.gathering import Gathered
from ekin_tui.desk.looking import Looking
from ekin_tui.desk.report_views import MonthReport, Report, YearReport
from ekin_tui.domain.calendar import Month
from ekin_tui.domain.model import Problem

if TYPE_CHECKING:
    from ekin_tui.config.report import Letter
    from ekin_tui.text import Words

FORMS = ("text", "pdf", "xlsx", "csv", "md", "json")
"""The forms of a report, as ``--format`` names them."""
BINARY = frozenset({"pdf", "xlsx"})


class Reporting:
    """Reports about the person at this desk; made anew each time that they are asked for."""

    def __init__(self, look: Callable[[], Looking]) -> None:
        """``look`` gives a view of the desk at this moment."""
        self._look = look

    def month(self, month: Month) -> MonthReport:
        """Return the report of ``month``."""
        return MonthReport(**Gathered(self._look(), month.first, month.last).facts(), month=month)

    def year(self, year: int) -> YearReport:
        """Return the report of ``year``."""
        gathered = Gathered(self._look(), date(year, 1, 1), date(year, 12, 31))
        months = tuple(gathered.month_line(Month(year, number)) for number in range(1, 13))
        return YearReport(**gathered.facts(), year=year, months=months)

    def today(self) -> date:
        """Return the local date at the person's place of work."""
        return self._look().today

    def render(self, report: Report, form: str, words: "Words", letter: "Letter") -> bytes:
        """Return ``report`` as ``form``, one of :data:`FORMS`. The same record at the same moment gives the same bytes.

        Raises ExtraMissing where the program was installed without what writes this form.
        """
        from ekin_tui.desk.report_forms import render

        return render(report, form, words, letter)

    def export(
        self, report: Report, form: str, typed: str, words: "Words", letter: "Letter", *, over: bool = False
    ) -> Path | Problem:
        """Write ``report`` to the file ``typed``, whole or not at all; return where it is, or why it could not be done.

        Reads no cache, so that a thread of its own may do it. A file that is there already is left as it is
        (``report-exists``) unless ``over``.
        """
        from ekin_tui.exchange.files import put_whole
        from ekin_tui.exchange.limits import ExtraMissing

        path = Path(typed)
        try:
            path = path.expanduser().absolute()
            if path.exists() and not over:
                return Problem(code="report-exists", args={"path": str(path)})
            put_whole(path, self.render(report, form, words, letter), over=over)
        except ExtraMissing:
            return Problem(code="report-no-library", args={"form": form})
        except FileExistsError:
            return Problem(code="report-exists", args={"path": str(path)})
        except (OSError, RuntimeError, ValueError) as error:  # no such home, a name with a null
            why = errorcode.get(getattr(error, "errno", None) or 0, type(error).__name__)
            return Problem(code="report-unwritten", args={"path": str(path), "why": why})
        return path
