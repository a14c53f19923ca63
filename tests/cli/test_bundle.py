"""The bundle for whoever helps says how things are, and nothing of anybody."""

import json
import stat
import zipfile
from pathlib import Path

import pytest

from ekin_tui.cli.bundle import Redaction
from tests.cli.program import Program
from tests.cli.test_bad_input import add

NIP = "198609262015052001"


def held(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_a_bundle_tells_how_things_are_and_nothing_of_anybody(siti: Program, tmp_path: Path) -> None:
    assert add(siti)[0] == 0
    activity = siti("list", "--json").json[0]["activity"]
    name = siti("whoami", "--json").json["name"]
    token = json.loads((siti.home / "token-pusat").read_text())["token"]
    config = siti.home / "config.toml"
    config.write_text(f'{config.read_text()}proxy = "http://siti:rahasia@127.0.0.1:9"\ntoken_command = "cat rahasia"\n')
    path = tmp_path / "bantuan.zip"
    done = siti("doctor", "--bundle", str(path))
    assert "bantuan.zip" in done.err
    files = held(path)
    assert sorted(files) == [f"ekin-tui/{part}.json" for part in ("cache", "doctor", "program", "settings")]
    whole = "\n".join(files.values())
    for secret in (NIP, name, token, activity, "rahasia", str(siti.home)):
        assert secret not in whole, secret
    cache = json.loads(files["ekin-tui/cache.json"])
    assert cache.get("error") is None
    assert cache["rows"]["entries"] >= 1
    assert cache["waiting"] == [{"action": "put", "tries": 0, "problem": False, "n": 1}]
    settings = {one["key"]: one for one in json.loads(files["ekin-tui/settings.json"])}
    assert settings["targets.pusat.token_command"]["value"] == "<set>"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_bundle_has_nothing_of_what_stands_on_the_letterhead_and_under_the_report(
    siti: Program, tmp_path: Path
) -> None:
    written = {"supervisor": "Dr. Hartini Wulandari", "letterhead": "Jalan Mawar 5", "place": "Kota Nyata"}
    for name, text in written.items():
        assert siti("config", "set", f"report.{name}", text).code == 0
    path = tmp_path / "bantuan.zip"
    siti("doctor", "--bundle", str(path))
    files = held(path)
    settings = {one["key"]: one for one in json.loads(files["ekin-tui/settings.json"])}
    for name, text in written.items():
        assert text not in "\n".join(files.values())
        assert settings[f"report.{name}"]["value"] == "<set>"


def test_a_secret_with_signs_that_json_writes_otherwise_is_taken_out_too(
    siti: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = 'ra"ha\\sia'
    (siti.home / "token-lain").write_text(secret)
    monkeypatch.setenv("TERM", f"xterm-{secret}")
    path = tmp_path / "bantuan.zip"
    siti("doctor", "--bundle", str(path))
    program = json.loads(held(path)["ekin-tui/program.json"])
    assert program["terminal"]["TERM"] == "xterm-<token>"


def test_a_bundle_is_made_also_when_settings_and_cache_can_not_be_read(siti: Program, tmp_path: Path) -> None:
    (siti.home / "config.toml").write_text("lagn = 1")
    (siti.home / "cache.db").write_bytes(b"SQLite format 3\x00" + b"\xff" * 5000)
    path = tmp_path / "bantuan.zip"
    assert siti("doctor", "--bundle", str(path)).code == 1
    files = held(path)
    assert "lagn" in files["ekin-tui/settings.json"]
    assert json.loads(files["ekin-tui/cache.json"])["exists"] is True


def test_a_bundle_overwrites_nothing(siti: Program, tmp_path: Path) -> None:
    path = tmp_path / "mine.zip"
    path.write_text("mine")
    assert siti("doctor", "--bundle", str(path)).code == 2
    assert path.read_text() == "mine"


def test_what_belongs_to_a_person_is_taken_out_wherever_it_stands() -> None:
    clean = Redaction(
        [("Siti Rahma", "<name>"), ("ab", "<short>"), ("/home/siti", "~"), ("/home/siti/.local", "<home>")]
    )
    assert clean("SITI RAHMA di /home/siti/.local/x") == "<name> di <home>/x"
    assert clean("198609262015052001, 19860926 201505 2 001 dan 1986092620150520011") == (
        "<nip>, <nip> dan 1986092620150520011"
    )
    assert clean("http://siti:kata@proxy:1") == "http://<login>@proxy:1"
    assert clean("ab tetap") == "ab tetap"
