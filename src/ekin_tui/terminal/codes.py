"""What terminals send that the toolkit's parser does not know: it would be typed into a field, letter by letter.

Terminals send keys with modifiers as codes without having been asked (`CSI 13;2u` for Shift+Enter, or the same as
`CSI 27;2;13~`), and answers to what another program asked them. A code becomes the key that every terminal sends for
it; all else that is a whole control sequence is dropped.
"""

import re
from functools import lru_cache

from textual import _xterm_parser as known
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS

SEQUENCE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\r")
"""What is one: a control sequence, a string, and Enter with a modifier as some terminals send it."""
UNFINISHED = re.compile(r"\x1b\[[<=>?]?\d[\d:;]*\Z|\x1b[\]P_^X][^\x07\x1b]*\x1b?\Z")
"""The beginning of a sequence that no key has as its whole: the rest is on its way. A string's may be keys as well."""
CODE = re.compile(r"\x1b\[(\d+)[\d:]*(?:;(\d+)[\d:]*)?(?:;[\d:]*)?u|\x1b\[27;(\d+);(\d+)~")
"""A key as the number of its letter, with its modifiers: xterm's modifyOtherKeys in both of its forms."""
_SHIFT, _CTRL = 1, 4
"""Bits of the modifiers, which are sent with one added; any other is one that the program knows no key with."""
_NAMED = {9: "\t", 13: "\r", 27: "\x1b", 127: "\x7f"}


class Codes:
    """Takes out of the input what would be typed though nobody typed it."""

    def __init__(self) -> None:
        self._held = ""

    @property
    def waits(self) -> bool:
        """Whether the beginning of a string is held back; nobody may wait for its end for ever."""
        return self._held[:2] not in {"", "\x1b["}

    def given_up(self) -> str:
        """The beginning of a string that did not go on, as what it was then: Esc and what was typed after it."""
        if not self.waits:
            return ""
        text, self._held = self._held, ""
        return text

    def clean(self, text: str) -> str:
        """The next piece of the input with its sequences as the parser knows them."""
        text, self._held = self._held + text, ""
        if unfinished := UNFINISHED.search(text):
            text, self._held = text[: unfinished.start()], unfinished[0]
        return SEQUENCE.sub(lambda found: _plain(found[0]), text)


@lru_cache(256)
def _plain(sequence: str) -> str:
    """The keys for SEQUENCE; empty for what is no key."""
    if sequence == "\x1b\r":
        return "\r"
    if sequence in ANSI_SEQUENCES_KEYS or sequence in known.SPECIAL_SEQUENCES:
        return sequence
    reports = (
        known._re_mouse_event,  # noqa: SLF001 - what the parser takes has no public list
        known._re_terminal_mode_response,  # noqa: SLF001
        known._re_cursor_position,  # noqa: SLF001
        known._re_in_band_window_resize,  # noqa: SLF001
    )
    if any(report.match(sequence) for report in reports):
        return sequence
    code = CODE.fullmatch(sequence)
    if code is None:
        return ""
    return _key(int(code[1] or code[4]), int(code[2] or code[3] or 1) - 1)


def _key(point: int, modifiers: int) -> str:
    """What a terminal that knows no codes sends for the letter POINT with MODIFIERS."""
    if point in _NAMED:
        return "\x1b[Z" if point == ord("\t") and modifiers & _SHIFT else _NAMED[point]
    mark = chr(point) if point <= 0x10FFFF else ""
    if not mark.isprintable() or "\ue000" <= mark <= "\uf8ff" or modifiers & ~(_SHIFT | _CTRL):
        return ""
    if modifiers & _CTRL:
        return chr(point & 0x1F) if "a" <= mark.lower() <= "z" else ""
    return mark.upper() if modifiers & _SHIFT else mark
