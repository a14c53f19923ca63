"""*Tinjau*: the supervisor's queue, the whole entry in view, and the decision by one key."""

from collections.abc import Callable, Iterator, Sequence
from time import monotonic

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from ekin_tui.desk.review_views import ReviewView
from ekin_tui.desk.views import EntryView
from ekin_tui.screens.base import Room
from ekin_tui.screens.deciding import Deciding
from ekin_tui.screens.messages import SyncNow
from ekin_tui.screens.queue import Queue, ahead
from ekin_tui.screens.review_words import acts_as, capacities, changed_beneath, empty_text, for_other, titles_of
from ekin_tui.screens.sizes import HEIGHTS, WIDTHS
from ekin_tui.widgets.bound import bound
from ekin_tui.widgets.caption import Caption
from ekin_tui.widgets.entry_lines import NARROW, fields_height, review_lines
from ekin_tui.widgets.filter_input import FilterInput
from ekin_tui.widgets.lines import Line
from ekin_tui.widgets.queue_lines import group_line, heading, queue_line, wanted_line
from ekin_tui.widgets.row_list import RowList
from ekin_tui.widgets.sheet import Sheet
from ekin_tui.widgets.title_line import Title

DECISIONS = frozenset({"approve", "approve_seen", "return", "reject", "comment", "fewer", "full", "scroll"})
LEARN_S = 0.05
"""Seconds between two portions of the queue that are looked through for hints."""


class ReviewScreen(Deciding):
    """Decides on others' entries. Every decision names the revision that was on the screen."""

    TITLE_KEY = "review.title"
    AUTO_FOCUS = "#queue"
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS = bound("review")

    def __init__(self, room: Room, clock: Callable[[], float] = monotonic) -> None:
        """``clock`` counts the seconds that an entry is in view."""
        super().__init__(room, clock)
        self._queue = Queue(room.desk.reviewing.inbox)
        self._rows = RowList(self._row, id="queue")
        self._head, self._rule = Sheet(id="queue-head"), Sheet(id="rule")
        self._filter, self._told = FilterInput(room.words("review.filter_hint")), Caption(id="filter-said")
        self._sheet = Sheet(more=room.words("review.more"), id="sheet")
        self._seen: ReviewView | None = None
        self._unread, self._stamp, self._acting = "", 0, ""

    def titles(self) -> Sequence[Title]:
        """Count what waits, and name the posts that one acts for."""
        narrow = self.size.width < NARROW
        self._acting = acts_as(self.room, self._seen, narrow=narrow)
        short, name = acts_as(self.room, self._seen, narrow=True), capacities(self.room, self._seen, narrow=True)
        return titles_of(self.room, self._queue, (self._acting, short, name), first=narrow or for_other(self._seen))

    def compose_body(self) -> Iterator[Widget]:
        """The filter line, the queue over the entry."""
        yield self._filter
        yield self._told
        yield self._head
        yield self._rows
        yield self._rule
        yield self._sheet

    def on_mount(self) -> None:
        """Open at what was asked for, else at what has waited longest."""
        rule = self.room.signs.rule
        self._rule.show(lambda width: [[(rule * width, "dim")]])
        self._stamp = self.room.desk.stamp()
        found = self.room.desk.reviewing.look(self.begin_at) if self.begin_at else None
        self._show(self._queue.place(found.view.entry if found else None))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's own signature
        """Offer decisions only while an entry is in view, and none of the queue's keys while the filter is typed."""
        if self.focused is self._filter and action in {"full", "filter"}:
            return False
        return self._seen is not None or action not in DECISIONS

    def chosen(self) -> ReviewView | None:
        """Return the entry in view; what has changed beneath it is read first, also what nobody has told yet."""
        self.refresh_view()
        if self._unread:  # the key was meant for what was there before
            self.say_text(self._unread, kind="warn")
            self._unread = ""
            return None
        if self._seen is None:
            self.say("review.nothing_chosen", kind="warn")
        return self._seen

    def waiting(self) -> int:
        """Return how many wait."""
        return self._queue.total

    def went(self, *views: EntryView) -> None:
        """Take decided entries out and go on to the next."""
        self._unread, self._stamp = "", self.room.desk.stamp()
        number = self._queue.number(self._rows.row) or 0
        if len(views) == 1:
            self._queue.drop(self._rows.row)
        elif views:
            number -= ahead(self._queue.order, views, self._seen.view.entry) if self._seen else 0
            self._queue.again()
        self._show(self._queue.row(number))

    def show_again(self, entry: EntryView | None) -> None:
        """Ask again what waits, and show that entry."""
        self._unread = ""
        self._ask_again(entry, self._queue.number(self._rows.row) or 0)

    def seen_whole(self) -> bool:
        """Tell whether all fields of the entry in view are or were on the screen."""
        seen, sheet = self._seen, self._sheet
        if seen is None or not sheet.display or not sheet.size.width:
            return False
        return sheet.reached >= fields_height(self.room.words, self.room.signs, seen, sheet.size.width)

    def refresh_view(self) -> None:
        """Ask again what waits, and stay at the entry that is read."""
        super().refresh_view()
        if self.room.desk.stamp() == self._stamp:
            return
        before = self._seen
        self._ask_again(before.view if before else None, self._queue.number(self._rows.row) or 0)
        if before is not None:
            said, self._unread = changed_beneath(self.room.words, before, self._seen)
            if said:
                self.say_text(said, kind="warn")

    @on(RowList.Moved)
    def _moved(self) -> None:
        self._unread = ""
        self._look()
        if acts_as(self.room, self._seen, narrow=self.size.width < NARROW) != self._acting:
            self.draw_title()

    @on(Input.Changed)
    def _sift(self, event: Input.Changed) -> None:
        event.stop()
        if event.value != self._queue.words:
            self._queue.filter(event.value)
            self._show(self._queue.row(0))
            self._learn()

    @on(Input.Submitted)
    def _sifted(self, event: Input.Submitted) -> None:
        event.stop()
        self.set_class(bool(event.value.strip()), "-filtering")
        self._rows.focus()

    def action_filter(self) -> None:
        """Show the filter line; the queue follows it as it is typed."""
        self.add_class("-filtering")
        self._filter.focus()

    def action_order(self) -> None:
        """Stand oldest first, by person, or by day."""
        seen = self._seen
        order = self._queue.turn()
        self._show(self._queue.place(seen.view.entry if seen else None))
        self.say(f"review.order.{order}")

    def action_full(self) -> None:
        """Give the whole window to the entry, and the queue back."""
        self.sight.begin()
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
        elif self.has_class("-filtering"):
            self.remove_class("-filtering")
            self._rows.focus()
            self._filter.value = ""
        else:
            self.dismiss(None)

    def _learn(self) -> None:
        """Look through a portion for hints, and go on later; the entry that is read stays in view."""
        if self._queue.inbox.unread is None:
            return
        seen, more = self._seen, self._queue.learn()
        self._show(self._queue.place(seen.view.entry if seen else None))
        if more:
            inbox = self._queue.inbox
            self.set_timer(LEARN_S, lambda: self._learn() if self._queue.inbox is inbox else None)

    def _ask_again(self, entry: EntryView | None, otherwise: int) -> None:
        self._stamp = self.room.desk.stamp()
        self._queue.fill()
        self._show(self._queue.place(entry.entry if entry else None, otherwise))
        self._learn()

    def _show(self, row: int) -> None:
        self._rows.fill(self._queue.rows, row=row, skip=lambda at: self._queue.heading(at) is not None)
        self.set_class(not self._queue.shown, "-empty")
        self._told.show(*wanted_line(self.room.words, self._queue.inbox))
        self._look()
        self.draw_title()

    def _look(self) -> None:
        view = self._queue.view(self._rows.row)
        before, seen = self._seen, self.room.desk.reviewing.look(view.entry.id) if view else None
        read = (seen.view.entry.id, seen.view.entry.rev) if seen else None
        self.sight.show(read, whole=self.seen_whole())
        self._seen = seen
        if (before is None) != (seen is None):
            self.refresh_bindings()
        words, signs, queue = self.room.words, self.room.signs, self._queue
        at = queue.number(self._rows.row)
        acting = words(f"capacity.{seen.acting.capacity}") if seen and seen.acting and for_other(seen) else ""
        self._head.show(lambda width: [heading(words, width, at, queue.shown, acting)] if queue.shown else [])
        same = before is not None and seen is not None and before.view.entry == seen.view.entry
        self._sheet.show(
            lambda width: review_lines(words, signs, seen, width) if seen else empty_text(self.room, queue, width),
            keep_place=same,
        )

    def _row(self, row: int, width: int, chosen: bool) -> Line:
        group = self._queue.heading(row)
        if group is not None:
            return group_line(self.room.words, group, width)
        view = self._queue.view(row)
        return queue_line(self.room.words, self.room.signs, view, width, chosen=chosen) if view else []
