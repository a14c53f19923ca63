"""The sample agency: an invented office of fifteen people with three weeks of work behind them.

Names and NIPs are fixed and belong to nobody; days are relative to ``today``; the same ``today`` gives the same office.
"""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection, insert

from ekin_tui import wire
from ekin_tui.domain.calendar import Month
from ekin_tui.domain.model import Action, Capacity, DayMark, Entry, Note, Period, Plan, Policy, Rhk, Skp, Status
from ekin_tui.domain.rev import advance
from ekin_tui.server import chain
from ekin_tui.server.inbox import Changes, desk, own
from ekin_tui.server.rows import add_rows
from ekin_tui.server.sample_data import SHIFTS, Data, Employee, Listed, Work, read_data
from ekin_tui.server.schema import assignments, entries, facts, meta, notes, people, supervisions
from ekin_tui.server.staff import publish_common, publish_person

AGENCY = "contoh"
HEAD, ARCHIVE, LIBRARY = "pos-kepala", "pos-arsip", "pos-pustaka"
DAYS = 20
"""Working days of work behind the office."""


def identify(*parts: object) -> str:
    """Return an opaque id that is the same at each run."""
    return str(uuid5(NAMESPACE_URL, "ekin:" + ":".join(map(str, parts))))


def fill(connection: Connection, today: date) -> list[Listed]:
    """Write the sample agency into an empty centre and return its people. The caller commits."""
    data = read_data()
    names = [{"key": "name", "value": data.name}, {"key": f"name:{AGENCY}", "value": data.name}]
    connection.execute(insert(meta), names)
    Office(today, data).write(connection)
    nips = {person.holds: person.nip for person in data.people if person.holds}
    roles = {HEAD: "head", ARCHIVE: "supervisor", LIBRARY: "supervisor"}
    return [
        Listed(
            nip=person.nip,
            name=person.name,
            post=person.post,
            role=roles.get(person.holds, "staff"),
            supervisor=nips.get(person.under) if person.under else None,
        )
        for person in data.people
    ]


class Office:
    """Makes up the agency's year and its last weeks."""

    def __init__(self, today: date, data: Data) -> None:
        self._today, self._data = today, data
        self._zone = ZoneInfo(data.zone)
        self._facts: list[dict[str, object]] = []
        self._entries: list[Entry] = []
        self._notes: list[Note] = []
        self._plans: dict[str, list[tuple[Plan, Work]]] = {}

    def write(self, connection: Connection) -> None:
        """Write people, reference data and work, then publish all of it."""
        changes = Changes(agency=AGENCY)
        self._write_people(connection)
        self._make_common()
        for person in self._data.people:
            self._make_skp(person)
            if person.under:
                self._make_work(person)
        connection.execute(insert(facts), self._facts)
        connection.execute(insert(entries), [_entry_row(entry) for entry in self._entries])
        self._write_notes(connection)
        for person in self._data.people:
            publish_person(connection, changes, identify("person", person.key), _position(person.under))
            publish_common(connection, changes, identify("person", person.key))
        self._publish_work(changes)
        changes.publish(connection)

    def _write_notes(self, connection: Connection) -> None:
        self._notes.sort(key=lambda note: (str(note.at), note.id))  # all in one zone: in the order of receipt
        owners = {entry.id: entry.owner for entry in self._entries}
        linked = chain.extend(connection, AGENCY, [(owners[note.entry], note) for note in self._notes])
        add_rows(connection, notes, [(AGENCY, note.id, note.entry, _text(note)) for note in linked])

    def _write_people(self, connection: Connection) -> None:
        year = date(self._today.year - 1, 1, 1)
        connection.execute(
            insert(people),
            [
                {
                    "agency": AGENCY,
                    "id": identify("person", p.key),
                    "nip": p.nip,
                    "name": p.name,
                    "post": p.post,
                    "unit": p.unit,
                    "zone": self._data.zone,
                    "week": 5,
                }
                for p in self._data.people
            ],
        )
        connection.execute(
            insert(supervisions),
            [
                {
                    "agency": AGENCY,
                    "person": identify("person", p.key),
                    "start": year,
                    "position": _position(p.under),
                    "end": None,
                }
                for p in self._data.people
                if p.under
            ],
        )
        rows = [
            {
                "id": identify("assignment", p.holds),
                "person": identify("person", p.key),
                "position": _position(p.holds),
                "capacity": Capacity.HOLDER.value,
                "title": p.post,
                "start": year,
            }
            for p in self._data.people
            if p.holds
        ]
        rows.append(
            {
                "id": identify("assignment", "plt"),
                "person": identify("person", "arsip"),
                "position": _position(LIBRARY),
                "capacity": Capacity.PLT.value,
                "title": "Kepala Bidang Layanan Perpustakaan",
                "start": self._today - timedelta(days=40),
            }
        )
        connection.execute(insert(assignments), [{"agency": AGENCY, "end": None, **row} for row in rows])

    def _make_common(self) -> None:
        month = Month.of(self._today)
        for one in (month.previous().previous(), month.previous(), month, month.next()):
            after = one.next().first + timedelta(days=4)
            due = datetime.combine(after, time(23, 59, 59), self._zone)
            period = Period(id=f"bulan-{one}", start=one.first, end=one.last, due=due, locked=one < month.previous())
            self._fact("period", period.id, "", period)
        self._fact("policy", "policy", "", Policy(rev=1, month_target=6_750))

    def _make_skp(self, person: Employee) -> None:
        owner = identify("person", person.key)
        year = self._today.year
        first, last = date(year, 1, 1), date(year, 12, 31)
        skp = Skp(
            id=identify("skp", person.key, year),
            person=owner,
            year=year,
            post=person.post,
            unit=person.unit,
            start=first,
            end=last,
        )
        self._fact("skp", skp.id, owner, skp)
        self._plans[person.key] = []
        for group in person.works:
            rhk = Rhk(id=identify("rhk", person.key, group), skp=skp.id, text=self._data.groups[group].result)
            self._fact("rhk", rhk.id, owner, rhk)
            for work in self._data.groups[group].works:
                plan = Plan(
                    id=identify("plan", person.key, group, work.code),
                    rhk=rhk.id,
                    text=work.plan,
                    code=work.code,
                    target=work.target,
                    unit=work.unit,
                    start=first,
                    end=last,
                )
                self._fact("plan", plan.id, owner, plan)
                self._plans[person.key].append((plan, work))

    def _make_work(self, person: Employee) -> None:
        chance = random.Random(person.key)  # noqa: S311 - an invented office, not a secret
        days = list(_workdays_before(self._today, DAYS))
        gaps = set(chance.sample(days[1:-1], 3))  # the log begins with the oldest day
        leave = chance.choice([day for day in days[:-1] if day not in gaps])
        if person.key in {"siti", "petrus"}:
            owner = identify("person", person.key)
            mark = DayMark(id=identify("day", person.key), day=leave, kind="leave", text="Cuti tahunan", owner=owner)
            self._fact("day", mark.id, owner, mark)
            gaps.add(leave)
        for age, day in enumerate(days):
            if day not in gaps:
                self._make_day(person, day, age, chance)

    def _make_day(self, person: Employee, day: date, age: int, chance: random.Random) -> None:
        for number, (start, end) in enumerate(chance.choice(SHIFTS)):
            plan, work = chance.choice(self._plans[person.key])
            entry = Entry(
                id=identify("entry", person.key, day, number),
                owner=identify("person", person.key),
                day=day,
                start=start,
                end=end,
                zone=self._data.zone,
                activity=self._describe(work, chance),
                plan=plan.id,
                quantity=chance.randint(*work.usual),
                unit=work.unit,
            )
            self._entries.append(self._decided(person, advance(entry), age, number, chance))

    def _decided(self, person: Employee, entry: Entry, age: int, number: int, chance: random.Random) -> Entry:
        """Let the entry have gone as far as its age suggests: older ones approved, newer ones waiting or drafts."""
        if age == 0 and number > 1:
            return entry
        sent = datetime.combine(entry.day, time(16, 10 + 5 * number), self._zone)
        entry = advance(replace(entry, status=Status.SUBMITTED, position=_position(person.under), received=sent))
        if age < 4 and not (age == 2 and number == 0):
            return entry
        action, status = (Action.RETURN, Status.RETURNED) if age == 2 else (Action.APPROVE, Status.APPROVED)
        text = (
            chance.choice(self._data.remarks[action.value]) if action is Action.RETURN or chance.random() < 0.2 else ""
        )
        chief = next(p for p in self._data.people if p.holds == person.under)
        self._notes.append(
            Note(
                id=identify("note", entry.id),
                entry=entry.id,
                kind=action,
                text=text,
                by=identify("person", chief.key),
                name=chief.name,
                capacity=Capacity.HOLDER,
                at=sent + timedelta(hours=17, minutes=chance.randint(0, 59)),
                rev=entry.rev,
            )
        )
        recognised = entry.minutes if status is Status.APPROVED else None
        return advance(replace(entry, status=status, recognised=recognised))

    def _publish_work(self, changes: Changes) -> None:
        for entry in self._entries:
            changes.tell(own(entry.owner), "entry", entry.id)
            if entry.position:
                changes.tell(desk(entry.position), "entry", entry.id)
        where = {entry.id: entry for entry in self._entries}
        for note in self._notes:
            entry = where[note.entry]
            changes.tell(own(entry.owner), "note", note.id)
            changes.tell(desk(entry.position or ""), "note", note.id)
        for person, post in (("kepala", HEAD), ("arsip", ARCHIVE), ("arsip", "plt"), ("pustaka", LIBRARY)):
            changes.tell(own(identify("person", person)), "assignment", identify("assignment", post))

    def _describe(self, work: Work, chance: random.Random) -> str:
        first = chance.randint(1, 60)
        words = {name: chance.choice(choices) for name, choices in self._data.words.items()}
        return chance.choice(work.done).format(**words, n=first, m=first + chance.randint(1, 6))

    def _fact(self, kind: str, fact: str, owner: str, value: object) -> None:
        self._facts.append({"agency": AGENCY, "kind": kind, "id": fact, "owner": owner, "doc": _text(value)})


def _workdays_before(today: date, count: int) -> Iterator[date]:
    """Give the last ``count`` days from Monday to Friday before ``today``, newest first."""
    day = today
    while count:
        day -= timedelta(days=1)
        if day.weekday() < 5:
            count -= 1
            yield day


def _position(key: str) -> str | None:
    return identify("position", key) if key else None


def _entry_row(entry: Entry) -> dict[str, object]:
    return {
        "agency": AGENCY,
        "id": entry.id,
        "author": entry.owner,
        "day": entry.day,
        "status": entry.status.value,
        "position": entry.position,
        "sent": entry.status is not Status.DRAFT,
        "doc": _text(wire.doc_of(entry)),
    }


def _text(value: object) -> str:
    return msgspec.json.encode(value).decode()
