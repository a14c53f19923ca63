"""Type-ahead that means what the person will see: a key goes out when the one before it has had its whole effect.

Textual hands each key to the widget that has the focus when the key is read. Over a slow line many keys arrive in one
piece, so ``lap``, Enter, ``08.00`` would all go into the first field.
"""

from collections import deque
from dataclasses import dataclass, field
from time import monotonic
from typing import TypeVar

from textual import events
from textual.dom import DOMNode
from textual.message_pump import MessagePump

from ekin_tui.screens.at_rest import AtRest
from ekin_tui.screens.base import EkinScreen
from ekin_tui.screens.idle import tell_idle
from ekin_tui.screens.unwritten import Unwritten
from ekin_tui.widgets.painted import Painted

T = TypeVar("T")
FRESH = 0.05
"""Seconds for which a key may still be at work; one that comes later need not wait if the program is at rest."""
PATIENCE = 0.5
"""Seconds after which a key no longer waits in a program at rest: the widget that had the one before may have gone away
with it."""
LONGEST = 10.0
"""Seconds after which a key no longer waits at all."""
LEISURE_S = 1.0
"""Seconds without a key after which nobody is typing."""
ROUNDS = (1, 2)
"""Passes through each queue on the way up, round by round. First the key itself rises to the app, which finds its
binding; then rises what the action has caused, and a message may make another one for the same widget."""


@dataclass(slots=True)
class Turn:
    """The key that was handed out last, and those that wait behind it."""

    at: float = 0.0
    target: DOMNode | None = None
    screen: MessagePump | None = None
    waits: bool = False
    rest: AtRest = field(default_factory=lambda: AtRest(FRESH))
    over: bool = False
    """The program leaves: what is typed now was meant for nobody here."""
    held: deque[events.Event] = field(default_factory=deque)


class KeysInTurn(Unwritten[T]):
    """An app that takes keys and pastes one at a time, however they arrive."""

    _turn: Turn

    async def on_event(self, event: events.Event) -> None:
        """Hold a key back while another one is at work."""
        if not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            await super().on_event(event)
            return
        turn = self._turn_now()
        if turn.over:
            return
        age = monotonic() - turn.at
        turn.held.append(event)
        if age > LONGEST or (turn.rest and age > (PATIENCE if turn.waits else FRESH)):
            await self._hand_on()
        elif not turn.waits:
            turn.waits = True
            self._rise(turn.target, *ROUNDS)

    @property
    def at_leisure(self) -> bool:
        """Whether nobody has pressed a key for a while, and nothing is left to do for the last one."""
        turn = self._turn_now()
        return bool(turn.rest) and monotonic() - turn.at > LEISURE_S

    def take_no_more_keys(self) -> None:
        """Drop the keys that wait, and all that come."""
        turn = self._turn_now()
        turn.over = True
        turn.held.clear()

    async def _hand_on(self) -> None:
        turn = self._turn_now()
        turn.waits = False
        if turn.held:
            event = turn.held.popleft()
            turn.at, turn.target, turn.screen = monotonic(), self.focused or self.screen, self.screen
            turn.rest.begin()
            if not (isinstance(event, events.Key) and await self._carry_out(event)):
                await super().on_event(event)
        if turn.held:
            turn.waits = True
            self._rise(turn.target, *ROUNDS)

    async def _carry_out(self, event: events.Key) -> bool:
        """Do what a key is bound to when the widget with the focus has no use for keys of its own; False otherwise.

        Textual lets the key rise from widget to widget up to the app, which then looks for its binding in the same
        order: five tasks woken for each arrow.
        """
        screen = self.screen
        if not (self.app_focus and isinstance(screen, EkinScreen) and isinstance(self.focused, Painted)):
            return False
        screen.on_key()
        done = await self._check_bindings(event.key, priority=True) or await self._check_bindings(event.key)
        if not done:
            tell_idle(screen, event.key)
        return True

    def _rise(self, node: DOMNode | None, passes: int, *rounds: int) -> None:
        """Wait until the messages that the key has caused have risen through all widgets to the app."""
        while node is not None and node is not self:
            if node.is_running and node.call_later(self._risen, node, passes, passes, *rounds):
                return
            node = node.parent
        self.call_later(self._arrive, *rounds)

    def _risen(self, node: DOMNode, left: int, passes: int, *rounds: int) -> None:
        if left <= 1 or not node.call_later(self._risen, node, left - 1, passes, *rounds):
            self._rise(node.parent, passes, *rounds)

    async def _arrive(self, *rounds: int) -> None:
        """Begin the next round, or hand the next key on; to a screen that has just come, once it stands."""
        turn = self._turn_now()
        if self.screen is not turn.screen:
            self.screen.call_after_refresh(self.call_later, self._hand_on)
        elif rounds:
            self._rise(turn.target, *rounds)
        else:
            await self._hand_on()

    def _turn_now(self) -> Turn:
        if "_turn" not in self.__dict__:
            self._turn = Turn()
        return self._turn
