"""Whole numbers as people of the office write them: ``1250``, ``1.250``."""

import re

_GROUPED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+", re.ASCII)
_PLAIN = re.compile(r"[+-]?\d{1,12}", re.ASCII)


def parse_whole(text: str) -> int:
    """Return the whole number that ``text`` says; a dot stands only between groups of three digits, as in Indonesia.

    Raises ValueError for anything else: a fraction is never rounded, and never read as a number without its point.
    """
    said = text.strip()
    plain = said.replace(".", "") if _GROUPED.fullmatch(said) else said
    if not _PLAIN.fullmatch(plain):
        raise ValueError(text)
    return int(plain)
