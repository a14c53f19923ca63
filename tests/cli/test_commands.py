"""How commands end when something around them is wrong, and what they say about themselves."""

import os
import re
import signal
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from ekin_tui.cli.commands import root
from ekin_tui.cli.prompt import line
from ekin_tui.store.glance import Glance
from ekin_tui.terminal.signs import Signs
from tests.centre import JOKO, SITI, TODAY, Centre
from tests.cli.program import Program


def paths(group: click.Group, *before: str) -> Iterator[list[str]]:
    """Yield every command that is no group, as it is typed."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from paths(command, *before, name)
        else:
            yield [*before, name]


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("path", list(paths(root)), ids=" ".join)
def test_every_command_explains_itself_and_each_option(nobody: Program, path: list[str], lang: str) -> None:
    done = nobody(*path, "--help", "--lang", lang)
    assert done.code == 0
    assert done.out.startswith(("Pemakaian: ekin-tui " if lang == "id" else "Usage: ekin-tui ") + " ".join(path))
    assert done.err == ""


def test_the_help_lists_every_command(nobody: Program) -> None:
    said = nobody("--help").out
    for name in root.list_commands(click.Context(root)):
        assert f"\n  {name} " in said
    assert "--home" in said


def test_help_is_told_even_when_the_settings_are_wrong(siti: Program) -> None:
    (siti.home / "config.toml").write_text("lagn = 1")
    assert siti("--help").code == 0
    assert siti("list").code == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["lsit"], ["lsit", "list"]),
        (["review", "aprove", "x"], ["aprove", "approve"]),
        (["admin"], ["ekin-tui admin --help"]),
        (["list", "--status", "apa"], ["--status", "draft, submitted"]),
        (["plans", "--limit", "0"], ["--limit", "10000"]),
        (["review", "approve", "x", "--minutes", "-1"], ["--minutes", "0"]),
        (["add", "menyusun", "laporan"], ["tanda kutip"]),
        (["list", "--day"], ["--day"]),
        (["list", "--day", "25", "--month", "2026-11"], ["--day", "--month"]),
        (["edit", "abcdefgh"], ["--end"]),
        (["sync", "--target", "lain"], ["lain", "pusat"]),
        (["login"], ["--token-file"]),
        (["login", "--token-file", "/none/here"], ["/none/here"]),
        (["login", "--url", "ftp://x", "--token-file", "x"], ["ftp://x", "https"]),
    ],
)
def test_usage_errors_are_sentences_of_the_language_with_the_remedy(
    siti: Program, arguments: list[str], words: list[str]
) -> None:
    done = siti(*arguments)
    assert done.code == 2
    assert done.out == ""
    for word in words:
        assert word in done.err
    for english in ("No such", "Got unexpected", "is not", "Usage:", "Missing"):
        assert english not in done.err


def test_a_wrong_nip_is_told_by_its_length(budi: Program) -> None:
    done = budi("review", "list", "--of", "19910115")
    assert done.code == 1
    assert "8" in done.err
    assert "18" in done.err
    assert budi("review", "list", "--of", "joko", "--json").json == budi("review", "list", "--of", JOKO, "--json").json


def test_a_refused_login_leaves_settings_and_token_as_they_were(siti: Program, centre: Centre) -> None:
    before = ((siti.home / "config.toml").read_text(), (siti.home / "token-pusat").read_text())
    file = siti.home / "wrong"
    file.write_text("ekin_wrong")
    done = siti("login", "--url", f"{centre.url}/", "--token-file", str(file))
    assert done.code == 4
    assert ((siti.home / "config.toml").read_text(), (siti.home / "token-pusat").read_text()) == before


def test_a_login_while_the_centre_is_away_keeps_the_token_for_later(
    nobody: Program, centre: Centre, tmp_path: Path
) -> None:
    file = tmp_path / "token"
    file.write_text(centre.token(SITI))
    centre.stop()
    done = nobody("login", "--url", centre.url, "--token-file", str(file))
    assert done.code == 3
    assert centre.url in done.err
    centre.start()
    assert nobody("sync").code == 0
    assert nobody("whoami", "--json").json["nip"] == SITI
    for name in ("token-pusat", "config.toml", "cache.db"):
        assert stat.S_IMODE((nobody.home / name).stat().st_mode) == 0o600, name
    assert stat.S_IMODE(nobody.home.stat().st_mode) == 0o700


def test_a_login_keeps_what_else_the_settings_say(siti: Program, centre: Centre) -> None:
    file = siti.home / "config.toml"
    file.write_text(f'ascii = "yes"\n[targets.lain]\nurl = "https://lain.go.id"\n{file.read_text()}')
    token = siti.home / "given-token"
    assert siti("login", "--url", f"{centre.url}/", "--token-file", str(token)).code == 0
    shown = siti("config", "show", "--json").json
    assert shown["ascii"] == "yes"
    assert shown["targets"]["lain"]["url"] == "https://lain.go.id"
    assert shown["targets"]["pusat"]["url"] == f"{centre.url}/"
    assert stat.S_IMODE((siti.home / "config.toml.before").stat().st_mode) == 0o600


def test_a_token_command_stands_in_for_the_file(siti: Program, centre: Centre) -> None:
    token = siti.home / "given-token"
    (siti.home / "token-pusat").unlink()
    file = siti.home / "config.toml"
    file.write_text(f'[targets.pusat]\nurl = "{centre.url}"\ntoken_command = "cat {token}"\n')
    assert siti("sync").code == 0
    file.write_text(f'[targets.pusat]\nurl = "{centre.url}"\ntoken_command = "false"\n')
    assert siti("sync").code == 4


def test_settings_are_shown_and_found(siti: Program) -> None:
    assert siti("config", "path").out.strip() == str(siti.home / "config.toml")
    assert siti("config", "path", "--json").json == {"path": str(siti.home / "config.toml"), "exists": True}
    assert siti("config", "check").code == 0
    assert siti("config", "check", "--json").json["fine"] is True
    assert siti("config", "show", "--json").json["lang"] == "id"
    assert siti("logout", "--json").json == {"target": "pusat", "signed_in": False}


def test_a_home_that_cannot_be_made_is_a_sentence(nobody: Program) -> None:
    nobody.home = Path("/proc/none")
    done = nobody("list")
    assert done.code == 1
    assert "/proc/none" in done.err
    assert "Traceback" not in done.err


def test_a_full_disk_under_the_output_is_a_sentence(siti: Program) -> None:
    with Path("/dev/full").open("w") as full:
        done = _list_into(siti, full.fileno())
    assert done.returncode == 1
    assert b"disk penuh" in done.stderr
    assert b"Traceback" not in done.stderr
    assert b"Exception ignored" not in done.stderr


def test_a_reader_that_leaves_early_is_no_fault(siti: Program) -> None:
    read, write = os.pipe()
    os.close(read)
    done = _list_into(siti, write)
    os.close(write)
    assert done.returncode == 0
    assert b"Error" not in done.stderr


def _list_into(program: Program, output: int) -> "subprocess.CompletedProcess[bytes]":
    environment = {**os.environ, "EKIN_TUI_HOME": str(program.home)}
    command = [sys.executable, "-m", "ekin_tui", "list", "--month", "2026-11"]
    return subprocess.run(command, stdout=output, stderr=subprocess.PIPE, env=environment, timeout=300, check=False)


def test_the_prompt_line_counts_working_days_until_today() -> None:
    found = Glance(today=TODAY, days=frozenset({TODAY}), draft=2, returned=1, queued=3, conflicts=1)
    assert line(found, Signs.full()) == "1/18 ○2 ↩1 ↑3 ≠1"
    assert line(found, Signs.plain()) == "1/18 o2 <1 ^3 #1"
    assert line(Glance(today=TODAY, free=frozenset({TODAY})), Signs.plain()) == "0/17"


def test_the_prompt_line_is_the_same_by_both_ways_and_in_ascii(siti: Program) -> None:
    quick = siti.alone("status", "--short", EKIN_TUI_NOW="", PYTHONIOENCODING="ascii")
    assert quick.code == 0
    assert quick.out.isascii()
    assert quick.err == ""
    rest_of_the_month = 3
    workdays = siti("status", "--json").json["workdays"] - rest_of_the_month
    assert siti("status", "--short").out.split()[0].endswith(f"/{workdays}")
    assert siti.alone("status", "--short", "--home", str(siti.home)).code == 0


def test_a_prompt_before_any_sign_in_ends_with_the_code_for_it(nobody: Program) -> None:
    for _ in range(2):
        assert nobody.alone("status", "--short", EKIN_TUI_NOW="").code == 4


def test_the_version_is_told(nobody: Program) -> None:
    for arguments in (["--version"], ["--version", "--lang", "en"]):
        done = nobody.alone(*arguments)
        assert (done.code, done.out.startswith("ekin-tui ")) == (0, True)


def test_a_watch_ends_when_the_centre_asks_to_sign_in(siti: Program) -> None:
    (siti.home / "token-pusat").write_text("ekin_wrong\n")
    assert siti("sync", "--watch").code == 4


def test_people_script_against_one_line_a_day(siti: Program) -> None:
    lines = siti("list", "--day", "2026-11-24").out.splitlines()
    assert lines
    for one in lines:
        assert one[37:49].strip() == "2026-11-24"


def test_a_taken_address_is_a_sentence(nobody: Program, centre: Centre, tmp_path: Path) -> None:
    done = nobody.alone("serve", "--db", f"sqlite:///{tmp_path / 'two.db'}", "--port", str(centre.port))
    assert done.code == 2
    assert f"127.0.0.1:{centre.port}" in done.err
    assert "Traceback" not in done.err


def test_the_demonstration_knows_only_its_own_people(nobody: Program) -> None:
    done = nobody("demo", "--script", "--as", "198609262015052009")
    assert done.code == 2
    assert "198609262015052009" in done.err
    assert nobody("demo", "--as", "12").code == 1


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGHUP])
def test_a_demonstration_that_is_killed_leaves_neither_folder_nor_centre(
    nobody: Program, tmp_path: Path, number: signal.Signals
) -> None:
    command = [sys.executable, "-m", "ekin_tui", "demo", "--script"]
    environment = {**os.environ, "TMPDIR": str(tmp_path), "EKIN_TUI_HOME": str(nobody.home)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as demo:
        assert demo.stdout is not None
        assert demo.stdout.readline().startswith(" 1.")
        [folder] = tmp_path.glob("ekin-tui-demo-*")
        url = next(line for line in (folder / SITI / "config.toml").read_text().splitlines() if "url" in line)
        port = int(re.findall(r":(\d+)", url)[0])
        demo.send_signal(number)
    for _ in range(300):
        if not folder.exists():
            break
        threading.Event().wait(0.1)
    assert not folder.exists()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
