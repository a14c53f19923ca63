"""*Sinkron*: the queue, refusals and clashes, by keys, over a real cache."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ekin_tui.domain.model import Problem, Status
from ekin_tui.screens.messages import Open, SyncMoved, SyncNow
from ekin_tui.screens.sync import SyncScreen
from ekin_tui.store.salvage import META, Salvage
from ekin_tui.sync.result import Progress
from tests.office import NOW, TODAY, Office, as_received, make_entry, office
from tests.screens.keyboard import press
from tests.screens.stage import Stage, room_of

SIZE = (80, 24)


def syncing(place: Office, lang: str = "id") -> Stage:
    return Stage(lambda: SyncScreen(room_of(place.desk, lang)))


def queue_some(place: Office) -> None:
    """Let Siti submit one entry, so that a put and a submission wait."""
    form = place.desk.journal.blank(TODAY)
    view, _ = place.desk.journal.save(
        replace(
            form,
            plan="plan-lapbul-p-siti",
            start="08.00",
            end="09.30",
            activity="Menyusun rekap arsip masuk",
            quantity="1",
            unit="dokumen",
        )
    )
    place.desk.journal.submit([view.entry.id])


def clash_one(place: Office) -> str:
    """Give Siti an entry that was changed here and at the centre."""
    theirs = as_received(make_entry(0, date(2026, 11, 24)), Status.DRAFT)
    mine = replace(theirs, activity="Menyusun rekap arsip masuk dan keluar", end=600)
    with place.store.writing():
        place.store.entries.take(theirs)
        return place.store.conflicts.add(theirs.id, mine, theirs, NOW)


async def test_offline_is_said_in_plain_words_with_the_queue_below(tmp_path: Path) -> None:
    place = office(tmp_path)
    queue_some(place)
    with place.store.writing():
        place.store.meta.put("last_result", "offline")
        place.store.meta.put("last_sync", "2026-11-25T06:02:00+00:00")
    app = syncing(place)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert app.line("Pusat tidak terjangkau.")
        assert app.line("Terakhir berhasil 25 Nov 14.02.")
        assert app.line("Menunggu dikirim (2)")
        assert "Menyusun rekap arsip masuk" in app.line("mengirim")


async def test_r_asks_for_an_exchange_and_progress_is_words_and_a_bar(tmp_path: Path) -> None:
    place = office(tmp_path)
    queue_some(place)
    app = syncing(place)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "R")
        assert [type(message) for message in app.asked] == [SyncNow]
        app.screen.post_message(SyncMoved(Progress(feed="own", done=500, total=1_000)))
        await pilot.pause()
        assert app.line("Menerima 500 dari 1.000 ██████████░░░░░░░░░░")


async def test_progress_is_seen_in_a_narrow_window_too_and_what_is_cut_carries_a_mark(tmp_path: Path) -> None:
    place = office(tmp_path)
    queue_some(place)
    app = syncing(place)
    async with app.run_test(size=(40, 15)) as pilot:
        await press(pilot, "R")
        app.screen.post_message(SyncMoved(Progress(feed="own", done=500, total=1_000)))
        await pilot.pause()
        assert app.line("Menerima 500 dari 1.000")
        assert app.line("Rab 25 Nov   menyimpan").endswith("…")


@pytest.mark.parametrize("size", [(80, 24), (40, 15)])
async def test_what_little_waits_leaves_the_room_to_what_is_said_of_the_clock(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    place = office(tmp_path)
    with place.store.writing():
        place.store.meta.put("target", "pusat")
        place.store.meta.put("last_result", "ok")
        place.store.meta.put("last_sync", "2026-11-25T06:02:00+00:00")
        place.store.meta.put("skew", "172800")
    app = syncing(place)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert "entri tetap dapat dicatat dan dikirim." in " ".join(app.picture.split())
        assert app.line("0 dikirim, 0 diterima")
        assert app.line("Semua sudah sampai di pusat.")


async def test_enter_opens_the_entry_of_the_line(tmp_path: Path) -> None:
    place = office(tmp_path)
    queue_some(place)
    app = syncing(place)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "enter")
        assert isinstance(app.asked[0], Open)
        assert app.asked[0].screen == "editor"
        assert place.desk.journal.view(app.asked[0].arg) is not None


async def test_a_refusal_is_said_with_its_remedy_and_leaves_when_it_was_read(tmp_path: Path) -> None:
    place = office(tmp_path)
    queue_some(place)
    refuse_first(place)
    app = syncing(place)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert app.line("Ditolak pusat, perlu tindakan (1)")
        assert app.line("Rencana aksi ini tidak ada pada SKP Anda")
        await press(pilot, "x")
        assert "Ditolak pusat" not in app.picture


def refuse_first(place: Office) -> None:
    """Let the centre refuse the first op that waits."""
    op = place.store.outbox.all()[0].op
    with place.store.writing():
        body = place.store.outbox.body(op.op)
        assert body
        place.store.outbox.set_aside(op.op, op.entry, body, Problem(code="plan-unknown", field="plan"))


async def test_a_clash_stands_side_by_side_and_m_keeps_mine(tmp_path: Path) -> None:
    place = office(tmp_path)
    clash_one(place)
    app = syncing(place)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        row = app.line("10.00")
        assert row.index("10.00") < row.index("09.30")
        assert app.line("Di sini")
        await press(pilot, "m")
        assert app.line("Versi di sini dipakai dan akan dikirim.")
    stored = place.store.entries.get("e-siti-1124-0")
    assert stored is not None
    assert stored.entry.end == 600
    assert [waiting.op.t for waiting in place.store.outbox.all()] == ["put"]


async def test_t_keeps_the_version_of_the_centre(tmp_path: Path) -> None:
    place = office(tmp_path)
    clash_one(place)
    app = syncing(place)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "t")
        assert app.line("lepaskan tulisan Anda?")
        assert place.store.conflicts.count() == 1
        await press(pilot, "y")
        assert app.line("Versi pusat dipakai.")
    stored = place.store.entries.get("e-siti-1124-0")
    assert stored is not None
    assert stored.entry.end == 570
    assert place.store.conflicts.all() == []


async def test_keys_that_do_not_fit_the_line_are_not_offered(tmp_path: Path) -> None:
    place = office(tmp_path)
    queue_some(place)
    app = syncing(place)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert "pakai" not in app.picture.splitlines()[-1]
        await press(pilot, "m", "t", "x")
        assert place.store.outbox.count() == 2


async def test_a_window_of_40_columns_shows_state_list_and_detail(tmp_path: Path) -> None:
    place = office(tmp_path)
    clash_one(place)
    app = syncing(place)
    async with app.run_test(size=(40, 15)) as pilot:
        await pilot.pause()
        assert app.line("Diubah di dua tempat")
        assert app.line("Di sini")
        assert max(len(line) for line in app.picture.splitlines()) <= 40
        assert "bulan berjalan" not in app.picture
        await press(pilot, "full_stop")
        assert app.line("berjalan")


async def test_nothing_is_said_to_have_arrived_before_the_centre_was_ever_reached(tmp_path: Path) -> None:
    place = office(tmp_path)
    app = Stage(lambda: SyncScreen(room_of(place.desk)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "belum pernah tersambung" in app.picture
        assert "Semua sudah sampai" not in app.picture
        with place.store.writing():
            place.store.meta.put("last_sync", "2026-11-25T09:00:00+08:00")
        app.screen.refresh_view()
        await pilot.pause()
        assert "Semua sudah sampai" in app.picture


def damage(place: Office, damaged: int = 0) -> None:
    """Let the cache be one that was salvaged at the start."""
    done = Salvage(
        file="cache.db.corrupt-20261125T010000Z",
        at="2026-11-25T01:00:00+00:00",
        entries=1_204,
        queued=3,
        typed=1,
        damaged=damaged,
    )
    with place.store.writing():
        place.store.meta.put(META, done.packed())


@pytest.mark.parametrize("size", [(80, 24), (40, 15)])
@pytest.mark.parametrize("damaged", [0, 2])
async def test_a_damaged_database_is_the_first_row_until_it_was_read(
    tmp_path: Path, damaged: int, size: tuple[int, int]
) -> None:
    place = office(tmp_path)
    clash_one(place)
    damage(place, damaged)
    app = syncing(place)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert app.line("Basis data di komputer ini rusak")
        assert app.line("Terselamatkan: 1.204 entri")
        seen = app.picture
        for _ in range(4):
            await press(pilot, "full_stop")
            seen += app.picture
        assert "cache.db.corrupt-20261125T010000Z" in seen.replace("\n", "").replace(" ", "")
        assert ("2 bagiannya" in " ".join(seen.split())) == bool(damaged)
        assert place.desk.syncing.mark().attention == 2
        await press(pilot, "x")
        assert app.line("Sudah dibaca")
        assert "rusak" not in app.picture
        assert place.store.salvaged is None
        assert app.line("Diubah di dua tempat")


async def test_enter_on_two_versions_is_offered_as_a_comparison_and_on_a_refusal_as_the_entry(tmp_path: Path) -> None:
    place = office(tmp_path)
    clash_one(place)
    queue_some(place)
    for lang, compare, opened in (("id", "bandingkan", "buka entri"), ("en", "compare", "open entry")):
        app = syncing(place, lang)
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause()
            assert compare in app.picture.splitlines()[-1]
            assert opened not in app.picture.splitlines()[-1]
            await press(pilot, "j")
            assert opened in app.picture.splitlines()[-1]
            assert compare not in app.picture.splitlines()[-1]
            await press(pilot, "enter")
            assert [type(message) for message in app.asked] == [Open]


async def test_the_state_names_the_details_of_the_last_result_and_draws_them_inert(tmp_path: Path) -> None:
    place = office(tmp_path)
    with place.store.writing():
        place.store.meta.put("last_result", "ca-file")
        place.store.meta.put("last_details", '{"path": "/etc/ekin/ca.pem\\u001b[2J\\u202e"}')
    app = syncing(place)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert app.line("/etc/ekin/ca.pem")
        assert not {"\x1b", "\u202e"} & set(app.picture)
