"""Everything about a span of one's own days, read once and counted for a report."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from ekin_tui.desk.days import Days
from ekin_tui.desk.looking import Looking
from ekin_tui.desk.months import own_log_begins
from ekin_tui.desk.record import RecordCheck
from ekin_tui.desk.report_views import DayRow, MonthLine, NoteRow, RhkRow, Subject
from ekin_tui.desk.views import DayKind
from ekin_tui.domain.calendar import Month
from ekin_tui.domain.indicators import (
    Duty,
    DutyDay,
    accountability,
    conformity,
    discipline,
    judge_day,
    outputs,
)
from ekin_tui.domain.model import Action, Capacity, Note, Period, Person, Rhk, Skp, Status, Superior
from ekin_tui.domain.periods import period_of
from ekin_tui.domain.ratings import of_span
from ekin_tui.domain.tallies import Offer, tally
from ekin_tui.domain.works import COUNTED, Work, stage_of
from ekin_tui.store import PlanLine, Stored

_SENT = frozenset({Status.SUBMITTED, Status.RETURNED, Status.APPROVED, Status.REJECTED})
_BACK = frozenset({Action.RETURN, Action.REOPEN})
_SPEAKS = (Capacity.HOLDER, Capacity.PLT, Capacity.PLH)


class Gathered:
    """A span of days with its entries, notes and targets."""

    def __init__(self, look: Looking, first: date, last: date) -> None:
        """Read what lies between ``first`` and ``last``."""
        self._look, self._first, self._last = look, first, last
        self._lines = {line.plan.id: line for line in look.store.reference.plans(look.me.id, None)}
        self._skps = look.store.reference.skps(look.me.id)
        self._begun = look.store.entries.first_filled_day(look.me.id)
        self._notes = look.store.notes.of_days(look.me.id, first, last)
        back = {note.entry for note in self._notes if note.kind in _BACK and note.at is not None}
        self._works = self._read(first, last, back)
        self._asked = look.days(first, last)
        self._duties = self._judged()

    def facts(self) -> dict[str, Any]:
        """Return the fields of a :class:`ekin_tui.desk.report_views.Report`."""
        look, policy = self._look, self._asked.policy
        rows = tuple(self._day_row(one) for one in self._duties)
        return {
            "subject": self._subject(),
            "first": self._first,
            "last": self._last,
            "made": look.now.astimezone(ZoneInfo(look.me.zone)),
            "last_sync": look.last_sync(),
            "begun": self._begun,
            "days": rows,
            "works": self._works,
            "tally": tally(self._works),
            "offer": Offer(
                whole=sum(row.target for row in rows),
                so_far=sum(row.target for row in rows if row.day <= look.today),
                fixed=_fixed(self._asked, rows),
            ),
            "discipline": discipline(self._duties),
            "conformity": conformity(self._works, self._promised(), silent=policy.silent),
            "accountability": accountability(self._works),
            "ratings": of_span(look.store.reference.ratings(look.me.id), self._first, self._last),
            "rhks": self._rhks(),
            "notes": self._note_rows(),
            "record": RecordCheck(look.store).check(),
        }

    def month_line(self, month: Month) -> MonthLine:
        """Return one month of this span in figures."""
        duties = [one for one in self._duties if month.first <= one.duty.day <= month.last]
        works = [work for work in self._works if month.first <= work.entry.day <= month.last]
        target = sum(self._asked.target(one.duty.day) for one in duties)
        return MonthLine(month=month, discipline=discipline(duties), tally=tally(works), target=target)

    def _read(self, first: date, last: date, back: Collection[str] = ()) -> tuple[Work, ...]:
        stored = self._look.store.entries.of_days(self._look.me.id, first, last)
        return tuple(_work(one, self._lines, sent_back=one.entry.id in back) for one in stored)

    def _judged(self) -> list[DutyDay]:
        look, by_day = self._look, defaultdict[date, list[Work]](list)
        for work in self._works:
            by_day[work.entry.day].append(work)
        self._by_day: Mapping[date, Sequence[Work]] = by_day
        periods = look.store.reference.periods()
        span = (self._first + timedelta(days=n) for n in range((self._last - self._first).days + 1))
        begun, duties = own_log_begins(look), (self._duty(day, periods) for day in span)
        return [judge_day(duty, by_day[duty.day], today=look.today, begun=begun) for duty in duties]

    def _duty(self, day: date, periods: Sequence[Period]) -> Duty:
        period = period_of(day, periods)
        return Duty(
            day=day,
            workday=self._asked.kind(day) is DayKind.WORK,
            served=not self._skps or any(skp.start <= day <= skp.end for skp in self._skps),
            open=period is None or (not period.locked and self._look.now <= period.due),
        )

    def _day_row(self, one: DutyDay) -> DayRow:
        day = one.duty.day
        return DayRow(
            day=day,
            kind=self._asked.kind(day),
            name=self._asked.off.get(day, ""),
            stand=one.stand,
            open=one.duty.open,
            tally=tally(self._by_day[day]),
            target=self._asked.target(day),
        )

    def _subject(self) -> Subject:
        skps = tuple(skp for skp in self._skps if skp.start <= self._last and skp.end >= self._first)
        return Subject(person=self._look.me, supervisor=self._supervisor(), skps=skps)

    def _supervisor(self) -> Superior | None:
        """Return who the centre says signs, else who speaks for the position above, else who decided last.

        None where nobody is known here: a centre or a cache of an earlier version names nobody.
        """
        reference, look = self._look.store.reference, self._look
        if look.me.supervisor is not None:
            return look.me.supervisor
        for person in reference.persons():
            held = reference.assignments(person.id)
            if any(one.speaks and one.position == look.me.position and one.holds(look.today) for one in held):
                return _superior(person)
        spoken = [note for note in self._notes if note.capacity in _SPEAKS and note.at is not None]
        if not spoken:
            return None
        known = reference.person(spoken[-1].by)
        return _superior(known) if known else Superior(nip="", name=spoken[-1].name)

    def _promised(self) -> list[Rhk]:
        """Return the results that have a plan in this span, each once, in the order of the plans."""
        held = (one for one in self._lines.values() if one.plan.start <= self._last and one.plan.end >= self._first)
        return list({line.rhk.id: line.rhk for line in held}.values())

    def _rhks(self) -> tuple[RhkRow, ...]:
        """Return the results that were promised or worked for, the most minutes first, untied work last."""
        works, lines = defaultdict[str, list[Work]](list), defaultdict[str, list[PlanLine]](list)
        for work in self._works:
            works[work.rhk.id if work.rhk else ""].append(work)
        for line in self._lines.values():
            used = any(work.plan and work.plan.id == line.plan.id for work in works[line.rhk.id])
            if used or (line.plan.start <= self._last and line.plan.end >= self._first):
                lines[line.rhk.id].append(line)
        earlier = self._earlier([line for found in lines.values() for line in found])
        rows = [_rhk_row(found[0].rhk, found[0].skp, found, works[key], earlier) for key, found in lines.items()]
        rows.sort(key=lambda row: -row.minutes)
        untied = _rhk_row(None, None, [], works[""], ())
        return (*rows, untied) if untied.entries else tuple(rows)

    def _earlier(self, lines: Sequence[PlanLine]) -> Sequence[Work]:
        """Return the works of these plans before this span."""
        begun = min((line.plan.start for line in lines), default=self._first)
        return self._read(begun, self._first - timedelta(days=1)) if begun < self._first else ()

    def _note_rows(self) -> tuple[NoteRow, ...]:
        works, zone = {work.entry.id: work for work in self._works}, ZoneInfo(self._look.me.zone)
        return tuple(NoteRow(note=_here(note, zone), work=works[note.entry]) for note in self._notes)


def _superior(person: Person) -> Superior:
    return Superior(nip=person.nip, name=person.name, post=person.post)


def _work(stored: Stored, lines: Mapping[str, PlanLine], *, sent_back: bool) -> Work:
    line = lines.get(stored.entry.plan or "")
    known = stored.base.status if stored.base is not None else None
    return Work(
        entry=stored.entry,
        stage=stage_of(stored.entry.status, known),
        reached=stored.entry.status is not Status.DRAFT and known in _SENT,
        plan=line.plan if line else None,
        rhk=line.rhk if line else None,
        skp=line.skp if line else None,
        sent_back=sent_back or stored.entry.status is Status.RETURNED,  # its note may still be on the way
    )


def _rhk_row(
    rhk: Rhk | None, skp: Skp | None, lines: Sequence[PlanLine], works: Sequence[Work], earlier: Sequence[Work]
) -> RhkRow:
    counted = [work for work in works if work.stage in COUNTED]
    return RhkRow(
        rhk=rhk,
        skp=skp,
        entries=len(counted),
        minutes=sum(work.entry.minutes for work in counted),
        recognised=sum(work.recognised for work in counted),
        outputs=tuple(outputs([line.plan for line in lines], works, earlier)),
    )


def _fixed(asked: Days, rows: Sequence[DayRow]) -> int | None:
    """Return the agency's fixed target for this span: of its months, else of its working days."""
    policy = asked.policy
    if policy.month_target is not None:
        return policy.month_target * len({(row.day.year, row.day.month) for row in rows})
    if policy.day_target is not None:
        return policy.day_target * sum(row.kind is DayKind.WORK for row in rows)
    return None


def _here(note: Note, zone: ZoneInfo) -> Note:
    return note if note.at is None else replace(note, at=note.at.astimezone(zone))
