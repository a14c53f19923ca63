import os
import stat
from pathlib import Path

import pytest

from ekin_tui.config.target import FOLDER, Target
from ekin_tui.sync.login import Personal, TokenError, alone, bind_to, forget, load, load_for, save


def test_a_token_is_for_its_owner_alone_whatever_the_umask(tmp_path: Path) -> None:
    path = tmp_path / "state" / "token"
    old = os.umask(0)
    try:
        save(path, Personal(token="rahasia-1"))
        save(path, Personal(token="rahasia-2"))
    finally:
        os.umask(old)
    assert load(path) == Personal(token="rahasia-2")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [found.name for found in path.parent.iterdir()] == ["token"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_token_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    save(tmp_path / "token", Personal(token="rahasia"))
    (tmp_path / "token").chmod(mode)
    with pytest.raises(TokenError) as caught:
        load(tmp_path / "token")
    assert caught.value.code == "token-open"


def test_a_token_behind_a_link_is_refused(tmp_path: Path) -> None:
    save(tmp_path / "real", Personal(token="rahasia"))
    (tmp_path / "token").symlink_to(tmp_path / "real")
    with pytest.raises(TokenError) as caught:
        load(tmp_path / "token")
    assert caught.value.code == "token-unreadable"


@pytest.mark.parametrize(
    ("raw", "code"), [(b"", "token-missing"), (b"a b", "token-unreadable"), (b"\xff\x00", "token-unreadable")]
)
def test_a_file_without_a_token_is_named(tmp_path: Path, raw: bytes, code: str) -> None:
    save(tmp_path / "token", Personal(token="x"))
    (tmp_path / "token").write_bytes(raw)
    with pytest.raises(TokenError) as caught:
        load(tmp_path / "token")
    assert caught.value.code == code


def test_no_token_is_a_state_of_its_own_and_forgetting_twice_is_fine(tmp_path: Path) -> None:
    save(tmp_path / "token", Personal(token="x"))
    forget(tmp_path / "token")
    forget(tmp_path / "token")
    with pytest.raises(TokenError) as caught:
        load(tmp_path / "token")
    assert caught.value.code == "token-missing"


def test_a_lock_that_a_stopped_process_holds_is_not_waited_for_for_ever(tmp_path: Path) -> None:
    path = tmp_path / "token"
    with alone(path):
        with pytest.raises(BlockingIOError) as caught, alone(path, seconds=0.1):
            pytest.fail("two at once")
        assert caught.value.filename == str(path)
    with alone(path, seconds=0):
        assert stat.S_IMODE((tmp_path / "token.lock").stat().st_mode) == 0o600


def test_a_token_names_the_centre_it_was_stored_for_and_goes_to_no_other(tmp_path: Path) -> None:
    path, here = tmp_path / "token", Target(url="https://Ekinerja.Instansi.go.id/ekin").centre
    assert here == "https://ekinerja.instansi.go.id:443"
    save(path, Personal(token="rahasia", centre=here))
    assert load_for(path, here) == load_for(path, FOLDER) == Personal(token="rahasia", centre=here)
    for url in ("https://ekinerja.instansi.go.id:8443", "https://lain.go.id", "http://[::1]:8080", "http://127.0.0.1"):
        with pytest.raises(TokenError) as caught:
            load_for(path, Target(url=url).centre)
        assert caught.value.code == "token-elsewhere"
        assert caught.value.details["found"] == here
    save(path, Personal(token="rahasia", centre=FOLDER))
    with pytest.raises(TokenError):
        load_for(path, here)


@pytest.mark.parametrize("raw", [b"rahasia\n", b'{"token":"rahasia"}'])
def test_a_file_of_an_earlier_version_is_bound_once_and_to_one_centre(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "token"
    save(path, Personal(token="x"))
    path.write_bytes(raw)
    assert load_for(path, "https://a.go.id:443") == Personal(token="rahasia")
    with alone(path):
        bind_to(path, "https://b.go.id:443")  # another process has it: that is done at the next use
    assert path.read_bytes() == raw
    bind_to(path, "https://a.go.id:443")
    bind_to(path, "https://b.go.id:443")
    assert load(path) == Personal(token="rahasia", centre="https://a.go.id:443")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "raw", [b'{"token":"a b"}', b'{"token":""}', b'{"token":5}', b'{"x":1}', b"{", '{"token":"\u00e9"}']
)
def test_a_file_that_holds_no_token_is_none(tmp_path: Path, raw: bytes | str) -> None:
    path = tmp_path / "token"
    save(path, Personal(token="x"))
    path.write_bytes(raw.encode() if isinstance(raw, str) else raw)
    with pytest.raises(TokenError):
        load(path)
