"""The first start on a real terminal against a real centre: answered, the month; left, nothing written."""

import os
import pty
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from ekin_tui.text import Words
from tests.centre import SITI, Centre
from tests.cli.program import Program
from tests.cli.test_terminal import PATIENCE_S, Terminal, opened

PLAIN_ENV = {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
ENTER, ESCAPE = "\r", "\x1b"


def answer(terminal: Terminal, question: str, text: str) -> None:
    """Wait for ``question``, type ``text`` and Enter."""
    terminal.wait_for(question)
    terminal.press(text + ENTER)


def in_month(terminal: Terminal) -> None:
    terminal.wait_for("\x1b[?1049h")
    terminal.wait_for("375   420   410")
    terminal.press("q")
    assert terminal.end() == 0, terminal.seen.decode(errors="replace")[-3000:]


@pytest.mark.parametrize("lang", ["id", "en"])
def test_three_answers_lead_to_the_month(lang: str, centre: Centre, tmp_path: Path) -> None:
    home, words = tmp_path / "new", Words(lang)
    token = centre.token(SITI)
    with opened([], EKIN_TUI_HOME=str(home), **PLAIN_ENV) as terminal:
        answer(terminal, "Bahasa / Language [1]:", "1" if lang == "id" else "2")
        answer(terminal, f"{words('first.field.address')} [", centre.url.removeprefix("http://"))
        answer(terminal, f"{words('first.field.token')} [", token)
        terminal.wait_for(words("cli.first-fetch"))
        in_month(terminal)
        assert token.encode() not in terminal.seen
    assert tomllib.loads((home / "config.toml").read_text(encoding="utf-8")) == {
        "lang": lang,
        "targets": {"pusat": {"kind": "ekin", "url": centre.url}},
    }
    for name in ("config.toml", "token-pusat"):
        assert (home / name).stat().st_mode & 0o777 == 0o600, name
    with opened([], EKIN_TUI_HOME=str(home), **PLAIN_ENV) as terminal:
        in_month(terminal)
        assert b"1/3" not in terminal.seen, "nothing is asked twice"


def test_a_file_with_the_token_does_as_well(centre: Centre, tmp_path: Path) -> None:
    home, file = tmp_path / "new", tmp_path / "given token.txt"
    file.write_text(centre.token(SITI) + "\n")
    with opened([], EKIN_TUI_HOME=str(home), EKIN_TUI_LANG="id", **PLAIN_ENV) as terminal:
        answer(terminal, "Alamat [", centre.url)
        terminal.wait_for("2/2")
        answer(terminal, "Tanda pribadi [", str(file))
        in_month(terminal)


def test_a_wrong_answer_is_told_and_asked_again(centre: Centre, tmp_path: Path) -> None:
    home = tmp_path / "new"
    id_, en = Words("id"), Words("en")
    with opened([], EKIN_TUI_HOME=str(home), **PLAIN_ENV) as terminal:
        answer(terminal, "Bahasa / Language [1]:", "5")
        terminal.wait_for(id_("first.wrong.language", default="1"))
        terminal.wait_for(en("first.wrong.language", default="1"))
        terminal.press("2" + ENTER)
        answer(terminal, "Address [", "my office")
        terminal.wait_for('"my office" is no address')
        answer(terminal, "Address [", "http://centre.go.id")
        terminal.wait_for('"http://centre.go.id" is no address')
        centre.stop()
        terminal.press(centre.url + ENTER)
        terminal.wait_for(en("first.because.offline")[:40])
        centre.start()
        terminal.press(centre.url + ENTER)
        answer(terminal, "Personal token [", "~nobody-of-this-name.txt")
        terminal.wait_for("File ~nobody-of-this-name.txt can't be read.")
        terminal.press("ekin_contoh and a space" + ENTER)
        terminal.wait_for("The personal token is empty, has a space in it")
        assert b"does not know" not in terminal.seen, "the centre was not asked"
        terminal.press("ekin_contoh.wrong" + ENTER)
        terminal.wait_for("The centre does not know that personal token.")
        terminal.press(str(tmp_path / "none.txt") + ENTER)
        terminal.wait_for("Check where it is")
        assert not home.exists()
        terminal.press(centre.token(SITI) + ENTER)
        in_month(terminal)


@pytest.mark.parametrize(("lang", "kept"), [("id", "tersimpan"), ("en", "Your work")])
def test_what_is_in_the_way_promises_no_kept_work_where_there_is_none(lang: str, kept: str) -> None:
    words = Words(lang)
    for code in ("cut", "overloaded", "rate-limited", "server-error", "storage-full", "too-slow", "upgrade-required"):
        assert f"first.because.{code}" in words, code
        assert kept not in words(f"first.because.{code}"), code


@pytest.mark.parametrize("way_out", [ESCAPE, "q" + ENTER, "\x04"])
@pytest.mark.parametrize("at", [1, 2, 3])
def test_leaving_at_any_question_writes_nothing(way_out: str, at: int, centre: Centre, tmp_path: Path) -> None:
    home = tmp_path / "new"
    with opened([], EKIN_TUI_HOME=str(home), **PLAIN_ENV) as terminal:
        for question, text in (("Language [", ""), ("Alamat [", centre.url), ("Tanda pribadi [", ""))[: at - 1]:
            answer(terminal, question, text)
        terminal.wait_for(("Language [1]:", "Alamat [", "Tanda pribadi [")[at - 1])
        terminal.press(way_out)
        assert terminal.end() == 0
        assert b"Tidak ada yang ditulis" in terminal.seen
    assert not home.exists()


def test_keys_with_a_sequence_are_not_taken_for_escape(centre: Centre, tmp_path: Path) -> None:
    home = tmp_path / "new"
    with opened([], EKIN_TUI_HOME=str(home), **PLAIN_ENV) as terminal:
        answer(terminal, "Language [1]:", "\x1b[A\x1bOB\x1b[1;5C12\x7f")
        terminal.wait_for("2/3")
        terminal.press(ESCAPE)
        assert terminal.end() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_the_questions_with_the_code_of_the_shell(number: signal.Signals, tmp_path: Path) -> None:
    home = tmp_path / "new"
    with opened([], EKIN_TUI_HOME=str(home), **PLAIN_ENV) as terminal:
        terminal.wait_for("Language [1]:")
        terminal.program.send_signal(number)
        assert terminal.end() == 128 + number
    assert not home.exists()


LOST = """
import signal
from ekin_tui.cli.line_entry import _end, wait_for_input

class Destroyed:
    def __del__(self):
        signal.raise_signal(signal.SIGHUP)  # what is raised here is lost

signal.signal(signal.SIGHUP, _end)
Destroyed()
wait_for_input()
"""


def test_a_signal_that_comes_where_nothing_can_be_raised_ends_the_wait_all_the_same() -> None:
    with subprocess.Popen([sys.executable, "-c", LOST], stdin=subprocess.PIPE, stderr=subprocess.PIPE) as asked:
        assert asked.stderr is not None
        assert asked.wait(PATIENCE_S) == 128 + signal.SIGHUP
        assert b"Exception ignored" in asked.stderr.read()


def test_who_only_looks_around_sees_the_sample_and_keeps_nothing(tmp_path: Path) -> None:
    home = tmp_path / "new"
    with opened([], EKIN_TUI_HOME=str(home), TMPDIR=str(tmp_path), **PLAIN_ENV) as terminal:
        answer(terminal, "Language [1]:", "2")
        answer(terminal, "Address [sample]:", "")
        terminal.wait_for("this takes some seconds")
        terminal.wait_for("DEMONSTRATION")
        terminal.wait_for("approved")
        terminal.press("q")
        assert terminal.end() == 0
        assert b"nothing of it is kept" in terminal.seen.replace(b"\r\n", b" ")
    assert not home.exists()


def test_settings_of_a_person_s_own_are_never_asked_over(centre: Centre, tmp_path: Path) -> None:
    home = tmp_path / "new"
    home.mkdir()
    (home / "config.toml").write_text(f'[targets.pusat]\nurl = "{centre.url}"\n')
    with opened([], EKIN_TUI_HOME=str(home), **PLAIN_ENV) as terminal:
        assert terminal.end() == 4
        assert b"1/3" not in terminal.seen


ASKED = """
import sys
from pathlib import Path
from ekin_tui.cli.join import Joined
from ekin_tui.cli.screen import has_to_ask
from ekin_tui.config import load
joined = Joined({}, home=sys.argv[1])
joined.settings = load(joined.home, {}, system=Path(sys.argv[2]))
sys.exit(10 + has_to_ask(joined))
"""


@pytest.mark.parametrize(("token", "asked"), [("", True), ('token_command = "pass ekin"', False)])
def test_who_has_centre_and_token_from_the_office_is_asked_nothing(token: str, asked: bool, tmp_path: Path) -> None:
    system = tmp_path / "system.toml"
    system.write_text(f'[targets.pusat]\nurl = "https://pusat.go.id"\n{token}\n')
    master, slave = pty.openpty()
    env = {**os.environ, "TERM": "xterm-256color", **PLAIN_ENV}
    command = [sys.executable, "-c", ASKED, str(tmp_path / "new"), str(system)]
    done = subprocess.run(command, stdin=slave, stdout=slave, stderr=slave, env=env, timeout=300, check=False)
    said = os.read(master, 65_536) if done.returncode == 1 else b""
    os.close(slave)
    os.close(master)
    assert done.returncode == 10 + asked, said.decode()
    assert not (tmp_path / "new").exists()


def test_without_a_terminal_nobody_is_asked(nobody: Program) -> None:
    done = nobody.alone()
    assert done.code == 4
    assert "ekin-tui login" in done.err
    assert "Language" not in done.out + done.err
