"""Whether the program has done all that the last key made it do: it has nothing to do then but wait.

The clock alone does not tell. On a machine with more to do than it can, or one that was stopped for a moment, seconds
go by in which the program could not work at all.
"""

import asyncio
from typing import Any, cast


class AtRest:
    """Watches the event loop after each key, with one timer a key and no message."""

    def __init__(self, wait: float) -> None:
        """``wait`` is in seconds: nobody asks earlier."""
        self._wait = wait
        self._watch: asyncio.Handle | None = None

    def __bool__(self) -> bool:
        """Tell whether the loop has come to rest since :meth:`begin`."""
        return self._watch is None

    def begin(self) -> None:
        """Watch until everything is done that is being done now, and what comes of it."""
        if self._watch is not None:
            self._watch.cancel()
        self._watch = asyncio.get_running_loop().call_later(self._wait, self._look)

    def _look(self) -> None:
        """Come to the end when nothing else is to be done; else look again after it."""
        loop = asyncio.get_running_loop()
        busy = cast("Any", loop)._ready  # noqa: SLF001 - asyncio does not say otherwise what is to be done at once
        self._watch = loop.call_soon(self._look) if busy else None
