"""A file that is there whole or not at all, and never over another one unless that was said."""

import errno
import os
from contextlib import suppress
from pathlib import Path

_NO_LINKS = frozenset({errno.EPERM, errno.EACCES, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EXDEV})
"""How a file system says that it gives no second name to a file."""


def put_whole(path: Path, data: bytes, *, over: bool = False) -> None:
    """Put ``data`` into ``path`` in one step, for its owner alone; a link is followed.

    Raises OSError that names ``path``; FileExistsError for a file that is there already, unless ``over``.
    """
    target = path.resolve()
    draft = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if over or not _linked(draft, target):
            draft.replace(target)
    except OSError as error:
        error.filename = str(path)  # nobody has asked for the draft beside it
        raise
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def _linked(draft: Path, target: Path) -> bool:
    """Give ``draft`` the name ``target`` too; False where that can't be done and no file stands there."""
    try:
        target.hardlink_to(draft)
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if target.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from None
        return False
    return True
