"""The table of keys: complete, without clashes, with words in both languages, and reachable in every terminal."""

from pathlib import Path

import pytest
from textual.keys import _character_to_key

from ekin_tui.keys import Keymap
from ekin_tui.keys.mapping import PRESETS, clashes, keymap_of, keys_of
from ekin_tui.keys.names import EDITING, PUNCTUATION, name_key, spelled, swallowed, typed_as_text
from ekin_tui.keys.table import GROUPS, PLACES, TOGETHER, TYPED_IN, rows
from ekin_tui.text import LANGUAGES, Words
from ekin_tui.widgets.keybook import keybook
from tests.test_architecture import loaded_after

DOCS = Path(__file__).parents[2] / "docs" / "keys.md"
KEYMAPS = {name: keymap_of(name, {}) for name in PRESETS}
MEANT = {
    ("calendar.to_month", "screen.back", "escape"),
    ("calendar.leave", "screen.back", "q"),
    ("editor.back", "screen.back", "escape"),
    ("quick.back", "screen.back", "escape"),
    ("search.back", "screen.back", "escape"),
    ("year.back", "screen.back", "escape"),
    ("year.back", "screen.back", "q"),
    ("locked.back", "screen.back", "escape"),
    ("locked.back", "screen.back", "q"),
    ("paste.back", "screen.back", "escape"),
    ("paste.back", "screen.back", "q"),
    ("review.back", "screen.back", "escape"),
    ("review.back", "screen.back", "q"),
    ("sync.back", "screen.back", "escape"),
    ("sync.back", "screen.back", "q"),
    ("sign_in.back", "screen.back", "escape"),
    ("sign_in.back", "screen.back", "q"),
    ("skp.back", "screen.back", "escape"),
    ("skp.back", "screen.back", "q"),
    ("plan_entries.back", "screen.back", "escape"),
    ("plan_entries.back", "screen.back", "q"),
    ("team.back", "screen.back", "escape"),
    ("team.back", "screen.back", "q"),
    ("team_day.back", "screen.back", "escape"),
    ("team_day.back", "screen.back", "q"),
    ("reminder.back", "screen.back", "escape"),
    ("reminder.back", "screen.back", "q"),
    ("conflict.back", "screen.back", "escape"),
    ("conflict.back", "screen.back", "q"),
    ("form.leader", "app.leader", "ctrl+k"),
    ("words.leader", "app.leader", "ctrl+k"),
    ("review.sync", "app.sync", "R"),
    ("sync.now", "app.sync", "R"),
    ("sync.compare", "sync.open", "enter"),
    ("sync.compare", "sync.open", "o"),
}
"""One key, two ids: the screen's own way back; the same exchange; two actions of which only one ever holds."""


def test_the_page_of_keys_is_printed_from_the_table() -> None:
    assert DOCS.read_text(encoding="utf-8") == keybook()


def test_each_id_stands_once_and_belongs_to_a_group_of_the_menu() -> None:
    ids = [key.id for place in PLACES.values() for key in place]
    assert len(ids) == len(set(ids))
    assert {key.group for key in rows().values()} == set(GROUPS)
    assert len(set(GROUPS.values())) == len(GROUPS)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_action_and_group_has_words(lang: str) -> None:
    words = Words(lang)
    missing = [key.id for key in rows().values() if key.says not in words]
    assert missing == []
    assert [group for group in GROUPS if f"keys.group.{group}" not in words] == []


@pytest.mark.parametrize("keymap", KEYMAPS.values(), ids=KEYMAPS)
def test_no_key_means_two_things_in_one_window(keymap: Keymap) -> None:
    assert set(clashes(keymap)) - MEANT == set()


@pytest.mark.parametrize("keymap", KEYMAPS.values(), ids=KEYMAPS)
def test_no_action_has_only_keys_that_terminals_swallow(keymap: Keymap) -> None:
    held = {key.id: keys_of(key, keymap) for key in rows().values() if key.keys}
    assert [name for name, keys in held.items() if all(map(swallowed, keys))] == []


@pytest.mark.parametrize("keymap", KEYMAPS.values(), ids=KEYMAPS)
def test_what_is_wanted_while_writing_has_a_key_that_no_field_takes(keymap: Keymap) -> None:
    places = {place for window in TYPED_IN for place in TOGETHER[window]} - {"screen", "app"}
    held = {key.id: keys_of(key, keymap) for place in places for key in PLACES[place]}
    assert [name for name, keys in held.items() if all(typed_as_text(key) or key in EDITING for key in keys)] == []


@pytest.mark.parametrize("keymap", KEYMAPS.values(), ids=KEYMAPS)
def test_every_key_of_the_table_and_the_presets_exists(keymap: Keymap) -> None:
    keys = {key for row in rows().values() for key in keys_of(row, keymap)}
    assert {key for key in keys if spelled(key) != key} == set()


def test_a_preset_moves_only_actions_that_exist_and_loses_no_key_in_reading() -> None:
    for name, keys in PRESETS.items():
        assert set(keys) <= set(rows())
        assert set(keymap_of(name, {})) == set(keys)


@pytest.mark.parametrize(
    "key",
    [
        *(f"ctrl+{letter}" for letter in "sqabpwtnzchijm"),
        *("ctrl+space", "ctrl+enter", "shift+enter", "alt+n", "f1", "f10", "f11"),
    ],
)
def test_a_key_that_some_terminal_keeps_counts_as_swallowed(key: str) -> None:
    assert swallowed(key)


@pytest.mark.parametrize("key", ["n", "enter", "shift+tab", "pageup", "ctrl+g", "ctrl+y", "f2", "g g", "question_mark"])
def test_a_key_that_reaches_every_terminal_does_not(key: str) -> None:
    assert not swallowed(key)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("?", "question_mark"),
        ("Ctrl+G", "ctrl+g"),
        ("ctrl+shift+up", "ctrl+shift+up"),
        ("Enter", "enter"),
        ("S", "S"),
        ("g g", "g g"),
        ("F2", "f2"),
        (" ", "space"),
        ("insrt", None),
        ("ctrl+", None),
        ("g g g", None),
        ("é", None),
        ("hyper+n", None),
        ("", None),
    ],
)
def test_keys_are_read_as_people_spell_them(typed: str, key: str | None) -> None:
    assert spelled(typed) == key


def test_signs_have_the_names_that_the_toolkit_gives_them() -> None:
    assert {sign: _character_to_key(sign) for sign in PUNCTUATION} == PUNCTUATION


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("question_mark", "?"),
        ("semicolon", ";"),
        ("ctrl+g", "Ctrl+G"),
        ("shift+tab", "Shift+Tab"),
        ("g g", "gg"),
        ("g home", "g Home"),
        ("f2", "F2"),
        ("f", "f"),
        ("space", "Space"),
    ],
)
def test_keys_are_named_as_they_stand_on_the_keyboard(key: str, name: str) -> None:
    assert name_key(key) == name


def test_the_table_and_the_names_of_keys_load_no_toolkit() -> None:
    loaded = loaded_after("import ekin_tui.keys.settings, ekin_tui.keys.names, ekin_tui.widgets.keybook")
    assert not loaded & {"textual", "rich", "click"}
