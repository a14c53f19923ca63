"""Reviewing entry by entry: each is read out whole, then decided or passed over."""

from ekin_tui.cli.plain.talk import Talk
from ekin_tui.desk import Desk
from ekin_tui.desk.review_views import ReviewView
from ekin_tui.desk.views import Outcome
from ekin_tui.domain.model import Capacity


def review(talk: Talk, desk: Desk) -> None:
    """Go through what waits for the signed-in person, oldest first. Raises Back."""
    if not desk.reviewing.is_supervisor():
        talk.tell(talk.words("cli.no-supervisor"))
        return
    waiting = [view.entry.id for view in desk.reviewing.queue()]
    talk.say("waiting", n=len(waiting))
    for place, entry_id in enumerate(waiting, 1):
        found = desk.reviewing.look(entry_id)
        if found is None:
            continue
        talk.say("entry_of", place=place, last=len(waiting))
        while not _decide(talk, desk, found):
            found = desk.reviewing.look(entry_id) or found
    talk.say("reviewed")


def _decide(talk: Talk, desk: Desk, found: ReviewView) -> bool:
    """Read an entry out and do what is chosen. Returns whether the next one may come."""
    _read_out(talk, found)
    entry, reviewing = found.view.entry, desk.reviewing
    match talk.choose("decide", ("approve", "return", "reject", "comment", "next")):
        case "approve":
            return _said(talk, reviewing.approve(entry.id, rev=entry.rev), "approve")
        case "return":
            return _said(talk, reviewing.send_back(entry.id, rev=entry.rev, note=talk.ask("note")), "return")
        case "reject":
            return _said(talk, reviewing.reject(entry.id, rev=entry.rev, note=talk.ask("note")), "reject")
        case "comment":
            _said(talk, reviewing.comment(entry.id, note=talk.ask("note")), "comment")
            return False
        case _:
            return True


def _said(talk: Talk, outcome: Outcome, key: str) -> bool:
    if outcome.problem is not None:
        talk.problem(outcome.problem)
        return False
    talk.say(f"did.{key}")
    return True


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
    talk.facts(facts)
    for note in view.notes:
        talk.tell(f"{words.field('note')}, {note.name}, {words(f'did.{note.kind.value}')}: {note.text or '-'}")
