"""One writer for all threads of a process: what waits at the same time shares a transaction, and so its fsync.

SQLite takes one writer at a time and a commit costs some milliseconds of the disk. At the deadline hour many small
pushes wait at once: whoever gets the lock does the work of all that wait, each inside a savepoint of its own, and
commits once. Nobody is answered before that commit, and none starves: the queue is in the order of arrival.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from sqlalchemy import Connection

_PATIENCE_S = 1.0
"""How long a commit waits for readers; after that SQLite's own patience counts."""
MOST = 32
"""Works in one transaction: as many as wait together behind a commit, and few enough that nobody waits long."""
Work = Callable[[Connection], Any]


class Gate:
    """Keeps readers and a commit of one process apart, so that neither runs into the other's lock on the file.

    SQLite makes who meets a lock sleep, for up to a tenth of a second; here it waits for just as long as it has to.
    A commit goes before readers that come after it.
    """

    def __init__(self) -> None:
        """Open to all."""
        self._turn = threading.Condition()
        self._readers = 0
        self._closed = False

    @contextmanager
    def shared(self) -> Iterator[None]:
        """Read beside other readers."""
        with self._turn:
            self._turn.wait_for(lambda: not self._closed)
            self._readers += 1
        try:
            yield
        finally:
            with self._turn:
                self._readers -= 1
                self._turn.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Commit while nobody reads. There is one writer, so nobody else asks for this."""
        with self._turn:
            self._closed = True
            self._turn.wait_for(lambda: not self._readers, _PATIENCE_S)
        try:
            yield
        finally:
            with self._turn:
                self._closed = False
                self._turn.notify_all()


class _Asked:
    """One piece of work and what became of it."""

    __slots__ = ("error", "result", "settled", "work")

    def __init__(self, work: Work) -> None:
        self.work = work
        self.settled = False
        self.result: Any = None
        self.error: BaseException | None = None


class Together:
    """Does the works of all threads, in the order in which they came."""

    def __init__(self, writing: Callable[[], AbstractContextManager[Connection]]) -> None:
        """``writing`` gives one transaction that may write."""
        self._writing = writing
        self._waiting: deque[_Asked] = deque()
        self._writer = threading.Lock()

    def do(self, work: Work) -> Any:
        """Return what ``work`` returns, once it is committed. Raises what it raises, and what the commit raises."""
        mine = _Asked(work)
        self._waiting.append(mine)
        with self._writer:
            while not mine.settled:
                self._carry([self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))])
        if mine.error is not None:
            raise mine.error
        return mine.result

    def _carry(self, some: list[_Asked]) -> None:
        """Do ``some`` in one transaction; where that fails, all of them have failed and nothing stands."""
        try:
            with self._writing() as connection:
                for asked in some:
                    if len(some) == 1:
                        asked.result = asked.work(connection)
                    else:
                        _apart(connection, asked)
        except BaseException as error:  # noqa: BLE001 - told to everybody whose work it was
            for asked in some:
                asked.error = asked.error or error
        for asked in some:
            asked.settled = True


def is_open(connection: Connection) -> bool:
    """Tell whether SQLite still has the transaction: for a full disk it takes all back by itself."""
    driver: Any = connection.connection.driver_connection
    return bool(driver.in_transaction)


def _apart(connection: Connection, asked: _Asked) -> None:
    """Do one work so that its failure undoes nothing but itself."""
    try:
        with _savepoint(connection):
            asked.result = asked.work(connection)
    except Exception as error:
        if not is_open(connection):
            raise
        asked.error = error


@contextmanager
def _savepoint(connection: Connection) -> Iterator[None]:
    connection.exec_driver_sql("savepoint apart")
    try:
        yield
    except BaseException:
        if is_open(connection):
            connection.exec_driver_sql("rollback to apart")
            connection.exec_driver_sql("release apart")
        raise
    connection.exec_driver_sql("release apart")
