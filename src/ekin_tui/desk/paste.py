"""An entry as it is keyed into BKN's web form: field by field, in the form's order, each value ready to be copied."""

from ekin_tui.domain.clock import DAY, show_clock
from ekin_tui.domain.model import Entry

FIELDS = ("plan", "day", "start", "end", "activity", "quantity", "unit", "evidence")


def paste_fields(entry: Entry, plan: str) -> list[tuple[str, str]]:
    """Return field and value in the order of BKN's form; ``plan`` is the text of the rencana aksi.

    Days are written ``25/11/2026`` and times ``08:00``. An end after midnight comes as the field ``end_next_day``
    with the time alone: the form has no other way to say it.
    """
    overnight = entry.end is not None and entry.end > DAY
    end = entry.end - DAY if overnight and entry.end is not None else entry.end
    values = {
        "plan": plan,
        "day": f"{entry.day:%d/%m/%Y}",
        "start": show_clock(entry.start),
        "end": show_clock(end),
        "activity": entry.activity,
        "quantity": "" if entry.quantity is None else str(entry.quantity),
        "unit": entry.unit,
        "evidence": entry.evidence,
    }
    return [("end_next_day" if name == "end" and overnight else name, values[name]) for name in FIELDS]
