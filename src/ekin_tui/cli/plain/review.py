"""Reviewing entry by entry: each is read out whole, then decided or passed over."""

from ekin_tui.cli.plain.note import ask_note
from ekin_tui.cli.plain.talk import Talk
from ekin_tui.desk import Desk
from ekin_tui.desk.review_views import ReviewView
from ekin_tui.desk.views import EntryView, Outcome
from ekin_tui.domain.model import Capacity, Problem
from ekin_tui.store import StoreError

_PORTION = 5_000
_CHOICES = ("approve", "fewer", "day", "return", "reject", "comment", "next", "before", "filter", "undo")


def review(talk: Talk, desk: Desk) -> None:
    """Go through what waits for the signed-in person, oldest first. Raises Back."""
    if not desk.reviewing.is_supervisor():
        talk.tell(talk.words("cli.no-supervisor"))
        return
    Round(talk, desk).run()


class Round:
    """One way through the queue. What was read out is known by id and revision: nothing else is ever approved."""

    def __init__(self, talk: Talk, desk: Desk) -> None:
        """Begin at what has waited longest."""
        self._talk, self._desk = talk, desk
        self._inbox, self._at, self._gone = desk.reviewing.inbox(), 0, 0
        self._read = set[tuple[str, str]]()
        self._typed: dict[tuple[str, str], str] = {}

    def run(self) -> None:
        """Read entry by entry and do what is chosen, to the end of the queue."""
        self._talk.say("waiting", n=self._inbox.total)
        while (brief := self._inbox.at(self._at)) is not None:
            found = self._desk.reviewing.look(brief.entry.id)
            if found is None:
                self._at += 1
                continue
            last = self._inbox.total + self._gone
            self._talk.say("entry_of", place=self._at + self._gone + 1, last=last)
            _read_out(self._talk, found)
            self._read.add((found.view.entry.id, found.view.entry.rev))
            try:
                self._decide(found)
            except StoreError as no:  # nothing was decided: the entry is read out again, its note is offered again
                self._talk.problem(Problem(code=no.code, args=no.details))
        self._talk.say("reviewed")

    def _decide(self, found: ReviewView) -> None:
        entry, reviewing = found.view.entry, self._desk.reviewing
        match self._talk.choose("decide", _CHOICES):
            case "approve":
                self._said(reviewing.approve(entry.id, rev=entry.rev), "approve")
            case "fewer":
                self._fewer(found)
            case "day":
                self._day(found.view)
            case "return":
                note = self._note(entry.id, "return")
                self._said(reviewing.send_back(entry.id, rev=entry.rev, note=note), "return")
            case "reject":
                note = self._note(entry.id, "reject")
                self._said(reviewing.reject(entry.id, rev=entry.rev, note=note), "reject")
            case "comment":
                outcome = reviewing.comment(entry.id, note=self._note(entry.id, "comment"))
                self._said(outcome, "comment", stays=True)
            case "before":
                self._at = max(0, self._at - 1)
            case "filter":
                self._filter()
            case "undo":
                self._undo()
            case _:
                self._at += 1

    def _fewer(self, found: ReviewView) -> None:
        entry, talk = found.view.entry, self._talk
        typed = talk.ask("minutes", most=entry.minutes)
        if not (typed.isascii() and typed.isdigit() and len(typed) < 6 and int(typed) <= entry.minutes):
            talk.tell(talk.words("dialog.number", most=entry.minutes))
            return
        note = self._note(entry.id, "minutes_note")
        outcome = self._desk.reviewing.approve(entry.id, rev=entry.rev, minutes=int(typed), note=note)
        self._said(outcome, "approve")

    def _note(self, entry_id: str, kind: str) -> str:
        """Ask for a note; one that has led to nothing yet is offered again."""
        text = ask_note(self._talk, self._desk, kind, self._typed.get((entry_id, kind), ""))
        self._typed[entry_id, kind] = text
        return text

    def _day(self, view: EntryView) -> None:
        """Approve what was read out of this person and day; what was not stays, and is told."""
        talk, words = self._talk, self._talk.words
        waiting = self._desk.reviewing.of_day(view.entry.owner, view.entry.day)
        goes = [one for one in waiting if (one.entry.id, one.entry.rev) in self._read]
        for one in goes:
            clocks = f"{words.clock(one.entry.start)}-{words.clock(one.entry.end)}"
            talk.tell(f"{clocks} ({words.minutes(one.entry.minutes)}): {one.entry.activity}")
        named = {"name": view.owner.name, "day": words.day(view.entry.day)}
        talk.say("day_goes", n=len(goes), left=len(waiting) - len(goes), **named)
        if not goes or talk.choose("day_sure", ("yes", "no")) == "no":
            return
        outcomes = self._desk.reviewing.approve_all([(one.entry.id, one.entry.rev) for one in goes])
        for problem in (outcome.problem for outcome in outcomes if outcome.problem is not None):
            talk.problem(problem)
        before, self._at = self._inbox.total, 0
        self._inbox.again()
        self._gone += before - self._inbox.total
        talk.say("did.day", n=before - self._inbox.total)

    def _filter(self) -> None:
        typed = self._talk.ask("filter")
        inbox = self._desk.reviewing.inbox(typed)
        if inbox.wanted.unknown:
            self._talk.tell(self._talk.words("review.no_mark", typed=inbox.wanted.unknown))
            return
        while inbox.learn(_PORTION):
            pass
        self._inbox, self._at, self._gone = inbox, 0, 0
        self._talk.say("waiting", n=inbox.total)

    def _undo(self) -> None:
        done, words = self._desk.reviewing.undo(), self._talk.words
        if done is None or done.key == "left":
            self._talk.tell(words("review.undo_none" if done is None else "review.undo_left"))
            return
        self._inbox.again()
        self._gone = max(0, self._gone - done.count)
        place = self._inbox.place(done.view.entry) if done.view else None
        self._at = self._at if place is None else place
        self._talk.say("did.undo", n=done.count)

    def _said(self, outcome: Outcome, key: str, *, stays: bool = False) -> None:
        """Say what became of a decision; a decided entry leaves the queue."""
        problem: Problem | None = outcome.problem
        if problem is not None:
            self._talk.problem(problem)
            return
        self._typed = {at: text for at, text in self._typed.items() if at[0] != outcome.id}
        self._talk.say(f"did.{key}")
        if not stays:
            self._inbox.drop(self._at)
            self._gone += 1


def _read_out(talk: Talk, found: ReviewView) -> None:
    view, words = found.view, talk.words
    entry, line, acting = view.entry, view.plan, found.acting
    if acting is not None and acting.capacity is not Capacity.HOLDER:
        capacity = words(f"capacity.{acting.capacity}")
        talk.tell(words("review.acting", capacity=capacity, title=acting.title))
    amount = "" if entry.quantity is None else f"{words.number(entry.quantity)} {entry.unit}"
    clocks = f"{words.clock(entry.start)}-{words.clock(entry.end)} ({words.minutes(entry.minutes)})"
    facts = {
        words("plain.employee"): view.owner.name,
        words.field("day"): f"{words.day(entry.day)}, {clocks}",
        words.field("activity"): entry.activity,
        words.field("plan"): line.plan.text if line else "",
        words.field("quantity"): amount,
        words.field("evidence"): entry.evidence,
    }
    if line is not None:
        unit = line.plan.unit
        target = "-" if line.plan.target is None else f"{words.number(line.plan.target)} {unit}"
        told = words("review.target", target=target, realised=words.number(found.realised), unit=unit)
        facts[words("review.label.target")] = told
    if found.minutes > found.target:
        counted = {"minutes": words.minutes(found.minutes), "target": words.minutes(found.target)}
        told = words("review.day_minutes", n=len(found.same_day) + 1, **counted)
        facts[words("review.label.day")] = words("review.day_over", told=told)
    talk.facts(facts)
    _read_back(talk, found)
    for note in view.notes:
        talk.tell(f"{words.field('note')}, {note.name}, {words(f'did.{note.kind.value}')}: {note.text or '-'}")


def _read_back(talk: Talk, found: ReviewView) -> None:
    """Read out what was changed since the last return, field by field."""
    words, back = talk.words, found.back
    if back is None:
        return
    if not back.fields:
        talk.tell(words("review.back_unknown" if back.fields is None else "review.back_unchanged"))
        return
    talk.tell(words("review.back", fields=", ".join(words.field(name) for name in back.fields)))
    for name, (before, now) in back.fields.items():
        empty = words("plain.empty")
        talk.say("changed", field=words.field(name), before=before or empty, now=now or empty)
