"""What makes the hand quick on the calendar: the quick line, templates, and a range of days sent at once."""

from textual import work

from ekin_tui.screens.own_entries import OwnEntries


class Hands(OwnEntries):
    """The actions beside those for one entry; each opens a screen of its own."""

    @work
    async def action_quick(self) -> None:
        """Write whole entries on one line each; go on with a line that was not filed."""
        from ekin_tui.screens.quick import QuickScreen

        left = self.room.desk.journal.unfinished_line()
        kept = (left[0], left[1]) if left else ("", "")
        day = left[2] if left else self.chosen_day()
        await self.app.push_screen_wait(QuickScreen(self.room, day, kept=kept))
        self.gone_to(day)
