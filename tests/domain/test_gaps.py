from datetime import date

import pytest

from ekin_tui.domain.gaps import GapError, read
from ekin_tui.domain.model import Entry, Status
from ekin_tui.domain.pointer import is_pointer, look

SHIFT = Entry(
    id="e-1",
    owner="p-siti",
    day=date(2026, 12, 31),
    start=22 * 60 + 5,
    end=30 * 60,
    zone="Asia/Makassar",
    activity="Menjaga {arsip} %d",
    quantity=3,
    unit="dokumen",
    status=Status.SUBMITTED,
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{activity}", "Menjaga {arsip} %d"),
        ("{start:%H.%M}", "22.05"),
        ("{end:%d-%m-%Y %H:%M}", "01-01-2027 06:00"),
        ("{end}", "2027-01-01T06:00:00+0800"),
        ("{day}", "2026-12-31"),
        ("{quantity}", 3),
        ("{minutes}", 475),
        ("{quantity} {unit}", "3 dokumen"),
        ("{recognised}", None),
        ("{recognised} menit", " menit"),
        ("{plan}", ""),
        ("{{{status}}}", "{submitted}"),
        ("tetap", "tetap"),
        ("", ""),
    ],
)
def test_a_text_is_filled_from_an_entry(text: str, said: str | int | None) -> None:
    assert read(text).fill(SHIFT) == said


def test_what_is_given_beside_the_entry_goes_before_it() -> None:
    gapped = read("{status}/{their_id}", frozenset({"their_id"}))
    assert gapped.fill(SHIFT, {"status": "DIAJUKAN", "their_id": "7"}) == "DIAJUKAN/7"
    assert gapped.names == {"status", "their_id"}


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("{activity.__class__}", "gap-name", "{activity.__class__}"),
        ("{activity[0]}", "gap-name", "{activity[0]}"),
        ("{owner}", "gap-name", "{owner}"),
        ("{0}", "gap-name", "{0}"),
        ("{}", "gap-name", "{}"),
        ("{activity!r}", "gap-name", "{activity}"),
        ("{their_id}", "gap-name", "{their_id}"),
        ("{activity:>9999999}", "gap-format", "{activity:>9999999}"),
        ("{quantity:d}", "gap-format", "{quantity:d}"),
        ("{start:%c}", "gap-format", "{start:%c}"),
        ("{start:{day}}", "gap-format", "{start:{day}}"),
        ("{activity", "gap-open", "{activity"),
        ("activity}", "gap-open", "activity}"),
    ],
)
def test_only_names_are_gaps(text: str, code: str, said: str) -> None:
    with pytest.raises(GapError) as caught:
        read(text)
    assert (caught.value.code, caught.value.said) == (code, said)


RFC = {"foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, 'k"l': 6, " ": 7, "m~n": 8}


@pytest.mark.parametrize(
    ("pointer", "found"),
    [
        ("", RFC),
        ("/foo", ["bar", "baz"]),
        ("/foo/0", "bar"),
        ("/", 0),
        ("/a~1b", 1),
        ("/c%d", 2),
        ("/e^f", 3),
        ("/g|h", 4),
        ("/i\\j", 5),
        ('/k"l', 6),
        ("/ ", 7),
        ("/m~0n", 8),
        ("/foo/2", None),
        ("/foo/01", None),
        ("/foo/-", None),
        ("/foo/٣", None),
        ("/none/at/all", None),
        ("/foo/0/deeper", None),
    ],
)
def test_a_pointer_finds_what_rfc_6901_says(pointer: str, found: object) -> None:
    assert is_pointer(pointer)
    assert look(RFC, pointer) == found


@pytest.mark.parametrize("text", ["foo", "/a~", "/a~2b", "#/foo"])
def test_what_is_no_pointer(text: str) -> None:
    assert not is_pointer(text)
