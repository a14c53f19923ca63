"""What is wrong or odd with the field that is being written, and how many other fields need a look."""

from collections.abc import Sequence

from ekin_tui.desk.views import Checked
from ekin_tui.domain.model import Problem, Severity
from ekin_tui.terminal.signs import Signs
from ekin_tui.text import Words
from ekin_tui.widgets.lines import Line, fit, wrap


def problem_lines(words: Words, signs: Signs, checked: Checked, at: str, size: tuple[int, int]) -> list[Line]:
    """Return the sentence for the field ``at`` and a line for the others, in ``size`` (width, height)."""
    width, height = size
    mine = next((p for p in checked.problems if p.field == at), None)
    others = list(dict.fromkeys(p.field for p in checked.errors if p.field != at))
    last = _others(words, others, width)
    if mine is None:
        key = "editor.no_more" if others else "editor.complete"
        general = next((p for p in checked.problems if p.severity is Severity.WARNING), None)
        first = _sentence(words, signs, general, width) if general and not others else [[(words(key), "dim")]]
    else:
        first = _sentence(words, signs, mine, width)
    return [*first[: height - len(last)], *last]


def _sentence(words: Words, signs: Signs, problem: Problem, width: int) -> list[Line]:
    grave = problem.severity is Severity.ERROR
    mark, word = (signs.error, "editor.fix") if grave else (signs.warning, "editor.attention")
    text = words.problem(problem)
    have, limit = problem.args.get("have"), problem.args.get("limit")
    if problem.code == "text-too-long" and isinstance(have, int) and isinstance(limit, int):
        text += " " + words("editor.cut", n=have - limit)
    return [[(line, "error" if grave else "warning")] for line in wrap(f"{mark} {words(word)}: {text}", width)]


def _others(words: Words, names: Sequence[str | None], width: int) -> list[Line]:
    if not names:
        return []
    said = words("editor.others", n=len(names), names=", ".join(words.field(name) for name in names))
    return [[(fit(said, width), "dim")]]
