"""Who has no rencana aksi yet (a new post, a year that has just begun) is told so, and loses no typed word."""

from pathlib import Path

from ekin_tui.domain.model import Status
from tests.office import TODAY, Office
from tests.screens.program import picture, press, program, said, write

SIZE = (80, 24)
SENTENCE = "Belum ada rencana aksi untuk Rab 25 Nov 2026. Sinkronkan dahulu, atau hubungi admin kepegawaian;"


def take_plans(behind: Office) -> None:
    with behind.store.writing():
        for line in behind.store.reference.plans(behind.desk.me.id, None):
            behind.store.reference.drop("plan", line.plan.id)


async def test_the_form_says_what_to_do_and_goes_on_by_enter(tmp_path: Path) -> None:
    app, behind = program(tmp_path)
    take_plans(behind)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "n")
        shown = " ".join(picture(app).split())
        assert SENTENCE in shown
        assert "Tidak ada rencana aksi pada tanggal itu." in shown
        assert "Ketik satu kata" not in shown
        await write(pilot, "laporan")
        await press(pilot, "enter")
        assert "▸ Tanggal kegiatan" in picture(app)
        await press(pilot, "ctrl+o")
    [entry] = behind.desk.journal.day(TODAY).entries
    assert entry.entry.status is Status.DRAFT
    assert next(p.code for p in entry.problems) == "plan-none"
    assert behind.desk.journal.form(entry.entry.id).plan_words == "laporan"


async def test_a_quick_line_becomes_a_draft_with_the_word_for_the_plan(tmp_path: Path) -> None:
    app, behind = program(tmp_path)
    take_plans(behind)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a")
        await write(pilot, "08.00-09.30 Menyusun rekap arsip masuk @lapbul 1 dokumen")
        assert SENTENCE in " ".join(picture(app).split())
        await press(pilot, "enter")
        assert "Draf disimpan" in said(app)
    [entry] = behind.desk.journal.day(TODAY).entries
    assert (entry.entry.quantity, entry.entry.unit) == (1, "dokumen")
    assert behind.desk.journal.form(entry.entry.id).plan_words == "lapbul"
