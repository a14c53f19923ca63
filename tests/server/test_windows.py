"""Slices of a feed and their sums, on both engines."""

from typing import Any

import msgspec
import pytest

from ekin_tui.domain.sameness import Sums, of_entry
from ekin_tui.wire import EntryDoc, entry_of
from tests.server.talk import Talk, act

BOTH_ENGINES = pytest.mark.parametrize("centre", ["sqlite", "postgresql"], indirect=True)
pytestmark = BOTH_ENGINES


def window(talk: Talk, query: str, feed: str = "me", limit: int = 500) -> list[dict[str, Any]]:
    """Return all items of a slice, page by page."""
    found: list[dict[str, Any]] = []
    after = "c0"
    while True:
        page = talk.get(f"/feeds/{feed}/window?{query}&after={after}&limit={limit}").json()
        assert page["n"] == len(page["items"]) <= limit
        found += page["items"]
        after = page["next"]
        if not page["more"]:
            return found


def digest(talk: Talk, feed: str = "me", query: str = "") -> dict[str, Any]:
    answer: dict[str, Any] = talk.get(f"/feeds/{feed}/digest{query}").json()
    return answer


def keys(items: list[dict[str, Any]]) -> set[tuple[str, str]]:
    return {(item["k"], item["id"]) for item in items}


def test_the_slices_of_a_feed_together_are_the_feed(siti: Talk) -> None:
    parts = digest(siti)["parts"]
    months = [part for part in parts if part[:1].isdigit()]
    slices = [window(siti, f"month={month}", limit=7) for month in months]
    rest = [window(siti, f"of={name}", limit=7) for name in ("reference", "note", "gone")]
    found = [item for items in (*slices, *rest) for item in items]
    whole = siti.items()
    assert len(found) == len(whole)
    assert keys(found) == keys(whole)
    assert {item["pos"] for item in found} == {item["pos"] for item in whole}
    assert sum(parts[month]["n"] for month in months) == sum(map(len, slices))


def test_what_is_open_comes_with_its_notes_and_nothing_else(nurlaela: Talk) -> None:
    feed = nurlaela.inbox()
    found = window(nurlaela, "of=open", feed)
    whole = nurlaela.items(feed)
    undecided = {i["id"] for i in whole if i["k"] == "entry" and i["doc"]["status"] in {"submitted", "returned"}}
    assert {item["id"] for item in found if item["k"] == "entry"} == undecided
    assert {item["id"] for item in found if item["k"] == "note"} == {
        item["id"] for item in whole if item["k"] == "note" and item["doc"]["entry"] in undecided
    }
    assert digest(nurlaela, feed)["parts"]["open"] == {"n": len(undecided), "sum": ""}


def test_a_slice_holds_nothing_that_changed_after_its_position(joko: Talk) -> None:
    entry, rev = joko.sent_entry()
    head = digest(joko)["head"]
    assert entry in {item["id"] for item in window(joko, f"month=2026-11&until={head}")}
    joko.push(act("withdraw", entry, rev))
    assert entry not in {item["id"] for item in window(joko, f"month=2026-11&until={head}")}
    assert entry in {item["id"] for item in joko.items(after=head)}


def test_a_sum_is_what_a_reader_adds_up_and_any_change_of_an_entry_moves_it(joko: Talk) -> None:
    entry, rev = joko.sent_entry()
    sums = Sums()
    for doc in joko.of_kind("entry"):
        if doc["day"].startswith("2026-11"):
            sums.add("2026-11", *of_entry(entry_of(msgspec.convert(doc, EntryDoc))))
    there = digest(joko, query="?month=2026-11")["parts"]
    mine = sums.parts()["2026-11"]
    assert there["2026-11"] == {"n": mine.n, "sum": mine.sum}
    assert set(there) <= {"2026-11", "open"}
    joko.push(act("withdraw", entry, rev))
    after = digest(joko)["parts"]["2026-11"]
    assert (after["n"], after["sum"] != mine.sum) == (mine.n, True)


def test_the_feed_of_somebody_else_has_neither_slices_nor_sums(siti: Talk, budi: Talk) -> None:
    for path in (f"/feeds/{budi.inbox()}/digest", f"/feeds/{budi.inbox()}/window?of=open"):
        assert siti.get(path).status_code == 404


def test_slices_and_sums_need_the_epoch_as_the_feed_does(siti: Talk) -> None:
    for path in ("/feeds/me/digest", "/feeds/me/window?of=open"):
        assert siti.get(path, **{"Ekin-Epoch": "other:1"}).status_code == 409


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "of"),
        ("month=2026-13", "month"),
        ("month=0000-01", "month"),
        ("of=everything", "of"),
        ("of=open&month=2026-11", "of"),
        ("of=open&after=x", "after"),
        ("of=open&until=c99999999999999999999", "until"),
        ("of=%00", "of"),
    ],
)
def test_a_slice_that_is_none_is_refused_with_the_field_named(siti: Talk, query: str, field: str) -> None:
    answer = siti.get(f"/feeds/me/window?{query}")
    assert (answer.status_code, answer.json()["field"]) == (400, field)
