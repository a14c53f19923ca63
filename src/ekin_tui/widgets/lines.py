"""Lines of styled text for the widgets that paint themselves: cut, wrapped and made inert by the width of cells."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from ekin_tui.domain.clean import inert
from ekin_tui.domain.wrapping import wrapped
from ekin_tui.text import Words

Part = tuple[str, str]
"""A text and the name of its style: one of :data:`STYLES`."""
Line = Sequence[Part]

PART = " · "
"""What stands between two parts of a line."""
STYLES: Mapping[str, Style] = {
    "": Style(),
    "dim": Style(dim=True),
    "bold": Style(bold=True),
    "error": Style(color="red"),
    "warning": Style(color="yellow"),
    "good": Style(color="green"),
    "hit": Style(bold=True, underline=True),
    "code": Style(color="black", bgcolor="white"),
}
"""Meaning → look. Colour never stands alone: a mark or a word says the same. ``code`` is for cameras."""

_LIT: Mapping[str, Style] = {
    name: Style(bold=style.bold, underline=style.underline) if style.dim else style.without_color
    for name, style in STYLES.items()
}
"""The same in a line that is lit: a colour or dim letters turned round would be a patch behind the word."""


def fit(text: str, width: int, *, more: str = "…") -> str:
    """Return ``text`` in exactly ``width`` cells: filled up, or cut with ``more`` at its end."""
    if width <= 0:
        return ""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    room = max(0, width - cell_len(more))
    return set_cell_size(set_cell_size(text, room).rstrip() + more, width)


def fit_parts(text: str, width: int, *, more: str = "…") -> str:
    """Return ``text`` in exactly ``width`` cells. What has no room goes by whole parts, the last first.

    Parts stand between ``·``; only the first of them is cut.
    """
    parts = text.split(PART)
    while len(parts) > 1 and cell_len(PART.join(parts)) > width:
        parts.pop()
    return fit(PART.join(parts), width, more=more)


def wrap(text: str, width: int) -> list[str]:
    """Return the lines of ``text`` in ``width`` cells; a word that is too long is broken, nothing is lost."""
    return wrapped(text, max(1, width), cell_len)


def dim(text: str, width: int) -> list[Line]:
    """Return ``text`` wrapped, as something said by the way."""
    return [[(line, "dim")] for line in wrap(text, width)]


def shown(words: Words, name: str, text: str) -> str:
    """Return the content of the field ``name`` as people of this language write it; a word when it is empty."""
    if name in {"start", "end"}:
        text = text.replace(":", words("format.clock_mark"))
    return text or words("editor.empty")


def labelled(label: str, text: str, width: int, *, column: int, style: str = "") -> list[Line]:
    """Return ``text`` wrapped beside ``label``, whose column is ``column`` cells wide: a long label goes on below."""
    lines = wrap(inert(text, lines=True).replace("\t", " "), width - column)
    pairs = zip_longest(label_lines(label, column), lines, fillvalue="")
    return [[(named or " " * column, "dim"), (line, style)] for named, line in pairs]


def label_lines(label: str, column: int) -> list[str]:
    """Return the lines of ``label``, each of ``column`` cells with a blank at its end; a word without room is cut."""
    if not column:
        return [""]
    fits = all(cell_len(word) < column for word in label.split())
    return [fit(line, column - 1) + " " for line in (wrap(label, column - 1) if label and fits else [label])]


def paint(line: Line, width: int, base: Style) -> Strip:
    """Return ``line`` as ``width`` cells over the style ``base``. The last guard: what is drawn is inert."""
    styles = _LIT if base.reverse else STYLES
    segments = [Segment(inert(text), base + styles[style]) for text, style in line if text]
    return Strip(segments).adjust_cell_length(width, base)


def at_foot(line: Line, more: str, width: int) -> tuple[Line, bool]:
    """Return ``line`` with ``more`` at its end, and whether it had to be cut: by whole words.

    A line of a table is left out whole: a label without its figure would say nothing, or something else.
    """
    room = max(0, width - cell_len(more) - 1)
    text = "".join(part for part, _ in line).rstrip()
    whole, table = cell_len(text) <= room, "  " in text.lstrip()
    kept = room if whole else 0 if table else cell_len(set_cell_size(text, room + 1).rpartition(" ")[0])
    return [*_first_cells(line, kept), (" " * (width - kept - cell_len(more)), ""), (more, "dim")], not whole


def _first_cells(line: Line, room: int) -> Line:
    """Return the first ``room`` cells of ``line``, filled up."""
    parts, used = list[Part](), 0
    for text, style in line:
        kept = set_cell_size(text, min(cell_len(text), room - used))
        parts.append((kept, style))
        used += cell_len(kept)
    return [*parts, (" " * (room - used), "")]


def joined(lines: Iterable[Line]) -> str:
    """Return the text of ``lines`` without styles, for a reader and for tests."""
    return "\n".join("".join(text for text, _ in line).rstrip() for line in lines)
