"""Keys that nobody would press in this order, over all screens: no crash, and nothing piles up."""

import gc
from collections import Counter
from pathlib import Path

import pytest
from textual._styles_cache import StylesCache

from ekin_tui.screens.base import EkinScreen
from tests.faults import LONG
from tests.office import BUDI, SITI
from tests.screens.keyboard import practised
from tests.screens.program import press, program
from tests.terminal.twin import drive, random_keys

DOORS = [*"naepvisdcgfyuwSR/?123[]", "colon", "ctrl+p", "ctrl+y", "ctrl+r", "ctrl+t"]
"""What opens a screen or a dialog."""
WAYS = ["left", "right", "up", "down", "tab", "shift+tab", "home", "end", "pageup", "pagedown"]
TEXT = [*"lapbu 08.3-9@[", "space", "backspace", "delete", "enter", "ctrl+g", "ctrl+o", "ctrl+u"]
BACK = ["escape"] * 12
KEYS = 340 if LONG else 100
"""At each of three sizes: a thousand in all in the long run."""
SIZES = ["resize:40x15", "resize:80x24", "resize:132x43"]
TOUR = [
    *("n", "escape", "a", "escape", "p", "escape", "v", "down", "s", "escape", "/", "escape", "i", "escape"),
    *("question_mark", "escape", "g", "escape", "3", "escape", "2", "escape"),
]
ONE_SCREEN = 20
"""What is counted of one screen, at most: one may be leaving still. A tour opens ten."""


@pytest.mark.parametrize(("seed", "size"), [(11, (80, 24)), (12, (40, 15)), (13, (200, 60))])
async def test_any_keys_over_all_screens_crash_nothing(seed: int, size: tuple[int, int], tmp_path: Path) -> None:
    app, _ = program(tmp_path, me=BUDI if seed == 12 else SITI)
    keys = random_keys(seed, KEYS, [*DOORS * 2, *WAYS * 2, *TEXT, *BACK, *SIZES[:1]])
    twins = await drive(app, [key for key in keys if key != "q"], size=size)
    assert twins.frames > KEYS // 7
    assert app.return_code in (None, 0)


async def test_screens_that_were_left_are_gone(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, *TOUR)
        await practised(app)  # what is put together meanwhile lives until that is done
        before = _living()
        for _ in range(2):
            await press(pilot, *TOUR)
        assert sum(_living().values()) <= sum(before.values()) + ONE_SCREEN, _living() - before


def _living() -> Counter[str]:
    gc.unfreeze()  # what the program has set apart is not told
    gc.collect()
    kept = (EkinScreen, StylesCache)  # the second holds all lines that were ever painted
    return Counter(type(one).__name__ for one in gc.get_objects() if isinstance(one, kept))
