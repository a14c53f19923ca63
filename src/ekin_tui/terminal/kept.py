"""Pictures of the first frame, kept in a file for the next start. Loads nothing, so that the next start can be quick.

The file holds one line that says under which circumstances the pictures are true, what is said before them, and each
picture with the time for which it is true::

    ekin-frame 1
    (circumstances)
    <length of what is said>
    <since> <until> <length>
    …
    <bytes, in the order of the lengths>
"""

import os

FIRST_LINE = b"ekin-frame 1\n"
LIMIT = 1_000_000
"""Bytes beyond which a file is not ours."""
Picture = tuple[float, float, bytes]
"""Since when and until when (not included), in seconds since 1970, and what paints it on an empty screen."""


def keep(path: str, circumstances: str, said: bytes, pictures: list[Picture]) -> None:
    """Write the file, all or nothing, for its owner alone. Raises OSError."""
    sizes = [f"{len(said)}", *(f"{since!r} {until!r} {len(text)}" for since, until, text in pictures)]
    head = FIRST_LINE + "\n".join([circumstances, *sizes, "", ""]).encode("utf-8", "surrogateescape")
    new = f"{path}.new"
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        os.write(descriptor, b"".join([head, said, *(text for _, _, text in pictures)]))
    finally:
        os.close(descriptor)
    os.rename(new, path)  # noqa: PTH104 - without pathlib, as all of this module


def find(path: str, circumstances: str, now: float) -> tuple[bytes, bytes] | None:
    """Return what is said and the picture that is true at ``now``; None when there is none."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            text = file.read(LIMIT)
    except OSError:
        return None
    head, _, rest = text.partition(b"\n\n")
    lines = head.removeprefix(FIRST_LINE).split(b"\n")
    if not text.startswith(FIRST_LINE) or lines[0] != circumstances.encode("utf-8", "surrogateescape"):
        return None
    try:
        return _picture(lines[1:], rest, now)
    except (ValueError, IndexError):
        return None


def _picture(sizes: list[bytes], rest: bytes, now: float) -> tuple[bytes, bytes] | None:
    """Return what is said and the picture of ``now`` out of ``rest``. Raises ValueError or IndexError for damage."""
    start = length = int(sizes[0])
    said = rest[:length]
    for line in sizes[1:]:
        since, until, size = line.split(b" ")
        text = rest[start : start + int(size)]
        start += int(size)
        if float(since) <= now < float(until):
            return (said, text) if len(text) == int(size) else None
    return None
