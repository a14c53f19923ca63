import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ekin_tui.domain.clean import one_paragraph
from ekin_tui.domain.quickline import complete, parse
from tests.domain.facts import codes


def test_a_whole_line_is_a_whole_entry() -> None:
    quick = parse("08.00-09.30 menyusun laporan bulanan @lapbul 1 dokumen https://arsip.go.id/x")
    assert (quick.start, quick.end) == (480, 570)
    assert (quick.activity, quick.plan) == ("menyusun laporan bulanan", "lapbul")
    assert (quick.quantity, quick.unit, quick.evidence) == (1, "dokumen", "https://arsip.go.id/x")
    assert quick.problems == ()
    assert complete(quick)


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("08.00-09.30", 480, 570),
        ("08:00-09:30", 480, 570),
        ("8.00 - 9.30", 480, 570),
        ("0800-0930", 480, 570),
        ("8-9", 480, 540),
        ("08.00\u201309.30", 480, 570),
        ("08.00 s.d. 09.30", 480, 570),
        ("08.00 s/d 09.30", 480, 570),
        ("08.00 sampai 09.30", 480, 570),
        ("22.00-06.00+1", 1_320, 1_800),
        ("22.00-24.00", 1_320, 1_440),
        ("22.00-06.00", 1_320, 360),
        ("08.00", 480, None),
    ],
)
def test_times_are_read_as_people_write_them(written: str, start: int, end: int | None) -> None:
    quick = parse(f"{written} rapat bidang @x 1 notula")
    assert (quick.start, quick.end, quick.activity) == (start, end, "rapat bidang")


@pytest.mark.parametrize(
    "line",
    [
        "@lapbul 08.00-09.30 menyusun 1 dokumen",
        "08.00-09.30 @lapbul menyusun laporan 1 dokumen",
        "08.00-09.30 menyusun @lapbul laporan 1 dokumen",
        "08.00-09.30 menyusun laporan 1 dokumen @lapbul",
        "08.00-09.30 menyusun laporan 1 dokumen https://a.id @lapbul",
    ],
)
def test_the_plan_may_stand_anywhere(line: str) -> None:
    quick = parse(line)
    assert (quick.plan, quick.quantity, quick.unit) == ("lapbul", 1, "dokumen")


def test_the_quantity_is_the_number_before_the_last_word() -> None:
    quick = parse("rapat 2 jam dengan 5 orang @x 1 dokumen")
    assert (quick.activity, quick.quantity, quick.unit) == ("rapat 2 jam dengan 5 orang", 1, "dokumen")


@pytest.mark.parametrize(
    ("tail", "quantity", "unit"),
    [("1.000 lembar", 1_000, "lembar"), ("0 berkas", 0, "berkas"), ("50 %", 50, "%"), ("12 m2", 12, "m2")],
)
def test_quantities_of_the_office_are_read(tail: str, quantity: int, unit: str) -> None:
    quick = parse(f"08.00-09.00 menggandakan naskah @x {tail}")
    assert (quick.activity, quick.quantity, quick.unit) == ("menggandakan naskah", quantity, unit)


@pytest.mark.parametrize(
    "tail", ["dokumen 1", "1,5 dokumen", "-1 dokumen", "1 2", "12345678901 lembar", "1 dokumen baru", "²3 buah"]
)
def test_what_is_no_quantity_stays_in_the_activity(tail: str) -> None:
    quick = parse(f"08.00-09.00 menyusun @x {tail}")
    assert (quick.activity, quick.quantity) == (f"menyusun {tail}", None)
    assert codes(quick.problems) == ["quantity-missing"]


def test_an_address_of_mail_is_no_plan() -> None:
    quick = parse("08.00-09.00 mengirim surat ke arsip@dinas.go.id 1 surat")
    assert (quick.plan, quick.activity) == ("", "mengirim surat ke arsip@dinas.go.id")


def test_a_second_plan_stays_in_the_activity_and_is_named() -> None:
    quick = parse("08.00-09.00 rapat @a 5 @b")
    assert (quick.plan, quick.activity, quick.quantity) == ("a", "rapat 5 @b", None)
    assert [dict(p.args) for p in quick.problems if p.code == "second-plan"] == [{"word": "@b"}]


def test_of_two_links_the_last_is_the_evidence() -> None:
    quick = parse("08.00-09.00 menyalin 2 https://a.id @x https://b.id")
    assert (quick.evidence, quick.activity, quick.quantity) == ("https://b.id", "menyalin 2 https://a.id", None)


def test_times_that_no_day_has_stay_in_the_activity_and_are_named() -> None:
    quick = parse("25.00-26.00 rapat bidang @x 1 notula")
    assert (quick.start, quick.end, quick.activity) == (None, None, "25.00-26.00 rapat bidang")
    assert [(p.code, p.field, dict(p.args)) for p in quick.problems] == [
        ("times-unreadable", "start", {"text": "25.00-26.00"})
    ]


@pytest.mark.parametrize("line", ["09.30-", "09.30 -", "09.30\u2013"])
def test_a_dash_whose_end_is_still_to_come_is_no_activity(line: str) -> None:
    quick = parse(line)
    assert (quick.start, quick.end, quick.activity) == (9 * 60 + 30, None, "")


def test_a_dash_with_more_behind_it_stays_in_the_activity() -> None:
    quick = parse("09.30 - rapat")
    assert (quick.start, quick.activity) == (9 * 60 + 30, "- rapat")


def test_a_line_without_plan_and_times_gives_problems() -> None:
    quick = parse("rapat")
    assert codes(quick.problems) == ["plan-missing", "start-missing", "end-missing", "quantity-missing"]
    assert not complete(quick)


def test_a_quantity_alone_is_no_activity() -> None:
    quick = parse("08.00-09.00 @x 1 dokumen")
    assert (quick.activity, quick.quantity, codes(quick.problems)) == ("", 1, ["activity-missing"])


def test_an_empty_line_lacks_everything() -> None:
    assert [p.field for p in parse("  ").problems] == ["plan", "start", "end", "activity", "quantity"]


def test_a_warning_alone_leaves_the_line_complete() -> None:
    assert complete(parse("08.00-09.00 rapat @a @b bidang 1 notula"))


PIECES = st.sampled_from(
    [
        *("08.00-09.30", "8-9", "25.00-26.00", "8.00", "-", "s.d.", "22.00-06.00+1", "1", "007", "1.000", "5", "%"),
        *(
            "rapat",
            "dokumen",
            "@a",
            "@b",
            "@",
            "@@",
            "a@b.id",
            "https://a.id",
            "http://",
            "HTTP://B.ID/x",
            "\uff12",
            "²",
            "\x1b[2J",
            "é",
        ),
    ]
)
LINES = st.lists(PIECES, max_size=9).map(" ".join) | st.text(st.characters(exclude_categories=()), max_size=60)
TIMES = re.compile(r"[0-9.:,+]+ ?(?:(?:[-\u2013\u2014]|s/d|s\.d\.?|sd|sampai) ?[0-9.:,+]+)?")


@given(LINES)
def test_nothing_that_was_typed_is_dropped(line: str) -> None:
    quick = parse(line)
    left = Counter(one_paragraph(line).split())
    shown = [*quick.activity.split(), quick.unit, quick.evidence, f"@{quick.plan}" if quick.plan else ""]
    left.subtract(word for word in shown if word)
    assert min(left.values(), default=0) >= 0
    rest = list(left.elements())
    if quick.quantity is not None:
        rest.remove(
            next(
                word
                for word in rest
                if word.replace(".", "").isdigit() and int(word.replace(".", "")) == quick.quantity
            )
        )
    if quick.start is None:
        assert rest == []
    else:
        assert TIMES.fullmatch(" ".join(rest))


@given(LINES)
def test_no_part_of_a_read_line_can_steer_a_terminal(line: str) -> None:
    quick = parse(line)
    assert "\x1b" not in quick.activity + quick.plan + quick.unit + quick.evidence
