"""A whole entry on one line, for the screen and the command line: what it means, what is missing, what could follow."""

import re
from dataclasses import dataclass, replace
from datetime import date

from ekin_tui.desk.habits import Habits
from ekin_tui.desk.journal import Journal
from ekin_tui.desk.suggest import Match, Suggest, split
from ekin_tui.desk.views import Checked, EntryView, Form
from ekin_tui.domain import checks, quickline
from ekin_tui.domain.clock import DAY, show_clock
from ekin_tui.domain.model import Problem, Severity
from ekin_tui.store import PlanLine

NEAR = 8
"""Plans to choose from."""
_WRITTEN = ("day", "start", "end", "activity", "plan", "quantity", "unit", "evidence")
"""The parts in the order of a line."""
_LEAST = 3
"""Letters of an activity from which on its rest is offered."""
_AWAITS_END = re.compile(r"(\d{1,2}(?:[.:,]?\d{2})?) ?-", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a word for a plan names: the one ``line``, or else those that are ``near``."""

    line: PlanLine | None = None
    near: tuple[Match, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickView:
    """A line as it was understood."""

    form: Form
    checked: Checked
    plan: Found
    word: str = ""
    """What was typed to name the plan."""
    problems: tuple[Problem, ...] = ()
    """What is missing, wrong or odd, errors first."""
    refused: tuple[Problem, ...] = ()
    """Those for which nothing is filed, not even a draft."""
    offer: str = ""
    """What a key would write behind the line."""


def find_plan(suggest: Suggest, every: Suggest, typed: str, limit: int = NEAR) -> Found:
    """Return what ``typed`` names: an id, a code, or words that only one plan has; never a guess between several.

    A plan of ``every`` that does not hold on the day is found too, so that the check can say so.
    """
    line = suggest.exact(typed) or every.exact(typed)
    return Found(line=line) if line else Found(near=tuple(suggest.best(typed, limit)))


def form_of(quick: quickline.Quick, plan: str, day: date, entry_id: str = "") -> Form:
    """Return what a line says as a form; ``plan`` is the id of the plan that it names, or empty."""
    return Form(
        id=entry_id,
        plan=plan,
        day=day.isoformat(),
        start=show_clock(quick.start),
        end=show_clock(quick.end),
        activity=quick.activity,
        quantity="" if quick.quantity is None else str(quick.quantity),
        unit=quick.unit,
        evidence=quick.evidence,
    )


def unfit(checked: Checked) -> list[Problem]:
    """Return what keeps a form from being even a draft; all else can be mended later."""
    alone = {p.code for p in checks.form(checked.entry) if p.severity is Severity.ERROR}
    return [p for p in checked.errors if p.code in alone or p.code.endswith(("-unreadable", "-not-whole", "-no-match"))]


def word_for(line: PlanLine, suggest: Suggest) -> str:
    """Return the shortest way to name ``line`` behind an ``@``: its code, a word of its own, else its id."""
    named = [line.plan.code, *sorted(split(line.plan.text), key=len)]
    return next((word for word in named if word and " " not in word and suggest.exact(word) == line), line.plan.id)


class Quick:
    """Lines of one day, read at every key. Build a new one when the day or the plans have changed."""

    def __init__(self, journal: Journal, suggest: Suggest, every: Suggest, habits: Habits, day: date) -> None:
        """``suggest`` holds the plans of ``day``, ``every`` those of all days."""
        self._journal, self._suggest, self._every, self._habits = journal, suggest, every, habits
        self.day = day

    def begin(self) -> str:
        """Return how a line starts: where the last entry of the day ends; empty while the day has none."""
        start = self._journal.blank(self.day).start
        return f"{start}-" if start else ""

    def read(self, line: str, entry_id: str = "") -> QuickView:
        """Return what ``line`` means. Writes nothing."""
        quick = quickline.parse(line)
        plan = self._plan(quick.plan, line)
        form = form_of(quick, plan.line.plan.id if plan.line else "", self.day, entry_id)
        if not self._suggest.lines:  # there is none to name: what was typed for it goes into the draft
            form = replace(form, plan_words=quick.plan)
        checked = self._journal.check(form)
        named = self._naming(quick.plan, plan, line)
        own = [p for p in quick.problems if p.code in {"times-unreadable", "second-plan"}]
        said = {p.field for p in (*named, *own) if p.severity is Severity.ERROR}
        rest = [p for p in checked.problems if p.field not in said]
        unread = [p for p in own if p.severity is Severity.ERROR]
        view = QuickView(
            form=form,
            checked=checked,
            plan=plan,
            word=quick.plan,
            problems=tuple(sorted([*unread, *named, *rest, *own[len(unread) :]], key=_order)),
            refused=(*unread, *named, *unfit(checked)),
        )
        return replace(view, offer=self._offer(line, quick, view))

    def take(self, line: str, chosen: PlanLine) -> str:
        """Return ``line`` with its word for the plan, or a bare ``@``, written so that it names ``chosen``."""
        word = f"@{word_for(chosen, self._every)}"
        parts = re.split(r"(\s+)", line)
        at = next((n for n, part in enumerate(parts) if part.startswith("@")), None)
        if at is None:
            return f"{line.rstrip()} {word} "
        parts[at] = word
        text = "".join(parts)
        return text if text.endswith(" ") or at < len(parts) - 1 else f"{text} "

    def keep(self, entry_id: str, line: str) -> str:
        """Put ``line`` on disk as it is typed. Returns the id under which it will be filed."""
        return self._journal.keep_line(entry_id, line, self.day)

    def file(self, view: QuickView) -> tuple[EntryView, Checked]:
        """Make a draft of what was read; with it the kept line is forgotten. Raises Refused, StoreError."""
        return self._journal.save(view.form)

    def _plan(self, word: str, line: str) -> Found:
        if word:
            return find_plan(self._suggest, self._every, word)
        return Found(near=tuple(self._suggest.best("", NEAR))) if "@" in line.split() else Found()

    def _naming(self, word: str, plan: Found, line: str) -> list[Problem]:
        """Return why the word for a plan names none."""
        if not self._suggest.lines:
            return []
        if plan.line is None and word:
            code = "plan-ambiguous" if plan.near else "plan-no-match"
            return [Problem(code=code, field="plan", args={"typed": word[:40]})]
        return [Problem(code="plan-missing", field="plan")] if plan.line is None and "@" in line.split() else []

    def _offer(self, line: str, quick: quickline.Quick, view: QuickView) -> str:
        text = line.strip()
        gap = "" if not text or line.endswith(" ") else " "
        if not text:
            return self._times(self._habits.start())
        if awaited := _AWAITS_END.fullmatch(text):
            return self._end(awaited[1])
        if "@" not in text:
            return self._rest(quick, line) or self._named(quick, gap)
        if view.plan.line and quick.quantity is None and not quick.evidence:
            return self._amount(view.plan.line, text, gap)
        return ""

    def _times(self, start: int | None) -> str:
        length = self._habits.minutes("")
        return "" if start is None or not length else f"{_clock(start)}-{_clock(start + length)} "

    def _end(self, start: str) -> str:
        read, length = quickline.parse(f"{start}-{start} x").start, self._habits.minutes("")
        return "" if read is None or not length or read + length > 2 * DAY else f"{_clock(read + length)} "

    def _rest(self, quick: quickline.Quick, line: str) -> str:
        """Return the rest of an activity that was begun, with the plan that it was linked to."""
        if len(quick.activity) < _LEAST or not line.endswith(quick.activity[-1]):
            return ""
        same = self._habits.activity(quick.activity)
        plan = next((m for m in self._suggest.lines if same and m.plan.id == same.plan), None)
        if same is None:
            return ""
        return same.activity[len(quick.activity) :] + (f" @{word_for(plan, self._every)} " if plan else " ")

    def _named(self, quick: quickline.Quick, gap: str) -> str:
        line = self._habits.plan(quick.activity, quick.start) if len(quick.activity) >= _LEAST else None
        return f"{gap}@{word_for(line, self._every)} " if line else ""

    def _amount(self, line: PlanLine, text: str, gap: str) -> str:
        if text.rsplit(maxsplit=1)[-1].isdigit():
            return f"{gap}{line.plan.unit}" if line.plan.unit else ""
        last = self._habits.amount(line.plan.id)
        return f"{gap}{last[0]} {last[1]}" if last and last[1] else ""


def _clock(minutes: int) -> str:
    return show_clock(minutes, mark=".")


def _order(problem: Problem) -> tuple[bool, int]:
    """Errors first, each kind in the order in which a line is written."""
    place = _WRITTEN.index(problem.field) if problem.field in _WRITTEN else len(_WRITTEN)
    return problem.severity is not Severity.ERROR, place
