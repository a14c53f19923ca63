"""What is wrong or odd with the field that is being written, and how many other fields need a look."""

from collections.abc import Sequence
from dataclasses import dataclass

from ekin_tui.desk.views import Checked
from ekin_tui.domain.model import Problem, Severity
from ekin_tui.domain.writing import WHEN_LEFT
from ekin_tui.terminal.signs import Signs
from ekin_tui.text import Words
from ekin_tui.widgets.lines import Line, dim, fit, wrap

LACKING = "-missing"
"""How the codes end of what nobody has written yet."""


@dataclass(frozen=True, slots=True)
class Field:
    """The field that is being written.

    ``choosing``: its list of plans is open; ``promising``: its words match some; ``offer``: what Enter takes;
    ``fresh``: it has not been left yet, so that what only a finished text can be told is not said, and what it lacks
    is no fault; ``empty``: nothing stands in it.
    """

    name: str
    choosing: bool = False
    promising: bool = False
    offer: str = ""
    fresh: bool = False
    empty: bool = False

    def hears(self, problem: Problem) -> bool:
        """Tell whether ``problem`` can be said now."""
        return not (self.fresh and problem.field == self.name and problem.code in WHEN_LEFT)


def problem_lines(words: Words, signs: Signs, checked: Checked, field: Field, size: tuple[int, int]) -> list[Line]:
    """Return the sentence for ``field``, then what is left of ``size`` (width, height) for the others.

    The sentence goes first: without room for both, the marks at the other fields say enough.
    """
    width, height = size
    elsewhere = {p.field: p.code.endswith(LACKING) for p in reversed(checked.errors) if p.field != field.name}
    lines = [*_first(words, signs, checked, field, width), *_day(words, signs, checked, field, width)][:height]
    for key, lacking in (("editor.wrong", False), ("editor.others", True)):
        names = [name for name in dict.fromkeys(p.field for p in checked.errors) if elsewhere.get(name) is lacking]
        lines += _named(words, key, names, width, height - len(lines))
    return lines


def _first(words: Words, signs: Signs, checked: Checked, field: Field, width: int) -> list[Line]:
    if field.name == "plan" and field.choosing:
        return dim(words("editor.choose"), width)
    if field.offer:
        key = "editor.offer_number" if field.name == "quantity" else "editor.offer"
        return dim(words(key, text=field.offer), width)
    told = [p for p in checked.problems if field.hears(p)]
    mine = next((p for p in told if p.field == field.name), None)
    if mine is None and not checked.errors:
        mine = next(iter(told), None)
    if mine is not None and field.fresh and mine.field == field.name and mine.code.endswith(LACKING):
        return dim(words.problem(mine), width)
    if mine is None and checked.errors and field.name == "evidence" and field.empty:
        return dim(words("editor.no_evidence"), width)
    if mine is not None and mine.code == "plan-no-match" and field.promising:
        return _marked(words, signs, mine, words("editor.plan_not_chosen", **mine.args), width)
    if mine is not None:
        return _sentence(words, signs, mine, width)
    return dim(words("editor.no_more" if checked.errors else "editor.complete"), width)


def _day(words: Words, signs: Signs, checked: Checked, field: Field, width: int) -> list[Line]:
    """Return what is odd with the day, at the first field: the day is there before anything is written."""
    odd = next((p for p in checked.problems if p.field == "day"), None) if field.name == "plan" else None
    return [] if odd is None else _sentence(words, signs, odd, width)


def _sentence(words: Words, signs: Signs, problem: Problem, width: int) -> list[Line]:
    text = words.problem(problem)
    have, limit = problem.args.get("have"), problem.args.get("limit")
    if problem.code == "text-too-long" and isinstance(have, int) and isinstance(limit, int):
        text += " " + words("editor.cut", n=have - limit)
    return _marked(words, signs, problem, text, width)


def _marked(words: Words, signs: Signs, problem: Problem, text: str, width: int) -> list[Line]:
    grave = problem.severity is Severity.ERROR
    mark, word = (signs.error, "editor.fix") if grave else (signs.warning, "editor.attention")
    return [[(line, "error" if grave else "warning")] for line in wrap(f"{mark} {words(word)}: {text}", width)]


def _named(words: Words, key: str, names: Sequence[str | None], width: int, height: int) -> list[Line]:
    if not names or height <= 0:
        return []
    lines = wrap(words(key, names=", ".join(words.field(name) for name in names)), width)
    if len(lines) > height:
        lines[height - 1 :] = [fit(" ".join(lines[height - 1 :]), width)]
    return [[(line, "dim")] for line in lines]
