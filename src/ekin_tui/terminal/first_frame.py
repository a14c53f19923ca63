"""The first frame on the terminal before Textual is loaded, and the terminal until Textual takes it.

The terminal is put into the state in which Textual wants it, so that what is typed meanwhile is neither echoed nor
lost: it waits in the terminal's own queue.
"""

import os
import signal
import termios

TYPE_CHECKING = False  # as of `typing`, which takes too long to load
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

    from ekin_tui.terminal.cells import Screen

BEGIN = b"\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[m\x1b[H\x1b[J"
"""The alternate screen, without a cursor, that never wraps: as Textual has it; plain, empty, begun at its first cell.

No terminal moves the cursor when it shows the alternate screen, and the Linux console has none to show.
"""
LIMIT = 1000 - len(BEGIN)
"""Bytes of a picture with what is said before it: with `BEGIN` a second of a line of 9,600 baud."""
END = b"\x1b[?7h\x1b[m\x1b[H\x1b[J\x1b[?1049l\x1b[?25h"
"""Wrapping, one's own style and screen, a cursor; where there is no other screen, an empty one."""
_LOCAL = termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG
_INPUT = termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR
"""What Textual's driver takes from a terminal (`LinuxDriver`); the same here, so that nothing changes in between."""
_ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class FirstFrame:
    """A frame that is painted; `give_back` unless a driver has taken the terminal over."""

    def __init__(self, size: tuple[int, int], picture: bytes) -> None:
        """SIZE in columns and rows; PICTURE is what `paint` puts on the empty screen."""
        self.size, self._picture = size, picture
        self.attributes: list[Any] = []
        """The terminal's settings as they were."""
        self.taken = True
        """Whether somebody else looks after the terminal."""
        self._before: dict[signal.Signals, Any] = {}
        """What was done at each signal."""

    def paint(self, said: bytes = b"") -> bool:
        """Takes the terminal and paints, after SAID on the screen that stays; False where there is no such terminal."""
        try:
            self.attributes = termios.tcgetattr(0)
            self._listen()
            self.taken = False
            termios.tcsetattr(0, termios.TCSANOW, _raw(self.attributes))
            _write(said + BEGIN + self._picture)
        except (OSError, termios.error):
            self.give_back()
            return False
        return True

    def allow_interrupts(self) -> None:
        """Has an interrupt raise KeyboardInterrupt again; whoever catches it has to `give_back`."""
        if signal.SIGINT in self._before:
            signal.signal(signal.SIGINT, self._before.pop(signal.SIGINT))

    def model(self) -> "Screen":
        """What the terminal shows now."""
        from ekin_tui.terminal.cells import Screen
        from ekin_tui.terminal.frames import Reader

        screen = Screen(*self.size)
        Reader(screen).read(self._picture.decode())
        return screen

    def take(self) -> "list[Any]":
        """Gives the terminal into other hands, with its settings as they were."""
        self.taken = True
        return self.attributes

    def give_back(self) -> None:
        """Leaves the terminal as it was found, if it is not in other hands."""
        if self.taken:
            return
        self.taken = True
        self._restore()
        for ending, before in self._before.items():
            signal.signal(ending, before)

    def _listen(self) -> None:
        """Ends in order at a signal that would end the program anyway."""
        for ending in _ENDINGS:
            if signal.getsignal(ending) is not signal.SIG_IGN:
                self._before[ending] = signal.signal(ending, self._end)

    def _restore(self) -> None:
        try:
            _write(END)
            termios.tcsetattr(0, termios.TCSANOW, self.attributes)
        except (OSError, termios.error):
            return  # the terminal is gone

    def _end(self, number: int, _: "FrameType | None") -> None:
        """Ends at a signal: nothing was typed that could be lost."""
        if not self.taken:
            self._restore()
        os._exit(128 + number)


def _write(data: bytes) -> None:
    while data:
        data = data[os.write(2, data) :]


def _raw(attributes: "list[Any]") -> "list[Any]":
    incoming, outgoing, control, local, *speeds, characters = attributes
    characters = [*characters]
    characters[termios.VMIN] = 1
    return [incoming & ~_INPUT, outgoing, control, local & ~_LOCAL, *speeds, characters]
