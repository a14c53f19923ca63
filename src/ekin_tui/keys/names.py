"""What keys are called: in the settings, by the toolkit, to people; and which ones a terminal or a field keeps."""

import difflib
from string import ascii_letters, digits

PUNCTUATION = {
    "!": "exclamation_mark",
    '"': "quotation_mark",
    "#": "number_sign",
    "$": "dollar_sign",
    "%": "percent_sign",
    "&": "ampersand",
    "'": "apostrophe",
    "(": "left_parenthesis",
    ")": "right_parenthesis",
    "*": "asterisk",
    "+": "plus",
    ",": "comma",
    "-": "minus",
    ".": "full_stop",
    "/": "slash",
    ":": "colon",
    ";": "semicolon",
    "<": "less_than_sign",
    "=": "equals_sign",
    ">": "greater_than_sign",
    "?": "question_mark",
    "@": "at",
    "[": "left_square_bracket",
    "\\": "backslash",
    "]": "right_square_bracket",
    "^": "circumflex_accent",
    "_": "underscore",
    "`": "grave_accent",
    "{": "left_curly_bracket",
    "|": "vertical_line",
    "}": "right_curly_bracket",
    "~": "tilde",
    " ": "space",
}
"""Character → the toolkit's name of its key."""
_SIGNS = frozenset(PUNCTUATION.values())
_NAMED = frozenset({"enter", "tab", "escape", "backspace", "delete", "insert", "home", "end", "pageup", "pagedown"})
_ARROWS = frozenset({"up", "down", "left", "right"})
_FUNCTION = frozenset(f"f{number}" for number in range(1, 13))
_MODIFIED = frozenset({*_ARROWS, *_NAMED, *_FUNCTION})
SAFE_CTRL = frozenset("defgklnortuxy")
"""Letters whose Ctrl key reaches the program in every terminal that was tried."""
_SWALLOWED = frozenset({"f1", "f10", "f11", "ctrl+n", "ctrl+t"})
EDITING = frozenset(
    {"left", "right", "home", "end", "backspace", "delete"} | {f"ctrl+{letter}" for letter in "adeuvwx"}
)
"""Keys with which a field edits its text. Ctrl+F and Ctrl+K are not: they jump and open the menu."""

_SHOWN = {
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


def spelled(typed: str) -> str | None:
    """Return the toolkit's name of a key as settings spell it (``?``, ``Ctrl+G``, ``g g``); None for no key."""
    steps = [_step(step) for step in typed.split()] if typed.strip() else [_step(typed)]
    if len(steps) > 2 or None in steps:
        return None
    return " ".join(step for step in steps if step)


def _step(typed: str) -> str | None:
    if len(typed) == 1:
        return typed if typed in ascii_letters + digits else PUNCTUATION.get(typed)
    *modifiers, last = typed.lower().split("+")
    if not modifiers:
        return last if last in _NAMED | _ARROWS | _FUNCTION | _SIGNS else None
    held = "+".join(sorted(modifiers))
    if held == "ctrl" and len(last) == 1 and last in ascii_letters:
        return f"ctrl+{last}"
    known = held in {"ctrl", "shift", "alt", "ctrl+shift"} and (last in _MODIFIED or (held == "alt" and len(last) == 1))
    return f"{held}+{last}" if known else None


def nearest(typed: str) -> str:
    """Return the name of a key that is spelled nearly so."""
    names = sorted(_NAMED | _ARROWS | _FUNCTION | _SIGNS | {f"ctrl+{letter}" for letter in SAFE_CTRL})
    return next(iter(difflib.get_close_matches(typed.lower(), names, n=1, cutoff=0.3)), "f2")


def typed_as_text(key: str) -> bool:
    """Tell whether a field takes ``key`` for text."""
    first = key.partition(" ")[0]
    return len(first) == 1 or first in _SIGNS


def swallowed(key: str) -> bool:
    """Tell whether some terminal, multiplexer or web page keeps ``key`` for itself."""
    first = key.partition(" ")[0]
    modifiers, _, last = first.rpartition("+")
    if first in _SWALLOWED or "alt" in modifiers:
        return True
    if modifiers == "ctrl":
        return last not in SAFE_CTRL
    return bool(modifiers) and first != "shift+tab"


def name_key(key: str, *, ascii_only: bool = False) -> str:
    """Return ``Ctrl+G`` for ``ctrl+g``, ``?`` for ``question_mark``, ``gg`` for ``g g``; a letter as it is typed."""
    steps = [_name_step(step, ascii_only=ascii_only) for step in key.split(" ")]
    return ("" if all(len(step) == 1 for step in steps) else " ").join(steps)


def _name_step(key: str, *, ascii_only: bool) -> str:
    *modifiers, last = key.split("+")
    name = _SHOWN.get(last, last)
    name = _PLAIN.get(name, name) if ascii_only else name
    if not modifiers:
        return name.upper() if len(name) > 1 and name[0] == "f" and name[1:].isdigit() else name
    return "+".join([*(modifier.capitalize() for modifier in modifiers), name.upper() if len(name) == 1 else name])
