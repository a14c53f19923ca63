"""Bundles: what a client and a centre say to each other by files, where there is no line between them.

A bundle is three lines: a header, a body (one JSON object each) and the MAC of both. It is signed with a key that
follows from the person's token, of which the centre keeps the digest: whoever has neither can write no bundle and
change none. Asking and answering have keys of their own, so that no bundle can be sent back as the answer to itself.
"""

import base64
import hashlib
import hmac
import os
import re
import secrets
import stat
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec

from ekin_tui.wire.asked import SessionBody
from ekin_tui.wire.told import Item, SessionAnswer, Verdict

FORM = "folder/1"
ASK, ANSWER = "ask", "answer"
MOST = 64 * 1_048_576
"""Bytes of a bundle; a larger one is none."""
_SAFE = re.compile(r"[A-Za-z0-9-]{1,64}", re.ASCII)
_NAME = re.compile(r"([0-9a-f]{16})\.([A-Za-z0-9-]{1,64})\.([0-9]{8,12})\.(ask|answer)", re.ASCII)


class BundleError(Exception):
    """A bundle can't be used. Codes: ``bundle-cut``, ``bundle-altered``, ``bundle-form``, ``bundle-big``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """What stands outside: of whom, which one, made when."""

    ekin: str
    kind: str
    key: str
    """Names the token without telling anything of it."""
    device: str
    number: int
    """Of a device each ask has a higher one; an answer has that of its ask."""
    made: datetime


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """What a client asks: all of its ops that have no answer yet, so that a later bundle replaces an earlier one."""

    session: SessionBody
    ops: list[msgspec.Raw] = []
    repair: dict[str, str] = {}


class Pages(msgspec.Struct, frozen=True, kw_only=True):
    """What a feed has after ``after``; ``next`` is the cursor behind it, ``more`` that there is more of it."""

    feed: str
    after: str
    next: str
    more: bool
    items: list[Item]


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What the centre answers to an ask."""

    session: SessionAnswer
    results: list[Verdict] = []
    feeds: list[Pages] = []
    repaired: list[str] = []
    """Ops of the ask's repair that were looked up; of these ``lacks`` are not known, ``other`` judged otherwise."""
    lacks: list[str] = []
    other: list[str] = []


class Signer:
    """Signs and checks the bundles of one token."""

    def __init__(self, digest: str) -> None:
        """``digest`` is what a centre stores of a token: see :meth:`of_token`."""
        self._secret = digest.encode()
        self.name = self._derive("name").hex()[:16]

    @classmethod
    def of_token(cls, token: str) -> "Signer":
        """Return the signer of a token, on the side of its owner."""
        return cls(hashlib.sha256(token.encode()).hexdigest())

    def seal(self, header: Header, body: bytes) -> bytes:
        """Return a bundle. ``body`` is JSON in one line."""
        signed = msgspec.json.encode(header) + b"\n" + body
        return signed + b"\n" + self._mac(header.kind, signed) + b"\n"

    def open(self, raw: bytes, kind: str) -> tuple[Header, bytes]:
        """Return header and body of a bundle of that kind. Raises BundleError."""
        header = read_header(raw)
        signed, _, mac = raw[:-1].rpartition(b"\n")
        if header.kind != kind or header.key != self.name or not hmac.compare_digest(mac, self._mac(kind, signed)):
            raise BundleError("bundle-altered")
        return header, signed.partition(b"\n")[2]

    def _mac(self, kind: str, signed: bytes) -> bytes:
        return base64.urlsafe_b64encode(hmac.digest(self._derive(kind), signed, "sha256")).rstrip(b"=")

    def _derive(self, use: str) -> bytes:
        return hmac.digest(self._secret, f"ekin {FORM} {use}".encode(), "sha256")


def read_header(raw: bytes) -> Header:
    """Return what a bundle says of itself, which nothing proves yet. Raises BundleError."""
    if raw.count(b"\n") != 3 or not raw.endswith(b"\n"):
        raise BundleError("bundle-cut")
    try:
        header = msgspec.json.decode(raw.partition(b"\n")[0], type=Header)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BundleError("bundle-altered") from error
    if header.ekin != FORM:
        raise BundleError("bundle-form")
    if not _SAFE.fullmatch(header.device) or not 0 < header.number < 10**12:
        raise BundleError("bundle-altered")
    return header


def file_name(key: str, device: str, number: int, kind: str) -> str:
    """Return how the file of a bundle is called."""
    return f"{key}.{device}.{number:08d}.{kind}"


def named(path: Path) -> tuple[str, str, int, str] | None:
    """Return key, device, number and kind in the name of a file; None when it is not called like a bundle."""
    found = _NAME.fullmatch(path.name)
    return (found[1], found[2], int(found[3]), found[4]) if found else None


def files_of(folder: Path, kind: str, device: str = "") -> list[Path] | None:
    """Return the bundles of ``kind`` in ``folder`` by name, of one machine if ``device`` says so; None for no folder.

    Hidden files are none: some systems lay one of their own beside each file of a stick. A stick that was pulled, a
    share that went away and a folder that may not be looked into are no folder.
    """
    pattern = re.compile(rf"(?s)[^.].*\.{re.escape(device)}\..+\.{kind}" if device else rf"(?s)[^.].*\.{kind}")
    try:
        with os.scandir(folder) as found:
            return sorted(folder / one.name for one in found if pattern.fullmatch(one.name))
    except OSError:
        return None


def read_file(path: Path) -> bytes:
    """Return what a file holds, which must be no link, folder or pipe. Raises OSError, BundleError ``bundle-big``."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise FileNotFoundError(path)
        with open(handle, "rb", closefd=False) as file:
            raw = file.read(MOST + 1)
    finally:
        os.close(handle)
    if len(raw) > MOST:
        raise BundleError("bundle-big")
    return raw


def write_file(path: Path, raw: bytes) -> None:
    """Put ``raw`` into ``path``, whole or not at all, as open to others as its folder is. Raises OSError."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    mode = path.parent.stat().st_mode & 0o666
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
            file.flush()
            with suppress(OSError):  # a stick has no such thing as modes
                os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    with suppress(OSError):  # nor does every file system let a folder be flushed
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
