"""What a file may ask of this machine, and how it is refused."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The most that is taken from one file."""

    bytes: int = 64 * 1024 * 1024
    """Of the file itself."""
    inflated: int = 256 * 1024 * 1024
    """Of all parts of a workbook, unpacked."""
    texts: int = 2_000_000
    """Texts that the cells of a workbook share."""
    rows: int = 200_000
    """Rows that hold something."""
    columns: int = 256
    cell: int = 32_767
    """Characters of one cell: what a spreadsheet itself takes."""


class TableError(Exception):
    """A file that can't be read as a table: ``code`` names its sentence in ``text/*/table.toml``."""

    def __init__(self, code: str, **details: str | int) -> None:
        """``details`` are plain text and numbers; texts out of the file come inert."""
        super().__init__(code)
        self.code, self.details = code, details


class ExtraMissing(Exception):  # noqa: N818 - an installation without a part, not a fault
    """A library of the extra ``export`` is not installed."""
