"""What *Tinjau* says around the queue: its title, an empty queue, what changed under the eyes of the reader."""

from ekin_tui.desk.review_views import ReviewView
from ekin_tui.domain.clean import inert
from ekin_tui.domain.model import CONTENT, Assignment, Capacity
from ekin_tui.screens.base import Room
from ekin_tui.screens.queue import Queue
from ekin_tui.text import Words
from ekin_tui.widgets.lines import Line, wrap
from ekin_tui.widgets.title_line import Title


def titles_of(room: Room, queue: Queue, acting: tuple[str, str, str], *, first: bool) -> list[Title]:
    """Return the forms of the title, the longest first; the count is cut in none of them.

    ``acting`` says, long, short and by its name alone, in which capacity one acts; with ``first`` before the count.
    """
    words, (long, short, name) = room.words, acting
    counts = {"n": words.number(queue.shown), "all": words.number(queue.total)}
    counted = words("review.filtered", **counts) if queue.words else words("review.waiting", n=counts["all"])
    least = words("review.place", **counts) if queue.words else counted
    locked = _locked(room)
    begin = [room.banner, words("review.title")]
    forms = [
        [*begin, long, counted] if first else [*begin, counted, long],
        [*begin, short, counted] if first else [*begin, counted, short],
        [room.banner, short, counted],
        [short, counted],
        [name, least],
    ]
    rest = [words("review.locked", names=locked)] if locked else []
    whole = [(_joined(form), _joined(rest, lead=True)) for form in forms[:-1]]
    return [*whole, (_joined(forms[-1]), _joined([room.banner, *rest], lead=True))]


def _joined(parts: list[str], *, lead: bool = False) -> str:
    said = " · ".join(part for part in parts if part)
    return f" · {said}" if lead and said else said


def for_other(seen: ReviewView | None) -> bool:
    """Tell whether one decides on the entry for a post that is not one's own."""
    return seen is not None and seen.acting is not None and seen.acting.capacity is not Capacity.HOLDER


def acts_as(room: Room, seen: ReviewView | None, *, narrow: bool) -> str:
    """Return in which capacity one acts: for the entry in view, else for which posts beside one's own."""
    names = capacities(room, seen, narrow=narrow)
    return room.words("review.acts_as" if for_other(seen) else "review.acting_for", names=names) if names else ""


def capacities(room: Room, seen: ReviewView | None, *, narrow: bool) -> str:
    """Return the names of the capacities that :func:`acts_as` tells; the empty text where one's own post is all."""
    words, reviewing = room.words, room.desk.reviewing
    if seen is not None and seen.acting is not None and for_other(seen):
        return _name(words, seen.acting, short=narrow)
    closed = reviewing.locked()
    others = [post for post in reviewing.acting() if post not in closed and post.capacity is not Capacity.HOLDER]
    return ", ".join(dict.fromkeys(words(f"capacity.{post.capacity}") for post in others))


def changed_beneath(words: Words, before: ReviewView, now: ReviewView | None) -> tuple[str, str]:
    """Return what happened to the entry that is read, and that once more if a decision has to wait until it was read.

    Both are empty where nothing happened.
    """
    view = before.view
    named = {"name": inert(view.owner.name), "day": words.day(view.entry.day)}
    if now is None or now.view.entry.id != view.entry.id:
        said = words("review.beneath_gone", **named)
    elif now.view.entry.rev != view.entry.rev:
        changed = [name for name in CONTENT if getattr(now.view.entry, name) != getattr(view.entry, name)]
        fields = ", ".join(words.field(name) for name in changed or ["status"])
        said = words("review.beneath", fields=fields, **named)
    elif len(now.view.notes) > len(view.notes):
        note = now.view.notes[-1]
        return words("review.beneath_note", by=inert(note.name or note.by), **named), ""
    else:
        said = ""
    return said, said


def empty_text(room: Room, queue: Queue, width: int) -> list[Line]:
    """Return why there is nothing to decide, and what to do about it."""
    words, reviewing = room.words, room.desk.reviewing
    locked = _locked(room)
    if queue.inbox.unread:
        said = [words("review.looking", n=words.number(queue.inbox.unread))]
    elif queue.total and queue.words:
        said = [words("review.no_hit", words=queue.words)]
    elif locked:
        said = [words("review.lease_over", names=locked)]
    elif reviewing.is_supervisor():
        said = [words("review.empty"), words("review.empty_next")]
    elif reviewing.auditing():
        said = [words("review.empty_auditor")]
    else:
        said = [words("review.empty_not_supervisor")]
    return [[(line, "")] for text in said for line in [*wrap(text, width), ""]]


def _locked(room: Room) -> str:
    """Name the posts whose entries are not shown until the centre has been asked again."""
    return ", ".join(_name(room.words, post) for post in room.desk.reviewing.locked())


def _name(words: Words, post: Assignment, *, short: bool = False) -> str:
    capacity = words(f"capacity.{post.capacity}")
    return capacity if short else f"{capacity} {inert(post.title)}"
