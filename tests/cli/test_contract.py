"""Exit codes and JSON keys, to the letter: people script against them."""

import json
import stat
import sys
from pathlib import Path

from tests.centre import JOKO, SITI, Centre
from tests.cli.program import Program

LINE = "08.00-09.30 menyusun rekap kegiatan bidang untuk laporan bulanan @lapbul 1 dokumen https://arsip.contoh.go.id/x"
ENTRY = [
    "id",
    "day",
    "start",
    "end",
    "zone",
    "activity",
    "plan",
    "quantity",
    "unit",
    "evidence",
    "status",
    "rev",
    "minutes",
    "recognised_minutes",
    "late",
    "where",
    "problems",
    "notes",
    "timing",
    "claimed",
]
STATUS = [
    "month",
    "workdays",
    "filled",
    "missing",
    "minutes",
    "target_minutes",
    "fixed_target",
    "draft",
    "submitted",
    "returned",
    "approved",
    "rejected",
    "queued",
    "conflicts",
    "deadline",
    "last_sync",
]


def test_an_entry_has_the_keys_of_the_contract(siti: Program) -> None:
    made = siti("add", LINE, "--json")
    assert made.code == 0
    assert list(made.json) == ENTRY
    assert list(made.json["plan"]) == ["id", "text", "rhk"]
    assert (made.json["start"], made.json["end"], made.json["minutes"]) == ("08:00", "09:30", 90)
    assert made.json["where"] == "queued"
    assert siti("show", made.json["id"], "--json").json == made.json
    assert siti("list", "--day", "2026-11-25", "--json").json == [made.json]


def test_notes_have_the_keys_of_the_contract(siti: Program) -> None:
    [returned] = siti("list", "--status", "returned", "--json").json
    assert list(returned["notes"][0]) == ["at", "by", "name", "as", "kind", "text"]
    assert returned["notes"][0]["kind"] == "return"


def test_the_status_has_the_keys_of_the_contract_and_the_missing_days_oldest_first(siti: Program) -> None:
    status = siti("status", "--json").json
    assert list(status) == STATUS
    assert status["month"] == "2026-11"
    assert status["missing"] == sorted(status["missing"])
    assert len(status["missing"]) >= 3
    assert status["missing"][-1] == "2026-11-25"


def test_plans_come_best_match_first_with_the_keys_of_the_contract(siti: Program) -> None:
    plans = siti("plans", "laporan", "bulanan", "--json").json
    assert {"id", "text", "rhk", "skp", "period", "target", "unit", "score"} <= set(plans[0])
    assert plans[0]["code"] == "lapbul"
    assert [p["score"] for p in plans] == sorted((p["score"] for p in plans), reverse=True)


def test_a_sync_has_the_keys_of_the_contract(siti: Program) -> None:
    result = siti("sync", "--json")
    assert result.code == 0
    assert {"target", "offline", "pushed", "pulled", "conflicts", "rejected", "seconds"} <= set(result.json)
    assert result.json["target"] == "pusat"


def test_the_review_list_names_the_owner_and_the_hours(siti: Program, budi: Program) -> None:
    waiting = budi("review", "list", "--json").json
    assert set(waiting[0]) == {*ENTRY, "owner", "waiting_hours"}
    assert list(waiting[0]["owner"]) == ["nip", "name"]
    assert [w["waiting_hours"] for w in waiting] == sorted((w["waiting_hours"] for w in waiting), reverse=True)
    assert {w["owner"]["nip"] for w in budi("review", "list", "--of", JOKO, "--json").json} == {JOKO}
    assert siti("review", "list", "--json").code == 1


def test_the_main_job_goes_round(siti: Program, budi: Program) -> None:
    entry = siti("add", LINE, "--submit", "--json").json["id"]
    assert siti("sync").code == 0
    assert budi("sync").code == 0
    assert budi("review", "return", entry).code == 1
    assert budi("review", "return", entry, "--note", "Sebutkan jumlahnya.", "--json").json["status"] == "returned"
    assert budi("sync").code == 0
    assert siti("sync").code == 0
    shown = siti("show", entry, "--json").json
    assert (shown["status"], shown["notes"][-1]["text"]) == ("returned", "Sebutkan jumlahnya.")
    assert siti("edit", entry, "--quantity", "2", "--json").json["quantity"] == 2
    assert siti("submit", entry, "--json").json["status"] == "submitted"
    siti("sync")
    budi("sync")
    assert budi("review", "approve", entry, "--minutes", "60").code == 1
    done = budi("review", "approve", entry, "--minutes", "60", "--note", "Cukup 60.", "--json").json
    assert (done["status"], done["recognised_minutes"]) == ("approved", 60)
    budi("sync")
    siti("sync")
    assert siti("show", entry, "--json").json["recognised_minutes"] == 60
    assert budi("review", "reopen", entry, "--note", "Angka keliru.", "--json").json["status"] == "returned"
    assert budi("review", "comment", entry, "--note", "Lihat lampiran.").code == 0


def test_a_draft_can_be_submitted_withdrawn_and_discarded(siti: Program) -> None:
    entry = siti("add", LINE, "--json").json["id"]
    other = siti("add", LINE.replace("08.00-09.30", "10.00-11.00"), "--json").json["id"]
    assert len(siti("submit", "--day", "2026-11-25", "--json").json) == 2
    assert siti("withdraw", entry, "--json").json["status"] == "draft"
    assert siti("discard", other).code == 1
    assert siti("discard", entry, "--json").json == {"id": entry, "status": "discarded"}
    assert siti("show", entry).code == 1
    assert siti("submit", "--all").code == 0
    assert siti("submit").code == 2


def test_without_a_centre_the_work_is_kept_and_the_code_says_so(siti: Program, centre: Centre) -> None:
    centre.stop()
    made = siti("add", LINE, "--submit", "--json")
    assert made.code == 0
    assert made.json["where"] == "queued"
    away = siti("sync", "--json")
    assert away.code == 3
    assert away.json["offline"] is True
    assert siti("status", "--json").json["queued"] == 2
    centre.start()
    assert siti("sync", "--json").json["pushed"] == 2


def test_a_token_that_the_centre_does_not_know_asks_to_sign_in(siti: Program, centre: Centre) -> None:
    token = siti.home / "token-pusat"
    token.write_text("ekin_none\n")
    done = siti("sync", "--json")
    assert done.code == 4
    assert "ekin-tui login" in done.err


def test_nobody_signed_in_is_its_own_code(nobody: Program) -> None:
    for command in (["list"], ["status"], ["add", LINE], ["sync"], ["whoami"], []):
        assert nobody(*command).code == 4, command


def test_login_tells_who_it_is_and_keeps_the_token_private(siti: Program) -> None:
    who = siti("whoami", "--json").json
    assert who["nip"] == SITI
    assert stat.S_IMODE((siti.home / "token-pusat").stat().st_mode) == 0o600
    assert stat.S_IMODE((siti.home / "cache.db").stat().st_mode) == 0o600
    assert stat.S_IMODE(siti.home.stat().st_mode) & 0o077 in {0, 0o055}
    assert siti("logout").code == 0
    assert siti("sync").code == 4
    assert siti("list", "--json").code == 0


def test_the_token_of_somebody_else_changes_nothing(siti: Program, centre: Centre) -> None:
    file = siti.home / "other"
    file.write_text(centre.token(JOKO))
    assert siti("login", "--token-file", str(file)).code == 4
    assert siti("whoami", "--json").json["nip"] == SITI
    assert siti("sync").code == 0


def test_without_a_terminal_the_program_prints_the_month(siti: Program) -> None:
    done = siti.alone()
    assert done.code == 0
    assert "November 2026" in done.out
    assert "2026-11-25" in done.err


def test_the_clock_of_the_environment_is_shown_while_it_rules(siti: Program) -> None:
    assert "EKIN_TUI_NOW" in siti("status").err
    siti.env = {"EKIN_TUI_NOW": "kemarin"}
    assert siti("status").code == 2


def test_the_short_status_is_one_line_and_needs_no_network(siti: Program, centre: Centre) -> None:
    centre.stop()
    done = siti.alone("status", "--short")
    assert done.code == 0
    assert done.out.count("\n") == 1
    assert "/" in done.out


def test_english_is_a_choice_anywhere_on_the_line(siti: Program) -> None:
    assert "Working days" in siti("status", "--lang", "en").out
    assert "Working days" in siti("--lang=en", "status").out
    assert "Hari kerja" in siti("status").out
    assert siti("status", "--lang", "fr").code == 2


def test_ids_may_be_shortened_while_they_name_one_entry(siti: Program) -> None:
    entry = siti("list", "--json").json[0]["id"]
    assert siti("show", entry[:14], "--json").json["id"] == entry
    assert siti("show", entry[:4]).code == 1
    assert siti("show", "tidak-ada-itu").code == 1


def test_admin_prints_people_and_tokens(nobody: Program, tmp_path: Path) -> None:
    db = f"sqlite:///{tmp_path / 'sample.db'}"
    people = nobody("admin", "init", "--sample", "--db", db, "--json").json["people"]
    assert len(people) == 15
    assert [p["role"] for p in people].count("supervisor") == 2
    assert list(people[0]) == ["nip", "name", "post", "role", "supervisor"]
    made = nobody("admin", "token", SITI, "--db", db, "--json").json
    assert list(made) == ["nip", "token"]
    assert nobody("admin", "init", "--sample", "--db", db).code == 1
    assert nobody("admin", "token", "199", "--db", db).code == 1
    assert "18" in nobody("admin", "token", "199", "--db", db).err
    assert nobody("admin", "token", "198609262015052009", "--db", db).code == 1
    nobody("admin", "token", SITI, "--db", db)
    assert nobody("admin", "token", SITI, "--end", "--db", db, "--json").json == {"nip": SITI, "ended": 2}
    assert nobody("admin", "token", SITI, "--end", "--db", db, "--json").json == {"nip": SITI, "ended": 0}
    none = nobody("admin", "token", SITI, "--end", "--db", db)
    assert (none.code, f"admin subject {SITI}" in none.err, none.out) == (0, True, "")
    nobody("admin", "token", SITI, "--db", db)
    one = nobody("--lang", "en", "admin", "token", SITI, "--end", "--db", db)
    assert (one.code, "have ended: 1." in one.err, one.out) == (0, True, "")
    assert nobody("admin", "token", "198609262015052009", "--end", "--db", db).code == 1
    moved = nobody("admin", "assign", SITI, "--supervisor", "198106242006042008", "--db", db, "--json")
    assert moved.json["capacity"] == "atasan"
    assert nobody("admin", "assign", SITI, "--supervisor", JOKO, "--db", db).code == 1
    assert nobody("admin", "init", "--db", "mysql://x/y").code == 2
    assert stat.S_IMODE((tmp_path / "sample.db").stat().st_mode) == 0o600


def test_serve_says_where_it_listens_and_stops_cleanly(tmp_path: Path) -> None:
    import os
    import signal
    import subprocess

    command = [sys.executable, "-m", "ekin_tui", "serve", "--db", f"sqlite:///{tmp_path / 'c.db'}", "--port", "0"]
    environment = {**os.environ, "EKIN_TUI_HOME": str(tmp_path)}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as served:
        assert served.stderr is not None
        line = served.stderr.readline()
        assert line.startswith("listening on http://127.0.0.1:")
        served.send_signal(signal.SIGTERM)
        assert served.wait(10) in {0, -signal.SIGTERM, 143}


def test_the_demonstration_without_a_terminal_holds_every_step(nobody: Program) -> None:
    nobody.env = {}
    done = nobody.alone("demo", "--lang", "en")
    assert done.code == 0, done.out + done.err
    assert "Every step held." in done.out
    steps = [line for line in done.out.splitlines() if "✓" in line or " OK " in line]
    assert len(steps) == 15


def test_every_json_document_is_one_document(siti: Program) -> None:
    for command in (["list"], ["status"], ["plans"], ["whoami"], ["sync"], ["config", "show"]):
        json.loads(siti(*command, "--json").out)
