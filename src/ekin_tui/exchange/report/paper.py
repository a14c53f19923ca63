"""Sheets of A4 with a foot on each: the pen that the blocks of a report card are drawn with."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from fpdf import FPDF

from ekin_tui.domain.wrapping import wrapped
from ekin_tui.exchange.report.document import Document
from ekin_tui.exchange.report.latin import CODING, latin
from ekin_tui.text import Words

LEFT, RIGHT, TOP, BOTTOM = 22.0, 190.0, 18.0, 276.0
"""The room for the text, in mm."""
WIDTH = RIGHT - LEFT
_FONT = "helvetica"
_PT = 0.352_778
"""Millimetres of a point."""
GREY = 110
LINE = 170


class Paper(FPDF):
    """Pages that know how much room is left. Texts are given as they are; only what the font has reaches the file."""

    def __init__(self, document: Document, words: Words) -> None:
        """``document`` gives what the file says of itself and what stands at the foot."""
        super().__init__(unit="mm", format="A4")
        self.core_fonts_encoding = CODING
        self._foot, self._words = latin(document.foot), words
        self._head = latin(f"{document.author} - {document.title}, {document.subtitle}")
        self.set_auto_page_break(False)
        self.set_margins(LEFT, TOP, 210 - RIGHT)
        self.set_creation_date(document.made)
        self.set_title(latin(f"{document.title} {document.subtitle}"))
        self.set_author(latin(document.author))
        self.set_producer("ekin-tui")
        self.set_lang(words.lang)
        self.y_at = TOP
        self.pen(9)
        self.begin_page()

    def pen(self, size: float, *, bold: bool = False, grey: int = 0) -> None:
        """Write with letters of ``size`` points from now on."""
        self.set_font(_FONT, "B" if bold else "", size)
        self.set_text_color(grey)
        self._size, self._bold, self._grey = size, bold, grey

    def wide(self, text: str) -> float:
        """Return the width of ``text`` (of this font's letters) in mm."""
        widths = _widths(self._bold)
        return sum(widths.get(char, 600) for char in text) * self._size * _PT / 1_000

    def lines(self, text: str, room: float) -> list[str]:
        """Return ``text`` in lines of at most ``room`` mm."""
        return wrapped(latin(text), room, self.wide)

    def put(self, x: float, y: float, text: str, *, right: float | None = None, middle: float | None = None) -> None:
        """Write one line with its foot at ``y``: from ``x`` on, or to ``right``, or around ``middle``."""
        if not text:
            return
        if right is not None:
            x = right - self.wide(text)
        if middle is not None:
            x = middle - self.wide(text) / 2
        self.text(x, y, text)

    def paragraph(self, text: str, *, x: float = LEFT, room: float = WIDTH, step: float = 4.2) -> None:
        """Write ``text`` from ``x`` on and go on below it, on the next page where this one is full."""
        for line in self.lines(text, room):
            self.need(step)
            self.put(x, self.y_at + step * 0.75, line)
            self.y_at += step

    def need(self, high: float) -> bool:
        """Begin a page unless ``high`` mm are left on this one; tell whether it was begun."""
        if self.y_at + high <= BOTTOM or self.y_at <= TOP + 8:
            return False
        self.begin_page()
        return True

    def left(self) -> float:
        """Return how many mm are left on this page."""
        return BOTTOM - self.y_at

    def begin_page(self) -> None:
        """Begin a page; all but the first say at their head whose report it is."""
        size, bold, grey = self._size, self._bold, self._grey
        self.add_page()
        self.y_at = TOP
        if self.page_no() > 1:
            self.pen(7.5, grey=GREY)
            self.put(LEFT, TOP - 4, self._fit(self._head, WIDTH))
            self._rule(TOP - 2.5)
            self.y_at = TOP + 2
        self.pen(size, bold=bold, grey=grey)

    def number_pages(self) -> None:
        """Write the foot of every page, once it is known how many there are."""
        many = self.page_no()
        for number in range(1, many + 1):
            self.page = number
            self.pen(1)  # the page has a font of its own in force
            self.pen(7.5, grey=GREY)
            self._rule(BOTTOM + 3)
            self.put(LEFT, BOTTOM + 7, self._foot)
            self.put(0, BOTTOM + 7, latin(self._words("report.page", page=number, pages=many)), right=RIGHT)

    def box(self, x: float, y: float, w: float, h: float, fill: int | Sequence[int], *, edge: bool = False) -> None:
        """Fill a rectangle with a grey or a colour; ``edge`` draws its border too."""
        colour: Any = (fill,) if isinstance(fill, int) else fill
        self.set_fill_color(*colour)
        self.set_draw_color(LINE)
        self.set_line_width(0.1)
        self.rect(x, y, w, h, style="DF" if edge else "F")

    def _rule(self, y: float) -> None:
        self.set_draw_color(LINE)
        self.set_line_width(0.2)
        self.line(LEFT, y, RIGHT, y)

    def _fit(self, text: str, room: float) -> str:
        while self.wide(text) > room:
            text = text[:-2]
        return text


@lru_cache(maxsize=2)
def _widths(bold: bool) -> dict[str, float]:
    """Return the widths of the letters in thousandths of the size; these fonts move no letter towards another one."""
    pen = FPDF()
    pen.core_fonts_encoding = CODING
    pen.set_font(_FONT, "B" if bold else "", 1_000)
    found = {}
    for code in range(32, 256):
        char = bytes([code]).decode(CODING, errors="ignore")
        if char:
            found[char] = pen.get_string_width(char) * pen.k
    return found
