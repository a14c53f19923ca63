"""The JSON that commands print. Keys and their order are a contract; add, never rename."""

from typing import Any

from ekin_tui.desk.views import EntryView, MonthView
from ekin_tui.domain.clock import show_clock
from ekin_tui.domain.model import Note, Problem
from ekin_tui.text import Words


def entry_shape(view: EntryView, words: Words) -> dict[str, Any]:
    """Return an entry with its plan, problems and notes."""
    entry, line = view.entry, view.plan
    plan = {"id": line.plan.id, "text": line.plan.text, "rhk": line.rhk.text} if line else None
    problems = [*([view.refused] if view.refused else []), *view.problems]
    return {
        "id": entry.id,
        "day": entry.day.isoformat(),
        "start": show_clock(entry.start) or None,
        "end": show_clock(entry.end) or None,
        "zone": entry.zone,
        "activity": entry.activity,
        "plan": plan,
        "quantity": entry.quantity,
        "unit": entry.unit,
        "evidence": entry.evidence or None,
        "status": entry.status.value,
        "rev": entry.rev,
        "minutes": entry.minutes,
        "recognised_minutes": entry.recognised,
        "late": entry.late,
        "where": view.where.value,
        "problems": [problem_shape(problem, words) for problem in problems],
        "notes": [note_shape(note) for note in view.notes],
        "timing": entry.timing or None,
        "claimed": entry.claimed.isoformat() if entry.claimed else None,
    }


def review_shape(view: EntryView, words: Words) -> dict[str, Any]:
    """Return an entry as its supervisor sees it in the queue."""
    owner = {"nip": view.owner.nip, "name": view.owner.name}
    return {**entry_shape(view, words), "owner": owner, "waiting_hours": view.waiting_hours}


def note_shape(note: Note) -> dict[str, Any]:
    """Return a note; ``at`` is null while it waits in the queue."""
    return {
        "at": note.at.isoformat() if note.at else None,
        "by": note.by,
        "name": note.name,
        "as": note.capacity.value,
        "kind": note.kind.value,
        "text": note.text,
    }


def problem_shape(problem: Problem, words: Words) -> dict[str, Any]:
    """Return a problem with its sentence."""
    return {
        "code": problem.code,
        "field": problem.field,
        "severity": problem.severity.value,
        "message": words.problem(problem),
    }


def month_shape(view: MonthView) -> dict[str, Any]:
    """Return a month in figures."""
    return {
        "month": str(view.month),
        "workdays": view.workdays,
        "filled": view.filled,
        "missing": [day.isoformat() for day in view.missing],
        "minutes": view.minutes,
        "target_minutes": view.target_minutes,
        "fixed_target": view.fixed_target,
        "draft": view.draft,
        "submitted": view.submitted,
        "returned": view.returned,
        "approved": view.approved,
        "rejected": view.rejected,
        "queued": view.queued,
        "conflicts": view.conflicts,
        "deadline": view.deadline.isoformat() if view.deadline else None,
        "last_sync": view.last_sync.isoformat() if view.last_sync else None,
    }
