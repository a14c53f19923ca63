"""Writing an entry question by question. Each answer is on disk before the next question is asked."""

from dataclasses import replace

from ekin_tui.cli.plain.talk import Back, Talk
from ekin_tui.desk import Desk
from ekin_tui.desk.views import Form
from ekin_tui.domain.clean import inert
from ekin_tui.domain.model import Problem, Severity
from ekin_tui.screens.draft import Draft

ORDER = ("day", "start", "end", "plan", "activity", "quantity", "unit", "evidence")
_CLEAR = "-"
_OFFERED = 9
"""Plans that are read out at once."""


class Record:
    """One entry while it is asked for. What is known of it is always on disk."""

    def __init__(self, talk: Talk, desk: Desk, form: Form) -> None:
        """``form`` is a new one, or an entry that is mended."""
        self._talk, self._desk = talk, desk
        self._draft = Draft(desk.journal, form)
        self._form = self._draft.first

    def run(self) -> None:
        """Ask for every part, read the entry out, then save or send. Going back keeps it as a draft."""
        try:
            for name in ORDER:
                self._ask(name)
            while not self._finish():
                pass
        except Back:
            self._leave()
            raise

    def _leave(self) -> None:
        """Keep what was written as a draft, also what was only gone on with; forget a new one without an answer."""
        if not self._draft.first.id and not self._draft.changed(self._form):
            self._draft.forget(self._form)
            self._talk.say("nothing_written")
        elif not self._complain(self._draft.save(self._form)):
            self._talk.say(self._draft.met or "kept")

    def _ask(self, name: str) -> None:
        """Ask for one part until it is right, or is left as it is by an empty answer."""
        if name == "plan":
            self._ask_plan()
            return
        while True:
            before = getattr(self._form, name)
            typed = self._talk.ask(name, self._offer(name))
            now = "" if typed == _CLEAR else typed
            self._take(**{name: now})
            wrong = self._said(name)
            if not wrong or now in {"", before}:
                return

    def _offer(self, name: str) -> str:
        """Return what an empty answer takes: what stands there, or what is usual."""
        have: str = getattr(self._form, name)
        entry = self._draft.checked.entry
        if have:
            return have
        if name in {"start", "end", "quantity"}:
            usual = self._desk.habits(entry.day).offer(name, entry)
            amount = "" if usual is None else str(usual)
            return amount if name == "quantity" else self._talk.words.clock(usual)
        if name == "unit" and self._form.plan:
            line = self._desk.suggest(entry.day).exact(self._form.plan)
            return line.plan.unit if line else ""
        return ""

    def _ask_plan(self) -> None:
        """Ask for words of the plan and read out what matches; the person chooses by number, never the program.

        The first empty answer has those read out that are usual, the next one leaves the plan open.
        """
        entry = self._draft.checked.entry
        suggest = self._desk.suggest(entry.day)
        chosen = suggest.exact(self._form.plan) if self._form.plan else None
        told = False
        while True:
            typed = self._talk.ask("plan", chosen.plan.text if chosen else "")
            if chosen is not None and typed == chosen.plan.text:
                self._take(plan=chosen.plan.id, plan_words="")  # words that matched nothing may stand there since
                return
            if typed == _CLEAR:
                self._take(plan="", plan_words="")
                self._said("plan")
                return
            if not typed and (told or self._form.plan_words):
                self._said("plan")
                return
            told = True
            self._take(plan="", plan_words=typed)
            exact = suggest.exact(typed) if typed else None
            lines = [exact] if exact else [match.line for match in suggest.best(typed, limit=_OFFERED)]
            if not lines:
                self._said("plan")
                continue
            place = self._talk.number("plan_number", [f"{line.plan.text} ({line.rhk.text})" for line in lines])
            if place is not None:
                self._take(plan=lines[place].plan.id, plan_words="")
                self._talk.say("plan_taken", text=lines[place].plan.text)
                return

    def _take(self, **parts: str) -> None:
        """Put an answer into the form and on disk, before anything is judged."""
        self._form = replace(self._form, **parts)
        self._complain(self._draft.keep(self._form))
        self._draft.check(self._form)

    def _said(self, name: str) -> bool:
        """Say what is wrong or odd with a part, or else how it was understood. Returns whether it is wrong."""
        found = [problem for problem in self._draft.checked.problems if problem.field == name]
        wrong = any(problem.severity is Severity.ERROR for problem in found)
        for problem in found:
            self._tell(problem)
        if not wrong:
            said = self._facts()[name] or self._talk.words("plain.empty")
            self._talk.say("taken", field=self._talk.words.field(name), value=said)
        return wrong

    def _tell(self, problem: Problem) -> None:
        """Say what is wrong; words of a plan that were read a list and chose none of it are not without a match."""
        if problem.code == "plan-no-match" and self._desk.suggest(self._draft.checked.entry.day).best(
            self._form.plan_words, limit=1
        ):
            self._talk.say("plan_open", typed=inert(self._form.plan_words))
        else:
            self._talk.problem(problem)

    def _facts(self) -> dict[str, str]:
        words, entry = self._talk.words, self._draft.checked.entry
        line = self._desk.suggest(entry.day).exact(entry.plan) if entry.plan else None
        return {
            "day": words.day(entry.day),
            "start": words.clock(entry.start),
            "end": words.clock(entry.end) + (f" ({words.minutes(entry.minutes)})" if entry.minutes else ""),
            "plan": line.plan.text if line else self._form.plan_words,
            "activity": entry.activity,
            "quantity": "" if entry.quantity is None else words.number(entry.quantity),
            "unit": entry.unit,
            "evidence": entry.evidence,
        }

    def _finish(self) -> bool:
        """Read the entry out and ask what becomes of it. Returns whether the talk about it is over."""
        self._talk.say("read_out")
        self._talk.facts({self._talk.words.field(name): value for name, value in self._facts().items()})
        for problem in self._draft.checked.problems:
            self._tell(problem)
        match self._talk.choose("finish", ("send", "save", "change")):
            case "send":
                return self._send()
            case "save":
                return self._done(self._draft.save(self._form), "saved")
            case _:
                names = [self._talk.words.field(name) for name in ORDER]
                place = self._talk.number("field", names)
                if place is not None:
                    self._ask(ORDER[place])
                return False

    def _send(self) -> bool:
        errors = self._draft.checked.errors
        if errors:
            self._talk.say("not_sent", n=len(errors))
            return False
        return self._done(self._draft.send(self._form), "sent")

    def _done(self, problem: Problem | None, key: str) -> bool:
        if self._complain(problem):
            return False
        self._talk.say(self._draft.met or key)
        return True

    def _complain(self, problem: Problem | None) -> bool:
        if problem is not None:
            self._talk.problem(problem)
        return problem is not None
