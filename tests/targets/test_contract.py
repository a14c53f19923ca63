"""What every kind of target keeps to: nothing lost, nothing twice, and no verdict but from a well-formed answer."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ekin_tui.domain.model import Status
from tests.faults import LONG
from tests.sync.device import TODAY
from tests.targets.kinds import KINDS, LINES, MIRROR, Target, make_target, spoken

FOLDERS = tuple(kind for kind in KINDS if kind not in LINES)


@pytest.fixture
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Target]:
    made = make_target(request.param, tmp_path)
    try:
        yield made
    finally:
        made.close()


every = pytest.mark.parametrize("target", KINDS, indirect=True)
by_line = pytest.mark.parametrize("target", LINES, indirect=True)
by_folder = pytest.mark.parametrize("target", FOLDERS, indirect=True)


def text_of(target: Target, entry: str) -> str:
    return target.siti.get(entry).entry.activity


@every
def test_what_was_handed_in_gets_there_once_and_nothing_waits(target: Target) -> None:
    entries = [target.hand_in() for _ in range(5)]
    done = target.exchange()
    assert (done.code, done.offline, done.sign_in, done.rejected) == ("ok", False, False, ())
    assert done.pushed == len(entries) * (1 if target.is_mirror else 2)
    assert [target.held(one) for one in entries] == [(text_of(target, one), target.once) for one in entries]
    assert target.waiting() == 0
    assert target.exchange().pushed == 0


@every
def test_a_draft_is_for_no_mirror(target: Target) -> None:
    draft = target.siti.write(activity="Menyusun konsep nota dinas yang belum selesai")
    if target.is_mirror:
        target.siti.sync()
        assert target.exchange().pushed == 0
        assert target.held(draft.id) == ("", 0)
    else:
        assert target.exchange().pushed == 1
        assert target.siti.get(draft.id).entry.status is Status.DRAFT


@every
def test_out_of_reach_the_work_is_kept_and_goes_later(target: Target) -> None:
    entry = target.hand_in()
    waits = target.waiting()
    if target.relay is not None:
        real, target.relay.mode = target.relay.mode, "lost"
        target.relay.only = "nothing-but-a-closed-door"
        target.relay.close()
        done = target.exchange()
        port = target.relay.url
        target.relay = None
        assert done.offline
        assert port
        assert real == "pass"
        straight = target.api.url if target.api else target.centre.url if target.centre else ""
        target.way = type(target.way)(**{**vars(target.way), "url": straight})
    else:
        folder = Path(target.way.folder)
        folder.rename(folder.with_name("pulang"))
        done = target.exchange()
        folder.with_name("pulang").rename(folder)
        assert (done.code, done.offline) == ("folder-missing", True)
    assert (done.pushed, done.rejected, target.waiting()) == (0, (), waits)
    assert target.exchange().code == "ok"
    assert target.held(entry) == (text_of(target, entry), target.once)


@by_line
@pytest.mark.parametrize("only", ["", "push", "POST"])
def test_an_answer_that_is_lost_is_asked_for_again_and_has_one_effect(target: Target, only: str) -> None:
    entries = [target.hand_in() for _ in range(3)]
    assert target.relay is not None
    target.relay.mode, target.relay.only = "lost", only
    done = target.exchange()
    assert done.offline or done.code == "ok"
    target.relay.mode = "pass"
    assert target.exchange().code == "ok"
    assert [target.held(one)[1] for one in entries] == [target.once] * 3
    assert target.waiting() == 0


@by_folder
def test_an_answer_that_is_lost_on_the_way_back_has_one_effect(target: Target) -> None:
    entries = [target.hand_in() for _ in range(3)]
    target.harm = Path.unlink
    assert target.exchange().code == "folder-waits"
    target.harm = None
    assert target.exchange().code == "ok"
    assert [target.held(one)[1] for one in entries] == [target.once] * 3
    assert target.waiting() == 0


@by_line
@pytest.mark.parametrize(
    "mode", ["html", "500", "502", "401", "403", "403-bare", "400", "404", "redirect", "array", "cut"]
)
def test_what_is_no_answer_is_no_verdict(target: Target, mode: str) -> None:
    entry = target.hand_in()
    waits = target.waiting()
    assert target.relay is not None
    target.relay.mode = mode
    for _ in range(3):
        done = target.exchange()
        assert done.code != "ok"
        assert (done.pushed, done.rejected, target.waiting()) == (0, (), waits)
    assert target.siti.store.outbox.attention() == []
    target.relay.mode = "pass"
    assert target.exchange().code == "ok"
    assert target.held(entry) == (text_of(target, entry), target.once)


def _to_html(path: Path) -> None:
    path.write_text("<html>\n<body>\nBerkas tidak ditemukan\n")


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-30])


def _alter(path: Path) -> None:
    path.write_bytes(
        path.read_bytes().replace(b'"applied"', b'"rejected"').replace(b'"server_time":"20', b'"server_time":"19')
    )


@by_folder
@pytest.mark.parametrize("harm", [_to_html, _cut, _alter])
def test_a_bundle_that_is_no_answer_is_no_verdict(target: Target, harm: object) -> None:
    entry = target.hand_in()
    waits = target.waiting()
    target.harm = harm  # type: ignore[assignment]
    done = target.exchange()
    assert done.code.startswith("bundle-")
    assert (done.pushed, done.rejected, target.waiting()) == (0, (), waits)
    target.harm = None
    for path in Path(target.way.folder).glob("*.answer"):
        path.unlink()
    assert target.exchange().code == "ok"
    assert target.held(entry) == (text_of(target, entry), target.once)


@by_line
def test_a_slow_target_is_given_up_in_time_and_asked_again(target: Target) -> None:
    entry = target.hand_in()
    assert target.relay is not None
    target.relay.mode = "slow"
    done = target.exchange()
    assert (done.code, done.offline, done.pushed) == ("timeout", True, 0)
    target.relay.ended.set()
    target.relay.mode = "pass"
    assert target.exchange().code == "ok"
    assert target.held(entry)[1] == target.once


@every
def test_an_entry_that_changed_after_it_was_sent_is_brought_up_to_date(target: Target) -> None:
    entry = target.hand_in()
    assert target.exchange().code == "ok"
    target.change(entry, "Menyusun rekap arsip yang sudah diperbaiki")
    assert target.exchange().code == "ok"
    text, effects = target.held(entry)
    assert text == "Menyusun rekap arsip yang sudah diperbaiki"
    assert effects == (1 if target.api else 5)
    assert target.waiting() == 0


@by_line
def test_an_entry_that_changes_while_nobody_knows_what_became_of_it_is_there_once_as_it_is_now(target: Target) -> None:
    entry = target.hand_in()
    assert target.relay is not None
    target.relay.mode, target.relay.only = "lost", "POST" if target.api else "push"
    assert target.exchange().offline
    assert target.held(entry)[1] == target.once
    target.relay.mode = "pass"
    target.change(entry, "Menyusun rekap arsip yang sudah diperbaiki")
    assert target.exchange().code == "ok"
    text, effects = target.held(entry)
    assert (text, effects) == ("Menyusun rekap arsip yang sudah diperbaiki", 1 if target.api else 5)


@every
def test_a_refusal_names_the_field_and_the_rest_goes_on(target: Target) -> None:
    good = target.hand_in()
    bad = target.hand_in(quantity=500) if target.api else _hand_in_what_the_target_refuses(target)
    after = target.hand_in()
    done = target.exchange()
    fields = {one.problem.field for one in done.rejected if one.id == bad}
    assert ("quantity" if target.api else "plan") in fields
    assert [target.held(one)[1] for one in (good, after)] == [target.once] * 2
    assert target.exchange().rejected == ()
    if target.is_mirror:
        assert target.siti.get(bad).entry.status is Status.SUBMITTED
        assert [entry.id for entry, _ in target.siti.store.mirrored.refusals(MIRROR)] == [bad]
        assert [one.id for one in target.exchange(again=True).rejected] == [bad]


def _hand_in_what_the_target_refuses(target: Target) -> str:
    """Hand in an entry on a rencana aksi that the target does not know; the default target of a mirror does."""
    if not target.is_mirror:
        return target.hand_in(plan="plan-of-nobody")
    assert target.centre is not None
    plan = target.siti.store.reference.plans(target.siti.me, TODAY)[1].plan.id
    with target.centre.database().writing() as connection:
        connection.exec_driver_sql("delete from facts where kind = 'plan' and id = ?", (plan,))
    return target.hand_in(plan=plan)


@every
def test_an_exchange_that_is_stopped_midway_goes_on_later(target: Target) -> None:
    entries = [target.hand_in() for _ in range(30)]
    asked = iter(range(1_000))
    target.away = True
    done = target.exchange(stop=lambda: next(asked) > 3)
    assert done.code in {"stopped", "folder-waits"}
    target.away = False
    assert target.exchange().code == "ok"
    assert [target.held(one)[1] for one in entries] == [target.once] * 30
    assert target.waiting() == 0


@by_line
def test_a_program_that_is_killed_with_an_answer_out_goes_on_where_it_was(target: Target) -> None:
    entries = [target.hand_in() for _ in range(3)]
    assert target.relay is not None
    target.relay.mode, target.relay.only = "hang", "push" if not target.api else "POST"
    with _program(target) as process:
        process.stdout.readline()  # type: ignore[union-attr]
        while True:
            assert target.relay.arrived.wait(20)
            target.relay.arrived.clear()
            if any(target.held(one)[1] for one in entries):
                break
        process.kill()
    target.relay.ended.set()
    target.relay.mode = "pass"
    target.restart()
    assert target.exchange().code == "ok"
    assert [target.held(one) for one in entries] == [(text_of(target, one), target.once) for one in entries]


@by_folder
def test_a_program_that_is_killed_at_its_bundle_goes_on_where_it_was(target: Target) -> None:
    entries = [target.hand_in() for _ in range(3)]
    for _ in range(4 if LONG else 2):
        with _program(target) as process:
            process.stdout.readline()  # type: ignore[union-attr]
            process.kill()
        target.take()
    target.restart()
    assert target.exchange().code == "ok"
    assert [target.held(one) for one in entries] == [(text_of(target, one), target.once) for one in entries]
    assert not list(Path(target.way.folder).glob(".*"))


def _program(target: Target) -> "subprocess.Popen[str]":
    root = Path(__file__).parents[2]
    env = {**os.environ, "PYTHONPATH": f"{root / 'src'}:{root}"}
    command = [sys.executable, "-m", "tests.targets.kinds", spoken(target.way)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root, env=env)
