"""Use cases beside the journal and the review, each loaded when it is first asked for."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ekin_tui.desk.begun import Begun
    from ekin_tui.desk.journal import Journal
    from ekin_tui.desk.looking import Looking
    from ekin_tui.desk.phrases import Phrases
    from ekin_tui.desk.progress import Progress
    from ekin_tui.desk.queueing import Clock, NewId
    from ekin_tui.desk.reporting import Reporting
    from ekin_tui.desk.reviewing import Reviewing
    from ekin_tui.desk.sheets import Sheets
    from ekin_tui.desk.team import Team
    from ekin_tui.desk.templates import Templates
    from ekin_tui.store import Store


class Rooms:
    """What a :class:`ekin_tui.desk.Desk` has beside the journal and the review."""

    journal: "Journal"
    _store: "Store"
    _clock: "Clock"
    _new_id: "NewId"
    _look: "Callable[[], Looking]"

    @cached_property
    def reviewing(self) -> "Reviewing":
        """The work of others; the desk gives it."""
        raise NotImplementedError

    @cached_property
    def progress(self) -> "Progress":
        """One's own SKP: what each plan asks for, and what is done of it."""
        from ekin_tui.desk.progress import Progress

        return Progress(self._look, self.journal)

    @cached_property
    def team(self) -> "Team":
        """Who has sent what, for who speaks for a supervising position."""
        from ekin_tui.desk.team import Team

        return Team(self._look, self.reviewing)

    @cached_property
    def reporting(self) -> "Reporting":
        """Reports of a month and of a year, and the files to take them away in."""
        from ekin_tui.desk.reporting import Reporting

        return Reporting(self._look)

    @cached_property
    def begun(self) -> "Begun":
        """Notes that are being written."""
        from ekin_tui.desk.begun import Begun

        return Begun(self._store, self._clock)

    @cached_property
    def templates(self) -> "Templates":
        """Entries under a short name, to be used again."""
        from ekin_tui.desk.templates import Templates

        return Templates(self._store, self.journal, self._clock)

    @cached_property
    def sheets(self) -> "Sheets":
        """Entries out of files, and into files that other programs read."""
        from ekin_tui.desk.sheets import Sheets

        return Sheets(self._store, self._look, self._clock, self._new_id)

    @cached_property
    def phrases(self) -> "Phrases":
        """Notes of a reviewer, to be used again."""
        from ekin_tui.desk.phrases import Phrases

        return Phrases(self._store, self._clock)
