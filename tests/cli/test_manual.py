"""The manual page and the completion of commands are made from the commands themselves."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ekin_tui.cli.manual import manual
from tests.cli.program import Program

MAN = Path(__file__).parents[2] / "docs/man"


@pytest.mark.parametrize(("lang", "file"), [("en", "ekin-tui.1"), ("id", "ekin-tui.id.1")])
def test_the_manual_pages_are_those_of_the_commands(lang: str, file: str) -> None:
    assert (MAN / file).read_text(encoding="utf-8") == manual(lang), "run make docs"


def asked(*words: str) -> list[str]:
    """Return what the shell would be offered for the last of ``words``."""
    env = {
        **os.environ,
        "_EKIN_TUI_COMPLETE": "bash_complete",
        "COMP_WORDS": " ".join(["ekin-tui", *words]),
        "COMP_CWORD": str(len(words)),
    }
    done = subprocess.run([sys.executable, "-m", "ekin_tui"], env=env, capture_output=True, text=True, check=True)
    return [line.partition(",")[2] for line in done.stdout.splitlines()]


def test_a_shell_completes_commands_options_values_and_keys_of_the_settings() -> None:
    assert asked("conf") == ["config"]
    assert asked("review", "re") == ["reject", "reopen", "return"]
    assert "--month" in asked("status", "--")
    assert asked("config", "set", "sync") == ["sync_interval"]


def test_the_script_for_bash_completes_in_bash(siti: Program, tmp_path: Path) -> None:
    done = siti("completion", "bash")
    assert done.code == 0
    script = tmp_path / "ekin-tui.bash"
    script.write_text(done.out)
    program = tmp_path / "ekin-tui"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m ekin_tui "$@"\n')
    program.chmod(0o755)
    ask = "COMP_WORDS=(ekin-tui wit); COMP_CWORD=1; _ekin_tui_completion ekin-tui; echo ${COMPREPLY[@]}"
    talk = f"source {script}; {ask}"
    env = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    said = subprocess.run(["bash", "-c", talk], env=env, capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["withdraw"]


def test_a_shell_that_is_not_known_is_named(siti: Program) -> None:
    done = siti("completion", "tcsh")
    assert done.code == 2
    assert "bash" in done.err
