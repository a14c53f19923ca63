"""*Pengaturan* by keys: what is in force and why, what a change leads to, and what can't be changed."""

import os
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ekin_tui.app import EkinApp
from ekin_tui.config import Home, Settings
from ekin_tui.config.target import KINDS
from ekin_tui.desk.setup import Setup
from ekin_tui.screens.base import Room
from ekin_tui.screens.calendar import CalendarScreen
from ekin_tui.screens.coloured import Looking
from ekin_tui.screens.settings import SettingsScreen
from ekin_tui.terminal.signs import Signs
from ekin_tui.text import LANGUAGES, Words
from tests.office import office
from tests.screens.program import picture, press, said, write
from tests.screens.stage import room_of

Compare = Callable[..., bool]
SIZE = (80, 24)
SECRET = "s3kr1t"
FILE = f"""\
lang = "en"
sync_interval = 300

[targets.pusat]
url = "https://ekinerja.example.go.id"
proxy = "http://siti:{SECRET}@proksi.example.go.id:3128"
token_command = "printf {SECRET}"

[keys]
"calendar.new" = "n,insert"
"""


class Office:
    """The program over settings in all layers, with ``default_target`` locked by the system."""

    def __init__(self, folder: Path, lang: str = "id", *, signs: Signs | None = None, file: str = FILE) -> None:
        self.home = Home(config=folder / "etc", state=folder)
        self.system = folder / "system.toml"
        self.system.write_text('locked = ["default_target"]\nthin_driver = false\n', encoding="utf-8")
        self.home.config.mkdir()
        self.home.config_file.write_text(file.replace('"en"', f'"{lang}"'), encoding="utf-8")
        setup = Setup(self.home, {"EKIN_TUI_ASCII": "no"}, system=self.system)
        room = replace(room_of(office(folder, filled=True).desk, lang, signs=signs), setup=setup)
        looking = Looking(able=True, keep=lambda _: True)
        self.app = EkinApp(room, interval=0, furnish=furnish, looking=looking)

    @property
    def written(self) -> dict[str, object]:
        """What the user's file says now."""
        return tomllib.loads(self.home.config_file.read_text(encoding="utf-8"))


def furnish(room: Room, settings: Settings) -> Room:
    return replace(room, words=Words(settings.lang, settings.keymap), keymap=settings.keymap, letter=settings.report)


async def narrowed(app: EkinApp, pilot: object, words: str) -> None:
    """Open the settings and go to the first that holds ``words``."""
    await press(pilot, "7", "slash")  # type: ignore[arg-type] # Textual's pilot, whatever the app gives back
    await write(pilot, words)  # type: ignore[arg-type]
    await press(pilot, "enter")  # type: ignore[arg-type]
    assert isinstance(app.screen, SettingsScreen)


def line(app: EkinApp, key: str) -> str:
    return next(row for row in picture(app).splitlines() if f" {key} " in row)


async def test_every_setting_stands_with_its_value_and_where_it_comes_from(tmp_path: Path) -> None:
    place = Office(tmp_path)
    async with place.app.run_test(size=SIZE) as pilot:
        await press(pilot, "7")
        assert "Anda" in line(place.app, "sync_interval")
        assert "300" in line(place.app, "sync_interval")
        assert "sistem" in line(place.app, "thin_driver")
        assert "variabel" in line(place.app, "ascii")
        assert "bawaan" in line(place.app, "theme")
        assert "dikunci" in line(place.app, "default_target")
        await press(pilot, "down", "down")
        assert "EKIN_TUI_ASCII" in picture(place.app)
        await press(pilot, "end")
        assert "Tombol untuk" in picture(place.app)


async def test_secrets_are_shown_nowhere_and_not_even_to_be_edited(tmp_path: Path) -> None:
    place = Office(tmp_path)
    async with place.app.run_test(size=SIZE) as pilot:
        await narrowed(place.app, pilot, "targets")
        for _ in range(7):
            assert SECRET not in picture(place.app)
            await press(pilot, "enter")
            assert SECRET not in picture(place.app)
            await press(pilot, "escape", "down")
        assert "ditetapkan, tidak ditampilkan" in line(place.app, "targets.pusat.token_command")
        assert "***@proksi" in line(place.app, "targets.pusat.proxy")
        await press(pilot, "escape", "slash")
        await write(pilot, "token_command")
        await press(pilot, "enter", "enter", "enter", "escape")
        assert place.written == tomllib.loads(FILE.replace('"en"', '"id"')), "Enter on the empty field empties nothing"


async def test_targets_of_every_kind_stand_in_words_and_show_no_header(tmp_path: Path) -> None:
    mirrors = f"""\
[targets.usb]
kind = "folder"
path = "/media/usb/ekin"

[targets.dinas]
kind = "rest"
url = "https://api.example.go.id/kegiatan"

[targets.dinas.rest]
headers = {{ "X-Api-Key" = "{SECRET}" }}
fields = {{ uraian = "{{activity}}" }}
status_out = {{ submitted = "DIAJUKAN" }}
"""
    place = Office(tmp_path, file=f'default_target = "pusat"\n{FILE}{mirrors}')
    async with place.app.run_test(size=(132, 43)) as pilot:
        await narrowed(place.app, pilot, "targets")
        shown = picture(place.app)
        assert "/media/usb/ekin" in line(place.app, "targets.usb.path")
        assert "antarmuka JSON milik instansi" in line(place.app, "targets.dinas.kind")
        assert SECRET not in shown
        assert "Rest(" not in shown
        assert "targets.dinas.rest" not in shown


async def test_the_line_that_narrows_the_list_leads_back_to_the_list(tmp_path: Path) -> None:
    place = Office(tmp_path)
    async with place.app.run_test(size=SIZE) as pilot:
        await press(pilot, "7", "slash")
        assert "ke daftar" in picture(place.app).splitlines()[-1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_choice_has_words(lang: str) -> None:
    words = Words(lang)
    assert [kind for kind in KINDS if f"settings.choice.targets.{kind}" not in words] == []


async def test_a_language_holds_at_once_on_every_screen_that_is_open(tmp_path: Path) -> None:
    place = Office(tmp_path)
    async with place.app.run_test(size=SIZE) as pilot:
        await press(pilot, "7", "enter", "down", "enter")
        assert place.written["lang"] == "en"
        assert "Language of screens and messages." in picture(place.app)
        assert "lang is now English" in said(place.app)
        await press(pilot, "escape")
        assert isinstance(place.app.screen, CalendarScreen)
        shown = picture(place.app)
        assert "Wed 25 Nov 2026" in shown
        assert "Working days filled" in shown
        assert "record" in shown
        assert "Rab" not in shown


async def test_a_look_and_a_key_hold_at_once(tmp_path: Path) -> None:
    place = Office(tmp_path)
    async with place.app.run_test(size=SIZE) as pilot:
        await narrowed(place.app, pilot, "theme")
        await press(pilot, "enter", "down", "enter")
        assert (place.written["theme"], place.app.look) == ("dark", "dark")
        await press(pilot, "u")
        assert place.app.look == "ansi"
        await press(pilot, "escape", "slash")
        await write(pilot, "calendar.quick")
        await press(pilot, "enter", "enter", "ctrl+u")
        await write(pilot, "z")
        await press(pilot, "enter", "escape", "escape")
        assert "z catat cepat" in picture(place.app)
        await press(pilot, "z")
        assert not isinstance(place.app.screen, CalendarScreen)


@pytest.mark.parametrize(
    ("key", "typed", "words"),
    [
        ("sync_interval", "sering", ["sync_interval", "bilangan bulat"]),
        ("sync_interval", "90000", ["sync_interval", "86400"]),
        ("targets.pusat.url", "http://pusat.go.id", ["targets.pusat.url", "https"]),
        ("targets.pusat.ca_file", "/tidak/ada.pem", ["targets.pusat.ca_file", "/tidak/ada.pem"]),
        ("calendar.new", "e", ["keys.calendar.new", "calendar.edit"]),
    ],
)
async def test_what_would_not_be_fine_says_field_and_remedy_and_nothing_is_written(
    tmp_path: Path, key: str, typed: str, words: list[str]
) -> None:
    place = Office(tmp_path)
    before = place.home.config_file.read_bytes()
    async with place.app.run_test(size=SIZE) as pilot:
        await narrowed(place.app, pilot, key)
        await press(pilot, "enter", "ctrl+u")
        await write(pilot, typed)
        await press(pilot, "enter")
        told = " ".join(picture(place.app).split())
        for word in words:
            assert word in told
        assert typed in told, "it stays to be mended"
        await press(pilot, "escape")
    assert place.home.config_file.read_bytes() == before


async def test_what_the_admin_has_locked_offers_no_change(tmp_path: Path) -> None:
    place = Office(tmp_path)
    before = place.home.config_file.read_bytes()
    async with place.app.run_test(size=SIZE) as pilot:
        await narrowed(place.app, pilot, "default_target")
        assert "Dikunci admin" in picture(place.app)
        await press(pilot, "enter", "u")
        assert isinstance(place.app.screen, SettingsScreen)
        assert "ubah" not in picture(place.app).splitlines()[-1]
    assert place.home.config_file.read_bytes() == before


async def test_what_is_given_back_holds_as_before_and_a_restart_is_said(tmp_path: Path) -> None:
    place = Office(tmp_path)
    async with place.app.run_test(size=SIZE) as pilot:
        await narrowed(place.app, pilot, "sync_interval")
        await press(pilot, "enter", "ctrl+u")
        await write(pilot, "60")
        await press(pilot, "enter")
        assert place.written["sync_interval"] == 60
        assert "setelah ekin-tui dibuka lagi" in said(place.app)
        await press(pilot, "u")
        assert "sync_interval" not in place.written
        assert "600" in line(place.app, "sync_interval")
        await press(pilot, "u")
        assert "bawaan" in line(place.app, "sync_interval")


async def test_a_variable_that_goes_before_is_said(tmp_path: Path) -> None:
    place = Office(tmp_path)
    async with place.app.run_test(size=SIZE) as pilot:
        await narrowed(place.app, pilot, "ascii")
        await press(pilot, "enter", "down", "enter")
        assert place.written["ascii"] == "yes"
        assert "EKIN_TUI_ASCII" in said(place.app)
        assert "variabel" in line(place.app, "ascii")


async def test_one_key_leaves_what_is_not_built_in_and_escape_shows_all(tmp_path: Path) -> None:
    place = Office(tmp_path)
    async with place.app.run_test(size=SIZE) as pilot:
        await press(pilot, "7", "o")
        shown = picture(place.app)
        assert "keys.calendar.new" in shown
        assert "theme" not in shown
        await press(pilot, "escape")
        assert "theme" in picture(place.app)
        await press(pilot, "escape")
        assert isinstance(place.app.screen, CalendarScreen)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
async def test_a_file_that_can_not_be_written_is_said(tmp_path: Path) -> None:
    place = Office(tmp_path)
    async with place.app.run_test(size=SIZE) as pilot:
        place.home.config.chmod(0o500)
        await press(pilot, "7", "enter", "down", "enter")
        assert "tidak dapat ditulis" in said(place.app)
        place.home.config.chmod(0o700)


async def test_a_file_that_somebody_breaks_meanwhile_is_said_and_kept(tmp_path: Path) -> None:
    place = Office(tmp_path)
    async with place.app.run_test(size=SIZE) as pilot:
        await press(pilot, "7")
        place.home.config_file.write_text("lang = \n", encoding="utf-8")
        await press(pilot, "enter", "down", "enter")
        assert "TOML" in said(place.app)
    assert place.home.config_file.read_text(encoding="utf-8") == "lang = \n"


async def test_a_program_without_settings_does_not_offer_them(tmp_path: Path) -> None:
    app = EkinApp(room_of(office(tmp_path, filled=True).desk, "id"), interval=0)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "7")
        assert isinstance(app.screen, CalendarScreen)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_setting_has_a_meaning(lang: str) -> None:
    from ekin_tui.desk.setup import known_keys
    from ekin_tui.widgets.setting_lines import meaning

    words = Words(lang)
    assert [key for key in known_keys(Settings()) if not meaning(words, key)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("size", [(80, 24), (40, 15), (132, 43)])
def test_the_settings_look_as_accepted(
    lang: str, size: tuple[int, int], tmp_path: Path, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # the picture names the file
    place = Office(Path(), lang)
    assert snap_compare(place.app, terminal_size=size, press=["7", "down", "down", "down", "down"])


@pytest.mark.parametrize("size", [(80, 24), (40, 15)])
def test_a_locked_setting_looks_as_accepted(
    size: tuple[int, int], tmp_path: Path, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    place = Office(Path(), signs=Signs.plain())
    assert snap_compare(place.app, terminal_size=size, press=["7", *["down"] * 5])
