"""Settings come in layers, and what is wrong with them is named by file, line and key."""

import re
import stat
import tomllib
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import pytest

from ekin_tui.config import Home, Settings, check, load, private, root_from
from ekin_tui.config.errors import SettingsError
from ekin_tui.config.report import Letter
from ekin_tui.config.target import Target
from ekin_tui.keys.table import rows

EXAMPLE = Path(__file__).parents[1] / "config.example.toml"


def written(folder: Path, text: str, system: str = "") -> tuple[Home, Path]:
    home = Home.find(folder / "home")
    home.config.mkdir()
    home.config_file.write_text(text, encoding="utf-8")
    file = folder / "system.toml"
    file.write_text(system, encoding="utf-8")
    return home, file


def refused(folder: Path, text: str, *, system: str = "", env: dict[str, str] | None = None) -> SettingsError:
    home, file = written(folder, text, system)
    with pytest.raises(SettingsError) as caught:
        check(load(home, env or {}, system=file), home, system=file)
    return caught.value


def test_the_example_shows_every_key_with_its_default_and_a_comment() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    table = tomllib.loads(text)
    example = table.pop("targets")["pusat"]
    defaults = asdict(Settings())
    keys = table.pop("keys")
    letter = table.pop("report")
    assert letter == asdict(Letter())
    assert table == {key: value for key, value in defaults.items() if key not in {"targets", "keys", "report"}}
    assert keys == {"preset": "plain"}
    shown = asdict(Target()) | {"url": example["url"]}
    assert example == shown
    lines = text.splitlines()
    for key in [*table, *letter, *(name for name in shown if name != "rest"), *shown["rest"]]:
        line = next(number for number, one in enumerate(lines) if one.startswith(f"{key} = "))
        assert lines[line - 1].startswith("# "), key


def test_the_example_shows_every_action_with_its_keys_in_the_order_of_the_table() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    part = text[text.index("[keys]") : text.index("[targets")]
    shown = re.findall(r'^# "([\w.]+)" = "(.*)"$', part, re.MULTILINE)
    assert shown == [(key.id, ",".join(key.keys)) for key in rows().values() if key.keys]


def test_the_example_can_be_used_as_it_is(tmp_path: Path) -> None:
    home, system = written(tmp_path, EXAMPLE.read_text(encoding="utf-8"))
    settings = load(home, {}, system=system)
    check(settings, home, system=system)
    assert settings.target is not None
    assert settings.target.kind == "ekin"


def test_without_any_file_the_defaults_are_in_force(tmp_path: Path) -> None:
    assert load(Home.find(tmp_path), {}, system=tmp_path / "none.toml") == Settings()


@pytest.mark.parametrize(
    ("user", "env", "option", "lang"),
    [
        ("", {}, None, "en"),
        ('lang = "id"', {}, None, "id"),
        ('lang = "id"', {"EKIN_TUI_LANG": "en"}, None, "en"),
        ('lang = "id"', {"EKIN_TUI_LANG": "en"}, "id", "id"),
    ],
)
def test_each_layer_goes_before_the_one_below(
    tmp_path: Path, user: str, env: dict[str, str], option: str | None, lang: str
) -> None:
    home, system = written(tmp_path, user, 'lang = "en"')
    assert load(home, env, {"lang": option}, system=system).lang == lang


def test_a_locked_key_stays_as_the_system_has_it(tmp_path: Path) -> None:
    home, system = written(tmp_path, 'lang = "id"\nascii = "yes"', 'locked = ["lang"]\nlang = "en"\nascii = "no"')
    settings = load(home, {"EKIN_TUI_LANG": "id"}, {"lang": "id"}, system=system)
    assert (settings.lang, settings.ascii) == ("en", "yes")


@pytest.mark.parametrize(
    ("env", "field", "value"),
    [
        ({"EKIN_TUI_THIN_DRIVER": "false"}, "thin_driver", False),
        ({"EKIN_TUI_THIN_DRIVER": "1"}, "thin_driver", True),
        ({"EKIN_TUI_SYNC_INTERVAL": "0"}, "sync_interval", 0),
        ({"EKIN_TUI_ASCII": "yes"}, "ascii", "yes"),
    ],
)
def test_the_environment_is_read_by_the_type_of_the_key(
    tmp_path: Path, env: dict[str, str], field: str, value: Any
) -> None:
    assert getattr(load(Home.find(tmp_path), env, system=tmp_path / "none"), field) == value


@pytest.mark.parametrize(
    ("text", "line", "key", "code", "details"),
    [
        ('lagn = "id"', 1, "lagn", "key-unknown", {"near": "lang", "example": 'lang = "id"'}),
        ('# one\n\nascii = "perhaps"', 3, "ascii", "choice-wrong", {"value": "perhaps"}),
        ("thin_driver = 1", 1, "thin_driver", "type-wrong", {"want": "bool"}),
        ("sync_interval = true", 1, "sync_interval", "type-wrong", {"want": "int"}),
        ("sync_interval = -1", 1, "sync_interval", "range-wrong", {"least": 0}),
        ("targets = 3", 1, "targets", "type-wrong", {"want": "table"}),
        ("[targets]\npusat = 3", 1, "targets", "type-wrong", {"want": "table"}),
        ('locked = ["lang"]', 1, "locked", "key-unknown", {}),
        (
            '[targets.a]\nurl = "https://a.id"\n[targets.b]\nurl = "ftp://b.id"',
            4,
            "targets.b.url",
            "url-wrong",
            {"url": "ftp://b.id"},
        ),
        (
            '[targets.a]\nurl = "https://a.id"\nurll = ""',
            3,
            "targets.a.urll",
            "key-unknown",
            {"near": "url", "example": 'url = "https://ekinerja.example.go.id"'},
        ),
        ('targets.a.kind = "lain"', 1, "targets.a.kind", "choice-wrong", {"choices": "ekin, rest, folder"}),
        ('[targets.a]\nkind = "ekin"\nca_file = 7', 3, "targets.a.ca_file", "type-wrong", {"want": "str"}),
        ('targets = { a = { urll = "x" } }', 1, "targets.a.urll", "key-unknown", {"near": "url"}),
        ('"lagn" = "id"', 1, "lagn", "key-unknown", {"near": "lang"}),
        ("keys = 3", 1, "keys", "type-wrong", {"want": "table"}),
        ('[keys]\npreset = "emacs"', 2, "keys.preset", "choice-wrong", {"choices": "plain, vi"}),
        ('[keys]\n"calendar.new" = 3', 2, "keys.calendar.new", "type-wrong", {"want": "str"}),
        (
            '# one\n[keys]\n"calendar.neww" = "n"',
            3,
            "keys.calendar.neww",
            "key-unknown",
            {"near": "keys.calendar.new", "example": '"calendar.new" = "n"'},
        ),
        (
            '[keys]\ncalendar.new = "insrt"',
            2,
            "keys.calendar.new",
            "keys-misspelled",
            {"value": "insrt", "near": "insert"},
        ),
        ('[keys]\n"calendar.new" = ""', 2, "keys.calendar.new", "keys-misspelled", {"value": ""}),
        (
            '[keys]\n"calendar.copy" = "Y"\n"calendar.new" = "e"',
            3,
            "keys.calendar.new",
            "keys-clash",
            {"value": "e", "other": "calendar.edit"},
        ),
        ('[keys]\n"calendar.new" = "?"', 2, "keys.calendar.new", "keys-clash", {"other": "screen.help"}),
        ('[keys]\n"calendar.new" = "1"', 2, "keys.calendar.new", "keys-clash", {"other": "app.calendar"}),
        (
            '[keys]\npreset = "vi"\n"calendar.new" = "g"',
            3,
            "keys.calendar.new",
            "keys-clash",
            {"value": "g"},
        ),
        ('[keys]\n"calendar.new" = "Alt+n"', 2, "keys.calendar.new", "keys-swallowed", {"value": "alt+n"}),
        ('[keys]\n"editor.send" = "ctrl+s,ctrl+q"', 2, "keys.editor.send", "keys-swallowed", {}),
        ('[keys]\n"editor.pin" = "i"', 2, "keys.editor.pin", "keys-typed", {"value": "i"}),
        ('[keys]\n"editor.pin" = "ctrl+u"', 2, "keys.editor.pin", "keys-typed", {"value": "ctrl+u"}),
    ],
)
def test_a_wrong_setting_is_named_by_file_line_key_and_remedy(
    tmp_path: Path, text: str, line: int, key: str, code: str, details: dict[str, Any]
) -> None:
    error = refused(tmp_path, text)
    assert (error.place, error.key, error.code) == (f"{tmp_path / 'home' / 'config.toml'}:{line}", key, code)
    assert details.items() <= error.details.items()


@pytest.mark.parametrize(
    "url",
    [
        "http://centre.go.id",
        "https://nama:sandi@centre.go.id",
        "https://",
        "centre.go.id",
        "https://centre.go.id/?a=1",
        "https://centre.go.id:abc",
        "https://[::1",
    ],
)
def test_an_address_that_would_leak_or_lead_nowhere_is_refused(tmp_path: Path, url: str) -> None:
    assert refused(tmp_path, f'[targets.pusat]\nurl = "{url}"').code == "url-wrong"


@pytest.mark.parametrize("url", ["https://centre.go.id/ekin", "http://127.0.0.1:8080", "http://[::1]:80", ""])
def test_https_and_this_machine_are_fine(tmp_path: Path, url: str) -> None:
    home, system = written(tmp_path, f'[targets.pusat]\nurl = "{url}"')
    target = load(home, {}, system=system).target
    assert target is not None
    assert target.url == url


def test_what_is_no_toml_names_the_line(tmp_path: Path) -> None:
    error = refused(tmp_path, 'lang = "id"\nascii = \n')
    assert error.code == "toml-wrong"
    assert error.place.endswith("config.toml:2")


def test_a_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    home, system = written(tmp_path, "")
    home.config_file.write_bytes(b'lang = "\xff"')
    with pytest.raises(SettingsError) as caught:
        load(home, {}, system=system)
    assert (caught.value.code, caught.value.place) == ("file-coding", str(home.config_file))


def test_a_certificate_that_is_missing_is_named_where_it_is_set(tmp_path: Path) -> None:
    error = refused(tmp_path, '[targets.pusat]\nurl = "https://a.id"\nca_file = "/none/ca.pem"')
    assert (error.code, error.details) == ("file-missing", {"path": "/none/ca.pem"})
    assert error.place.endswith("config.toml:3")


def test_what_the_system_file_has_wrong_is_named_there(tmp_path: Path) -> None:
    error = refused(tmp_path, "", system='[targets.pusat]\nurl = "https://a.id"\nca_file = "/none/ca.pem"')
    assert error.place == f"{tmp_path / 'system.toml'}:3"


def test_a_default_target_without_a_table_names_the_nearest(tmp_path: Path) -> None:
    error = refused(tmp_path, 'default_target = "pusta"\n[targets.pusat]\nurl = "https://a.id"')
    assert (error.code, error.details["near"]) == ("target-missing", "pusat")
    assert error.place.endswith("config.toml:1")


@pytest.mark.parametrize(
    ("system", "code"),
    [('locked = "lang"', "type-wrong"), ('locked = ["lagn"]', "choice-wrong"), ("locked = [1]", "type-wrong")],
)
def test_locks_are_a_list_of_keys_that_exist(tmp_path: Path, system: str, code: str) -> None:
    error = refused(tmp_path, "", system=system)
    assert (error.code, error.place) == (code, f"{tmp_path / 'system.toml'}:1")


@pytest.mark.parametrize(
    ("name", "value"),
    [("EKIN_TUI_LANG", "fr"), ("EKIN_TUI_THIN_DRIVER", "maybe"), ("EKIN_TUI_SYNC_INTERVAL", "ten")],
)
def test_a_wrong_variable_is_named(tmp_path: Path, name: str, value: str) -> None:
    assert refused(tmp_path, "", env={name: value}).place == name


@pytest.mark.parametrize(
    ("text", "keymap"),
    [
        ('"calendar.new" = "n,insert"', {"calendar.new": ("n", "insert")}),
        ('calendar.new = "insert, F5"', {"calendar.new": ("insert", "f5")}),
        ('"calendar.new" = "e"\n"calendar.edit" = "n"', {"calendar.new": ("e",), "calendar.edit": ("n",)}),
        ('"calendar.search" = ","', {"calendar.search": ("comma",)}),
        ('"calendar.new" = "n"', {}),
        ('preset = "plain"', {}),
    ],
)
def test_keys_are_moved_by_the_settings(tmp_path: Path, text: str, keymap: dict[str, tuple[str, ...]]) -> None:
    home, system = written(tmp_path, f"[keys]\n{text}")
    assert load(home, {}, system=system).keymap == keymap


def test_own_keys_go_before_those_of_a_preset(tmp_path: Path) -> None:
    home, system = written(tmp_path, '[keys]\npreset = "vi"\n"calendar.discard" = "D"')
    keymap = load(home, {}, system=system).keymap
    assert (keymap["calendar.discard"], keymap["list.first"]) == (("D",), ("g g", "home"))


def test_each_key_can_be_set_by_a_variable_except_the_tables(tmp_path: Path) -> None:
    env = {f"EKIN_TUI_{item.name.upper()}": "x" for item in fields(Settings) if item.name in {"targets", "keys"}}
    assert load(Home.find(tmp_path), env, system=tmp_path / "none") == Settings()


def test_folders_are_made_for_their_owner_alone(tmp_path: Path) -> None:
    folder = private(tmp_path / "a" / "b")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert Home.find(tmp_path / "c").cache_file.parent.stat().st_mode & 0o077 == 0


def test_the_home_is_one_folder_or_the_platforms_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    home = Home.find(root_from({}, None))
    assert home.config_file == tmp_path / "settings" / "ekin-tui" / "config.toml"
    assert home.state == tmp_path / "state" / "ekin-tui"
    assert root_from({"EKIN_TUI_HOME": str(tmp_path)}, None) == tmp_path
    assert root_from({"EKIN_TUI_HOME": "elsewhere"}, str(tmp_path)) == tmp_path


def test_a_token_file_never_leaves_its_folder(tmp_path: Path) -> None:
    assert Home.find(tmp_path).token_file("../../etc/passwd").parent == tmp_path
