"""A small office in a real cache, without a centre: one clerk, her supervisor, and a month of work.

The clock stands still at Wednesday 25 November 2026, 09.30 in Makassar (WITA). Ids count up, so that runs are alike.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from ekin_tui.desk import Desk
from ekin_tui.domain.clock import parse_clock
from ekin_tui.domain.model import (
    Action,
    Assignment,
    Capacity,
    DayMark,
    Entry,
    Note,
    Period,
    Person,
    Plan,
    Policy,
    Rhk,
    Skp,
    Status,
)
from ekin_tui.domain.rev import advance
from ekin_tui.store import Store

WITA = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 25, 9, 30, tzinfo=WITA)
TODAY = date(2026, 11, 25)
ZONE = "Asia/Makassar"
HOLIDAYS: Mapping[date, str] = {
    date(2026, 12, 24): "Cuti Bersama Hari Raya Natal",
    date(2026, 12, 25): "Hari Raya Natal",
}

SITI = Person(
    id="p-siti",
    nip="198609262015052001",
    name="Siti Rahmawati",
    post="Arsiparis Ahli Muda",
    unit="Bidang Pengelolaan Arsip",
    agency="Dinas Kearsipan Kota Contoh",
    zone=ZONE,
    position="pos-1",
)
BUDI = Person(
    id="p-budi",
    nip="197803122003121004",
    name="Budi Hartono",
    post="Kepala Bidang Pengelolaan Arsip",
    unit="Bidang Pengelolaan Arsip",
    agency="Dinas Kearsipan Kota Contoh",
    zone=ZONE,
    position="pos-0",
)
JOKO = Person(
    id="p-joko",
    nip="199101152019031007",
    name="Joko Lestari",
    post="Pengelola Arsip",
    unit="Bidang Pengelolaan Arsip",
    agency="Dinas Kearsipan Kota Contoh",
    zone=ZONE,
    position="pos-1",
)

PLANS = (
    ("lapbul", "Menyusun laporan bulanan pengelolaan arsip dinamis", 12, "dokumen"),
    ("daftar", "Menyusun daftar arsip inaktif perangkat daerah", 48, "daftar"),
    ("alih", "Melaksanakan alih media arsip foto dan peta", 600, "lembar"),
    ("bimtek", "Menyelenggarakan bimbingan teknis kearsipan kelurahan", 4, "kegiatan"),
    ("layanan", "Melayani permohonan peminjaman arsip", 240, "permohonan"),
    ("musnah", "Menyiapkan usul pemusnahan arsip", 2, "berkas"),
)
_WORK = (
    ("08.00", "09.30", "lapbul", "Menyusun rekap jumlah arsip masuk bulan berjalan", 1, "dokumen"),
    ("09.30", "11.45", "daftar", "Mendaftar arsip inaktif Dinas Pertanian boks 21 sampai 24", 4, "daftar"),
    ("13.00", "14.30", "alih", "Memindai foto peresmian pasar tahun 1987", 35, "lembar"),
    ("14.30", "16.00", "layanan", "Melayani peminjaman arsip pertanahan Kelurahan Bonto", 3, "permohonan"),
)


def counting(prefix: str = "id") -> Callable[[], str]:
    """Return a maker of ids that can't collide within one test."""
    numbers = count(1)
    return lambda: f"{prefix}-{next(numbers):05d}"


def plans_of(owner: Person) -> Iterator[Skp | Rhk | Plan]:
    """Give the targets of ``owner`` for the year."""
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    skp = Skp(id=f"skp-{owner.id}", person=owner.id, year=2026, post=owner.post, unit=owner.unit, start=first, end=last)
    rhk = Rhk(id=f"rhk-{owner.id}", skp=skp.id, text="Arsip dinamis terkelola sesuai kaidah kearsipan")
    yield from (skp, rhk)
    for code, text, target, unit in PLANS:
        yield Plan(
            id=f"plan-{code}-{owner.id}",
            rhk=rhk.id,
            text=text,
            code=code,
            target=target,
            unit=unit,
            start=first,
            end=last,
        )


def fill_reference(store: Store, me: Person) -> None:
    """Put the office's people, plans, periods and policy into ``store`` as a pull would."""
    put = store.reference.put
    with store.writing():
        store.meta.put("person", me.id)
        for person in (SITI, BUDI, JOKO):
            put(person)
        for owner in (SITI, JOKO):
            for fact in plans_of(owner):
                put(fact)
        put(
            Plan(
                id="plan-tw1",
                rhk=f"rhk-{SITI.id}",
                text="Menyusun rencana kerja triwulan pertama",
                code="tw1",
                target=1,
                unit="dokumen",
                start=date(2026, 1, 1),
                end=date(2026, 3, 31),
            )
        )
        for month in (9, 10, 11, 12):
            start = date(2026, month, 1)
            after = date(2026 + month // 12, month % 12 + 1, 1)
            due = datetime(after.year, after.month, 5, 15, 59, 59, tzinfo=UTC)
            put(
                Period(
                    id=f"2026-{month:02d}",
                    start=start,
                    end=after - timedelta(days=1),
                    due=due,
                    locked=month == 9,
                )
            )
        put(Policy(rev=1, month_target=6_750))
        put(DayMark(id="mark-1", day=date(2026, 11, 12), kind="leave", text="Cuti tahunan", owner=SITI.id))
        if me.id == BUDI.id:
            put(
                Assignment(
                    id="as-1",
                    person=BUDI.id,
                    position="pos-1",
                    capacity=Capacity.HOLDER,
                    title="Kepala Bidang Pengelolaan Arsip",
                    start=date(2025, 1, 1),
                )
            )
            put(
                Assignment(
                    id="as-2",
                    person=BUDI.id,
                    position="pos-2",
                    capacity=Capacity.PLT,
                    title="Kepala Bidang Layanan Informasi",
                    start=date(2026, 10, 1),
                )
            )


def make_entry(number: int, day: date, owner: Person = SITI, **changes: object) -> Entry:
    """Return a complete draft of ``day``; ``changes`` replace its fields."""
    start, end, code, activity, quantity, unit = _WORK[number % len(_WORK)]
    entry = Entry(
        id=f"e-{owner.id[2:]}-{day:%m%d}-{number}",
        owner=owner.id,
        day=day,
        start=parse_clock(start),
        end=parse_clock(end),
        zone=ZONE,
        activity=activity,
        plan=f"plan-{code}-{owner.id}",
        quantity=quantity,
        unit=unit,
    )
    return replace(entry, **changes)  # type: ignore[arg-type]


def as_received(entry: Entry, status: Status, **changes: object) -> Entry:
    """Return ``entry`` as the centre sends it in ``status``."""
    sent = status is not Status.DRAFT
    received = datetime(entry.day.year, entry.day.month, entry.day.day, 16, 30, tzinfo=WITA) if sent else None
    entry = replace(entry, status=status, position="pos-1" if sent else None, received=received)
    if status is Status.APPROVED:
        entry = replace(entry, recognised=entry.minutes)
    return advance(replace(entry, **changes))  # type: ignore[arg-type]


def fill_month(store: Store) -> None:
    """Give Siti a November in mixed states: approved, waiting, one returned with a note, drafts, gaps."""
    gaps = {date(2026, 11, n) for n in (6, 10, 19, 25)}
    with store.writing():
        for number in range(2, 25):
            day = date(2026, 11, number)
            if day.weekday() > 4 or day in gaps or day == date(2026, 11, 12):
                continue
            status = Status.APPROVED if number < 17 else Status.SUBMITTED
            for piece in range(4 if number % 3 else 3):
                store.entries.take(as_received(make_entry(piece, day), status))
        returned = as_received(make_entry(1, date(2026, 11, 23)), Status.RETURNED)
        store.entries.take(returned)
        store.notes.take(
            Note(
                id="n-1",
                entry=returned.id,
                kind=Action.RETURN,
                text="Mohon lampirkan tautan daftar arsip dan sebutkan jumlah boks.",
                by=BUDI.id,
                name=BUDI.name,
                capacity=Capacity.HOLDER,
                at=datetime(2026, 11, 24, 8, 10, tzinfo=WITA),
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A desk with what a test may want to reach behind it."""

    desk: Desk
    store: Store
    path: Path


def office(folder: Path, *, me: Person = SITI, filled: bool = True, now: datetime = NOW) -> Office:
    """Open a real cache in ``folder`` for ``me``; ``filled`` gives Siti her month (or Budi his queue)."""
    path = folder / "cache.db"
    if path.exists():
        store = Store.open(path)
        _fill(store, me, filled)
    else:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in _made(me, filled).items():
            (folder / name).touch(0o600)
            (folder / name).write_bytes(content)
        store = Store.open(path)
    desk = Desk(
        store, clock=lambda: now, new_id=counting(me.id), holidays=lambda year: HOLIDAYS if year == 2026 else {}
    )
    return Office(desk=desk, store=store, path=path)


@cache
def _made(me: Person, filled: bool) -> Mapping[str, bytes]:
    """Return the files of the cache of ``me``: made once, and copied for each test."""
    with TemporaryDirectory() as folder:
        store = Store.open(Path(folder) / "cache.db")
        _fill(store, me, filled)
        store.close()
        return {file.name: file.read_bytes() for file in Path(folder).iterdir()}


def _fill(store: Store, me: Person, filled: bool) -> None:
    fill_reference(store, me)
    if filled and me.id == SITI.id:
        fill_month(store)
    if filled and me.id == BUDI.id:
        fill_queue(store)


def fill_queue(store: Store) -> None:
    """Give Budi six entries of two people that wait, one of them late."""
    with store.writing():
        for day in (date(2026, 11, 20), date(2026, 11, 23), date(2026, 11, 24)):
            store.entries.take(as_received(make_entry(0, day), Status.SUBMITTED, late=day.day == 20))
            store.entries.take(as_received(make_entry(1, day, JOKO), Status.SUBMITTED))
        store.entries.take(as_received(make_entry(2, date(2026, 11, 20), JOKO), Status.APPROVED))
