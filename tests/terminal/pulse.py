"""A machine with more to do than it can, without the load: the program is stopped, and let run for moments only."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.meter import Terminal


@contextmanager
def starved(terminal: Terminal, *, run: float, stop: float) -> Iterator[None]:
    """Let the program on TERMINAL run for RUN seconds after each STOP seconds; all the time again at the end."""
    over = threading.Event()

    def pulse() -> None:
        while not over.is_set():
            os.kill(terminal.pid, signal.SIGSTOP)
            time.sleep(stop)
            os.kill(terminal.pid, signal.SIGCONT)
            time.sleep(run)

    thread = threading.Thread(target=pulse)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def type_slowly(terminal: Terminal, keys: str, gap: float) -> None:
    """Type KEYS with GAP seconds between two, whatever the program does meanwhile."""
    for key in keys:
        os.write(terminal.master, key.encode())
        time.sleep(gap)
