"""*Masuk*: the code of a sign-in, its page, and the time that is left; another thread waits for the person to agree."""

import threading
from collections.abc import Callable, Iterator
from enum import Enum
from time import monotonic
from typing import Protocol

from textual.widget import Widget

from ekin_tui.screens.base import EkinScreen, Room
from ekin_tui.screens.reminder import Letter
from ekin_tui.screens.sizes import HEIGHTS, WIDTHS
from ekin_tui.terminal.qr import qr_rows
from ekin_tui.widgets.bound import bound
from ekin_tui.widgets.lines import Line
from ekin_tui.widgets.sign_in_lines import code_lines, said_lines, trust_lines

TICK_S = 5.0
"""Seconds between two looks at the time that is left."""


class Code(Protocol):
    """What a person needs to agree somewhere else."""

    @property
    def user_code(self) -> str:
        """What they type."""

    @property
    def page(self) -> str:
        """Where."""

    @property
    def whole_page(self) -> str:
        """The page with the code in its address; empty where there is none."""

    @property
    def lives_s(self) -> float:
        """Seconds for which it can be used."""


class Outcome(Protocol):
    """What became of a sign-in."""

    @property
    def done(self) -> bool:
        """Whether somebody is signed in now."""

    @property
    def issuer(self) -> str:
        """Whom a person has to trust first; empty where that is settled."""

    @property
    def said(self) -> str:
        """Why nobody is signed in, in a sentence."""


class Left(Exception):  # noqa: N818 - a way out, not a fault
    """The person has left the screen."""


Signer = Callable[[Callable[[Code], None], Callable[[float], None], str], Outcome]
"""Signs in, in the thread that calls: is given what shows the code, what lets seconds pass (raises to leave), and whom
the person has agreed to trust."""


class _State(Enum):
    ASKING = "asking"
    TRUST = "trust"
    CODE = "code"
    FAILED = "failed"


class SignInScreen(EkinScreen[bool]):
    """Shows what to do somewhere else; dismisses with True once somebody is signed in. Speaks to no network itself."""

    TITLE_KEY = "sign_in.title"
    AUTO_FOCUS = "#sign-in"
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS = bound("sign_in")

    def __init__(self, room: Room, signer: Signer) -> None:
        """``signer`` is called in a thread of its own."""
        super().__init__(room)
        self._signer, self._state = signer, _State.ASKING
        self._issuer = self._said = ""
        self._code: Code | None = None
        self._end = 0.0
        self._picture: list[str] = []
        self._gone = threading.Event()
        self._letter = Letter(more=room.signs.down, id="sign-in")

    def compose_body(self) -> Iterator[Widget]:
        """What is to be done."""
        yield self._letter

    def on_mount(self) -> None:
        """Begin."""
        self.set_interval(TICK_S, self._draw_left)
        self._begin("")

    def on_unmount(self) -> None:
        """Have the thread wait no longer."""
        self._gone.set()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's own signature
        """Offer the keys that fit what is shown."""
        offered = {"agree": self._state is _State.TRUST, "again": self._state is _State.FAILED}
        return offered.get(action, True)

    def action_agree(self) -> None:
        """Trust the issuer that the centre names."""
        self._begin(self._issuer)

    def action_again(self) -> None:
        """Ask for another code."""
        self._begin(self._issuer)

    def action_back(self) -> None:
        """Leave; nothing has changed."""
        self._gone.set()
        self.dismiss(None)

    def _begin(self, trusted: str) -> None:
        self._turn(_State.ASKING)
        gone = self._gone
        self.run_worker(lambda: self._in_thread(gone, trusted), thread=True, exit_on_error=False, group="sign-in")

    def _in_thread(self, gone: threading.Event, trusted: str) -> None:
        def wait(seconds: float) -> None:
            if gone.wait(seconds):
                raise Left

        def show(code: Code) -> None:
            wait(0)
            self.app.call_from_thread(self._show_code, code)

        outcome: Outcome | None = None
        try:
            outcome = self._signer(show, wait, trusted)
        except Left:
            return
        finally:
            if not gone.is_set():
                self.app.call_from_thread(self._over, outcome)

    def _show_code(self, code: Code) -> None:
        self._code, self._end = code, monotonic() + code.lives_s
        self._picture = [] if self.room.signs.ascii or not code.whole_page else qr_rows(code.whole_page)
        self._turn(_State.CODE)

    def _over(self, outcome: Outcome | None) -> None:
        if self._gone.is_set():
            return
        if outcome is not None and outcome.done:
            self.dismiss(True)
        elif outcome is not None and outcome.issuer:
            self._issuer = outcome.issuer
            self._turn(_State.TRUST)
        else:
            self._said = self.room.words("app.sync_fault") if outcome is None else outcome.said
            self._turn(_State.FAILED)

    def _turn(self, state: _State) -> None:
        self._state = state
        self._letter.show(self._lines)
        self.refresh_bindings()

    def _draw_left(self) -> None:
        if self._state is _State.CODE:
            self._letter.show(self._lines, keep_place=True)

    def _lines(self, width: int) -> list[Line]:
        words, code = self.room.words, self._code
        if self._state is _State.CODE and code is not None:
            size = (width, self._letter.size.height)
            return code_lines(words, code.user_code, code.page, self._end - monotonic(), self._picture, size)
        if self._state is _State.TRUST:
            return trust_lines(words, self._issuer, width)
        if self._state is _State.FAILED:
            return said_lines(self._said, words("sign_in.again"), width)
        return [[(words("sign_in.asking"), "dim")]]
