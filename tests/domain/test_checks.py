from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ekin_tui.domain.checks import CODES, form, problems
from ekin_tui.domain.model import CONTENT, MAX_QUANTITY, Entry, Policy, Problem, Severity, Status
from tests.domain.facts import DAY, GOOD, NOVEMBER, PLAN, an_entry, around, codes

ERROR, WARNING = Severity.ERROR, Severity.WARNING


def the_only(found: tuple[Problem, ...]) -> Problem:
    assert len(found) == 1, codes(found)
    return found[0]


def test_a_good_entry_has_no_problem() -> None:
    assert form(GOOD) == problems(GOOD, around()) == ()


def test_a_draft_that_lacks_everything_passes_the_form() -> None:
    assert form(Entry(id="e1", owner="siti", day=DAY)) == ()


@pytest.mark.parametrize(
    ("changes", "code", "field", "args"),
    [
        ({"activity": "a" * 501}, "text-too-long", "activity", {"field": "activity", "have": 501, "limit": 500}),
        ({"unit": "u" * 61}, "text-too-long", "unit", {"field": "unit", "have": 61, "limit": 60}),
        (
            {"evidence": "https://x.id/" + "a" * 1_988},
            "text-too-long",
            "evidence",
            {"field": "evidence", "have": 2_001, "limit": 2_000},
        ),
        ({"activity": "laporan\x1b[2Jbulanan arsip"}, "hostile-text", "activity", {"field": "activity"}),
        ({"activity": "laporan\nbulanan arsip"}, "hostile-text", "activity", {"field": "activity"}),
        ({"unit": "doku\u200bmen"}, "hostile-text", "unit", {"field": "unit"}),
        ({"evidence": "https://x.id/\u202egpj.exe"}, "hostile-text", "evidence", {"field": "evidence"}),
        ({"start": -1}, "time-out-of-range", "start", {"field": "start"}),
        ({"start": 1_440, "end": 1_500}, "time-out-of-range", "start", {"field": "start"}),
        ({"end": 2_880}, "time-out-of-range", "end", {"field": "end"}),
        ({"end": -5}, "time-out-of-range", "end", {"field": "end"}),
        ({"end": 480}, "zero-minutes", "end", {"start": "08:00"}),
        ({"start": 480, "end": 1_921}, "longer-than-a-day", "end", {"start": "08:00", "end": "08:01+1"}),
        ({"start": None, "end": 2_880}, "time-out-of-range", "end", {"field": "end"}),
        ({"start": 0, "end": 2_879}, "longer-than-a-day", "end", {"start": "00:00", "end": "23:59+1"}),
        ({"zone": "Asia/Singapore"}, "zone-unknown", "zone", {}),
        ({"zone": "\x1b[2J"}, "zone-unknown", "zone", {}),
        ({"plan": "p" * 65}, "plan-unknown", "plan", {}),
        ({"plan": "p\x1b"}, "plan-unknown", "plan", {}),
        ({"quantity": -1}, "quantity-negative", "quantity", {}),
        ({"quantity": MAX_QUANTITY + 1}, "quantity-too-large", "quantity", {"limit": MAX_QUANTITY}),
        ({"evidence": "https://budi@arsip.go.id/x"}, "evidence-userinfo", "evidence", {}),
        ({"evidence": "https://bkn.go.id:x@evil.example"}, "evidence-userinfo", "evidence", {}),
    ],
)
def test_the_form_names_the_field_and_the_code(
    changes: dict[str, object], code: str, field: str, args: dict[str, object]
) -> None:
    problem = the_only(form(an_entry(**changes)))
    assert (problem.code, problem.field, problem.severity, dict(problem.args)) == (code, field, ERROR, args)


def test_an_end_before_the_start_is_refused_with_what_was_typed_and_the_remedy() -> None:
    problem = the_only(form(an_entry(start=1_320, end=360)))
    assert (problem.code, problem.field) == ("end-before-start", "end")
    assert problem.args == {"start": "22:00", "end": "06:00", "overnight": "06:00+1"}


def test_an_end_at_midnight_of_the_same_day_is_before_the_start() -> None:
    assert codes(form(an_entry(end=0))) == ["end-before-start"]


def test_a_shift_that_ends_after_midnight_is_in_order() -> None:
    assert form(an_entry(start=1_320, end=1_800)) == ()
    assert form(an_entry(start=0, end=1_440)) == ()


@pytest.mark.parametrize(
    "link",
    [
        "https://a.id",
        "HTTP://a.id/b?c=d#e",
        "https://a.id:8443/x",
        "http://10.1.2.3/x",
        "https://a.id/x@y",
        "https://[::1]/a",
    ],
)
def test_a_web_link_is_evidence(link: str) -> None:
    assert form(an_entry(evidence=link)) == ()


@pytest.mark.parametrize(
    "text",
    [
        "arsip.go.id",
        "ftp://a.id",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://",
        "https:///x",
        "https://a.id x",
        " https://a.id",
        "https://a.id\\@b.id",
        "-",
    ],
)
def test_what_is_no_web_link_is_refused_as_evidence(text: str) -> None:
    assert codes(form(an_entry(evidence=text))) == ["evidence-not-link"]


def test_zero_is_a_quantity_and_evidence_is_optional() -> None:
    assert problems(an_entry(quantity=0, evidence=""), around()) == ()


def test_an_empty_entry_is_told_everything_that_it_lacks_in_the_order_of_the_form() -> None:
    found = problems(Entry(id="e1", owner="siti", day=DAY), around())
    lacking = ["plan", "start", "end", "activity", "quantity", "unit"]
    assert codes(found) == [f"{name}-missing" for name in lacking]
    assert [problem.field for problem in found] == lacking


@pytest.mark.parametrize("changes", [{"unit": "  "}, {"activity": " \u00a0 "}, {"plan": ""}])
def test_blanks_are_not_an_answer(changes: dict[str, str]) -> None:
    assert [code for code in codes(problems(an_entry(**changes), around())) if code.endswith("-missing")]


def test_a_text_shorter_than_the_policy_asks_is_told_both_lengths() -> None:
    problem = the_only(problems(an_entry(activity="  Menyusun surat "), around()))
    assert (problem.code, problem.args) == ("text-too-short", {"have": 14, "need": 15})
    assert problems(an_entry(activity="Menyusun surat"), around(policy=Policy(min_text=14))) == ()


@pytest.mark.parametrize(
    "text",
    [
        *(
            "dll",
            "DLL.",
            "Kegiatan rutin",
            "  kegiatan   RUTIN ",
            "xx",
            "xxxxxxxxxxxxxxxxxxxx",
            "XXX",
            "aaaa aaaa aaaa aaaa",
        ),
        *("-", ".", "---", "……………………………………", "idem", "Sama", "tugas rutin", "bekerja", "kerja", "lain-lain"),
        *(
            "dan lain-lain",
            "12345678901234567890",
            "1.234 / 5.678 / 91011",
            "kerja, kerja, kerja, kerja",
            "Tugas rutin dan lain-lain",
        ),
        *("melaksanakan tugas rutin", "Sama seperti kemarin.", "dsb", "s.d.a", "kegiatan rutin harian dll"),
    ],
)
def test_a_text_that_says_nothing_is_refused(text: str) -> None:
    problem = the_only(problems(an_entry(activity=text), around(policy=Policy(min_text=1))))
    assert (problem.code, problem.field, problem.severity) == ("empty-phrase", "activity", ERROR)
    assert problem.args["phrase"]


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Menyusun laporan, surat dll", "dll"),
        ("Menyusun laporan, surat, dan lain-lain untuk bidang", "dan lain-lain"),
        ("Mengikuti Kegiatan Rutin apel pagi", "Kegiatan Rutin"),
        ("Rapat xx di aula kantor", "xx"),
        ("Menyusun laporan d.l.l. bidang arsip", "d.l.l"),
    ],
)
def test_an_empty_phrase_inside_a_text_is_only_a_warning(text: str, phrase: str) -> None:
    problem = the_only(problems(an_entry(activity=text), around()))
    assert (problem.code, problem.severity, problem.args) == ("phrase-within", WARNING, {"phrase": phrase})


@pytest.mark.parametrize(
    "text",
    [
        "Menyusun Bab XX laporan tahunan",
        "Membahas kerja sama dengan perguruan tinggi",
        "Memeriksa golongan III dan IV",
        "Rapat tugas pokok bidang arsip",
        "Menata arsip tahun 1999 rak 12",
        "Menyusun dllaporan bidang",
    ],
)
def test_a_factual_text_is_left_alone(text: str) -> None:
    assert problems(an_entry(activity=text), around()) == ()


def test_a_phrase_quoted_back_is_inert_and_short() -> None:
    problem = problems(an_entry(activity="-\x1b" * 200), around())
    quoted = [str(p.args["phrase"]) for p in problem if p.code == "empty-phrase"]
    assert len(quoted) == 1
    assert "\x1b" not in quoted[0]
    assert len(quoted[0]) <= 40


def test_a_plan_that_is_not_the_owners_is_refused() -> None:
    assert the_only(problems(GOOD, around(plan=None, plan_known=False))).code == "plan-unknown"


def test_a_plan_of_another_period_is_refused_with_its_period() -> None:
    plan = replace(PLAN, start=date(2026, 1, 1), end=date(2026, 6, 30))
    problem = the_only(problems(GOOD, around(plan=plan)))
    assert (problem.code, problem.field) == ("plan-other-period", "plan")
    assert problem.args == {"first": "2026-01-01", "last": "2026-06-30"}


@pytest.mark.parametrize("edge", [{"start": DAY}, {"end": DAY}])
def test_the_first_and_the_last_day_of_a_plan_belong_to_it(edge: dict[str, Any]) -> None:
    assert problems(GOOD, around(plan=replace(PLAN, **edge))) == ()


def test_a_day_to_come_is_refused_and_today_is_not() -> None:
    problem = the_only(problems(GOOD, around(today=DAY - timedelta(days=1))))
    assert (problem.code, problem.field, problem.args) == ("future-day", "day", {"today": "2026-11-24"})


def test_after_the_deadline_the_policy_decides_between_a_mark_and_a_refusal() -> None:
    marked = the_only(problems(GOOD, around(closed=True)))
    refused = the_only(problems(GOOD, around(closed=True, policy=Policy(late="refuse"))))
    assert (marked.code, marked.severity) == ("late", WARNING)
    assert (refused.code, refused.severity) == ("period-closed", ERROR)


@pytest.mark.parametrize("lock", [{"locked": True}, {"period": replace(NOVEMBER, locked=True)}])
def test_a_locked_period_is_refused_before_a_closed_one(lock: dict[str, object]) -> None:
    assert codes(problems(GOOD, around(closed=True, policy=Policy(late="refuse"), **lock))) == ["period-locked"]


def other(**changes: object) -> Entry:
    return an_entry(**{"id": "e2", **changes})


@pytest.mark.parametrize(("start", "end"), [(500, 510), (470, 481), (569, 700), (480, 570), (400, 700), (500, 501)])
def test_an_overlap_warns_with_the_times_of_the_other_entry(start: int, end: int) -> None:
    problem = the_only(problems(GOOD, around(others=[other(start=start, end=end)])))
    assert (problem.code, problem.severity, problem.args["day"]) == ("overlap", WARNING, "2026-11-25")
    assert str(problem.args["start"]) == f"{start // 60:02d}:{start % 60:02d}"


@pytest.mark.parametrize(("start", "end"), [(420, 480), (570, 600), (None, None), (500, None)])
def test_entries_that_touch_or_have_no_times_do_not_overlap(start: int | None, end: int | None) -> None:
    assert problems(GOOD, around(others=[other(start=start, end=end)])) == ()


@pytest.mark.parametrize("status", [Status.REJECTED, Status.DISCARDED])
def test_what_was_rejected_or_discarded_leaves_its_time_free(status: Status) -> None:
    assert problems(GOOD, around(others=[other(status=status)])) == ()


def test_an_entry_does_not_overlap_itself() -> None:
    assert problems(GOOD, around(others=[replace(GOOD, start=400)])) == ()


def test_a_night_shift_of_the_day_before_reaches_into_the_morning() -> None:
    night = other(day=DAY - timedelta(days=1), start=1_320, end=1_440 + 500)
    problem = the_only(problems(GOOD, around(others=[night])))
    assert problem.args == {"start": "22:00", "end": "08:20+1", "day": "2026-11-24"}


def test_times_of_two_zones_are_compared_as_instants() -> None:
    elsewhere = other(zone="Asia/Jayapura", start=480, end=570)
    later = other(zone="Asia/Jayapura", start=600, end=660)
    assert problems(GOOD, around(others=[elsewhere])) == ()
    assert codes(problems(GOOD, around(others=[later]))) == ["overlap"]


def test_a_start_inside_another_entry_warns_before_the_end_is_typed() -> None:
    found = problems(an_entry(end=None), around(others=[other(start=470, end=500)]))
    assert codes(found) == ["end-missing", "overlap"]


def test_a_long_gap_after_the_entry_before_warns_with_its_times() -> None:
    late_start = an_entry(start=780, end=840)
    problem = the_only(
        problems(late_start, around(others=[other(start=600, end=660), other(id="e3", start=480, end=540)]))
    )
    assert (problem.code, problem.args) == ("gap", {"start": "11:00", "end": "13:00"})
    assert problems(late_start, around(others=[other(start=600, end=690)])) == ()
    assert codes(problems(late_start, around(others=[other(start=600, end=689)]))) == ["gap"]
    assert problems(late_start, around(others=[other(start=480, end=540), other(id="e3", start=720, end=780)])) == ()


def test_a_gap_is_told_before_the_end_is_typed() -> None:
    found = problems(an_entry(start=780, end=None), around(others=[other(start=600, end=660)]))
    assert codes(found) == ["end-missing", "gap"]


def test_more_than_twelve_hours_on_one_day_warn_with_their_sum() -> None:
    problem = the_only(problems(GOOD, around(others=[other(start=570, end=570 + 631)])))
    assert (problem.code, problem.args) == ("long-day", {"minutes": 721, "limit": 720})
    assert problems(GOOD, around(others=[other(start=570, end=570 + 630)])) == ()


def test_a_holiday_and_a_leave_warn_with_their_name_and_the_leave_comes_first() -> None:
    off = {DAY: "Cuti Bersama"}
    holiday = the_only(problems(GOOD, around(off=off)))
    leave = the_only(problems(GOOD, around(off=off, leave={DAY: "Cuti tahunan"})))
    assert (holiday.code, holiday.severity, holiday.args) == ("holiday", WARNING, {"name": "Cuti Bersama"})
    assert (leave.code, leave.severity, leave.args) == ("leave", WARNING, {"name": "Cuti tahunan"})


def test_a_saturday_is_free_in_a_week_of_five_days_only() -> None:
    saturday = an_entry(day=date(2026, 11, 28))
    later = {"today": date(2026, 11, 30)}
    assert the_only(problems(saturday, around(**later))).code == "off-day"
    assert problems(saturday, around(**later, week=6)) == ()


CLOCKS = st.none() | st.integers(-10, 3_000)
ENTRIES = st.builds(
    Entry,
    id=st.sampled_from(["e1", "e2", "e3"]),
    owner=st.just("siti"),
    day=st.dates(date(2026, 11, 23), date(2026, 11, 29)),
    start=CLOCKS,
    end=CLOCKS,
    zone=st.sampled_from(["Asia/Jakarta", "Asia/Jayapura", "UTC"]),
    activity=st.text(st.characters(exclude_categories=()), max_size=20) | st.sampled_from(["dll", "x" * 501]),
    plan=st.none() | st.text(max_size=4),
    quantity=st.none() | st.integers(),
    unit=st.text(max_size=4),
    evidence=st.text(max_size=4) | st.just("https://a.id"),
    status=st.sampled_from(Status),
)


@given(ENTRIES, st.lists(ENTRIES, max_size=4), st.booleans(), st.booleans())
def test_any_entry_is_judged_by_known_codes_with_their_args_errors_first(
    entry: Entry, others: list[Entry], known: bool, closed: bool
) -> None:
    found = problems(entry, around(others=others, plan_known=known, closed=closed, off={DAY: "x"}))
    assert all(problem in found for problem in form(entry))
    for problem in found:
        assert set(problem.args) == set(CODES[problem.code])
        assert problem.field in CONTENT
    severities = [problem.severity for problem in found]
    assert severities == sorted(severities, key=lambda severity: severity is WARNING)
