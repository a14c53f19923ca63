"""``import``, ``export`` and ``show --paste`` as a person and a script call them."""

import csv
import io
import shutil
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import icalendar
import pytest
from openpyxl import load_workbook

from tests.cli.program import Program
from tests.cli.test_terminal import opened
from tests.office import office

PLAN = "Menyusun laporan bulanan pengelolaan arsip dinamis"
HEAD = "Rencana Aksi,Tanggal,Jam Mulai,Jam Selesai,Kegiatan Harian,Realisasi,Satuan,Bukti Dukung\n"
GOOD = "lapbul,2026-11-25,08.00,09.30,Menyusun rekap jumlah arsip masuk,1,dokumen,\n"
ASKS = "laporan bulan,2026-11-25,10.00,11.00,Menyusun rekap arsip keluar,1,dokumen,\n"
WRONG = "lapbul,2026-11-25,pagi,11.30,Menyusun rekap arsip inaktif,1,dokumen,\n"


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = office(tmp_path_factory.mktemp("month"))
    with made.store.writing():
        made.store.reference.set_holidays(2026, {})
    made.store.close()
    return made.path


@pytest.fixture
def siti(month: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Program:
    home = tmp_path / "siti"
    home.mkdir(mode=0o700)
    shutil.copy(month, home / "cache.db")
    return Program(home, capsys)


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], str]:
    def write(text: str) -> str:
        path = tmp_path / "kegiatan.csv"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def test_a_dry_run_writes_nothing_and_says_what_would_be_done(siti: Program, file: Callable[[str], str]) -> None:
    done = siti("import", file(HEAD + GOOD + WRONG), "--dry-run")
    assert done.code == 1
    assert "Menyusun rekap jumlah arsip masuk" in done.out
    assert "Baris 3, kolom C: Perlu diperbaiki Jam mulai: " in done.err
    assert "1 baris akan menjadi draf, 0 sudah ada, 1 tidak akan diambil" in done.err
    assert siti("list", "--day", "2026-11-25", "--json").json == []


def test_without_a_terminal_unknown_plans_are_refused_by_name_and_the_rest_is_taken(
    siti: Program, file: Callable[[str], str]
) -> None:
    done = siti("import", file(HEAD + GOOD + ASKS))
    assert done.code == 1
    assert 'Baris 3, kolom A: rencana aksi "laporan bulan"' in done.err
    assert PLAN in done.err
    drafts = siti("list", "--day", "2026-11-25", "--json").json
    assert [one["plan"]["text"] for one in drafts] == [PLAN]


def test_importing_again_is_done_and_adds_nothing(siti: Program, file: Callable[[str], str]) -> None:
    name = file(HEAD + GOOD)
    assert siti("import", name).code == 0
    again = siti("import", name)
    assert (again.code, again.out) == (0, "")
    assert "Tidak ada draf baru: 1 sudah ada" in again.err
    assert len(siti("list", "--day", "2026-11-25", "--json").json) == 1


def test_json_tells_each_row_with_its_state_choices_and_problems(siti: Program, file: Callable[[str], str]) -> None:
    told = siti("import", file(HEAD + GOOD + ASKS + WRONG), "--json").json
    assert (told["imported"], told["known"], told["left"], told["dry_run"]) == (1, 0, 2, False)
    good, asks, wrong = told["rows"]
    assert (good["row"], good["state"], good["start"], good["plan"]["text"]) == (2, "ready", "08:00", PLAN)
    assert good["id"] == siti("list", "--day", "2026-11-25", "--json").json[0]["id"]
    assert (asks["state"], asks["choices"][0]["text"]) == ("asks", PLAN)
    assert [(p["column"], p["code"]) for p in wrong["problems"]] == [("C", "time-unreadable")]


def test_only_the_named_rows_are_taken_and_a_number_without_data_is_said(
    siti: Program, file: Callable[[str], str]
) -> None:
    name = file(HEAD + GOOD + GOOD.replace("08.00,09.30", "13.00,14.00"))
    assert siti("import", name, "--rows", "9").code == 2
    assert siti("import", name, "--rows", "x").code == 2
    assert siti("import", name, "--rows", "3-7").code == 0
    assert [one["start"] for one in siti("list", "--day", "2026-11-25", "--json").json] == ["13:00"]


def test_a_row_over_an_entry_is_left_unless_that_is_asked_for(siti: Program, file: Callable[[str], str]) -> None:
    name = file(HEAD + GOOD.replace("2026-11-25", "2026-11-24"))
    done = siti("import", name)
    assert done.code == 1
    assert "Baris 2, kolom C: jamnya bertumpuk dengan entri 08.00-09.30" in done.err
    assert siti("import", name, "--overlapping").code == 0


@pytest.mark.parametrize(
    ("text", "said"), [("", "kosong"), ("a,b\n1,2\n", "Judul kolom"), (HEAD.replace("Satuan,", "") + "x\n", "Satuan")]
)
def test_a_file_without_a_table_is_refused_in_a_sentence(
    siti: Program, file: Callable[[str], str], text: str, said: str
) -> None:
    done = siti("import", file(text))
    assert (done.code, done.out) == (1, "")
    assert said in done.err
    assert siti("import", "/nowhere.xlsx").code == 1


def answered(siti: Program, name: str, *steps: tuple[str, str]) -> tuple[int, str]:
    """Import on a terminal and answer each question, seen by a word of it, with its keys."""
    with opened(["import", name], EKIN_TUI_HOME=str(siti.home), LC_ALL="C.UTF-8", **siti.env) as terminal:
        for question, keys in steps:
            terminal.wait_for(question)
            terminal.press(keys)
        code = terminal.end()
        return code, terminal.seen.decode()


def test_on_a_terminal_each_unknown_plan_is_asked_for_once_and_the_answer_holds_for_equal_texts(
    siti: Program, file: Callable[[str], str]
) -> None:
    later = ASKS.replace("10.00,11.00", "13.00,14.00").replace("laporan bulan", "LAPORAN  bulan")
    other = ASKS.replace("10.00,11.00", "15.00,16.00").replace("laporan bulan", "urusan lain")
    code, seen = answered(
        siti,
        file(HEAD + ASKS + later + other),
        ('1/2  Baris 2: "laporan bulan" (dan 1 baris lain)', ""),
        (f"1  {PLAN}", "99\r"),
        ("Pilih nomor 1", "1\r"),
        ('2/2  Baris 4: "urusan lain"', "pemusnahan\r"),
        ("1  Menyiapkan usul pemusnahan arsip", "1\r"),
    )
    assert code == 0, seen
    plans = [one["plan"]["text"] for one in siti("list", "--day", "2026-11-25", "--json").json]
    assert plans == [PLAN, PLAN, "Menyiapkan usul pemusnahan arsip"]


@pytest.mark.parametrize("keys", ["\x1b", "\r"])
def test_a_question_that_is_not_answered_leaves_its_rows_out_and_takes_the_rest(
    siti: Program, file: Callable[[str], str], keys: str
) -> None:
    code, seen = answered(siti, file(HEAD + GOOD + ASKS), ("Enter untuk melewati:", keys))
    assert code == 1
    assert "1 baris menjadi draf, 0 sudah ada, 1 tidak diambil" in seen


def test_a_file_comes_in_by_standard_input(siti: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = io.TextIOWrapper(io.BytesIO((HEAD + GOOD).encode()))
    monkeypatch.setattr(sys, "stdin", stdin)
    assert siti("import", "-").code == 0


def test_an_exported_workbook_has_the_columns_of_bkn_and_comes_back_as_known(siti: Program, tmp_path: Path) -> None:
    name = str(tmp_path / "november.xlsx")
    assert siti("export", "-o", name, "--month", "2026-11").code == 0
    assert stat.S_IMODE(Path(name).stat().st_mode) == 0o600
    sheet = load_workbook(name).worksheets[0]
    assert [one.value for one in sheet[1]] == HEAD.strip().split(",")
    assert sheet["B2"].is_date
    again = siti("import", name)
    assert again.code == 0
    assert f"Tidak ada draf baru: {sheet.max_row - 1} sudah ada" in again.err


def test_a_file_that_exists_stays_unless_force_is_said(siti: Program, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("milik saya")
    done = siti("export", "-o", str(path))
    assert (done.code, path.read_text()) == (2, "milik saya")
    assert "--force" in done.err
    assert siti("export", "-o", str(path), "--force", "--json").json["format"] == "bkn-csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["siti", "x.csv"]


def test_a_place_that_can_not_be_written_is_named_as_it_was_typed(siti: Program) -> None:
    done = siti("export", "-o", "/nowhere/x.csv")
    assert done.code == 1
    assert "/nowhere/x.csv " in done.err


def test_csv_goes_to_standard_output_and_holds_only_the_days_and_status_that_were_named(siti: Program) -> None:
    done = siti.alone(
        "export", "--format", "bkn-csv", "--from", "2026-11-20", "--to", "2026-11-23", "--status", "returned"
    )
    rows = list(csv.reader(io.StringIO(done.out.removeprefix("\ufeff")), delimiter=";"))
    assert [one[1] for one in rows[1:]] == ["2026-11-23"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--from", "2026-11-20", "--to", "2026-11-02"],
        ["--month", "2026-11", "--from", "2026-11-20"],
        ["--format", "bkn-xlsx", "--json"],
        ["--month", "x"],
        ["--format", "pdf"],
    ],
)
def test_wrong_options_of_an_export_end_with_2_and_a_sentence(siti: Program, arguments: list[str]) -> None:
    done = siti("export", *arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err


def test_a_calendar_has_one_event_for_each_entry_in_its_zone_and_no_note_of_the_review(
    siti: Program, tmp_path: Path
) -> None:
    name = tmp_path / "november.ics"
    assert siti("export", "-o", str(name)).code == 0
    calendar = icalendar.Calendar.from_ical(name.read_bytes())
    events = calendar.walk("VEVENT")
    entries = siti("list", "--json").json
    assert {str(one["UID"]) for one in events} == {f"{one['id']}@ekin-tui" for one in entries}
    first = events[0]
    assert first["DTSTART"].params["TZID"] == "Asia/Makassar"
    assert first["DTSTART"].dt.strftime("%H.%M") == "08.00"
    assert [str(one["TZID"]) for one in calendar.walk("VTIMEZONE")] == ["Asia/Makassar"]
    assert b"Mohon lampirkan" not in name.read_bytes()


def test_without_the_library_an_export_names_the_extra_and_csv_does_without_it(
    siti: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for library in ("openpyxl", "icalendar"):
        monkeypatch.setitem(sys.modules, library, None)
    for name in ("a.xlsx", "a.ics"):
        done = siti("export", "-o", str(tmp_path / name))
        assert done.code == 2
        assert "ekin-tui[export]" in done.err
    assert siti("export", "-o", str(tmp_path / "a.csv")).code == 0
    assert siti("import", str(tmp_path / "a.csv")).code == 0


def test_an_entry_is_shown_field_by_field_for_the_web_form(siti: Program) -> None:
    entry = siti("list", "--day", "2026-11-24", "--json").json[0]
    lines = siti("show", entry["id"], "--paste").out.splitlines()
    assert lines[:8] == ["Rencana aksi:", PLAN, "", "Tanggal kegiatan:", "24/11/2026", "", "Jam mulai:", "08:00"]
    told = siti("show", entry["id"], "--paste", "--json").json
    assert [one["field"] for one in told] == [
        "plan",
        "day",
        "start",
        "end",
        "activity",
        "quantity",
        "unit",
        "evidence",
    ]
