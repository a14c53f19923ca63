"""The thread of notes, and what a supervisor said before an entry is mended."""

from collections.abc import Sequence

from ekin_tui.desk.views import EntryView
from ekin_tui.domain.clean import inert
from ekin_tui.domain.model import Action, Note, Status
from ekin_tui.terminal.signs import Signs
from ekin_tui.text import Words
from ekin_tui.widgets.lines import Line, dim, fit, labelled, shown, wrap

BANNER = 3
"""Lines that the head of the form keeps for why an entry came back."""


def note_lines(words: Words, notes: Sequence[Note], width: int) -> list[Line]:
    """Return the thread, oldest first; empty when there is none."""
    lines: list[Line] = []
    for note in notes:
        lines += dim(inert(note_head(words, note)), width)
        lines += labelled("", note.text, width, column=2)
    return lines


def note_head(words: Words, note: Note) -> str:
    """Return who did what, in which capacity and when."""
    at = words.instant(note.at) if note.at else words("review.waiting_to_leave")
    capacity = words(f"capacity.{note.capacity}")
    head = words("review.note_head", at=at, name=note.name or note.by, capacity=capacity, act=words(f"did.{note.kind}"))
    return head if note.minutes is None else f"{head} · {words('review.minutes', minutes=words.minutes(note.minutes))}"


def banner_lines(words: Words, signs: Signs, view: EntryView, changed: Sequence[str], width: int) -> list[Line]:
    """Return why the entry came back and which fields have ``changed`` since; empty when it did not come back.

    Takes at most :data:`BANNER` lines.
    """
    said = _reason(words, view)
    if not said:
        return []
    returned = view.entry.status is Status.RETURNED
    room = BANNER - returned
    lines = wrap(f"{signs.warning} {inert(said, lines=True)}", width)
    if len(lines) > room:
        lines = [*lines[: room - 1], fit(" ".join(lines[room - 1 :]), width)]
    last: list[Line] = [[(fit(_changed(words, changed), width), "dim")]] if returned else []
    return [*([(line, "warning")] for line in lines), *last]


def change_lines(words: Words, view: EntryView, width: int) -> list[Line]:
    """Return what the owner has changed since the entry was returned."""
    if not view.changes:
        return dim(words("editor.unchanged"), width)
    said = [
        words(
            "editor.change",
            field=words.field(name),
            before=shown(words, name, before),
            now=shown(words, name, now),
        )
        for name, (before, now) in view.changes.items()
    ]
    text = words("editor.changed", fields="; ".join(said))
    return dim(inert(text, lines=True), width)


def thread_lines(words: Words, view: EntryView | None, width: int) -> list[Line]:
    """Return all notes, then all changes since the return."""
    if view is None or not view.notes:
        return dim(words("editor.no_notes"), width)
    changes = [[], *change_lines(words, view, width)] if view.entry.status is Status.RETURNED else []
    return [[(words("editor.notes"), "bold")], *note_lines(words, view.notes, width), *changes]


def _changed(words: Words, names: Sequence[str]) -> str:
    if not names:
        return words("editor.unchanged")
    return words("editor.changed", fields=", ".join(words.field(name) for name in dict.fromkeys(names)))


def _reason(words: Words, view: EntryView) -> str:
    if view.refused is not None:
        return words("editor.refused", text=words.problem(view.refused))
    if view.conflict:
        return words("conflict.banner")
    returned = [note for note in view.notes if note.kind in {Action.RETURN, Action.REOPEN}]
    if view.entry.status is not Status.RETURNED or not returned:
        return ""
    note = returned[-1]
    at = words.instant(note.at) if note.at else words("review.waiting_to_leave")
    return words("editor.returned", name=note.name or note.by, at=at, text=note.text)
