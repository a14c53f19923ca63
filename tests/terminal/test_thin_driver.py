"""The thin driver shows what Textual shows, after every frame of random keys."""

import pytest
from tests.terminal.sample import Sample
from tests.terminal.twin import drive, random_keys

KEYS = [
    *"abc de世é.", "tab", "tab", "shift+tab", "down", "down", "up", "left", "right", "home", "end", "pageup", "pagedown",
    "enter", "backspace", "delete", "ctrl+w", "ctrl+p", "escape", "escape", "f2", "ctrl+l",
]  # fmt: skip
SIZES = ["resize:60x20", "resize:100x30", "resize:80x24", "resize:41x13"]


@pytest.mark.parametrize("seed", range(4))
async def test_every_frame_of_random_keys_shows_the_same_cells_and_cursor(seed: int) -> None:
    twins = await drive(Sample(), random_keys(seed, 700, [*KEYS * 8, *SIZES]))
    assert twins.frames > 100
    assert twins.thin_bytes < twins.plain_bytes / 4


async def test_a_screen_of_twenty_by_five_shows_the_same() -> None:
    twins = await drive(Sample(), random_keys(9, 150, KEYS), size=(20, 5))
    assert twins.frames > 30
