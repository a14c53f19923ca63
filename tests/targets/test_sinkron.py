"""*Sinkron* with several targets: a line each, all about the chosen one, and keys that wait for none of them."""

import asyncio
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ekin_tui.app import EkinApp
from ekin_tui.domain.model import Problem, Status
from ekin_tui.screens.base import Room
from ekin_tui.screens.messages import Open
from ekin_tui.screens.sync import SyncScreen
from ekin_tui.store.mirrored import Health, Outcome
from ekin_tui.sync.result import Result
from ekin_tui.text import LANGUAGES, Words
from ekin_tui.widgets.mirror_lines import mirror_trouble
from ekin_tui.widgets.sync_mark import ENDED
from tests.office import TODAY, Office, as_received, make_entry, office
from tests.screens.keyboard import press
from tests.screens.stage import Stage, room_of

TARGETS = (
    ("pusat", "ekin", "https://pusat.example.go.id"),
    ("dinas", "rest", "https://api.dinas.example.go.id/v1/kegiatan"),
    ("arsip", "folder", "/media/usb/ekin"),
)


def with_targets(place: Office, lang: str = "id") -> Room:
    return replace(room_of(place.desk, lang), targets=TARGETS)


def mirrors_of(place: Office) -> None:
    """Let the first mirror have refused an entry and be out of reach, and the second never have been reached."""
    store = place.store
    with store.writing():
        for number in range(3):
            entry = as_received(make_entry(40 + number, TODAY), Status.SUBMITTED)
            store.entries.take(entry)
    due = store.mirrored.due("dinas", 1)
    said = {"target": "dinas", "text": "jumlah paling banyak 100", "field": "quantity"}
    problem = Problem(code="mirror-said-of", field="quantity", args=said)
    with store.writing():
        store.mirrored.leaving("dinas", due)
        store.mirrored.settle("dinas", [Outcome(entry=due[0].entry.id, rev=due[0].entry.rev, problem=problem)])
        store.mirrored.put_health("dinas", Health(code="offline", at="2026-11-24T06:02:00+00:00", pushed=4))


@pytest.mark.parametrize("size", [(80, 24), (40, 15)])
async def test_each_target_has_its_line_and_all_about_it(tmp_path: Path, size: tuple[int, int]) -> None:
    place = office(tmp_path)
    mirrors_of(place)
    app = Stage(lambda: SyncScreen(with_targets(place)))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        app.screen.query_one("#sync-rows").focus()
        assert "menolak isian" in app.picture
        await press(pilot, "o")
        assert [type(message) for message in app.asked] == [Open]
        await press(pilot, "down")
        assert "terkendala" in app.line("dinas (rest)")
        assert app.line("dinas tidak terjangkau")
        await press(pilot, "down")
        assert app.line("arsip (folder)")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "code", [*sorted(ENDED - {"sign-in-ended"}), "token-open", "token-unreadable", "token-elsewhere", "mirror-sign-in"]
)
def test_who_is_not_signed_in_at_a_mirror_is_told_how_to_sign_in_there(lang: str, code: str) -> None:
    details = {"path": "/home/siti/token-dinas", "found": "https://a.go.id:443", "centre": "https://b.go.id:443"}
    told = mirror_trouble(Words(lang), "dinas", code, details)
    assert "ekin-tui login --target dinas --token-file" in told


def test_pictures(tmp_path: Path, snap_compare: Any) -> None:
    place = office(tmp_path)
    mirrors_of(place)
    stage = Stage(lambda: SyncScreen(with_targets(place)))
    assert snap_compare(stage, terminal_size=(80, 24), press=["down"])


def test_a_picture_of_the_smallest_window(tmp_path: Path, snap_compare: Any) -> None:
    place = office(tmp_path)
    mirrors_of(place)
    stage = Stage(lambda: SyncScreen(with_targets(place, "en")))
    assert snap_compare(stage, terminal_size=(40, 15), press=["down"])


async def test_a_mirror_that_hangs_holds_up_neither_a_key_nor_the_next_exchange(tmp_path: Path) -> None:
    place = office(tmp_path)
    hangs, asked, exchanged = threading.Event(), threading.Event(), list[str]()

    def ask(name: str, told: bool) -> Result:
        if name == "dinas":
            asked.set()
            hangs.wait(20)
        return Result(target=name)

    def centre(_: Any) -> Result:
        exchanged.append("pusat")
        return Result(target="pusat")

    app = EkinApp(with_targets(place), syncer=centre, mirrors=ask, interval=0)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "R")
        while not asked.is_set():
            await pilot.pause(0.01)
        await press(pilot, "R")
        while len(exchanged) < 2:
            await pilot.pause(0.01)
        await press(pilot, "3")
        assert isinstance(app.screen, SyncScreen)
        hangs.set()


def test_a_mirror_that_hangs_does_not_hold_up_the_end(tmp_path: Path) -> None:
    place = office(tmp_path)
    hangs, asked, over = threading.Event(), threading.Event(), threading.Event()

    def ask(name: str, told: bool) -> Result:
        asked.set()
        hangs.wait(20)
        over.set()
        return Result(target=name)

    async def run() -> None:
        app = EkinApp(with_targets(place), syncer=lambda _: Result(target="pusat"), mirrors=ask, interval=0)
        async with app.run_test(size=(80, 24)) as pilot:
            await press(pilot, "R")
            while not asked.is_set():
                await pilot.pause(0.01)

    asyncio.run(run())
    ended_first = not over.is_set()
    hangs.set()
    assert ended_first
