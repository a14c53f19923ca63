"""*Rapor* on the screen: what it says, that nothing of it is out of reach, and the way to a file."""

from datetime import date
from pathlib import Path

import pytest

from ekin_tui.domain.model import Status
from ekin_tui.domain.ratings import Level, Rating
from ekin_tui.screens.calendar import CalendarScreen
from ekin_tui.screens.report import ReportScreen
from ekin_tui.terminal.signs import Signs
from ekin_tui.text import Words
from ekin_tui.widgets.report_lines import map_lines
from tests.office import SITI, as_received, make_entry
from tests.screens.program import picture, press, program, said

SIZE = (80, 24)


async def test_the_month_shows_each_indicator_with_its_parts_and_turns(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "5")
        assert isinstance(app.screen, ReportScreen)
        assert "Rapor · November 2026" in picture(app)
        assert "76,5 % · 13 dari 17 hari" in picture(app)
        await press(pilot, "left_square_bracket")
        assert "Rapor · Oktober 2026" in picture(app)
        assert "tidak ada yang dihitung" in picture(app)
        await press(pilot, "m")
        assert "Rapor · 2026" in picture(app)
        await press(pilot, "right_square_bracket", "t", "m")
        assert "Rapor · November 2026" in picture(app)
        await press(pilot, "escape")
        assert isinstance(app.screen, CalendarScreen)


@pytest.mark.parametrize("size", [(80, 24), (40, 15)])
@pytest.mark.parametrize("keys", [["5"], ["5", "m"]])
async def test_all_of_it_is_read_by_scrolling_notes_in_full(
    tmp_path: Path, size: tuple[int, int], keys: list[str]
) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=size) as pilot:
        await press(pilot, *keys)
        seen = [picture(app)]
        while len(seen) < 2 or seen[-1] != seen[-2]:
            await press(pilot, "pagedown")
            seen.append(picture(app))
        words = " ".join(" ".join(page.split()) for page in seen)
        for part in (
            "Akuntabilitas",
            "Menit tidak diakui atasan",
            "Menit menurut RHK",
            "Catatan (1)",
            "sebutkan jumlah boks.",
            "Keadaan data",
        ):
            assert part in words
        assert words.count("Jan Feb") == (0 if keys == ["5"] else 1)


async def test_a_year_in_forty_columns_has_both_halves(tmp_path: Path) -> None:
    app, _ = program(tmp_path, signs=Signs.plain())
    async with app.run_test(size=(40, 15)) as pilot:
        await press(pilot, "5", "m")
        lines = picture(app).splitlines()
        assert "Jan Feb Mar" in lines[1]
        assert "Nov" in lines[9]
        assert "".join(lines[1:]).isascii()


async def test_a_report_is_written_where_it_says_and_replaced_only_when_that_is_meant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    app, _ = program(tmp_path)
    file = tmp_path / "rekap-2026-11.csv"
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "5", "x", "down", "down", "enter", "enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert file.read_bytes().startswith(b"title,")
        assert f"ditulis ke {file}"[:40] in said(app)
        file.write_bytes(b"lain")
        for answer, kept in (("n", True), ("y", False)):
            await press(pilot, "x", "down", "down", "enter", "enter")
            await pilot.pause(0.2)
            assert "sudah ada" in picture(app)
            await press(pilot, answer)
            await app.workers.wait_for_complete()
            await pilot.pause()
            assert (file.read_bytes() == b"lain") is kept


@pytest.mark.parametrize(("keys", "word"), [([], "Periksa folder"), (["end", *["backspace"] * 17], "belum ditulis")])
async def test_a_file_that_can_not_be_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keys: list[str], word: str
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    app, _ = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "5", "x", "down", "down", "enter")
        gone.rmdir()
        await press(pilot, *keys, "enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert word in said(app)


async def test_what_is_written_meanwhile_is_counted_when_the_report_comes_back(tmp_path: Path) -> None:
    app, behind = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "5", "3")
        await press(pilot, "5")
        assert "Rapor" in picture(app)
        behind.desk.journal.mark(behind.desk.journal.today(), "leave")
        assert isinstance(app.screen, ReportScreen)
        app.screen.refresh_view()
        await pilot.pause()
        assert "13 dari 16 hari" in picture(app)


def test_a_day_whose_entries_have_not_left_is_not_full_on_the_map(tmp_path: Path) -> None:
    _, behind = program(tmp_path)
    day = date(2026, 11, 25)
    with behind.store.writing():
        behind.store.entries.take(as_received(make_entry(0, day), Status.DRAFT))
    rows = behind.desk.reporting.year(2026).days
    for signs in (Signs.full(), Signs.plain()):
        lines = map_lines(Words("id"), signs, rows, 78)
        wednesday = "".join(text for text, _ in lines[3])
        assert wednesday.rstrip().endswith(signs.queued)
        assert f"{signs.queued} belum terkirim" in " ".join("".join(text for text, _ in line) for line in lines[8:])


@pytest.mark.parametrize(("width", "matrix"), [(80, True), (40, False)])
async def test_a_rating_stands_in_words_and_where_there_is_room_in_its_matrix(
    tmp_path: Path, width: int, matrix: bool
) -> None:
    app, behind = program(tmp_path)
    rating = Rating(
        id="r", person=SITI.id, start=date(2026, 11, 1), end=date(2026, 11, 30), results=Level.BELOW,
        behaviour=Level.AS, by="Budi Hartono",
    )  # fmt: skip
    with behind.store.writing():
        behind.store.reference.put(rating)
    async with app.run_test(size=(width, 120)) as pilot:
        await press(pilot, "5")
        shown = picture(app)
        assert "1 Nov - 30 Nov 2026: Butuh Perbaikan" in shown
        assert "Budi Hartono" in shown
        assert ("[Butuh Perbaikan]" in shown) is matrix
        assert "tidak ditampilkan" not in shown
