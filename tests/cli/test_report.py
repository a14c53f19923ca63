"""``report month|year``: where it goes, what it refuses, and that a file is there whole or not at all."""

import io
import json
import os
import pty
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader

from ekin_tui.store import Store
from tests.cli.program import NOW, Program
from tests.office import SITI, fill_month, fill_reference


@pytest.fixture
def siti(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Program:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    store = Store.open(home / "cache.db")
    fill_reference(store, SITI)
    fill_month(store)
    store.close()
    return Program(home, capsys)


def test_a_month_and_a_year_are_printed_without_a_centre(siti: Program) -> None:
    month = siti("report", "month")
    assert month.code == 0
    assert "Bulan November 2026" in month.out
    assert "4.905" in month.out
    year = siti("report", "year", "--lang", "en", "--year", "2026", "--format", "md")
    assert year.code == 0
    assert "Daily Progress Report Card" in year.out
    assert siti("report", "month", "--json").json["totals"]["claimed_minutes"] == 4_905
    assert siti("report", "month", "--month", "2026-10", "--format", "json").json["totals"]["claimed_minutes"] == 0


def test_a_file_names_its_form_by_its_ending_and_is_for_its_owner_alone(siti: Program, tmp_path: Path) -> None:
    for name, begins in (
        ("a.pdf", b"%PDF"),
        ("a.xlsx", b"PK"),
        ("a.csv", b"title,"),
        ("a.json", b"{"),
        ("a.txt", b" "),
    ):
        done = siti("report", "month", "-o", str(tmp_path / name))
        assert (done.code, done.out) == (0, "")
        assert str(tmp_path / name) in done.err
        assert (tmp_path / name).read_bytes().startswith(begins)
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    assert siti("report", "year", "--format", "csv", "-o", str(tmp_path / "b.dat")).code == 0
    assert (tmp_path / "b.dat").read_bytes().startswith(b"title,")


def test_a_file_that_can_not_be_written_leaves_what_was_there_and_no_scrap(siti: Program, tmp_path: Path) -> None:
    done = siti("report", "month", "-o", str(tmp_path / "none" / "a.pdf"))
    assert done.code == 1
    assert str(tmp_path / "none" / "a.pdf") in done.err
    (tmp_path / "folder").mkdir()
    assert siti("report", "month", "-o", str(tmp_path / "folder")).code == 2
    assert list((tmp_path / "folder").iterdir()) == []
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".new")] == []


def test_a_pdf_says_when_the_supervisors_nip_is_not_known(siti: Program, tmp_path: Path) -> None:
    assert "NIP atasan" not in siti("report", "month", "-o", str(tmp_path / "a.pdf")).err
    store = Store.open(siti.home / "cache.db")
    with store.writing():
        store.reference.drop("person", "p-budi")
    store.close()
    assert siti("report", "month", "-o", str(tmp_path / "a.pdf")).code == 2  # never over a file unless that is said
    assert "supervisor_nip" in siti("report", "month", "--force", "-o", str(tmp_path / "a.pdf")).err
    (siti.home / "config.toml").write_text('[report]\nsupervisor_nip = "197803122003121004"\n')
    assert "supervisor_nip" not in siti("report", "month", "--force", "-o", str(tmp_path / "a.pdf")).err
    text = PdfReader(tmp_path / "a.pdf").pages[-1].extract_text()
    assert "19780312 200312 1 004" in text


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["month", "--month", "2026-13"], "2026-11"),
        (["year", "--year", "26"], "2026"),
        (["year", "--year", "\u0662\u0660\u0662\u0666"], "2026"),
        (["month", "--format", "doc"], "pdf"),
        (["week"], "month"),
    ],
)
def test_what_can_not_be_meant_is_told_with_the_remedy(siti: Program, arguments: list[str], word: str) -> None:
    done = siti("report", *arguments)
    assert done.code == 2
    assert word in done.err


def test_a_setting_of_the_letter_that_does_not_exist_is_named(siti: Program) -> None:
    (siti.home / "config.toml").write_text('[report]\nplcae = "Kota Contoh"\n')
    done = siti("report", "month")
    assert done.code == 2
    assert "config.toml:2" in done.err
    assert "place" in done.err


def test_a_terminal_gets_no_binary_and_a_pipe_gets_it_whole(siti: Program, tmp_path: Path) -> None:
    env = {**os.environ, "EKIN_TUI_HOME": str(siti.home), "EKIN_TUI_NOW": NOW, "TERM": "xterm"}
    command = [sys.executable, "-m", "ekin_tui", "report", "month", "--format", "pdf"]
    master, slave = pty.openpty()
    try:
        refused = subprocess.run(command, stdout=slave, stderr=subprocess.PIPE, text=True, env=env, check=False)
        os.set_blocking(master, False)
        with pytest.raises(BlockingIOError):
            os.read(master, 10)
    finally:
        os.close(master)
        os.close(slave)
    assert refused.returncode == 2
    assert "-o rekap.pdf" in refused.stderr
    piped = subprocess.run(command, capture_output=True, env=env, check=True).stdout
    assert len(PdfReader(io.BytesIO(piped)).pages) > 1
    (tmp_path / "x.json").write_text(json.dumps({}))


def test_the_first_line_of_a_command_without_a_form_of_its_library_is_a_sentence(siti: Program) -> None:
    hidden = "import sys; sys.modules['fpdf'] = None; from ekin_tui.cli import run; "
    program = f"{hidden}sys.exit(run(['--home', {str(siti.home)!r}, 'report', 'month', '--format', 'pdf']))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "ekin-tui[export]" in done.stderr


def test_what_was_returned_and_not_mended_is_left_by_all_and_goes_alone_with_a_warning(siti: Program) -> None:
    returned = "e-siti-1123-1"
    everything = siti("submit", "--all")
    assert everything.code == 0
    assert f"{returned}  " in everything.err
    assert "elum diperbaiki sejak dikembalikan" in everything.err
    assert siti("submit", "--day", "2026-11-23").code == 1
    assert siti("show", returned, "--json").json["status"] == "returned"
    alone = siti("submit", returned, "--json")
    assert (alone.code, alone.json["status"]) == (0, "submitted")
    assert "tanpa diperbaiki" in alone.err
