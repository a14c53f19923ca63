"""A command that gives the token: what is run, for how long, and what of its output is taken."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import tomli_w

from ekin_tui.config import Home as Place
from ekin_tui.config import load
from ekin_tui.config.errors import SettingsError
from ekin_tui.sync.token_command import CommandFailed, ask_command, words_of
from tests.centre import SITI, TODAY, Centre, running_centre
from tests.cli.program import Program

PYTHON = sys.executable


def prints(text: str) -> list[str]:
    return [PYTHON, "-c", f"import sys; sys.stdout.write({text!r})"]


def code_of(command: list[str], **options: float) -> tuple[str, dict[str, str | int]]:
    with pytest.raises(CommandFailed) as caught:
        ask_command(command, **options)
    return caught.value.code, dict(caught.value.details)


def test_one_line_is_taken_without_the_space_around_it() -> None:
    assert ask_command(prints("  tanda-1\r\n")) == "tanda-1"


def test_words_are_words_and_no_shell_reads_them(tmp_path: Path) -> None:
    marks = "$(touch x); `touch x` * > x"
    command = [PYTHON, "-c", "import sys; print(sys.argv[1].replace(' ', '_'))", marks]
    assert ask_command(command) == marks.replace(" ", "_")
    assert words_of(command) == command
    assert words_of("pass show 'ekin pusat'") == ["pass", "show", "ekin pusat"]
    assert words_of('pass "') == ['pass "']
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "token-command-empty"),
        (" \n", "token-command-empty"),
        ("a\nb", "token-command-long"),
        ("x" * 70_000, "token-command-long"),
        ("a b", "token-command-text"),
        ("a\x1b[2Jb", "token-command-text"),
        ("tandä", "token-command-text"),
    ],
)
def test_what_is_no_token_is_told_and_not_sent(text: str, code: str) -> None:
    assert code_of(prints(text))[0] == code


def test_its_end_is_told_by_its_code_and_never_by_its_words() -> None:
    secret = "kata-sandi-rahasia"
    code, details = code_of([PYTHON, "-c", "raise SystemExit(3)", secret])
    assert (code, details["exit"]) == ("token-command-failed", 3)
    assert secret not in str(details)
    assert code_of(["/none/of/this", secret])[0] == "token-command-missing"
    assert code_of([])[0] == "token-command-missing"


def test_a_command_that_waits_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    child = tmp_path / "child"
    code, details = code_of(["sh", "-c", f"sleep 600 & echo $! > {child}; wait"], seconds=2.5)
    assert (code, details["seconds"]) == ("token-command-late", 2)
    assert _ends(int(child.read_text()))


def test_an_agent_that_it_leaves_behind_holds_nobody_up_and_lives_on(tmp_path: Path) -> None:
    """As `gpg-agent` or `ssh-agent` do that the first call of a session starts: they keep the output open."""
    child = tmp_path / "child"
    assert ask_command(["sh", "-c", f"sleep 600 & echo $! > {child}; echo tanda-1"], seconds=300) == "tanda-1"
    number = int(child.read_text())
    assert _runs(number)
    os.kill(number, signal.SIGKILL)


def test_what_a_command_started_that_failed_is_ended_too(tmp_path: Path) -> None:
    child = tmp_path / "child"
    assert code_of(["sh", "-c", f"sleep 600 & echo $! > {child}; exit 3"], seconds=300)[0] == "token-command-failed"
    assert _ends(int(child.read_text()))


def _ends(number: int) -> bool:
    end = time.monotonic() + 20
    while _runs(number) and time.monotonic() < end:
        os.sched_yield()
    return not _runs(number)


def _runs(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state not in {"Z", "X"}


def test_it_reads_nothing_from_the_terminal_and_writes_nothing_to_it(capfd: pytest.CaptureFixture[str]) -> None:
    body = "import sys; sys.stderr.write('noise'); print(len(sys.stdin.read()))"
    assert ask_command([PYTHON, "-c", body]) == "0"
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("wrong", ["7", "[1, 2]", "{ a = 1 }", "true"])
def test_settings_take_words_or_a_text(wrong: str, tmp_path: Path) -> None:
    home = Place.find(tmp_path)
    (tmp_path / "config.toml").write_text('[targets.pusat]\ntoken_command = ["pass", "show"]\n')
    target = load(home, {}).target
    assert target is not None
    assert target.token_command == ["pass", "show"]
    (tmp_path / "config.toml").write_text(f"[targets.pusat]\ntoken_command = {wrong}\n")
    with pytest.raises(SettingsError) as caught:
        load(home, {})
    assert (caught.value.code, caught.value.key) == ("type-wrong", "targets.pusat.token_command")


@pytest.fixture
def plain(tmp_path: Path) -> Iterator[Centre]:
    with running_centre(tmp_path / "centre", TODAY) as running:
        yield running


def test_the_program_asks_it_once_a_run_and_again_when_the_centre_refuses(
    plain: Centre, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    person = Program(tmp_path / "home", capsys)
    person.home.mkdir()
    (tmp_path / "tokens").write_text(f"ekin_contoh.old\n{plain.token(SITI)}\n")
    body = (
        "import sys, pathlib; p = pathlib.Path(sys.argv[1]); first, *rest = p.read_text().split(); "
        "p.write_text('\\n'.join(rest)); print(first)"
    )
    target = {"url": plain.url, "token_command": [PYTHON, "-c", body, str(tmp_path / "tokens")]}
    (person.home / "config.toml").write_text(tomli_w.dumps({"targets": {"pusat": target}}))
    assert person("sync").code == 0
    assert (tmp_path / "tokens").read_text() == "", "one that was refused, then one for the whole run"
    done = person("sync")
    assert done.code == 4
    assert "gagal dengan kode 1" in done.err
    assert person("whoami", "--json").json["sign_in"]["kind"] == "command"
