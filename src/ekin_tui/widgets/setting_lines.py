"""What the screen of the settings shows: a line for each, and all about the chosen one."""

from collections.abc import Iterator

from ekin_tui.config.secret import HIDDEN, hidden
from ekin_tui.desk.setup import SettingView
from ekin_tui.domain.clean import inert
from ekin_tui.keys.table import rows
from ekin_tui.terminal.signs import Signs
from ekin_tui.text import Words
from ekin_tui.widgets.lines import Line, fit, labelled, wrap

_WIDE = 60
"""Cells from which on there is room for long columns."""


def matches(words: Words, view: SettingView, wanted: str) -> bool:
    """Tell whether each word of ``wanted`` is in the name of the setting, its meaning, its value or its source."""
    held = f"{view.key} {meaning(words, view.key)} {value_of(words, view)} {_where(words, view)}".casefold()
    return all(word in held for word in wanted.casefold().split())


def meaning(words: Words, key: str) -> str:
    """Return what the setting ``key`` does, in one sentence."""
    table, _, name = key.partition(".")
    row = rows().get(name) if table == "keys" else None
    if row is not None:
        place = words(f"keys.room.{row.id.partition('.')[0]}")
        return words("settings.means_key", action=words(row.says), place=place)
    return words(f"settings.means.{table}.{name.rpartition('.')[2]}" if name else f"settings.means.{key}")


def value_of(words: Words, view: SettingView) -> str:
    """Return the value in force as people read it, without what is never shown."""
    shown = _written(hidden(view.key, view.value))
    return words("settings.hidden") if shown == HIDDEN else choice(words, view, shown.replace(HIDDEN, "***"))


def choice(words: Words, view: SettingView, value: str) -> str:
    """Return one of the choices of a setting as people read it; any other value as it is."""
    said = f"settings.choice.{view.root}.{value}"
    general = f"settings.choice.{value}"
    if view.choices:
        return words(said) if said in words else words(general) if general in words else value
    return inert(value) or words("settings.empty")


def setting_line(words: Words, signs: Signs, view: SettingView, width: int, *, chosen: bool) -> Line:
    """Return name, value and source; a locked one says so instead of its source."""
    wide = width >= _WIDE
    name, where = (min(34, width * 2 // 5), 10) if wide else (20, 8)
    mark = signs.chosen if chosen else " "
    own = "bold" if view.own else ""
    return [
        (fit(f"{mark} {view.key}", name, more=signs.more) + " ", own),
        (fit(value_of(words, view), width - name - where - 2, more=signs.more) + " ", own),
        (fit(_where(words, view), where, more=signs.more), "warning" if view.source.locked else "dim"),
    ]


def detail_lines(words: Words, view: SettingView, width: int) -> Iterator[Line]:
    """Return all about one setting: meaning, value, source, when a change holds, and why it can't be changed."""
    column = 12 if width >= _WIDE else 9
    yield from [[(line, "bold")] for line in wrap(meaning(words, view.key), width)]
    shown = value_of(words, view)
    if view.value != view.built_in:
        built_in = choice(words, view, _written(view.built_in))
        shown = f"{shown} · {words('settings.built_in', value=built_in)}"
    yield from labelled(words("settings.label.value"), shown, width, column=column)
    said = words(f"config.layer.{view.source.layer.value}", place=inert(view.source.place))
    yield from labelled(words("settings.label.from"), said, width, column=column)
    if view.source.locked:
        yield from [[(line, "warning")] for line in wrap(words("settings.locked"), width)]
        return
    if view.above:
        yield from [[(line, "warning")] for line in wrap(words("settings.above", name=view.source.place), width)]
    holds = words("settings.at_once" if view.at_once else "settings.at_restart")
    yield from labelled(words("settings.label.holds"), holds, width, column=column)


def _where(words: Words, view: SettingView) -> str:
    return words("settings.where.locked" if view.source.locked else f"settings.where.{view.source.layer.value}")


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
