"""The field that finds a rencana aksi. It links only what the person chose; words that match nothing stay words."""

from collections.abc import Mapping
from dataclasses import dataclass

from textual.message import Message

from ekin_tui.desk.suggest import Match, Suggest
from ekin_tui.domain.clean import inert
from ekin_tui.store import PlanLine
from ekin_tui.widgets.field_input import FieldInput

MATCHES = 8
_STEPS = {"down": 1, "up": -1}


class PlanInput(FieldInput):
    """Searches at every letter. ``line`` is the plan that the entry is linked to, None while none is chosen."""

    @dataclass
    class Sought(Message):
        """The list to choose from has changed, or the choice in it."""

    @dataclass
    class Chosen(Message):
        """The person has taken ``line``."""

        line: PlanLine

    @dataclass
    class Refused(Message):
        """Enter was pressed on words that match no plan."""

        words: str

    def __init__(self, suggest: Suggest, line: PlanLine | None, words: str) -> None:
        """``words`` is what was typed before, while no plan was chosen."""
        super().__init__(value=inert(line.plan.text) if line else words, id="plan")
        self._suggest = suggest
        self.line = line
        self.matches: list[Match] = []
        self.choice = -1
        self._moved = False

    @property
    def words(self) -> str:
        """What was typed to find a plan, while none is chosen."""
        return "" if self.line else self.value

    @property
    def chosen(self) -> Match | None:
        """The match under the cursor of the list."""
        return self.matches[self.choice] if 0 <= self.choice < len(self.matches) else None

    @property
    def promising(self) -> bool:
        """Whether what was typed matches any plan."""
        return bool(self.words.strip() and self._suggest.best(self.words, 1))

    @property
    def any(self) -> bool:
        """Whether there is a plan to choose on that day."""
        return bool(self._suggest.lines)

    def renew(self, suggest: Suggest) -> None:
        """Search in other plans from now on: the day has changed, or a pin."""
        self._suggest = suggest
        if self.has_focus:
            self._seek()

    def lean(self, likely: Mapping[str, float]) -> None:
        """Show first what is likely now (plan id → 0 to 1); nothing is chosen by it."""
        self._suggest.lean(likely)
        if self.has_focus and self.line is None:
            self._seek()

    def take(self, line: PlanLine) -> None:
        """Link the entry to ``line``."""
        self.line, self.matches, self.choice = line, [], -1
        self.value = inert(line.plan.text)
        self.cursor_position = 0
        self.post_message(self.Chosen(line))

    def on_focus(self) -> None:
        """Offer the usual plans to an empty field and matches to words."""
        if self.line is None:
            self._seek()

    def on_blur(self) -> None:
        """Put the list away; what was typed stays."""
        self.matches, self.choice = [], -1
        self.post_message(self.Sought())

    def watch_value(self, value: str) -> None:
        """Search again. The text of the chosen plan, once changed, is words like any other."""
        if self.is_mounted and (self.line is None or value != inert(self.line.plan.text)):
            self.line = None
            self._seek()
        super().watch_value(value)

    def action_leave(self, key: str) -> None:
        """Let arrows move the choice and Enter take it, while there is a list."""
        if self.matches and key in _STEPS and self._move(_STEPS[key]):
            return
        match = self.chosen
        if match is not None and (key == "enter" or (key == "tab" and self._moved)):
            self.take(match.line)
        elif key == "enter" and self.words.strip() and self.any:
            self.post_message(self.Refused(self.words))
            return
        super().action_leave(key)

    def _move(self, step: int) -> bool:
        to = self.choice + step
        if to < 0:
            return False
        self.choice, self._moved = min(to, len(self.matches) - 1), True
        self.post_message(self.Sought())
        return True

    def _seek(self) -> None:
        self.matches = self._suggest.best(self.value, MATCHES)
        self.choice = 0 if self.value.strip() and self.matches else -1
        self._moved = False
        self.post_message(self.Sought())
