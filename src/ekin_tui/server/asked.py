"""What an op carries, read strictly: content, note and day mark, or Refused with the code and the field."""

import re
from collections.abc import Container, Mapping
from datetime import datetime

from ekin_tui import wire
from ekin_tui.domain import checks
from ekin_tui.domain.clean import hostile
from ekin_tui.domain.model import MAX_NOTE, Action, Capacity, DayMark, Entry, Note, Plan, Severity
from ekin_tui.domain.rules import Refused, Role
from ekin_tui.server.access import Caller
from ekin_tui.wire import Op

_ID = re.compile(r"[\x21-\x2e\x30-\x7e]{1,64}")
"""No slash: it would part the path under which an entry is asked for. Nor ``.`` and ``..``, which clients resolve."""
_DOTS = frozenset({".", ".."})
_DECISIONS = frozenset({Action.APPROVE, Action.RETURN, Action.REJECT, Action.REOPEN, Action.NOTE})
_MARKS = frozenset({"leave", "duty", "training", "work"})
_MAX_MARK = 200


def unusable_id(op: Op) -> str | None:
    """Return the field of ``op`` that is no identifier."""
    if not _is_id(op.op):
        return "op"
    if not _is_id(op.entry):
        return "entry"
    if op.note is not None and not _is_id(op.note):
        return "note"
    return "mark" if op.mark is not None and not _is_id(op.mark.id) else None


def _is_id(text: str) -> bool:
    return _ID.fullmatch(text) is not None and text not in _DOTS


def content_asked(op: Op, caller: Caller, plans: Mapping[str, Plan]) -> Entry:
    """Return the content of a put as an entry of the caller; its form is right and its plan is one of ``plans``."""
    if op.fields is None:
        raise Refused("bad-request", "fields")
    try:
        entry = wire.content_of(op.fields, entry=op.entry, owner=caller.person)
    except ValueError as error:
        name = "start" if str(error) == op.fields.start else "end"
        raise Refused("time-out-of-range", name, {"field": name}) from None
    for found in checks.form(entry):
        if found.severity is Severity.ERROR:
            raise Refused(found.code, found.field, found.args)
    if entry.plan is not None and entry.plan not in plans:
        raise Refused("plan-unknown", "plan")
    return entry


def note_asked(
    op: Op, action: Action, entry: Entry, role: Role, caller: Caller, taken: Container[str], now: datetime
) -> Note | None:
    """Return the note that comes with a decision or is the op itself; None for what carries none.

    ``taken`` holds the ids that notes have already.
    """
    if action not in _DECISIONS:
        return None
    if hostile(op.text, lines=True) or len(op.text) > MAX_NOTE:
        raise Refused(
            "hostile-text" if len(op.text) <= MAX_NOTE else "note-too-long",
            "note",
            {"limit": MAX_NOTE, "field": "note"},
        )
    if op.note is not None and op.note in taken:
        raise Refused("op-id-reused", "note")
    spoken = [p for p in caller.posts if p.position == entry.position]
    post = next((p for p in spoken if op.assignment in {None, p.id}), None)
    capacity = Capacity.OWNER if role is Role.OWNER or post is None else post.capacity
    return Note(
        id=op.note or op.op,
        entry=entry.id,
        kind=action,
        text=op.text,
        by=caller.person,
        name=caller.name,
        capacity=capacity,
        at=now,
    )


def mark_asked(op: Op, caller: Caller) -> DayMark:
    """Return the day mark that the caller sets on a day of their own."""
    mark = op.mark
    if mark is None or mark.kind not in _MARKS:
        raise Refused("bad-request", "mark")
    if hostile(mark.text) or len(mark.text) > _MAX_MARK:
        raise Refused("hostile-text", "mark", {"field": "mark"})
    return DayMark(id=mark.id, day=mark.day, kind=mark.kind, text=mark.text, owner=caller.person)
