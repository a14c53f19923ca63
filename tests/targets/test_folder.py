"""A centre that is reached by a folder alone: what is carried, cut, changed, mixed up, and what comes of it."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from ekin_tui.domain.model import Status
from ekin_tui.store import Store
from tests.centre import BUDI, JOKO, SITI, Centre
from tests.sync.device import TODAY, now
from tests.targets.office import Carried, Desk

Harm = Callable[[bytes], bytes]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    folder = tmp_path / "usb"
    folder.mkdir()
    return Desk(Centre(tmp_path / "centre", TODAY), folder)


@pytest.fixture
def siti(desk: Desk, tmp_path: Path) -> Carried:
    return desk.joined(tmp_path, SITI)


def test_a_first_journey_brings_the_person_and_all_that_is_theirs(desk: Desk, tmp_path: Path) -> None:
    device = desk.machine(tmp_path, SITI)
    first = device.sync()
    assert (first.code, first.offline, first.pushed) == ("folder-waits", True, 0)
    assert list(desk.take().values()) == ["taken"]
    done = device.sync()
    assert (done.code, done.offline) == ("ok", False)
    assert done.pulled > 20
    me = device.store.reference.me()
    assert me is not None
    assert me.nip == SITI


def test_an_entry_goes_to_the_supervisor_and_back_by_the_folder_alone(
    desk: Desk, siti: Carried, tmp_path: Path
) -> None:
    budi = desk.joined(tmp_path, BUDI)
    entry = siti.write()
    siti.submit(entry.id)
    waits = siti.sync()
    assert (waits.code, waits.offline, siti.store.outbox.count()) == ("folder-waits", True, 2)
    assert siti.get(entry.id).entry.received is None
    desk.take()
    done = siti.sync()
    assert (done.code, done.pushed, siti.store.outbox.count()) == ("ok", 2, 0)
    assert siti.get(entry.id).entry.status is Status.SUBMITTED
    budi.sync()
    desk.take()
    budi.sync()
    seen = budi.get(entry.id).entry
    post = next(feed.assignment for feed in budi.store.cursors.feeds() if feed.id == f"pos:{seen.position}")
    from ekin_tui.domain.model import Action

    budi.act(Action.APPROVE, entry.id, Status.APPROVED, assignment=post, minutes=50)
    budi.sync()
    desk.take()
    assert budi.sync().code == "ok"
    siti.sync()
    desk.take()
    siti.sync()
    assert siti.get(entry.id).entry.status is Status.APPROVED


def test_what_was_asked_is_received_when_the_centre_takes_it_and_done_when_its_author_says(
    desk: Desk, siti: Carried
) -> None:
    entry = siti.write()
    op = siti.submit(entry.id)
    siti.sync()
    taken = desk.centre.now() + timedelta(days=2)
    desk.clock = lambda: taken
    desk.take()
    siti.sync()
    received = siti.get(entry.id).entry.received
    assert received is not None
    assert abs(received - taken) < timedelta(seconds=1)
    assert siti.store.meta.get("last_sync") == taken.isoformat()
    assert op.at == now().isoformat() or op.at < taken.isoformat()


def test_a_bundle_that_is_taken_twice_has_one_effect_and_is_named(desk: Desk, siti: Carried) -> None:
    entry = siti.write()
    siti.sync()
    assert list(desk.take().values()) == ["taken"]
    assert list(desk.take().values()) == ["again"]
    done = siti.sync()
    assert (done.code, done.pushed, done.rejected) == ("ok", 1, ())
    assert siti.get(entry.id).entry.rev.startswith("1-")


def test_bundles_out_of_their_order_do_no_harm_and_are_named(desk: Desk, siti: Carried) -> None:
    first = siti.write()
    siti.sync()
    old = siti.files("ask")[0]
    text = old.read_bytes()
    second = siti.write()
    siti.sync()
    assert not old.exists()
    old.write_bytes(text)
    assert desk.take() == {old.name: "older", siti.files("ask")[1].name: "taken"}
    assert siti.sync().pushed == 2
    for path in siti.files("ask"):
        path.unlink()
    old.write_bytes(text)
    assert desk.take() == {old.name: "again"}
    done = siti.sync()
    assert (done.code, done.rejected, siti.store.outbox.count()) == ("ok", (), 0)
    assert {siti.get(one.id).entry.rev[:2] for one in (first, second)} == {"1-"}


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (lambda raw: raw[: len(raw) // 2], "bundle-cut"),
        (lambda raw: raw[:-1], "bundle-cut"),
        (lambda _: b"", "bundle-cut"),
        (lambda raw: raw.replace(b"arsip", b"artsip"), "bundle-altered"),
        (lambda raw: raw.replace(b'"number":', b'"number":1'), "bundle-altered"),
        (lambda raw: raw[:-6] + b"AAAAA\n", "bundle-altered"),
        (lambda raw: raw.replace(b"folder/1", b"folder/9"), "bundle-form"),
    ],
)
def test_a_bundle_that_is_cut_or_altered_is_not_taken_and_named(
    desk: Desk, siti: Carried, harm: Harm, code: str
) -> None:
    entry = siti.write()
    siti.sync()
    path = siti.files("ask")[0]
    whole = path.read_bytes()
    path.write_bytes(harm(whole))
    assert desk.take() == {path.name: code}
    assert siti.sync().code == "folder-waits"
    path.write_bytes(whole)
    desk.take()
    assert siti.sync().pushed == 1
    assert siti.get(entry.id).entry.rev.startswith("1-")


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (lambda raw: raw[: len(raw) // 2], "bundle-cut"),
        (lambda raw: raw.replace(b'"applied"', b'"rejected"'), "bundle-altered"),
        (lambda raw: raw.replace(b"folder/1", b"folder/2"), "bundle-form"),
    ],
)
def test_an_answer_that_is_cut_or_altered_is_no_verdict_and_is_named(
    desk: Desk, siti: Carried, harm: Harm, code: str
) -> None:
    siti.write()
    siti.sync()
    desk.take()
    path = siti.files("answer")[-1]
    whole = path.read_bytes()
    path.write_bytes(harm(whole))
    bad = siti.sync()
    assert (bad.code, bad.details, bad.pushed, siti.store.outbox.count()) == (code, {"path": str(path)}, 0, 1)
    path.write_bytes(whole)
    assert (siti.sync().code, siti.store.outbox.count()) == ("ok", 0)


def test_an_old_answer_that_is_put_back_is_named_and_not_used(desk: Desk, siti: Carried) -> None:
    siti.write()
    siti.sync()
    desk.take()
    old = siti.files("answer")[-1]
    text = old.read_bytes()
    siti.sync()
    siti.write()
    siti.sync()
    desk.take()
    assert siti.sync().code == "ok"
    before = siti.store.cursors.all(), siti.store.meta.get("last_sync")
    for path in siti.files("answer"):
        path.unlink()
    old.write_bytes(text)
    done = siti.sync()
    assert (done.code, done.details) == ("bundle-old", {"path": str(old)})
    assert (siti.store.cursors.all(), siti.store.meta.get("last_sync")) == before
    assert siti.store.meta.get("repair") in {None, ""}


def test_a_bundle_of_another_person_is_theirs_whatever_its_file_is_called(
    desk: Desk, siti: Carried, tmp_path: Path
) -> None:
    joko = desk.joined(tmp_path, JOKO)
    mine = siti.write()
    siti.sync()
    joko.sync()
    theirs = joko.files("ask")[0].read_bytes()
    siti.files("ask")[0].write_bytes(theirs)
    assert set(desk.take().values()) <= {"taken", "again"}
    assert siti.sync().code == "folder-waits"
    assert siti.get(mine.id).base is None
    answer = joko.files("answer")[-1]
    stolen = siti.folder / siti.files("ask")[0].name.replace("ask", "answer")
    stolen.write_bytes(answer.read_bytes())
    done = siti.sync()
    assert (done.code, done.details) == ("bundle-altered", {"path": str(stolen)})


def test_whoever_has_no_token_of_the_centre_is_a_stranger(desk: Desk, siti: Carried) -> None:
    siti.token = "ekin_contoh.not-one-that-was-given"
    siti.sync()
    assert desk.take()[siti.files("ask")[-1].name] == "bundle-stranger"


def test_an_ask_can_not_be_sent_back_as_its_own_answer(desk: Desk, siti: Carried) -> None:
    siti.write()
    siti.sync()
    ask = siti.files("ask")[-1]
    forged = ask.with_suffix(".answer")
    forged.write_bytes(ask.read_bytes())
    assert siti.sync().code == "bundle-altered"


def test_no_bundle_holds_the_token_or_what_the_centre_keeps_of_it(desk: Desk, siti: Carried) -> None:
    siti.write()
    siti.sync()
    desk.take()
    raw = b"".join(path.read_bytes() for path in desk.folder.iterdir())
    assert siti.token.encode() not in raw
    assert hashlib.sha256(siti.token.encode()).hexdigest().encode() not in raw


def test_a_link_in_the_folder_leads_nowhere(desk: Desk, siti: Carried, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("a\nb\nc\n")
    siti.sync()
    ask = siti.files("ask")[0]
    ask.unlink()
    ask.symlink_to(secret)
    assert desk.take() == {ask.name: "bundle-unreadable"}


def test_a_centre_that_was_restored_gets_back_what_it_lost(desk: Desk, siti: Carried) -> None:
    from ekin_tui.server import keeping

    copy = desk.centre.folder / "copy.db"
    keeping.backup(desk.centre.database_url, copy)
    entry = siti.write()
    siti.submit(entry.id)
    siti.sync()
    desk.take()
    assert siti.sync().code == "ok"
    file = desk.centre.folder / "centre.db"
    file.write_bytes(copy.read_bytes())
    siti.write()
    siti.sync()
    assert list(desk.take().values()) == ["epoch"]
    for _ in range(4):
        last = siti.sync()
        desk.take()
    assert last.code == "ok"
    assert siti.store.outbox.count() == 0
    assert siti.get(entry.id).entry.status is Status.SUBMITTED


def test_without_the_stick_the_work_is_kept_and_it_is_said(desk: Desk, siti: Carried) -> None:
    siti.write()
    desk.folder.rename(desk.folder.with_name("elsewhere"))
    done = siti.sync()
    assert (done.code, done.offline, done.details) == ("folder-missing", True, {"path": str(desk.folder)})
    assert siti.store.outbox.count() == 1
    desk.folder.with_name("elsewhere").rename(desk.folder)
    siti.sync()
    desk.take()
    assert siti.sync().pushed == 1


def test_nothing_is_written_anew_while_nothing_is_new(desk: Desk, siti: Carried) -> None:
    siti.sync()
    desk.take()
    siti.sync()
    siti.sync()
    before = [(path.name, path.stat().st_mtime_ns) for path in siti.files("ask")]
    assert siti.sync().code == "ok"
    assert [(path.name, path.stat().st_mtime_ns) for path in siti.files("ask")] == before
    assert len(siti.files("answer")) == 1


def test_what_was_refused_names_the_field(desk: Desk, siti: Carried) -> None:
    entry = siti.write(plan="plan-of-nobody")
    siti.submit(entry.id)
    siti.sync()
    desk.take()
    done = siti.sync()
    assert [(one.id, one.problem.field) for one in done.rejected if one.problem.field] == [(entry.id, "plan")]


def test_a_restart_goes_on_where_it_was(desk: Desk, siti: Carried) -> None:
    entry = siti.write()
    siti.sync()
    siti.store.close()
    siti.store = Store.open(siti.store.path)
    desk.take()
    assert siti.sync().pushed == 1
    assert siti.get(entry.id).entry.day == TODAY - timedelta(days=1)
