import os
import stat
from pathlib import Path

import pytest

from ekin_tui.sync.login import TokenError, alone, forget, load, save


def test_a_token_is_for_its_owner_alone_whatever_the_umask(tmp_path: Path) -> None:
    path = tmp_path / "state" / "token"
    old = os.umask(0)
    try:
        save(path, "rahasia-1")
        save(path, "rahasia-2")
    finally:
        os.umask(old)
    assert load(path) == "rahasia-2"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [found.name for found in path.parent.iterdir()] == ["token"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_token_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    save(tmp_path / "token", "rahasia")
    (tmp_path / "token").chmod(mode)
    with pytest.raises(TokenError) as caught:
        load(tmp_path / "token")
    assert caught.value.code == "token-open"


def test_a_token_behind_a_link_is_refused(tmp_path: Path) -> None:
    save(tmp_path / "real", "rahasia")
    (tmp_path / "token").symlink_to(tmp_path / "real")
    with pytest.raises(TokenError) as caught:
        load(tmp_path / "token")
    assert caught.value.code == "token-unreadable"


@pytest.mark.parametrize(
    ("raw", "code"), [(b"", "token-missing"), (b"a b", "token-unreadable"), (b"\xff\x00", "token-unreadable")]
)
def test_a_file_without_a_token_is_named(tmp_path: Path, raw: bytes, code: str) -> None:
    save(tmp_path / "token", "x")
    (tmp_path / "token").write_bytes(raw)
    with pytest.raises(TokenError) as caught:
        load(tmp_path / "token")
    assert caught.value.code == code


def test_no_token_is_a_state_of_its_own_and_forgetting_twice_is_fine(tmp_path: Path) -> None:
    save(tmp_path / "token", "x")
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
