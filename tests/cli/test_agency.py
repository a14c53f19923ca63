"""``admin import`` and ``admin policy``: what is printed, how they end, and an agency that begins with its tables."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.centre import Centre, running_centre
from tests.cli.program import Done, Program

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "agency"
TABLES = [str(path) for path in sorted(EXAMPLE.glob("*.csv"))]
MAP = ("--map", str(EXAMPLE / "peta.toml"))
ANITA, RATNA, FAJAR, YOHANIS = "199004222019032004", "197806052003122003", "199305302022031006", "198111192006041002"
STAFF = "NIP;NAMA;JABATAN;NIP ATASAN"


@pytest.fixture
def rawa(tmp_path: Path) -> Iterator[Centre]:
    with running_centre(tmp_path, sample=False) as running:
        yield running


def take(program: Program, centre: Centre, *more: str) -> Done:
    return program("admin", "import", *TABLES, *MAP, "--db", centre.database_url, *more)


def test_an_agency_begins_with_its_tables_and_works_the_same_day(
    rawa: Centre, nobody: Program, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dry = take(nobody, rawa)
    assert (dry.code, "Uji coba" in dry.err, "Anita Salim, A.Md." in dry.out) == (0, True, True)
    assert "jenis: perjalanan dinas" in dry.out
    assert "jenis: leave" not in dry.out
    assert "sebagai: Plh." in dry.out
    assert "sebagai: plh" not in dry.out
    assert "kebijakan min_text  15 -> 20" in dry.out
    done = take(nobody, rawa, "--apply", "--json").json
    assert (done["applied"], done["troubles"], done["counts"]["staff"]["added"]) == (True, [], 6)
    anita, ratna, fajar = (Program(tmp_path / name, capsys) for name in ("anita", "ratna", "fajar"))
    for program, nip in ((anita, ANITA), (ratna, RATNA), (fajar, FAJAR)):
        assert program.sign_in(rawa, nip).code == 0
        assert program("sync").code == 0
    assert {plan["text"] for plan in anita("plans", "--json").json} == {
        "Melayani peminjaman dan pengembalian buku",
        "Menyusun laporan layanan bulanan",
    }
    line = "08.00-09.30 melayani peminjaman buku di ruang baca @sirkulasi 1 laporan"
    added = anita("add", line, "--day", "2026-11-24", "--submit", "--json")
    assert (added.code, added.json["status"]) == (0, "submitted"), added
    assert anita("sync").code == 0
    assert ratna("sync").code == 0
    waiting = ratna("review", "list", "--json").json
    assert [(entry["id"], entry["owner"]["nip"]) for entry in waiting] == [(added.json["id"], ANITA)]
    assert ratna("review", "approve", added.json["id"]).code == 0
    assert ratna("sync").code == 0
    assert anita("sync").code == 0
    assert anita("show", added.json["id"], "--json").json["status"] == "approved"
    month = fajar("status", "--json").json
    assert not {"2026-11-09", "2026-11-10", "2026-11-11"} & set(month["missing"])
    assert month["fixed_target"] == 6750


def test_each_problem_is_told_with_file_row_column_value_and_remedy(rawa: Centre, nobody: Program) -> None:
    assert take(nobody, rawa, "--apply").code == 0
    file = rawa.folder / "tambahan.csv"
    file.write_text(f"{STAFF}\n19900;Salah;Staf;\n199204222019032009;Baru;Staf;{YOHANIS}\n", encoding="utf-8")
    done = nobody("admin", "import", str(file), "--apply", "--db", rawa.database_url)
    assert done.code == 1
    assert 'tambahan.csv baris 2, kolom A NIP "19900": NIP berisi 5 angka, seharusnya 18. Periksa kembali.' in done.err
    assert "baris yang ditolak tidak" in done.err
    again = nobody("--lang", "en", "admin", "import", str(file), "--db", rawa.database_url, "--json")
    [trouble] = again.json["troubles"]
    assert (again.code, trouble["row"], trouble["column"], trouble["value"], trouble["code"]) == (
        1,
        2,
        "A NIP",
        "19900",
        "nip-length",
    )
    assert again.json["counts"]["staff"] == {
        "added": 0,
        "changed": 0,
        "ended": 0,
        "same": 1,
        "absent": 6,
        "refused": 1,
    }


def test_what_cannot_be_read_ends_with_two_and_writes_nothing(rawa: Centre, nobody: Program, tmp_path: Path) -> None:
    old, unclear, other = tmp_path / "lama.xls", tmp_path / "aneh.csv", tmp_path / "peta.toml"
    old.write_bytes(b"\xd0\xcf\x11\xe0" + b"0" * 100)
    unclear.write_text("WARNA;UKURAN\nbiru;40\n", encoding="utf-8")
    other.write_text("[stafff]\nnip = 'NIP'\n", encoding="utf-8")
    said = {
        (str(tmp_path / "tiada.csv"),): "tiada.csv",
        (str(old),): "lama.xls",
        (TABLES[0], "--map", str(tmp_path / "tiada.toml")): "tidak ada",
        (str(unclear),): "aneh.csv",
        (f"staff={unclear}",): "NIP",
        (TABLES[0], "--map", str(other)): "staff",
        (): "FILE",
    }
    for arguments, word in said.items():
        done = nobody("admin", "import", *arguments, "--db", rawa.database_url, "--apply")
        assert (done.code, word in done.err, "{" in done.err) == (2, True, False), done
        assert "No such file" not in done.err, "why stands in the language of the rest"
    assert nobody("admin", "import", TABLES[0], "--db", f"sqlite:///{tmp_path / 'x.db'}").code == 2


def test_the_map_that_is_built_in_can_be_printed_and_given_back(rawa: Centre, nobody: Program, tmp_path: Path) -> None:
    printed = nobody("admin", "import", "--show-map")
    assert (printed.code, "[staff]" in printed.out) == (0, True)
    whole = tmp_path / "peta.toml"
    whole.write_text(printed.out.replace('id = ""', 'id = "rawa"').replace('name = ""', 'name = "Rawa"'), "utf-8")
    table = tmp_path / "x.csv"
    table.write_text(f"{STAFF}\n{ANITA};Anita;Staf;\n", encoding="utf-8")
    done = nobody("admin", "import", str(table), "--map", str(whole), "--db", rawa.database_url, "--apply")
    assert done.code == 0


def test_the_policy_is_shown_set_and_remembered(rawa: Centre, nobody: Program, tmp_path: Path) -> None:
    db = ("--db", rawa.database_url)
    assert nobody("admin", "policy", "show", *db).code == 2
    assert take(nobody, rawa, "--apply").code == 0
    shown = nobody("admin", "policy", "show", "--json", *db).json
    assert (shown["rev"], shown["policy"]["min_text"], shown["policy"]["month_target"]) == (1, "20", "6750")
    wrong = nobody("admin", "policy", "set", "min_txt", "25", *db)
    assert (wrong.code, "min_text" in wrong.err) == (2, True)
    assert nobody("admin", "policy", "set", "min_text", *db).code == 2
    file = tmp_path / "kebijakan.toml"
    file.write_text("min_text = 25\nwithdraw = false\nramadan = [[2027-02-08, 2027-03-09]]\n", encoding="utf-8")
    done = nobody("admin", "policy", "set", "--file", str(file), "late", "refuse", "--json", *db).json
    assert done["changed"] == {
        "ramadan": ["2026-02-19/2026-03-20", "2027-02-08/2027-03-09"],
        "min_text": ["20", "25"],
        "late": ["mark", "refuse"],
        "withdraw": ["ya", "tidak"],
    }
    same = nobody("admin", "policy", "set", "min_text", "25", *db)
    assert (same.code, "Tidak ada yang ditulis" in same.err) == (0, True)
    told = nobody("admin", "policy", "history", *db)
    assert "min_text: 20 -> 25" in told.out
    assert [one["rev"] for one in nobody("admin", "policy", "history", "--json", *db).json["history"]] == [0, 1, 2]
    for value in ("37.5", "37.125", "450.0", '"37.5"'):
        file.write_text(f"day_target = {value}\n", encoding="utf-8")
        refused = nobody("admin", "policy", "set", "--file", str(file), *db)
        assert (refused.code, "day_target" in refused.err, "1" in refused.err) == (2, True, True)
    assert nobody("admin", "policy", "show", "--json", *db).json["policy"]["day_target"] == "-"
    file.write_text("min_text = ", encoding="utf-8")
    assert nobody("admin", "policy", "set", "--file", str(file), *db).code == 2
