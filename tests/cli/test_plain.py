"""The talk line by line, through a pipe and in a real pseudo-terminal, over a real centre."""

import os
import re
import signal
import subprocess
import sys

import pytest

from tests.cli.program import NOW, Done, Program
from tests.cli.test_hostile import assert_inert, poison_cache
from tests.cli.test_terminal import opened
from tests.full import fill_disk, free_disk

ACTIVITY = "Menyusun rekap kegiatan bidang bulan November"
WRITTEN = ["c", "", "08.00", "09.30", "laporan bulanan kegiatan", "1", ACTIVITY, "1", "", ""]


def talk(program: Program, *lines: str, lang: str = "id") -> Done:
    """Answer ``lines`` through a pipe and return all that was said."""
    done = subprocess.run(
        [sys.executable, "-m", "ekin_tui", "--plain", "--lang", lang],
        input="\n".join(lines) + "\n",
        capture_output=True,
        text=True,
        env={**os.environ, "EKIN_TUI_HOME": str(program.home), "EKIN_TUI_NOW": NOW, "PYTHONUTF8": "1"},
        timeout=300,
        check=False,
    )
    assert "\x1b" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return Done(done.returncode, done.stdout, done.stderr)


def test_an_entry_goes_from_the_first_question_to_the_supervisor_and_back(siti: Program, budi: Program) -> None:
    said = talk(siti, *WRITTEN, "k", "y", "q")
    assert said.code == 0
    assert f"Kegiatan harian: {ACTIVITY}." in said.out
    assert "Jam selesai: 09.30 (1 j 30 m)." in said.out
    assert "Satuan: dokumen." in said.out
    assert "Masuk antrean kirim." in said.out
    reviewed = talk(budi, "y", "t", *["n"] * 200)
    place = next(n for n, part in enumerate(reviewed.out.split("Entri ")[1:]) if ACTIVITY in part)
    returned = talk(budi, "t", *["n"] * place, "r", "Sebutkan jumlah kegiatannya.", "y", "q", lang="en")
    assert "Returned. The decision is in the queue." in returned.out
    mended = talk(siti, "y", "u", "?", "q", "q")
    assert ACTIVITY in mended.out
    entry = next(one for one in siti("list", "--json").json if one["activity"] == ACTIVITY)
    assert entry["status"] == "returned"
    assert entry["notes"][-1]["text"] == "Sebutkan jumlah kegiatannya."


def test_a_decision_that_can_not_be_kept_is_said_and_its_note_is_offered_again(siti: Program, budi: Program) -> None:
    talk(siti, *WRITTEN, "k", "y", "q")
    talk(budi, "y", "q")
    [cache] = budi.home.rglob("cache.db")
    fill_disk(cache)
    said = talk(budi, "t", "r", "Sebutkan jumlahnya.", "a", "r", "", "q", "q")
    assert said.code == 0
    assert said.out.count("Disk gagal menyimpan") == 3
    assert "[Sebutkan jumlahnya.]" in said.out
    assert "Keputusan masuk antrean" not in said.out
    free_disk(cache)
    before = len(budi("review", "list", "--json").json)
    assert talk(budi, "t", "a", "q", "q").code == 0
    assert len(budi("review", "list", "--json").json) == before - 1


def test_every_question_has_its_help_and_no_answer_is_guessed(siti: Program) -> None:
    said = talk(
        siti, "?", "zz", "c", "?", "x", "", "", "", "laporan", "99", "?", "", "tidakadakatasepertiini", lang="en"
    )
    assert said.code == 0
    assert "Type the letter before the task" in said.out
    assert '"zz" is not offered.' in said.out
    assert "Write for example 25-11-2026" in said.out
    assert 'Date "x" can\'t be read.' in said.out
    assert '"99" is no number of the list.' in said.out
    assert "No action plan matches" in said.out
    assert "The text is kept as a draft." in said.out


def test_a_warning_is_said_as_one_and_an_error_keeps_the_entry_from_going(siti: Program) -> None:
    answers = [*WRITTEN[:6], "MENYUSUN REKAP KEGIATAN BIDANG", "-1", "", "", "", "k", "s", "q"]
    said = talk(siti, *answers)
    assert "huruf besar semua" in said.out
    assert "Belum dapat dikirim" in said.out
    assert "Disimpan sebagai draf." in said.out


def test_going_back_keeps_what_was_written(siti: Program) -> None:
    said = talk(siti, *WRITTEN[:7], "q", "u", "1")
    assert "Tulisan disimpan sebagai draf." in said.out
    drafts = siti("list", "--status", "draft", "--json").json
    assert any(entry["activity"] == ACTIVITY for entry in drafts)


@pytest.mark.parametrize(("answers", "stays"), [(["tidakadakatasepertiini", ""], True), (["-"], False)])
def test_enter_takes_the_plan_that_is_offered_and_a_dash_empties_it(
    siti: Program, answers: list[str], stays: bool
) -> None:
    said = talk(siti, *WRITTEN, "u", "4", *answers, "s", "q")
    assert "Disimpan sebagai draf." in said.out
    [written] = [entry for entry in siti("list", "--json").json if entry["activity"] == ACTIVITY]
    assert (written["plan"] is not None) is stays
    assert ("Rencana aksi: kosong" in said.out) is not stays


def test_a_draft_of_a_day_to_come_can_be_gone_on_with(siti: Program) -> None:
    day = ["c", "10-12-2026", "", *WRITTEN[2:]]  # said twice: it can not be sent yet
    assert "Disimpan sebagai draf." in talk(siti, *day, "s", "q").out
    said = talk(siti, "u", "q", "q")
    assert f"Kam 10 Des 2026, 08.00-09.30, draf: {ACTIVITY}" in said.out


def test_the_month_a_day_and_a_search_are_read_out(siti: Program) -> None:
    said = talk(siti, "b", "kemarin", "32/13", "", "s", "arsip", "1", "q", lang="en")
    assert "November 2026" in said.out
    assert "Tue 24 Nov 2026:" in said.out
    assert "can't be read" in said.out
    assert "Found the newest 20, there may be more" in said.out


def test_the_targets_are_read_out_and_the_team_to_who_has_one(siti: Program, budi: Program) -> None:
    said = talk(siti, "r", "m", "q")
    assert "SKP definitif" in said.out
    assert "Menyusun laporan bulanan kegiatan bidang" in said.out
    assert "tidak memegang jabatan penilai" in said.out
    assert "Siti Rahmawati" in talk(budi, "m", "q").out


def test_without_a_centre_the_talk_goes_on(siti: Program, centre: object) -> None:
    centre.stop()  # type: ignore[attr-defined]
    said = talk(siti, "y", "b", "", "q")
    assert said.code == 0
    assert "November 2026" in said.out


def test_a_cache_full_of_attacks_says_nothing_that_acts(siti: Program, budi: Program) -> None:
    for program in (siti, budi):
        poison_cache(program.home / "cache.db")
        assert_inert(talk(program, "u", "1", "q", "b", "kemarin", "", "s", "a", "1", "t", "n", "n", "k", "t", "q"))


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGKILL])
def test_a_line_that_is_cut_in_mid_question_loses_no_answer(siti: Program, number: signal.Signals) -> None:
    where = {"EKIN_TUI_HOME": str(siti.home), "EKIN_TUI_NOW": NOW, "TERM": "dumb"}
    with opened(["--plain"], **where) as terminal:
        for question, answer in (
            ("Pilih tugas", "c"),
            ("Tanggal kegiatan", ""),
            ("Jam mulai", "08.00"),
            ("Jam selesai", "09.30"),
            ("Kata dari rencana aksi", "laporan"),
        ):
            terminal.wait_for(question)
            terminal.press(answer + "\n")
        terminal.wait_for("Nomor rencana aksi")
        terminal.program.send_signal(number)
        terminal.end()
        assert b"\x1b" not in terminal.seen
    said = talk(siti, "c", "l", "", "", "", "", "1", ACTIVITY, "1", "", "", "s", "q")
    assert "Ada tulisan yang belum selesai" in said.out
    assert "Jam selesai: 09.30" in said.out
    assert any(entry["activity"] == ACTIVITY for entry in siti("list", "--day", "25/11", "--json").json)


@pytest.mark.parametrize("ending", ["s", "q"])
def test_what_met_another_text_is_told_of_in_words_of_the_talk(siti: Program, ending: str) -> None:
    talk(siti, *WRITTEN, "s", "q")
    [written] = [entry for entry in siti("list", "--json").json if entry["activity"] == ACTIVITY]
    with opened(["--plain"], EKIN_TUI_HOME=str(siti.home), EKIN_TUI_NOW=NOW, TERM="dumb") as terminal:
        terminal.wait_for("Pilih tugas")
        terminal.press("u\n")
        terminal.wait_for("Nomor entri:")
        number = re.search(rf"(\d+)\. Rab 25 Nov 2026, [^:]*: {ACTIVITY}", " ".join(terminal.seen.decode().split()))
        assert number
        terminal.press(f"{number[1]}\n\n\n\n\nMenyusun rekap kegiatan dengan kata lain\n\n\n\n")
        terminal.wait_for("Pilih tindakan")
        assert siti("edit", written["id"], "--activity", "Menyusun rekap di jendela kedua", "--json").code == 0
        terminal.press(f"{ending}\n")
        terminal.wait_for("buka ekin-tui tanpa --plain, lalu tekan 3.")
        assert "Disimpan" not in terminal.seen.decode()


def test_the_end_of_the_input_at_a_terminal_goes_back_one_step(siti: Program) -> None:
    with opened(["--plain"], EKIN_TUI_HOME=str(siti.home), EKIN_TUI_NOW=NOW, TERM="dumb") as terminal:
        terminal.wait_for("Pilih tugas")
        terminal.press("c\n")
        terminal.wait_for("Tanggal kegiatan")
        terminal.press("\x04")
        terminal.wait_for("Tidak ada yang ditulis")
        terminal.press("\x04")
        assert terminal.end() == 0
        assert "Selesai." in terminal.seen.decode()


def test_words_whose_matches_were_passed_over_are_not_said_to_match_nothing(siti: Program) -> None:
    said = talk(
        siti, "c", "", "08.00", "09.30", "laporan bulanan kegiatan", "", "", ACTIVITY, "1", "dokumen", "", "s", "q"
    )
    assert said.out.count('Belum ada rencana aksi yang dipilih untuk "laporan bulanan kegiatan"') == 2
    assert "Tidak ada rencana aksi yang cocok" not in said.out


def test_the_last_day_is_copied_and_each_step_taken_back(siti: Program) -> None:
    said = talk(siti, *WRITTEN, "s", "h", "26/11", "z", "z", "z", "q")
    assert "Disalin ke Kam 26 Nov 2026: " in said.out
    assert "Kam 26 Nov 2026: Salinan terakhir dibatalkan." in said.out
    assert "Rab 25 Nov 2026: Simpanan terakhir dibatalkan." in said.out
    assert "Tidak ada yang dapat dibatalkan." in said.out
    assert siti("list", "--day", "26/11", "--json").json == []
    assert not [one for one in siti("list", "--json").json if one["activity"] == ACTIVITY]


def test_what_has_left_is_said_to_have_left_in_words_of_the_talk(siti: Program) -> None:
    said = talk(siti, *WRITTEN, "s", "y", "z", "q")
    assert "sudah sampai di pusat, jadi tidak dapat dibatalkan. Ubah drafnya dengan u." in said.out


def test_choices_are_read_out_once_and_again_when_asked_for(siti: Program) -> None:
    said = talk(siti, "r", "r", "?", "q")
    assert said.out.count("c catat kegiatan baru") == 2
    assert said.out.count("Pilih tugas, ? membacakan pilihan:") == 3


def test_an_empty_answer_has_the_usual_plans_read_out_and_the_next_one_passes(siti: Program) -> None:
    said = talk(siti, "c", "", "08.00", "09.30", "", "", "", ACTIVITY, "1", "dokumen", "", "s", "q")
    assert "\n1. " in said.out
    assert "Perlu diperbaiki: Rencana aksi belum dipilih." in said.out
    assert "Disimpan sebagai draf." in said.out


def test_an_interrupt_says_that_all_is_kept_and_loses_no_answer(siti: Program) -> None:
    with opened(["--plain"], EKIN_TUI_HOME=str(siti.home), EKIN_TUI_NOW=NOW, TERM="dumb") as terminal:
        for question, answer in (("Pilih tugas", "c"), ("Tanggal kegiatan", ""), ("Jam mulai", "06.15")):
            terminal.wait_for(question)
            terminal.press(answer + "\n")
        terminal.wait_for("Jam selesai")
        terminal.program.send_signal(signal.SIGINT)
        assert terminal.end() == 130
        terminal.wait_for("Selesai. Semua yang ditulis tersimpan.")
    assert "Jam mulai: 06.15." in talk(siti, "c", "l", "", "", "q", "q").out


def test_lines_end_between_words_on_a_terminal(siti: Program) -> None:
    with opened(["--plain"], EKIN_TUI_HOME=str(siti.home), EKIN_TUI_NOW=NOW, TERM="dumb") as terminal:
        terminal.wait_for("Pilih tugas")
        terminal.press("?\n")
        while terminal.seen.count(b"Pilih tugas:") < 2:  # no key while lines come: its echo would stand among them
            terminal.read()
        terminal.press("k\n")
        terminal.wait_for("membacakan pilihan:")
        lines = terminal.seen.decode().splitlines()
    assert [line for line in lines if len(line) >= 80 and "EKIN_TUI_NOW" not in line] == []
