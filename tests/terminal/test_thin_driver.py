"""The thin driver shows what Textual shows, after every frame of random keys."""

import pytest

from tests.faults import LONG
from tests.terminal.sample import Sample
from tests.terminal.twin import drive, random_keys

KEYS = [
    *"abc de世é.", "tab", "tab", "shift+tab", "down", "down", "up", "left", "right", "home", "end", "enter",
    "backspace", "delete", "ctrl+w", "escape", "escape", "f2", "ctrl+l",
]  # fmt: skip
PAGES = [*KEYS, "pageup", "pagedown"]
PALETTE = [*KEYS, "ctrl+p"]
"""Not with PAGES: a page key in an empty palette ends Textual 8.2.8 with a KeyError."""
COUNT = 500 if LONG else 80
SIZES = ["resize:60x20", "resize:100x30", "resize:80x24", "resize:41x13"]


@pytest.mark.parametrize(("seed", "keys"), [(1, PAGES), (2, PALETTE), (3, PAGES), (4, PALETTE)])
async def test_every_frame_of_random_keys_shows_the_same_cells_and_cursor(seed: int, keys: list[str]) -> None:
    twins = await drive(Sample(), random_keys(seed, COUNT, [*keys * 8, *SIZES]))
    assert twins.frames > 20
    assert twins.thin_bytes < twins.plain_bytes / 3


async def test_a_screen_of_twenty_by_five_shows_the_same() -> None:
    twins = await drive(Sample(), random_keys(9, COUNT, KEYS), size=(20, 5))
    assert twins.frames > 30
