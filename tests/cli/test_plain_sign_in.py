"""``--plain`` on a real terminal in a new home, and where the centre takes the token no more."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from ekin_tui.server import admin
from ekin_tui.sync.login import Personal, load
from ekin_tui.text import Words
from tests.centre import SITI, Centre
from tests.cli.program import NOW, Program
from tests.cli.test_first import answer
from tests.cli.test_plain import talk
from tests.cli.test_terminal import Terminal, opened

ENV = {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TERM": "dumb", "EKIN_TUI_NOW": NOW}


def nothing_drawn(terminal: Terminal) -> bool:
    return b"\x1b" not in terminal.seen and b"\b" not in terminal.seen


def test_a_new_home_is_asked_line_by_line_and_ends_in_the_menu(centre: Centre, tmp_path: Path) -> None:
    home, words, token = tmp_path / "new", Words("en"), centre.token(SITI)
    with opened(["--plain"], EKIN_TUI_HOME=str(home), **ENV) as terminal:
        answer(terminal, "Bahasa / Language [1]:", "2")
        answer(terminal, f"{words('first.field.address')} [", centre.url.removeprefix("http://"))
        answer(terminal, f"{words('first.field.token')} [", "not-a-token")
        terminal.wait_for("does not know that personal token")
        terminal.press(token + "\r")
        terminal.wait_for("Signed in as Siti Rahmawati")
        answer(terminal, words("plain.ask.task"), "q")
        assert terminal.end() == 0
        assert token.encode() not in terminal.seen, "it is not echoed"
        assert nothing_drawn(terminal)
    assert tomllib.loads((home / "config.toml").read_text()) == {
        "lang": "en",
        "targets": {"pusat": {"kind": "ekin", "url": centre.url}},
    }
    assert load(home / "token-pusat") == Personal(token=token, centre=centre.url)


@pytest.mark.parametrize("leave", ["q\r", "\x1b\r", "\x04"])
def test_leaving_the_questions_writes_nothing_and_the_terminal_echoes_again(
    leave: str, centre: Centre, tmp_path: Path
) -> None:
    home, words = tmp_path / "new", Words("id")
    with opened(["--plain", "--lang", "id"], EKIN_TUI_HOME=str(home), **ENV) as terminal:
        answer(terminal, f"{words('first.field.address')} [", centre.url)
        terminal.wait_for(f"{words('first.field.token')} [")
        terminal.press(leave)
        assert terminal.end() == 0
        terminal.wait_for(words("first.left"))
        assert terminal.echoes()
    assert not home.exists()


def test_the_sample_is_talked_through_and_nothing_of_it_stays(tmp_path: Path) -> None:
    home = tmp_path / "new"
    with opened(["--plain", "--lang", "id"], EKIN_TUI_HOME=str(home), **ENV) as terminal:
        answer(terminal, f"{Words('id')('first.field.address')} [", "")
        terminal.wait_for("tidak ada yang nyata")
        answer(terminal, "Pilih tugas", "h")
        answer(terminal, "Salin ke tanggal", "")
        terminal.wait_for("entri sebagai draf")
        answer(terminal, "Pilih tugas, ? membacakan pilihan:", "q")
        assert terminal.end() == 0
        terminal.wait_for("tidak ada yang tersimpan")
        assert b"\x1b" not in terminal.seen
    assert not home.exists()


def test_through_a_pipe_nothing_is_asked(nobody: Program, siti: Program, centre: Centre) -> None:
    said = talk(nobody, "1", "2", "q")
    assert (said.code, "Alamat" in said.out) == (4, False)
    admin.end_tokens(centre.database_url, SITI)
    said = talk(siti, "y", "q")
    assert (said.code, "Cara masuk" in said.out) == (0, False)


def test_a_home_with_settings_and_no_token_is_asked_for_the_token_alone(
    nobody: Program, centre: Centre, tmp_path: Path
) -> None:
    nobody.home.mkdir()
    (nobody.home / "config.toml").write_text(f'lang = "id"\nascii = "yes"\n[targets.pusat]\nurl = "{centre.url}"\n')
    words = Words("id")
    with opened(["--plain"], EKIN_TUI_HOME=str(nobody.home), **ENV) as terminal:
        terminal.wait_for("ekin-tui login")
        answer(terminal, f"{words('first.field.token')} [", centre.token(SITI))
        terminal.wait_for("Masuk sebagai Siti")
        assert b"1/1" in terminal.seen
        answer(terminal, words("plain.ask.task"), "q")
        assert terminal.end() == 0
    assert tomllib.loads((nobody.home / "config.toml").read_text())["ascii"] == "yes"


@pytest.mark.parametrize("gone", [False, True])
def test_a_token_that_ended_leads_to_a_new_one_and_to_the_exchange_that_was_asked_for(
    siti: Program, centre: Centre, gone: bool
) -> None:
    words = Words("id")
    line = "08.00-09.30 menyusun rekap kegiatan bidang @lapbul 1 dokumen"
    assert siti("add", line, "--day", "2026-11-24").code == 0
    if gone:
        (siti.home / "token-pusat").unlink()
    else:
        admin.end_tokens(centre.database_url, SITI)
    before = siti("status", "--json").json["queued"]
    assert before
    with opened(["--plain"], EKIN_TUI_HOME=str(siti.home), **ENV) as terminal:
        answer(terminal, words("plain.ask.task"), "y")
        answer(terminal, f"{words('plain.ask.sign_in')}:", "?")
        terminal.wait_for(words("plain.help.sign_in")[:40])
        terminal.press("p\r")
        answer(terminal, words("plain.ask.token"), "salah-sama-sekali")
        terminal.wait_for(words.refusal("token-expired")[:30])
        answer_again = terminal.seen.count(words("plain.ask.task").encode())
        terminal.press("y\r")
        while terminal.seen.count(words("plain.ask.sign_in").encode()) < 3:
            terminal.read()
        terminal.press("p\r")
        while terminal.seen.count(words("plain.ask.token").encode()) < 2:
            terminal.read()
        terminal.press(centre.token(SITI) + "\r")
        terminal.wait_for(words("plain.entered"))
        while terminal.seen.count(words("plain.ask.task").encode()) <= answer_again:
            terminal.read()
        terminal.press("q\r")
        assert terminal.end() == 0
        assert nothing_drawn(terminal)
        assert not re.search(rb"ekin_contoh\.", terminal.seen)
    assert siti("status", "--json").json["queued"] == 0
    assert json.loads((siti.home / "token-pusat").read_text())["centre"] == centre.url


def test_later_and_leaving_change_nothing(siti: Program, centre: Centre) -> None:
    words = Words("id")
    admin.end_tokens(centre.database_url, SITI)
    before = (siti.home / "token-pusat").read_bytes()
    with opened(["--plain"], EKIN_TUI_HOME=str(siti.home), **ENV) as terminal:
        answer(terminal, words("plain.ask.task"), "y")
        answer(terminal, f"{words('plain.ask.sign_in')}:", "n")
        while terminal.seen.count(words("plain.ask.task").encode()) < 2:
            terminal.read()
        terminal.press("y\r")
        while terminal.seen.count(words("plain.ask.sign_in").encode()) < 2:
            terminal.read()
        terminal.press("p\r")
        answer(terminal, words("plain.ask.token"), "q")
        terminal.wait_for(words("sign_in.left"))
        terminal.press("q\r")
        assert terminal.end() == 0
    assert (siti.home / "token-pusat").read_bytes() == before
