"""What is wrong, or odd, with an entry: judged alike by the client at every key and by the centre at every op.

:func:`form` judges what the entry alone shows, also for a draft; :func:`problems` adds what a submission needs and
what stands around the entry. An error keeps an entry from being submitted, a warning never does. :data:`CODES` lists
every code; the sentences live in ``text``. Times in args are ``HH:MM`` or ``HH:MM+1``, days ISO dates.
Source: BKN's form for *progres harian*; its guide on writing activities short, clear and factual.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from types import MappingProxyType

from ekin_tui.domain.clean import hostile
from ekin_tui.domain.clock import DAY, show_clock
from ekin_tui.domain.facts import dataclass
from ekin_tui.domain.model import (
    MAX_ACTIVITY,
    MAX_EVIDENCE,
    MAX_QUANTITY,
    MAX_UNIT,
    Entry,
    Period,
    Plan,
    Policy,
    Problem,
    Severity,
    Status,
)
from ekin_tui.domain.phrases import empty_whole, empty_within

CODES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        # form: judged at every put
        "hostile-text": ("field",),
        "text-too-long": ("field", "have", "limit"),
        "time-out-of-range": ("field",),
        "end-before-start": ("start", "end", "overnight"),
        "zero-minutes": ("start",),
        "longer-than-a-day": ("start", "end"),
        "zone-unknown": (),
        "plan-unknown": (),
        "quantity-negative": (),
        "quantity-too-large": ("limit",),
        "evidence-not-link": (),
        "evidence-userinfo": (),
        # what a submission needs
        "plan-missing": (),
        "plan-other-period": ("first", "last"),
        "start-missing": (),
        "end-missing": (),
        "activity-missing": (),
        "text-too-short": ("have", "need"),
        "empty-phrase": ("phrase",),
        "quantity-missing": (),
        "unit-missing": (),
        "future-day": ("today",),
        "period-closed": (),
        "period-locked": (),
        # warnings
        "phrase-within": ("phrase",),
        "late": (),
        "overlap": ("start", "end", "day"),
        "gap": ("start", "end"),
        "long-day": ("minutes", "limit"),
        "holiday": ("name",),
        "leave": ("name",),
        "off-day": (),
    }
)
"""Every code of this module with the names of its args."""

OFFSETS: Mapping[str, int] = MappingProxyType({"Asia/Jakarta": 420, "Asia/Makassar": 480, "Asia/Jayapura": 540})
"""The zones of the country (WIB, WITA, WIT): minutes ahead of UTC, without summer time since 1988."""
LONG_DAY = 720
"""Minutes of one day's entries from which on a look is worth it: a full day and the longest overtime."""
LONG_GAP = 90
"""Minutes between two entries that no break explains."""
_MAX_PLAN_ID = 64
_LIMITS = (("activity", MAX_ACTIVITY), ("unit", MAX_UNIT), ("evidence", MAX_EVIDENCE))
_LINK = re.compile(r"https?://(?P<authority>[^\s/?#\\]+)(?:[/?#]\S*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What stands around an entry when it is judged."""

    today: date
    """Today at the person's place of work."""
    others: Sequence[Entry] = ()
    """The owner's other entries of this day, the day before and the day after; the entry itself is passed over."""
    plan: Plan | None = None
    """The plan that the entry names, where it is at hand."""
    plan_known: bool = True
    """Whether the owner has the plan that the entry names."""
    period: Period | None = None
    closed: bool = False
    """The deadline has passed: an error where the policy refuses late submissions, else a warning."""
    locked: bool = False
    policy: Policy = field(default_factory=Policy)
    off: Mapping[date, str] = field(default_factory=dict)
    """Holidays by name, the agency's own among them."""
    leave: Mapping[date, str] = field(default_factory=dict)
    """The owner's leave, by name."""
    week: int = 5


def form(entry: Entry) -> tuple[Problem, ...]:
    """Return what is wrong with the entry alone; a draft may lack parts, but what it has must be right."""
    return (*_texts(entry), *_times(entry), *_links(entry))


def problems(entry: Entry, around: Around) -> tuple[Problem, ...]:
    """Return all that is wrong or odd with ``entry`` where it stands, errors first."""
    found = (*form(entry), *_gaps(entry), *_wording(entry, around), *_bounds(entry, around), *_odd(entry, around))
    return tuple(sorted(found, key=lambda problem: problem.severity is Severity.WARNING))


def _error(code: str, name: str, /, **args: str | int) -> Problem:
    return Problem(code=code, field=name, args=args)


def _warning(code: str, name: str, /, **args: str | int) -> Problem:
    return Problem(code=code, field=name, severity=Severity.WARNING, args=args)


def _texts(entry: Entry) -> Iterator[Problem]:
    for name, limit in _LIMITS:
        text = getattr(entry, name)
        if len(text) > limit:
            yield _error("text-too-long", name, field=name, have=len(text), limit=limit)
        elif hostile(text):
            yield _error("hostile-text", name, field=name)


def _times(entry: Entry) -> Iterator[Problem]:
    if entry.zone not in OFFSETS:
        yield _error("zone-unknown", "zone")
    if entry.start is not None and not 0 <= entry.start < DAY:
        yield _error("time-out-of-range", "start", field="start")
    elif entry.end is not None and not 0 <= entry.end < 2 * DAY:
        yield _error("time-out-of-range", "end", field="end")
    elif entry.start is not None and entry.end is not None and not entry.start < entry.end <= entry.start + DAY:
        yield _span(entry.start, entry.end)


def _span(start: int, end: int) -> Problem:
    """Return what is wrong with an end that is no later than its start, or over a day later."""
    first, last = show_clock(start), show_clock(end)
    if end == start:
        return _error("zero-minutes", "end", start=first)
    if end < start:
        return _error("end-before-start", "end", start=first, end=last, overnight=show_clock(end + DAY))
    return _error("longer-than-a-day", "end", start=first, end=last)


def _links(entry: Entry) -> Iterator[Problem]:
    if entry.plan is not None and not _is_id(entry.plan):
        yield _error("plan-unknown", "plan")
    if entry.quantity is not None and entry.quantity < 0:
        yield _error("quantity-negative", "quantity")
    elif entry.quantity is not None and entry.quantity > MAX_QUANTITY:
        yield _error("quantity-too-large", "quantity", limit=MAX_QUANTITY)
    if entry.evidence and len(entry.evidence) <= MAX_EVIDENCE:
        yield from _evidence(entry.evidence)


def _is_id(text: str) -> bool:
    return 0 < len(text) <= _MAX_PLAN_ID and text.isascii() and text.isprintable()


def _evidence(text: str) -> Iterator[Problem]:
    link = _LINK.fullmatch(text)
    if not link:
        yield _error("evidence-not-link", "evidence")
    elif "@" in link["authority"]:
        yield _error("evidence-userinfo", "evidence")


def _gaps(entry: Entry) -> Iterator[Problem]:
    if not entry.plan:
        yield _error("plan-missing", "plan")
    if entry.start is None:
        yield _error("start-missing", "start")
    if entry.end is None:
        yield _error("end-missing", "end")
    if not entry.activity.strip():
        yield _error("activity-missing", "activity")
    if entry.quantity is None:
        yield _error("quantity-missing", "quantity")
    if not entry.unit.strip():
        yield _error("unit-missing", "unit")


def _wording(entry: Entry, around: Around) -> Iterator[Problem]:
    text = entry.activity.strip()
    if not text:
        return
    whole, within = empty_whole(text), empty_within(text)
    if whole:
        yield _error("empty-phrase", "activity", phrase=whole)
    elif len(text) < around.policy.min_text:
        yield _error("text-too-short", "activity", have=len(text), need=around.policy.min_text)
    if within and not whole:
        yield _warning("phrase-within", "activity", phrase=within)


def _bounds(entry: Entry, around: Around) -> Iterator[Problem]:
    plan = around.plan
    if entry.plan and _is_id(entry.plan) and not around.plan_known:
        yield _error("plan-unknown", "plan")
    elif entry.plan and plan is not None and not plan.start <= entry.day <= plan.end:
        yield _error("plan-other-period", "plan", first=plan.start.isoformat(), last=plan.end.isoformat())
    if entry.day > around.today:
        yield _error("future-day", "day", today=around.today.isoformat())
    if around.locked or (around.period is not None and around.period.locked):
        yield _error("period-locked", "day")
    elif around.closed and around.policy.late == "refuse":
        yield _error("period-closed", "day")
    elif around.closed:
        yield _warning("late", "day")


def _odd(entry: Entry, around: Around) -> Iterator[Problem]:
    others = [other for other in around.others if other.id != entry.id and _counts(other)]
    yield from _overlaps(entry, others)
    yield from _gap(entry, others)
    total = sum(other.minutes for other in others if other.day == entry.day) + entry.minutes
    if total > LONG_DAY:
        yield _warning("long-day", "end", minutes=total, limit=LONG_DAY)
    if entry.day in around.leave:
        yield _warning("leave", "day", name=around.leave[entry.day])
    elif entry.day in around.off:
        yield _warning("holiday", "day", name=around.off[entry.day])
    elif entry.day.weekday() >= around.week:
        yield _warning("off-day", "day")


def _counts(other: Entry) -> bool:
    return other.minutes > 0 and other.status not in {Status.REJECTED, Status.DISCARDED}


def _interval(entry: Entry) -> tuple[int, int]:
    """Return start and end on one scale of minutes for all days and zones."""
    origin = entry.day.toordinal() * DAY - OFFSETS.get(entry.zone, 0) + (entry.start or 0)
    return origin, origin + entry.minutes


def _overlaps(entry: Entry, others: Sequence[Entry]) -> Iterator[Problem]:
    if entry.start is None:
        return
    start, end = _interval(entry)
    end = max(end, start + 1)  # while the end is missing, the first minute speaks
    for other in others:
        first, last = _interval(other)
        if start < last and first < end:
            clocks = {"start": show_clock(other.start), "end": show_clock(other.end)}
            yield _warning("overlap", "start", day=other.day.isoformat(), **clocks)


def _gap(entry: Entry, others: Sequence[Entry]) -> Iterator[Problem]:
    if entry.start is None:
        return
    before = [o.end for o in others if o.day == entry.day and o.end is not None and o.end <= entry.start]
    if before and entry.start - max(before) > LONG_GAP:
        yield _warning("gap", "start", start=show_clock(max(before)), end=show_clock(entry.start))
