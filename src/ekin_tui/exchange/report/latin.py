"""What the fonts that every reader of PDF has can show: the letters of Western Europe (Windows-1252).

No font comes with the program. A name of the civil registry has Latin letters without marks (Permendagri 73/2022), so
these fonts have all that the office needs; one with more would weigh as much as the whole program and be cut down anew
for each file. Whatever else stands in a text is written so that anybody sees that it was: its letter without the mark,
a usual substitute, or the number of the character. The sheets and JSON hold the text as it was typed.
"""

import re
from functools import lru_cache
from unicodedata import category, normalize

from ekin_tui.domain.clean import inert

CODING = "cp1252"
_USUAL = {
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2212": "-", "\u2215": "/", "\u2032": "'", "\u2033": '"',
    "\u2190": "<-", "\u2192": "->", "\u21d2": "=>", "\u2264": "<=", "\u2265": ">=", "\u2260": "<>", "\u2248": "~",
    "\u2713": "[v]", "\u2714": "[v]", "\u2717": "[x]", "\u2718": "[x]", "\u25cf": "\u2022", "\u25aa": "\u2022",
    "\u2009": " ", "\u202f": " ", "\u2003": " ", "\u2002": " ",
}  # fmt: skip
_OTHER = re.compile(r"[^\x20-\x7e\n]")


def latin(text: str) -> str:
    """Return ``text``, inert, in letters that these fonts have."""
    plain = inert(text, lines=True).replace("\t", " ")
    return plain if plain.isascii() else _OTHER.sub(lambda found: _shown(found[0]), plain)


def spoilt(text: str) -> bool:
    """Tell whether :func:`latin` names a character of ``text`` by its number."""
    return not text.isascii() and any(_shown(char).startswith("[U+") for char in text)


@lru_cache(maxsize=1_024)
def _shown(char: str) -> str:
    if _fits(char):
        return char
    if char in _USUAL:
        return _USUAL[char]
    bare = "".join(part for part in normalize("NFKD", char) if category(part)[0] != "M")
    return bare if bare and _fits(bare) else f"[U+{ord(char):04X}]"


def _fits(text: str) -> bool:
    try:
        text.encode(CODING)
    except UnicodeEncodeError:
        return False
    return True
