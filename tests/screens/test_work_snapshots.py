"""Pictures of the screens that work on entries, in the states that need more than keys to come about."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path

import pytest

from ekin_tui.desk.views import Form
from ekin_tui.domain.model import Status
from ekin_tui.screens.editor import open_entry
from ekin_tui.screens.review import ReviewScreen
from ekin_tui.screens.sync import SyncScreen
from ekin_tui.terminal.signs import Signs
from tests.office import BUDI, JOKO, TODAY, Office, as_received, make_entry, office
from tests.screens.stage import Stage, room_of
from tests.screens.test_conflict import MINE, clash
from tests.screens.test_review import SECOND
from tests.screens.test_review_queue import give_back
from tests.screens.test_sync_screen import clash_one, damage, queue_some, refuse_first

Compare = Callable[..., bool]
LANGUAGES = pytest.mark.parametrize("lang", ["id", "en"])
USUAL, SMALL, WIDE = (80, 24), (40, 15), (132, 43)
LONG = replace(MINE, activity=f"{MINE.activity} dari bidang layanan; sekretariat belum menyerahkan berkasnya")


def stage_sync(place: Office, lang: str) -> Stage:
    return Stage(lambda: SyncScreen(room_of(place.desk, lang)))


def stage_review(place: Office, lang: str) -> Stage:
    return Stage(lambda: ReviewScreen(room_of(place.desk, lang)))


def stage_editor(place: Office, form: Form, lang: str = "id", signs: Signs | None = None) -> Stage:
    return Stage(lambda: open_entry(room_of(place.desk, lang, signs=signs), form))


def be_offline(place: Office) -> None:
    queue_some(place)
    with place.store.writing():
        place.store.meta.put("target", "pusat")
        place.store.meta.put("url", "https://ekin.contoh.go.id")
        place.store.meta.put("last_result", "offline")
        place.store.meta.put("last_sync", "2026-11-25T06:02:00+00:00")


@LANGUAGES
def test_sync_offline_with_a_queue(lang: str, tmp_path: Path, snap_compare: Compare) -> None:
    place = office(tmp_path)
    be_offline(place)
    assert snap_compare(stage_sync(place, lang), terminal_size=USUAL)


@LANGUAGES
def test_sync_with_a_refusal(lang: str, tmp_path: Path, snap_compare: Compare) -> None:
    place = office(tmp_path)
    be_offline(place)
    refuse_first(place)
    assert snap_compare(stage_sync(place, lang), terminal_size=USUAL)


@LANGUAGES
@pytest.mark.parametrize("size", [USUAL, SMALL])
def test_sync_with_a_clash(lang: str, size: tuple[int, int], tmp_path: Path, snap_compare: Compare) -> None:
    place = office(tmp_path)
    clash_one(place)
    assert snap_compare(stage_sync(place, lang), terminal_size=size)


@LANGUAGES
@pytest.mark.parametrize("size", [USUAL, SMALL, WIDE])
def test_two_versions_of_an_entry(lang: str, size: tuple[int, int], tmp_path: Path, snap_compare: Compare) -> None:
    place = office(tmp_path)
    clash(place, mine=LONG)
    assert snap_compare(stage_sync(place, lang), press=["enter", "j", "j", "j", "enter"], terminal_size=size)


@LANGUAGES
def test_review_when_all_is_done(lang: str, tmp_path: Path, snap_compare: Compare) -> None:
    place = office(tmp_path, me=BUDI)
    assert snap_compare(stage_review(place, lang), press=[*"aaaaaa"], terminal_size=USUAL)


@LANGUAGES
def test_review_in_a_small_window(lang: str, tmp_path: Path, snap_compare: Compare) -> None:
    place = office(tmp_path, me=BUDI)
    assert snap_compare(stage_review(place, lang), terminal_size=SMALL)


@LANGUAGES
def test_review_of_one_entry_in_a_small_window(lang: str, tmp_path: Path, snap_compare: Compare) -> None:
    place = office(tmp_path, me=BUDI)
    assert snap_compare(stage_review(place, lang), press=["j", "enter"], terminal_size=SMALL)


@LANGUAGES
@pytest.mark.parametrize("size", [USUAL, SMALL])
def test_review_before_several_are_approved(
    lang: str, size: tuple[int, int], tmp_path: Path, snap_compare: Compare
) -> None:
    place = office(tmp_path, me=BUDI)
    with place.store.writing():
        place.store.entries.take(as_received(make_entry(2, date(2026, 11, 20)), Status.SUBMITTED))
    app = Stage(lambda: ReviewScreen(room_of(place.desk, lang), count().__next__))
    assert snap_compare(app, press=["o", "home", *"jjj", "enter", "full_stop", "A"], terminal_size=size)


@LANGUAGES
@pytest.mark.parametrize("size", [USUAL, SMALL])
def test_review_of_what_was_returned_and_mended(
    lang: str, size: tuple[int, int], tmp_path: Path, snap_compare: Compare
) -> None:
    place = office(tmp_path, me=BUDI)
    give_back(place, SECOND)
    assert snap_compare(stage_review(place, lang), press=["end", "enter"], terminal_size=size)


@LANGUAGES
def test_review_in_a_small_window_for_another_post(lang: str, tmp_path: Path, snap_compare: Compare) -> None:
    place = office(tmp_path, me=BUDI)
    with place.store.writing():
        entry = make_entry(3, date(2026, 11, 19), JOKO)
        place.store.entries.take(as_received(entry, Status.SUBMITTED, position="pos-2"))
    assert snap_compare(stage_review(place, lang), terminal_size=SMALL)


@LANGUAGES
def test_editor_in_a_small_window(lang: str, tmp_path: Path, snap_compare: Compare) -> None:
    place = office(tmp_path)
    app = stage_editor(place, place.desk.journal.blank(TODAY), lang)
    assert snap_compare(app, press=[*"arsip"], terminal_size=SMALL)


@LANGUAGES
def test_editor_with_the_thread_of_notes(lang: str, tmp_path: Path, snap_compare: Compare) -> None:
    place = office(tmp_path)
    app = stage_editor(place, place.desk.journal.form("e-siti-1123-1"), lang)
    assert snap_compare(app, press=["ctrl+r"], terminal_size=USUAL)


def test_editor_on_a_terminal_without_unicode(tmp_path: Path, snap_compare: Compare) -> None:
    place = office(tmp_path)
    app = stage_editor(place, place.desk.journal.blank(TODAY), signs=Signs.plain())
    assert snap_compare(app, press=[*"arsip", "down"], terminal_size=USUAL)


@LANGUAGES
@pytest.mark.parametrize("size", [USUAL, SMALL])
def test_sync_with_a_damaged_database(lang: str, size: tuple[int, int], tmp_path: Path, snap_compare: Compare) -> None:
    place = office(tmp_path)
    queue_some(place)
    damage(place, 2)
    assert snap_compare(stage_sync(place, lang), terminal_size=size)
