"""The token on disk: for its owner alone, or not read at all."""

import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path


class TokenError(Exception):
    """The token can't be used. Codes: ``token-missing``, ``token-open`` (others may read it), ``token-unreadable``."""

    def __init__(self, code: str, path: Path) -> None:
        """``path`` is the file."""
        super().__init__(code)
        self.code = code
        self.details = {"path": str(path)}


def load_token(path: Path) -> str:
    """Return the token in ``path``. Raises TokenError; a file that others may read is refused, not mended."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError as error:
        raise TokenError("token-missing", path) from error
    except OSError as error:
        raise TokenError("token-unreadable", path) from error
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode) or found.st_mode & 0o077 or found.st_uid != os.geteuid():
            raise TokenError("token-open", path)
        return read_token(file.read(16_384), path)


def read_token(raw: bytes, path: Path) -> str:
    """Return the token in the text of a file that a person was given. Raises TokenError."""
    text = raw.decode("ascii", errors="replace").strip()
    if not text or not text.isascii() or not text.isprintable() or " " in text:
        raise TokenError("token-missing" if not text else "token-unreadable", path)
    return text


def save_token(path: Path, token: str) -> None:
    """Put ``token`` into ``path``, whole or not at all, never readable by others in between."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(token.encode("ascii") + b"\n")
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def forget(path: Path) -> None:
    """Delete the token."""
    with suppress(FileNotFoundError):
        path.unlink()
