"""The form of an entry in BKN's order. Set from above, it speaks by ``Left`` and ``Finished``; it judges nothing."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

from textual import on
from textual.containers import VerticalScroll
from textual.errors import NoWidget
from textual.events import DescendantBlur, DescendantFocus
from textual.geometry import Offset, Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from ekin_tui.desk.suggest import Suggest
from ekin_tui.desk.views import Checked, Form
from ekin_tui.domain.model import MAX_ACTIVITY, Problem
from ekin_tui.store import PlanLine
from ekin_tui.terminal.signs import Signs
from ekin_tui.text import Words
from ekin_tui.widgets.activity_input import ActivityInput
from ekin_tui.widgets.field_input import Done, FieldInput
from ekin_tui.widgets.field_row import FieldRow
from ekin_tui.widgets.lines import dim
from ekin_tui.widgets.painted import Flat, Lines
from ekin_tui.widgets.plan_input import PlanInput
from ekin_tui.widgets.plan_lines import match_lines, plan_lines
from ekin_tui.widgets.sheet import Sheet

ORDER = ("plan", "day", "start", "end", "activity", "quantity", "unit", "evidence")
"""The fields in the order of BKN's form."""
_PLAIN = ("day", "start", "end", "quantity", "unit", "evidence")


class EntryForm(VerticalScroll, Flat, can_focus=False):
    """All fields of one entry. :attr:`form` is what stands in them now."""

    @dataclass
    class Left(Message):
        """The field ``field`` has been left."""

        field: str

    @dataclass
    class Finished(Message):
        """Enter came on the last field; ``pasted``: right behind a letter, so that nobody may have meant it."""

        pasted: bool

    def __init__(self, form: Form, suggest: Suggest, line: PlanLine | None, words: Words, signs: Signs) -> None:
        """``line`` is the plan that ``form`` is linked to."""
        super().__init__(id="form")
        self._styles_cache = Lines()
        self._before, self._words, self._signs = form, words, signs
        self.plan = PlanInput(suggest, line, form.plan_words)
        self.pins: frozenset[str] = frozenset()
        self.panel = Sheet(id="plan-panel")
        self._rows: dict[str, FieldRow] = {}
        self._lines = {name: FieldInput(getattr(form, name), id=name) for name in _PLAIN}
        self._activity = ActivityInput(form.activity)
        self._fields: dict[str, Widget] = {
            "plan": self.plan,
            "activity": self._activity,
            **self._lines,
        }
        self._rows = {
            name: FieldRow(words.field(name), self._fields[name], signs, partial(self._beside, self._fields[name]))
            for name in ORDER
        }
        self._count()
        self._tell: Callable[[], None] | None = None
        for field in (self.plan, self._activity, *self._lines.values()):
            field.edited = self._edited

    def on_resize(self) -> None:
        """Keep what is being written in view: a longer sentence below takes room from the form."""
        if self.at:
            self._fields[self.at].scroll_visible(animate=False, immediate=True)

    def when_edited(self, tell: Callable[[], None]) -> None:
        """Call ``tell`` at each change: at once, so that what it says stands in the same frame as the letter."""
        self._tell = tell

    def compose(self) -> Iterator[Widget]:
        """The rows, the plan's panel below its field."""
        for name in ORDER:
            yield self._fields[name]
            if name == "plan":
                yield self.panel

    def render_line(self, y: int) -> Strip:
        """Return what stands at ``y`` beside a field; between the fields nothing."""
        at, width, find = y + self.scroll_offset.y, self.size.width, self.screen.find_widget
        for row in self._rows.values():
            with suppress(NoWidget):  # of a field that was not laid out yet nothing is said
                place = find(row.field).virtual_region
                if place.y <= at < place.bottom:
                    return row.paint(at - place.y, place.right, width, self.base)
        return Strip.blank(width, self.base.background_style)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Move what stands beside the fields with them."""
        super().watch_scroll_y(old_value, new_value)
        self.refresh()

    def _beside(self, field: Widget, pieces: list[Region]) -> None:
        """Draw ``pieces`` of what stands beside ``field`` anew."""
        if self.is_attached and field.size:
            top = field.virtual_region.y - self.scroll_offset.y
            self.refresh(*(piece.translate(Offset(0, top)) for piece in pieces))

    @property
    def form(self) -> Form:
        """The text of all fields as they stand."""
        plan = self.plan.line.plan.id if self.plan.line else ""
        activity = self._activity.value
        lines = {name: field.value for name, field in self._lines.items()}
        return replace(self._before, plan=plan, plan_words=self.plan.words, activity=activity, **lines)

    @property
    def at(self) -> str:
        """The name of the field that is being written; empty when none is."""
        return next((name for name, field in self._fields.items() if field.has_focus), "")

    def fill(self, form: Form, line: PlanLine | None) -> None:
        """Write what ``form`` says into the fields that are empty, and take ``line`` where no plan is chosen."""
        for name, field in self._lines.items():
            if not field.value.strip():
                field.value = getattr(form, name)
        if not self._activity.value.strip():
            self._activity.value = form.activity
        if line is not None and self.plan.line is None and not self.plan.words.strip():
            self.plan.take(line)

    def line(self, name: str) -> FieldInput:
        """Return a field of one line."""
        return self._lines[name]

    def go(self, name: str) -> None:
        """Go to the field ``name``."""
        if name in self._fields:
            self._fields[name].focus()

    def judge(self, problems: Sequence[Problem], seen: frozenset[str]) -> None:
        """Mark the fields in ``seen`` that have a problem."""
        first = {p.field: p for p in reversed(problems)}
        for name, row in self._rows.items():
            row.judge(first.get(name) if name in seen else None)

    def tell(self, checked: Checked) -> None:
        """Say beside the fields how they were understood."""
        entry, words = checked.entry, self._words
        unread = {p.field for p in checked.problems if p.code.endswith("-unreadable")}
        self._rows["day"].hint("" if "day" in unread else words.day(entry.day))
        self._rows["end"].hint(words.minutes(entry.minutes) if entry.minutes else "")

    def draw_panel(self) -> None:
        """Show the plans to choose from, or the chosen one."""
        plan, words, signs, pins = self.plan, self._words, self._signs, self.pins
        matches, choice, line = tuple(plan.matches), plan.choice, plan.line
        height = self.panel.size.height
        if matches:
            self.panel.show(lambda width: match_lines(words, signs, matches, choice, pins, (width, height)))
        elif line is not None:
            self.panel.show(lambda width: plan_lines(words, line, pinned=line.plan.id in pins, width=width))
        else:
            said = words("editor.no_match" if plan.words.strip() else "editor.no_plan")
            if not plan.any:
                said = words("editor.no_plans")
            elif plan.promising:
                said = words("editor.plan_not_chosen", typed=plan.words)
            self.panel.show(lambda width: dim(said, width))

    def _count(self) -> None:
        self._rows["activity"].count(f"{len(self._activity.value)}/{MAX_ACTIVITY}")

    def _edited(self) -> None:
        self._count()
        if self._tell is not None:
            self._tell()

    @on(PlanInput.Sought)
    def _sought(self) -> None:
        self.draw_panel()

    @on(PlanInput.Chosen)
    def _chosen(self, event: PlanInput.Chosen) -> None:
        unit = self.line("unit")
        if not unit.value.strip():
            unit.value = event.line.plan.unit
        self.draw_panel()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Show which field is being written."""
        if event.widget.id in self._rows:
            self._rows[event.widget.id].draw()

    def on_descendant_blur(self, event: DescendantBlur) -> None:
        """Show that a field no longer is, and tell that it has been left."""
        if event.widget.id in self._rows:
            self._rows[event.widget.id].draw()
            self.post_message(self.Left(event.widget.id))

    @on(Done)
    def _done(self, event: Done) -> None:
        event.stop()
        field = self._fields[event.field]
        if event.key in {"enter", "tab"} and isinstance(field, FieldInput) and not field.value:
            field.value = field.placeholder
        if event.field == ORDER[-1] and event.key == "enter":
            self.post_message(self.Finished(event.hasty))
            return
        at = ORDER.index(event.field) + (-1 if event.key == "up" else 1)
        self.go(ORDER[at % len(ORDER)])
