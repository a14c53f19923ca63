"""What a static import graph can't prove: what a fresh interpreter really loads, and the size of the rooms."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import ekin_tui

SOURCE = Path(ekin_tui.__file__).parent
FILES = sorted(SOURCE.rglob("*.py"))
FRAMEWORK_METHODS = re.compile(r"on_|action_|watch_|compute_|validate_|check_|key_|render|compose|_on_|get_|__")


def loaded_after(statement: str) -> set[str]:
    """Return the top-level names of the modules that a fresh interpreter holds after ``statement``."""
    program = f"import sys\n{statement}\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    env = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=env)
    return set(done.stdout.split())


def files_with(pattern: str) -> list[str]:
    """Return the names of the source files in which ``pattern`` occurs."""
    return [path.name for path in FILES if re.search(pattern, path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("module", ["ekin_tui.domain.rules", "ekin_tui.domain.checks", "ekin_tui.sync.plan"])
def test_the_rules_and_the_plan_of_a_sync_load_no_io(module: str) -> None:
    assert not loaded_after(f"import {module}") & {"textual", "httpx", "sqlite3", "sqlite_utils", "click", "litestar"}


def test_the_version_is_told_without_click_textual_or_the_store() -> None:
    run = "sys.argv = ['ekin-tui', '--version']\nwith contextlib.suppress(SystemExit): main()"
    loaded = loaded_after(f"import contextlib\nfrom ekin_tui.__main__ import main\n{run}")
    assert not loaded & {"textual", "click", "sqlite_utils", "httpx", "msgspec"}


def test_the_first_frame_is_painted_before_anything_heavy_is_loaded() -> None:
    loaded = loaded_after("from ekin_tui.cli.opening import paint\nimport ekin_tui.terminal.first_frame")
    heavy = {
        "textual",
        "rich",
        "click",
        "msgspec",
        "sqlite_utils",
        "httpx",
        "zoneinfo",
        "dataclasses",
        "typing",
        "json",
    }
    assert not loaded & heavy


def test_the_command_line_loads_no_textual() -> None:
    assert "textual" not in loaded_after("import ekin_tui.cli")


def test_the_calendar_loads_neither_http_nor_the_centre_before_its_first_paint() -> None:
    loaded = loaded_after("import ekin_tui.app, ekin_tui.screens.calendar, ekin_tui.desk, ekin_tui.store")
    assert not loaded & {"httpx", "sqlite_utils", "litestar", "sqlalchemy", "holidays", "click"}


def test_nothing_outside_the_centre_loads_the_libraries_of_the_centre() -> None:
    assert not loaded_after("import ekin_tui.server.admin, ekin_tui.server.sample") & {"litestar", "uvicorn"}


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_no_room_is_over_300_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_no_class_has_more_than_15_methods_of_its_own(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef):
            names = [f.name for f in node.body if isinstance(f, ast.FunctionDef | ast.AsyncFunctionDef)]
            own = [name for name in names if not FRAMEWORK_METHODS.match(name)]
            assert len(own) <= 15, f"{node.name}: {own}"


def test_styles_live_in_the_style_sheet_alone() -> None:
    assert files_with(r"\b(DEFAULT_CSS|CSS)\s*(:\s*\w+\s*)?=") == []


def test_every_write_to_the_cache_goes_through_one_door() -> None:
    assert files_with(r"\.atomic\(") == []


def test_certificates_are_always_checked() -> None:
    assert files_with(r"verify\s*=\s*False|CERT_NONE|_create_unverified") == []


def test_both_languages_have_the_same_sentences_with_the_same_fields() -> None:
    from ekin_tui.text import Words

    indonesian, english = Words("id"), Words("en")
    assert indonesian.keys() == english.keys()
    fields = re.compile(r"\{(\w+)")
    for key in sorted(indonesian.keys()):
        assert set(fields.findall(indonesian.sentence(key))) == set(fields.findall(english.sentence(key))), key
