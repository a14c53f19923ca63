"""The driver of a child of ``ekin-tui web``: Textual's own for pages, with an end that saves.

The driver that sends changed cells alone is not for a page: it asks a terminal for its size and its settings, and what
it writes would break the packets in which textual-serve expects everything. A page is near; its bytes matter little.
"""

import asyncio
import os

from textual.drivers.web_driver import WebDriver

from ekin_tui.terminal.signals import Ending, Farewell, Keeper


class PageDriver(WebDriver):
    """Ends in order when the page is left, when the server ends, and when the server is killed."""

    _farewell: Farewell | None = None

    def start_application_mode(self) -> None:
        """Leaves the server's group of processes, so that Ctrl+Z in a page does not stop the server, and begins."""
        if os.getsid(0) != os.getpid() and os.getpgrp() != os.getpid():
            os.setsid()
        super().start_application_mode()
        self._farewell = Farewell(asyncio.get_running_loop(), self._keep, self.exit_event.set)
        self._farewell.listen()

    def on_meta(self, packet_type: str, payload: dict[str, object]) -> None:
        """Takes what the server says; a page that was closed ends the program like a line that was dropped."""
        if packet_type == "quit":
            self._end()
        else:
            super().on_meta(packet_type, payload)

    def run_input_thread(self) -> None:
        """Reads until the end of the input: a server that was killed says nothing, but its pipe closes."""
        super().run_input_thread()
        if not self.exit_event.is_set():
            self._end()

    def _end(self) -> None:
        if self._farewell is not None:
            self._farewell.say(Ending.LOST)

    def _keep(self) -> None:
        if isinstance(self._app, Keeper):
            self._app.keep_work()
