"""The page on what can be relied on says nothing that no test proves."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/reliability.md").read_text(encoding="utf-8")
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if line.startswith("| ") and not line.startswith(("| fault |", "|---"))
]
FAULTS = (
    "kill -9",
    "loss of power",
    "disk full",
    "read-only",
    "another window",
    "bad bytes",
    "clock jumps",
    "wrong order",
    "is cut",
    "drips",
    "Retry-After",
    "401",
    "sign-in page",
    "certificate",
    "older copy",
    "another centre",
    "used twice",
    "one draft",
    "hung up",
    "between commit and answer",
    "PostgreSQL",
    "empty database",
    "stumbles",
    "hostile text",
)
"""Words that each stand in the name of a row."""


def test_every_kind_of_fault_has_its_row() -> None:
    names = " ".join(row[0] for row in ROWS)
    assert [fault for fault in FAULTS if fault not in names] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_every_row_has_a_promise_a_test_a_figure_and_a_command_that_runs_it(row: list[str]) -> None:
    _, promise, proof, figure, command = row
    files = {path for path, _ in TEST.findall(proof)}
    assert promise
    assert figure
    assert files
    assert "make proofs" in command or any(path in command for path in files)
    assert re.sub(TEST, "", proof).strip() == "", "a proof is the name of a test"


def test_every_test_that_the_page_names_is_there_to_be_run() -> None:
    named = sorted(set(TEST.findall(PAGE)))
    assert [one for one in named if one[1] not in _tests(one[0])] == []


@cache
def _tests(path: str) -> set[str]:
    """Return the names of the tests that stand in a file as pytest looks for them: functions of the file itself."""
    parsed = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {one.name for one in parsed.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_proof_that_has_a_long_form_is_run_by_make_proofs() -> None:
    [line] = [
        line for line in (ROOT / "Makefile").read_text(encoding="utf-8").splitlines() if "EKIN_PROOFS=long" in line
    ]
    run = tuple(word for word in line.split() if word.startswith("tests/"))
    sources = {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in ROOT.glob("tests/**/*.py")
    }
    long = [
        path
        for path, text in sources.items()
        if re.search(r"^from tests\.faults import .*\b(LONG|spread)\b", text, re.MULTILINE)
    ]
    assert len(long) > 8
    assert [path for path in long if not path.startswith(run)] == []


def test_every_command_of_the_page_is_there_to_be_run() -> None:
    commands = {command for row in ROWS for command in re.findall(r"`([^`]+)`", row[4])}
    targets = (ROOT / "Makefile").read_text(encoding="utf-8")
    for command in sorted(commands):
        program, *arguments = command.split()
        assert program in {"make", "pytest", "python"}
        for argument in arguments:
            if argument != "-m":
                place = ROOT / (argument if program == "pytest" else f"{argument.replace('.', '/')}.py")
                assert f"\n{argument}:" in targets if program == "make" else place.is_file(), command
