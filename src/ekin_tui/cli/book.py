"""What the program leaves for its next start: the calendar's first frame for the days to come."""

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from math import inf
from typing import TYPE_CHECKING

from ekin_tui.cli.join import Joined, clock_fixed, new_id
from ekin_tui.cli.opening import FILE, circumstances
from ekin_tui.config import PREFIX, load
from ekin_tui.config.errors import SettingsError
from ekin_tui.desk import Desk
from ekin_tui.screens.base import Room
from ekin_tui.store.stamp import Stamp, stamp
from ekin_tui.terminal.first_frame import LIMIT
from ekin_tui.terminal.kept import keep

if TYPE_CHECKING:
    from ekin_tui.screens.rehearsal import Picture, Plan

DAYS = 4
"""Today and the days to come: who leaves on a Friday comes back on a Monday."""


class Book:
    """Asks for the pictures when the program leaves, and keeps them once the cache is closed."""

    def __init__(self, joined: Joined, room: Room, env: Mapping[str, str], *, wanted: bool) -> None:
        """``room`` is that of this run, ``env`` the environment as it began; nothing is kept unless ``wanted``."""
        self._joined, self._room, self._env, self._wanted = joined, room, env, wanted
        self._known: Stamp | None = None

    def plan(self) -> "Plan | None":
        """Return what to paint; None when nothing could be kept. What is written after this makes it all untrue."""
        from ekin_tui.screens.rehearsal import Plan

        self._known = self._joined.store.seal() if self._wanted else None
        if self._known is None:
            return None
        desk = self._room.desk
        spans = [(self._room.clock(),) * 2] if self._fixed else desk.spans(DAYS)
        return Plan(spans=spans, limit=LIMIT - len(self._said), room_at=self._room_at)

    def keep(self, pictures: "list[Picture]") -> None:
        """Keep ``pictures`` if nothing was written since they were planned. A disk that takes none costs nothing."""
        cache = str(self._joined.home.cache_file)
        if not pictures or self._known is None or stamp(cache) != self._known or not self._settled():
            return
        with suppress(OSError):
            if os.get_terminal_size(sys.__stdout__.fileno()) == pictures[0].size:  # type: ignore[union-attr] # drawn on
                self._write(cache, self._known, pictures)

    def _settled(self) -> bool:
        """Tell whether the settings are those that this run was painted with; somebody may have written others."""
        joined = self._joined
        try:
            now = load(joined.home, joined.env, {"lang": joined.asked_lang})
        except (SettingsError, OSError):
            return False
        return replace(now, theme="") == replace(joined.settings, theme="")

    def _write(self, cache: str, known: Stamp, pictures: "list[Picture]") -> None:
        joined = self._joined
        key = circumstances(self._env, str(joined.home.config_file), cache, known, joined.asked_lang)
        spans = [(0.0, inf)] if self._fixed else [(one.since.timestamp(), one.until.timestamp()) for one in pictures]
        texts = [one.text.encode() for one in pictures]
        kept = [(*span, text) for span, text in zip(spans, texts, strict=True)]
        keep(str(joined.home.state / FILE), key, self._said, kept)

    @property
    def _said(self) -> bytes:
        """What a start says before its first frame."""
        return clock_fixed(self._joined.env, self._joined.words, self._room.clock()).encode()

    @property
    def _fixed(self) -> bool:
        """Whether the clock stands still."""
        return bool(self._joined.env.get(f"{PREFIX}NOW"))

    def _room_at(self, at: datetime) -> Room:
        """Return the room of a start at ``at``."""
        desk = Desk(self._joined.store, clock=lambda: at, new_id=new_id)
        return replace(self._room, desk=desk, clock=lambda: at)
