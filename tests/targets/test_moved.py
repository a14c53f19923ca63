"""What a mirror has when it moved, lost something, or answers what nobody can use."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ekin_tui.domain.model import Action, Status
from ekin_tui.sync.mirror import MISSING
from tests.sync.device import TODAY
from tests.targets.agency_api import serving_agency
from tests.targets.kinds import MIRROR, Target, make_target, mapped


@pytest.fixture
def rest(tmp_path: Path) -> Iterator[Target]:
    made = make_target("mirror-rest", tmp_path, through=False)
    yield made
    made.close()


def test_an_interface_that_stands_elsewhere_now_gets_all_as_new(rest: Target, tmp_path: Path) -> None:
    entry = rest.hand_in()
    rest.exchange()
    with serving_agency(tmp_path / "other") as other:
        rest.api, rest.way = other, replace(rest.way, url=other.url)
        assert rest.exchange().code == "ok"
        assert rest.held(entry) == (rest.siti.get(entry).entry.activity, 1)
        assert {method for method, *_ in other.seen} <= {"POST", "GET"}


def test_what_was_deleted_there_is_told_and_hides_no_other(rest: Target) -> None:
    gone, entry = rest.hand_in(), rest.hand_in()
    rest.exchange()
    assert rest.api is not None
    rest.api._db.execute("delete from kegiatan where acuan <> ?", (entry,))
    rest.exchange()
    asked = [path for method, path, *_ in rest.api.seen if method == "GET"]
    rest.exchange()
    assert len([path for method, path, *_ in rest.api.seen if method == "GET"]) > len(asked)
    assert rest.siti.store.mirrored.standing(MIRROR)[MISSING] >= 1
    waiting = rest.siti.store.mirrored.open(MIRROR, 1_000)
    assert {one.entry.id: one.their_status for one in waiting}[gone] == MISSING


def test_what_was_decided_on_an_earlier_text_is_asked_once_more(rest: Target) -> None:
    entry = rest.hand_in()
    rest.exchange()
    assert rest.api is not None
    number = next(row["no"] for row in rest.api.rows() if row["acuan"] == entry)
    rest.api.decide(number, "DISETUJUI")
    for _ in range(3):
        rest.exchange()
    rest.change(entry, "Menyusun rekap yang diperbaiki")
    rest.api.decide(number, "BARU")
    mapped(rest, status="/nowhere-in-an-answer", status_url="")
    for _ in range(3):
        rest.exchange()
    standing = {one.entry.id: one.their_status for one in rest.siti.store.mirrored.open(MIRROR, 1_000)}
    assert standing[entry] == "submitted"


@pytest.mark.parametrize("theirs", [".", "..", "9" * 201])
def test_an_id_that_would_lead_elsewhere_is_none(rest: Target, theirs: str) -> None:
    rest.hand_in()
    assert rest.api is not None
    real = rest.api._carry_out

    def odd(method: str, path: str, body: object) -> tuple[int, object]:
        status, said = real(method, path, body)
        return (status, {"data": {"no": theirs}}) if method == "POST" else (status, said)

    rest.api._carry_out = odd  # type: ignore[method-assign, assignment]
    done = rest.exchange()
    assert (done.code, done.pushed, rest.waiting()) == ("answer-odd", 0, 1)


def test_a_refused_entry_that_is_gone_from_its_centre_is_no_fault_on_the_screen(rest: Target) -> None:
    entry = rest.hand_in(quantity=500)
    rest.exchange()
    store = rest.siti.store
    assert [one.id for one, _ in store.mirrored.refusals(MIRROR)] == [entry]
    rest.siti.edit(entry, activity="Menyusun rekap yang lain")
    with store.writing():
        store.cursors.gone("me", entry)
    assert store.mirrored.refusals(MIRROR) == []
    assert store.entries.get(entry) is not None


def test_an_entry_that_the_interface_fails_at_holds_up_no_other(rest: Target) -> None:
    bad = rest.hand_in(activity="Menyusun yang tidak dapat diolah di sana", day=TODAY - timedelta(days=2))
    good = [rest.hand_in() for _ in range(3)]
    assert rest.api is not None
    real = rest.api._carry_out

    def failing(method: str, path: str, body: Any) -> tuple[int, Any]:
        return (500, {"galat": {"pesan": "x"}}) if body and body["acuan"] == bad else real(method, path, body)

    rest.api._carry_out = failing  # type: ignore[method-assign]
    for _ in range(2):
        done = rest.exchange()
        assert (done.code, done.offline, done.rejected, rest.waiting()) == ("server-error", True, (), 1)
    assert [rest.held(one)[1] for one in good] == [1] * 3


def test_an_interface_that_fails_at_everything_is_left_alone(rest: Target) -> None:
    for _ in range(12):
        rest.hand_in()
    assert rest.api is not None
    rest.api._carry_out = lambda *_: (500, {})  # type: ignore[method-assign]
    before = len(rest.api.seen)
    assert rest.exchange().code == "server-error"
    assert len(rest.api.seen) - before < 12


def test_only_what_a_mirror_was_asked_counts_as_sent(rest: Target) -> None:
    entry = rest.hand_in()
    rest.exchange()
    rest.siti.act(Action.WITHDRAW, entry, Status.DRAFT)
    rest.siti.sync()
    assert rest.exchange().pushed == 1
    rest.siti.edit(entry, activity="Konsep yang belum untuk siapa pun")
    rest.siti.sync()
    assert (rest.exchange().pushed, rest.waiting()) == (0, 0)
