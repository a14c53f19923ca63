"""An address in the settings that changes: the stored token does not follow it."""

import json
import re
from pathlib import Path

import pytest

from tests.centre import JOKO, SITI, Centre, running_centre
from tests.cli.program import Program
from tests.sync.wire_server import say, serving


def move(program: Program, url: str) -> None:
    """Change the address of the default target, and nothing else."""
    config = program.home / "config.toml"
    config.write_text(re.sub(r'url = "[^"]*"', f'url = "{url}"', config.read_text()))


def test_a_personal_token_is_not_sent_to_another_address(siti: Program, centre: Centre) -> None:
    before = (siti.home / "token-pusat").read_bytes()
    assert json.loads(before)["centre"] == centre.url
    with serving(say(body=b'{"protocol":"1.0"}')) as other:
        move(siti, other.url)
        done = siti("sync", "--json")
        assert done.code == 4
        for said in (centre.url, other.url, "ekin-tui login", "betulkan url"):
            assert said in done.err, done.err
        assert siti("whoami", "--json").json["sign_in"]["kind"] == "elsewhere"
        assert "tidak dikirim" in siti("whoami").out
        assert f"{other.url}; tanda itu tidak dikirim" in siti("doctor").out
        assert not [headers for _, headers, _ in other.requests if "authorization" in headers]
        assert other.requests, "doctor has asked it who it is"
    assert siti("status", "--json").code == 0
    assert (siti.home / "token-pusat").read_bytes() == before
    move(siti, centre.url)
    assert siti("sync").code == 0, "the address was mended"


def test_signing_in_again_stores_the_token_for_the_new_address(siti: Program, centre: Centre, tmp_path: Path) -> None:
    centre.stop()
    former, centre.port = centre.url, 0
    centre.start()
    assert centre.url != former
    move(siti, centre.url)
    assert siti("sync").code == 4
    assert siti.sign_in(centre, SITI).code == 0
    assert siti("sync").code == 0
    assert json.loads((siti.home / "token-pusat").read_text())["centre"] == centre.url


@pytest.mark.parametrize("locked", [False, True])
def test_a_file_of_an_earlier_version_goes_on_and_is_bound(siti: Program, centre: Centre, locked: bool) -> None:
    path = siti.home / "token-pusat"
    path.write_text(centre.token(SITI) + "\n")
    if locked:  # nothing can be written beside it now
        path.with_name("token-pusat.lock").unlink()
        path.with_name("token-pusat.lock").mkdir()
    assert siti("sync").code == 0
    assert path.read_text().startswith("{") != locked
    with serving(say()) as other:
        if not locked:
            move(siti, other.url)
            assert siti("sync").code == 4
            assert not other.requests


def test_the_token_of_a_mirror_is_not_sent_to_another_address(siti: Program, centre: Centre, tmp_path: Path) -> None:
    config = siti.home / "config.toml"
    with running_centre(tmp_path / "second") as second, serving(say()) as other:
        pusat = f'default_target = "pusat"\n[targets.pusat]\nurl = "{centre.url}"\n'
        config.write_text(f'{pusat}[targets.dinas]\nurl = "{second.url}"\n')
        file = tmp_path / "given"
        file.write_text(second.token(SITI))
        assert siti("login", "--target", "dinas", "--token-file", str(file)).code == 0
        assert siti("sync", "--json").json["targets"][1]["code"] == "ok"
        config.write_text(config.read_text().replace(second.url, other.url))
        done = siti("sync", "--json")
        assert done.json["targets"][1]["code"] == "token-elsewhere"
        assert (done.code, done.json["targets"][0]["code"], other.requests) == (4, "ok", [])
        said = siti("sync").err
        assert "login --target dinas --token-file" in said
        assert second.url in said


def test_a_token_that_the_new_centre_does_not_take_leaves_the_earlier_one(siti: Program, centre: Centre) -> None:
    before = (siti.home / "token-pusat").read_bytes()
    file = siti.home / "given"
    file.write_text(centre.token(JOKO))
    assert siti("login", "--token-file", str(file)).code == 4
    assert (siti.home / "token-pusat").read_bytes() == before
