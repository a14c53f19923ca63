"""An end that comes from outside: SIGTERM, SIGHUP, or a terminal that is gone (EIO).

Text is saved first, then the terminal restored, then the process ends, all within `PATIENCE`: who closes a connection
or shuts a machine down does not wait longer.
"""

import asyncio
import contextlib
import os
import signal
import threading
from collections.abc import Callable
from enum import IntEnum
from typing import Protocol, runtime_checkable

PATIENCE = 0.17
"""Seconds after which the process ends even if saving is not finished."""


class Ending(IntEnum):
    """Exit codes: 128 and the number of the signal, as shells report them."""

    LOST = 128 + signal.SIGHUP
    TOLD = 128 + signal.SIGTERM


@runtime_checkable
class Keeper(Protocol):
    """An app that has something to save."""

    def keep_work(self) -> None:
        """Puts on disk what is not there yet. Called in the event loop's thread, at most once, and must be quick."""


def may_pause() -> bool:
    """Whether somebody is there to wake a stopped program: a shell that leads the session and has its own group.

    A program that a connection or a multiplexer starts without a shell would stay stopped for good.
    """
    return os.getsid(0) != os.getpgrp()


def pause() -> None:
    """Stops all that was started together with this process, `make` among them, so that the shell has its turn."""
    os.kill(0, signal.SIGTSTP)


class Farewell:
    """Ends the process in order, once, whoever asks first and from whatever thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop, keep: Callable[[], None], restore: Callable[[], None]) -> None:
        """KEEP saves, RESTORE gives the terminal back; RESTORE may be called from another thread."""
        self._loop, self._keep, self._restore = loop, keep, restore
        self._once = threading.Lock()

    def listen(self) -> None:
        """Takes over SIGHUP and SIGTERM."""
        self._loop.add_signal_handler(signal.SIGHUP, self.say, Ending.LOST)
        self._loop.add_signal_handler(signal.SIGTERM, self.say, Ending.TOLD)

    def say(self, ending: Ending) -> None:
        """Saves, restores and ends with ENDING; from any thread."""
        if not self._once.acquire(blocking=False):
            return
        watch = threading.Timer(PATIENCE, self._leave, [ending])
        watch.daemon = True
        watch.start()
        with contextlib.suppress(RuntimeError):  # the loop is closed already: the watch ends it
            self._loop.call_soon_threadsafe(self._save_and_leave, ending)

    def _save_and_leave(self, ending: Ending) -> None:
        try:
            self._keep()
        finally:
            self._leave(ending)

    def _leave(self, ending: Ending) -> None:
        self._restore()
        os._exit(ending)
