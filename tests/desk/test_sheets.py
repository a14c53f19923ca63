"""Entries out of files and into files: nothing is guessed, nothing twice, nothing lost."""

import io
import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ekin_tui.desk import Desk
from ekin_tui.desk.import_views import ImportView, RowState
from ekin_tui.desk.paste import paste_fields
from ekin_tui.domain.clean import one_paragraph
from ekin_tui.domain.model import Status
from ekin_tui.exchange.bkn_sheet import sheet_csv, sheet_xlsx
from ekin_tui.store import Store
from tests.exchange.made import cell, row, texts, workbook
from tests.office import NOW, SITI, TODAY, Office, counting, make_entry, office

HEADINGS = "Rencana Aksi;Tanggal;Jam Mulai;Jam Selesai;Kegiatan Harian;Realisasi;Satuan;Bukti Dukung"
PLAN = "Menyusun laporan bulanan pengelolaan arsip dinamis"
GOOD: Mapping[str, str] = {
    "plan": PLAN,
    "day": "25/11/2026",
    "start": "08.00",
    "end": "09.30",
    "activity": "Menyusun rekap jumlah arsip masuk",
    "quantity": "1",
    "unit": "dokumen",
    "evidence": "https://contoh.go.id/1",
}


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = office(tmp_path_factory.mktemp("month"))
    made.store.close()
    return made.path


@pytest.fixture
def siti(month: Path, tmp_path: Path) -> Office:
    """Siti's month, copied: making it takes a hundred times as long."""
    path = Path(shutil.copy(month, tmp_path / "cache.db"))
    store = Store.open(path)
    desk = Desk(store, clock=lambda: NOW, new_id=counting(), holidays=lambda _: {})
    return Office(desk=desk, store=store, path=path)


def sheet(*rows: Mapping[str, str]) -> io.BytesIO:
    lines = [";".join({**GOOD, **one}.values()) for one in rows]
    return io.BytesIO("\r\n".join([HEADINGS, *lines]).encode())


def states(view: ImportView) -> list[str]:
    return [one.state.value for one in view.rows]


def codes(view: ImportView, number: int = 0) -> list[tuple[str | None, str]]:
    return [(p.field, p.code) for p in (*view.rows[number].stops, *view.rows[number].told)]


def test_a_row_becomes_a_draft_with_all_that_it_says(siti: Office) -> None:
    view = siti.desk.sheets.preview(sheet({}))
    _, ids = siti.desk.sheets.take(view)
    entry = siti.desk.journal.view(ids[2])
    assert entry is not None
    draft = entry.entry
    assert (draft.day, draft.start, draft.end, draft.plan) == (TODAY, 480, 570, "plan-lapbul-p-siti")
    assert (draft.activity, draft.quantity, draft.unit, draft.evidence) == (
        GOOD["activity"],
        1,
        "dokumen",
        "https://contoh.go.id/1",
    )
    assert (draft.status, draft.zone, draft.owner) == (Status.DRAFT, SITI.zone, SITI.id)
    assert siti.store.outbox.count() == 1


def test_importing_twice_adds_nothing_whatever_the_case_and_spaces_and_undo_takes_all_back_at_once(
    siti: Office,
) -> None:
    rows = [{}, {"start": "09.30", "end": "11.00"}, {"day": "24/11/2026", "start": "19.00", "end": "20.00"}]
    before = siti.desk.journal.between(date(2026, 11, 1), TODAY)
    siti.desk.sheets.take(siti.desk.sheets.preview(sheet(*rows)))
    shouted = [{**one, "activity": f" {GOOD['activity'].upper()}  "} for one in rows]
    again = siti.desk.sheets.preview(sheet(*shouted))
    assert states(again) == ["known"] * 3
    assert siti.desk.sheets.take(again)[1] == {}
    assert siti.desk.journal.undo() == "import"
    assert siti.desk.journal.between(date(2026, 11, 1), TODAY) == before
    assert siti.store.outbox.count() == 0


def test_a_known_row_that_says_something_else_changes_nothing_and_names_the_fields(siti: Office) -> None:
    siti.desk.sheets.take(siti.desk.sheets.preview(sheet({})))
    view = siti.desk.sheets.preview(sheet({"quantity": "2", "evidence": "-"}))
    assert (view.rows[0].state, view.rows[0].differs) == (RowState.KNOWN, ("quantity", "evidence"))


def test_a_row_that_repeats_another_one_of_the_file_is_taken_once(siti: Office) -> None:
    view = siti.desk.sheets.preview(sheet({}, {}, {"activity": "Memeriksa kelengkapan boks arsip"}))
    assert states(view) == ["ready", "known", "ready"]
    assert view.rows[1].twin == 2
    assert codes(view, 2) == [("start", "overlap")]


@pytest.mark.parametrize("text", ["lapbul", "LAPBUL", PLAN.upper(), f"  {PLAN.replace(' ', '  ')} "])
def test_a_plan_is_known_by_its_code_or_its_whole_text(siti: Office, text: str) -> None:
    view = siti.desk.sheets.preview(sheet({"plan": text}))
    assert view.rows[0].entry.plan == "plan-lapbul-p-siti"


@pytest.mark.parametrize("text", ["Menyusun laporan bulanan", "laporan", "Menyusun daftar", f"{PLAN}s"])
def test_a_plan_that_is_not_named_exactly_is_asked_for_and_one_answer_holds_for_all(siti: Office, text: str) -> None:
    view = siti.desk.sheets.preview(sheet({"plan": text}, {"plan": text.upper(), "start": "13.00", "end": "14.00"}))
    assert states(view) == ["asks", "asks"]
    assert siti.desk.sheets.take(view)[1] == {}
    offered = siti.desk.sheets.offer(text)
    assert offered
    siti.desk.sheets.choose(text, offered[0])
    view = siti.desk.sheets.again(view)
    assert states(view) == ["ready", "ready"]
    assert {one.entry.plan for one in view.rows} == {offered[0].plan.id}


def test_a_text_that_several_plans_have_is_that_of_the_day_or_asked(siti: Office) -> None:
    known = siti.desk.sheets.offer("lapbul")[0]
    twin = replace(known.plan, id="plan-twin", start=date(2025, 1, 1), end=date(2025, 12, 31))
    with siti.store.writing():
        siti.store.reference.put(twin)
    assert states(siti.desk.sheets.preview(sheet({}))) == ["ready"]
    with siti.store.writing():
        siti.store.reference.put(replace(twin, end=date(2026, 12, 31)))
    assert states(siti.desk.sheets.preview(sheet({}))) == ["asks"]
    assert {line.plan.id for line in siti.desk.sheets.offer(PLAN)} >= {"plan-twin", "plan-lapbul-p-siti"}


def test_nothing_like_a_plan_still_offers_the_usual_ones(siti: Office) -> None:
    siti.desk.sheets.preview(sheet({"plan": "xyzzy"}))
    assert siti.desk.sheets.offer("xyzzy")


@pytest.mark.parametrize(
    ("given_", "field", "code"),
    [
        ({"day": "kapan"}, "day", "cell-no-day"),
        ({"day": "11/25/2026"}, "day", "cell-no-day"),
        ({"day": "25/11"}, "day", "cell-no-day"),
        ({"day": ""}, "day", "day-missing"),
        ({"day": "25/11/2062"}, "day", "day-far"),
        ({"day": "14/09/2026"}, "day", "period-locked"),
        ({"start": "pagi"}, "start", "time-unreadable"),
        ({"end": "07.00"}, "end", "end-before-start"),
        ({"quantity": "satu"}, "quantity", "quantity-not-whole"),
        ({"quantity": "-1"}, "quantity", "quantity-negative"),
        ({"evidence": "ada di lemari"}, "evidence", "evidence-not-link"),
        ({"activity": "x" * 501}, "activity", "text-too-long"),
    ],
)
def test_what_can_not_be_a_draft_is_left_with_its_field(
    siti: Office, given_: Mapping[str, str], field: str, code: str
) -> None:
    view = siti.desk.sheets.preview(sheet(given_, {"start": "13.00", "end": "14.00"}))
    assert (field, code) in codes(view)
    assert states(view) == ["wrong", "ready"]
    assert view.letters[field] == "ABCDEFGH"[list(GOOD).index(field)]
    assert list(siti.desk.sheets.take(view)[1]) == [3]


@pytest.mark.parametrize(
    ("given_", "code"),
    [
        ({"plan": ""}, "plan-missing"),
        ({"end": ""}, "end-missing"),
        ({"unit": ""}, "unit-missing"),
        ({"activity": "Menyusun"}, "text-too-short"),
    ],
)
def test_what_is_missing_is_told_and_kept_as_a_draft(siti: Office, given_: Mapping[str, str], code: str) -> None:
    view = siti.desk.sheets.preview(sheet(given_))
    assert states(view) == ["ready"]
    assert code in [name for _, name in codes(view)]
    assert len(siti.desk.sheets.take(view)[1]) == 1


def test_a_row_over_an_entry_of_the_log_is_taken_only_when_asked_and_a_rejected_one_is_no_obstacle(
    siti: Office,
) -> None:
    file = {"day": "24/11/2026", "start": "08.30", "end": "09.00"}
    view = siti.desk.sheets.preview(sheet(file))
    assert states(view) == ["clashes"]
    assert [one.start for one in view.rows[0].clashes] == [480]
    assert siti.desk.sheets.take(view)[1] == {}
    assert len(siti.desk.sheets.take(view, overlapping=True)[1]) == 1


def test_only_the_chosen_rows_are_taken(siti: Office) -> None:
    view = siti.desk.sheets.preview(sheet({}, {"start": "10.00", "end": "11.00"}))
    view = siti.desk.sheets.narrowed(view, {3})
    assert [len(part) for part in (view.parted().taken, view.parted().left)] == [1, 0]
    assert list(siti.desk.sheets.take(view)[1]) == [3]


def test_a_row_that_repeats_one_that_is_not_taken_is_taken(siti: Office) -> None:
    view = siti.desk.sheets.preview(sheet({"plan": "rencana lain"}, {}, {}))
    assert states(view) == ["asks", "ready", "known"]
    view = siti.desk.sheets.narrowed(siti.desk.sheets.preview(sheet({}, {})), {3})
    assert states(view) == ["ready"]
    assert list(siti.desk.sheets.take(view)[1]) == [3]


def test_a_row_that_repeats_another_one_with_other_words_names_the_fields(siti: Office) -> None:
    view = siti.desk.sheets.preview(sheet({}, {"quantity": "2", "plan": ""}))
    assert (view.rows[1].twin, view.rows[1].differs) == (2, ("plan", "quantity"))


def test_what_was_written_since_the_preview_is_seen(siti: Office) -> None:
    view = siti.desk.sheets.preview(sheet({}))
    siti.desk.sheets.take(siti.desk.sheets.preview(sheet({})))
    now, ids = siti.desk.sheets.take(view)
    assert (ids, states(now)) == ({}, ["known"])


def test_a_sheet_with_serials_merged_plans_and_a_title_is_read_like_any_other(siti: Office) -> None:
    body = (
        texts(1, "PROGRES HARIAN ASN")
        + texts(3, "Tanggal", "Rencana Aksi", "Jam Mulai", "Jam Selesai", "Kegiatan Harian", "Realisasi", "Satuan")
        + "".join(
            row(
                number,
                cell(f"A{number}", 46351, number % 2),
                cell(f"B{number}", "lapbul") if number == 4 else "",
                cell(f"C{number}", number / 24, 3),
                cell(f"D{number}", (number + 1) / 24),
                cell(f"E{number}", f"Menyusun bagian {number} dari laporan"),
                cell(f"F{number}", 1.0),
                cell(f"G{number}", "dokumen"),
            )
            for number in (4, 5)
        )
    )
    view = siti.desk.sheets.preview(workbook(body, after='<mergeCells><mergeCell ref="B4:B5"/></mergeCells>'))
    assert [(one.entry.day, one.entry.start, one.entry.end, one.entry.plan) for one in view.rows] == [
        (TODAY, 240, 300, "plan-lapbul-p-siti"),
        (TODAY, 300, 360, "plan-lapbul-p-siti"),
    ]


def test_hostile_text_comes_in_inert_and_stays_visible(siti: Office) -> None:
    view = siti.desk.sheets.preview(sheet({"activity": "Memeriksa\x1b[2J \u202egnp.exe dan \u200bboks"}))
    assert view.rows[0].entry.activity == "Memeriksa\ufffd[2J \ufffdgnp.exe dan boks"


TEXT = st.text(
    alphabet=st.one_of(st.sampled_from("=+-@'\u2019;,\"\t 1_x0041ab"), st.characters(exclude_categories=["Cs"])),
    min_size=1,
    max_size=60,
).map(one_paragraph)
ENTRY = st.builds(
    lambda day, start, length, activity, quantity, unit, plan: replace(
        make_entry(0, date(2026, 11, day)),
        start=start,
        end=None if start is None else start + length,
        activity=activity,
        quantity=quantity,
        unit=unit[:60],
        plan=plan,
    ),
    st.integers(1, 25),
    st.one_of(st.none(), st.integers(0, 1439)),
    st.integers(1, 1440),
    TEXT,
    st.one_of(st.none(), st.integers(0, 10**9)),
    TEXT,
    st.sampled_from([None, "plan-lapbul-p-siti", "plan-alih-p-siti"]),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ENTRY, min_size=1, max_size=6), st.sampled_from([sheet_csv, sheet_xlsx]))
def test_what_was_written_from_the_log_changes_nothing_when_it_is_read(
    bare: Office, entries: list, write: object
) -> None:  # type: ignore[type-arg]
    unlike = {(e.day, e.start, e.end, " ".join(e.activity.split()).casefold()): e for e in entries}
    kept = [replace(entry, id=f"e-{number}") for number, entry in enumerate(unlike.values())]
    with bare.store.writing():
        for old in bare.store.entries.of_days(SITI.id, date(2026, 1, 1), date(2026, 12, 31)):
            bare.store.entries.forget(old.entry.id)
        for entry in kept:
            bare.store.entries.keep(entry, queued=None)
    lines = bare.desk.sheets.lines(date(2026, 11, 1), date(2026, 11, 30))
    view = bare.desk.sheets.preview(io.BytesIO(write(lines)))  # type: ignore[operator]
    assert len(view.rows) == len(kept)
    assert [(one.state, one.differs) for one in view.rows] == [(RowState.KNOWN, ())] * len(kept)
    assert [one.entry.day for one in view.rows] == [entry.day for _, entry in lines]


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return office(tmp_path_factory.mktemp("bare"), filled=False)


def test_the_fields_come_in_the_order_of_the_form_and_a_night_shift_says_so() -> None:
    entry = replace(make_entry(0, TODAY), start=22 * 60, end=30 * 60)
    assert paste_fields(entry, PLAN)[:4] == [
        ("plan", PLAN),
        ("day", "25/11/2026"),
        ("start", "22:00"),
        ("end_next_day", "06:00"),
    ]
    assert dict(paste_fields(make_entry(0, TODAY), ""))["end"] == "09:30"
