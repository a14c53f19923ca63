"""What has to change so that a person stands as the tables say: compared with what one transaction sees.

Asked again with the same tables it finds nothing to do. Nothing is ever deleted: what is over gets its last day.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from ekin_tui.domain.model import Capacity
from ekin_tui.server.access import Span, position_on
from ekin_tui.server.admin import name_standing
from ekin_tui.server.intake.known import Centre, Held
from ekin_tui.server.intake.seating import Seat, Work, name_of
from ekin_tui.server.intake.told import Change, Did
from ekin_tui.server.rows import Row

_DAY = timedelta(days=1)
_SHOWN = ("name", "post", "unit", "zone", "week")


@dataclass(slots=True)
class Delta:
    """What has to be written of one person, and how it is told."""

    work: Work
    today: date
    person: Row | None = None
    spans: list[Row] = field(default_factory=list)
    held: list[Row] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    before: frozenset[str] = frozenset()
    """The positions that the supervisions named until now."""
    same: dict[str, int] = field(default_factory=dict)

    @property
    def moves(self) -> bool:
        """Whether somebody whom the centre knows comes under another position, now or later."""
        return bool(self.spans) and not self.work.new

    @property
    def empty(self) -> bool:
        """Whether there is nothing to do."""
        return not self.changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Compare:
    """Compares what shall hold of people with what does."""

    agency: str
    centre: Centre
    titles: Mapping[str, str]
    """Position → what it is called."""
    listed: Collection[str]
    """The positions of the agency's list of posts."""

    def of(self, work: Work, today: date) -> Delta:
        """Return what has to change; ``today`` is the day where the person works."""
        delta = Delta(work, today)
        self._person(delta)
        self._spans(delta)
        self._held(delta)
        return delta

    def _person(self, delta: Delta) -> None:
        is_ = delta.work.is_
        if is_ is None:
            return
        known = self.centre.people.get(is_.nip)
        if known == is_:
            delta.same["staff"] = 1
            return
        fields = {
            name: (str(getattr(known, name)) if known else "", str(getattr(is_, name)))
            for name in _SHOWN
            if known is None or getattr(known, name) != getattr(is_, name)
        }
        delta.person = (self.agency, is_.id, is_.nip, is_.name, is_.post, is_.unit, is_.zone, is_.week)
        did = Did.CHANGED if known else Did.ADDED
        delta.changes.append(Change(kind="staff", name=is_.nip, did=did, fields=fields))

    def _spans(self, delta: Delta) -> None:
        work = delta.work
        old = self.centre.spans.get(work.id, [])
        delta.before = frozenset(position for _, _, position in old)
        new = spans_for(old, work, delta.today)
        changed = [span for span in new if span not in old]
        if not changed:
            if work.under or work.exact:
                delta.same["assignments"] = 1
            return
        delta.spans = [
            (self.agency, work.id, start.isoformat(), position, end.isoformat() if end else None)
            for start, end, position in changed
        ]
        day = max(delta.today, *(start for start, _, _ in changed))
        was, now = self._title(position_on(old, delta.today)), self._title(position_on(new, day))
        fields = {"supervisor": (was, now)}
        latest = max(changed)
        fields["since"] = ("", latest[0].isoformat())
        if latest[1]:
            fields["until"] = ("", latest[1].isoformat())
        did = Did.ENDED if work.left and not now else Did.CHANGED if old else Did.ADDED
        delta.changes.append(Change(kind="assignments", name=work.nip, did=did, fields=fields))

    def _title(self, position: str | None) -> str:
        return self.titles.get(position, position) if position else ""

    def _held(self, delta: Delta) -> None:
        old = {one.id: one for one in self.centre.held.get(delta.work.id, [])}
        new = dict(old)
        for seat in delta.work.seats:
            one = self._seated(old, seat, delta)
            new[one.id] = one
        for one in list(new.values()):
            last = self._last_day(one, delta)
            if last is not None and (one.end is None or one.end > last):
                new[one.id] = replace(one, end=last)
        for name, one in new.items():
            if one == old.get(name):
                delta.same["assignments"] = delta.same.get("assignments", 0) + (
                    one.position in {seat.position for seat in delta.work.seats}
                )
                continue
            delta.held.append(_row(self.agency, one))
            delta.changes.append(self._change(old.get(name), one, delta.work.nip))

    def _seated(self, old: Mapping[str, Held], seat: Seat, delta: Delta) -> Held:
        person, start = delta.work.id, seat.start or delta.today
        if seat.capacity != Capacity.HOLDER:
            name = name_standing(person, seat.position, seat.capacity, start)
        else:
            mine = [
                one
                for one in old.values()
                if one.position == seat.position and one.capacity == Capacity.HOLDER and one.lasts(delta.today)
            ]
            if mine:
                held = max(mine, key=lambda one: (one.start, one.id))
                return replace(held, title=seat.title, start=min(held.start, seat.start or held.start))
            name = name_of(self.agency, "seat", person, seat.position, start.isoformat())
        return Held(
            id=name,
            person=person,
            position=seat.position,
            capacity=seat.capacity,
            title=seat.title,
            start=start,
            end=seat.end,
        )

    def _last_day(self, one: Held, delta: Delta) -> date | None:
        """Return the last day that an assignment may have; None where nothing ends it."""
        work, today = delta.work, delta.today
        ends = [work.left - _DAY] if work.left else []
        if one.capacity == Capacity.HOLDER and one.lasts(today):
            seats = {seat.position for seat in work.seats if seat.capacity == Capacity.HOLDER}
            sole = [seat.start for seat in work.seats if seat.sole]
            if one.position in work.yields:
                ends.append((work.yields[one.position] or today) - _DAY)
            elif one.position not in seats and sole:
                ends.append(_before(sole[0], one, today))
            elif work.drops and one.position in self.listed:
                ends.append(_before(work.since, one, today))
        return min(ends, default=None)

    def _change(self, old: Held | None, new: Held, nip: str) -> Change:
        fields = {"position": ("", new.title), "capacity": ("", new.capacity), "from": ("", new.start.isoformat())}
        if old is not None:
            fields = {"title": (old.title, new.title)} if old.title != new.title else {"position": ("", new.title)}
            if old.start != new.start:
                fields["from"] = (old.start.isoformat(), new.start.isoformat())
        if old is None or old.end != new.end:
            until = (
                "" if old is None or old.end is None else old.end.isoformat(),
                new.end.isoformat() if new.end else "",
            )
            fields |= {"until": until} if any(until) else {}
        ended = old is not None and new.end is not None and (old.end is None or new.end < old.end)
        did = Did.ADDED if old is None else Did.ENDED if ended else Did.CHANGED
        return Change(kind="assignments", name=nip, did=did, fields=fields)


def spans_for(old: list[Span], work: Work, today: date) -> list[Span]:
    """Return the supervisions that shall hold, the latest beginning first; those that are over stay as they were."""
    spans = {start: (start, end, position) for start, end, position in old}
    for start, end, position in _closed(sorted(work.exact, key=lambda span: span[0])):
        if not _stands(spans, start, end, position):
            _put(spans, (start, end, position), cut=end is None)
    leaves = work.left is not None and work.left <= today
    if work.under is not None and not leaves:
        _come_under(spans, work.under, work.since, today)
    if work.left is not None:
        last = work.left - _DAY
        spans = {
            start: (start, last if end is None or end > last else end, position)
            for start, end, position in spans.values()
        }
    return sorted(spans.values(), key=lambda span: span[0], reverse=True)


def _come_under(spans: dict[date, Span], position: str, since: date | None, today: date) -> None:
    def on(day: date) -> str | None:
        return position_on(sorted(spans.values(), key=lambda span: span[0], reverse=True), day)

    if on(max(today, since or today)) == position:
        return
    begun = [start for start in spans if start <= today]
    known = max(begun, default=None)
    start = since if since is not None and (known is None or since > known) else today
    _put(spans, (start, None, position), cut=True)


def _put(spans: dict[date, Span], new: Span, *, cut: bool) -> None:
    """Enter a supervision; ``cut`` lets those that began before it end the day before."""
    if cut:
        for start, end, position in list(spans.values()):
            if start < new[0] and (end is None or end >= new[0]):
                spans[start] = (start, new[0] - _DAY, position)
    spans[new[0]] = new


def _stands(spans: Mapping[date, Span], start: date, end: date | None, position: str) -> bool:
    """Tell whether a supervision is there, as it was asked for or ended by the one that came after it."""
    there = spans.get(start)
    if there is None or there[2] != position:
        return False
    return there[1] == end or (end is None and there[1] is not None and there[1] + _DAY in spans)


def _closed(exact: list[Span]) -> Iterator[Span]:
    """Give what the table says, what has no last day ended by what begins after it."""
    for number, (start, end, position) in enumerate(exact):
        after = exact[number + 1][0] if number + 1 < len(exact) else None
        yield start, after - _DAY if end is None and after is not None else end, position


def _before(start: date | None, one: Held, today: date) -> date:
    return (start if start is not None and start > one.start else today) - _DAY


def _row(agency: str, one: Held) -> Row:
    end = one.end.isoformat() if one.end else None
    return (agency, one.id, one.person, one.position, one.capacity, one.title, one.start.isoformat(), end)
