"""The exchange beside the keys: what is said of it, and when the next one is due."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Any

import pytest

from ekin_tui.app import EkinApp
from ekin_tui.screens import exchanging
from ekin_tui.screens.messages import Wrote
from ekin_tui.screens.sync import SyncScreen
from ekin_tui.store.backups import copies, keep_daily
from ekin_tui.sync.result import Progress, Result
from tests.office import office
from tests.screens.program import picture, press, said
from tests.screens.stage import room_of

SIZE = (80, 24)


@dataclass
class Centre:
    """Answers each exchange with the next of ``results``, the last one for ever."""

    results: list[Result]
    asked: int = 0
    moved: list[Progress] = field(default_factory=list)

    def __call__(self, tell: Callable[[Any], None]) -> Result:
        self.asked += 1
        for progress in self.moved:
            tell(progress)
        return self.results.pop(0) if len(self.results) > 1 else self.results[0]


def app_over(folder: Path, centre: Centre, lang: str = "id", interval: int = 600) -> EkinApp:
    return EkinApp(room_of(office(folder).desk, lang), syncer=centre, interval=interval)


async def after(app: EkinApp, pilot: Any, count: int, centre: Centre) -> None:
    """Wait until the exchange has run ``count`` times."""
    for _ in range(200):
        if centre.asked >= count and not app._busy:
            return
        await pilot.pause(0.05)
    pytest.fail(f"{centre.asked} exchanges instead of {count}")


async def test_the_sentence_of_a_failure_is_filled_with_its_details(tmp_path: Path) -> None:
    details: dict[str, str | int] = {"path": "/etc/ekin/ca.pem\x1b[2J"}
    centre = Centre([Result(code="ca-file", details=details)])
    app = app_over(tmp_path, centre, interval=0)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "R")
        await after(app, pilot, 1, centre)
        await pilot.pause()
        assert "/etc/ekin/ca.pem" in said(app)
        assert "\x1b" not in said(app)
        assert "belum dikenal" not in said(app)


async def test_waits_grow_with_each_failure_and_begin_anew_with_a_success_a_key_and_a_save(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchanging, "SOON", 0.01)
    offline = Result(code="offline", offline=True)
    centre = Centre([offline, offline, Result(), offline, offline])
    app = app_over(tmp_path, centre)
    failures = []
    async with app.run_test(size=SIZE) as pilot:
        await after(app, pilot, 1, centre)
        failures.append(app._pace.failures)
        app._exchange()
        await after(app, pilot, 2, centre)
        failures.append(app._pace.failures)
        app._exchange()
        await after(app, pilot, 3, centre)
        failures.append(app._pace.failures)
        for _ in range(2):
            app.post_message(Wrote())
            await pilot.pause(0.1)
            await after(app, pilot, centre.asked, centre)
            failures.append(app._pace.failures)
        await press(pilot, "R")
        await after(app, pilot, centre.asked, centre)
        failures.append(app._pace.failures)
    assert failures == [1, 2, 0, 1, 1, 1]
    assert centre.asked == 6


async def test_after_a_failure_the_program_tries_again_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ekin_tui.sync.schedule.FIRST_S", 0.05)
    monkeypatch.setattr("ekin_tui.sync.schedule.LONGEST_S", 0.1)
    centre = Centre([Result(code="offline", offline=True)])
    app = app_over(tmp_path, centre)
    async with app.run_test(size=SIZE) as pilot:
        await after(app, pilot, 4, centre)


async def test_without_an_interval_nothing_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ekin_tui.sync.schedule.FIRST_S", 0.01)
    monkeypatch.setattr("ekin_tui.sync.schedule.LONGEST_S", 0.02)
    centre = Centre([Result(code="offline", offline=True)])
    app = app_over(tmp_path, centre, interval=0)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "R")
        await after(app, pilot, 1, centre)
        await pilot.pause(0.5)
        assert (centre.asked, app._next) == (1, None)


@pytest.mark.parametrize(("lang", "words"), [("id", "meminta jeda"), ("en", "asked to wait")])
async def test_r_in_a_rest_that_the_centre_asked_for_says_so(tmp_path: Path, lang: str, words: str) -> None:
    centre = Centre([Result(code="server-error", offline=True, retry_after=300)])
    app = app_over(tmp_path, centre, lang)
    heard: list[str] = []
    async with app.run_test(size=SIZE) as pilot:
        await after(app, pilot, 1, centre)
        app.action_sync()
        heard.append(said(app))
        await after(app, pilot, 2, centre)
    assert words in heard[0]
    assert "5 m" in heard[0] or "6 m" in heard[0]


@pytest.mark.parametrize(("lang", "words"), [("id", "Memulihkan 1 dari 3"), ("en", "Restoring 1 of 3")])
async def test_a_repair_is_told_as_one(tmp_path: Path, lang: str, words: str) -> None:
    app = app_over(tmp_path, Centre([Result()]), lang, interval=0)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "3")
        assert isinstance(app.screen, SyncScreen)
        app._moved(Progress(feed="repair", done=1, total=3))
        await pilot.pause()
        assert words in picture(app)


async def test_sinkron_does_not_say_that_it_syncs_where_there_is_no_centre(tmp_path: Path) -> None:
    app = EkinApp(room_of(office(tmp_path).desk), interval=0)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "3", "R")
        assert "belum diatur" in said(app)
        assert "Menyinkronkan" not in picture(app)


async def test_a_program_that_stays_open_copies_each_new_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ekin_tui.app.COPY_S", 0.02)
    place, day = office(tmp_path), iter([date(2026, 11, 25), date(2026, 11, 25), date(2026, 11, 26)])
    made: list[Path | None] = []
    one_at_a_time = Lock()

    def daily() -> None:
        with one_at_a_time:
            made.append(keep_daily(place.store.path, next(day, date(2026, 11, 27))))

    app = EkinApp(room_of(place.desk, "id"), interval=0, daily=daily)
    async with app.run_test(size=SIZE) as pilot:
        while len(copies(place.store.path)) < 3:
            await pilot.pause(0.02)
    assert [copy is not None for copy in made[:4]] == [True, False, True, True]
