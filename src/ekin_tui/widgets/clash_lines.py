"""Two versions of an entry, field by field: what differs by a mark, a word and both texts, what agrees in one line."""

from datetime import date
from itertools import zip_longest

from ekin_tui.desk.views import ClashField, ClashView
from ekin_tui.domain.clean import inert
from ekin_tui.terminal.signs import Signs
from ekin_tui.text import Words
from ekin_tui.widgets.lines import Line, dim, fit, shown, wrap

BESIDE = 60
"""Columns from which on two texts stand side by side."""
_INDENT = 2


def clash_head(words: Words, signs: Signs, view: ClashView, width: int) -> list[Line]:
    """Return which entry it is, what can be done, and that a submission was held."""
    about = f"{words.day(view.day)} · {inert(view.activity) or words('calendar.no_activity')}"
    lines: list[Line] = [[(fit(about, width), "bold")]]
    if view.status is None:
        lines += _warned(signs, words("conflict.gone"), width)
    elif not view.open:
        lines += _warned(signs, words("conflict.closed", status=words(f"status.{view.status}")), width)
    else:
        lines += _warned(signs, words("conflict.held"), width) if view.held else []
        lines += dim(words("conflict.hint"), width)
    return lines


def clash_field(
    words: Words, signs: Signs, field: ClashField, width: int, *, chosen: bool, mine: bool, choice: bool
) -> list[Line]:
    """Return the lines of one field. ``mine`` is the side taken, ``choice`` whether one can be taken at all."""
    mark, name = signs.chosen if chosen else " ", words.field(field.name)
    if not field.differs:
        text = f"{name} · {words('conflict.same')}: {_said(words, field.name, field.mine)}"
        texts = wrap(text, width - _INDENT) if chosen else [fit(text, width - _INDENT)]
        return [[(f"{mark if number == 0 else ' '} ", "bold"), (line, "dim")] for number, line in enumerate(texts)]
    side = words("conflict.take_mine" if mine else "conflict.take_theirs") if choice and width >= BESIDE else ""
    head: Line = [
        (f"{mark} {signs.conflict} {name}", "bold"),
        (f" · {words('conflict.differs')}", "warning"),
        (f", {side}" if side else "", ""),
    ]
    left = _side(words("conflict.mine", text=_said(words, field.name, field.mine)), taken=mine, choice=choice)
    right = _side(words("conflict.theirs", text=_said(words, field.name, field.theirs)), taken=not mine, choice=choice)
    return [head, *_both(left, right, width, mine=mine), *_base(words, field, width)]


def _both(left: tuple[str, str], right: tuple[str, str], width: int, *, mine: bool) -> list[Line]:
    if width < BESIDE:
        return [*_block(left, width, bold=mine), *_block(right, width, bold=not mine)]
    half = width // 2
    pairs = zip_longest(_block(left, half - 1, bold=mine), _block(right, width - half, bold=not mine), fillvalue=())
    return [[*_filled(one, half), *other] for one, other in pairs]


def _block(side: tuple[str, str], width: int, *, bold: bool) -> list[Line]:
    """Return a text behind its sign, wrapped with the sign's width as its indent."""
    sign, text = side
    indent = _INDENT + len(sign)
    return [
        [(" " * _INDENT + (sign if number == 0 else " " * len(sign)), "bold"), (line, "bold" if bold else "")]
        for number, line in enumerate(wrap(text, max(1, width - indent)))
    ]


def _filled(line: Line, width: int) -> Line:
    text = "".join(part for part, _ in line)
    if not line:
        return [(" " * width, "")]
    (sign, style), (said, tone) = line[0], line[1]
    return [(sign, style), (fit(said, width - len(text) + len(said)), tone)]


def _side(text: str, *, taken: bool, choice: bool) -> tuple[str, str]:
    sign = ("(*) " if taken else "( ) ") if choice else ""
    return sign, text


def _base(words: Words, field: ClashField, width: int) -> list[Line]:
    if not field.base or field.base in {field.mine, field.theirs}:
        return []
    said = words("conflict.base", text=_said(words, field.name, field.base))
    return [[(" " * _INDENT, ""), (line, "dim")] for line in wrap(said, width - _INDENT)]


def _said(words: Words, name: str, text: str) -> str:
    if name == "day" and text:
        return words.day(date.fromisoformat(text))
    return shown(words, name, inert(text, lines=True))


def _warned(signs: Signs, text: str, width: int) -> list[Line]:
    return [[(line, "warning")] for line in wrap(f"{signs.warning} {text}", width)]
