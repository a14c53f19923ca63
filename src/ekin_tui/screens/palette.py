"""Ctrl+P: every action of the screen in front and of the program, found by words of either language."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from textual.command import DiscoveryHit, Hit, Hits, Provider

from ekin_tui.screens.base import EkinScreen
from ekin_tui.text import LANGUAGES, Words


class Actions(Provider):
    """Offers what the keys would do."""

    async def discover(self) -> Hits:
        """Offer everything before a letter is typed."""
        for name, _, run in self._actions():
            yield DiscoveryHit(name, run)

    async def search(self, query: str) -> Hits:
        """Offer what matches ``query`` in Indonesian or English."""
        matcher = self.matcher(query)
        for name, other, run in self._actions():
            score = max(matcher.match(name), matcher.match(other))
            if score > 0:
                yield Hit(score, matcher.highlight(name), run, text=name, help=other)

    def _actions(self) -> Iterator[tuple[str, str, Callable[[], Any]]]:
        screen = self.screen
        if not isinstance(screen, EkinScreen):
            return
        words = screen.room.words
        other = Words(next(lang for lang in LANGUAGES if lang != words.lang))
        seen = set()
        for active in screen.active_bindings.values():
            binding = active.binding
            if binding.description in words and active.enabled and binding.action not in seen:
                seen.add(binding.action)
                run = partial(self.app.run_action, binding.action, active.node)
                yield words(binding.description), other(binding.description), run
