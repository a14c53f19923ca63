"""What a reviewer does with the entry in view: approve, return, reject, comment, recognise fewer, take back."""

from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import TypeVar

from textual import work

from ekin_tui.desk.begun import KINDS
from ekin_tui.desk.review_views import ReviewView
from ekin_tui.desk.views import EntryView, Outcome
from ekin_tui.domain.clean import inert
from ekin_tui.domain.model import Problem
from ekin_tui.screens.base import EkinScreen, Room
from ekin_tui.screens.bulk import BulkDialog
from ekin_tui.screens.dialogs import AskNumber, Confirm
from ekin_tui.screens.messages import Wrote
from ekin_tui.screens.notes import AskNote
from ekin_tui.screens.sight import InFront, Pace, Sight
from ekin_tui.store import StoreError

T = TypeVar("T")


class Deciding(EkinScreen[None]):
    """The actions; a subclass says which entry is in view, and draws what became of it."""

    def __init__(self, room: Room, clock: Callable[[], float] = monotonic) -> None:
        """``clock`` counts seconds."""
        super().__init__(room)
        self._in_front = InFront(clock)
        self.sight, self.pace = Sight(self._in_front), Pace(self._in_front)
        self._typed: dict[tuple[str, str], str] = {}
        """Reasons that have led to no decision yet, by entry and question: they are offered again."""

    def on_screen_suspend(self) -> None:
        """What covers the entry is read instead of it."""
        self._in_front.covered()

    def on_screen_resume(self) -> None:
        """The entry is read on."""
        self._in_front.shown()
        super().on_screen_resume()

    def chosen(self) -> ReviewView | None:
        """Return the entry in view; None, once that was said, where the key was meant for something else."""
        raise NotImplementedError

    def action_full(self) -> None:
        """Give the whole window to the entry, and the queue back."""
        raise NotImplementedError

    def waiting(self) -> int:
        """Return how many wait."""
        raise NotImplementedError

    def went(self, *views: EntryView) -> None:
        """Take decided entries out of the queue and show what stands there now."""
        raise NotImplementedError

    def show_again(self, entry: EntryView | None) -> None:
        """Ask again what waits, and show that entry."""
        raise NotImplementedError

    def seen_whole(self) -> bool:
        """Tell whether all fields of the entry in view are or were on the screen."""
        raise NotImplementedError

    def action_approve(self) -> None:
        """Approve with all claimed minutes; who approves many within seconds is asked once whether it is meant."""
        if seen := _opened(self):
            if self.pace.hurries():
                self._ask_pace(seen)
            else:
                self._approve(seen)

    @work
    async def action_return(self) -> None:
        """Ask what is to be mended, then return the entry."""
        if (seen := _opened(self)) and (note := await self._ask(seen, "return")):
            entry = seen.view.entry
            send_back = self.room.desk.reviewing.send_back
            self._decided(seen, lambda: send_back(entry.id, rev=entry.rev, note=note), "return")

    @work
    async def action_reject(self) -> None:
        """Ask the reason and whether it is meant, then reject for good."""
        if (seen := _opened(self)) and (note := await self._ask(seen, "reject")) and await self._sure(seen):
            entry = seen.view.entry
            reject = self.room.desk.reviewing.reject
            self._decided(seen, lambda: reject(entry.id, rev=entry.rev, note=note), "reject")

    @work
    async def action_comment(self) -> None:
        """Add a note; the status stays."""
        if (seen := _opened(self)) and (note := await self._ask(seen, "comment")):
            comment = self.room.desk.reviewing.comment
            self._decided(seen, lambda: comment(seen.view.entry.id, note=note), "note")

    @work
    async def action_fewer(self) -> None:
        """Approve fewer minutes than were claimed, with the reason."""
        if not (seen := _opened(self)):
            return
        entry, words = seen.view.entry, self.room.words
        hint = words("review.ask_minutes_hint", minutes=entry.minutes)
        asked = AskNumber(self.room, words("review.ask_minutes"), hint, most=entry.minutes)
        minutes = await self.app.push_screen_wait(asked)
        if minutes is None:
            return
        if note := await self._ask(seen, "minutes_note", minutes=minutes, claimed=entry.minutes):
            approve = partial(self.room.desk.reviewing.approve, entry.id, rev=entry.rev, minutes=minutes, note=note)
            self._decided(seen, approve, "fewer", minutes=words.minutes(minutes))

    @work
    async def action_approve_seen(self) -> None:
        """Approve what was seen of this person and day, once the summary was read; what was not seen stays."""
        seen, words = self.chosen(), self.room.words
        if seen is None:
            return
        self.sight.look(whole=self.seen_whole())
        entry, named = seen.view.entry, self._of(seen.view)
        day = self.room.desk.reviewing.of_day(entry.owner, entry.day)
        goes = [view for view in day if self.sight.has((view.entry.id, view.entry.rev))]
        stays = [view for view in day if view not in goes]
        if not goes:
            self.say("review.none_seen", kind="warn", n=len(stays), **named)
            return
        if not await self.app.push_screen_wait(BulkDialog(self.room, goes, stays)):
            return
        read = [(view.entry.id, view.entry.rev) for view in goes]
        outcomes = self._tried(lambda: self.room.desk.reviewing.approve_all(read))
        if outcomes is None:
            self.show_again(seen.view)
            return
        refused = {outcome.id for outcome in outcomes if outcome.problem is not None}
        done = [view for view in goes if view.entry.id not in refused]
        self.went(*done)
        if refused:  # they have changed, or somebody else has decided: what is shown of them is old
            self.show_again(seen.view)
        left = len(stays) + len(refused)
        said = {"done": len(done), "left": left, "n": words.number(self.waiting()), **named}
        key = "refused" if refused else "left" if left else "all"
        minutes = words.minutes(sum(view.entry.minutes for view in done))
        self.say(f"review.said_bulk_{key}", kind="warn" if refused else "good", minutes=minutes, **said)
        self.post_message(Wrote())

    def action_undo(self) -> None:
        """Take the last decision back, while it has not left."""
        tried = self._tried(lambda: (self.room.desk.reviewing.undo(),))
        if tried is None:
            return
        [done] = tried
        if done is None or done.key == "left":
            self.say("review.undo_none" if done is None else "review.undo_left", kind="warn")
            return
        self.show_again(done.view)
        name, what = done.view.owner.name if done.view else "", self.room.words(f"action.{done.key}")
        if done.key == "part":
            self.say("review.undo_part", kind="warn", n=done.count)
        elif done.count > 1:
            self.say("review.undone_bulk", what=what, name=inert(name), n=done.count)
        else:
            self.say("review.undone", what=what, name=inert(name))
        self.post_message(Wrote())

    def _approve(self, seen: ReviewView) -> None:
        entry = seen.view.entry
        self.pace.count()
        self._decided(seen, lambda: self.room.desk.reviewing.approve(entry.id, rev=entry.rev), "approve")

    @work
    async def _ask_pace(self, seen: ReviewView) -> None:
        words, n, seconds = self.room.words, self.pace.recent(), self.pace.seconds()
        title = words("review.ask_pace", n=n, seconds=seconds)
        asked = Confirm(self.room, title, words("review.ask_pace_text"))
        sure = await self.app.push_screen_wait(asked)
        if sure:
            self.pace.answered()
            self._approve(seen)

    async def _ask(self, seen: ReviewView, what: str, **fields: object) -> str | None:
        words, begun, at = self.room.words, self.room.desk.begun, (seen.view.entry.id, what)
        title, hint = words(f"review.ask_{what}"), words(f"review.ask_{what}_hint", **fields)
        initial = self._typed.get(at) or begun.note(*at)
        asked = AskNote(self.room, what, title, hint, initial=initial, keep=partial(begun.keep, *at))
        text = await self.app.push_screen_wait(asked)
        if text:
            self._typed[at] = text
        return text

    async def _sure(self, seen: ReviewView) -> bool:
        words, view = self.room.words, seen.view
        text = words("review.confirm_reject_text", activity=view.entry.activity, **self._of(view))
        asked = Confirm(self.room, words("review.confirm_reject"), text)
        sure = await self.app.push_screen_wait(asked)
        return bool(sure)

    def _tried(self, decide: Callable[[], T]) -> T | None:
        """Decide; where the cache can't be written say why and return None: nothing was decided."""
        try:
            return decide()
        except StoreError as no:
            self.say_problem(Problem(code=no.code, args=no.details))
            return None

    def _decided(self, seen: ReviewView, decide: Callable[[], Outcome], what: str, **fields: object) -> None:
        """Decide, say so and go on; an entry that has changed meanwhile is shown again instead."""
        entry, named, outcome = seen.view.entry, self._of(seen.view), self._tried(decide)
        if outcome is None:
            return
        if outcome.problem is not None:
            self.show_again(seen.view)
            stale = outcome.problem.code == "stale-base"
            self.say("review.stale", kind="warn", name=named["name"]) if stale else self.say_problem(outcome.problem)
            return
        kinds = ("comment",) if what == "note" else KINDS
        self._typed = {at: text for at, text in self._typed.items() if at[0] != entry.id or at[1] not in kinds}
        self.room.desk.begun.drop(entry.id, *kinds)
        self.went(*([] if what == "note" else [seen.view]))
        self.say(f"review.said_{what}", kind="good", **{**named, "n": self.room.words.number(self.waiting()), **fields})
        self.post_message(Wrote())

    def _of(self, view: EntryView) -> dict[str, str]:
        return {"name": inert(view.owner.name), "day": self.room.words.day(view.entry.day)}


def _opened(screen: Deciding) -> ReviewView | None:
    """Return the entry in view, for a decision on it; where only its line is on the screen it is opened instead.

    The line of a small window says neither what was done nor what came of it.
    """
    seen = screen.chosen()
    if seen is None or screen.query_one("#sheet").display:
        return seen
    screen.action_full()
    screen.say("review.opened", kind="warn", name=inert(seen.view.owner.name))
    return None
