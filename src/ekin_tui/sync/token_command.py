"""A command of the person's own that prints a token: run without a shell, for a limited time, its output judged."""

import os
import selectors
import shlex
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress

SECONDS = 30.0
"""How long it may take."""
_LARGEST = 65_536
"""Bytes that it may print."""
_LOOK_S = 0.1
"""Seconds between two looks at whether it has ended."""
_SHOWN = 60


class CommandFailed(Exception):  # noqa: N818 - what became of the command
    """No token. Codes: ``token-command-missing``, ``-failed``, ``-late``, ``-empty``, ``-long``, ``-text``."""

    def __init__(self, code: str, command: Sequence[str], **details: str | int) -> None:
        """``details`` fill the sentence of ``code``; of ``command`` only the program is told, words may be secret."""
        super().__init__(code)
        self.code = f"token-command-{code}"
        self.details = {"command": (command[0] if command else "")[:_SHOWN], **details}


def words_of(setting: str | Sequence[str]) -> list[str]:
    """Return the words of a command as settings have it: one by one, or in one text with quotes as in a shell."""
    if not isinstance(setting, str):
        return list(setting)
    try:
        return shlex.split(setting)
    except ValueError:
        return [setting]


def ask_command(command: Sequence[str], *, seconds: float = SECONDS) -> str:
    """Return the token that ``command`` prints: one line, without the white space around it. Raises CommandFailed."""
    raw = _run(command, seconds)
    text = raw.decode("ascii", errors="replace").strip()
    if not text:
        raise CommandFailed("empty", command)
    if "\n" in text:
        raise CommandFailed("long", command)
    if not text.isascii() or not text.isprintable() or " " in text:
        raise CommandFailed("text", command)
    return text


def _run(command: Sequence[str], seconds: float) -> bytes:
    """Return what ``command`` prints, once it has ended well; else nothing is left of it or of what it started."""
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except (OSError, ValueError, IndexError) as error:
        raise CommandFailed("missing", command) from error
    try:
        return _collect(process, command, time.monotonic() + seconds, seconds)
    except BaseException:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        raise
    finally:
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _collect(process: "subprocess.Popen[bytes]", command: Sequence[str], end: float, seconds: float) -> bytes:
    """Return what was said by the end of the command; an agent that it left behind may hold its output for ever."""
    late = CommandFailed("late", command, seconds=round(seconds))
    assert process.stdout is not None  # noqa: S101 - it was asked for
    said = b""
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while True:
            over, left = process.poll() is not None, end - time.monotonic()
            if not selector.select(0 if over else max(0.0, min(left, _LOOK_S))):
                if over:
                    break
                if left <= 0:
                    raise late
                continue
            part = os.read(process.stdout.fileno(), 8_192)
            if not part:
                break
            said += part
            if len(said) > _LARGEST:
                raise CommandFailed("long", command)
    try:
        code = process.wait(max(0.0, end - time.monotonic()))
    except subprocess.TimeoutExpired:
        raise late from None
    if code:
        raise CommandFailed("failed", command, exit=code)
    return said
