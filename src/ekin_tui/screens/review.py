"""*Tinjau*: the supervisor's queue, the whole entry in view, and the decision by one key."""

from collections.abc import Iterator

from textual import on, work
from textual.widget import Widget

from ekin_tui.desk.views import Outcome, ReviewView
from ekin_tui.domain.clean import inert
from ekin_tui.domain.model import CONTENT, Capacity
from ekin_tui.screens.base import EkinScreen, Room
from ekin_tui.screens.dialogs import AskNumber, AskText, Confirm
from ekin_tui.screens.messages import SyncNow, Wrote
from ekin_tui.screens.queue import Queue
from ekin_tui.screens.sizes import HEIGHTS, WIDTHS
from ekin_tui.widgets.bound import bound
from ekin_tui.widgets.entry_lines import review_lines
from ekin_tui.widgets.lines import Line, wrap
from ekin_tui.widgets.queue_lines import heading, queue_line
from ekin_tui.widgets.row_list import RowList
from ekin_tui.widgets.sheet import Sheet

DECISIONS = frozenset({"approve", "return", "reject", "comment", "fewer", "full", "scroll"})


class ReviewScreen(EkinScreen[None]):
    """Decides on others' entries. Every decision names the revision that was on the screen."""

    TITLE_KEY = "review.title"
    AUTO_FOCUS = "#queue"
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS = bound("review")

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self._queue = Queue()
        self._rows = RowList(self._row, id="queue")
        self._head = Sheet(id="queue-head")
        self._sheet = Sheet(more=room.words("review.more"), id="sheet")
        self._rule = Sheet(id="rule")
        self._seen: ReviewView | None = None
        self._unread, self._stamp = "", 0
        self._typed: dict[tuple[str, str], str] = {}
        """Reasons that have led to no decision yet, by entry and question: they are offered again."""

    def heading(self) -> str:
        """Count what waits, and name the posts that one acts for."""
        words, queue = self.room.words, self._queue
        parts = [words(self.TITLE_KEY)]
        if queue.words:
            parts.append(words("review.filtered", n=len(queue.shown), all=queue.total, words=queue.words))
        else:
            parts.append(words("review.waiting", n=queue.total))
        closed = self.room.desk.reviewing.locked()
        acting = [a for a in self.room.desk.reviewing.acting() if a not in closed and a.capacity is not Capacity.HOLDER]
        others = [f"{words(f'capacity.{a.capacity}')} {a.title}" for a in acting]
        parts += [words("review.acting_for", names=", ".join(others))] if others else []
        locked = self._locked()
        return " · ".join([*parts, *([words("review.locked", names=locked)] if locked else [])])

    def compose_body(self) -> Iterator[Widget]:
        """The queue over the entry."""
        yield self._head
        yield self._rows
        yield self._rule
        yield self._sheet

    def on_mount(self) -> None:
        """Open at what was asked for, else at what has waited longest."""
        rule = self.room.signs.rule
        self._rule.show(lambda width: [[(rule * width, "dim")]])
        self._fill(self.begin_at)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's own signature
        """Offer decisions only while an entry is in view."""
        return self._seen is not None or action not in DECISIONS

    def refresh_view(self) -> None:
        """Ask again what waits, and stay at the entry that is read."""
        super().refresh_view()
        if self.room.desk.stamp() == self._stamp:
            return
        before = self._seen
        self._fill(before.view.entry.id if before else "", otherwise=self._rows.row)
        if before is not None:
            self._tell_changed(before)

    def _tell_changed(self, before: ReviewView) -> None:
        """Say that the entry which is read has changed, or is no longer there; the next decision waits for that."""
        words, view, now = self.room.words, before.view, self._seen
        named = {"name": inert(view.owner.name), "day": words.day(view.entry.day)}
        if now is None or now.view.entry.id != view.entry.id:
            self._unread = words("review.beneath_gone", **named)
        elif now.view.entry.rev != view.entry.rev:
            changed = [name for name in CONTENT if getattr(now.view.entry, name) != getattr(view.entry, name)]
            fields = ", ".join(words.field(name) for name in changed or ["status"])
            self._unread = words("review.beneath", fields=fields, **named)
        elif len(now.view.notes) > len(view.notes):
            note = now.view.notes[-1]
            self.say("review.beneath_note", kind="warn", by=inert(note.name or note.by), **named)
            return
        else:
            return
        self.say_text(self._unread, kind="warn")

    @on(RowList.Moved)
    def _moved(self) -> None:
        self._unread = ""
        self._look()

    def action_approve(self) -> None:
        """Approve with all claimed minutes."""
        if seen := self._chosen():
            entry = seen.view.entry
            self._decided(seen, self.room.desk.reviewing.approve(entry.id, rev=entry.rev), "approve")

    @work
    async def action_return(self) -> None:
        """Ask what is to be mended, then return the entry."""
        if (seen := self._chosen()) and (note := await self._ask(seen, "return")):
            entry = seen.view.entry
            self._decided(seen, self.room.desk.reviewing.send_back(entry.id, rev=entry.rev, note=note), "return")

    @work
    async def action_reject(self) -> None:
        """Ask the reason and whether it is meant, then reject for good."""
        if (seen := self._chosen()) and (note := await self._ask(seen, "reject")) and await self._sure(seen):
            entry = seen.view.entry
            self._decided(seen, self.room.desk.reviewing.reject(entry.id, rev=entry.rev, note=note), "reject")

    @work
    async def action_comment(self) -> None:
        """Add a note; the status stays."""
        if (seen := self._chosen()) and (note := await self._ask(seen, "comment")):
            outcome = self.room.desk.reviewing.comment(seen.view.entry.id, note=note)
            self._decided(seen, outcome, "note")

    @work
    async def action_fewer(self) -> None:
        """Approve fewer minutes than were claimed, with the reason."""
        if not (seen := self._chosen()):
            return
        entry, words = seen.view.entry, self.room.words
        hint = words("review.ask_minutes_hint", minutes=entry.minutes)
        asked = AskNumber(self.room, words("review.ask_minutes"), hint, most=entry.minutes)
        minutes = await self.app.push_screen_wait(asked)
        if minutes is None:
            return
        if note := await self._ask(seen, "minutes_note", minutes=minutes, claimed=entry.minutes):
            outcome = self.room.desk.reviewing.approve(entry.id, rev=entry.rev, minutes=minutes, note=note)
            self._decided(seen, outcome, "fewer", minutes=words.minutes(minutes))

    @work
    async def action_filter(self) -> None:
        """Ask for a name or words; an empty answer shows all."""
        words = self.room.words
        title, hint = words("review.ask_filter"), words("review.ask_filter_hint")
        asked = AskText(self.room, title, hint, initial=self._queue.words, required=False)
        answer = await self.app.push_screen_wait(asked)
        if answer is not None:
            self._queue.filter(answer)
            self._show(0)

    def action_undo(self) -> None:
        """Take the last decision back, while it has not left."""
        done = self.room.desk.reviewing.undo()
        if done is None or done[0] == "left":
            self.say("review.undo_none" if done is None else "review.undo_left", kind="warn")
            return
        key, view = done
        self._fill(view.entry.id if view else "")
        self.say("review.undone", what=self.room.words(f"action.{key}"), name=view.owner.name if view else "")

    def action_full(self) -> None:
        """Give the whole window to the entry, and the queue back."""
        self.toggle_class("-full")

    def action_scroll(self, step: int) -> None:
        """Scroll the entry."""
        self._sheet.action_page(step)

    def action_sync(self) -> None:
        """Exchange with the centre at once."""
        self.post_message(SyncNow())

    def action_back(self) -> None:
        """Give the queue back, then show all, then leave."""
        if self.has_class("-full"):
            self.remove_class("-full")
        elif self._queue.words:
            self._queue.filter("")
            self._show(0)
        else:
            self.dismiss(None)

    async def _ask(self, seen: ReviewView, what: str, **fields: object) -> str | None:
        words, at = self.room.words, (seen.view.entry.id, what)
        title, hint = words(f"review.ask_{what}"), words(f"review.ask_{what}_hint", **fields)
        text = await self.app.push_screen_wait(AskText(self.room, title, hint, initial=self._typed.get(at, "")))
        if text:
            self._typed[at] = text
        return text

    async def _sure(self, seen: ReviewView) -> bool:
        words, view = self.room.words, seen.view
        named = {"name": view.owner.name, "day": words.day(view.entry.day), "activity": view.entry.activity}
        asked = Confirm(self.room, words("review.confirm_reject"), words("review.confirm_reject_text", **named))
        sure = await self.app.push_screen_wait(asked)
        return bool(sure)

    def _chosen(self) -> ReviewView | None:
        if self._unread:  # the key was meant for what was there before
            self.say_text(self._unread, kind="warn")
            self._unread = ""
            return None
        if self._seen is None:
            self.say("review.nothing_chosen", kind="warn")
        return self._seen

    def _decided(self, seen: ReviewView, outcome: Outcome, what: str, **fields: object) -> None:
        """Say what was decided and go on; an entry that has changed meanwhile is shown again instead."""
        entry, name, self._unread = seen.view.entry, inert(seen.view.owner.name), ""
        if outcome.problem is not None:
            self._fill(entry.id)
            stale = outcome.problem.code == "stale-base"
            self.say("review.stale", kind="warn", name=name) if stale else self.say_problem(outcome.problem)
            return
        if what == "note":
            self._typed.pop((entry.id, "comment"), None)
        else:
            self._typed = {at: text for at, text in self._typed.items() if at[0] != entry.id}
            self._queue.drop(entry.id)
        self._show(self._rows.row)
        said = {"name": name, "day": self.room.words.day(entry.day), "n": self._queue.total, **fields}
        self.say(f"review.said_{what}", kind="good", **said)
        self.post_message(Wrote())

    def _fill(self, entry_id: str = "", *, otherwise: int = 0) -> None:
        self._stamp = self.room.desk.stamp()
        self._queue.fill(self.room.desk.reviewing.queue())
        self._show(self._queue.place(entry_id, otherwise))

    def _show(self, row: int) -> None:
        self._rows.fill(len(self._queue.shown), row=row)
        self.set_class(not self._queue.shown, "-empty")
        self._look()
        self.draw_title()

    def _look(self) -> None:
        shown = self._queue.shown
        entry_id = shown[self._rows.row].entry.id if self._rows.row < len(shown) else ""
        before, seen = self._seen, self.room.desk.reviewing.look(entry_id) if entry_id else None
        self._seen = seen
        if (before is None) != (seen is None):
            self.refresh_bindings()
        words, signs = self.room.words, self.room.signs
        self._head.show(lambda width: [heading(words, width)] if shown else [])
        self._sheet.show(lambda width: review_lines(words, signs, seen, width) if seen else self._empty(width))

    def _locked(self) -> str:
        """Name the posts whose entries are not shown until the centre has been asked again."""
        words = self.room.words
        posts = self.room.desk.reviewing.locked()
        return ", ".join(f"{words(f'capacity.{post.capacity}')} {inert(post.title)}" for post in posts)

    def _row(self, row: int, width: int, chosen: bool) -> Line:
        return queue_line(self.room.words, self.room.signs, self._queue.shown[row], width, chosen=chosen)

    def _empty(self, width: int) -> list[Line]:
        words = self.room.words
        locked = self._locked()
        if locked:
            said = [words("review.lease_over", names=locked)]
        elif self._queue.words:
            said = [words("review.no_hit", words=self._queue.words)]
        elif self.room.desk.reviewing.is_supervisor():
            said = [words("review.empty"), words("review.empty_next")]
        else:
            said = [words("review.empty_not_supervisor")]
        return [[(line, "")] for text in said for line in [*wrap(text, width), ""]]
