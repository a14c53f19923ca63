"""A supervisor's rating in every form of the report, and its place in the matrix."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader

from ekin_tui.config.report import Letter
from ekin_tui.domain.calendar import Month
from ekin_tui.domain.ratings import Level, Rating
from ekin_tui.text import Words
from tests.office import SITI, Office, office

THIRD = Rating(
    id="r-3",
    person=SITI.id,
    start=date(2026, 7, 1),
    end=date(2026, 9, 30),
    results=Level.AS,
    behaviour=Level.ABOVE,
    by="=Budi Hartono",
)
NOVEMBER = Rating(
    id="r-11",
    person=SITI.id,
    start=date(2026, 11, 1),
    end=date(2026, 11, 30),
    results=Level.BELOW,
    behaviour=Level.BELOW,
)


@pytest.fixture
def siti(tmp_path: Path) -> Office:
    place = office(tmp_path)
    with place.store.writing():
        for rating in (THIRD, NOVEMBER):
            place.store.reference.put(rating)
    return place


def year(place: Office, form: str) -> bytes:
    return place.desk.reporting.render(place.desk.reporting.year(2026), form, Words("id"), Letter())


def test_json_tells_the_rating_and_the_first_of_them_by_itself(siti: Office) -> None:
    found = json.loads(year(siti, "json"))
    assert found["predicate"] == {
        "first": "2026-07-01",
        "last": "2026-09-30",
        "results": "as",
        "behaviour": "above",
        "predicate": "baik",
        "by": "=Budi Hartono",
    }
    assert [one["predicate"] for one in found["ratings"]] == ["baik", "sangat-kurang"]


def test_a_sheet_has_a_row_for_each_rating_and_nothing_of_it_is_calculated(siti: Office) -> None:
    rows = [row for row in csv.reader(io.StringIO(year(siti, "csv").decode())) if row[0] == "predicate"]
    assert rows[1:] == [
        ["predicate", "2026-07-01", "2026-09-30", "Sesuai ekspektasi", "Di atas ekspektasi", "Baik", "'=Budi Hartono"],
        ["predicate", "2026-11-01", "2026-11-30", "Di bawah ekspektasi", "Di bawah ekspektasi", "Sangat Kurang", ""],
    ]
    book = openpyxl.load_workbook(io.BytesIO(year(siti, "xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == "=Budi Hartono"]
    assert [cell.data_type for cell in cells] == ["s"]


@pytest.mark.parametrize("form", ["text", "md", "pdf"])
def test_a_page_has_the_matrix_with_one_field_between_brackets(siti: Office, form: str) -> None:
    data = year(siti, form)
    text = (
        "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages) if form == "pdf" else data.decode()
    )
    assert text.replace("\\[", "[").replace("\\]", "]").count("[Baik]") == 1
    for named in ("Sangat Baik", "Butuh Perbaikan", "Kurang", "Sangat Kurang"):
        assert named in text
    assert "tidak ditampilkan" not in text


def test_a_month_has_what_ends_in_it_and_says_where_nothing_was_rated(siti: Office) -> None:
    month = siti.desk.reporting.month
    assert [one.id for one in month(Month(2026, 11)).ratings] == ["r-11"]
    october = month(Month(2026, 10))
    assert october.ratings == ()
    found = json.loads(siti.desk.reporting.render(october, "json", Words("id"), Letter()))
    assert (found["predicate"], found["ratings"]) == (None, [])
