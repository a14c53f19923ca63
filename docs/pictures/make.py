"""Makes the pictures of the documentation from the real program over a real cache: ``python docs/pictures/make.py``."""

import asyncio
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent.parent))

from tests.office import BUDI, SITI  # noqa: E402 - the path has to be set first
from tests.screens.program import press, program, write  # noqa: E402


async def take(name: str, *, supervisor: bool = False, keys: tuple[str, ...] = (), typed: str = "") -> None:
    """Drive the program and keep what it shows as ``name``.svg."""
    with tempfile.TemporaryDirectory() as folder:
        app, _ = program(Path(folder), me=BUDI if supervisor else SITI)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            await press(pilot, *keys)
            await write(pilot, typed) if typed else None
            await pilot.pause(0.2)
            (HERE / f"{name}.svg").write_text(app.export_screenshot(title="ekin-tui"), encoding="utf-8")


async def main() -> None:
    """Take all pictures."""
    await take("kalender", keys=("left", "left", "tab", "j"))
    await take("editor", keys=("n",), typed="arsip")
    await take("tinjau", supervisor=True, keys=("2",))


if __name__ == "__main__":
    asyncio.run(main())
