"""From what was typed on a command line to the one thing that is meant; never a guess between several."""

from datetime import date

from ekin_tui.cli.ending import Code, End, EndRefused
from ekin_tui.cli.join import Joined
from ekin_tui.cli.printing import tell
from ekin_tui.desk.quick import find_plan
from ekin_tui.desk.reading import read_day
from ekin_tui.domain.calendar import Month

_LEAST = 8
"""Characters of an id that may stand for the whole."""


def find_entry(joined: Joined, typed: str) -> str:
    """Return the id of the entry that ``typed`` names: whole, or a beginning that only one entry has."""
    _ = joined.desk
    if joined.store.entries.get(typed) is not None:
        return typed
    found = joined.store.entries.named(typed, limit=2) if len(typed) >= _LEAST else []
    if len(found) != 1:
        raise End(Code.REFUSED, "cli.many-entries" if found else "cli.no-entry", id=typed)
    return found[0]


def choose_plan(joined: Joined, typed: str, day: date) -> str:
    """Return the id of the rencana aksi that ``typed`` names: id, code, or words that only one plan has.

    A plan that does not hold on ``day`` is found too, so that the check can say so.
    """
    found = find_plan(joined.desk.suggest(day), joined.desk.suggest_all(), typed, limit=5)
    if found.line is not None:
        return found.line.plan.id
    for match in found.near:
        code = f"@{match.line.plan.code}  " if match.line.plan.code else ""
        tell(f"  {code}{match.line.plan.text}")
    raise EndRefused("plan-ambiguous" if found.near else "plan-no-match", {"typed": typed[:40]})


def read_day_option(text: str | None, today: date) -> date | None:
    """Return the day of an option; None when it was not given. Ends with USAGE when it can't be read."""
    if text is None:
        return None
    try:
        return read_day(text, today)
    except ValueError as error:
        raise EndRefused("day-unreadable", {"typed": text[:40]}, Code.USAGE) from error


def read_month_option(text: str | None, today: date) -> Month:
    """Return the month of an option, this month by default. Ends with USAGE when it can't be read."""
    if text is None:
        return Month.of(today)
    try:
        return Month.parse(text)
    except ValueError as error:
        raise End(Code.USAGE, "cli.bad-month", value=text[:40]) from error
