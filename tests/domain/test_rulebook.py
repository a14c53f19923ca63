import re
from pathlib import Path

from ekin_tui.domain.model import EVENTS, Action
from ekin_tui.domain.rulebook import rulebook
from ekin_tui.domain.rules import TABLE, Need

DOCS = Path(__file__).parents[2] / "docs" / "rules.md"


def test_the_page_of_the_rules_is_what_the_table_prints() -> None:
    assert DOCS.read_text(encoding="utf-8") == rulebook()


def test_the_page_has_a_line_for_each_row_and_each_need() -> None:
    lines = [line for line in rulebook().splitlines() if re.match(r"\| (?!from|need)[a-z]", line)]
    assert len(lines) == len(TABLE) + len(Need)


def test_every_refusal_of_the_rules_is_named_on_the_page() -> None:
    source = Path(__file__).parents[2] / "src" / "ekin_tui" / "domain" / "rules.py"
    raised = set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', source.read_text(encoding="utf-8")))
    codes = raised - {need.value for need in Need}
    assert {"stale-base", "own-entry", "was-sent"} <= codes
    assert [code for code in codes if f"`{code}`" not in rulebook()] == []


def test_the_page_names_every_action() -> None:
    assert all(f"{name} (*" in rulebook() for name in ("save", "submit", "withdraw", "discard", "approve"))
    assert {row.action for row in TABLE} == set(Action) - EVENTS
