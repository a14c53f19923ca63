"""What a mirror gets, what it never gets, and what happens where it has decided by itself."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ekin_tui.domain.model import Action, Status
from tests.centre import JOKO
from tests.targets.agency_api import TOKEN
from tests.targets.kinds import MIRROR, Target, make_target, mapped


@pytest.fixture
def rest(tmp_path: Path) -> Iterator[Target]:
    made = make_target("mirror-rest", tmp_path)
    yield made
    made.close()


@pytest.fixture
def ekin(tmp_path: Path) -> Iterator[Target]:
    made = make_target("mirror-ekin", tmp_path)
    yield made
    made.close()


def withdraw(target: Target, entry: str) -> None:
    target.siti.act(Action.WITHDRAW, entry, Status.DRAFT)
    target.siti.sync()


def test_what_is_withdrawn_is_taken_back_without_its_text_and_comes_again_anew(rest: Target) -> None:
    entry = rest.hand_in()
    rest.exchange()
    withdraw(rest, entry)
    rest.siti.edit(entry, activity="Konsep yang belum untuk siapa pun")
    rest.siti.sync()
    assert rest.exchange().code == "ok"
    assert rest.held(entry) == ("", 0)
    assert rest.api is not None
    assert "Konsep yang belum" not in str(rest.api.seen)
    rest.siti.submit(entry)
    rest.siti.sync()
    assert rest.exchange().code == "ok"
    assert rest.held(entry) == ("Konsep yang belum untuk siapa pun", 1)


def test_an_interface_that_takes_nothing_back_is_named(rest: Target) -> None:
    entry = rest.hand_in()
    rest.exchange()
    withdraw(rest, entry)
    done = mapped(rest, withdraw_url="")
    assert [(one.id, one.problem.code) for one in done.rejected] == [(entry, "mirror-keeps")]
    assert rest.held(entry)[1] == 1


def test_a_status_of_theirs_is_shown_and_changes_nothing(rest: Target) -> None:
    entry = rest.hand_in()
    rest.exchange()
    assert rest.api is not None
    number = next(row["no"] for row in rest.api.rows() if row["acuan"] == entry)
    before = rest.siti.store.mirrored.standing(MIRROR).get("approved", 0)
    rest.api.decide(number, "DISETUJUI")
    for _ in range(3):
        rest.exchange()
    assert rest.siti.store.mirrored.standing(MIRROR)["approved"] == before + 1
    assert rest.siti.get(entry).entry.status is Status.SUBMITTED


def test_what_was_deleted_there_is_sent_as_new(rest: Target) -> None:
    entry = rest.hand_in()
    rest.exchange()
    assert rest.api is not None
    rest.api._db.execute("delete from kegiatan where acuan = ?", (entry,))
    rest.change(entry, "Menyusun rekap yang baru")
    assert rest.exchange().code == "ok"
    assert rest.held(entry) == ("Menyusun rekap yang baru", 1)


def test_a_token_that_is_refused_is_a_sign_in_and_no_verdict(rest: Target) -> None:
    entry = rest.hand_in()
    rest.way = type(rest.way)(**{**vars(rest.way), "token": "yang-lain"})
    done = rest.exchange()
    assert (done.code, done.sign_in, done.rejected, rest.waiting()) == ("mirror-sign-in", True, (), 1)
    rest.way = type(rest.way)(**{**vars(rest.way), "token": TOKEN})
    rest.exchange()
    assert rest.held(entry)[1] == 1


def test_work_is_never_sent_in_the_name_of_somebody_else(ekin: Target) -> None:
    assert ekin.centre is not None
    entry = ekin.hand_in()
    other = ekin.centre.token(JOKO)
    with ekin.siti.store.writing():
        known = ekin.siti.store.mirrored.health(MIRROR)
        ekin.siti.store.mirrored.put_health(MIRROR, replace(known, person=""))
    ekin.way = type(ekin.way)(**{**vars(ekin.way), "token": other})
    done = ekin.exchange()
    assert (done.code, done.pushed, ekin.held(entry)) == ("other-person", 0, ("", 0))


def test_a_mirror_that_stands_elsewhere_now_gets_all_once_more(ekin: Target) -> None:
    entry = ekin.hand_in()
    ekin.exchange()
    store = ekin.siti.store
    with store.writing():
        store.mirrored.put_health(MIRROR, replace(store.mirrored.health(MIRROR), address="https://dahulu.go.id"))
    done = ekin.exchange()
    assert (done.code, done.rejected) == ("ok", ())
    assert ekin.held(entry)[1] == ekin.once
    assert ekin.waiting() == 0


def test_what_a_later_centre_says_in_a_way_unknown_here_is_passed_over(ekin: Target) -> None:
    assert ekin.centre is not None
    known, odd = ekin.hand_in(), ekin.hand_in()
    ekin.exchange()
    with ekin.centre.database().writing() as connection:
        connection.exec_driver_sql(
            """update entries set doc = replace(doc, '"status":"submitted"', '"status":"frozen"') where id = ?""",
            (odd,),
        )
    store = ekin.siti.store
    with store.writing():
        store.mirrored.put_health(MIRROR, replace(store.mirrored.health(MIRROR), cursor="", person=""))
    done = ekin.exchange()
    assert (done.code, done.pulled > 0, ekin.held(known)[1]) == ("ok", True, ekin.once)
