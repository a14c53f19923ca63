"""How somebody is signed in, on disk: a personal token or tokens of the agency's sign-in, for their owner alone.

Both name the centre that they were stored for, and are sent to no other: an address in the settings may change, by
mistake or by somebody else, and a token must not follow it.
"""

import fcntl
import os
import secrets
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec

from ekin_tui.config.target import FOLDER

_LARGEST = 65_536
"""Bytes that are read of a token's file: tokens with many claims take some thousand."""
PATIENCE_S = 90.0
"""Seconds to wait for another process that renews: longer than a provider can take to answer it."""
_LOOK_S = 0.02


class TokenError(Exception):
    """The token can't be used.

    Codes: ``token-missing``, ``token-open`` (others may read it), ``token-unreadable``, ``token-elsewhere`` (it was
    stored for another centre).
    """

    def __init__(self, code: str, path: Path, **details: str) -> None:
        """``path`` is the file; ``details`` fill the sentence of ``code`` besides."""
        super().__init__(code)
        self.code = code
        self.details = {"path": str(path), **details}


class Personal(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of a personal token."""

    token: str
    centre: str = ""
    """To whom it may go (:attr:`Target.centre`); empty in the file of an earlier version, until it is next used."""


class SignIn(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of a sign-in at the agency's. ``begun`` is in seconds since 1970 by this machine's own clock."""

    issuer: str
    client_id: str
    access: str
    refresh: str = ""
    """Empty where the provider gave none, or has said that it is good no more."""
    begun: float
    lives_s: float
    centre: str = ""
    """As of :class:`Personal`."""

    @property
    def until(self) -> float:
        """When ``access`` ends, in seconds since 1970."""
        return self.begun + self.lives_s


Kept = Personal | SignIn


def load(path: Path) -> Kept:
    """Return what is in ``path``. Raises TokenError; a file that others may read is refused, not mended."""
    raw = _read(path)
    if not raw.lstrip().startswith(b"{"):
        return Personal(token=read_token(raw, path))
    try:
        found = msgspec.json.decode(raw, type=dict[str, Any])
        kept: Kept = msgspec.convert(found, Personal) if "token" in found else msgspec.convert(found, SignIn)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise TokenError("token-unreadable", path) from error
    if isinstance(kept, Personal):
        read_token(kept.token.encode(errors="replace"), path)
    return kept


def load_for(path: Path, centre: str) -> Kept:
    """Return what is in ``path`` if it may go to ``centre``; signing files sends it nowhere. Raises as :func:`load`."""
    kept = load(path)
    if kept.centre and centre not in {kept.centre, FOLDER}:
        raise TokenError("token-elsewhere", path, found=kept.centre, centre=centre)
    return kept


def bind_to(path: Path, centre: str) -> None:
    """Write ``centre`` into a file that names none; where that can't be done now it is done at the next use."""
    with suppress(OSError, TokenError), alone(path, seconds=0):
        kept = load(path)
        if not kept.centre:
            save(path, msgspec.structs.replace(kept, centre=centre))


def _read(path: Path) -> bytes:
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
        return file.read(_LARGEST)


def read_token(raw: bytes, path: Path) -> str:
    """Return the token in the text of a file that a person was given. Raises TokenError."""
    text = raw.decode("ascii", errors="replace").strip()
    if not text or not text.isascii() or not text.isprintable() or " " in text:
        raise TokenError("token-missing" if not text else "token-unreadable", path)
    return text


def save(path: Path, kept: Kept) -> None:
    """Put a personal token or a sign-in into ``path``, whole or not at all, never readable by others in between."""
    content = msgspec.json.encode(kept)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(content + b"\n")
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        _flush(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def _flush(folder: Path) -> None:
    """Have the disk keep the new name: what it replaced may be worth nothing to the provider any more."""
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def alone(path: Path, *, seconds: float = PATIENCE_S) -> Iterator[None]:
    """Be the only process that changes what is in ``path``; waits for another one. Goes with the process.

    Raises BlockingIOError where another one has it for longer than ``seconds``: somebody has stopped it half-way.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        _hold(handle, path, time.monotonic() + seconds)
        yield
    finally:
        os.close(handle)


def _hold(handle: int, path: Path, end: float) -> None:
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() >= end:
                raise BlockingIOError(error.errno, error.strerror, str(path)) from None
            time.sleep(_LOOK_S)
        else:
            return


def forget(path: Path) -> None:
    """Delete what is kept."""
    with suppress(FileNotFoundError):
        path.unlink()
