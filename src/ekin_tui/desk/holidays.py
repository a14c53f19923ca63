"""The official free days of Indonesia from the package ``holidays``: libur nasional and cuti bersama.

Its dates equal the yearly joint decree of the three ministers (SKB 3 Menteri); a test pins 2026.
"""

from collections.abc import Mapping
from datetime import date


def official(year: int) -> Mapping[date, str]:
    """Return the free days of ``year`` with their names in Indonesian. Costs some 80 ms the first time."""
    from holidays.constants import GOVERNMENT, PUBLIC
    from holidays.countries.indonesia import Indonesia

    return dict(Indonesia(years=year, categories=(PUBLIC, GOVERNMENT), language="id").items())
