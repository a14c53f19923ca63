"""Slices of a feed and their sums, on both engines."""

from contextlib import closing
from typing import Any

import msgspec
import pytest
from sqlalchemy import Engine, event

from ekin_tui.domain.sameness import Sums, of_entry
from ekin_tui.wire import EntryDoc, entry_of
from tests.centre import Centre
from tests.server.talk import Talk, act, put

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


def test_a_slice_of_several_months_holds_what_each_of_them_does(siti: Talk) -> None:
    months = [part for part in digest(siti)["parts"] if part[:1].isdigit()]
    first, last = min(months), max(months)
    assert first < last
    alone = [item for month in months for item in window(siti, f"month={month}")]
    together = window(siti, f"month={first}..{last}", limit=7)
    assert [item["pos"] for item in together] == sorted(item["pos"] for item in alone)


def test_without_sums_a_digest_counts_what_each_slice_holds(nurlaela: Talk) -> None:
    feed = nurlaela.inbox()
    parts = digest(nurlaela, feed, "?sums=false")["parts"]
    summed = digest(nurlaela, feed)["parts"]
    assert parts["open"] == summed["open"]
    for part, there in parts.items():
        found = window(nurlaela, f"{'month' if part[:1].isdigit() else 'of'}={part}", feed)
        notes = sum(item["k"] == "note" for item in found) if part == "open" else 0
        assert there == {"n": len(found) - notes, "sum": ""}, part
    assert sum(found["n"] for part, found in parts.items() if part != "open") == len(nurlaela.items(feed))


def test_an_entry_is_in_the_slice_of_its_day_and_of_its_state_whatever_becomes_of_it(joko: Talk, budi: Talk) -> None:
    entry, rev = joko.sent_entry()

    def parts(talk: Talk, feed: str) -> set[str]:
        slices = ("month=2026-10", "month=2026-11", "of=open", "of=gone")
        return {one for one in slices if entry in {item["id"] for item in window(talk, one, feed)}}

    assert parts(joko, "me") == {"month=2026-11", "of=open"}
    inbox = budi.inbox()
    assert parts(budi, inbox) == {"month=2026-11", "of=open"}
    [drafted] = joko.push(act("withdraw", entry, rev))
    assert (parts(joko, "me"), parts(budi, inbox)) == ({"month=2026-11"}, {"of=gone"})
    joko.push({**put(entry, joko.fields(day="2026-10-05")), "base": drafted["rev"]})
    assert parts(joko, "me") == {"month=2026-10"}


def test_a_slice_is_read_by_itself_and_not_looked_for_in_the_feed(centre: Centre, nurlaela: Talk) -> None:
    asked: list[tuple[str, Any]] = []

    def hear(_c: object, _k: object, statement: str, given: Any, _x: object, _m: object) -> None:
        if " items" in statement:
            asked.append((statement, given))

    feed = nurlaela.inbox()
    event.listen(Engine, "before_cursor_execute", hear)
    try:
        parts = ("month=2026-11", "month=2026-09..2026-11", "of=open", "of=note", "of=gone")
        slices = {of: window(nurlaela, of, feed) for of in parts}
        digest(nurlaela, feed, "?sums=false")
    finally:
        event.remove(Engine, "before_cursor_execute", hear)
    assert slices["of=open"]
    with closing(centre.database()) as database, database.reading() as connection:
        if not database.sqlite:  # with no figures about tables, PostgreSQL chooses as it likes; the tables are small
            connection.exec_driver_sql("set local enable_seqscan = off")
        lead = "explain query plan " if database.sqlite else "explain "
        plans = ["\n".join(map(str, connection.exec_driver_sql(lead + statement, given))) for statement, given in asked]
    assert len(plans) >= 7
    for plan in plans:
        assert "SCAN" not in plan, plan
        assert "Seq Scan" not in plan, plan
    assert sum("TEMP B-TREE" in plan for plan in plans) <= 1, "several months are a page, and put in order"
    assert sum("items_of_part" in plan for plan in plans) >= 5
    assert sum("items_open" in plan for plan in plans) == 2


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "of"),
        ("month=2026-13", "month"),
        ("month=0000-01", "month"),
        ("month=2026-11..", "month"),
        ("month=2026-09..2026-10..2026-11", "month"),
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
