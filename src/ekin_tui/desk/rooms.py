"""Use cases that look at much at once, each loaded when it is first asked for: the year's targets, the team's month."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ekin_tui.desk.journal import Journal
    from ekin_tui.desk.looking import Looking
    from ekin_tui.desk.progress import Progress
    from ekin_tui.desk.reviewing import Reviewing
    from ekin_tui.desk.team import Team


class Rooms:
    """What a :class:`ekin_tui.desk.Desk` has beside the journal and the review."""

    journal: "Journal"
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
