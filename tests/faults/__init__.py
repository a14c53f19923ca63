"""What becomes of the cache when the program is killed, the power fails, the disk fails, or bytes go bad."""

import os
from pathlib import Path

LONG = os.environ.get("EKIN_PROOFS") == "long"
"""Whether every point is tried (``make proofs``), or a spread of them."""


def spread(points: int, wanted: int) -> list[int]:
    """Return ``wanted`` numbers of 1 to ``points``, evenly spread with both ends; all of them in the long run."""
    if LONG or points <= wanted:
        return list(range(1, points + 1))
    return sorted({1 + round(n * (points - 1) / (wanted - 1)) for n in range(wanted)})


def fast_folder() -> str | None:
    """Return a folder in memory for the many states that are only read back; None for the usual one."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) and Path("/dev/shm").is_dir() else None  # noqa: S108 - its use
