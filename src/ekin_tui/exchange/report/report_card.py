"""A document as PDF: A4, letterhead, sections, charts, signatures; fit to be handed in as it is."""

from ekin_tui.exchange.limits import ExtraMissing
from ekin_tui.exchange.report.document import Document
from ekin_tui.text import Words


def write_pdf(document: Document, words: Words) -> bytes:
    """Return ``document`` as the bytes of a PDF file. Raises ExtraMissing where fpdf2 is not installed."""
    try:
        from ekin_tui.exchange.report.drawing import draw
    except ModuleNotFoundError as error:
        raise ExtraMissing from error
    return draw(document, words)
