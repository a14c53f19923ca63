"""What is painted for the next start while the program leaves is what that start shows, in every state of the work."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.drivers.headless_driver import HeadlessDriver
from textual.geometry import Region
from textual.pilot import Pilot

from ekin_tui.app import EkinApp
from ekin_tui.desk import Desk
from ekin_tui.screens.base import Room
from ekin_tui.screens.calendar import CalendarScreen
from ekin_tui.screens.rehearsal import Plan, places
from ekin_tui.store.salvage import META, Salvage
from ekin_tui.terminal.signs import Signs
from ekin_tui.terminal.thin import ENTER, Thin
from tests.office import NOW, Office, fill_queue, office
from tests.screens import keyboard
from tests.screens.stage import room_of

State = Callable[[Office], None]


def filled(_: Office) -> None:
    """The month of the office as it is."""


def queued(place: Office) -> None:
    fill_queue(place.store)


def offline(place: Office) -> None:
    with place.store.writing():
        place.store.meta.put("last_result", "offline")
        place.store.meta.put("last_sync", "2026-11-24T02:00:00+00:00")


def unfinished(place: Office) -> None:
    with place.store.writing():
        place.store.scratch.keep("new-1", {"day": "2026-11-25", "activity": "Menyusun"}, NOW.isoformat())


def salvaged(place: Office) -> None:
    with place.store.writing():
        place.store.meta.put(META, Salvage(file="cache.db.corrupt-1", at="2026-11-25T01:00:00+00:00").packed())


def room_at(place: Office, at: datetime, lang: str, signs: Signs) -> Room:
    return room_of(Desk(place.store, clock=lambda: at, new_id=lambda: "none"), lang, now=at, signs=signs)


class Curtain(HeadlessDriver):
    """A driver over the model of a terminal; nobody sees it."""

    thin: Thin

    @property
    def is_headless(self) -> bool:
        return False

    def _get_terminal_size(self) -> tuple[int, int]:
        return self.thin.size

    def start_application_mode(self) -> None:
        self.thin.read(ENTER)
        super().start_application_mode()

    def write(self, data: str) -> None:
        self.thin.read(data)

    def hide(self) -> None:
        """It is."""

    def show(self) -> None:
        """There is nobody to show it to."""

    def agrees(self) -> bool:
        return self.thin.agrees

    def picture(self, first: Sequence[Region], then: Sequence[Region], limit: int) -> str:
        return self.thin.picture(first, then, limit)


async def run(app: EkinApp, size: tuple[int, int], keys: Sequence[str]) -> str:
    """Runs APP, presses KEYS, leaves; what paints the frame before that."""
    thin, shown = Thin(*size), list[str]()

    async def press(pilot: Pilot[Any]) -> None:
        await keyboard.rest(pilot)
        await keyboard.press(pilot, *keys)
        assert isinstance(app.screen, CalendarScreen)
        shown.append(thin.picture(*places(app.screen), LIMIT))
        keyboard.send(pilot.app, "q")
        while app.is_running and app.return_code is None:
            await pilot.pause(0.02)

    app.driver_class = type("Seen", (Curtain,), {"thin": thin})
    await app.run_async(headless=False, size=size, mouse=False, auto_pilot=press)
    return shown[0]


LIMIT = 1_000_000
"""Bytes that hold every place: all that the calendar shows is compared."""
USUAL, WIDE, NARROW = (80, 24), (132, 43), (40, 15)


@pytest.fixture(autouse=True)
def time_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program gives up rehearsing after two seconds, which a busy machine may need for one picture."""
    monkeypatch.setattr("ekin_tui.screens.rehearsal.PATIENCE_S", 60.0)


@pytest.mark.parametrize(
    ("state", "size", "lang", "signs"),
    [
        (filled, USUAL, "id", Signs.full()),
        (queued, USUAL, "en", Signs.plain()),
        (offline, WIDE, "id", Signs.full()),
        (salvaged, USUAL, "id", Signs.full()),
        (unfinished, NARROW, "id", Signs.plain()),
        (filled, NARROW, "en", Signs.full()),
    ],
)
async def test_the_rehearsed_calendar_is_that_of_the_next_start(
    state: State, size: tuple[int, int], lang: str, signs: Signs, tmp_path: Path
) -> None:
    place = office(tmp_path)
    state(place)
    instants = [NOW, NOW + timedelta(days=1), NOW + timedelta(days=11)]
    plan = Plan(spans=[(at, at) for at in instants], limit=LIMIT, room_at=lambda at: room_at(place, at, lang, signs))
    app = EkinApp(room_at(place, NOW, lang, signs), interval=0, plan=lambda: plan)
    await run(app, size, ["[", "left", "t", "left", "left", "tab", "down"])
    pictures = [picture.text for picture in app.pictures]
    assert len(pictures) == len(instants)
    for at, picture in zip(instants, pictures, strict=True):
        assert await run(EkinApp(room_at(place, at, lang, signs), interval=0), size, []) == picture


def test_the_calendar_is_told_apart_at_midnight_and_after_a_deadline(tmp_path: Path) -> None:
    place = office(tmp_path)
    zone = NOW.tzinfo
    at = datetime(2026, 12, 4, 8, tzinfo=zone)
    spans = Desk(place.store, clock=lambda: at, new_id=lambda: "none").spans(3)
    midnights = [datetime(2026, 12, day, tzinfo=zone) for day in (5, 6, 7)]
    due = datetime(2026, 12, 5, 23, 59, 59, tzinfo=zone) + timedelta.resolution
    hours = [due - timedelta(hours=n) for n in range(23, 0, -1)]
    assert [since for since, _ in spans] == [at, midnights[0], *hours[:6]], "the title counts hours on the last day"
    assert [until for _, until in spans] == [midnights[0], *hours[:7]]
    assert spans[0][0].date() == date(2026, 12, 4)
    late = datetime(2026, 12, 5, 21, 30, tzinfo=zone)
    spans = Desk(place.store, clock=lambda: late, new_id=lambda: "none").spans(2)
    assert [since for since, _ in spans] == [late, hours[-2], hours[-1], due, midnights[1]]
