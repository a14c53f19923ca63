"""A folder that many share: what one of them lays there holds up nobody else."""

import os
from datetime import datetime
from pathlib import Path

import pytest

from ekin_tui.desk.check_targets import check_folder
from ekin_tui.server.database import AdminError
from ekin_tui.server.take import take
from tests.centre import JOKO, SITI, Centre
from tests.sync.device import TODAY
from tests.targets.office import Carried, Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    folder = tmp_path / "usb"
    folder.mkdir()
    return Desk(Centre(tmp_path / "centre", TODAY), folder)


@pytest.fixture
def siti(desk: Desk, tmp_path: Path) -> Carried:
    return desk.joined(tmp_path, SITI)


@pytest.fixture
def joko(desk: Desk, tmp_path: Path) -> Carried:
    return desk.joined(tmp_path, JOKO)


def test_an_answer_that_can_not_be_laid_is_named_and_holds_up_no_other(
    desk: Desk, siti: Carried, joko: Carried
) -> None:
    entries = [(one, one.write()) for one in (siti, joko)]
    for one in (siti, joko):
        one.sync()
    asks = {one.name: one.files("ask")[-1] for one in (siti, joko)}
    blocked = asks[siti.name].with_suffix(".answer")
    blocked.mkdir()
    found = desk.take()
    assert (found[asks[siti.name].name], found[asks[joko.name].name]) == ("bundle-unanswered", "taken")
    assert (joko.sync().pushed, siti.sync().pushed, siti.store.outbox.count()) == (1, 0, 1)
    blocked.rmdir()
    assert desk.take()[asks[siti.name].name] == "again"
    assert siti.sync().pushed == 1
    assert all(one.get(entry.id).entry.rev.startswith("1-") for one, entry in entries)


def test_a_token_that_is_withdrawn_meanwhile_holds_up_no_other(desk: Desk, siti: Carried, joko: Carried) -> None:
    for one in (siti, joko):
        one.write()
        one.sync()
    asks = [one.files("ask")[-1].name for one in (siti, joko)]

    def withdrawing() -> datetime:
        with desk.centre.database().writing() as connection:
            connection.exec_driver_sql("delete from tokens where person = ?", (siti.me,))
        return desk.centre.now()

    times = [withdrawing]
    desk.clock = lambda: times.pop()() if times else desk.centre.now()
    found = desk.take()
    assert [found[name] for name in asks] == ["bundle-stranger", "taken"]
    assert (joko.sync().pushed, siti.sync().code) == (1, "folder-waits")


def test_a_folder_or_a_pipe_that_is_called_like_a_bundle_costs_nothing(desk: Desk, siti: Carried) -> None:
    siti.write()
    siti.sync()
    ask = siti.files("ask")[-1]
    for number, make in ((90, Path.mkdir), (91, os.mkfifo)):
        make(ask.with_name(ask.name.replace(ask.name.split(".")[2], f"{number:08d}")).with_suffix(".answer"))
        make(ask.with_name(f"{number}.ask"))
    for _ in range(3):
        assert {desk.take()[f"{number}.ask"] for number in (90, 91)} == {"bundle-unreadable"}
        assert siti.sync().code == "bundle-unreadable"
    held = [path.readlink() for path in Path("/proc/self/fd").iterdir() if path.is_symlink()]
    assert not [path for path in held if path.is_relative_to(desk.folder)]
    assert siti.store.outbox.count() == 0


def test_a_folder_that_can_not_even_be_looked_for_is_missing(desk: Desk, siti: Carried) -> None:
    siti.write()
    there, siti.folder = siti.folder, siti.folder / ("x" * 300)
    done = siti.sync()
    assert (done.code, done.offline, siti.store.outbox.count()) == ("folder-missing", True, 1)
    assert [one.code for one in check_folder(siti.folder)] == ["folder-missing"]
    with pytest.raises(AdminError, match="folder-missing"):
        take(desk.centre.database_url, siti.folder, now=desk.centre.now)
    siti.folder = there
    siti.sync()
    desk.take()
    assert siti.sync().pushed == 1


def test_a_hidden_file_that_a_system_lays_beside_a_bundle_is_none(desk: Desk, siti: Carried) -> None:
    siti.write()
    siti.sync()
    ask = siti.files("ask")[-1]
    ask.with_name(f"._{ask.name}").write_bytes(b"\0\5\x16\7")
    assert desk.take() == {ask.name: "taken"}
    assert siti.sync().pushed == 1
