"""One's log as an iCalendar file, for any calendar program. Notes of the review stay out: they are nobody else's.

The UID of an event is that of its entry, so that reading a newer file again changes the events and adds none twice.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from ekin_tui.domain.clean import inert
from ekin_tui.domain.model import Entry, Status
from ekin_tui.domain.rev import counter
from ekin_tui.exchange.limits import ExtraMissing

if TYPE_CHECKING:
    from icalendar import Event

_STANDS = {Status.DRAFT: "TENTATIVE", Status.RETURNED: "TENTATIVE", Status.REJECTED: "CANCELLED"}
"""What an event of an entry is. A rejected one is called off, not left out: a calendar that has it from an earlier file
would show it as confirmed for ever."""
_PRODUCT = "-//ekin-tui//progres harian//ID"


def calendar_file(entries: Iterable[tuple[str, Entry]], *, name: str, now: datetime, no_text: str) -> bytes:
    """Return an iCalendar file of entries, each with the text of its plan.

    ``name`` is that of the calendar, ``now`` an aware instant, ``no_text`` stands for an activity that is not written
    yet. Times are told in the zone of the entry, which the file describes. Raises ExtraMissing.
    """
    try:
        from icalendar import Calendar
    except ModuleNotFoundError as error:
        raise ExtraMissing from error
    calendar = Calendar()
    for key, value in (("prodid", _PRODUCT), ("version", "2.0"), ("x-wr-calname", inert(name))):
        calendar.add(key, value)
    for plan, entry in entries:
        calendar.add_component(_event(plan, entry, now, no_text))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(plan: str, entry: Entry, now: datetime, no_text: str) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", f"{entry.id}@ekin-tui")
    event.add("dtstamp", now)
    event.add("sequence", counter(entry.rev))
    event.add("summary", inert(entry.activity) or no_text)
    amount = "" if entry.quantity is None else f"{entry.quantity} {entry.unit}"
    event.add("description", "\n".join(inert(part.strip()) for part in (plan, amount, entry.evidence) if part.strip()))
    event.add("status", _STANDS.get(entry.status, "CONFIRMED"))
    event.add("class", "PRIVATE")
    if entry.start is None or not entry.minutes:
        event.add("dtstart", entry.day)
        event.add("transp", "TRANSPARENT")
        return event
    midnight = datetime(entry.day.year, entry.day.month, entry.day.day, tzinfo=ZoneInfo(entry.zone))
    event.add("dtstart", midnight + timedelta(minutes=entry.start))
    event.add("dtend", midnight + timedelta(minutes=entry.start + entry.minutes))
    return event
