"""The month and the day as the calendar shows them: each figure with what it is made of."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from ekin_tui.desk.days import Days, log_begins
from ekin_tui.desk.looking import SPAN, Looking
from ekin_tui.desk.views import DayCell, DayKind, DayView, MonthView
from ekin_tui.domain.calendar import Month
from ekin_tui.domain.clock import DAY
from ekin_tui.domain.model import Entry, Status
from ekin_tui.store import Stored, Where

OFFICE_HOURS = (450, 960)
"""07.30 to 16.00: a day of Perpres 21/2023 (7 h 30 min) with an hour of rest, for who has no habits yet."""
_HALF = 30
_COUNTED = (Status.DRAFT, Status.SUBMITTED, Status.RETURNED, Status.APPROVED)
"""A rejected entry's minutes do not count towards the target."""


def minutes_of(entry: Entry) -> int:
    """Return the minutes that count: the recognised ones where a supervisor decided, else the claimed ones."""
    if entry.status not in _COUNTED:
        return 0
    return entry.minutes if entry.recognised is None else entry.recognised


def month_view(look: Looking, month: Month) -> MonthView:
    """Return ``month`` of the person at this desk. Days before their log begins are not missing."""
    days = look.days(month.first, month.last)
    by_day: dict[date, list[Stored]] = defaultdict(list)
    stored = look.store.entries.of_days(look.me.id, month.first, month.last)
    for one in stored:
        by_day[one.entry.day].append(one)
    periods = [p for p in look.store.reference.periods() if p.start <= month.last and p.end >= month.first]
    zone = ZoneInfo(look.me.zone)
    dues = {p.due.astimezone(zone).date() for p in look.store.reference.periods()}
    deadline = max((p.due.astimezone(zone) for p in periods if p.kind == "bulanan"), default=None)
    begun = own_log_begins(look)
    cells = tuple(_cell(look, days, day, by_day[day], day in dues, begun) for day in month.days())
    status = Counter(one.entry.status for one in stored)
    return MonthView(
        month=month,
        days=cells,
        workdays=sum(cell.kind is DayKind.WORK for cell in cells),
        filled=sum(cell.kind is DayKind.WORK and cell.count > 0 for cell in cells),
        missing=tuple(cell.day for cell in cells if cell.missing),
        minutes=sum(cell.minutes for cell in cells),
        target_minutes=sum(cell.target for cell in cells),
        fixed_target=days.policy.month_target,
        draft=status[Status.DRAFT],
        submitted=status[Status.SUBMITTED],
        returned=status[Status.RETURNED],
        approved=status[Status.APPROVED],
        rejected=status[Status.REJECTED],
        queued=look.store.outbox.count(),
        conflicts=len(look.store.conflicts.all()),
        deadline=deadline,
        days_left=None if deadline is None else (deadline.date() - look.today).days,
        last_sync=look.last_sync(),
    )


def day_view(look: Looking, day: date) -> DayView:
    """Return ``day`` with all its entries."""
    before = day - timedelta(days=1)
    days = look.days(before, day + timedelta(days=1))
    actor = look.actor()
    near = look.store.entries.of_days(look.me.id, before, day)
    stored = [one for one in near if one.entry.day == day]
    kind = days.kind(day)
    return DayView(
        day=day,
        kind=kind,
        name=days.off.get(day, ""),
        entries=tuple(look.view(one, actor) for one in stored),
        minutes=sum(minutes_of(one.entry) for one in stored),
        target=days.target(day),
        missing=kind is DayKind.WORK and own_log_begins(look) <= day <= look.today and not stored,
        hours=usual_hours(look),
        night=tuple(_ending(one.entry) for one in near if one.entry.day == before and _ending(one.entry) > 0),
    )


def _ending(entry: Entry) -> int:
    """Return the minute of the next day at which a shift over midnight ended; 0 and less for all others."""
    return entry.end - DAY if entry.end is not None and entry.minutes and entry.status in _COUNTED else 0


def own_log_begins(look: Looking) -> date:
    """Return the day from which an empty working day of the person at this desk is missing."""
    return log_begins(look.store, look.me, look.store.entries.first_filled_day(look.me.id))


def usual_hours(look: Looking) -> tuple[int, int]:
    """Return when the days of the last weeks began and ended in the middle, in whole half hours."""
    spans = look.store.entries.spans(look.me.id, look.today - SPAN, look.today)
    if not spans:
        return OFFICE_HOURS
    first, last = (sorted(times)[(len(spans) - 1) // 2] for times in zip(*spans, strict=True))
    return first // _HALF * _HALF, -(-last // _HALF) * _HALF


def _cell(look: Looking, days: Days, day: date, stored: list[Stored], due: bool, begun: date) -> DayCell:
    kind = days.kind(day)
    status = Counter(one.entry.status for one in stored)
    return DayCell(
        day=day,
        kind=kind,
        name=days.off.get(day, ""),
        count=len(stored),
        minutes=sum(minutes_of(one.entry) for one in stored),
        target=days.target(day),
        missing=kind is DayKind.WORK and begun <= day <= look.today and not stored,
        today=day == look.today,
        draft=status[Status.DRAFT],
        submitted=status[Status.SUBMITTED],
        returned=status[Status.RETURNED],
        approved=status[Status.APPROVED],
        rejected=status[Status.REJECTED],
        queued=sum(one.where is Where.QUEUED for one in stored),
        due=due,
    )
