"""The line that holds a whole entry. It wraps; arrows choose a plan while there is a list, else move in the text."""

from ekin_tui.widgets.activity_input import ActivityInput
from ekin_tui.widgets.field_input import FieldInput


class QuickInput(ActivityInput):
    """Speaks by ``Done`` with ``enter``, ``tab``, ``up``, ``down``."""

    choosing = False
    """Set from above: the arrows belong to the list."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text, id="line")

    @property
    def word(self) -> str:
        """The word that the cursor stands in or right behind."""
        before, after = self.value[: self.cursor_position], self.value[self.cursor_position :]
        head = before.split(" ")[-1]
        return head + (after.split(" ")[0] if head else "")

    def write(self, text: str) -> None:
        """Put ``text`` in place of all, with the cursor behind it."""
        self.value = text
        self.cursor_position = len(text)

    def action_leave(self, key: str) -> None:
        """Hand arrows on while a plan is being chosen."""
        if self.choosing:
            FieldInput.action_leave(self, key)
        else:
            super().action_leave(key)
