import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.centre import BUDI, JOKO, SITI, TODAY, Centre
from tests.cli.program import Program


def made(program: Program, folder: Path) -> str:
    url = f"sqlite:///{folder / 'pusat.db'}"
    assert program("admin", "init", "--sample", "--db", url).code == 0
    return url


def test_a_backup_is_made_told_and_never_overwritten(nobody: Program, tmp_path: Path) -> None:
    url, target = made(nobody, tmp_path), tmp_path / "cadangan.db"
    done = nobody("admin", "backup", str(target), "--db", url, "--json")
    assert done.code == 0
    assert done.json == {"file": str(target), "bytes": target.stat().st_size}
    again = nobody("admin", "backup", str(target), "--db", url)
    assert again.code == 2
    assert "cadangan.db" in again.err


def test_a_sound_centre_is_told_so(nobody: Program, tmp_path: Path) -> None:
    url = made(nobody, tmp_path)
    assert nobody("admin", "check", "--db", url).code == 0
    assert nobody("admin", "check", "--db", url, "--json").json == {"ok": True, "findings": []}


def test_what_is_wrong_is_named_with_a_remedy_and_ends_with_one(nobody: Program, tmp_path: Path) -> None:
    url = made(nobody, tmp_path)
    with closing(sqlite3.connect(tmp_path / "pusat.db")) as database, database:
        database.execute("update feeds set head = 0 where id like 'pos:%'")
    said = nobody("--lang", "en", "admin", "check", "--db", url)
    assert said.code == 1
    assert "past the head of their feed" in said.err
    assert "Restore" in said.err
    done = nobody("admin", "check", "--db", url, "--json")
    assert done.code == 1
    found = json.loads(done.out)
    assert found["ok"] is False
    assert [finding["code"] for finding in found["findings"]] == ["head-behind"]
    assert len(found["findings"][0]["ids"]) == 5


def test_postgresql_is_backed_up_by_its_own_tool_with_the_command_named(nobody: Program, tmp_path: Path) -> None:
    done = nobody("admin", "backup", str(tmp_path / "x"), "--db", "postgresql://ekin:rahasia@db.example/pusat")
    assert done.code == 2
    assert "pg_dump --format=custom --file=pusat.dump 'postgresql://ekin@db.example/pusat'" in done.err
    assert "rahasia" not in done.err


def test_serving_refuses_a_level_and_a_count_it_does_not_know(nobody: Program) -> None:
    assert nobody("serve", "--log-level", "loud").code == 2
    assert nobody("serve", "--workers", "0").code == 2
    assert nobody("serve", "--rate", "-1").code == 2


def test_an_acting_post_is_told_with_its_capacity_and_its_last_day(nobody: Program, tmp_path: Path) -> None:
    url = made(nobody, tmp_path)
    asked = ("admin", "assign", JOKO, "--supervisor", BUDI, "--from", "2026-11-26", "--db", url)
    said = nobody(*asked, "--as", "plt", "--until", "2026-12-05")
    assert (said.code, "Plt. Kepala Bidang Pengelolaan Arsip" in said.err) == (0, True), said
    assert "sampai Sab 5 Des 2026" in said.err
    for capacity in ("plt", "plh", "delegasi"):
        done = nobody(*asked, "--as", capacity, "--until", "2026-12-05", "--json").json
        assert done == {
            "nip": JOKO,
            "position": "Kepala Bidang Pengelolaan Arsip",
            "capacity": capacity,
            "start": "2026-11-26",
            "end": "2026-12-05",
        }
    for more in ((), ("--until", "2026-12-05"), ("--as", "plh")):
        said = nobody("--lang", "en", *asked, *more)
        assert (said.code, JOKO in said.err, "{" in said.err) == (0, True, False)
    assert nobody(*asked, "--until", "2026-11-01").code == 1


def test_an_outage_is_recorded_by_hand_and_told(nobody: Program, tmp_path: Path) -> None:
    url, span = made(nobody, tmp_path), ("--from", "2026-11-20T08:00+08:00", "--until", "2026-11-20T10:30+08:00")
    done = nobody("admin", "outage", *span, "--db", url, "--json")
    assert done.code == 0
    assert done.json["cleared"] == 0
    said = nobody("admin", "outage", *span, "--db", url)
    assert "0 entri yang menunggu pemeriksaan" in said.err
    with closing(sqlite3.connect(tmp_path / "pusat.db")) as database:
        rows = database.execute("select began, ended from outages").fetchall()
    assert rows == [("2026-11-20T00:00:00.000+00:00", "2026-11-20T02:30:00.000+00:00")]


def test_an_outage_that_can_not_be_is_refused_with_what_to_mend(nobody: Program, tmp_path: Path) -> None:
    url = made(nobody, tmp_path)
    unread = nobody("admin", "outage", "--from", "kemarin", "--until", "2026-11-20", "--db", url)
    assert (unread.code, "kemarin" in unread.err) == (2, True)
    turned = nobody("admin", "outage", "--from", "2026-11-20", "--until", "2026-11-19", "--db", url)
    assert (turned.code, "--from" in turned.err) == (1, True)


def test_an_auditor_lists_and_shows_the_work_of_others_and_can_do_nothing_to_it(
    centre: Centre, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    joko = Program(tmp_path / "joko", capsys)
    assert joko.sign_in(centre, JOKO).code == 0
    assert joko("list", "--of", SITI, "--month", "2026-11", "--json").json == []
    done = joko("--lang", "en", "admin", "assign", JOKO, "--as", "auditor", "--db", centre.database_url)
    assert done.code == 0
    assert "can change nothing" in done.err
    assert joko("sync").code == 0
    assert len(joko("whoami", "--json").json["auditing"]) == 1
    found = joko("list", "--of", SITI, "--month", f"{TODAY:%Y-%m}", "--json").json
    assert {entry["owner"]["nip"] for entry in found} == {SITI}
    assert "draft" not in {entry["status"] for entry in found}
    waiting = next(entry["id"] for entry in found if entry["status"] == "submitted")
    assert joko("show", waiting, "--json").json["id"] == waiting
    for command in (["approve"], ["reject", "--note", "Tidak."], ["comment", "--note", "Mengapa?"]):
        said = joko("--lang", "en", "review", command[0], waiting, *command[1:])
        assert said.code == 1
        assert "as an auditor" in said.err
    assert joko("review", "list").out == ""
    assert joko("--lang", "en", "admin", "assign", JOKO, "--db", centre.database_url).code == 2
