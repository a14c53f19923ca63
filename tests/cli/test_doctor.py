"""``doctor`` over a real centre: what it finds, what it says of it, and what it never says."""

import json
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any

import pytest

from ekin_tui.cli.doctor import _say
from ekin_tui.desk.checkup import Finding
from ekin_tui.keys.settings import in_force, read
from ekin_tui.store import Store
from ekin_tui.store.salvage import META, Salvage
from ekin_tui.sync.lock import sole
from ekin_tui.text import LANGUAGES, Words
from tests.centre import JOKO, SITI, Centre, running_centre
from tests.cli.program import Done, Program


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    with running_centre(tmp_path_factory.mktemp("centre")) as running:
        yield running


@pytest.fixture
def siti(siti: Program, centre: Centre) -> Program:
    siti.env["EKIN_TUI_NOW"] = centre.now().isoformat()
    return siti


def found(done: Done) -> dict[str, dict[str, Any]]:
    """Return the findings by code; no code comes twice in these tests."""
    return {one["code"]: one for one in done.json["findings"]}


def alter(program: Program, change: str, *values: str) -> int:
    with closing(sqlite3.connect(program.home / "cache.db")) as db, db:
        return db.execute(change, values).rowcount


def test_a_sound_program_that_is_in_touch_has_nothing_to_mend(siti: Program) -> None:
    done = siti("doctor", "--json")
    assert done.code == 0, done.out
    assert done.json["ok"] is True
    codes = found(done)
    assert {
        "settings-fine",
        "disk-private",
        "database-sound",
        "queue-empty",
        "line-dns",
        "line-tls",
        "line-centre",
        "line-sign-in",
        "clock-fine",
        "sameness-same",
        "record-holds",
        "terminal-none",
    } <= codes.keys()
    assert list(done.json["findings"][0]) == ["section", "state", "code", "message", "remedy"]
    assert all(one["message"] for one in done.json["findings"])
    assert all(one["remedy"] for one in done.json["findings"] if one["state"] != "ok")


def test_the_report_for_people_has_its_sections_once_and_in_order(siti: Program) -> None:
    said = siti("--lang", "en", "doctor")
    heads = [line for line in said.out.splitlines() if not line.startswith(" ")]
    assert heads == [
        "Settings",
        "Disk",
        "Database on this computer",
        "Waiting to be sent",
        "Record of notes and decisions",
        "The way to the centre",
        "Clock",
        "The same as the centre",
        "Terminal",
        "Browser",
        "Nothing is broken. Needing attention: 1, see above.",
    ]
    assert said.out.count("  note: ") == 1


def test_it_never_prints_a_token_a_nip_or_the_password_of_a_proxy(siti: Program) -> None:
    siti("add", "08.00-09.30 menyusun rekap rahasia untuk laporan bulanan @lapbul 1 dokumen")
    token = json.loads((siti.home / "token-pusat").read_text())["token"]
    proxied = '[targets.pusat]\nurl = "https://pusat.example.go.id"\nproxy = "http://siti:sandi-proksi@127.0.0.1:9"\n'
    (siti.home / "config.toml").write_text(proxied)
    for arguments in (["doctor"], ["doctor", "--json"], ["--lang", "en", "doctor", "--deep"]):
        done = siti(*arguments)
        assert token not in done.out + done.err
        assert not re.search(r"\d{18}", done.out + done.err)
        assert "sandi-proksi" not in done.out + done.err
        assert "rahasia" not in done.out + done.err
    assert "127.0.0.1" in found(siti("doctor", "--json"))["line-proxy"]["message"]


def test_a_row_changed_by_hand_is_told_and_mended_by_the_next_sync(siti: Program) -> None:
    one = "(select id from entries where status = 'approved' limit 1)"
    assert alter(siti, f"update entries set activity = 'Lain' where id = {one}") == 1  # noqa: S608 - a constant
    done = siti("--lang", "en", "doctor", "--json")
    assert done.code == 1
    differs = found(done)["sameness-differs"]
    assert differs["state"] == "error"
    assert re.match(r"own log, \w+ 2026: \d+ here, \d+ at the centre, and not the same\.", differs["message"])
    assert siti("sync").code == 0
    assert siti("doctor", "--json").code == 0


def test_a_row_that_the_centre_does_not_have_is_told_and_never_deleted(siti: Program) -> None:
    columns = "id, owner, day, zone, activity, unit, evidence, status, rev, late, base, unsent, changed"
    copy = columns.replace("id, owner", "'sendiri', owner", 1)
    insert = f"insert into entries({columns}) select {copy} from entries where base = '=' limit 1"  # noqa: S608 - constants
    assert alter(siti, insert) == 1
    assert "sameness-extra" in found(siti("doctor", "--json"))
    siti("sync")
    assert "sameness-extra" in found(siti("doctor", "--json"))


def test_own_work_that_waits_is_counted_and_is_no_difference(siti: Program) -> None:
    siti("add", "08.00-09.30 menyusun rekap kegiatan bidang untuk laporan @lapbul 1 dokumen")
    done = siti("--lang", "en", "doctor", "--json")
    assert done.code == 0
    assert found(done)["queue-waits"]["message"] == "1 changes wait, the oldest for 0 days."
    assert "sameness-same" in found(done)


@pytest.mark.parametrize(("lang", "shown"), [("id", "Tersedia 79.620 MB di /x."), ("en", "79,620 MB are free at /x.")])
def test_numbers_have_the_mark_for_thousands_and_keys_are_named_where_the_settings_put_them(
    lang: str, shown: str
) -> None:
    words = Words(lang, in_force(read({}, {"app": {"sync_screen": "f9"}})))
    assert _say(Finding(section="disk", code="disk-room", args={"free": 79_620, "path": "/x"}), words)[0] == shown
    refused = Finding(section="line", code="mirror-refused", args={"target": "dinas", "n": 1_200})
    said = " ".join(_say(refused, words))
    assert "F9" in said
    assert ("1.200" if lang == "id" else "1,200") in said


def test_work_that_waits_for_long_is_a_warning(siti: Program, centre: Centre) -> None:
    siti("add", "08.00-09.30 menyusun rekap kegiatan bidang untuk laporan @lapbul 1 dokumen")
    alter(siti, "update outbox set body = json_set(body, '$.at', '2026-11-10T08:00:00+08:00')")
    done = siti("doctor", "--json")
    assert (done.code, found(done)["queue-old"]["state"]) == (0, "warning")


def test_what_a_colleague_did_meanwhile_is_not_taken_for_a_difference(siti: Program, centre: Centre) -> None:
    other = Program(siti.home.with_name("other"), siti.capsys, dict(siti.env))
    other.sign_in(centre, SITI)
    other("add", "10.00-10.30 menyusun rekap kegiatan bidang untuk laporan @lapbul 1 dokumen")
    assert other("sync").code == 0
    done = siti("doctor", "--json")
    assert (done.code, found(done)["sameness-behind"]["state"]) == (0, "warning")


def test_while_another_window_is_syncing_nothing_is_compared(siti: Program) -> None:
    with sole(siti.home / "cache.db") as held:
        assert held
        done = siti("doctor", "--json")
    assert (done.code, found(done)["sameness-busy"]["state"]) == (0, "warning")
    assert "sameness-same" not in found(done)


def test_without_a_line_it_says_what_was_not_reached_and_is_no_error(siti: Program) -> None:
    text = (siti.home / "config.toml").read_text()
    (siti.home / "config.toml").write_text(re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:9", text))
    done = siti("doctor", "--json")
    codes = found(done)
    assert done.code == 0
    assert codes["offline"]["state"] == "warning"
    assert "line-dns" in codes
    assert "line-connection" not in codes
    away = [one["section"] for one in done.json["findings"] if one["code"] == "not-reached"]
    assert away == ["line", "clock", "sameness"]
    assert "database-sound" in codes


def test_a_clock_that_is_wrong_is_told_with_the_direction(siti: Program) -> None:
    siti.env["EKIN_TUI_NOW"] = "2026-11-25T09:30:00+08:00"
    behind = found(siti("doctor", "--json"))["clock-behind"]
    assert behind["state"] == "warning"
    siti.env["EKIN_TUI_NOW"] = "2026-11-26T09:30:00+08:00"
    assert found(siti("doctor", "--json"))["clock-ahead"]["remedy"]


def test_a_token_that_the_centre_does_not_know_is_an_error_at_the_last_step(siti: Program) -> None:
    (siti.home / "token-pusat").write_text("ekin_contoh.tidak-dikenal\n")
    done = siti("doctor", "--json")
    assert done.code == 1
    assert found(done)["token-expired"]["section"] == "line"
    assert {"line-centre", "clock-fine"} <= found(done).keys()
    assert "line-sign-in" not in found(done)


def test_somebody_elses_token_is_told_and_nothing_is_compared(siti: Program, centre: Centre) -> None:
    (siti.home / "token-pusat").write_text(centre.token(JOKO) + "\n")
    codes = found(siti("doctor", "--json"))
    assert codes["other-person"]["state"] == "error"
    assert "sameness-same" not in codes


def test_files_that_others_may_read_are_told_with_the_command_that_mends_them(siti: Program) -> None:
    (siti.home / "token-pusat").chmod(0o644)
    done = siti("doctor", "--json")
    opened = [one for one in done.json["findings"] if one["code"] == "disk-open"]
    assert done.code == 1
    assert [one["remedy"].split()[-3:] for one in opened] == [["chmod", "0600", str(siti.home / "token-pusat")]]


def test_settings_that_nothing_can_start_with_are_told_with_file_and_line(siti: Program) -> None:
    (siti.home / "config.toml").write_text('lang = "en"\nsync_intervall = 5\n')
    done = siti("--lang", "en", "doctor", "--json")
    wrong = found(done)["settings-wrong"]
    assert done.code == 1
    assert f"{siti.home / 'config.toml'}:2" in wrong["message"]
    assert "sync_interval" in wrong["message"]
    assert "database-sound" in found(done)


def test_a_home_without_anything_makes_no_file_and_says_what_to_do(nobody: Program) -> None:
    done = nobody("doctor", "--json")
    codes = found(done)
    assert done.code == 0
    assert {"settings-none", "database-none", "line-none"} <= codes.keys()
    assert "ekin-tui login" in codes["database-none"]["remedy"]
    assert not (nobody.home / "cache.db").exists()


def test_an_index_that_lost_a_row_is_found_when_asked_to_look_deep(siti: Program) -> None:
    with closing(sqlite3.connect(siti.home / "cache.db")) as db, db:
        root = db.execute("select rootpage from sqlite_schema where name = 'notes_entry'").fetchone()[0]
        size = db.execute("pragma page_size").fetchone()[0]
    raw = bytearray((siti.home / "cache.db").read_bytes())
    cells = (root - 1) * size + 3
    count = int.from_bytes(raw[cells : cells + 2])
    raw[cells : cells + 2] = (count - 1).to_bytes(2)
    (siti.home / "cache.db").write_bytes(raw)
    assert found(siti("doctor", "--json", "--deep"))["database-damaged"]["state"] == "error"


def test_a_salvage_is_told_until_it_was_read_about(siti: Program) -> None:
    packed = Salvage(file="cache.db.rusak-1", at="2026-11-25T01:00:00+00:00", queued=2, damaged=1).packed()
    store = Store.open(siti.home / "cache.db")
    with store.writing():
        store.meta.put(META, packed)
    store.close()
    told = found(siti("doctor", "--json"))["database-salvaged"]
    assert "cache.db.rusak-1" in told["message"]
    assert "database-salvaged" in found(siti("doctor", "--json", "--yes"))
    assert "database-salvaged" not in found(siti("doctor", "--json"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_remedy_belongs_to_a_sentence(lang: str) -> None:
    keys = sorted(Words(lang).keys())
    said = {key.removeprefix("doctor.say.") for key in keys if key.startswith("doctor.say.")}
    mended = {key.removeprefix("doctor.remedy.") for key in keys if key.startswith("doctor.remedy.")}
    assert mended < said


SECRET = "s3kr1t-9f2c"
PLACES = {
    "the proxy": '[targets.pusat]\nurl = "https://pusat.example.go.id"\nproxy = "http://siti:{secret}@127.0.0.1:9"\n',
    "the address": '[targets.pusat]\nurl = "https://siti:{secret}@pusat.example.go.id"\n',
    "the command": '[targets.pusat]\nurl = "{url}"\ntoken_command = "sh -c \'echo {secret}; exit 3\'"\n',
    "a token that the centre does not know": '[targets.pusat]\nurl = "{url}"\ntoken_command = "echo {secret}"\n',
    "a key that does not exist": 'tokn = "{secret}"\n[targets.pusat]\nurl = "{url}"\n',
    "a line that is no TOML": "token = {secret}\n",
    "the head of a report": '[report]\nletterhead = "{secret}"\n[targets.pusat]\nurl = "{url}"\n',
}


@pytest.mark.parametrize("place", PLACES)
def test_a_secret_is_told_nowhere_wherever_it_stands(siti: Program, centre: Centre, tmp_path: Path, place: str) -> None:
    siti("add", f"08.00-09.30 menyusun rekap {SECRET} untuk laporan bulanan @lapbul 1 dokumen")
    (siti.home / "token-pusat").write_text(SECRET)
    (siti.home / "config.toml").write_text(PLACES[place].format(secret=SECRET, url=centre.url))
    siti.env["HTTPS_PROXY"] = f"http://siti:{SECRET}@127.0.0.1:9"
    for number, arguments in enumerate((["doctor"], ["doctor", "--json"], ["--lang", "en", "doctor", "--deep"])):
        bundle = tmp_path / f"{number}.zip"
        done = siti(*arguments, "--bundle", str(bundle))
        assert SECRET not in done.out + done.err
        with zipfile.ZipFile(bundle) as archive:
            assert [name for name in archive.namelist() if SECRET in archive.read(name).decode()] == []


def test_without_the_part_for_browsers_it_says_how_to_get_it(siti: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(name: str) -> str:
        raise PackageNotFoundError(name)

    assert "web-there" in found(siti("doctor", "--json"))
    monkeypatch.setattr("ekin_tui.cli.doctor.version", none)
    finding = found(siti("doctor", "--json"))["web-none"]
    assert finding["state"] == "ok"
    assert "ekin-tui[web]" in finding["remedy"]
