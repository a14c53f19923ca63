"""The year as one picture: each day with what it holds and what it asked for."""

from datetime import date, timedelta

from ekin_tui.desk.looking import Looking
from ekin_tui.desk.months import own_log_begins
from ekin_tui.desk.views import DayCell, DayKind
from ekin_tui.domain.facts import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class YearView:
    """A year in days; of each only what it holds, not where its entries stand."""

    year: int
    days: tuple[DayCell, ...]
    workdays: int
    filled: int
    missing: int
    """Working days from the beginning of the log up to today without any entry."""


def year_view(look: Looking, year: int) -> YearView:
    """Return ``year`` of the person at this desk. Days before their log begins are not missing."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    days, sums = look.days(first, last), look.store.entries.sums(look.me.id, first, last)
    begun = own_log_begins(look)
    cells = []
    for day in (first + timedelta(days=n) for n in range((last - first).days + 1)):
        count, minutes = sums.get(day, (0, 0))
        kind = days.kind(day)
        cells.append(
            DayCell(
                day=day,
                kind=kind,
                name=days.off.get(day, ""),
                count=count,
                minutes=minutes,
                target=days.target(day),
                missing=kind is DayKind.WORK and begun <= day <= look.today and not count,
                today=day == look.today,
            )
        )
    return YearView(
        year=year,
        days=tuple(cells),
        workdays=sum(cell.kind is DayKind.WORK for cell in cells),
        filled=sum(cell.kind is DayKind.WORK and cell.count > 0 for cell in cells),
        missing=sum(cell.missing for cell in cells),
    )
