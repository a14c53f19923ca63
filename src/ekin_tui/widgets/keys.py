"""How a key is named to people."""

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
    "space": "Space",
    "home": "Home",
    "end": "End",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "question_mark": "?",
    "slash": "/",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "full_stop": ".",
    "comma": ",",
    "colon": ":",
    "plus": "+",
    "minus": "-",
}
_PLAIN = {"↑": "Up", "↓": "Down", "←": "Left", "→": "Right"}


def name_key(key: str, *, ascii_only: bool = False) -> str:
    """Return ``Ctrl+G`` for ``ctrl+g``, ``?`` for ``question_mark``; a letter as it is typed."""
    *modifiers, last = key.split("+")
    name = _NAMES.get(last, last)
    name = _PLAIN.get(name, name) if ascii_only else name
    if not modifiers:
        return name
    return "+".join([*(modifier.capitalize() for modifier in modifiers), name.upper() if len(name) == 1 else name])
