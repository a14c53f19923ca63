"""The exchanges with the other targets: each in a thread of its own, behind that of the default target.

The program leaves without waiting for them: what was under way is known by the cache and goes again.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError
from contextlib import suppress
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.app import App

    from ekin_tui.screens.pace import Pace

AskMirror = Callable[[str, bool], Any]
"""Exchanges once with the mirror of that name in the calling thread; True: a person has asked for it."""


class Mirroring:
    """Begins what is due, one exchange a target at a time. A target that fails is left alone for longer and longer."""

    def __init__(self, ask: AskMirror, paces: Mapping[str, "Pace"]) -> None:
        """``paces`` are the waits of each target by its name."""
        self._ask, self._paces = ask, paces
        self._busy = set[str]()
        self._due = dict.fromkeys(paces, 0.0)

    def begin(self, app: "App[Any]", ended: Callable[[], None], *, told: bool) -> None:
        """Begin the exchanges that are due, or with ``told`` all of them; ``ended`` is called after each."""
        for name, pace in self._paces.items():
            if name in self._busy or not (told or monotonic() >= self._due[name]):
                continue
            self._busy.add(name)
            work = self._work(app, name, pace, ended, told=told)
            Thread(target=work, name=f"mirror {name}", daemon=True).start()

    def _work(
        self, app: "App[Any]", name: str, pace: "Pace", ended: Callable[[], None], *, told: bool
    ) -> Callable[[], None]:
        def work() -> None:
            result = None
            try:
                result = self._ask(name, told)
            finally:
                with suppress(RuntimeError, CancelledError):  # the program has left
                    app.call_from_thread(self._ended, name, pace, result, ended)

        return work

    def _ended(self, name: str, pace: "Pace", result: Any, ended: Callable[[], None]) -> None:
        self._busy.discard(name)
        if result is not None and result.code in {"ok", "busy"}:
            pace.forgive()
            self._due[name] = monotonic() + result.retry_after
        else:
            asked = result.retry_after if result is not None else 0.0
            self._due[name] = monotonic() + pace.after_failure(asked, hopeless=result is None or result.sign_in)
        ended()
