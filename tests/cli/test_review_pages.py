"""Reviewing without screens over a queue that is already here: the list by pages, the talk with its use cases."""

from pathlib import Path

import pytest

from ekin_tui.domain.model import Status
from ekin_tui.store import Store
from tests.cli.program import Done, Program
from tests.cli.test_plain import talk
from tests.office import BUDI, office

OLDEST, SECOND = "e-joko-1120-1", "e-siti-1120-0"


@pytest.fixture
def head(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Program:
    """Return the program of Budi, for whom six entries wait; there is no centre."""
    home = tmp_path / "home"
    home.mkdir()
    office(home, me=BUDI).store.close()
    return Program(home, capsys)


def listed(done: Done) -> list[str]:
    assert done.code == 0, done.err
    return [one["id"] for one in done.json]


def states(head: Program) -> dict[str, Status]:
    store = Store.open(head.home / "cache.db")
    found = {name: stored.entry.status for name in (OLDEST, SECOND) if (stored := store.entries.get(name)) is not None}
    store.close()
    return found


def test_the_list_comes_by_pages_in_each_order_and_narrowed(head: Program) -> None:
    whole = listed(head("review", "list", "--json"))
    assert whole[:2] == [OLDEST, SECOND]
    parts = [listed(head("review", "list", "--json", "--skip", str(at), "--limit", "4")) for at in (0, 4, 8)]
    assert parts == [whole[:4], whole[4:], []]
    by_person = listed(head("review", "list", "--json", "--by", "person"))
    assert [name.split("-")[1] for name in by_person] == ["joko"] * 3 + ["siti"] * 3
    assert listed(head("review", "list", "--json", "--filter", ":telat")) == [SECOND]
    assert listed(head("review", "list", "--json", "--filter", "24/11", "--of", "joko")) == ["e-joko-1124-1"]
    said = head("review", "list", "--limit", "2")
    assert len(said.out.splitlines()) == 2
    assert "1 sampai 2 dari 6" in said.err
    assert "dari 6" not in head("review", "list").err


def test_a_mark_of_the_filter_that_is_none_is_named_with_those_that_there_are(head: Program) -> None:
    done = head("review", "list", "--filter", "siti :zz")
    assert done.code == 2
    assert ":zz" in done.err
    assert ":telat" in done.err


def test_the_talk_approves_what_was_read_out_of_a_day_and_takes_it_back(head: Program) -> None:
    said = talk(head, "t", "f", "joko", "n", "p", "s", "y", "u", "s", "t", "q", "q")
    assert "Menunggu diperiksa: 3 entri." in said.out
    assert "Sudah dibacakan dari Joko Lestari, Jum 20 Nov 2026: 1 entri. Belum dibacakan dan tidak ikut: 0." in said.out
    assert "Disetujui: 1 entri." in said.out
    assert "Dibatalkan. 1 entri kembali ke antrean." in said.out
    assert states(head)[OLDEST] is Status.SUBMITTED


def test_the_talk_asks_for_each_gap_of_a_text_and_for_fewer_minutes(head: Program) -> None:
    said = talk(head, "t", "r", "p", "2", "jumlah boks", "", "20", "m", "999", "m", "60", "Cukup 60 menit.", "q", "q")
    assert "2. Uraikan hasil kegiatan: … dari …." in said.out
    assert "Isi untuk hasil kegiatan: … dari …" in said.out
    assert "Tulis bilangan bulat dari 0 sampai 90." in said.out
    assert states(head) == {OLDEST: Status.RETURNED, SECOND: Status.APPROVED}
    store = Store.open(head.home / "cache.db")
    [returned] = store.notes.of_entry(OLDEST)
    [fewer] = store.notes.of_entry(SECOND)
    assert returned.text == "Uraikan hasil kegiatan: jumlah boks dari 20."
    assert (fewer.text, fewer.minutes) == ("Cukup 60 menit.", 60)
    store.close()
