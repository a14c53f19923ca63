"""Every code that the centre can answer with is explained, to people or in the book."""

import re
from pathlib import Path

import pytest

from ekin_tui import server
from ekin_tui.domain import checks, rules
from ekin_tui.server.problems import TITLES
from ekin_tui.text import Words

BOOK = Path(__file__).parents[2].joinpath("docs", "protocol.md").read_text(encoding="utf-8")
SOURCES = [*Path(server.__file__).parent.glob("*.py"), Path(rules.__file__)]
SENTENCES = {language: Words(language).keys() for language in ("id", "en")}
GIVEN = re.compile(r"""(?:Stop|Refused|problem)\((?:\d+, )?['"]([a-z-]+)['"]""")


def codes() -> list[str]:
    found = {code for path in SOURCES for code in GIVEN.findall(path.read_text(encoding="utf-8"))}
    return sorted(found | set(TITLES.values()) | set(checks.CODES) | set(rules._NEVER.values()))


def test_the_codes_of_the_centre_are_found() -> None:
    assert {"stale-base", "epoch-changed", "bad-id", "too-large", "own-entry", "overlap"} <= set(codes())


@pytest.mark.parametrize("code", codes())
def test_a_problem_stands_in_the_book_or_has_a_sentence(code: str) -> None:
    assert f"`{code}`" in BOOK or all(f"problem.{code}" in SENTENCES[language] for language in ("id", "en"))
