"""What happened to an entry under the eyes of its reader, in one sentence."""

from collections.abc import Iterable

from ekin_tui.desk.beneath import Beneath
from ekin_tui.domain.clean import inert
from ekin_tui.domain.model import Action
from ekin_tui.text import Words

_BACK = {Action.RETURN: "editor.beneath.returned", Action.REOPEN: "editor.beneath.reopened"}


def beneath_text(words: Words, found: Beneath) -> str:
    """Return what changed beneath a form and what happens when it is saved."""
    parts = [_fields(words, found.fields)] if found.fields else []
    note = found.note
    if note is not None:
        parts.append(words(_BACK.get(note.kind, "editor.beneath.noted"), name=inert(note.name or note.by)))
    if found.status is not None and (note is None or note.kind not in _BACK):
        parts.append(words("editor.beneath.status", status=words(f"status.{found.status}")))
    return words(f"editor.beneath.{found.save}", what=_joined(words, parts))


def _fields(words: Words, names: Iterable[str]) -> str:
    return words("editor.beneath.fields", fields=", ".join(words.field(name) for name in names))


def _joined(words: Words, parts: list[str]) -> str:
    said = parts[0]
    for part in parts[1:]:
        said = words("editor.beneath.and", one=said, other=part)
    return said
