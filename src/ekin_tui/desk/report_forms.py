"""A report in each of its forms, as the bytes of a file."""

from ekin_tui.config.report import Letter
from ekin_tui.desk.report_data import write_json
from ekin_tui.desk.report_page import document
from ekin_tui.desk.report_views import Report
from ekin_tui.text import Words


def render(report: Report, form: str, words: Words, letter: Letter) -> bytes:
    """Return ``report`` as ``form``. Raises KeyError for a form that there is not, and ExtraMissing."""
    if form == "json":
        return write_json(report, words).encode()
    paper = document(report, words, letter)
    match form:
        case "pdf":
            from ekin_tui.exchange.report.report_card import write_pdf

            return write_pdf(paper, words)
        case "xlsx":
            from ekin_tui.exchange.report.workbook import write_xlsx

            return write_xlsx(paper)
        case "csv":
            from ekin_tui.exchange.report.comma import write_csv

            return write_csv(paper).encode()
        case "md":
            from ekin_tui.exchange.report.markdown import write_markdown

            return write_markdown(paper, words).encode()
        case "text":
            from ekin_tui.exchange.report.recap import write_text

            return write_text(paper, words).encode()
        case _:
            raise KeyError(form)
