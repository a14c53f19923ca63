"""``docs/keys.md``, printed from the table of keys in both languages."""

from collections.abc import Iterator

from ekin_tui.keys import Key
from ekin_tui.keys.mapping import PRESETS, keymap_of
from ekin_tui.keys.names import name_key
from ekin_tui.keys.table import GROUPS, PLACES
from ekin_tui.text import Words

_HEAD = """# Keys · Tombol

Printed from the table of keys (`keys/table.py`); a test holds it to that. The id is what the settings call an action:

```toml
[keys]
preset = "vi"                 # or "plain"
"calendar.new" = "n,insert"   # keys stand apart by commas; "g g" is two keys after each other
```

`ekin-tui config check` names what can't be: an id or a key that does not exist, a key that already means something
else in the same window, a key that a field needs for writing, an action whose only keys some terminals keep for
themselves.

Everywhere: `?` finds keys by a word or a key, Space (Ctrl+K while writing) opens the menu, `;` (Ctrl+F while writing)
puts a letter on every place, `P` or Ctrl+P finds an action by its words in either language.
"""


def keybook() -> str:
    """Return the page."""
    parts = [_HEAD, *("\n".join(_place(place)) for place in PLACES), "\n".join(_presets())]
    return "\n".join(parts)


def _place(place: str) -> Iterator[str]:
    indonesian, english = Words("id"), Words("en")
    yield f"## {place}\n"
    yield f"{indonesian(f'keys.room.{place}')} · {english(f'keys.room.{place}')}\n"
    yield "| id | keys | menu | Indonesia | English |"
    yield "|---|---|---|---|---|"
    for key in PLACES[place]:
        yield f"| `{key.id}` | {_named(key.keys)} | {_group(key)} | {indonesian(key.says)} | {english(key.says)} |"
    yield ""


def _presets() -> Iterator[str]:
    for preset in PRESETS:
        moved = keymap_of(preset, {})
        if moved:
            yield f"## Preset `{preset}`\n"
            yield "| id | keys |"
            yield "|---|---|"
            yield from (f"| `{name}` | {_named(keys)} |" for name, keys in moved.items())
            yield ""


def _group(key: Key) -> str:
    return f"{GROUPS[key.group]} {Words('en')(f'keys.group.{key.group}')}"


def _named(keys: tuple[str, ...]) -> str:
    return " ".join(f"`{name_key(key)}`".replace("|", "\\|") for key in keys) or "—"
