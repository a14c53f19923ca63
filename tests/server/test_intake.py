"""An agency's tables into its centre: what is taken, what is refused, and that doing it again does nothing."""

import itertools
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ekin_tui.server.agency import read_policy
from ekin_tui.server.database import AdminError
from ekin_tui.server.intake.mapping import read_map
from ekin_tui.server.intake.run import Files, run
from ekin_tui.server.intake.told import Did
from ekin_tui.server.keeping import check
from tests.server.postgres import Cluster, limited
from tests.server.tables import ANITA, CHIEF, FAJAR, HEAD, NUR, OTHER, STAFF, Agency, codes, example

ENGINES = pytest.mark.parametrize("agency", ["sqlite", "postgresql"], indirect=True)
GOOD = (
    f"{HEAD};Marthen Lolo;Kepala Dinas;Dinas;;01-03-2023",
    f"'{CHIEF};Ratna Dewanti;Kepala Bidang;Bidang Layanan;{HEAD};02-01-2024",
    f"{ANITA};Anita Salim;Pustakawan;Bidang Layanan;{CHIEF};01-04-2021",
)


@pytest.fixture
def agency(request: pytest.FixtureRequest, tmp_path: Path) -> Agency:
    store = request.getfixturevalue("cluster").fresh() if getattr(request, "param", "") == "postgresql" else ""
    return Agency(tmp_path, store or f"sqlite:///{tmp_path / 'pusat.db'}")


@pytest.fixture(scope="module")
def example_dump(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[tuple[object, ...]]]:
    folder = tmp_path_factory.mktemp("example")
    agency = Agency(folder, f"sqlite:///{folder / 'pusat.db'}")
    agency.run(*example(agency))
    return agency.dump()


@ENGINES
def test_the_example_is_taken_whole_and_a_second_run_writes_nothing(agency: Agency) -> None:
    tables = example(agency)
    dry = agency.run(*tables, apply=False)
    empty = agency.raw()
    assert (dry.applied, dry.troubles, empty["people"]) == (False, [], [])
    done = agency.run(*tables)
    assert done.changes == dry.changes
    assert done.applied
    before = agency.raw()
    assert len(before["people"]) == 6
    again = agency.run(*tables)
    assert (again.changes, again.troubles) == ([], [])
    assert again.same["staff"] == 6
    assert agency.raw() == before
    assert check(agency.url) == []


def test_a_second_run_commits_nothing(agency: Agency) -> None:
    tables = example(agency)
    agency.run(*tables)
    file = Path(agency.url.removeprefix("sqlite:///"))
    before = file.read_bytes()
    agency.run(*tables)
    assert file.read_bytes() == before


BAD: list[tuple[str, str, set[tuple[str, str]]]] = [
    # a row of staff, what is found in it as (code, column), beside three good rows
    ("no NIP", ";Tanpa NIP;Staf;Unit;;", {("cell-missing", "NIP")}),
    ("short NIP", "19900422;Pendek;Staf;Unit;;", {("nip-length", "NIP")}),
    ("letters in the NIP", "19900422201903200A;Huruf;Staf;Unit;;", {("nip-digits", "NIP")}),
    ("a month that is none", "199013222019032004;Bulan;Staf;Unit;;", {("nip-birth", "NIP")}),
    ("a number of the spreadsheet", "1,99004E+17;Eksponen;Staf;Unit;;", {("nip-digits", "NIP")}),
    ("no name", f"{NUR};;Staf;Unit;;", {("cell-missing", "NAMA")}),
    ("an error of the spreadsheet", f"{NUR};#REF!;Staf;Unit;;", {("cell-fault", "NAMA")}),
    ("a day that is none", f"{NUR};Nur;Staf;Unit;;31-02-2024", {("cell-day", "TMT JABATAN")}),
    ("a name without end", f"{NUR};{'x' * 400};Staf;Unit;;", {("cell-long", "NAMA")}),
    ("a hostile name", f"{NUR};Nur\x1b[2Jhayati;Staf;Unit;;", {("cell-hostile", "NAMA")}),
    ("a name that turns the reading order", f"{NUR};Nur\u202ehayati;Staf;Unit;;", {("cell-hostile", "NAMA")}),
]


@pytest.mark.parametrize(("row", "found"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_a_bad_row_is_named_and_the_good_ones_are_taken(agency: Agency, row: str, found: set[tuple[str, str]]) -> None:
    report = agency.run(agency.write("pegawai.csv", STAFF, *GOOD, row))
    assert {(code, column) for code, number, column in codes(report)} == found
    assert {one.place.row for one in report.troubles} == {5}
    assert {nip for nip, *_ in agency.dump()["people"]} == {HEAD, CHIEF, ANITA}
    assert all("\x1b" not in one.value and "\u202e" not in one.value for one in report.troubles)


RELATIONS: list[tuple[str, str, tuple[str, str], str | None]] = [
    # what is wrong with the supervisor of somebody who is taken all the same, and who reviews them then
    ("a supervisor who is nowhere", f"{NUR};Nur;Staf;Unit;{OTHER};", ("person-unknown", "NIP ATASAN"), None),
    ("oneself", f"{NUR};Nur;Staf;Unit;{NUR};", ("own-supervisor", "NIP ATASAN"), None),
]


@pytest.mark.parametrize(("row", "found", "office"), [row[1:] for row in RELATIONS], ids=[row[0] for row in RELATIONS])
def test_what_is_wrong_with_a_relation_keeps_nobody_out(
    agency: Agency, row: str, found: tuple[str, str], office: str | None
) -> None:
    report = agency.run(agency.write("pegawai.csv", STAFF, *GOOD, row))
    assert {(code, column) for code, _, column in codes(report)} == {found}
    assert NUR in {nip for nip, *_ in agency.dump()["people"]}
    assert [where for nip, where, *_ in agency.dump()["spans"] if nip == NUR] == ([office] if office else [])


def test_a_supervisor_whose_own_row_is_refused_is_told_so(agency: Agency) -> None:
    bad = f"{OTHER};Yohanis;Kepala;Unit;;31-02-2024"
    twice = (f"{FAJAR};Fajar;A;Unit;;", f"{FAJAR};Fajar lain;A;Unit;;")
    report = agency.run(
        agency.write("pegawai.csv", STAFF, bad, *twice, f"{NUR};Nur;Staf;Unit;{FAJAR};", f"{ANITA};A;S;U;{OTHER};")
    )
    assert {(code, row) for code, row, _ in codes(report)} == {
        ("cell-day", 2),
        ("nip-twice", 3),
        ("nip-twice", 4),
        ("person-refused", 5),
        ("person-unknown", 6),
    }
    assert {nip for nip, *_ in agency.dump()["people"]} == {NUR, ANITA}


def test_a_ring_of_supervisors_is_found_and_nobody_of_it_is_placed(agency: Agency) -> None:
    rows = (
        f"{HEAD};H;Kepala;A;{ANITA};",
        f"{CHIEF};C;Kepala;B;{HEAD};",
        f"{ANITA};A;Kepala;C;{CHIEF};",
        f"{FAJAR};F;Staf;C;{ANITA};",
    )
    report = agency.run(agency.write("pegawai.csv", STAFF, *rows))
    assert {(code, row) for code, row, _ in codes(report)} == {("ring", 2), ("ring", 3), ("ring", 4)}
    assert {nip for nip, *_ in agency.dump()["spans"]} == {FAJAR}
    assert len(agency.dump()["people"]) == 4


def test_a_ring_that_only_the_centre_closes_is_found(agency: Agency) -> None:
    agency.run(agency.write("pegawai.csv", STAFF, *GOOD))
    report = agency.run(agency.write("pegawai.csv", STAFF, f"{HEAD};Marthen Lolo;Kepala Dinas;Dinas;{ANITA};"))
    assert {(code, row) for code, row, _ in codes(report)} == {("ring", 2)}
    assert HEAD not in {nip for nip, *_ in agency.dump()["spans"]}


OTHERS: list[tuple[str, str, tuple[str, ...], set[tuple[str, int, str]]]] = [
    ("periods that overlap", "MULAI;SELESAI;BATAS PENGISIAN;JENIS",
     ("01-01-2026;31-01-2026;05-02-2026;bulanan", "31-01-2026;28-02-2026;05-03-2026;bulanan",
      "01-01-2026;31-03-2026;10-04-2026;triwulan"),
     {("periods-overlap", 2, "MULAI"), ("periods-overlap", 3, "MULAI")}),
    ("a period that ends before it begins", "MULAI;SELESAI;BATAS PENGISIAN",
     ("01-02-2026;31-01-2026;05-03-2026",), {("end-before-start", 2, "SELESAI")}),
    ("a period in two versions", "MULAI;SELESAI;BATAS PENGISIAN",
     ("01-01-2026;31-01-2026;05-02-2026", "01-01-2026;31-01-2026;06-02-2026"),
     {("periods-twice", 2, "MULAI"), ("periods-twice", 3, "MULAI")}),
    ("spans that overlap", "NIP;NIP ATASAN;SEBAGAI;MULAI;SAMPAI",
     (f"{ANITA};{CHIEF};atasan;01-01-2026;30-06-2026", f"{ANITA};{HEAD};atasan;30-06-2026;31-12-2026"),
     {("spans-overlap", 2, "MULAI"), ("spans-overlap", 3, "MULAI")}),
    ("a capacity that is none", "NIP;NIP ATASAN;SEBAGAI;MULAI",
     (f"{ANITA};{CHIEF};teman;01-01-2026",), {("cell-word", 2, "SEBAGAI")}),
    ("nobody to stand in for", "NIP;NIP ATASAN;SEBAGAI;MULAI",
     (f"{ANITA};;plh;01-01-2026",), {("office-missing", 2, "NIP ATASAN")}),
    ("a stranger", "NIP;NIP ATASAN;SEBAGAI;MULAI",
     (f"{NUR};{CHIEF};plh;01-01-2026",), {("person-unknown", 2, "NIP")}),
    ("a result without SKP", "NIP;TAHUN;RHK", (f"{ANITA};2026;Hasil",), {("skp-missing", 2, "TAHUN")}),
    ("a plan without result", "NIP;TAHUN;RHK;RENCANA AKSI",
     (f"{ANITA};2026;Hasil;Aksi",), {("rhk-missing", 2, "RHK")}),
    ("a year that is none", "NIP;TAHUN;JABATAN", (f"{ANITA};26;Pustakawan",), {("cell-range", 2, "TAHUN")}),
    ("a policy that is none", "KEBIJAKAN;NILAI",
     ("min_txt;20", "min_text;banyak", "late;tandai"),
     {("policy-unknown-key", 2, "KEBIJAKAN"), ("policy-bad-number", 3, "NILAI")}),
    ("a policy with fractions", "KEBIJAKAN;NILAI", ("day_target;37.5", "month_target;6.750"),
     {("policy-bad-number", 2, "NILAI")}),
    ("a policy said twice in two spellings", "KEBIJAKAN;NILAI", ("min-text;20", "late;tandai", "min_text;30"),
     {("row-twice", 2, "KEBIJAKAN"), ("row-twice", 4, "KEBIJAKAN")}),
    ("a deadline of another century", "MULAI;SELESAI;BATAS PENGISIAN",
     ("01-01-2026;31-01-2026;1026-02-05T12:00", "01-02-2026;28-02-2026;2126-03-05T12:00",
      "01-03-2026;31-03-2026;05-04-2126", "01-04-2026;30-04-2026;2026-05-05T12:00"),
     {("cell-day", 2, "BATAS PENGISIAN"), ("cell-day", 3, "BATAS PENGISIAN"), ("cell-day", 4, "BATAS PENGISIAN")}),
    ("a leave without end", "NIP;JENIS CUTI;MULAI;SELESAI",
     (f"{ANITA};Cuti tahunan;01-01-2026;01-01-2036",), {("leave-long", 2, "SELESAI")}),
    ("a leave of no kind", "NIP;JENIS CUTI;MULAI", (f"{ANITA};Piknik;01-01-2026",), {("cell-word", 2, "JENIS CUTI")}),
    ("a predicate that the matrix has not",
     "NIP;PERIODE AWAL;PERIODE AKHIR;HASIL KERJA;PERILAKU KERJA;PREDIKAT KINERJA",
     (f"{ANITA};01-07-2026;30-09-2026;Sesuai Ekspektasi;Sesuai Ekspektasi;Sangat Baik",),
     {("predicate-differs", 2, "PREDIKAT KINERJA")}),
    ("a rating of no level", "NIP;PERIODE AWAL;PERIODE AKHIR;HASIL KERJA;PERILAKU KERJA",
     (f"{ANITA};01-07-2026;30-09-2026;Bagus;", f"{NUR};01-10-2026;30-09-2026;sesuai;di atas"),
     {("cell-word", 2, "HASIL KERJA"), ("cell-missing", 2, "PERILAKU KERJA"),
      ("end-before-start", 3, "PERIODE AKHIR")}),
    ("a period rated twice", "NIP;PERIODE AWAL;PERIODE AKHIR;HASIL KERJA;PERILAKU KERJA",
     (f"{ANITA};01-07-2026;30-09-2026;sesuai;sesuai", f"{ANITA};01-07-2026;30-09-2026;di bawah;sesuai"),
     {("row-twice", 2, "NIP"), ("row-twice", 3, "NIP")}),
    ("a day off in two versions", "TANGGAL LIBUR;KETERANGAN",
     ("20-10-2026;Hari jadi", "20-10-2026;Hari lain"),
     {("row-twice", 2, "TANGGAL LIBUR"), ("row-twice", 3, "TANGGAL LIBUR")}),
    ("posts in a ring", "KODE UNOR;NAMA UNOR;KODE ATASAN",
     ("A;Unit A;B", "B;Unit B;A"), {("post-ring", 2, "KODE ATASAN"), ("post-ring", 3, "KODE ATASAN")}),
    ("a post in two versions", "KODE UNOR;NAMA UNOR;KODE ATASAN",
     ("A;Unit A;", "A;Unit lain;"), {("post-twice", 2, "KODE UNOR"), ("post-twice", 3, "KODE UNOR")}),
    ("a leader who is nowhere", "KODE UNOR;NAMA UNOR;PEMIMPIN NIP",
     (f"A;Unit A;{NUR}",), {("person-unknown", 2, "PEMIMPIN NIP")}),
]  # fmt: skip


@pytest.mark.parametrize(("header", "rows", "found"), [row[1:] for row in OTHERS], ids=[row[0] for row in OTHERS])
def test_every_kind_of_table_names_what_is_wrong(
    agency: Agency, header: str, rows: tuple[str, ...], found: set[tuple[str, int, str]]
) -> None:
    staff = agency.write("pegawai.csv", STAFF, *GOOD)
    report = agency.run(staff, agency.write("lain.csv", header, *rows))
    assert codes(report) == found
    assert len(agency.dump()["people"]) == 3
    assert check(agency.url) == []


def test_a_deadline_that_a_spreadsheet_keeps_as_a_moment_lies_in_this_time_too(agency: Agency) -> None:
    book = openpyxl.Workbook()
    book.active.append(["MULAI", "SELESAI", "BATAS PENGISIAN"])
    book.active.append([date(2026, 1, 1), date(2026, 1, 31), datetime.fromisoformat("2126-02-05T12:00")])
    book.active.append([date(2026, 2, 1), date(2026, 2, 28), datetime.fromisoformat("2026-03-05T12:00")])
    book.save(agency.folder / "periode.xlsx")
    assert codes(agency.run(agency.folder / "periode.xlsx")) == {("cell-day", 2, "BATAS PENGISIAN")}
    assert len(agency.dump()["facts"]) == 1


def test_a_fraction_in_a_spreadsheet_is_no_number_of_the_policy_and_a_whole_one_is(agency: Agency) -> None:
    book = openpyxl.Workbook()
    for row in (["KEBIJAKAN", "NILAI"], ["day_target", 37.125], ["month_target", 6750.0]):
        book.active.append(row)
    book.save(agency.folder / "kebijakan.xlsx")
    assert codes(agency.run(agency.folder / "kebijakan.xlsx")) == {("policy-bad-number", 2, "NILAI")}
    assert read_policy(agency.url).month_target == 6750


def test_posts_of_one_name_are_each_their_own_and_come_in_once(agency: Agency) -> None:
    agency.run(agency.write("pegawai.csv", STAFF, *GOOD))
    posts = agency.write(
        "jabatan.csv",
        "KODE UNOR;NAMA JABATAN;NAMA UNOR;PEMIMPIN NIP",
        f"A;Kepala Bidang;Bidang Layanan;{CHIEF}",
        "B;Kepala Bidang;Bidang Layanan;",
    )
    agency.run(posts)
    assert {row[0] for row in agency.dump()["posts"]} == {"A", "B"}
    assert {end for name, _, _, end in agency.dump()["held"] if name.startswith(CHIEF)} == {None}
    before = agency.raw()
    again = agency.run(posts)
    assert (again.changes, again.troubles) == ([], [])
    assert agency.raw() == before


def test_posts_of_one_name_that_nobody_leads_take_no_office_from_who_does(agency: Agency) -> None:
    agency.run(agency.write("pegawai.csv", STAFF, *GOOD))
    before = agency.dump()
    rows = ("A;Kepala Bidang;Bidang Layanan", "B;Kepala Bidang;Bidang Layanan")
    posts = agency.write("jabatan.csv", "KODE UNOR;NAMA JABATAN;NAMA UNOR", *rows)
    agency.run(posts)
    assert (agency.dump()["held"], agency.dump()["spans"]) == (before["held"], before["spans"])
    assert len(agency.dump()["posts"]) == 2
    assert agency.run(posts).changes == []


def test_a_post_that_is_listed_later_under_a_name_that_is_taken_is_another_one(agency: Agency) -> None:
    agency.run(agency.write("pegawai.csv", STAFF, *GOOD))
    header = "KODE UNOR;NAMA JABATAN;NAMA UNOR"
    first = agency.write("jabatan.csv", header, "A;Kepala Bidang;Bidang Layanan")
    agency.run(first)
    both = agency.write("dua.csv", header, "B;Kepala Bidang;Bidang Layanan")
    agency.run(both)
    assert {row[0] for row in agency.dump()["posts"]} == {"A", "B"}
    assert (agency.run(first).changes, agency.run(both).changes) == ([], [])


def test_an_agency_that_is_named_otherwise_than_in_the_map_is_asked_about(agency: Agency) -> None:
    staff = agency.write("pegawai.csv", STAFF, *GOOD)
    agency.run(staff)
    files = Files(paths=[(staff, None)], columns=read_map(agency.map), agency="lain")
    with pytest.raises(AdminError, match="agency-differs") as refused:
        run(agency.url, files, now=agency.at)
    assert refused.value.details == {"id": "lain", "map": "rawa"}


def test_strict_writes_nothing_where_a_row_is_refused(agency: Agency) -> None:
    report = agency.run(agency.write("pegawai.csv", STAFF, *GOOD, ";Tanpa;Staf;Unit;;"), strict=True)
    assert (report.applied, report.refused, agency.dump()["people"]) == (False, True, set())


def test_two_supervisors_with_one_title_get_a_position_each_and_a_successor_takes_over(agency: Agency) -> None:
    rows = (
        f"{CHIEF};C;Ketua Tim;Bidang;;",
        f"{OTHER};O;Ketua Tim;Bidang;;",
        f"{ANITA};A;Staf;Bidang;{CHIEF};",
        f"{FAJAR};F;Staf;Bidang;{OTHER};",
    )
    agency.run(agency.write("pegawai.csv", STAFF, *rows))
    under = {nip: where for nip, where, *_ in agency.dump()["spans"]}
    assert under == {ANITA: f"Ketua Tim/{CHIEF}", FAJAR: f"Ketua Tim/{OTHER}"}


def test_who_takes_over_a_post_ends_the_time_of_who_held_it(agency: Agency) -> None:
    posts = agency.write("jabatan.csv", "KODE UNOR;NAMA UNOR;NAMA JABATAN", "B;Bidang;Kepala Bidang")
    header = "NIP;NAMA;JABATAN;UNOR ID;KODE JABATAN;TMT JABATAN"
    before = (f"{CHIEF};C;Kepala Bidang;B;B;01-01-2024", f"{ANITA};A;Staf;B;;01-01-2024")
    agency.run(posts, agency.write("pegawai.csv", header, *before))
    after = (f"{CHIEF};C;Analis;X;;01-11-2026", f"{OTHER};O;Kepala Bidang;B;B;01-11-2026", before[1])
    report = agency.run(posts, agency.write("pegawai.csv", header, *after))
    ended = [change for change in report.changes if change.did is Did.ENDED]
    assert [(change.name, change.fields["until"]) for change in ended] == [(CHIEF, ("", "2026-10-31"))]
    held = {name.partition(" ")[0]: end for name, _, _, end in agency.dump()["held"]}
    assert held == {CHIEF: date(2026, 10, 31), OTHER: None}
    assert len([nip for nip, *_ in agency.dump()["spans"] if nip == ANITA]) == 1
    assert agency.run(posts, agency.write("pegawai.csv", header, *after)).changes == []


def test_who_leaves_has_a_last_day_everywhere_and_stays_in_the_record(agency: Agency) -> None:
    agency.run(agency.write("pegawai.csv", STAFF, *GOOD))
    leaves = f"{CHIEF};Ratna Dewanti;Kepala Bidang;Bidang Layanan;{HEAD};02-01-2024;01-12-2026"
    table = agency.write("pegawai.csv", f"{STAFF};TMT BERHENTI", leaves)
    report = agency.run(table)
    assert report.absent["staff"] == 2
    last = date(2026, 11, 30)
    assert {end for nip, _, _, end in agency.dump()["spans"] if nip == CHIEF} == {last}
    assert {end for name, _, _, end in agency.dump()["held"] if name.startswith(CHIEF)} == {last}
    assert agency.run(table).changes == []


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_order_of_files_and_rows_makes_no_difference(
    tmp_path_factory: pytest.TempPathFactory, example_dump: dict[str, set[tuple[object, ...]]], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("order")
    agency = Agency(folder, f"sqlite:///{folder / 'pusat.db'}")
    shuffled = []
    for path in data.draw(st.permutations(example(agency))):
        header, *rows = path.read_text(encoding="utf-8").splitlines()
        mixed = folder / path.name
        mixed.write_text("\n".join([header, *data.draw(st.permutations(rows)), ""]), encoding="utf-8")
        shuffled.append(mixed)
    assert agency.run(*shuffled).troubles == []
    assert agency.dump() == example_dump


def test_one_file_after_the_other_gives_the_same_centre_once_all_were_there(
    agency: Agency, example_dump: dict[str, set[tuple[object, ...]]]
) -> None:
    tables = example(agency)
    for _ in range(4):  # what a file lacks is refused until the file that has it was there: staff, SKP, RHK, plans
        for path in sorted(tables, reverse=True):
            agency.run(path)
    found = agency.dump()
    assert {name: rows for name, rows in found.items() if name not in {"feeds", "items"}} == {
        name: rows for name, rows in example_dump.items() if name not in {"feeds", "items"}
    }
    assert found["items"] == example_dump["items"]


class Cut(Exception):  # noqa: N818 - the plug is pulled
    pass


@pytest.fixture
def cut_after() -> Callable[[int], Callable[[], None]]:
    def after(count: int) -> Callable[[], None]:
        steps = itertools.count(1)

        def step() -> None:
            if next(steps) == count:
                raise Cut

        return step

    return after


@pytest.mark.parametrize("count", range(1, 7))
def test_an_import_that_is_cut_off_is_completed_by_the_same_command(
    agency: Agency,
    example_dump: dict[str, set[tuple[object, ...]]],
    cut_after: Callable[[int], Callable[[], None]],
    count: int,
) -> None:
    tables = example(agency)
    with pytest.raises(Cut):
        agency.run(*tables, after=cut_after(count))
    assert agency.run(*tables).troubles == []
    assert agency.run(*tables).changes == []
    found = agency.dump()
    del found["feeds"], (expected := dict(example_dump))["feeds"]
    assert found == expected
    assert check(agency.url) == []


def test_a_comparison_may_take_longer_than_postgresql_lets_a_request_idle(cluster: Cluster, tmp_path: Path) -> None:
    url = limited(cluster.fresh(), idle_in_transaction_session_timeout=300, statement_timeout=300)
    agency = Agency(tmp_path, url)

    def slow() -> str:
        time.sleep(0.5)
        return "person-1"

    report = agency.run(agency.write("pegawai.csv", STAFF, GOOD[0]), new_id=slow)
    assert (report.applied, len(agency.dump()["people"])) == (True, 1)


def test_a_workbook_is_read_like_a_csv(agency: Agency) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["DAFTAR PEGAWAI"])
    sheet.append([])
    sheet.append(STAFF.split(";"))
    for row in GOOD:
        sheet.append([cell.lstrip("'") for cell in row.split(";")])
    sheet.append([199305302022031006, "Angka", "Staf", "Unit", "", ""])
    path = agency.folder / "pegawai.xlsx"
    book.save(path)
    report = agency.run(path)
    assert codes(report) == {("cell-fault", 7, "NIP")}
    assert {nip for nip, *_ in agency.dump()["people"]} == {HEAD, CHIEF, ANITA}


def test_an_empty_centre_asks_for_the_agency_and_a_missing_one_is_not_made(agency: Agency, tmp_path: Path) -> None:
    table = agency.write("pegawai.csv", STAFF, *GOOD)
    agency.map = None
    with pytest.raises(AdminError, match="agency-needed"):
        agency.run(table)
    agency.url = f"sqlite:///{tmp_path / 'lain.db'}"
    with pytest.raises(AdminError, match="database-missing"):
        agency.run(table, apply=False)
    assert not (tmp_path / "lain.db").exists()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[pegawai]\nnip = 'NIP'", "map-unknown"),
        ("[staff]\nnipp = 'NIP'", "map-unknown"),
        ("[staff]\nnip = 3", "map-value"),
        ("[words.capacity]\nteman = ['teman']", "map-unknown"),
        ("[agency]\nzone = 'Asia/Tokyo'", "map-value"),
        ("[agency]\nid = 'Dinas Besar'", "map-value"),
        ("[staff", "map-unreadable"),
    ],
)
def test_a_map_that_says_nonsense_is_refused_before_anything_is_read(agency: Agency, text: str, code: str) -> None:
    assert agency.map is not None
    agency.map.write_text(text, encoding="utf-8")
    with pytest.raises(AdminError, match=code):
        agency.run(agency.write("pegawai.csv", STAFF, *GOOD))


def test_a_map_names_other_columns_and_other_words(agency: Agency) -> None:
    assert agency.map is not None
    more = '[staff]\nname = "SIAPA"\n[words.zone]\n"Asia/Jayapura" = ["timur"]\n'
    agency.map.write_text(agency.map.read_text(encoding="utf-8") + more, encoding="utf-8")
    report = agency.run(agency.write("x.csv", "NIP;SIAPA;ZONA;SEPATU", f"{ANITA};Anita;Zona Timur;40"))
    assert report.sources[0].unused == ("SEPATU",)
    assert {(row[1], row[4]) for row in agency.dump()["people"]} == {("Anita", "Asia/Jayapura")}


def test_a_table_of_unclear_kind_is_asked_about(agency: Agency) -> None:
    with pytest.raises(AdminError, match="kind-unclear"):
        agency.run(agency.write("x.csv", "NIP;WARNA", f"{ANITA};biru"))
