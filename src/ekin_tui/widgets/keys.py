"""How a key is named to people."""

from ekin_tui.keys.names import PUNCTUATION

_NAMES = {
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "enter": "Enter",
    "escape": "Esc",
    "tab": "Tab",
    "backspace": "Bksp",
    "delete": "Del",
    "insert": "Ins",
    "home": "Home",
    "end": "End",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    **{name: character for character, name in PUNCTUATION.items()},
    "space": "Space",
}
_PLAIN = {"↑": "Up", "↓": "Down", "←": "Left", "→": "Right"}


def name_key(key: str, *, ascii_only: bool = False) -> str:
    """Return ``Ctrl+G`` for ``ctrl+g``, ``?`` for ``question_mark``, ``gg`` for ``g g``; a letter as it is typed."""
    steps = [_name_step(step, ascii_only=ascii_only) for step in key.split(" ")]
    return ("" if all(len(step) == 1 for step in steps) else " ").join(steps)


def _name_step(key: str, *, ascii_only: bool) -> str:
    *modifiers, last = key.split("+")
    name = _NAMES.get(last, last)
    name = _PLAIN.get(name, name) if ascii_only else name
    if not modifiers:
        return name.upper() if len(name) > 1 and name[0] == "f" and name[1:].isdigit() else name
    return "+".join([*(modifier.capitalize() for modifier in modifiers), name.upper() if len(name) == 1 else name])
