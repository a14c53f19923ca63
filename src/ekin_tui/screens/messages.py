"""What screens ask of the app, and what the app tells the screen in front."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from textual.message import Message

from ekin_tui.config import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What the editor returns: the entry, its day (ISO), whether it was sent, and what it met (``views.Met``)."""

    id: str
    day: str = ""
    sent: bool = False
    met: str = ""

    @property
    def said(self) -> tuple[str, str]:
        """The key of the sentence about it, and its kind."""
        if self.met:
            return f"editor.{self.met}", "warn"
        return ("editor.sent", "good") if self.sent else ("editor.kept", "info")


class Progress(Protocol):
    """How far an exchange with the centre has come."""

    @property
    def feed(self) -> str:
        """``push``, or the feed that is being read."""

    @property
    def done(self) -> int:
        """Ops or facts so far."""

    @property
    def total(self) -> int:
        """Of how many; 0 while nobody knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """An exchange that has just begun: a :class:`Progress` of nothing yet."""

    feed: str = ""
    done: int = 0
    total: int = 0


class Exchanged(Protocol):
    """What an exchange with the centre has led to."""

    @property
    def offline(self) -> bool:
        """Whether the centre could not be reached: a normal state."""

    @property
    def pushed(self) -> int:
        """Ops that the centre took."""

    @property
    def pulled(self) -> int:
        """Facts that came from the centre."""

    @property
    def code(self) -> str:
        """``ok``, or why it did not succeed."""

    @property
    def details(self) -> Mapping[str, str | int] | None:
        """What the sentence of ``code`` is filled with; not yet cleaned."""

    @property
    def sign_in(self) -> bool:
        """Whether the centre asks to sign in again."""

    @property
    def retry_after(self) -> float:
        """Seconds that the centre asks to wait; 0 when it doesn't."""


@dataclass
class Open(Message):
    """Open a place (``calendar``, ``review``, ``sync`` …) or the ``editor`` for the entry ``arg``.

    ``@`` and a day (ISO) stand for a new entry of that day, ``=``, a day, a space and a name for one by that template,
    ``+`` and an id for one of today on that plan. The calendar opens at ``arg``, a day (ISO), a space and the id of an
    entry; the review at the entry ``arg``.
    """

    screen: str
    arg: str = ""


@dataclass
class Changed(Message):
    """The settings have changed: ``key`` of them, as a person asked on their screen."""

    settings: Settings
    key: str
    tell: Callable[[], None]
    """Says what has come of it; to be called once the program follows."""


class SyncNow(Message):
    """Exchange with the centre at once."""


class Wrote(Message):
    """Something was written that the centre should get: exchange soon."""


class Quit(Message, namespace="ekin"):
    """Quit the program. The namespace keeps it apart from Textual's own event of a pointer that leaves a widget."""


class AskHelp(Message):
    """Show all keys of the screen in front."""


@dataclass
class Continue(Message):
    """The key ``first`` was pressed, which needs another one."""

    first: str


class SyncMoved(Message, bubble=False):
    """The exchange has come further; told to the screen in front, at most twice a second."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self.progress = progress


class SyncEnded(Message, bubble=False):
    """The exchange is over; told to the screen in front."""

    def __init__(self, result: Exchanged | None) -> None:
        """``result`` is None when it broke off by a fault of the program."""
        super().__init__()
        self.result = result
