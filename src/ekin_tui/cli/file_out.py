"""Files that a person asked for: whole or not at all, never over another one unless that was said."""

import errno
import os
import sys
from contextlib import suppress
from pathlib import Path

from ekin_tui.cli.ending import Code, End
from ekin_tui.domain.clean import inert


def check_free(path: Path, *, force: bool) -> None:
    """End with USAGE when ``path`` exists and may not be written over; with ``force`` a file may."""
    if path.is_dir() or (path.exists() and not force):
        raise End(Code.USAGE, "cli.file-exists", path=inert(str(path)))


def put_file(path: Path, data: bytes, *, force: bool) -> None:
    """Write ``data`` to ``path``, for its owner alone. Ends with USAGE where a file has come there meanwhile."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if force or not _linked(draft, path):
            check_free(path, force=force)
            draft.replace(path)
    except OSError as error:
        error.filename = str(path)  # nobody has asked for the draft beside it
        raise
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def put_stdout(data: bytes) -> None:
    """Write ``data`` as it is to standard output."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _linked(draft: Path, path: Path) -> bool:
    """Give ``draft`` the name ``path`` unless that is taken; False where the file system knows no links."""
    with suppress(PermissionError):
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            raise End(Code.USAGE, "cli.file-exists", path=inert(str(path))) from None
        except OSError as error:
            if error.errno not in {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EXDEV}:
                raise
            return False
        return True
    return False
