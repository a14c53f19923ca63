import io
import sys
import zipfile
from collections.abc import Mapping
from datetime import date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from ekin_tui.exchange.cells import Fault, Value, as_clock, as_day
from ekin_tui.exchange.limits import Limits, TableError
from ekin_tui.exchange.tables import Column, Table, letters_of, read_table
from ekin_tui.text import LANGUAGES, Words
from tests.exchange.made import STRICT, cell, row, texts, workbook

NAME, DAY, COUNT = (
    Column(name="name", headings=("Nama", "Nama Pegawai")),
    Column(name="day", headings=("Tanggal",)),
    Column(name="count", headings=("Realisasi",), needed=False),
)
COLUMNS = (NAME, DAY, COUNT)


def read(file: io.BytesIO, limits: Limits | None = None) -> Table:
    return read_table(file, COLUMNS, limits)


def rows(file: io.BytesIO) -> list[tuple[int, Mapping[str, Value]]]:
    return [(one.number, one.cells) for one in read(file).rows]


def csv(text: str, coding: str = "utf-8") -> io.BytesIO:
    return io.BytesIO(text.encode(coding))


def outcome(file: io.BytesIO) -> str:
    """Read all of a file; the code of a refusal, or empty."""
    try:
        for one in read(file).rows:
            assert one.number > 0
    except TableError as error:
        return error.code
    return ""


CODES = [key.removeprefix("table.") for key in Words("id").keys() if key.startswith("table.")]  # noqa: SIM118
HEAD = texts(1, "Nama", "Tanggal", "Realisasi")


def test_shared_texts_come_with_their_runs_and_without_the_readings_above_them() -> None:
    shared = (
        "<t>Siti</t>",
        "<r><t>Su</t></r><r><rPr><b/></rPr><t>san_x005F_x0041_</t></r><rPh sb='0' eb='1'><t>x</t></rPh>",
    )
    body = row(2, '<c r="A2" t="s"><v>0</v></c>') + row(3, '<c r="A3" t="s"><v>1</v></c>')
    found = rows(workbook(HEAD + body, shared=shared))
    assert [cells["name"] for _, cells in found] == ["Siti", "Susan_x0041_"]


def test_days_and_times_are_known_by_their_format_and_a_bare_serial_stays_a_number() -> None:
    body = "".join(
        row(number, cell(f"A{number}", "x"), cell(f"B{number}", value, style))
        for number, (value, style) in enumerate(
            [(46328, 1), (46328, 2), (0.3333333333, 3), (3, 4), (46328, 0), (46328.5, 6), (1.25, 5)], 2
        )
    )
    assert [cells["day"] for _, cells in rows(workbook(HEAD + body))] == [
        date(2026, 11, 2),
        date(2026, 11, 2),
        time(8, 0),
        3,
        46328,
        datetime.fromisoformat("2026-11-02T12:00"),
        1.25,
    ]


def test_a_workbook_that_counts_from_1904_gives_the_same_day_with_and_without_a_format() -> None:
    table = read(workbook(HEAD + row(2, cell("B2", 44866, 1)) + row(3, cell("B3", 44866)), date1904=True))
    days = [as_day(one.cells["day"], since1904=table.since1904) for one in table.rows]
    assert days == [date(2026, 11, 2)] * 2


def test_rows_and_cells_without_a_place_count_on() -> None:
    body = "<row><c t='inlineStr'><is><t>Siti</t></is></c><c><v>5</v></c></row>"
    assert rows(workbook(HEAD + body)) == [(2, {"name": "Siti", "day": 5, "count": None})]


def test_a_cell_merged_downwards_holds_its_value_in_each_row_and_not_below() -> None:
    body = texts(2, "Siti", "2026-11-02") + row(3, cell("B3", "2026-11-03")) + row(4, cell("B4", "2026-11-04"))
    after = '<mergeCells count="2"><mergeCell ref="A2:A3"/><mergeCell ref="C1:D1"/></mergeCells>'
    assert [cells["name"] for _, cells in rows(workbook(HEAD + body, after=after))] == ["Siti", "Siti", None]


def test_errors_and_formulas_that_were_never_computed_are_faults_and_cached_values_are_taken() -> None:
    body = row(
        2,
        '<c r="A2" t="str"><f>A9&amp;"x"</f><v>Siti</v></c>',
        '<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
        '<c r="C2"><f>SUM(A1)</f></c>',
    )
    assert rows(workbook(HEAD + body)) == [(2, {"name": "Siti", "day": Fault("#DIV/0!"), "count": Fault("")})]


def test_strict_workbooks_and_prefixed_names_are_read_too() -> None:
    assert rows(workbook(HEAD + texts(2, "Siti"), namespace=STRICT))[0][1]["name"] == "Siti"
    plain = HEAD + texts(2, "Siti")
    prefixed = plain.replace("<", "<x:").replace("<x:/", "</x:")
    assert rows(workbook(prefixed))[0][1]["name"] == "Siti"


def test_the_header_is_found_below_titles_in_any_order_and_writing_on_any_visible_sheet() -> None:
    hidden, notes = HEAD + texts(2, "Rahasia"), texts(1, "Petunjuk")
    body = (
        texts(1, "LAPORAN PROGRES HARIAN")
        + texts(4, "No.", " realisasi (angka) ", "TANGGAL*", "nama  pegawai")
        + texts(5, "(1)", "(2)", "(3)", "(4)")
        + texts(6, "1", "3", "2026-11-02", "Siti")
        + texts(7, "No.", "Realisasi", "Tanggal", "Nama Pegawai")
        + texts(8, "", "", "", "  ")
        + texts(9, "2", "", "2026-11-03", "Joko")
    )
    table = read(workbook(hidden, notes, body, hidden=1))
    assert (table.sheet, table.header, table.extra) == ("Lembar3", 4, ("No.",))
    assert table.letters == {"name": "D", "day": "C", "count": "B"}
    assert [(one.number, one.cells["name"]) for one in table.rows] == [(6, "Siti"), (9, "Joko")]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_csv_is_read_whatever_its_separator_and_coding(separator: str, coding: str) -> None:
    lines = [["Laporan", "a;b,c"], ["Nama", "Tanggal", "Lain"], ['Siti "Café"', "02/11/2026", "x\ny"], ["Joko"]]
    text = "\r\n".join(separator.join('"' + one.replace('"', '""') + '"' for one in line) for line in lines)
    table = read(csv(text, coding))
    assert table.letters == {"name": "A", "day": "B"}
    assert [(one.number, one.cells["name"]) for one in table.rows] == [(3, 'Siti "Café"'), (4, "Joko")]


def test_the_line_that_tells_excel_its_separator_is_none_of_the_table() -> None:
    assert rows(csv("sep=;\r\nNama;Tanggal\r\nSiti;2026-11-02\r\n"))[0][0] == 3


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (io.BytesIO(b" \r\n"), "file-empty"),
        (io.BytesIO(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600), "file-old"),
        (io.BytesIO(b"PK\x03\x04" + b"\0" * 60), "file-damaged"),
        (csv("satu,dua\n1,2\n"), "no-table"),
        (csv("Nama,Realisasi\n1,2\n"), "columns-missing"),
        (csv("Nama,Tanggal,nama\n1,2,3\n"), "column-twice"),
        (workbook(HEAD + "<row><c>"), "file-damaged"),
        (workbook(HEAD, prolog='<!DOCTYPE x [<!ENTITY a "aaaa">]>'), "file-unsafe"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_can_not_be_read_is_refused_by_a_code_with_a_sentence(file: io.BytesIO, code: str) -> None:
    with pytest.raises(TableError) as caught:
        rows(file)
    assert caught.value.code == code
    assert all(Words(lang)(f"table.{code}", **caught.value.details) for lang in LANGUAGES)


def test_a_workbook_that_would_unpack_to_more_than_the_limit_is_refused_unread() -> None:
    file = workbook(HEAD)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/more.xml", "w") as part:
        for _ in range(Limits().inflated // 1_000_000):
            part.write(bytes(1_000_000))
    assert read(file).header == 1
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/most.xml", bytes(1_000_000))
    with pytest.raises(TableError, match="file-too-large") as caught:
        read(file)
    assert all(Words(lang)("table.file-too-large", **caught.value.details) for lang in LANGUAGES)


def test_a_zip_of_another_kind_is_not_taken_for_a_workbook() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    with pytest.raises(TableError, match="file-unknown"):
        read(file)


def test_a_quotation_mark_that_is_not_closed_names_its_row() -> None:
    text = "Nama,Tanggal\nSiti,2026-11-02\n" + '"' + "Joko,x\n" * 40_000
    with pytest.raises(TableError) as caught:
        rows(csv(text))
    assert (caught.value.code, caught.value.details) == ("row-unreadable", {"row": 3})


def test_limits_hold_for_size_rows_and_what_a_row_claims_to_be_wide() -> None:
    table = HEAD + row(2, cell("A2", "Siti"), cell("XFD2", "far"))
    assert rows(workbook(table))[0][1]["name"] == "Siti"
    with pytest.raises(TableError, match="file-too-large"):
        read(csv("Nama,Tanggal\n" * 10), Limits(bytes=20))
    with pytest.raises(TableError, match="too-many-texts"):
        read(workbook(HEAD, shared=("<t>a</t>", "<t>b</t>")), Limits(texts=1))
    with pytest.raises(TableError, match="too-many-rows"):
        list(read(csv("Nama,Tanggal\n" + "x,y\n" * 6), Limits(rows=5)).rows)


def test_a_million_empty_rows_that_only_have_a_format_are_passed_over() -> None:
    empty = "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(3, 60_000))
    assert len(rows(workbook(HEAD + texts(2, "Siti") + empty))) == 1


def test_twice_the_rows_are_twice_the_work() -> None:
    steps = [_steps(_many(count)) for count in (400, 800, 1_600)]
    assert 1.6 < (steps[2] - steps[1]) / (steps[1] - steps[0]) < 2.4


def _many(count: int) -> io.BytesIO:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(["Nama", "Tanggal", "Realisasi"])
    for number in range(count):
        sheet.append([f"Pegawai {number}", date(2026, 11, 2), number])
    file = io.BytesIO()
    book.save(file)
    return file


def _steps(file: io.BytesIO) -> int:
    """Read all of a file; returns the calls and returns that this took, of C too: the same on every machine."""
    calls = 0

    def count(*_: object) -> None:
        nonlocal calls
        calls += 1

    sys.setprofile(count)
    try:
        assert sum(1 for _ in read(file).rows) > 0
    finally:
        sys.setprofile(None)
    return calls


@given(st.integers(0, 20_000))
def test_letters_name_columns_as_spreadsheets_do(number: int) -> None:
    from ekin_tui.exchange.sheet_xml import column_number

    assert column_number(letters_of(number)) == number


@settings(max_examples=60)
@given(st.binary(max_size=400), st.booleans())
def test_no_file_whatever_it_holds_ends_in_anything_but_rows_or_a_code(data: bytes, zipped: bool) -> None:
    file = workbook(data.decode("latin-1").replace("&", "")) if zipped else io.BytesIO(data)
    assert outcome(file) in ("", *CODES)


@settings(max_examples=80)
@given(st.data())
def test_a_workbook_with_damaged_bytes_ends_in_rows_or_a_code(data: st.DataObject) -> None:
    good = bytearray(workbook(HEAD + texts(2, "Siti", "2026-11-02")).getvalue())
    for _ in range(data.draw(st.integers(1, 6))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    assert outcome(io.BytesIO(bytes(good))) in ("", *CODES)


def test_times_of_a_day_are_read_out_of_both_kinds_of_file() -> None:
    assert as_clock(rows(workbook(HEAD + row(2, cell("B2", 0.375, 3))))[0][1]["day"]) == 540
    assert as_clock(rows(csv("Nama;Tanggal\nx;09.00\n"))[0][1]["day"]) == 540
