"""*Editor*: one entry in BKN's form. What is typed is on disk within half a second and checked at every key."""

from collections.abc import Iterator, Sequence

from textual import on, work
from textual.timer import Timer
from textual.widget import Widget

from ekin_tui.desk.mending import UNMENDED
from ekin_tui.desk.views import Form
from ekin_tui.domain.clean import inert
from ekin_tui.domain.model import Action, Problem
from ekin_tui.screens.base import EkinScreen, Room
from ekin_tui.screens.draft import KEEP_WITHIN, Draft
from ekin_tui.screens.locked import LockedScreen
from ekin_tui.screens.messages import Saved, SyncMoved
from ekin_tui.screens.sizes import HEIGHTS, WIDTHS
from ekin_tui.store import StoreError
from ekin_tui.widgets.beneath_text import beneath_text
from ekin_tui.widgets.bound import bound
from ekin_tui.widgets.entry_form import ORDER, EntryForm
from ekin_tui.widgets.note_lines import banner_lines, thread_lines
from ekin_tui.widgets.plan_input import PlanInput
from ekin_tui.widgets.problem_lines import Field, problem_lines
from ekin_tui.widgets.sheet import Sheet

OFFERED = ("start", "end", "quantity")
"""Fields that offer what is usual."""


def open_entry(room: Room, form: Form) -> EkinScreen[Saved | None]:
    """Return the screen for an entry: the editor, or a page to read when the entry may not be written."""
    view = room.desk.journal.view(form.id) if form.id else None
    if view is not None and Action.PUT not in view.actions:
        return LockedScreen(room, view)
    return EditorScreen(room, form)


class EditorScreen(EkinScreen[Saved | None]):
    """Writes one entry. Dismisses with what was saved, or None when nothing was."""

    BINDINGS = bound("editor")

    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS

    def heading(self) -> str:
        """Say whether this is a new entry."""
        return self.room.words("editor.title_edit" if self._view else "editor.title_new")

    def __init__(self, room: Room, form: Form) -> None:
        super().__init__(room)
        journal, words, signs = room.desk.journal, room.words, room.signs
        self._draft = Draft(journal, form)
        self._habits = room.desk.habits(self._draft.checked.entry.day)
        self._view = view = journal.view(form.id) if form.id else None
        suggest = room.desk.suggest(self._draft.checked.entry.day)
        line = suggest.exact(form.plan) if form.plan else None
        if view is not None and view.plan is not None and view.plan.plan.id == form.plan:
            line = view.plan
        self._form = EntryForm(self._draft.first, suggest, line, words, signs)
        self._form.pins = journal.pins()
        self._form.when_edited(self._edited)
        self._banner, self._problems, self._thread = Sheet(id="banner"), Sheet(id="problems"), Sheet(id="thread")
        self._noted = view is not None and bool(banner_lines(words, signs, view, (), 80))
        self._visited: frozenset[str] = frozenset({"day"})  # the day is there from the start, and judged from the start
        self._at = ""
        self._due: Timer | None = None

    def compose_body(self) -> Iterator[Widget]:
        """The supervisor's note where there is one, the form, the sentence for the field."""
        if self._noted:
            yield self._banner
        yield self._form
        yield self._problems

    def on_mount(self) -> None:
        """Start at the first field that needs something."""
        self._thread.can_focus = True
        self.set_class(self._noted, "-noted")
        errors = self._draft.checked.errors
        self._form.go("activity" if self._view and not errors else first_of(errors))
        self._form.draw_panel()
        self._tell()

    def refresh_view(self) -> None:
        """Look whether the entry has changed beneath the form; what is typed and the caret stay where they are."""
        super().refresh_view()
        self._look_beneath()

    @on(SyncMoved)
    def _look_beneath(self) -> None:
        if self._view is not None:
            found = self.room.desk.journal.beneath(self._draft.named(self._form.form), self._view)
            self.warn_standing(beneath_text(self.room.words, found) if found is not None else "")

    def keep_now(self) -> None:
        """Put what is typed on disk at once: on leaving a field, and when the line is cut."""
        if self._due is not None:
            self._due.stop()
            self._due = None
        self._complain(self._draft.keep(self._form.form))

    def on_unmount(self) -> None:
        """Lose nothing when the program is ended."""
        self.keep_now()

    def on_descendant_focus(self) -> None:
        """Say what the new field needs; offer an end time."""
        self._offer()
        self._tell()

    def _offer(self) -> None:
        """Offer in the field what is usual there; nothing of it is in the entry until a key takes it."""
        entry, at, words = self._draft.checked.entry, self._form.at, self.room.words
        if at == "plan" and not entry.plan:
            self._form.plan.lean(self._habits.likely(entry.activity, entry.start))
        if at not in OFFERED:
            return
        usual = self._habits.offer(at, entry)
        amount = "" if usual is None else str(usual)
        self._form.line(at).placeholder = amount if at == "quantity" else words.clock(usual)

    def _edited(self) -> None:
        self._draft.check(self._form.form)
        if self._stands:  # what happens at save may be another thing by this key
            self._look_beneath()
        self._tell()
        if self._due is None:
            self._due = self.set_timer(KEEP_WITHIN, self.keep_now)

    @on(EntryForm.Left)
    def _left(self, event: EntryForm.Left) -> None:
        self._visited |= {event.field}
        if event.field == "day":
            self._form.plan.renew(self.room.desk.suggest(self._draft.checked.entry.day))
        self._tell()
        self.keep_now()

    @on(EntryForm.Finished)
    def _finished(self, event: EntryForm.Finished) -> None:
        if event.pasted:
            self.say("editor.enter_again", kind="warn")
        else:
            self.action_save()

    @on(PlanInput.Refused)
    def _refused(self, event: PlanInput.Refused) -> None:
        self.say("editor.no_match_said", kind="error", typed=event.words)

    def action_save(self) -> None:
        """Save the draft, complete or not, and go back."""
        problem = self._draft.save(self._form.form)
        if not self._complain(problem):
            self._leave(sent=False)

    def action_send(self) -> None:
        """Save and send; what is missing is said at its field."""
        self._visited = frozenset(ORDER)
        errors = self._draft.check(self._form.form).errors
        problem = None if errors else self._draft.send(self._form.form)
        if errors:
            self._form.go(first_of(errors))
            self.say("editor.not_sent", kind="error", n=len({error.field for error in errors}))
            self._tell()
        elif problem == UNMENDED:
            self._send_unmended()
        elif not self._complain(problem):
            self._leave(sent=True)

    @work
    async def _send_unmended(self) -> None:
        """Send what was returned and not mended since, once that is wanted."""
        from ekin_tui.screens.dialogs import Confirm

        words = self.room.words
        asked = Confirm(self.room, words("sending.ask_unmended"), words("sending.ask_unmended_text"))
        if not await self.app.push_screen_wait(asked):
            self.say("sending.not_sent")
        elif not self._complain(self._draft.send(self._form.form, as_is=True)):
            self._leave(sent=True)

    def action_back(self) -> None:
        """Go back. What was typed is a draft; nothing is lost."""
        form = self._form.form
        if self._draft.changed(form):
            self.action_save()
            return
        self._draft.forget(form)
        self.dismiss(None)

    def action_pin(self) -> None:
        """Keep the chosen plan at the head of the suggestions, or no longer."""
        plan = self._form.plan
        line = plan.chosen.line if plan.chosen else plan.line
        if line is None:
            self.say("editor.nothing_to_pin", kind="warn")
            return
        pinned = line.plan.id in self._form.pins
        self.room.desk.journal.pin(line.plan.id, not pinned)
        self._form.pins = self.room.desk.journal.pins()
        plan.renew(self.room.desk.suggest(self._draft.checked.entry.day))
        self._form.draw_panel()
        self.say("editor.unpinned_now" if pinned else "editor.pinned_now", text=inert(line.plan.text))

    @work
    async def action_template(self) -> None:
        """Fill the empty fields by a template, or save what is written as one."""
        from ekin_tui.screens.templates import TemplatesDialog

        desk, day = self.room.desk, self._draft.checked.entry.day
        template = await self.app.push_screen_wait(TemplatesDialog(self.room, self._form.form))
        if template is not None:
            try:
                form = desk.templates.use(template, day)
            except StoreError as no:
                self.say_problem(Problem(code=no.code, args=no.details))
                return
            self._form.fill(form, desk.suggest(day).exact(form.plan) if form.plan else None)
            self.say("template.filled", kind="good", name=inert(template.name))

    def action_paste(self) -> None:
        """Show what stands in the form as it is keyed into BKN's form."""
        from ekin_tui.screens.paste import PasteScreen

        entry = self._draft.check(self._form.form).entry
        line = self.room.desk.suggest_all().exact(entry.plan) if entry.plan else None
        self.app.push_screen(PasteScreen(self.room, [(entry, line.plan.text if line else "")]))

    async def action_notes(self) -> None:
        """Show the thread of notes in the place of the form, and the form again."""
        if self._form.display:
            if not self._thread.is_attached:
                self._thread.display = False
                await self.query_one("#body").mount(self._thread, after=self._form)
            words, view = self.room.words, self.room.desk.journal.view(self._draft.id) if self._view else None
            self._form.display, self._thread.display = False, True
            self._thread.show(lambda width: thread_lines(words, view, width))
            self._thread.focus()
        else:
            self._thread.display, self._form.display = False, True
            self._form.go(self._at)

    def _tell(self) -> None:
        checked, at = self._draft.checked, self._form.at
        words, signs, height, view = self.room.words, self.room.signs, self._problems.size.height, self._view
        self._at = at or self._at
        self._form.tell(checked)
        self._form.judge(checked.problems, self._visited)
        plan = self._form.plan
        line = self._form.line(self._at) if self._at in OFFERED else None
        offer = line.placeholder if line is not None and not line.value else ""
        field = Field(
            self._at,
            choosing=bool(plan.matches),
            promising=plan.promising,
            offer=offer,
            fresh=self._at not in self._visited,
            empty=not getattr(self._form.form, self._at, ""),
        )
        if view is not None and self._noted:
            changed = (*view.changes, *self._draft.changes(self._form.form))
            self._banner.show(lambda width: banner_lines(words, signs, view, changed, width))
        self._problems.show(lambda width: problem_lines(words, signs, checked, field, (width, height)))

    def _complain(self, problem: Problem | None) -> bool:
        if problem is None:
            return False
        self.say_problem(problem)
        self._form.go(problem.field or "")
        return True

    def _leave(self, *, sent: bool) -> None:
        day = self._draft.checked.entry.day.isoformat()
        met = self._draft.met
        self.dismiss(Saved(id=self._draft.id, day=day, sent=sent and not met, met=met))


def first_of(problems: Sequence[Problem]) -> str:
    """Return the first field in BKN's order that has a problem."""
    fields = {problem.field for problem in problems}
    return next((name for name in ORDER if name in fields), ORDER[0])
