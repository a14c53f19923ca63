"""The beginning of the talk: what there is to do, and back to it after each task."""

from datetime import date, timedelta

from ekin_tui.cli.ending import Code, End, EndRefused
from ekin_tui.cli.exchange import print_result
from ekin_tui.cli.figures import show_skp, show_team
from ekin_tui.cli.join import Joined
from ekin_tui.cli.plain.enter import enter_again, get_known, say_end
from ekin_tui.cli.plain.record import Record
from ekin_tui.cli.plain.review import review
from ekin_tui.cli.plain.talk import Back, Talk
from ekin_tui.cli.printing import show_entry, show_month
from ekin_tui.cli.reach import exchange
from ekin_tui.desk.mending import UNMENDED
from ekin_tui.desk.views import EntryView
from ekin_tui.domain.calendar import Month
from ekin_tui.domain.model import Problem, Status
from ekin_tui.domain.rules import Refused
from ekin_tui.store.errors import StoreError

TASKS = ("record", "copy", "change", "submit", "undo", "month", "search", "skp", "review", "team", "sync")
_RECENT = timedelta(days=62)
"""Days back in which drafts and returned entries are looked for."""
_AHEAD = timedelta(days=366)
"""Days ahead in which they are looked for: a draft may wait for a day to come."""
_FOUND = 20


def open_plain(joined: Joined) -> int:
    """Talk until the person leaves. Returns the exit code."""
    if not get_known(joined, Talk(joined.words)):
        return Code.DONE
    menu = Menu(joined)
    menu.talk.say("welcome", name=joined.desk.me.name)
    try:
        while menu.do(menu.talk.choose("task", TASKS)):
            pass
    except Back:
        menu.talk.say("bye")
    except KeyboardInterrupt:
        menu.talk.tell("")
        menu.talk.say("bye")
        raise
    return Code.DONE


class Menu:
    """The tasks of the talk."""

    def __init__(self, joined: Joined) -> None:
        """``joined`` gives desk, words and the centre."""
        self._joined, self._desk = joined, joined.desk
        self.talk = Talk(joined.words)

    def do(self, task: str) -> bool:
        """Do one task and come back; a fault is said and the talk goes on. Returns False when the input has ended."""
        run = {
            "record": self._record,
            "copy": self._copy,
            "change": self._change,
            "submit": self._submit,
            "undo": self._undo,
            "month": self._month,
            "search": self._search,
            "skp": self._skp,
            "review": lambda: review(self.talk, self._desk),
            "team": self._team,
            "sync": self._sync,
        }[task]
        try:
            run()
        except Back as back:
            return not back.ended
        except End as no:
            say_end(self._joined, self.talk, no)
        except (Refused, StoreError) as no:
            self.talk.problem(Problem(code=no.code, args=no.details))
        return True

    def _record(self) -> None:
        """Write a new entry, or go on with one that was being written when the line was cut."""
        journal = self._desk.journal
        left = [form for form in journal.unfinished() if journal.view(form.id) is None]
        if left and self.talk.choose("left", ("go_on", "anew")) == "go_on":
            Record(self.talk, self._desk, left[0]).run()
            return
        Record(self.talk, self._desk, journal.blank(journal.today())).run()

    def _copy(self) -> None:
        """Copy the last filled day into a day that is asked for, as drafts, and read them out."""
        journal, words = self._desk.journal, self._joined.words
        day = self.talk.day("copy_day", journal.today(), words.day(journal.today()))
        copies = journal.copy_last(day) if day is not None else []
        if day is not None:
            self.talk.say("copied_day" if copies else "nothing_to_copy", n=len(copies), day=words.day(day))
        for view in copies:
            self.talk.tell(self._line(view))

    def _undo(self) -> None:
        """Take the last change back, while it has not left."""
        day, done, words = self._desk.journal.day_of_undo(), self._desk.journal.undo(), self._joined.words
        if done in {"left", "part"}:
            self.talk.say(f"undo_{done}")
        else:
            said = words(f"undo.{done or 'none'}")
            self.talk.tell(f"{words.day(day)}: {said}" if done and day else said)

    def _change(self) -> None:
        """Mend a draft or what the supervisor returned."""
        journal = self._desk.journal
        views = journal.between(journal.today() - _RECENT, journal.today() + _AHEAD)
        views = [view for view in views if view.entry.status in {Status.DRAFT, Status.RETURNED}]
        chosen = self._choose(views)
        if chosen is None:
            return
        for note in chosen.notes:
            self.talk.tell(f"{self._joined.words.field('note')}, {note.name}: {note.text}")
        Record(self.talk, self._desk, journal.form(chosen.entry.id)).run()

    def _submit(self) -> None:
        """Read out what is ready and send all of it, once the person agrees."""
        journal = self._desk.journal
        survey = journal.survey(journal.today() - _RECENT, journal.today())
        views, ready = survey.goes, [view.entry.id for view in survey.goes]
        for view, why in survey.stays:
            if why == UNMENDED:
                self.talk.tell(self._line(view))
                self.talk.problem(why)
        self.talk.say("ready", n=len(views))
        for view in views:
            self.talk.tell(self._line(view))
        if not views or self.talk.choose("submit", ("all", "none")) == "none":
            return
        outcomes = journal.submit(ready)
        refused = [outcome.problem for outcome in outcomes if outcome.problem is not None]
        for problem in refused:
            self.talk.problem(problem)
        sent = len(outcomes) - len(refused)
        self.talk.say("some_sent" if refused else "sent", sent=sent, refused=len(refused))

    def _month(self) -> None:
        """Read the month's figures, then the days that are asked for."""
        journal = self._desk.journal
        show_month(journal.month(Month.of(journal.today())), self._joined.words)
        while (day := self.talk.day("read_day", journal.today())) is not None:
            self._read_day(day)

    def _read_day(self, day: date) -> None:
        view, words = self._desk.journal.day(day), self._joined.words
        self.talk.say("day", day=words.day(day), n=len(view.entries), minutes=words.minutes(view.minutes))
        for entry in view.entries:
            self.talk.tell(self._line(entry))

    def _search(self) -> None:
        """Find entries by words and read one out whole."""
        typed = self.talk.ask("search")
        if not typed:
            return
        found = self._choose(self._desk.journal.search(typed, _FOUND), most=_FOUND)
        whole = self._desk.journal.view(found.entry.id) if found else None
        if whole is not None:
            show_entry(whole, self._joined.words)

    def _skp(self) -> None:
        """Read this year's targets with what is done."""
        show_skp(self._desk.progress.year(self._desk.journal.today().year), self._joined.words)

    def _team(self) -> None:
        """Read this month of the people that the person reviews."""
        if not self._desk.reviewing.is_supervisor():
            raise End(Code.REFUSED, "cli.no-supervisor")
        show_team(self._desk.team.month(Month.of(self._desk.journal.today())), self._joined.words)

    def _sync(self) -> None:
        if not self._exchanged() and self.talk.prompting and enter_again(self._joined, self.talk):
            self._exchanged()

    def _exchanged(self) -> bool:
        """Exchange once and say how it went; False where somebody has to sign in first."""
        self.talk.say("syncing")
        try:
            result = exchange(self._joined, self._joined.store)
        except EndRefused as no:
            if no.code is not Code.SIGN_IN:
                raise
            say_end(self._joined, self.talk, no)
            return False
        print_result(self._joined, result, as_json=False)
        return not result.sign_in

    def _choose(self, views: list[EntryView], *, most: int = 0) -> EntryView | None:
        """Read entries out and return the chosen one; ``most`` is how many were looked for, 0 for all."""
        self.talk.say("found_newest" if most and len(views) >= most else "found", n=len(views))
        place = self.talk.number("entry_number", [self._line(view) for view in views]) if views else None
        return None if place is None else views[place]

    def _line(self, view: EntryView) -> str:
        entry, words = view.entry, self._joined.words
        clocks = f"{words.clock(entry.start)}-{words.clock(entry.end)}"
        said = entry.activity or words("plain.empty")
        return f"{words.day(entry.day)}, {clocks}, {words(f'status.{entry.status.value}')}: {said}"
