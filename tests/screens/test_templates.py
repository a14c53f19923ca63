"""Templates and ranges of days, by keys alone."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ekin_tui.app import EkinApp
from ekin_tui.domain.model import Status
from ekin_tui.keys.mapping import keymap_of
from ekin_tui.screens.calendar import CalendarScreen
from ekin_tui.screens.editor import EditorScreen
from ekin_tui.widgets.month_grid import MonthGrid
from tests.office import TODAY
from tests.screens.program import picture, press, program, said, write

SIZE = (80, 24)


def lit_days(app: EkinApp) -> list[str]:
    """The numbers of the days that the month shows turned round."""
    grid = app.screen.query_one(MonthGrid)
    lines = [grid.render_line(y) for y in range(grid.size.height)]
    return [
        number
        for line in lines
        for segment in line
        if segment.style is not None and segment.style.reverse and (number := segment.text.strip(" ▪!◇✦")).isdigit()
    ]


async def test_an_entry_is_saved_as_a_template_and_used_by_its_number(tmp_path: Path) -> None:
    app, behind = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "p")
        assert "Belum ada pola" in picture(app)
        await press(pilot, "enter")
        assert "Belum ada pola" in picture(app)
        await press(pilot, "escape", "left", "p", "a")
        await write(pilot, "rekap")
        await press(pilot, "enter")
        assert "Disimpan sebagai pola rekap" in picture(app)
        await press(pilot, "escape", "right", "p")
        assert "08.00-09.30 Menyusun rekap" in picture(app)
        await press(pilot, "1")
        assert isinstance(app.screen, EditorScreen)
        await press(pilot, "ctrl+g")
        assert isinstance(app.screen, CalendarScreen)
    [entry] = behind.desk.journal.day(TODAY).entries
    assert entry.entry.status is Status.SUBMITTED
    assert (entry.entry.start, entry.entry.plan, entry.entry.evidence) == (480, "plan-lapbul-p-siti", "")
    assert [(t.name, t.used) for t in behind.desk.templates.all()] == [("rekap", 1)]


async def test_a_template_that_was_only_looked_at_leaves_no_entry(tmp_path: Path) -> None:
    app, behind = program(tmp_path)
    yesterday = behind.desk.journal.day(date(2026, 11, 24)).entries[0]
    behind.desk.templates.keep("rekap", behind.desk.journal.form(yesterday.entry.id))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "p", "enter", "escape")
        assert isinstance(app.screen, CalendarScreen)
    assert behind.desk.journal.day(TODAY).entries == ()
    assert behind.desk.journal.unfinished() == []


async def test_in_the_editor_a_template_fills_the_empty_fields_and_touches_no_other(tmp_path: Path) -> None:
    app, behind = program(tmp_path)
    yesterday = behind.desk.journal.day(date(2026, 11, 24)).entries[0]
    behind.desk.templates.keep("rekap", behind.desk.journal.form(yesterday.entry.id))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "n", "down", "down")
        await press(pilot, "ctrl+y", "1")
        assert "dilengkapi dari pola rekap" in said(app)
        await press(pilot, "ctrl+o")
    [entry] = behind.desk.journal.day(TODAY).entries
    assert entry.entry.quantity == 1
    assert entry.entry.plan == "plan-lapbul-p-siti"


async def test_a_template_is_renamed_replaced_and_deleted(tmp_path: Path) -> None:
    app, behind = program(tmp_path)
    form = behind.desk.journal.form(behind.desk.journal.day(date(2026, 11, 24)).entries[0].entry.id)
    for name in ("rekap", "lain"):
        behind.desk.templates.keep(name, form)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "left", "p", "e", "ctrl+u")
        await write(pilot, "LAIN" if behind.desk.templates.all()[0].name == "rekap" else "REKAP")
        await press(pilot, "enter")
        assert "Sudah ada pola" in picture(app)
        await press(pilot, "a")
        await write(pilot, "Rekap")
        await press(pilot, "enter")
        assert "Ganti isinya" in picture(app)
        await press(pilot, "y", "d", "y")
        assert "dihapus" in picture(app)
    assert len(behind.desk.templates.all()) == 1


async def test_a_range_is_marked_looked_at_sent_and_taken_back_by_one_key(tmp_path: Path) -> None:
    app, behind = program(tmp_path)
    [back] = [v for v in behind.desk.journal.day(date(2026, 11, 23)).entries if v.entry.status is Status.RETURNED]
    behind.desk.journal.save(replace(behind.desk.journal.form(back.entry.id), evidence="https://contoh.go.id/daftar"))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "y", "n")
        await write(pilot, "zzz")
        await press(pilot, "escape", "v")
        assert "Rentang mulai Rab 25 Nov" in said(app)
        await press(pilot, "left", "left")
        assert "Sen 23 Nov sampai Rab 25 Nov: 3 hari, 5 draf" in said(app)
        assert lit_days(app) == ["23", "24", "25"]
        await press(pilot, "s")
        shown = picture(app)
        assert "Sen 23 Nov: 1 entri akan dikirim" in shown
        assert "Rab 25 Nov: 3 entri akan dikirim" in shown
        assert "Tinggal: Rab 25 Nov" in shown
        assert "sudah dikirim sebelumnya" in shown
        await press(pilot, "enter")
        assert "4 entri dikirim" in said(app)
        assert {v.entry.status for v in behind.desk.journal.day(date(2026, 11, 23)).entries} == {Status.SUBMITTED}
        await press(pilot, "u")
        assert "dibatalkan" in said(app)
    found = [v.entry.status for v in behind.desk.journal.between(date(2026, 11, 23), TODAY)]
    assert found.count(Status.RETURNED) == 1
    assert found.count(Status.DRAFT) == 4


async def test_a_range_is_given_up_and_an_empty_one_sends_nothing(tmp_path: Path) -> None:
    app, behind = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "v", "left")
        assert len(lit_days(app)) == 2
        await press(pilot, "escape")
        assert "dilepas" in said(app)
        assert lit_days(app) == ["24"]
        await press(pilot, "v", "right", "s")
        assert "Tidak ada yang siap" in picture(app)
        assert "belum diisi: Rab 25 Nov" in picture(app)
        await press(pilot, "enter")
        assert "Tidak ada yang dikirim" in said(app)
    assert behind.store.outbox.count() == 0


@pytest.mark.parametrize("size", [(40, 15), (132, 43)])
async def test_the_summary_and_the_templates_fit_other_windows(tmp_path: Path, size: tuple[int, int]) -> None:
    app, behind = program(tmp_path)
    form = behind.desk.journal.form(behind.desk.journal.day(date(2026, 11, 24)).entries[0].entry.id)
    behind.desk.templates.keep("rekap", form)
    async with app.run_test(size=size) as pilot:
        await press(pilot, "y", "p")
        assert "rekap" in picture(app)
        await press(pilot, "escape", "S")
        assert "Enter" in picture(app)
        assert "entri akan dikirim" in picture(app)


async def test_a_cache_that_cannot_be_written_is_said_and_ends_nothing(tmp_path: Path) -> None:
    app, behind = program(tmp_path)
    form = behind.desk.journal.form(behind.desk.journal.day(date(2026, 11, 24)).entries[0].entry.id)
    behind.desk.templates.keep("rekap", form)
    why = app._room.words.refusal("store-readonly")
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "n", "down")
        behind.store._base._db.execute("pragma query_only = on")
        await press(pilot, "ctrl+y", "1")
        assert why[:30] in said(app)
        behind.store._base._db.execute("pragma query_only = off")
        await press(pilot, "escape", "left")
        behind.store._base._db.execute("pragma query_only = on")
        await press(pilot, "p", "1")
        assert isinstance(app.screen, CalendarScreen)
        assert why[:30] in said(app)
        await press(pilot, "p", "d", "y")
        assert why[:30] in picture(app)
        await press(pilot, "e")
        await write(pilot, "2")
        await press(pilot, "enter")
        assert why[:30] in picture(app)
        await press(pilot, "a")
        await write(pilot, "lain")
        await press(pilot, "enter")
        assert why[:30] in picture(app)
    assert [template.name for template in behind.desk.templates.all()] == ["rekap"]


async def test_a_name_that_is_too_long_is_asked_again_with_what_was_typed(tmp_path: Path) -> None:
    app, behind = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "left", "p", "a")
        await write(pilot, "rekap surat masuk bulanan")
        await press(pilot, "enter")
        assert "25 karakter; paling banyak 24" in picture(app)
        assert behind.desk.templates.all() == []
        await press(pilot, "backspace", "enter")
    assert [template.name for template in behind.desk.templates.all()] == ["rekap surat masuk bulana"]


async def test_the_keys_that_templates_and_sending_show_are_those_of_the_settings(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    moved = keymap_of("plain", {"template.add": "b", "sending.send": "k"})
    app._room = replace(app._room, keymap=moved)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "p")
        assert "b simpan entri ini" in picture(app)
        await press(pilot, "escape", "y", "S")
        assert "k kirim" in picture(app)
