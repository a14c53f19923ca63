import hashlib
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ekin_tui.domain.model import CONTENT, Entry, Status
from ekin_tui.domain.rev import advance, content_hash, counter
from tests.domain.facts import GOOD, an_entry

CHANGES = {
    "day": date(2026, 11, 24),
    "start": 481,
    "end": 571,
    "zone": "Asia/Makassar",
    "activity": "Menyusun laporan bulanan bidang arsip.",
    "plan": "plan-2",
    "quantity": 2,
    "unit": "berkas",
    "evidence": "",
}


def test_every_content_field_has_its_case_below() -> None:
    assert set(CHANGES) == set(CONTENT)


@pytest.mark.parametrize(("name", "value"), CHANGES.items(), ids=CHANGES.keys())
def test_a_change_of_any_content_field_changes_the_hash(name: str, value: object) -> None:
    assert content_hash(an_entry(**{name: value})) != content_hash(GOOD)


_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(
    day=st.dates(),
    start=st.none() | st.integers(0, 2_880),
    quantity=st.none() | st.integers(),
    zone=_TEXTS,
    activity=_TEXTS,
    plan=st.none() | _TEXTS,
    evidence=_TEXTS,
)
def test_the_hash_is_over_the_content_as_compact_json(**said: object) -> None:
    entry = an_entry(**said)
    values = [value.isoformat() if name == "day" else value for name, value in _content(entry)]
    canonical = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    assert content_hash(entry) == hashlib.sha256(canonical.encode()).hexdigest()[:8]


def _content(entry: Entry) -> list[tuple[str, Any]]:
    return [(name, getattr(entry, name)) for name in CONTENT]


def test_nothing_and_an_empty_text_are_different_content() -> None:
    assert content_hash(an_entry(plan=None)) != content_hash(an_entry(plan=""))
    assert content_hash(an_entry(quantity=None)) != content_hash(an_entry(quantity=0))


def test_text_does_not_slide_from_one_field_into_the_next() -> None:
    assert content_hash(an_entry(unit="ab", evidence="c")) != content_hash(an_entry(unit="a", evidence="bc"))


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "e9"},
        {"owner": "budi"},
        {"status": Status.APPROVED},
        {"rev": "7-00000000"},
        {"position": "kabid"},
        {"recognised": 5},
        {"late": True},
        {"received": datetime(2026, 11, 25, tzinfo=UTC)},
        {"amends": "e0"},
    ],
)
def test_what_the_centre_writes_does_not_change_the_hash(changes: dict[str, object]) -> None:
    assert content_hash(an_entry(**changes)) == content_hash(GOOD)


def test_content_and_the_rest_are_all_the_fields_there_are() -> None:
    rest = {"id", "owner", "status", "rev", "position", "recognised", "late", "received", "amends", "claimed", "timing"}
    assert set(Entry.__slots__) == set(CONTENT) | rest


def test_a_revision_counts_on_and_names_its_content() -> None:
    first = advance(GOOD)
    second = advance(first)
    assert re.fullmatch(r"1-[0-9a-f]{8}", first.rev)
    assert second.rev == f"2-{content_hash(GOOD)}"
    assert (counter(""), counter(first.rev), counter("12-77ab01c4")) == (0, 1, 12)
    assert replace(second, rev="") == GOOD


def test_a_hash_is_the_same_on_every_machine() -> None:
    assert content_hash(GOOD) == "fa882d38"
