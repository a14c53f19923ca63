"""Signing in on a terminal: the first start, the question whom to trust, and *Masuk* over a queue that waits."""

import asyncio
import re
import tomllib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from ekin_tui.app import EkinApp
from ekin_tui.cli.join import Joined
from ekin_tui.cli.screen import _sign_in
from ekin_tui.cli.threads import Threads
from ekin_tui.screens.base import Room
from ekin_tui.screens.sign_in import SignInScreen
from ekin_tui.sync.login import Personal, SignIn, load
from ekin_tui.terminal.signs import Signs
from ekin_tui.text import Words
from tests.centre import SITI, Centre
from tests.cli.program import Program
from tests.cli.test_first import ENTER, ESCAPE, PLAIN_ENV, answer
from tests.cli.test_terminal import Terminal, opened
from tests.screens.program import picture, press, write
from tests.sign_in.provider import Provider

_CODE = re.compile(r"((?:[A-Z] ){4}- (?:[A-Z] ){3}[A-Z])")


def page_in(text: str, provider: Provider) -> str:
    """Return the page with the code that ``text`` shows."""
    found = _CODE.search(text)
    assert found, text
    assert f"{provider.url}/device" in text
    return f"{provider.url}/device?user_code={found[1].replace(' ', '')}"


def approve(terminal: Terminal, provider: Provider, words: Words, waits: str = "first.waits") -> None:
    terminal.wait_for(words(waits)[:20])
    provider.approve(page_in(terminal.seen.decode(errors="replace"), provider), "siti")


def test_the_first_start_asks_which_centre_which_language_and_shows_the_code(
    provider: Provider, centre: Centre, tmp_path: Path
) -> None:
    provider.set(claims={"siti": {"nip": SITI}})
    home, words = tmp_path / "new", Words("en")
    with opened([], EKIN_TUI_HOME=str(home), **PLAIN_ENV) as terminal:
        answer(terminal, "Bahasa / Language [1]:", "2")
        answer(terminal, f"{words('first.field.address')} [", centre.url)
        terminal.wait_for("3/3")
        terminal.wait_for(provider.url)
        answer(terminal, f"{words('first.field.sign_in')} [", "yes")
        approve(terminal, provider, words)
        terminal.wait_for("\x1b[?1049h")
        terminal.press("q")
        assert terminal.end() == 0
        assert "▀".encode() in terminal.seen, "there is a QR code"
    assert tomllib.loads((home / "config.toml").read_text(encoding="utf-8")) == {
        "lang": "en",
        "targets": {"pusat": {"kind": "ekin", "url": centre.url, "issuer": provider.url}},
    }
    assert isinstance(load(home / "token-pusat"), SignIn)


def test_leaving_while_the_code_is_shown_writes_nothing_and_enter_trusts_nobody(
    provider: Provider, centre: Centre, tmp_path: Path
) -> None:
    home, words, before = tmp_path / "new", Words("id"), provider.asked["device"]
    with opened([], EKIN_TUI_HOME=str(home), EKIN_TUI_LANG="id", **PLAIN_ENV) as terminal:
        answer(terminal, f"{words('first.field.address')} [", centre.url)
        answer(terminal, f"{words('first.field.sign_in')} [{words('first.sample')}]:", "y")
        terminal.wait_for(words("first.wrong.sign_in", yes="ya")[:30])
        assert provider.asked["device"] == before
        terminal.press("ya" + ENTER)
        terminal.wait_for(words("first.waits")[:20])
        terminal.press("x")
        terminal.press(ESCAPE)
        assert terminal.end() == 0
    assert not home.exists()


def test_a_personal_token_does_as_well_where_there_is_a_sign_in(
    provider: Provider, centre: Centre, tmp_path: Path
) -> None:
    home, words = tmp_path / "new", Words("id")
    with opened([], EKIN_TUI_HOME=str(home), EKIN_TUI_LANG="id", **PLAIN_ENV) as terminal:
        answer(terminal, f"{words('first.field.address')} [", centre.url)
        answer(terminal, f"{words('first.field.sign_in')} [", centre.token(SITI))
        terminal.wait_for("\x1b[?1049h")
        terminal.press("q")
        assert terminal.end() == 0
    assert isinstance(load(home / "token-pusat"), Personal)
    assert "issuer" not in (home / "config.toml").read_text()


@pytest.mark.parametrize(("typed", "code"), [("y", 0), ("", 4)])
def test_login_pins_the_issuer_that_the_centre_names_only_on_a_yes(
    typed: str, code: int, provider: Provider, centre: Centre, tmp_path: Path
) -> None:
    provider.set(claims={"siti": {"nip": SITI}})
    home, words = tmp_path / "home", Words("id")
    with opened(["login", "--url", centre.url], EKIN_TUI_HOME=str(home), **PLAIN_ENV) as terminal:
        terminal.wait_for(provider.url)
        answer(terminal, "[y/N]", typed)
        if code == 0:
            approve(terminal, provider, words, "sign_in.waits")
        assert terminal.end() == code
    if code:
        assert not (home / "config.toml").exists()
        assert not (home / "token-pusat").exists()
    else:
        settings = tomllib.loads((home / "config.toml").read_text(encoding="utf-8"))
        assert settings["targets"]["pusat"] == {"kind": "ekin", "url": centre.url, "issuer": provider.url}


@pytest.fixture
def siti(centre: Centre, provider: Provider, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Program:
    """A home of Siti's whose token was taken away after it had synced; one entry waits to be sent."""
    provider.set(claims={"siti": {"nip": SITI}})
    person = Program(tmp_path / "siti", capsys, env={})
    assert person.sign_in(centre, SITI).code == 0
    line = "08.00-09.00 menyusun laporan bulanan @lapbul 1 dokumen"
    assert person("add", line, "--day", centre.today.isoformat()).code == 0
    (person.home / "token-pusat").unlink()
    return person


@pytest.mark.parametrize("pinned", [True, False])
def test_the_talk_line_by_line_shows_the_code_and_syncs_what_waits(
    pinned: bool, siti: Program, provider: Provider, centre: Centre
) -> None:
    words, config = Words("id"), siti.home / "config.toml"
    if pinned:
        config.write_text(f'{config.read_text()}issuer = "{provider.url}"\n')
    with opened(["--plain"], EKIN_TUI_HOME=str(siti.home), **PLAIN_ENV) as terminal:
        answer(terminal, words("plain.ask.task"), "y")
        answer(terminal, f"{words('plain.ask.sign_in')}:", "k")
        if not pinned:
            terminal.wait_for(provider.url)
            answer(terminal, words("plain.ask.trust"), "y")
        approve(terminal, provider, words, "plain.waits")
        terminal.wait_for(words("plain.entered"))
        terminal.wait_for(words("plain.ask.task"))
        terminal.press("q\n")
        assert terminal.end() == 0
        assert b"\x1b" not in terminal.seen, "no QR code, no colour"
    assert isinstance(load(siti.home / "token-pusat"), SignIn)
    assert siti("status", "--json").json["queued"] == 0
    assert provider.url in config.read_text()


def test_leaving_the_code_of_the_talk_changes_nothing(siti: Program, provider: Provider) -> None:
    words, config = Words("id"), siti.home / "config.toml"
    before = config.read_bytes()
    with opened(["--plain"], EKIN_TUI_HOME=str(siti.home), **PLAIN_ENV) as terminal:
        answer(terminal, words("plain.ask.task"), "y")
        answer(terminal, f"{words('plain.ask.sign_in')}:", "k")
        answer(terminal, words("plain.ask.trust"), "y")
        terminal.wait_for(words("plain.waits")[:20])
        terminal.press("q\n")
        terminal.wait_for(words("sign_in.left"))
        terminal.press("q\n")
        assert terminal.end() == 0
    assert config.read_bytes() == before
    assert not (siti.home / "token-pusat").exists()


def test_the_first_talk_shows_the_code_without_drawing(provider: Provider, centre: Centre, tmp_path: Path) -> None:
    provider.set(claims={"siti": {"nip": SITI}})
    home, words = tmp_path / "new", Words("id")
    with opened(["--plain"], EKIN_TUI_HOME=str(home), EKIN_TUI_LANG="id", **PLAIN_ENV) as terminal:
        answer(terminal, f"{words('first.field.address')} [", centre.url)
        answer(terminal, f"{words('first.field.sign_in')} [", "ya")
        approve(terminal, provider, words)
        answer(terminal, words("plain.ask.task"), "q")
        assert terminal.end() == 0
        assert b"\x1b" not in terminal.seen
    assert isinstance(load(home / "token-pusat"), SignIn)


def app_of(person: Program) -> tuple[EkinApp, Joined]:
    joined = Joined({}, home=str(person.home))
    joined.stays = True
    room = Room(desk=joined.desk, words=joined.words, signs=Signs.full(), clock=joined.clock)
    syncer = Threads(joined, copies=False).exchange
    return EkinApp(room, syncer=syncer, signer=partial(_sign_in, joined), interval=0), joined


async def until(pilot: Any, holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not holds():
            await pilot.pause(0.02)


async def test_masuk_signs_in_from_sinkron_and_sends_what_waits(
    siti: Program, centre: Centre, provider: Provider
) -> None:
    app, joined = app_of(siti)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "3", "R")
        await until(pilot, lambda: "perlu masuk" in picture(app))
        assert "Perlu masuk lagi: tekan i" in " ".join(picture(app).split())
        await press(pilot, "i")
        await until(pilot, lambda: provider.url in picture(app))
        await press(pilot, "enter")
        assert "layanan masuk ini" in picture(app), "Enter trusts nobody"
        await press(pilot, "y")
        await until(pilot, lambda: _CODE.search(picture(app)) is not None)
        page = page_in(picture(app), provider)
        await asyncio.to_thread(provider.approve, page, "siti")
        await until(pilot, lambda: not isinstance(app.screen, SignInScreen))
        await until(pilot, lambda: "diterima" in picture(app) and joined.store.outbox.count() == 0)
    joined.store.close()
    assert isinstance(load(siti.home / "token-pusat"), SignIn)
    assert f'issuer = "{provider.url}"' in (siti.home / "config.toml").read_text()


async def test_masuk_left_by_esc_changes_nothing_and_the_queue_stays(
    siti: Program, centre: Centre, provider: Provider
) -> None:
    settings = (siti.home / "config.toml").read_bytes()
    app, joined = app_of(siti)
    waiting = joined.store.outbox.count()
    assert waiting > 0
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "ctrl+p")
        await write(pilot, "masuk lagi")
        await press(pilot, "enter")
        await until(pilot, lambda: provider.url in picture(app))
        await press(pilot, "y")
        await until(pilot, lambda: _CODE.search(picture(app)) is not None)
        await press(pilot, "escape")
        assert not isinstance(app.screen, SignInScreen)
    assert joined.store.outbox.count() == waiting
    joined.store.close()
    assert not (siti.home / "token-pusat").exists()
    assert (siti.home / "config.toml").read_bytes() == settings


async def test_masuk_tells_why_nobody_is_signed_in_and_offers_another_try(
    siti: Program, centre: Centre, provider: Provider
) -> None:
    app, joined = app_of(siti)
    provider.set(down=["all"])
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "3", "R")
        await until(pilot, lambda: "perlu masuk" in picture(app))
        await press(pilot, "i")
        await until(pilot, lambda: provider.url in picture(app))
        await press(pilot, "y")
        await until(pilot, lambda: "tidak terjangkau" in picture(app))
        provider.set(down=[])
        await press(pilot, "r")
        await until(pilot, lambda: _CODE.search(picture(app)) is not None)
        page = page_in(picture(app), provider)
        await asyncio.to_thread(provider.deny, page)
        await until(pilot, lambda: "ditolak di halaman" in " ".join(picture(app).split()))
        await press(pilot, "escape")
    joined.store.close()
