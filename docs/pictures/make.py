"""Makes the pictures of the documentation: the real program, signed in at a real centre with the sample agency.

    python docs/pictures/make.py [NAME...]

The clock stands at noon of 25 November 2026. Each picture is of 80 by 24; its name is the name of the function.
"""

import asyncio
import os
import re
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent.parent))

from tests.centre import BUDI, SITI, Centre, running_centre  # noqa: E402
from tests.screens.keyboard import press, rest, write  # noqa: E402

from ekin_tui.app import EkinApp  # noqa: E402 - the path has to be set first
from ekin_tui.cli.join import Joined  # noqa: E402
from ekin_tui.cli.reach import exchange  # noqa: E402
from ekin_tui.cli.stage import Stage, sign_in  # noqa: E402
from ekin_tui.screens.base import Room  # noqa: E402
from ekin_tui.terminal.signs import Signs  # noqa: E402
from ekin_tui.widgets.field_input import BY_HAND  # noqa: E402

PORT = ":18080"
"""Stands for that of the centre, which is another one each time and of as many digits."""
SEEN_S = 1.5
"""Longer than an entry has to be in view to count as seen."""
NOW = "2026-11-25T12:00:00+08:00"
Pilot = Any
Keys = Callable[[Pilot], Awaitable[None]]


@dataclass
class Office:
    """The sample agency's centre and the computers of its people."""

    centre: Centre
    folder: Path
    into: Path
    """Where the pictures go."""
    computers: dict[str, Joined] = field(default_factory=dict)

    def computer(self, nip: str, name: str = "") -> Joined:
        """Return a computer of the person with ``nip``, signed in; ``name`` tells one's second from the first."""
        if nip + name not in self.computers:
            asked = Joined({}, home=str(self.folder / "asked"), lang="id", clock_told=True)
            where = Stage(
                folder=self.folder / (name or "first"),
                url=self.centre.url,
                database=self.centre.database_url,
                people=(),
            )
            self.computers[nip + name] = sign_in(asked, where, nip)
        return self.computers[nip + name]

    def exchange(self, computer: Joined) -> None:
        """Send what waits and fetch what is new."""
        result = exchange(computer, computer.store)
        assert result.code == "ok", result

    async def drive(self, computer: Joined, keys: Keys, picture: str = "") -> None:
        """Drive the program on ``computer`` by ``keys``; keep what it shows then as ``picture``."""
        settings = computer.settings
        room = Room(
            desk=computer.desk,
            words=computer.words,
            signs=Signs.full(),
            clock=computer.clock,
            keymap=settings.keymap,
            letter=settings.report,
            banner=computer.words("app.demo"),
        )
        app = EkinApp(room, syncer=lambda tell: exchange(computer, computer.open_store(), tell), interval=0)
        async with app.run_test(size=(80, 24)) as pilot:
            await rest(pilot)
            await keys(pilot)
            await rest(pilot)
            if picture:
                drawn = app.export_screenshot(title="ekin-tui").replace(f":{self.centre.port}", PORT)
                same_each_time = re.sub(r"terminal-\d+", f"terminal-{picture}", drawn)
                (self.into / f"{picture}.svg").write_text(same_each_time, encoding="utf-8")


@contextmanager
def office(into: Path = HERE) -> Iterator[Office]:
    """Give a new office whose pictures go ``into`` a folder."""
    with tempfile.TemporaryDirectory() as name, running_centre(Path(name) / "centre") as centre:
        yield Office(centre, Path(name), into)


def typing(*steps: str) -> Keys:
    """Return keys: a step that begins with ``=`` is text to be typed, any other one the keys of its words.

    The next key comes no faster behind a text than a hand is: Enter right behind it would be taken for a pasted one.
    """

    async def all_of_them(pilot: Pilot) -> None:
        for step in steps:
            if step.startswith("="):
                await write(pilot, step[1:])
                await asyncio.sleep(BY_HAND)
            else:
                await press(pilot, *step.split())

    return all_of_them


async def settled(pilot: Pilot) -> None:
    """Wait for an exchange that is under way."""
    await pilot.app.workers.wait_for_complete()
    await rest(pilot)


async def kalender(at: Office) -> None:
    """Show the month, with a day whose entries stand beside it."""
    await at.drive(at.computer(SITI), typing("left left tab j"), "kalender")


async def menu(at: Office) -> None:
    """Show the menu of the calendar."""
    await at.drive(at.computer(SITI), typing("space"), "menu")


async def editor(at: Office) -> None:
    """Show the choice of a rencana aksi."""
    await at.drive(at.computer(SITI), typing("n", "=arsip"), "editor")


LINE = "08.00-09.30 menyusun rekap kegiatan bidang untuk laporan bulanan @lapbul 1 dokumen"


async def cepat(at: Office) -> None:
    """Show an entry on one line."""
    await at.drive(at.computer(SITI), typing("a", "=" + LINE), "cepat")


async def kirim(at: Office) -> None:
    """Show what goes and what stays before it is sent."""
    await at.drive(at.computer(SITI), typing("y", "S"), "kirim")


async def dikembalikan(at: Office) -> None:
    """Show the entry that came back, with its note."""
    await at.drive(at.computer(SITI), typing("left left left left left tab e"), "dikembalikan")


async def bkn(at: Office) -> None:
    """Show an entry ready to be copied into BKN's form."""
    await at.drive(at.computer(SITI), typing("left left tab b"), "bkn")


async def luring(at: Office) -> None:
    """Show the queue while the centre can't be reached."""
    siti = at.computer(SITI)
    at.centre.stop()

    async def offline(pilot: Pilot) -> None:
        await typing("a", "=" + LINE, "ctrl+g", "escape", "R")(pilot)
        await settled(pilot)
        await press(pilot, "3")

    await at.drive(siti, offline, "luring")
    at.centre.start()


async def konflik(at: Office) -> None:
    """Show one draft that was changed on two computers."""
    one, two = at.computer(SITI), at.computer(SITI, "second")
    await at.drive(one, typing("a", "=" + LINE, "enter"))
    at.exchange(one)
    at.exchange(two)
    at.centre.stop()  # else the second one would have the change of the first before it is open
    for computer, more in ((one, " dan triwulan"), (two, " beserta lampirannya")):
        await at.drive(computer, typing("tab e", "end", f"={more}", "ctrl+o"))
    at.centre.start()
    at.exchange(one)
    at.exchange(two)
    await at.drive(two, typing("3 enter"), "konflik")


async def tinjau(at: Office) -> None:
    """Show the oldest entry that waits, whole."""
    await at.drive(at.computer(BUDI), typing("2"), "tinjau")


async def catatan(at: Office) -> None:
    """Show the texts with gaps for a note."""
    await at.drive(at.computer(BUDI), typing("2", "r", "ctrl+y"), "catatan")


async def sekaligus(at: Office) -> None:
    """Show what one approval of all that was seen takes in, and what it does not."""

    async def see(pilot: Pilot) -> None:
        await typing("2", "o", "o")(pilot)
        await press(pilot, "enter")
        await asyncio.sleep(SEEN_S)
        await press(pilot, "A")

    await at.drive(at.computer(BUDI), see, "sekaligus")


async def tim(at: Office) -> None:
    """Show the team's month."""
    await at.drive(at.computer(BUDI), typing("6"), "tim")


async def skp(at: Office) -> None:
    """Show the year's targets."""
    await at.drive(at.computer(SITI), typing("4"), "skp")


async def rapor(at: Office) -> None:
    """Show the recap of the month."""
    await at.drive(at.computer(SITI), typing("5"), "rapor")


PICTURES = (
    kalender,
    menu,
    editor,
    cepat,
    kirim,
    dikembalikan,
    bkn,
    luring,
    konflik,
    tinjau,
    catatan,
    sekaligus,
    tim,
    skp,
    rapor,
)


def main() -> None:
    """Take the pictures that are named, or all."""
    os.environ["EKIN_TUI_NOW"] = NOW
    wanted = set(sys.argv[1:])
    for picture in PICTURES:
        if not wanted or picture.__name__ in wanted:
            with office() as at:
                asyncio.run(picture(at))


if __name__ == "__main__":
    main()
