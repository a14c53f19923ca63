"""Each thing that people get wrong is answered by a sentence that names the field and the remedy."""

import json
import socket
import threading
from datetime import date

import pytest

from ekin_tui.store import Store
from tests.cli.program import Program

GOOD = {
    "--start": "08.00",
    "--end": "09.30",
    "--activity": "Menyusun rekap kegiatan bidang",
    "--plan": "lapbul",
    "--quantity": "1",
    "--unit": "dokumen",
}


def add(program: Program, *more: str, **changes: str) -> tuple[int, str]:
    fields = {**GOOD, **{f"--{name}": value for name, value in changes.items()}}
    done = program("add", *[part for pair in fields.items() for part in pair], *more)
    return done.code, done.err


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"start": "10.00"}, ["Jam selesai", "10.00", "+1"]),
        ({"end": "08.00"}, ["Jam selesai", "lebih akhir"]),
        ({"activity": "a" * 501}, ["Kegiatan harian", "501", "500"]),
        ({"quantity": "-1"}, ["Realisasi", "bilangan bulat"]),
        ({"quantity": "2,5"}, ["Realisasi", "2,5", "bilangan bulat"]),
        ({"evidence": "berkas di meja"}, ["Bukti dukung", "http"]),
        ({"evidence": "javascript:alert(1)"}, ["Bukti dukung", "http"]),
        ({"start": "pagi"}, ["Jam mulai", "pagi", "08.00"]),
        ({"plan": "tidak ada begini"}, ["rencana aksi", "tidak ada begini"]),
        ({"plan": "menyusun"}, ["beberapa rencana aksi", "menyusun"]),
    ],
)
def test_what_can_be_no_draft_is_refused_and_nothing_is_kept(
    siti: Program, changes: dict[str, str], words: list[str]
) -> None:
    code, said = add(siti, **changes)
    assert code == 1
    for word in words:
        assert word in said
    assert siti("list", "--day", "2026-11-25", "--json").json == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"activity": "dll"}, ["Kegiatan harian", "dll"]),
        ({"activity": "arsip"}, ["Kegiatan harian", "15"]),
        ({"unit": ""}, ["Satuan", "dokumen"]),
        ({"day": "2026-11-26"}, ["Tanggal kegiatan", "hari ini"]),
        ({"day": "2026-09-10"}, ["dikunci"]),
    ],
)
def test_what_cannot_be_sent_yet_stays_a_draft_with_the_reason(
    siti: Program, changes: dict[str, str], words: list[str]
) -> None:
    code, said = add(siti, "--submit", **changes)
    assert code == 1
    for word in words:
        assert word in said
    day = changes.get("day", "2026-11-25")
    assert [e["status"] for e in siti("list", "--day", day, "--json").json] == ["draft"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"day": "2026-11-22"}, ["Bukan hari kerja"]),
        ({"day": "2026-08-17"}, ["Hari libur", "Kemerdekaan"]),
        ({"day": "2026-11-24"}, ["Bertumpuk"]),
    ],
)
def test_what_is_odd_is_said_and_never_blocks(siti: Program, changes: dict[str, str], words: list[str]) -> None:
    code, said = add(siti, **changes)
    assert code == 0
    for word in words:
        assert word in said


def test_a_leave_day_is_said(siti: Program) -> None:
    store = Store.open(siti.home / "cache.db")
    me = store.reference.me()
    assert me is not None
    [leave] = [m for m in store.reference.marks(me.id, date(2026, 10, 1), date(2026, 11, 30)) if m.kind == "leave"]
    store.close()
    code, said = add(siti, day=leave.day.isoformat())
    assert code == 0
    assert leave.text in said


def test_a_line_without_times_says_what_is_missing(siti: Program) -> None:
    done = siti("add", "menyusun laporan bulanan bidang @lapbul 1 dokumen")
    assert done.code == 0
    assert "Jam mulai" in done.err
    assert siti("list", "--day", "2026-11-25", "--json").json[0]["problems"][0]["code"] == "start-missing"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["tambah"], ["tambah"]),
        (["list", "--mont", "2026-11"], ["--mont", "--month"]),
        (["list", "--month", "november"], ["november", "2026-11"]),
        (["list", "--day", "kapan"], ["kapan"]),
        (["show"], ["ID"]),
        (["review", "approve", "x", "--minutes", "banyak"], ["minutes"]),
        (["--home"], ["--home"]),
        (["serve", "--workers", "0"], ["--workers", "64"]),
    ],
)
def test_a_wrong_command_line_names_the_part_and_the_remedy(
    siti: Program, arguments: list[str], words: list[str]
) -> None:
    done = siti(*arguments)
    assert done.code == 2
    for word in words:
        assert word in done.err
    assert done.out == ""


def test_a_typo_in_the_settings_names_file_line_key_and_the_nearest_name(siti: Program) -> None:
    file = siti.home / "config.toml"
    file.write_text(file.read_text() + "\n[targets.lain]\nurll = 'https://x.go.id'\n")
    done = siti("config", "check")
    assert done.code == 2
    assert f"{file}:" in done.err
    assert "urll" in done.err
    assert "url" in done.err
    assert siti("list").code == 2


def _answer_html(server: socket.socket) -> None:
    page = b"<html>Silakan masuk ke jaringan</html>"
    while True:
        try:
            line, _ = server.accept()
        except OSError:
            return
        with line:
            line.recv(65_536)
            head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(page)
            line.sendall(head + page)


def test_a_centre_that_answers_html_is_no_centre_and_the_work_is_kept(siti: Program) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_answer_html, args=(server,), daemon=True).start()
        url, token = f"http://127.0.0.1:{server.getsockname()[1]}", siti.home / "token-pusat"
        (siti.home / "config.toml").write_text(f'[targets.pusat]\nurl = "{url}"\n')
        token.write_text(json.dumps(json.loads(token.read_text()) | {"centre": url}))
        assert add(siti)[0] == 0
        done = siti("sync", "--json")
    assert done.code == 3
    assert done.json["offline"] is True
    assert siti("status", "--json").json["queued"] == 1


def test_an_open_token_file_is_refused(siti: Program) -> None:
    (siti.home / "token-pusat").chmod(0o644)
    done = siti("sync")
    assert done.code == 4
    assert "token-pusat" in done.err


def test_a_damaged_cache_is_set_aside_whole_and_said(siti: Program) -> None:
    cache, damaged = siti.home / "cache.db", b"not a database" * 500
    for left in siti.home.glob("cache.db-*"):
        left.unlink()
    cache.write_bytes(damaged)
    done = siti("list")
    [aside] = siti.home.glob("cache.db.corrupt-*")
    assert aside.read_bytes() == damaged
    assert "rusak" in done.err
    assert aside.name in done.err
