"""Every sentence about a field stands whole in its place, in the design size and in the smallest window."""

import pytest

from ekin_tui.desk.views import Checked
from ekin_tui.domain import checks, writing
from ekin_tui.domain.model import Problem, Severity
from ekin_tui.terminal.signs import Signs
from ekin_tui.text import LANGUAGES, Words
from ekin_tui.widgets.lines import joined
from ekin_tui.widgets.problem_lines import Field, problem_lines
from tests.domain.facts import an_entry

SAMPLES: dict[str, str | int] = {
    "day": "2026-11-25",
    "first": "2026-01-01",
    "last": "2026-03-31",
    "today": "2026-11-25",
    "field": "evidence",
    "limit": 500,
    "have": 512,
    "start": "08:00",
    "end": "09:30",
}
"""Args as long as they usually come; others are two words."""
HINTS = [(code, tuple(names), Severity.WARNING) for code, _, _, names in writing.CHECKS]
ERRORS = [(code, tuple(names), Severity.ERROR) for code, names in checks.CODES.items()]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("width", "height"), [(80, 3), (80, 2), (40, 4)])
def test_no_sentence_is_cut(lang: str, width: int, height: int) -> None:
    words, signs = Words(lang), Signs.full()
    for code, names, severity in [*HINTS, *ERRORS]:
        args = {name: SAMPLES.get(name, "rapat koordinasi") for name in names}
        problem = Problem(code=code, field="activity", severity=severity, args=args)
        checked = Checked(entry=an_entry(), problems=(problem, Problem(code="start-missing", field="start")))
        lines = problem_lines(words, signs, checked, Field("activity"), (width, height))
        said = " ".join(joined(lines).split())
        assert words.problem(problem) in said, (code, said)
        assert len(lines) <= height, code
