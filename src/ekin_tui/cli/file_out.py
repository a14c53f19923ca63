"""Files that a person asked for: whole or not at all, never over another one unless that was said."""

import sys
from pathlib import Path

from ekin_tui.cli.ending import Code, End
from ekin_tui.domain.clean import inert
from ekin_tui.exchange.files import put_whole


def check_free(path: Path, *, force: bool) -> None:
    """End with USAGE when ``path`` exists and may not be written over; with ``force`` a file may."""
    if path.is_dir() or (path.exists() and not force):
        raise End(Code.USAGE, "cli.file-exists", path=inert(str(path)))


def put_file(path: Path, data: bytes, *, force: bool) -> None:
    """Write ``data`` to ``path``, for its owner alone. Ends with USAGE where a file has come there meanwhile."""
    try:
        put_whole(path, data, over=force)
    except FileExistsError:
        raise End(Code.USAGE, "cli.file-exists", path=inert(str(path))) from None


def put_stdout(data: bytes) -> None:
    """Write ``data`` as it is to standard output."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
