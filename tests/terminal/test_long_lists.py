"""Lists of any length draw the rows that are seen, and no others."""

from textual.app import App, ComposeResult

from ekin_tui.widgets.lines import Line
from ekin_tui.widgets.row_list import RowList

KEYS = ["down"] * 30 + ["pagedown"] * 5 + ["end", "up", "home"]


class Long(App[None]):
    """A list of COUNT rows that counts how many of them are painted."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count, self.painted = count, 0

    def compose(self) -> ComposeResult:
        yield RowList(self._paint)

    def on_mount(self) -> None:
        self.query_one(RowList).fill(self.count)

    def _paint(self, row: int, width: int, chosen: bool) -> Line:
        self.painted += 1
        return [(f"Baris {row}".ljust(width), "bold" if chosen else "")]


async def painted(count: int) -> int:
    app = Long(count)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*KEYS)
        await pilot.pause()
        assert app.query_one(RowList).row == 0
        return app.painted


async def test_ten_thousand_rows_cost_what_three_hundred_cost() -> None:
    assert await painted(10_000) <= await painted(300) + 24
