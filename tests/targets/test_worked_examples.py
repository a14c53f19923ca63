"""The examples of docs/admin.md, read out of the page and done as it says."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.centre import SITI, Centre, running_centre
from tests.cli.program import Program
from tests.sync.device import TODAY
from tests.targets.agency_api import TOKEN, AgencyApi, serving_agency

PAGE = (Path(__file__).parents[2] / "docs" / "admin.md").read_text(encoding="utf-8")
PART = PAGE.partition("\n## Sync targets\n")[2].partition("\n## ")[0]
EXAMPLES = re.findall(r"```toml\n(.*?)```", PART, re.DOTALL)
LINE = "08.00-09.30 menyusun rekap arsip inaktif 3 dokumen"


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    with running_centre(tmp_path / "pusat", TODAY) as one:
        yield one


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[AgencyApi]:
    with serving_agency(tmp_path / "dinas") as one:
        yield one


@pytest.fixture
def siti(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Program:
    home = tmp_path / "siti"
    home.mkdir(mode=0o700)
    return Program(home, capsys, env={})


def add(siti: Program, number: int = 3) -> str:
    plan = siti("plans", "--json").json[0]["id"]
    line = LINE.replace("3 dokumen", f"{number} dokumen")
    done = siti("add", line, "--plan", plan, "--day", TODAY.isoformat(), "--submit", "--json")
    assert done.code == 0, done.err
    return str(done.json["id"])


def with_a_mirror(siti: Program, centre: Centre, agency: AgencyApi, tmp_path: Path) -> None:
    """Write the first example with the addresses of here, and sign in."""
    token = tmp_path / "tanda-dinas"
    token.write_text(TOKEN)
    text = EXAMPLES[0].replace("https://ekinerja.example.go.id", centre.url)
    text = text.replace("https://api.dinas.example.go.id/v1/kegiatan", agency.url)
    (siti.home / "config.toml").write_text(text.replace("/etc/ekin/tanda-dinas", str(token)))
    given = tmp_path / "tanda"
    given.write_text(centre.token(SITI))
    assert siti("config", "check").code == 0
    assert siti("login", "--token-file", str(given)).code == 0


def test_a_centre_and_an_agencys_own_interface(
    siti: Program, centre: Centre, agency: AgencyApi, tmp_path: Path
) -> None:
    with_a_mirror(siti, centre, agency, tmp_path)
    entry = add(siti)
    done = siti("sync", "--json")
    assert (done.code, done.json["target"], done.json["pushed"]) == (0, "pusat", 2)
    assert [one["target"] for one in done.json["targets"]] == ["pusat", "dinas"]
    assert done.json["targets"][0] | {"targets": done.json["targets"]} == done.json
    mirror = done.json["targets"][1]
    assert (mirror["kind"], mirror["code"], mirror["rejected"], mirror["waiting"]) == ("rest", "ok", [], 0)
    row = next(row for row in agency.rows() if row["acuan"] == entry)
    assert (row["jam_mulai"], row["jam_selesai"], row["status"]) == ("08.00", "09.30", "BARU")
    assert row["rincian"] == {"jumlah": 3, "satuan": "dokumen"}
    assert row["tanggal"] == f"{TODAY:%d-%m-%Y}"
    assert agency.seen[-1][2]["X-Instansi"] == "1234"
    agency.decide(row["no"], "DISETUJUI")
    assert siti("sync", "--target", "dinas", "--json").json["pulled"] > 0
    assert siti("show", entry, "--json").json["status"] == "submitted"


def test_a_refusal_of_the_interface_names_our_field_and_leaves_the_centre_alone(
    siti: Program, centre: Centre, agency: AgencyApi, tmp_path: Path
) -> None:
    with_a_mirror(siti, centre, agency, tmp_path)
    entry = add(siti, 500)
    done = siti("sync", "--json")
    assert (done.code, done.json["rejected"], done.json["pushed"]) == (1, [], 2)
    refused = done.json["targets"][1]["rejected"]
    assert [(one["id"], one["field"]) for one in refused] == [(entry, "quantity")]
    assert "jumlah paling banyak 100" in refused[0]["message"]
    assert siti("sync", "--json").code == 0
    assert siti("sync", "--target", "dinas", "--json").code == 1
    assert siti("sync", "--target", "dinass").code == 2


def test_what_is_handed_to_a_helper_holds_no_key_of_the_interface(
    siti: Program, centre: Centre, agency: AgencyApi, tmp_path: Path
) -> None:
    with_a_mirror(siti, centre, agency, tmp_path)
    config = siti.home / "config.toml"
    config.write_text(config.read_text().replace('"1234"', '"kunci-rahasia-dinas"'))
    siti("doctor", "--bundle", str(tmp_path / "untuk-bantuan.zip"))
    with zipfile.ZipFile(tmp_path / "untuk-bantuan.zip") as found:
        text = b"".join(found.read(name) for name in found.namelist())
    assert b"X-Instansi" in text
    assert b"kunci-rahasia-dinas" not in text


def test_a_mirror_that_fails_holds_up_nothing(siti: Program, centre: Centre, agency: AgencyApi, tmp_path: Path) -> None:
    with_a_mirror(siti, centre, agency, tmp_path)
    agency.close()
    entry = add(siti)
    done = siti("sync", "--json")
    assert (done.code, done.json["code"], done.json["pushed"]) == (3, "ok", 2)
    assert done.json["targets"][1]["offline"]
    assert siti("show", entry, "--json").json["where"] == "received"
    assert siti("status", "--json").json["queued"] == 0
    found = siti("doctor", "--json").json["findings"]
    assert [one["section"] for one in found if "dinas" in one["message"]]


def test_the_token_of_a_mirror_is_stored_and_told_of(
    siti: Program, centre: Centre, agency: AgencyApi, tmp_path: Path
) -> None:
    with_a_mirror(siti, centre, agency, tmp_path)
    config = siti.home / "config.toml"
    config.write_text(re.sub(r"token_command.*\n", "", config.read_text()))
    done = siti("sync", "--json")
    assert (done.code, done.json["targets"][1]["code"]) == (4, "token-missing")
    looked = siti("doctor")
    for told in (siti("sync").err, siti("login", "--target", "dinas").err, looked.out):
        assert "ekin-tui login --target dinas --token-file" in told
    assert "Yang perlu perhatian: " in looked.out.splitlines()[-1]
    assert "Tidak ada yang perlu diperbaiki" not in looked.out
    assert siti("login", "--target", "dinas", "--token-file", str(tmp_path / "tanda-dinas")).code == 0
    assert siti("sync", "--json").json["targets"][1]["code"] == "ok"
    assert siti("logout", "--target", "dinas").code == 0
    assert siti("sync").code == 4


def test_a_centre_behind_a_folder(siti: Program, centre: Centre, tmp_path: Path) -> None:
    folder = tmp_path / "usb"
    folder.mkdir()
    (siti.home / "config.toml").write_text(EXAMPLES[1].replace("/media/usb/ekin", str(folder)))
    given = tmp_path / "tanda"
    given.write_text(centre.token(SITI))
    take = ("admin", "take", str(folder), "--db", centre.database_url, "--json")
    assert siti("config", "check").code == 0
    assert siti("login", "--token-file", str(given)).code == 3
    taken = siti(*take)
    assert [(one["code"], one["refused"]) for one in taken.json["bundles"]] == [("taken", False)]
    assert siti("sync").code == 0
    entry = add(siti)
    waits = siti("sync", "--json")
    assert (waits.code, waits.json["offline"], waits.json["pushed"]) == (3, True, 0)
    assert siti("show", entry, "--json").json["where"] == "queued"
    assert siti(*take).json["bundles"][0]["verdicts"] == {"applied": 2}
    done = siti("sync", "--json")
    assert (done.code, done.json["pushed"], "targets" in done.json) == (0, 2, False)
    assert siti("show", entry, "--json").json["where"] == "received"
    assert siti("doctor", "--json").json["ok"]
    next(folder.glob("*.ask")).write_bytes(b"x")
    assert siti(*take).code == 1
