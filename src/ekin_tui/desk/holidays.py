"""The official free days of Indonesia from the package ``holidays``: libur nasional and cuti bersama.

Its dates equal the yearly joint decree of the three ministers (SKB 3 Menteri); a test pins 2026.
"""

import json
from collections.abc import Mapping
from datetime import date
from functools import cache

_TIMEOUT_S = 20


def official(year: int) -> Mapping[date, str]:
    """Return the free days of ``year`` with their names in Indonesian. Costs some 80 ms and 20 MB the first time."""
    from holidays.constants import GOVERNMENT, PUBLIC
    from holidays.countries.indonesia import Indonesia

    return dict(Indonesia(years=year, categories=(PUBLIC, GOVERNMENT), language="id").items())


@cache
def apart(year: int) -> Mapping[date, str]:
    """Return the same, asked of a process of its own: a program that stays does not keep 20 MB for thirty dates."""
    import subprocess
    import sys

    command = [sys.executable, "-P", __file__, str(year)]
    try:
        done = subprocess.run(command, capture_output=True, check=True, stdin=subprocess.DEVNULL, timeout=_TIMEOUT_S)
        return {date.fromisoformat(day): name for day, name in json.loads(done.stdout).items()}
    except (OSError, ValueError, subprocess.SubprocessError):
        return official(year)


def _tell(year: int) -> None:
    """Say the free days of ``year`` to the process that asks."""
    print(json.dumps({day.isoformat(): name for day, name in official(year).items()}))  # noqa: T201 - this is the answer


if __name__ == "__main__":
    import sys

    _tell(int(sys.argv[1]))
