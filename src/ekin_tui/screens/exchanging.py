"""The exchange beside the keys: in a thread, of its own accord and when asked, and what is said of it."""

from collections.abc import Callable
from math import ceil
from time import monotonic
from typing import Any, TypeVar

from textual import on
from textual.driver import Driver
from textual.timer import Timer

from ekin_tui.screens.base import EkinScreen, Room
from ekin_tui.screens.coloured import Coloured, Looking
from ekin_tui.screens.messages import Begun, Exchanged, Progress, SyncEnded, SyncMoved, SyncNow, Wrote
from ekin_tui.screens.mirroring import Mirroring
from ekin_tui.screens.pace import Pace
from ekin_tui.terminal.pauses import keep_pauses_short, set_apart
from ekin_tui.widgets.sync_mark import ENDED

R = TypeVar("R")
Syncer = Callable[[Callable[[Any], None]], Any]
"""Exchanges once with the centre in the calling thread; is given what to tell of its progress."""
SOON = 5.0
"""Seconds after the last write at which the exchange starts."""
FIRST = 0.3
"""Seconds after the first paint at which the first exchange starts."""
MOVED_S = 0.5
"""Seconds between two times that the screen is told how far an exchange has come: a long one tells many times."""
AFTER = 0.1
"""Seconds after a wait at which it is over by any clock."""
HOPELESS = frozenset({"busy", "other-person", "other-centre"})
"""Codes of an exchange that is not worth trying again soon: another window exchanges, or a person has to say so."""


class Exchanging(Coloured[R]):
    """An app that exchanges with the centre while it runs."""

    def __init__(
        self,
        room: Room,
        syncer: Syncer | None,
        pace: Pace,
        driver_class: type[Driver] | None,
        looking: Looking,
        mirroring: Mirroring | None = None,
    ) -> None:
        """With the interval of ``pace`` at 0 there is an exchange only when asked."""
        super().__init__(room, driver_class, looking)
        self._mirroring = mirroring
        self._syncer, self._pace = syncer, pace
        self._busy, self._again = False, False
        self._loaded = False
        self._soon: Timer | None = None
        self._next: Timer | None = None

    def on_mount(self) -> None:
        """Exchange once the first screen stands."""
        self.call_after_refresh(keep_pauses_short)
        if self._syncer is not None and self._pace.interval_s:
            self._next = self.set_timer(FIRST, self._exchange)

    @on(SyncNow)
    def action_sync(self) -> None:
        """Exchange with the centre at once, even in a rest that it asked for: a person says so."""
        self._pace.forgive()
        if self._syncer is None:
            self._say("app.sync_none", kind="warn")
        elif self._busy:
            self._say("app.sync_running")
        else:
            rest = ceil(self._pace.rest_s / 60)
            self._say("app.sync_rest" if rest else "app.sync_started", wait=self._room.words.minutes(rest))
            self._exchange(told=True)
            self._moved(Begun())

    @on(Wrote)
    def _wrote(self) -> None:
        if self._syncer is None or not self._pace.interval_s:
            return
        if self._soon is not None:
            self._soon.stop()
        self._soon = self.set_timer(SOON, self._exchange_written)

    def _exchange_written(self) -> None:
        self._pace.forgive()
        self._exchange()

    def _exchange(self, *, told: bool = False) -> None:
        if self._pace.rest_s and not told:
            return
        if self._busy:
            self._again = True
        elif self._syncer is not None:
            self._busy = True
            self.run_worker(lambda: self._in_thread(told=told), thread=True, exit_on_error=False, group="sync")

    def _in_thread(self, *, told: bool) -> None:
        result: Exchanged | None = None
        try:
            assert self._syncer is not None  # noqa: S101 - only started with one
            result = self._syncer(self._tell_seldom())
        finally:
            self.call_from_thread(self._ended, result, told)

    def _tell_seldom(self) -> Callable[[Progress], None]:
        """Return what the exchange tells its progress: a thread that hands it on at most twice a second."""
        last = -MOVED_S

        def tell(progress: Progress) -> None:
            nonlocal last
            if not self._loaded:
                self._loaded = True
                set_apart()
            if monotonic() - last >= MOVED_S:
                last = monotonic()
                self.call_from_thread(self._moved, progress)

        return tell

    def _moved(self, progress: Progress) -> None:
        self.screen.post_message(SyncMoved(progress))

    def _ended(self, result: Exchanged | None, told: bool) -> None:
        self._busy = False
        self._show_changes()
        self.screen.post_message(SyncEnded(result))
        if self._mirroring is not None:
            self._mirroring.begin(self, self._show_changes, told=told)
        if told:
            self._tell(result)
        self._plan_next(result)
        if self._again:
            self._again = False
            self._exchange()

    def _show_changes(self) -> None:
        screen = self.screen
        if isinstance(screen, EkinScreen):
            if self._room.desk.changed():
                screen.refresh_view()
            screen.draw_title()

    def _plan_next(self, result: Exchanged | None) -> None:
        """Set when to exchange next: by the interval, sooner after a failure, as asked after a ``Retry-After``."""
        if result is not None and result.code == "ok":
            wait = self._pace.after_success(result.retry_after)
        else:
            asked = result.retry_after if result is not None else 0.0
            hopeless = result is None or result.sign_in or result.code in HOPELESS
            wait = self._pace.after_failure(asked, hopeless=hopeless)
        if self._next is not None:
            self._next.stop()
        if self._pace.interval_s:
            self._next = self.set_timer(wait + AFTER, self._exchange)

    def _tell(self, result: Exchanged | None) -> None:
        if result is None:
            self._say("app.sync_fault", kind="error")
        elif result.code in ENDED:
            self._say("app.sign_in_first", kind="warn")
        elif result.code != "ok":
            self._say_text(self._room.words.refusal(result.code, result.details), "warn")
        elif result.pushed or result.pulled:
            self._say("app.sync_done", kind="good", pushed=result.pushed, pulled=result.pulled)
        else:
            self._say("app.sync_nothing")

    def _say(self, key: str, *, kind: str = "info", **fields: object) -> None:
        self._say_text(self._room.words(key, **fields), kind)

    def _say_text(self, text: str, kind: str) -> None:
        if isinstance(self.screen, EkinScreen):
            self.screen.say_text(text, kind=kind)
