"""The page on terminals names tests that exist."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "terminal.md").read_text(encoding="utf-8")
FIGURES = ("What a key sends", "Beside others")
"""Parts with tables of what was measured."""
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)


def test_each_test_that_the_page_names_exists() -> None:
    assert len(NAMED) > 30
    for file, name in NAMED:
        assert re.search(rf"^(async )?def {name}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE), name


def test_each_row_of_the_tables_names_a_test_or_says_what_is_not_done() -> None:
    parts = [part for part in PAGE.split("\n## ") if not part.startswith(FIGURES)]
    assert len(parts) > 3
    rows = [
        line
        for line in "\n".join(parts).splitlines()
        if line.startswith("| ") and not re.match(r"\| (the terminal|it|thread)", line)
    ]
    assert [row for row in rows if "::" not in row and "not in the screens" not in row] == []
