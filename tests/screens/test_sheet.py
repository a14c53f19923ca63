"""A text that is taller than its room: what its foot says, and what counts as having been in view."""

from collections.abc import Iterator

import pytest
from textual.app import App

from ekin_tui.widgets.lines import Line, at_foot, joined, labelled
from ekin_tui.widgets.sheet import Sheet

LONG = "Menyusun rekap arsip masuk bidang layanan"


class Shown(App[None]):
    """A sheet of three lines in two."""

    def __init__(self, *texts: str) -> None:
        super().__init__()
        self.sheet = Sheet(more="… tekan .")
        self._texts = texts

    def compose(self) -> Iterator[Sheet]:
        yield self.sheet

    def on_mount(self) -> None:
        self.sheet.styles.height = 2
        self.sheet.show(lambda _: [[(text, "")] for text in self._texts])


@pytest.mark.parametrize(("second", "seen"), [("pendek", 2), (LONG, 1)])
async def test_a_line_that_the_foot_cuts_does_not_count_as_seen(second: str, seen: int) -> None:
    app = Shown("satu", second, "tiga")
    async with app.run_test(size=(42, 5)) as pilot:
        await pilot.pause()
        assert app.sheet.reached == seen
        app.sheet.action_page(1)
        await pilot.pause()
        assert app.sheet.reached == 3


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ([("pendek", "")], "pendek               … tekan ."),
        ([("Menyusun", "bold"), (" rekap arsip masuk", "")], "Menyusun rekap arsip … tekan ."),
        ([("x" * 40, "")], "                     … tekan ."),
        ([("  Rapat", ""), ("    51 / 51 entri", "")], "                     … tekan ."),
        ([("Realisasi  ", "dim"), ("3 lembar", "")], "Realisasi  3 lembar  … tekan ."),
        ([("rekap 報告書報告書報告書", "")], "rekap 報告書報告書報 … tekan ."),
    ],
)
def test_the_foot_takes_whole_words_away(line: Line, shown: str) -> None:
    parts, cut = at_foot(line, "… tekan .", 30)
    assert "".join(text for text, _ in parts) == shown
    assert cut == (not {"pendek", "Realisasi"} & set(shown.split()))


def test_a_label_without_room_goes_on_below_and_none_is_cut() -> None:
    lines = labelled("Bukti dukung", "tidak ada", 40, column=10)
    assert joined(lines) == "Bukti     tidak ada\ndukung"
    wide = labelled("Kegiatan harian", "Menyusun rekap jumlah arsip masuk bulan", 40, column=10)
    assert joined(wide) == "Kegiatan  Menyusun rekap jumlah arsip\nharian    masuk bulan"
    assert joined(labelled("Petunjukpenulisan", "isi", 40, column=10)) == "Petunjuk… isi"
