"""What an import changes while the centre runs reaches those who may see it, and leaves those who no longer may."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete

from ekin_tui.server.intake.told import Did, Report
from ekin_tui.server.keeping import check
from ekin_tui.server.schema import assignments
from tests.centre import BUDI, HARUN, JOKO, NURLAELA, SITI, TODAY, Centre, running_centre
from tests.posts import PERSON, PLT, written
from tests.server.tables import Agency
from tests.server.talk import Talk, act

HEADER = "NIP;NAMA;JABATAN;NIP ATASAN;TMT JABATAN"
SAME = f"{SITI};Siti Rahmawati, A.Md.;Arsiparis Ahli Muda;{{0}};"


ON_BOTH = pytest.mark.parametrize("centre", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def centre(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Centre]:
    store = request.getfixturevalue("cluster").fresh() if getattr(request, "param", "") == "postgresql" else ""
    with running_centre(tmp_path, store=store) as running:
        written(running, lambda connection: connection.execute(delete(assignments).where(PLT)))
        yield running


class Office:
    """A running centre with tables for it."""

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        self.agency = Agency(centre.folder, centre.database_url, centre.now())
        self.agency.map = None

    def run(self, header: str, *rows: str, name: str = "x.csv") -> Report:
        return self.agency.run(self.agency.write(name, header, *rows))

    def head(self, talk: Talk, feed: str = "me") -> str:
        feeds = talk.session()["feeds"]
        return str(next(one["head"] for one in feeds if one["id"] == feed))


@pytest.fixture
def office(centre: Centre) -> Office:
    return Office(centre)


@ON_BOTH
def test_undecided_work_follows_to_the_new_supervisor_and_what_was_decided_stays(office: Office) -> None:
    siti, budi, nurlaela = (Talk(office.centre, nip) for nip in (SITI, BUDI, NURLAELA))
    waiting, _ = siti.sent_entry()
    decided, rev = siti.sent_entry()
    budi.push(act("approve", decided, rev))
    before = office.head(budi, budi.inbox())
    report = office.run(HEADER, SAME.format(NURLAELA))
    assert [(change.kind, change.did) for change in report.changes] == [("assignments", Did.CHANGED)]
    new = {doc["id"]: doc["status"] for doc in nurlaela.of_kind("entry", nurlaela.inbox()) if doc["owner"] == PERSON}
    assert new.get(waiting) == "submitted"
    assert decided not in new
    told = budi.items(budi.inbox(), before)
    assert waiting in {item["id"] for item in told if item["k"] == "gone"}
    assert decided in {doc["id"] for doc in budi.of_kind("entry", budi.inbox())}
    events = siti.get(f"/entries/{waiting}/history").json()
    assert [event["kind"] for event in events["notes"] if event["kind"] == "routed"] == ["routed"]
    assert office.run(HEADER, SAME.format(NURLAELA)).changes == []
    found = {finding.code: finding.count for finding in check(office.centre.database_url)}
    assert found == {"item-without-record": 1}, "the acting post that the fixture took away"


def test_a_move_that_begins_later_waits_for_its_day(office: Office) -> None:
    siti, budi = Talk(office.centre, SITI), Talk(office.centre, BUDI)
    waiting, _ = siti.sent_entry()
    day = TODAY + timedelta(days=6)
    report = office.run(HEADER, SAME.format(NURLAELA) + day.strftime("%d-%m-%Y"))
    assert [change.fields["since"] for change in report.changes] == [("", day.isoformat())]
    assert waiting in {doc["id"] for doc in budi.of_kind("entry", budi.inbox())}


def test_a_new_name_reaches_the_person_and_the_supervisor_and_nobody_else(office: Office) -> None:
    siti, budi, harun = (Talk(office.centre, nip) for nip in (SITI, BUDI, HARUN))
    heads = {talk.nip: (office.head(talk), talk.inbox() if talk is not siti else "") for talk in (siti, budi, harun)}
    inbox_heads = {talk.nip: office.head(talk, talk.inbox()) for talk in (budi, harun)}
    office.run(HEADER, f"{SITI};Siti Rahmawati, S.Kom.;Arsiparis Ahli Muda;{BUDI};")
    assert [item["doc"]["name"] for item in siti.items("me", heads[SITI][0])] == ["Siti Rahmawati, S.Kom."]
    assert [item["doc"]["name"] for item in budi.items(budi.inbox(), inbox_heads[BUDI])] == ["Siti Rahmawati, S.Kom."]
    assert harun.items(harun.inbox(), inbox_heads[HARUN]) == []


@ON_BOTH
def test_a_changed_plan_and_a_new_one_reach_owner_and_supervisor_field_by_field(office: Office) -> None:
    siti, budi, joko = (Talk(office.centre, nip) for nip in (SITI, BUDI, JOKO))
    plan = next(doc for doc in siti.of_kind("plan") if doc["code"] == "lapbul")
    rhk = next(doc for doc in siti.of_kind("rhk") if doc["id"] == plan["rhk"])
    mine, his, other = office.head(siti), office.head(budi, budi.inbox()), office.head(joko)
    header = "NIP;TAHUN;RHK;RENCANA AKSI;KODE;TARGET;SATUAN"
    rows = (
        f"{SITI};2026;{rhk['text']};{plan['text']};lapbul;99;berkas",
        f"{SITI};2026;{rhk['text']};Menata ruang simpan;tata;4;ruang",
    )
    report = office.run(header, *rows)
    assert report.troubles == []
    old = (str(plan["target"]), plan["unit"])
    changed = [change.fields for change in report.changes if change.did is Did.CHANGED]
    assert changed == [{"target": (old[0], "99"), "unit": (old[1], "berkas")}]
    for items in (siti.items("me", mine), budi.items(budi.inbox(), his)):
        assert {(item["k"], item["doc"]["code"], item["doc"]["target"]) for item in items} == {
            ("plan", "lapbul", 99),
            ("plan", "tata", 4),
        }
    assert joko.items("me", other) == []


def test_periods_days_off_and_policy_reach_everybody(office: Office) -> None:
    siti, joko = Talk(office.centre, SITI), Talk(office.centre, JOKO)
    heads = office.head(siti), office.head(joko)
    office.run("TANGGAL LIBUR;KETERANGAN", "02-12-2026;Hari jadi kota")
    office.run("KEBIJAKAN;NILAI", "min_text;25")
    for talk, head in zip((siti, joko), heads, strict=True):
        found = {item["k"]: item["doc"] for item in talk.items("me", head)}
        assert (found["day"]["day"], found["day"]["owner"]) == ("2026-12-02", None)
        assert (found["policy"]["min_text"], found["policy"]["rev"]) == (25, 2)


def test_a_leave_is_one_mark_for_each_working_day_beside_what_the_person_marked(office: Office) -> None:
    joko, budi = Talk(office.centre, JOKO), Talk(office.centre, BUDI)
    own = {"op": "o-mark", "t": "mark", "entry": "m-1", "mark": {"id": "m-1", "day": "2026-11-30", "kind": "duty"}}
    assert [result["v"] for result in joko.push(own)] == ["applied"]
    report = office.run("NIP;JENIS CUTI;MULAI;SELESAI", f"{JOKO};Cuti tahunan;28-11-2026;01-12-2026")
    assert [change.did for change in report.changes] == [Did.CHANGED, Did.ADDED]
    for marks in (joko.of_kind("day"), budi.of_kind("day", budi.inbox())):
        mine = {doc["day"]: (doc["kind"], doc["id"]) for doc in marks if doc["owner"] and doc["day"] >= "2026-11-28"}
        assert mine.keys() == {"2026-11-30", "2026-12-01"}
        assert mine["2026-11-30"] == ("leave", "m-1")


@ON_BOTH
def test_a_deadline_that_is_moved_takes_the_mark_from_what_waits(office: Office) -> None:
    siti = Talk(office.centre, SITI)
    period = next(doc for doc in siti.of_kind("period") if doc["start"] <= "2026-11-24" <= doc["end"])
    office.centre.ahead += timedelta(days=20)
    waiting, _ = siti.sent_entry()
    assert siti.get(f"/entries/{waiting}").json()["late"] is True
    report = office.run(
        "MULAI;SELESAI;BATAS PENGISIAN;JENIS",
        f"{period['start']};{period['end']};2026-12-31;bulanan",
        name="periode.csv",
    )
    assert ([change.did for change in report.changes], report.cleared) == ([Did.CHANGED], 1)
    doc = siti.get(f"/entries/{waiting}").json()
    assert (doc["late"], doc["timing"]) == (False, "")


def test_who_stands_in_reads_the_office_while_it_lasts(office: Office) -> None:
    joko, budi = Talk(office.centre, JOKO), Talk(office.centre, BUDI)
    report = office.run("NIP;NIP ATASAN;SEBAGAI;MULAI;SAMPAI", f"{JOKO};{BUDI};Plt.;20-11-2026;05-12-2026")
    assert [change.fields["capacity"][1] for change in report.changes] == ["plt"]
    assert {feed["id"] for feed in joko.session()["feeds"]} == {"me", budi.inbox()}
    office.run("NIP;NIP ATASAN;SEBAGAI;MULAI;SAMPAI", f"{JOKO};{BUDI};Plt.;20-11-2026;24-11-2026")
    assert {feed["id"] for feed in joko.session()["feeds"]} == {"me"}


def test_a_supervisor_whose_name_changes_and_one_who_takes_the_post_over_are_told_to_the_staff(office: Office) -> None:
    siti = Talk(office.centre, SITI)

    def signs() -> tuple[str, str]:
        before = heads[-1]
        heads.append(office.head(siti))
        [doc] = [item["doc"] for item in siti.items("me", before) if item["k"] == "person"]
        return doc["supervisor"]["nip"], doc["supervisor"]["name"]

    heads = [office.head(siti)]
    office.run("NIP;NAMA;JABATAN", f"{BUDI};Dr. Budi Santoso;Kepala Bidang Pengelolaan Arsip")
    assert signs() == (BUDI, "Dr. Budi Santoso")
    office.run("NIP;NIP PEJABAT;SEBAGAI;TMT", f"{NURLAELA};{BUDI};plh;{TODAY:%d-%m-%Y}")
    assert signs() == (BUDI, "Dr. Budi Santoso")


@ON_BOTH
def test_a_rating_reaches_the_person_and_the_office_and_nobody_else(office: Office) -> None:
    siti, budi, joko = (Talk(office.centre, nip) for nip in (SITI, BUDI, JOKO))
    header = "NIP;PERIODE AWAL;PERIODE AKHIR;RATING HASIL KERJA;RATING PERILAKU KERJA;PREDIKAT KINERJA;PENILAI"
    row = f"{SITI};01-07-2026;30-09-2026;{{}};Di Atas Ekspektasi;{{}};Budi Hartono, S.Sos."
    report = office.run(header, row.format("Sesuai Ekspektasi", "Baik"))
    assert [(change.kind, change.did) for change in report.changes] == [("ratings", Did.ADDED)]
    [mine] = siti.of_kind("rating")
    rated = {"start": "2026-07-01", "end": "2026-09-30", "results": "as", "behaviour": "above"}
    assert mine == rated | {"id": mine["id"], "person": PERSON, "by": "Budi Hartono, S.Sos."}
    assert budi.of_kind("rating", budi.inbox()) == [mine]
    assert joko.of_kind("rating") == []
    assert office.run(header, row.format("Sesuai Ekspektasi", "Baik")).changes == []
    again = office.run(header, row.format("Di Atas Ekspektasi", ""))
    assert [change.fields for change in again.changes] == [{"results": ("as", "above")}]
    assert [one["results"] for one in siti.of_kind("rating")] == ["above"]
