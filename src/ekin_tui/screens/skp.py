"""*SKP*: the year's targets, what is approved and what waits of each, and which plans have nothing yet."""

from collections.abc import Iterator, Sequence
from datetime import MAXYEAR, MINYEAR

from textual import on, work
from textual.widget import Widget

from ekin_tui.desk.progress import PlanView, ProgressView
from ekin_tui.domain.clean import inert
from ekin_tui.domain.model import Problem
from ekin_tui.screens.base import EkinScreen, Room
from ekin_tui.screens.dialogs import AskText
from ekin_tui.screens.messages import Open
from ekin_tui.screens.sizes import HEIGHTS, WIDTHS
from ekin_tui.store import StoreError
from ekin_tui.widgets.bound import bound
from ekin_tui.widgets.lines import PART, Line, wrap
from ekin_tui.widgets.progress_lines import Row, detail_lines, head_line, row_line, rows_of
from ekin_tui.widgets.row_list import RowList
from ekin_tui.widgets.sheet import Sheet
from ekin_tui.widgets.title_line import Title

_OF_PLAN = frozenset({"open", "new", "pin", "scroll"})


class SkpScreen(EkinScreen[None]):
    """Shows one year. What is done with a plan is done elsewhere: in the editor, in the calendar."""

    AUTO_FOCUS = "#skp-rows"
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS = bound("skp")

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self._year = room.desk.journal.today().year
        self._only_empty = self._by_use = False
        self._words = ""
        self._list: list[Row] = []
        self._view = ProgressView(year=self._year, skps=(), gone=())
        self._head, self._rows = Sheet(id="skp-head"), RowList(self._row, id="skp-rows")
        self._detail = Sheet(more=room.words("skp.more"), id="skp-detail")

    def titles(self) -> Sequence[Title]:
        """Name the year, count its plans, and say what is left out; the count gives way first."""
        words, plans = self.room.words, self._view.plans
        empty = sum(plan.empty for plan in plans)
        year, count = words("skp.title", year=self._year), [words("skp.count", n=len(plans))] if plans else []
        left = [words("skp.count_empty", n=empty)] if empty and not self._only_empty else []
        left += [words("skp.only_empty")] if self._only_empty else []
        left += [words("skp.filtered", words=inert(self._words))] if self._words else []
        left += [words("skp.by_use")] if self._by_use else []
        banner = [self.room.banner] if self.room.banner else []
        return [(PART.join([*banner, year, *count, *left]), ""), (PART.join([year, *left]), "")]

    def compose_body(self) -> Iterator[Widget]:
        """What the bars mean, the plans, all about the chosen one."""
        yield self._head
        yield self._rows
        yield self._detail

    def on_mount(self) -> None:
        """Show this year."""
        words, signs = self.room.words, self.room.signs
        self._head.show(lambda width: [head_line(words, signs, width)])
        self._fill()

    def refresh_view(self) -> None:
        """Ask again: something was written."""
        self._fill()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's own signature
        """Offer what is done with a plan only while one is chosen, and what chooses only where there are any."""
        if action in _OF_PLAN:
            return self._chosen() is not None
        return action not in {"empty", "filter", "order"} or bool(self._view.plans)

    @on(RowList.Moved)
    def _moved(self) -> None:
        self._tell()

    def action_turn(self, years: int) -> None:
        """Turn to the year before or after."""
        self._show_year(self._year + years)

    def action_today(self) -> None:
        """Turn to this year."""
        self._show_year(self.room.desk.journal.today().year)

    def action_empty(self) -> None:
        """Show only the plans without any entry, or all again."""
        self._only_empty = not self._only_empty
        self._fill()

    def action_order(self) -> None:
        """Show the plans by SKP and result, or the pinned and most used ones first."""
        self._by_use = not self._by_use
        self._fill()

    @work
    async def action_filter(self) -> None:
        """Ask for words; an empty answer shows all."""
        words = self.room.words
        title, hint = words("skp.ask_filter"), words("skp.ask_filter_hint")
        answer = await self.app.push_screen_wait(AskText(self.room, title, hint, initial=self._words, required=False))
        if answer is not None:
            self._words = answer.strip()
            self._fill()

    def action_pin(self) -> None:
        """Keep the plan at the head of the suggestions, or no longer."""
        if (plan := self._chosen()) is None:
            return
        try:
            self.room.desk.journal.pin(plan.id, not plan.pinned)
        except StoreError as no:
            self.say_problem(Problem(code=no.code, args=no.details))
            return
        self._fill()
        self.say("skp.unpinned" if plan.pinned else "skp.pinned", kind="good")

    def action_new(self) -> None:
        """Record an activity of today on the plan."""
        if (plan := self._chosen()) is None:
            return
        if self.room.desk.progress.begin(plan.id) is None:
            self.say("skp.not_now", kind="warn")
        else:
            self.post_message(Open("editor", f"+{plan.id}"))

    def action_open(self) -> None:
        """Show the entries of the plan; the one that is chosen there is opened in the calendar."""
        from ekin_tui.screens.plan_entries import PlanEntriesScreen

        if (plan := self._chosen()) is None:
            return
        if plan.empty:
            self.say("skp.no_entries", kind="warn")
            return
        title = inert(plan.text) or self.room.words("skp.gone_plan")
        self.app.push_screen(PlanEntriesScreen(self.room, plan.id, title), self._found)

    def _found(self, place: str | None) -> None:
        if place:
            self.post_message(Open("calendar", place))

    def action_scroll(self, step: int) -> None:
        """Scroll what is said about the plan."""
        self._detail.action_page(step)

    def action_back(self) -> None:
        """Show all again, then leave."""
        if self._words or self._only_empty:
            self._words, self._only_empty = "", False
            self._fill()
        else:
            self.dismiss(None)

    def _show_year(self, year: int) -> None:
        if MINYEAR < year < MAXYEAR:
            self._year = year
            self._fill()

    def _chosen(self) -> PlanView | None:
        at = self._rows.row
        return self._list[at].plan if at < len(self._list) else None

    def _fill(self) -> None:
        before = self._chosen()
        self._view = self.room.desk.progress.year(self._year)
        self._list = rows_of(self._view, by_use=self._by_use, only_empty=self._only_empty, words=self._words)
        ids = [row.plan.id if row.plan else "" for row in self._list]
        row = ids.index(before.id) if before is not None and before.id in ids else 0
        self._rows.fill(len(self._list), row=row, skip=lambda at: self._list[at].plan is None)
        self.set_class(not self._list, "-empty")
        self._tell()
        self.draw_title()
        self.refresh_bindings()

    def _tell(self) -> None:
        words, signs, at = self.room.words, self.room.signs, self._rows.row
        if self._list:
            self._detail.show(lambda width: list(detail_lines(words, signs, self._list[at], width)))
            return
        said = words("skp.no_hit") if self._view.plans else words("skp.none", year=self._year)
        self._detail.show(lambda width: [[(line, "")] for line in wrap(said, width)])

    def _row(self, at: int, width: int, chosen: bool) -> Line:
        return row_line(self.room.words, self.room.signs, self._list[at], width, chosen=chosen)
