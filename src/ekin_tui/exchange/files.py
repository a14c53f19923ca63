"""A file that is there whole or not at all."""

import os
from pathlib import Path


class MissingLibrary(Exception):  # noqa: N818 - a state of the installation, not a fault
    """The program was installed without the libraries that write this form (the extra ``export``)."""


def put_whole(path: Path, data: bytes) -> None:
    """Put ``data`` into ``path`` in one step, for its owner alone; a link is followed. Raises OSError."""
    target = path.resolve()
    draft = target.with_name(f".{target.name}.{os.getpid()}.new")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
