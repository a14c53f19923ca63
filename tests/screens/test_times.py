"""What a supervisor sees of time: both times and the reason; a locked post in a sentence; a clock that is off."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ekin_tui.domain.lateness import Timing
from ekin_tui.domain.model import Assignment, Capacity, Status
from ekin_tui.screens.review import ReviewScreen
from ekin_tui.screens.sync import SyncScreen
from ekin_tui.text import LANGUAGES, Words
from ekin_tui.wire import Feed
from tests.office import BUDI, JOKO, SITI, Office, as_received, make_entry, office
from tests.screens.stage import Stage, room_of

SIZE = (100, 30)
DAY = date(2026, 11, 20)
CLAIMED, RECEIVED = datetime(2026, 11, 24, 1, 31, tzinfo=UTC), datetime(2026, 11, 25, 5, 2, tzinfo=UTC)


def one_that_came_after_its_deadline(folder: Path, timing: str, *, late: bool) -> Office:
    place = office(folder, me=BUDI, filled=False)
    entry = as_received(make_entry(0, DAY), Status.SUBMITTED, late=late)
    with place.store.writing():
        place.store.entries.take(replace(entry, claimed=CLAIMED, received=RECEIVED, timing=timing))
    return place


async def said(place: Office, screen: type[ReviewScreen] | type[SyncScreen] = ReviewScreen) -> str:
    app = Stage(lambda: screen(room_of(place.desk, "id")))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        return " ".join(app.picture.split())


async def test_work_that_was_finished_offline_shows_both_times_and_no_mark(tmp_path: Path) -> None:
    shown = await said(one_that_came_after_its_deadline(tmp_path, "offline", late=False))
    assert "Dicatat luring 24 Nov 09.31, diterima 25 Nov 13.02." in shown
    assert "tidak terlambat" in shown


async def test_a_late_mark_comes_with_its_reason_and_both_times(tmp_path: Path) -> None:
    shown = await said(one_that_came_after_its_deadline(tmp_path, "beyond-grace", late=True))
    assert "setelah tenggang luring habis" in shown
    assert "Dikirim 24 Nov 09.31 menurut jam pegawai, diterima 25 Nov 13.02." in shown


async def test_a_reason_of_a_later_version_is_shown_as_late(tmp_path: Path) -> None:
    shown = await said(one_that_came_after_its_deadline(tmp_path, "of-a-later-version", late=True))
    assert "Dikirim setelah batas pengisian." in shown
    assert "of-a-later-version" not in shown


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_has_a_sentence(lang: str) -> None:
    words = Words(lang)
    assert all(words(f"review.timing.{timing.value}") for timing in Timing if timing)


async def test_a_post_whose_lease_is_over_is_named_and_its_entries_are_not_shown(tmp_path: Path) -> None:
    place = office(tmp_path, me=BUDI, filled=False)
    post = Assignment(
        id="plt", person=BUDI.id, position="pos-lain", capacity=Capacity.PLT, title="Kabid Pustaka", start=DAY
    )
    with place.store.writing():
        place.store.reference.put(post)
        place.store.cursors.set_feeds([Feed(id="pos:pos-lain", head="c0", role="acting", lease_s=259_200)])
        entry = as_received(make_entry(0, DAY, JOKO), Status.SUBMITTED)
        place.store.entries.take(replace(entry, position="pos-lain"))
    shown = await said(place)
    assert "Entri untuk Plt. Kabid Pustaka terkunci" in shown
    assert JOKO.name not in shown


async def test_a_clock_that_is_off_is_told_with_what_to_do(tmp_path: Path) -> None:
    place = office(tmp_path, me=SITI)
    with place.store.writing():
        place.store.meta.put("skew", "-5400")
    shown = await said(place, SyncScreen)
    assert "Jam komputer ini 1 j 30 m lebih cepat dari jam pusat. Betulkan jamnya" in shown
    assert "jam selisih 1 j 30 m" in shown
