"""What is done with one's own entries from the calendar: copy, send, take back, discard, comment, undo."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from textual import work

from ekin_tui.desk.views import EntryView, Outcome
from ekin_tui.domain.model import Action, Status
from ekin_tui.screens.base import EkinScreen, Room

_NEEDED = {"withdraw": Action.WITHDRAW, "discard": Action.DISCARD, "comment": Action.NOTE}
"""What the table of states has to allow before an action is offered."""


class OwnEntries(EkinScreen[None]):
    """The actions; a subclass says which day and entry are chosen, and draws what was written."""

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self._unkept: dict[str, str] = {}
        """Comments that could not be kept, by entry: they are offered again."""

    def chosen(self) -> EntryView | None:
        """Return the entry under the cursor."""
        raise NotImplementedError

    def chosen_day(self) -> date:
        """Return the day under the cursor."""
        raise NotImplementedError

    def alone(self) -> bool:
        """Tell whether one entry is meant, not its whole day."""
        raise NotImplementedError

    def gone_to(self, day: date, entry: str = "") -> None:
        """Put the cursor on ``day`` and ``entry``, and draw what has been written meanwhile."""
        raise NotImplementedError

    def wrote(self, entry: str = "") -> None:
        """Draw again with the cursor on ``entry``, and tell that something was written."""
        raise NotImplementedError

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's own signature
        """Offer what the table of states allows for the chosen entry."""
        needed, view = _NEEDED.get(action), self.chosen()
        return needed is None or (view is not None and needed in view.actions)

    def why_idle(self, action: str) -> str:
        """Say that there is no entry, or that its status does not allow it."""
        needed, view = _NEEDED.get(action), self.chosen()
        if needed is None:
            return ""
        if view is None:
            return self.room.words("calendar.no_entry")
        words, status = self.room.words, view.entry.status
        if needed is Action.WITHDRAW and status is Status.SUBMITTED:
            return words.refusal("withdraw-off")
        return words(f"calendar.cannot.{needed.value}", status=words(f"status.{status.value}"))

    def action_copy(self) -> None:
        """Copy the entries of the last filled day as drafts."""
        copies = self.room.desk.journal.copy_last(self.chosen_day())
        self.wrote(copies[0].entry.id if copies else "")
        if copies:
            self.say("calendar.copied", kind="good", n=len(copies))
        else:
            self.say("calendar.nothing_to_copy", kind="warn")

    def action_submit(self) -> None:
        """Send the chosen entry, or all of the day while the month has the keys."""
        view, journal = self.chosen(), self.room.desk.journal
        if view is None:
            self.say("calendar.nothing_to_submit", kind="warn")
            return
        alone = self.alone()
        ids = [view.entry.id] if alone else [v.entry.id for v in journal.day(self.chosen_day()).entries if _open(v)]
        if alone and journal.unmended(view.entry.id):
            self._send_unmended(view.entry.id)
        else:
            self._tell_outcomes(journal.submit(ids or [view.entry.id]))

    @work
    async def _send_unmended(self, entry_id: str) -> None:
        """Send what was returned and not mended since, once that is wanted."""
        from ekin_tui.screens.dialogs import Confirm

        words = self.room.words
        asked = Confirm(self.room, words("sending.ask_unmended"), words("sending.ask_unmended_text"))
        if await self.app.push_screen_wait(asked):
            self._tell_outcomes(self.room.desk.journal.submit([entry_id], as_is=True))
        else:
            self.say("sending.not_sent")

    def action_withdraw(self) -> None:
        """Take the chosen entry back from the supervisor's queue."""
        if view := self.chosen():
            self._tell_one(self.room.desk.journal.withdraw(view.entry.id), "calendar.withdrawn")

    def action_discard(self) -> None:
        """Discard the chosen draft; ``u`` brings it back."""
        if view := self.chosen():
            self._tell_one(self.room.desk.journal.discard(view.entry.id), "calendar.discarded")

    @work
    async def action_comment(self) -> None:
        """Write into the thread of the chosen entry; what could not be kept is offered again."""
        from ekin_tui.screens.dialogs import AskText

        view, words = self.chosen(), self.room.words
        if view is None:
            return
        title, hint, begun = words("editor.ask_comment"), words("editor.ask_comment_hint"), self.room.desk.begun
        at, left = (view.entry.id, "own"), self._unkept
        initial = left.get(view.entry.id) or begun.note(*at)
        text = await self.app.push_screen_wait(
            AskText(self.room, title, hint, initial=initial, keep=partial(begun.keep, *at))
        )
        if text:
            left[view.entry.id] = text
            outcome = self.room.desk.journal.comment(view.entry.id, text)
            if outcome.problem is None:
                del left[view.entry.id]
                begun.drop(*at)
            self._tell_one(outcome, "editor.commented")

    def action_undo(self) -> None:
        """Take the last change back, while it has not left, and show the day that it was on."""
        journal = self.room.desk.journal
        day, done = journal.day_of_undo(), journal.undo()
        if done is not None:
            self.gone_to(day or self.chosen_day())
        self.wrote()
        if done is None or done == "left":
            self.say("undo.none" if done is None else "undo.left", kind="warn")
        else:
            self.say(f"undo.{done}", kind="good")

    def _tell_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        refused = [outcome for outcome in outcomes if outcome.problem is not None]
        self.wrote()
        if refused and refused[0].problem is not None:
            problem, view = refused[0].problem, refused[0].view
            day = f"{self.room.words.day(view.entry.day)}, " if view else ""
            said = self.room.words("calendar.some_refused", sent=len(outcomes) - len(refused), refused=len(refused))
            self.say_text(f"{said} {day}{self.room.words.problem(problem)}", kind="error")
        else:
            self.say("calendar.sent", kind="good", n=len(outcomes))

    def _tell_one(self, outcome: Outcome, key: str) -> None:
        self.wrote()
        if outcome.problem is not None:
            self.say_problem(outcome.problem)
        else:
            self.say(key, kind="good")


def _open(view: EntryView) -> bool:
    return view.entry.status in {Status.DRAFT, Status.RETURNED}
