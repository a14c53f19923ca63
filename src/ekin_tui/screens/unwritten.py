"""What a key does in a cache that can't be written is said in words, wherever it is: the program goes on as it was."""

from collections.abc import Mapping
from typing import Any, TypeVar

from textual.dom import DOMNode
from textual.worker import WorkerFailed

from ekin_tui.domain.model import Problem
from ekin_tui.screens.base import EkinScreen
from ekin_tui.screens.fronts import Fronts
from ekin_tui.store import StoreError

T = TypeVar("T")


class Unwritten(Fronts[T]):
    """An app whose actions may fail at the cache: read-only, a full disk, another window that holds it.

    Each write is one transaction, so nothing was done by halves. What writes after a question is a worker; a callback
    of a screen that fails would end the screen that it belongs to.
    """

    async def run_action(
        self,
        action: str | tuple[str, str, tuple[Any, ...]],
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Do what a key is bound to."""
        try:
            return await super().run_action(action, default_namespace, namespaces)
        except StoreError as no:
            self._say_why(no)
            return True

    def _handle_exception(self, error: Exception) -> None:
        """Take what a worker ended with; anything but a refusal of the cache is a fault of ours."""
        if isinstance(error, WorkerFailed) and isinstance(error.error, StoreError):
            self._say_why(error.error)
        else:
            super()._handle_exception(error)

    def _say_why(self, no: StoreError) -> None:
        front = next((one for one in reversed(self.screen_stack) if isinstance(one, EkinScreen)), None)
        if front is not None:
            front.say_problem(Problem(code=no.code, args=no.details))
