"""NIP, the 18-digit number of a civil servant: birth date, appointment, sex, serial.

Source: Perka BKN 22/2007 (PNS). For PPPK the digits 13 and 14 are 2 and the count of contracts, not a month.
There is no check digit. A NIP is text: as a number it would lose its last digits in a spreadsheet.
"""

from collections.abc import Mapping
from datetime import date

LENGTH = 18
_MONTHS = frozenset(range(1, 13)) | frozenset(range(21, 30))
"""Digits 13 and 14: a month (PNS, PPPK) or 21 … 29 (PPPK: contract 1 … 9)."""


class NipError(ValueError):
    """The text is no NIP. Codes: see :func:`parse_nip`."""

    def __init__(self, code: str, args: Mapping[str, str | int] | None = None) -> None:
        """``args`` fill the sentence that belongs to ``code``."""
        super().__init__(code)
        self.code = code
        self.details: Mapping[str, str | int] = args or {}


def parse_nip(text: str) -> str:
    """Return the 18 digits of the NIP in ``text``; white space and a leading ``'`` are accepted.

    Raises NipError ``nip-digits``; ``nip-length`` (have, need); ``nip-birth`` (part), ``nip-year`` (part),
    ``nip-month`` (part), ``nip-sex`` (part): ``part`` is the piece of digits that can't be.
    """
    digits = "".join(text.split())
    if digits[:1] in {"'", "\N{RIGHT SINGLE QUOTATION MARK}"}:
        digits = digits[1:]
    if digits and not (digits.isascii() and digits.isdigit()):
        raise NipError("nip-digits")
    if len(digits) != LENGTH:
        raise NipError("nip-length", {"have": len(digits), "need": LENGTH})
    _judge(digits)
    return digits


def show_nip(nip: str) -> str:
    """Return ``nip`` in the usual groups, ``19860926 201505 1 001``; any other length comes back as it is."""
    return f"{nip[:8]} {nip[8:14]} {nip[14]} {nip[15:]}" if len(nip) == LENGTH else nip


def _judge(digits: str) -> None:
    birth, appointed, month, sex = digits[:8], digits[8:12], digits[12:14], digits[14]
    if not _is_date(birth):
        raise NipError("nip-birth", {"part": birth})
    if not int(birth[:4]) < int(appointed) < 2100:
        raise NipError("nip-year", {"part": appointed})
    if int(month) not in _MONTHS:
        raise NipError("nip-month", {"part": month})
    if sex not in "12":
        raise NipError("nip-sex", {"part": sex})


def _is_date(digits: str) -> bool:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return 1900 <= born.year < 2100
