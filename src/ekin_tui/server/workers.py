"""A parent and its workers: started together, replaced when they die, ended together."""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any

from ekin_tui.server.logs import log_event, log_trouble

_SIGNALS = (signal.SIGTERM, signal.SIGINT)
_SICK_S = 1.0
"""A worker that dies younger than this is replaced only after as long, so that a fault at the start can't spin."""
_spawn = multiprocessing.get_context("spawn")
"""Workers are fresh processes: nothing of the parent's threads, connections or locks comes with them."""


class NotStarted(Exception):  # noqa: N818 - the worker has the error, the parent only learns of it
    """A worker ended before it ever accepted; it has told why in the log."""


@dataclass(slots=True)
class Worker:
    """One process and the line to it."""

    process: SpawnProcess
    line: Connection
    born: float
    accepts: bool = False


@dataclass(slots=True)
class Workers:
    """Runs ``work(*given, line)`` in ``count`` processes until a signal comes."""

    work: Callable[..., None]
    given: tuple[Any, ...]
    count: int
    ready: Callable[[], None]
    """Called once, when all accept."""
    patience_s: float
    """Seconds from the signal until those that still run are killed."""
    _all: list[Worker] = field(default_factory=list)
    _told: bool = False
    _next: float = 0.0
    """When a dead worker may be replaced (steady clock)."""

    def run(self) -> None:
        """Start, watch and end the workers. Raises NotStarted."""
        woken, wake = os.pipe()
        os.set_blocking(wake, False)
        handlers = {name: signal.signal(name, lambda *_: None) for name in _SIGNALS}
        former = signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        try:
            while not self._step(woken):
                pass
        finally:
            self._end()
            signal.set_wakeup_fd(former)
            for name, handler in handlers.items():
                signal.signal(name, handler)
            os.close(woken)
            os.close(wake)

    def _step(self, woken: int) -> bool:
        """Start who is missing, then wait for the next event; tell whether it was a signal."""
        missing = self.count - len(self._all)
        left = self._next - time.monotonic()
        if missing and left <= 0:
            self._all += [self._start() for _ in range(missing)]
            missing = 0
        lines = [worker.line for worker in self._all if not worker.accepts]
        deaths = [worker.process.sentinel for worker in self._all]
        if woken in wait([woken, *deaths, *lines], left if missing else None):
            return True
        self._bury()
        self._hear()
        return False

    def _start(self) -> Worker:
        mine, theirs = _spawn.Pipe()
        process = _spawn.Process(target=self.work, args=(*self.given, theirs), daemon=True)
        process.start()
        theirs.close()
        log_event("worker-started", worker=process.pid)
        return Worker(process=process, line=mine, born=time.monotonic())

    def _hear(self) -> None:
        for worker in self._all:
            if not worker.accepts and worker.line.poll():
                worker.line.recv_bytes()
                worker.accepts = True
        if not self._told and all(worker.accepts for worker in self._all):
            self._told = True
            self.ready()

    def _bury(self) -> None:
        for worker in [worker for worker in self._all if not worker.process.is_alive()]:
            self._all.remove(worker)
            worker.line.close()
            log_trouble("worker-ended", worker=worker.process.pid, code=worker.process.exitcode)
            if not self._told:
                raise NotStarted
            self._next = max(self._next, worker.born + _SICK_S)

    def _end(self) -> None:
        """Ask all to end, and kill those that don't."""
        until = time.monotonic() + self.patience_s
        for worker in self._all:
            worker.process.terminate()
        for worker in self._all:
            worker.process.join(max(0.0, until - time.monotonic()))
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()
            worker.line.close()
