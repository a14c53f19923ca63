"""The blocks of a report card on paper: head, sections, notes, signatures. Nothing is torn from its title."""

from collections.abc import Sequence
from string import ascii_uppercase

from ekin_tui.exchange.report.cells import on_pages
from ekin_tui.exchange.report.document import Bars, Block, Document, Facts, HeatMap, Note, Prose, Signature, Table
from ekin_tui.exchange.report.drawn_charts import draw_bars, draw_map
from ekin_tui.exchange.report.drawn_table import draw_table, head_height
from ekin_tui.exchange.report.latin import spoilt
from ekin_tui.exchange.report.paper import GREY, LEFT, RIGHT, WIDTH, Paper
from ekin_tui.text import Words

_TITLE = 10.5
_TEXT = 9.0
_LABEL = 38.0
_SIGN = 50.0
"""Millimetres that the signatures take."""
_KEPT = 150.0
"""Millimetres of what follows a table that are kept with its last rows."""
_MIDDLE = (LEFT + RIGHT) / 2


def draw(document: Document, words: Words) -> bytes:
    """Return ``document`` as the bytes of a PDF file."""
    paper = Paper(document, words)
    _letterhead(paper, document)
    blocks = on_pages(document.blocks)
    letters = iter(ascii_uppercase)
    for number, block in enumerate(blocks):
        title = f"{next(letters)}. {block.title}" if block.title else ""
        _section(paper, block, title, words, blocks[number + 1 :])
    if _is_spoilt(document):
        _gap(paper, 3)
        paper.pen(7.5, grey=GREY)
        paper.paragraph(words("report.other_letters"), step=3.6)
    _signatures(paper, document)
    paper.number_pages()
    return bytes(paper.output())


def _letterhead(paper: Paper, document: Document) -> None:
    *lines, last = document.letterhead or [""]
    small = len(lines) >= 2
    for number, text in enumerate([*lines, last]):
        address = small and number == len(lines)
        paper.pen(9 if address else 13 if number == 0 else 12, bold=not address)
        for line in paper.lines(text if address else text.upper(), WIDTH):
            paper.put(0, paper.y_at + 4, line, middle=_MIDDLE)
            paper.y_at += 4.6 if address else 5.6
    if document.letterhead:
        paper.box(LEFT, paper.y_at + 1.2, WIDTH, 0.8, 0)
        paper.box(LEFT, paper.y_at + 2.4, WIDTH, 0.25, 0)
        paper.y_at += 7
    paper.pen(12.5, bold=True)
    paper.put(0, paper.y_at + 4, paper.lines(document.title.upper(), WIDTH)[0], middle=_MIDDLE)
    paper.pen(10.5)
    paper.put(0, paper.y_at + 9.2, paper.lines(document.subtitle, WIDTH)[0], middle=_MIDDLE)
    paper.y_at += 13


def _gap(paper: Paper, high: float) -> None:
    paper.y_at += high


def _section(paper: Paper, block: Block, title: str, words: Words, after: Sequence[Block]) -> None:
    if title:
        _gap(paper, 3.5)
        paper.need(8 + _beginning(paper, block, after) + (0 if after else _SIGN + 6))  # no signatures on a page alone
        paper.pen(_TITLE, bold=True)
        paper.paragraph(title, step=5.4)
    paper.pen(_TEXT)
    match block:
        case Facts():
            _facts(paper, block)
        case Prose():
            for line in block.lines:
                paper.paragraph(line)
        case Table():
            draw_table(paper, block, words, keep=_tail(paper, after))
        case Bars():
            draw_bars(paper, block)
        case HeatMap():
            draw_map(paper, block, words)
        case Note():
            _note(paper, block)


def _tail(paper: Paper, after: Sequence[Block]) -> float:
    """Return how high what follows the last table is down to the signatures; 0 where another table follows, or much.

    So the signatures, with the little before them, stand under rows of what they are for.
    """
    paper.pen(_TEXT)
    if any(isinstance(block, Table | Bars | HeatMap) for block in after):
        return 0
    high = _SIGN + 6 + sum(9 for block in after if block.title)
    for text in (text for block in after for text in _texts(block)):
        high += 4.4 * len(paper.lines(text, WIDTH - 8)) + 0.6
    return high if high <= _KEPT else 0


def _beginning(paper: Paper, block: Block, after: Sequence[Block]) -> float:
    """Return how high what follows a title is at least, so that no title stands alone at the foot of a page."""
    paper.pen(_TEXT)
    match block:
        case Table():
            return head_height(paper, block)
        case HeatMap():
            return 38
        case Bars():
            return 14
        case Prose() if after and isinstance(after[0], Note):
            return 4.2 * len(block.lines) + 18
        case _:
            return 9


def _facts(paper: Paper, block: Facts) -> None:
    for name, text in block.rows:
        lines = paper.lines(text, WIDTH - _LABEL - 4)
        paper.need(4.4 * min(len(lines), 3))
        paper.put(LEFT, paper.y_at + 3.2, paper.lines(name, _LABEL)[0])
        paper.put(LEFT + _LABEL, paper.y_at + 3.2, ":")
        for line in lines:
            paper.need(4.4)
            paper.put(LEFT + _LABEL + 4, paper.y_at + 3.2, line)
            paper.y_at += 4.4


def _note(paper: Paper, block: Note) -> None:
    _gap(paper, 1.6)
    paper.pen(8.5, bold=True)
    heads = paper.lines(block.head, WIDTH - 4)
    paper.need(3.9 * len(heads) + 12)
    paper.paragraph(block.head, x=LEFT + 2, room=WIDTH - 4, step=3.9)
    paper.pen(8, grey=GREY)
    paper.paragraph(block.about, x=LEFT + 2, room=WIDTH - 4, step=3.7)
    paper.pen(_TEXT)
    paper.paragraph(block.text, x=LEFT + 6, room=WIDTH - 8)


def _signatures(paper: Paper, document: Document) -> None:
    _gap(paper, 6)
    paper.need(_SIGN)
    top, half = paper.y_at, WIDTH / 2
    room = half - 12
    places = (LEFT + 4, LEFT + half + 10)
    paper.pen(_TEXT)
    paper.put(places[1], top + 4, paper.lines(document.place_and_day, room)[0])
    sides = [_above(paper, one, room) for one in document.signatures]
    high = max(map(len, sides)) * 4.2
    for x, lines, one in zip(places, sides, document.signatures, strict=True):
        for number, line in enumerate(lines):
            paper.put(x, top + 8.6 + number * 4.2, line)
        _name(paper, x, top + 8.6 + high + 17, one, room)
    paper.y_at = top + _SIGN


def _above(paper: Paper, one: Signature, room: float) -> list[str]:
    return [*paper.lines(one.role, room), *(paper.lines(one.post, room)[:3] if one.post else [])]


def _name(paper: Paper, x: float, y: float, one: Signature, room: float) -> None:
    paper.pen(_TEXT, bold=True)
    name = paper.lines(one.name, room)[0] if one.name else "." * 44
    paper.put(x, y, name)
    if one.name:
        paper.box(x, y + 0.7, paper.wide(name), 0.2, 0)
    paper.pen(_TEXT)
    paper.put(x, y + 4.6, f"NIP {paper.lines(one.nip, room)[0] if one.nip else '.' * 38}")


def _is_spoilt(document: Document) -> bool:
    return any(spoilt(text) for block in on_pages(document.blocks) for text in _texts(block))


def _texts(block: Block) -> list[str]:
    match block:
        case Facts():
            return [text for _, text in block.rows]
        case Prose():
            return list(block.lines)
        case Table():
            return [value for row in block.rows for value in row if isinstance(value, str)] + list(block.lead)
        case Bars():
            return [bar.label for bar in block.bars]
        case Note():
            return [block.head, block.about, block.text]
        case _:
            return []
