"""Times of day as people of the office write them: ``08.00``, ``8:00``, ``0800``, ``8`` and ``06.00+1``."""

import re
from functools import lru_cache

DAY = 1_440
"""Minutes of a day."""

_WRITTEN = re.compile(r"(?P<h>\d{1,2})(?:[.:,]?(?P<m>\d{2}))?(?P<next>\+1)?")


@lru_cache(maxsize=8_192)
def parse_clock(text: str) -> int:
    """Return the minutes after midnight that ``text`` names; ``+1`` means the day after.

    ``24.00`` is the end of the day. Raises ValueError when ``text`` is no time of day.
    """
    found = _WRITTEN.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    hours, minutes = int(found["h"]), int(found["m"] or 0)
    if minutes > 59 or hours * 60 + minutes > DAY:
        raise ValueError(text)
    return hours * 60 + minutes + (DAY if found["next"] else 0)


@lru_cache(maxsize=8_192)
def show_clock(minutes: int | None, *, mark: str = ":") -> str:
    """Return ``"08:00"``, or ``"06:00+1"`` past midnight; the empty text for None."""
    if minutes is None:
        return ""
    days = minutes > DAY
    hours, rest = divmod(minutes - DAY if days else minutes, 60)
    return f"{hours:02d}{mark}{rest:02d}" + ("+1" if days else "")
